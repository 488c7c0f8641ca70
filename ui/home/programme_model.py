"""The recording programme as the first page shows and changes it, without widgets."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from coder.domain.changes import Changes, Kind
from coder.domain.programme import Programme, Reason, WorkerProgramme
from ui.context import Context
from ui.tracking import track

_CONCERNED = frozenset({Kind.PROGRAMME, Kind.SESSION, Kind.PEOPLE, Kind.POLICY})


class ProgrammeModel(QObject):
    """``loaded(Programme)`` after each reading; ``exported(path)`` when a calendar file was written.

    A change elsewhere is read at once while the page is looked at, and otherwise at the next look (``refresh``).
    """

    loaded = Signal(object)
    exported = Signal(str)

    def __init__(self, context: Context, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._stale = True
        self.shown = False
        self.programme: Programme | None = None
        track(self, context.changed, self._changed)
        track(self, context.opened, self._opened)

    @property
    def today(self) -> date:
        """The day it is for the service, which refuses to plan for an earlier one."""
        return self._context.clock().date()

    def refresh(self) -> None:
        """Read again what may have changed; does nothing before the store is open or when all is fresh."""
        if not self._context.is_open or not self._stale:
            return
        self._stale = False
        services, actor = self._context.services, self._context.actor
        self._context.operations.read(partial(services.programme.get, actor), self._take, owner=self, key="programme")

    def worker(self, worker_id: str) -> WorkerProgramme | None:
        """One of the workers that were read."""
        workers = () if self.programme is None else self.programme.workers
        return next((one for one in workers if one.worker_id == worker_id), None)

    def plan(self, worker_id: str, on: date) -> None:
        """Plan the next recording for a day."""
        self._write(partial(self._context.services.programme.plan, self._context.actor, worker_id, on))

    def miss(self, worker_id: str, reason: Reason) -> None:
        """Say why the recording that was due is not made."""
        self._write(partial(self._context.services.programme.miss, self._context.actor, worker_id, reason))

    def rest(self, worker_id: str, reason: Reason) -> None:
        """Say that nothing is due for now."""
        self._write(partial(self._context.services.programme.rest, self._context.actor, worker_id, reason))

    def take_back(self, worker_id: str) -> None:
        """Take the last note back."""
        self._write(partial(self._context.services.programme.take_back, self._context.actor, worker_id))

    def export(self, path: Path) -> None:
        """Write the days as a calendar file."""
        services, actor = self._context.services, self._context.actor
        self._context.operations.write(
            partial(services.programme.export, actor, path),
            lambda _: self.exported.emit(str(path)),
            owner=self,
            failed=self._context.messages.user_error,
        )

    def _write(self, work: Callable[[], Changes]) -> None:
        self._context.operations.write(work, owner=self, failed=self._context.messages.user_error)

    def _opened(self) -> None:
        self._stale = True
        if self.shown:
            self.refresh()

    def _changed(self, what: Changes, _initiator: object) -> None:
        if what.kinds & _CONCERNED:
            self._stale = True
            if self.shown:
                self.refresh()

    def _take(self, programme: Programme) -> None:
        self.programme = programme
        self.loaded.emit(programme)
