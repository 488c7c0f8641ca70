"""Where a code is used: each place with its time, words and memo; going through them plays nothing by itself."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QComboBox, QDialog, QHBoxLayout, QListWidget, QListWidgetItem, QVBoxLayout, QWidget
from typing_extensions import override

from codebook.schema import Codebook
from coder.domain.coding import CodingState, Entry
from coder.domain.times import clock_text
from ui.coding.attributes import marked_words
from ui.focus import fit_to_screen
from ui.theme import Role, current
from ui.widgets.buttons import primary, secondary
from ui.widgets.labels import label, name_box

Words = Callable[[str], str]


@dataclass(frozen=True)
class CodePlace:
    """One use of a code, and how it reads."""

    entry: Entry
    text: str


def places_of(state: CodingState, codebook: Codebook, code_id: str, said: Callable[[Entry], str]) -> list[CodePlace]:
    """Every use of a code in order of time; ``said`` gives the words of a place, empty for one coded by ear."""
    code = codebook.code(code_id)
    found: list[CodePlace] = []
    for entry in state.codes:
        if entry.label == code_id:
            parts = [said(entry), marked_words(code, entry.attributes), entry.note]
            words = " · ".join(part for part in parts if part)
            found.append(CodePlace(entry, f"{clock_text(entry.start_s)}  {words}".strip()))
    return found


def neighbour(state: CodingState, code_id: str, at_s: float, step: int) -> Entry | None:
    """The next (1) or last (-1) use of a code from a position on, without going round; None at the end."""
    used = [entry for entry in state.codes if entry.label == code_id]
    beyond = [one for one in used if (one.start_s > at_s if step > 0 else one.start_s < at_s)]
    return (beyond[0] if step > 0 else beyond[-1]) if beyond else None


class CodePlaces(QDialog):
    """Signals: ``code_wanted(id)`` when another code is chosen; ``gone_to(entry)`` at each place that is reached;
    ``play_wanted(entry)``. Enter stays at the place, Esc goes back (``left``)."""

    code_wanted = Signal(str)
    gone_to = Signal(object)
    play_wanted = Signal(object)
    left = Signal()

    def __init__(self, counts: Sequence[tuple[str, str, int]], code_id: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Where a code is used"))
        self._places: list[CodePlace] = []
        theme = current()
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.px(14), theme.px(12), theme.px(14), theme.px(12))
        column.addWidget(label(self.tr("Where a code is used"), Role.TITLE))
        self.codes = QComboBox()
        name_box(self.codes, self.tr("Code"))
        for id_, name, count in counts:
            self.codes.addItem(f"{name} ({count})", id_)
        self.codes.setCurrentIndex(max(0, self.codes.findData(code_id)))
        self.codes.activated.connect(lambda _: self.code_wanted.emit(str(self.codes.currentData())))
        self.list = QListWidget()
        self.list.setAccessibleName(self.tr("Places"))
        self.list.setWordWrap(True)
        # Lines are broken to fit; the frame of the high contrast theme alone would call for a bar.
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setSpacing(theme.px(3))
        self.list.currentRowChanged.connect(self._reached)
        self.list.itemActivated.connect(self.accept)
        hint = self.tr("Arrows go from place to place, Space plays the place, Enter stays there, Esc goes back.")
        for widget in (self.codes, label(hint, Role.SUBTITLE, wrap=True), self.list):
            column.addWidget(widget)
        column.addLayout(self._buttons())
        self.rejected.connect(self.left)
        # The context given to the constructor is not heeded: Space would play the place with the focus in the box, too.
        play = QShortcut(QKeySequence(Qt.Key.Key_Space), self.list, self._play)
        play.setContext(Qt.ShortcutContext.WidgetShortcut)
        fit_to_screen(self, 560, 400)

    def _buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        hear, stay, back = (
            secondary(self.tr("Play the place"), "play", self.tr("Space")),
            primary(self.tr("Stay there")),
            secondary(self.tr("Go back")),
        )
        hear.clicked.connect(self._play)
        stay.clicked.connect(self.accept)
        back.clicked.connect(self.reject)
        row.addWidget(hear)
        row.addStretch(1)
        row.addWidget(back)
        row.addWidget(stay)
        return row

    def show_places(self, places: Sequence[CodePlace], at: int = 0) -> None:
        """Show these places and stand on one of them."""
        self.list.blockSignals(True)
        self.list.clear()
        self._places = list(places)
        for one in self._places:
            self.list.addItem(QListWidgetItem(one.text))
        self.list.blockSignals(False)
        self.list.setCurrentRow(min(at, len(self._places) - 1))

    @override
    def showEvent(self, event: QShowEvent) -> None:
        """Begin in the list."""
        super().showEvent(event)
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def _reached(self, row: int) -> None:
        if 0 <= row < len(self._places):
            self.gone_to.emit(self._places[row].entry)

    def _play(self) -> None:
        row = self.list.currentRow()
        if 0 <= row < len(self._places):
            self.play_wanted.emit(self._places[row].entry)
