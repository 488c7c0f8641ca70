"""The Library page."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QPoint, Slot
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget
from typing_extensions import override

from ui.context import Context
from ui.library.codebook_view import CodebookView
from ui.library.compare_view import CompareView
from ui.library.decision_log import DecisionLog
from ui.library.decision_view import DecisionView
from ui.library.learning import Learning
from ui.library.learning_view import LearningView
from ui.library.limits_view import LimitsView
from ui.library.model_card_view import ModelCardView
from ui.library.provider import DECISION
from ui.library.viewmodel import LibraryViewModel
from ui.theme import current
from ui.tracking import track
from ui.widgets.buttons import secondary
from ui.widgets.page import Page
from ui.widgets.segmented import Segment, SegmentedControl

AskFile = Callable[[QWidget], str]
_ROOM_FOR_WORDS = 700


def ask_codebook_file(parent: QWidget) -> str:
    """Ask for a codebook file; empty when the user thought better of it."""
    return QFileDialog.getOpenFileName(parent, parent.tr("Choose a codebook"), "", "TOML (*.toml)")[0]


class LibraryPage(Page):
    """``open_with`` takes the id of an entry (``principle:EVO``, ``code:OQ``), of a section (``decisions``), or
    ``decision:`` and the words of a question on the log."""

    def __init__(self, context: Context, ask_file: AskFile = ask_codebook_file, parent: QWidget | None = None) -> None:
        super().__init__(context, "", parent=parent)
        self.header.set_texts(self.tr("Library"))
        self.model = LibraryViewModel(context, self)
        self._ask_file = ask_file
        self._wanted = ""
        self._build_header()
        self._build_body()
        self.context.actions.bind("find", self, self._find)
        self.model.chosen_changed.connect(self._show_chosen)
        self.codebook.opened.connect(self._scroll_to)
        self.model.imported.connect(self._say_imported)
        track(self, context.opened, self.model.refresh)

    def _build_header(self) -> None:
        self.sections = SegmentedControl(
            self.tr("Section"),
            (
                Segment("codebook", self.tr("Codebook"), "book-open"),
                Segment("decisions", self.tr("Decisions"), "messages-square"),
                Segment("compare", self.tr("Versions"), "git-compare-arrows"),
                Segment("model", self.tr("Suggestions"), "sparkles"),
                Segment("learning", self.tr("Learning"), "repeat"),
                Segment("limits", self.tr("Limits"), "shield-check"),
            ),
        )
        self.sections.chosen.connect(self.show_section)
        self.import_button = secondary(self.tr("Import…"), "file-up")
        self.import_button.setAccessibleName(self.tr("Import a codebook"))
        self.import_button.clicked.connect(self._import)
        self.header.add(self.import_button)

    def _build_body(self) -> None:
        self.codebook = CodebookView(self.model, self.context.actions.key_text("find"))
        self.log = DecisionLog(self.context, self)
        self.decisions = DecisionView(self.log)
        self.decisions.ask_wanted.connect(self.decisions.ask)
        self.decisions.recording_wanted.connect(lambda one: self.context.go_to("code", one.session_id))
        self.compare = CompareView(self.model)
        self.card = ModelCardView(self.model)
        self.learning = Learning(self.context, self)
        self.limits = LimitsView()
        # Not a stacked widget: that is as tall as its tallest page, and the limits are a long read.
        self._section = QWidget()
        column = QVBoxLayout(self._section)
        column.setContentsMargins(0, 0, 0, 0)
        self._places: dict[str, QWidget] = {
            "codebook": self.codebook,
            "decisions": self.decisions,
            "compare": self.compare,
            "model": self.card,
            "learning": LearningView(self.learning),
            "limits": self.limits,
        }
        for widget in self._places.values():
            column.addWidget(widget)
        self.body.addWidget(self.sections)
        self.body.addWidget(self._section, 1)
        self.show_section("codebook")

    def open_with(self, argument: object) -> None:
        """Show an entry or a section."""
        wanted = str(argument)
        if wanted in self._places:
            self.show_section(wanted)
            return
        if wanted.startswith(DECISION):
            self.show_section("decisions")
            self.decisions.search.setText(wanted.removeprefix(DECISION))
            return
        self.show_section("codebook")
        self.codebook.search.clear()
        if not self.codebook.show_entry(wanted):
            self._wanted = wanted

    @Slot(str)
    def show_section(self, section: str) -> None:
        """Bring a section to the front."""
        self.sections.set_value(section)
        for name, widget in self._places.items():
            widget.setVisible(name == section)
        if section == "model":
            # Another model may have been chosen in the section beside it.
            self.model.refresh()

    @override
    def panels(self) -> Sequence[QWidget]:
        """The header, the choice of section, the section."""
        return (self.header, self.sections, self._section)

    @override
    def showEvent(self, event: QShowEvent) -> None:
        """Read what changed while nobody looked."""
        super().showEvent(event)
        self.import_button.setVisible(self.model.may_manage)
        self.sections.set_possible("decisions", self.log.may_read)
        self.sections.set_possible("learning", self.learning.may_see)
        self.model.refresh()
        self.log.refresh()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the words of the sections to their tool tips where large text leaves no room for them."""
        super().resizeEvent(event)
        self.sections.show_icons_only(self.width() < current().px(_ROOM_FOR_WORDS), but_chosen=True)

    @Slot()
    def _find(self) -> None:
        if self.decisions.isVisible():
            field = self.decisions.search
        else:
            self.show_section("codebook")
            field = self.codebook.search
        field.setFocus()
        field.selectAll()

    @Slot(object)
    def _scroll_to(self, card: QWidget) -> None:
        # Where the entry stands below the list, Enter brings its beginning into view.
        inside = self._scroll.widget()
        if inside is not None:
            self._scroll.verticalScrollBar().setValue(card.mapTo(inside, QPoint(0, 0)).y())

    @Slot()
    def _import(self) -> None:
        path = self._ask_file(self)
        if path:
            self.model.import_file(Path(path))

    @Slot()
    def _say_imported(self) -> None:
        self.context.messages.info(self.tr("The codebook is kept here, and new codings are made with it."))

    @Slot()
    def _show_chosen(self) -> None:
        book = self.model.book
        if book is not None:
            # At large text the end is cut, which must not be that nothing is validated.
            provenance = f"{book.provenance[:1].upper()}{book.provenance[1:]}"
            self.header.set_texts(self.tr("Library"), f"{provenance} · {book.title} {book.version}")
        if self._wanted and self.codebook.show_entry(self._wanted):
            self._wanted = ""


def make_page(context: Context) -> QWidget:
    """The Library page."""
    return LibraryPage(context)
