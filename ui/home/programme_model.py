"""The recording programme as the first page shows and changes it, without widgets."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from typing_extensions import override

from coder.domain.changes import Changes, Kind
from coder.domain.people import Actor
from coder.domain.permissions import Action
from coder.domain.programme import Programme, Reason, WorkerProgramme
from ui.context import Context
from ui.section_model import WatchedModel

if TYPE_CHECKING:
    from coder.bootstrap import Services

_CONCERNED = frozenset({Kind.PROGRAMME, Kind.SESSION, Kind.PEOPLE, Kind.POLICY})


class ProgrammeModel(WatchedModel):
    """``exported(path)`` when a calendar file was written."""

    exported = Signal(str)

    def __init__(self, context: Context, parent: QObject | None = None) -> None:
        super().__init__(context, Action.READ_PROGRAMME, _CONCERNED, parent)
        self.programme: Programme | None = None

    @property
    def today(self) -> date:
        """The day it is for the service, which refuses to plan for an earlier one."""
        return self._context.clock().date()

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

    @override
    def _read(self, services: Services, actor: Actor) -> Programme:
        return services.programme.get(actor)

    @override
    def _got(self, found: Programme) -> None:
        self.programme = found
