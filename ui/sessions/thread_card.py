"""The thread of a session: the supervision, the visit it led to, and what the family said, each one click away."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QWidget

from coder.analysis.wording import day_text
from coder.domain.threads import Thread
from ui.sessions.threads import Threads
from ui.theme import Role, current
from ui.widgets.buttons import ghost, secondary
from ui.widgets.card import Card
from ui.widgets.labels import label, name_box
from ui.widgets.row_button import RowButton


class ThreadCard(Card):
    """``opened(session_id)``; ``joined(supervision, visit)`` and ``parted(supervision, visit)``, all by id."""

    opened = Signal(str)
    joined = Signal(str, str)
    parted = Signal(str, str)

    def __init__(self, threads: Threads, parent: QWidget | None = None) -> None:
        super().__init__(_tr("Thread"), _tr("supervision, visit, family"), parent)
        for one in threads.known:
            self._add_thread(one, threads)
        if threads.of_supervision and not threads.known:
            none = self.tr("No visit is noted yet that this supervision led to.")
            self.body.addWidget(label(none, Role.SUBTITLE, wrap=True))
        if threads.may_follow:
            self._add_choice(threads)

    def _add_thread(self, one: Thread, threads: Threads) -> None:
        if one.supervision is None or one.visit is None:
            self.body.addWidget(label(self.tr("Not shown: {0}").format(one.refusal), Role.SUBTITLE, wrap=True))
        else:
            for station, words in ((one.supervision, self.tr("Supervision")), (one.visit, self.tr("Visit"))):
                row = RowButton(f"{words} {station.session_code}", day_text(station.held_on), "audio-lines")
                row.setEnabled(station.session_id != threads.session_id)
                row.clicked.connect(partial(self.opened.emit, station.session_id))
                self.body.addWidget(row)
            self.body.addWidget(label(self._said(one.visit.said), Role.CAPTION, wrap=True))
        if threads.may_change and one.supervision is not None and one.visit is not None:
            button = ghost(self.tr("These two are no thread"), "x")
            button.clicked.connect(partial(self.parted.emit, one.supervision_id, one.visit_id))
            self._add_left(button)

    def _said(self, forms: int) -> str:
        if not forms:
            return self.tr("No feedback of the family on this visit is here.")
        if forms == 1:
            return self.tr("The family filled in one form; it stands with the visit.")
        return self.tr("The family filled in {0} forms; they stand with the visit.").format(forms)

    def _add_choice(self, threads: Threads) -> None:
        self.visits = QComboBox()
        name_box(self.visits, self.tr("Visit that followed"))
        for station in threads.may_follow:
            self.visits.addItem(f"{station.session_code}, {day_text(station.held_on)}", station.session_id)
        self.join_button = secondary(self.tr("Note this visit"), "plus")
        self.join_button.setToolTip(self.tr("Only where it was with the family that was talked about."))
        self.join_button.clicked.connect(lambda: self.joined.emit(threads.session_id, str(self.visits.currentData())))
        self._add_left(self.visits, self.join_button)

    def _add_left(self, *widgets: QWidget) -> None:
        row = QHBoxLayout()
        row.setSpacing(current().px(8))
        for widget in widgets:
            row.addWidget(widget)
        row.addStretch(1)
        self.body.addLayout(row)


def _tr(text: str) -> str:
    return QCoreApplication.translate("sessions", text)
