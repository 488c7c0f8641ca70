"""Training and drift: the actor's own, and everybody's for the lead. Without widgets."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from coder.domain.changes import Changes, Kind
from coder.domain.people import Actor, Role
from coder.domain.permissions import Action, may
from coder.domain.training import Drift, Progress
from ui.context import Context
from ui.tracking import track

if TYPE_CHECKING:
    from coder.bootstrap import Services

_CONCERNED = frozenset({Kind.CODING, Kind.SESSION, Kind.PEOPLE, Kind.CODEBOOK})


@dataclass(frozen=True)
class TrainingState:
    """What was read; ``own`` and ``drift`` are None for who does not evaluate, the others empty but for the lead."""

    own: Progress | None = None
    drift: Drift | None = None
    everybody: tuple[Progress, ...] = ()
    drifts: tuple[Drift, ...] = ()
    leads: bool = False


class Training(QObject):
    """``loaded()`` after each reading; ``refused(UserError)`` when it may not be read."""

    loaded = Signal()
    refused = Signal(object)

    def __init__(self, context: Context, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._stale = True
        self.state = TrainingState()
        track(self, context.changed, self._changed)

    @property
    def may_see(self) -> bool:
        """Whether there is anything here for the actor."""
        return self._context.is_open and may(self._context.actor, Action.SEE_DRIFT)

    def refresh(self) -> None:
        """Read again what may have changed; does nothing before the store is open or when all is fresh."""
        if not self._context.is_open or not self._stale:
            return
        self._stale = False
        services, actor = self._context.services, self._context.actor
        self._context.operations.read(
            lambda: _read(services, actor), self._got, owner=self, key="training", failed=self.refused.emit
        )

    def mark_read(self) -> None:
        """Note that the codebook in use has been read."""
        services, actor = self._context.services, self._context.actor
        self._write(lambda: services.training.mark_read(actor))

    def mark_discussed(self, session_id: str) -> None:
        """Note that a practice recording was talked through."""
        services, actor = self._context.services, self._context.actor
        self._write(lambda: services.training.mark_discussed(actor, session_id))

    def _write(self, act: Callable[[], Changes]) -> None:
        self._context.operations.write(act, self._kept, owner=self, initiator=self)

    def _kept(self, _changes: Changes) -> None:
        self._stale = True
        self.refresh()

    def _got(self, state: TrainingState) -> None:
        self.state = state
        self.loaded.emit()

    def _changed(self, changes: Changes, initiator: object) -> None:
        if initiator is not self and changes.kinds & _CONCERNED:
            self._stale = True


def _read(services: Services, actor: Actor) -> TrainingState:
    evaluates, leads = may(actor, Action.TRAIN), Role.LEAD in actor.roles
    return TrainingState(
        own=services.training.progress(actor) if evaluates else None,
        drift=services.drift.own(actor) if evaluates else None,
        everybody=services.training.everybody(actor) if leads else (),
        drifts=services.drift.everybody(actor) if leads else (),
        leads=leads,
    )
