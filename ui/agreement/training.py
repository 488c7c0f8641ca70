"""Training and drift: the actor's own, and everybody's for the lead. Without widgets."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from typing_extensions import override

from coder.domain.changes import Changes, Kind
from coder.domain.people import Actor, Role
from coder.domain.permissions import Action, may
from coder.domain.training import Drift, Progress
from ui.context import Context
from ui.section_model import SectionModel

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


class Training(SectionModel):
    """``state`` is what was read, and is read again after each act."""

    def __init__(self, context: Context, parent: QObject | None = None) -> None:
        super().__init__(context, Action.SEE_DRIFT, _CONCERNED, parent)
        self.state = TrainingState()

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

    @override
    def _read(self, services: Services, actor: Actor) -> TrainingState:
        return _state(services, actor)

    @override
    def _got(self, found: TrainingState) -> None:
        self.state = found


def _state(services: Services, actor: Actor) -> TrainingState:
    evaluates, leads = may(actor, Action.TRAIN), Role.LEAD in actor.roles
    return TrainingState(
        own=services.training.progress(actor) if evaluates else None,
        drift=services.drift.own(actor) if evaluates else None,
        everybody=services.training.everybody(actor) if leads else (),
        drifts=services.drift.everybody(actor) if leads else (),
        leads=leads,
    )
