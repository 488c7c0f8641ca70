"""The card of the first page that says whose next recording is due, planned or to be asked about."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from coder.domain.programme import Programme
from ui.home.programme_words import ICONS, caption, heading, invented, totals_words, waiting
from ui.theme import Role, current
from ui.widgets.buttons import ghost
from ui.widgets.card import Card
from ui.widgets.clearing import clear
from ui.widgets.flow import in_lines
from ui.widgets.labels import label
from ui.widgets.row_button import RowButton
from ui.widgets.skeleton import Skeleton

SHOWN = 4


class ProgrammeCard(Card):
    """``worker_wanted(id)`` when a line is pressed, ``all_wanted()`` for the whole list, ``calendar_wanted()``.

    ``key`` is the key of the whole list, as it is shown.
    """

    worker_wanted = Signal(str)
    all_wanted = Signal()
    calendar_wanted = Signal()

    def __init__(self, key: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._key = key
        self.set_title(self.tr("Recordings due"))
        self.body.setSpacing(current().px(2))
        self.body.addWidget(Skeleton(2))

    def show_programme(self, programme: Programme) -> None:
        """Show the first of those that wait, by code; a card without workers is not shown at all."""
        clear(self.body)
        self.setVisible(bool(programme.workers))
        due = waiting(programme)
        told = [str(len(due)) if due else "", self.tr("demo data") if invented(programme) else ""]
        self.set_trailing(" · ".join(filter(None, told)))
        if programme.totals is not None:
            self.body.addWidget(label(totals_words(programme.totals), Role.SUBTITLE, wrap=True))
        elif not due:
            self.body.addWidget(label(self.tr("No recording is due or planned now."), Role.SUBTITLE, wrap=True))
        for one in due[:SHOWN]:
            row = RowButton(heading(one), caption(one, programme), ICONS[one.next.standing])
            row.clicked.connect(lambda _=False, worker_id=one.worker_id: self.worker_wanted.emit(worker_id))
            self.body.addWidget(row)
        self._add_ends(programme)

    def _add_ends(self, programme: Programme) -> None:
        self.all_button = ghost(self.tr("All {0} workers").format(len(programme.workers)), "list", self._key)
        self.all_button.clicked.connect(self.all_wanted)
        self.calendar_button = ghost(self.tr("Calendar file…"), "calendar")
        self.calendar_button.setToolTip(self.tr("The days for your calendar; workers by code, no family"))
        self.calendar_button.clicked.connect(self.calendar_wanted)
        self.body.addWidget(in_lines(self.all_button, self.calendar_button, gap=4))
        # Shown before it has a place, a button would be a window of its own for a moment and take the focus.
        self.all_button.setVisible(len(programme.workers) > 1)
        self.calendar_button.setVisible(any(one.next.on is not None for one in programme.workers))
