"""While a window is open on a recruitment store, what is due is erased once a day, and never under anybody's hands."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Slot

from coder.domain.changes import Changes
from coder.domain.purpose import Purpose
from ui.context import Context
from ui.tracking import track

if TYPE_CHECKING:
    from collections.abc import Sequence

# A day may begin while the computer sleeps, during which no timer runs; so the date is asked often and read rarely.
_ASK_EVERY_MS = 60 * 60 * 1000


class ErasureClock(QObject):
    """Opening the store has erased what was due then; this goes on from there. It runs only over a recruitment store.

    The session on the Code page is left until another one is open there, and that is said.
    """

    def __init__(self, context: Context, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._done_on: date | None = None
        self._told: set[str] = set()
        self.timer = QTimer(self, interval=_ASK_EVERY_MS)
        self.timer.timeout.connect(self.look)
        track(self, context.opened, self._begin)
        track(self, context.closing, self.timer.stop)

    @Slot()
    def look(self) -> None:
        """Erase what is due, if that was not done on this day yet or something was left."""
        today = self._context.clock().date()
        if self._context.is_open and self._done_on != today:
            self._context.operations.read(
                self._context.services.retention.due, partial(self._erase, today), owner=self, key="due"
            )

    def _begin(self) -> None:
        if self._context.purpose is Purpose.RECRUITMENT:
            self._done_on = self._context.clock().date()
            self.timer.start()

    def _erase(self, today: date, due: Sequence[str]) -> None:
        at_work = self._context.session_at_work
        if at_work in due:
            self._warn(at_work)
        else:
            self._done_on = today
        if set(due) - {at_work}:
            erase = self._context.services.retention.erase_due
            self._context.operations.write(partial(erase, [at_work]), self._tell, owner=self)

    def _warn(self, session_id: str) -> None:
        if session_id in self._told:
            return
        self._told.add(session_id)
        self._context.messages.warn(
            self.tr("The time of the role-play on the Code page is over."),
            self.tr("It is erased within an hour of your opening another one, or at the next start."),
        )

    def _tell(self, done: Changes) -> None:
        if done.ids:
            self._context.messages.info(
                self.tr("1 role-play was erased, since its time was over.")
                if len(done.ids) == 1
                else self.tr("{0} role-plays were erased, since their time was over.").format(len(done.ids))
            )
