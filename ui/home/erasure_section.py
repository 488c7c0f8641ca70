"""The clock of a recruitment store on the first page: what goes soon, what is held, what went of late."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from coder.analysis.wording import day_text
from coder.domain.keeping import Clockwork
from ui.context import Context
from ui.home.erasure_model import ErasureModel
from ui.sessions.keeping_words import goes_words, held_words
from ui.theme import Role, current
from ui.widgets.card import Card
from ui.widgets.clearing import clear
from ui.widgets.labels import label
from ui.widgets.row_button import RowButton


class ErasureCard(Card):
    """``session_wanted(id)`` when a line is pressed; hidden until there is something to show."""

    session_wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.set_title(self.tr("Erased by the program"))
        self.body.setSpacing(current().px(2))
        self.setVisible(False)

    def show_clockwork(self, found: Clockwork) -> None:
        """Show what goes in the next two weeks first, then what is held, then what went."""
        clear(self.body)
        self.set_trailing(str(len(found.soon)) if found.soon else "")
        if not found.soon:
            quiet = self.tr("No role-play is erased in the next two weeks.")
            self.body.addWidget(label(quiet, Role.SUBTITLE, wrap=True))
        for session_id, code, keeping in found.soon:
            self._add(session_id, code, goes_words(keeping, found.today), "clock")
        for session_id, code, keeping in found.held:
            kept = self.tr("Kept until {0}. {1}").format(day_text(keeping.last_day), held_words(keeping))
            self._add(session_id, code, kept, "lock")
        for gone in found.lately:
            when = self.tr("Erased on {0}: its time was over.").format(day_text(gone.at.astimezone().date()))
            self._add(gone.session_id, gone.session_code, when, "circle-check")
        self.setVisible(True)

    def _add(self, session_id: str, code: str, caption: str, icon_name: str) -> None:
        row = RowButton(code, caption, icon_name)
        row.clicked.connect(lambda: self.session_wanted.emit(session_id))
        self.body.addWidget(row)


class ErasureSection(QObject):
    """``card`` for the first page; a line leads to its session."""

    def __init__(self, context: Context, page: QWidget) -> None:
        super().__init__(page)
        self.card = ErasureCard(page)
        self.model = ErasureModel(context, self)
        self.model.loaded.connect(self._show)
        self.card.session_wanted.connect(lambda session_id: context.go_to("sessions", session_id))

    def look(self, shown: bool) -> None:
        """Say whether the page is looked at."""
        self.model.look(shown)

    def _show(self) -> None:
        if self.model.clockwork is not None:
            self.card.show_clockwork(self.model.clockwork)
