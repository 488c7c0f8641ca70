"""Second codings that are wanted, colleagues on other computers, recordings to train on. Without widgets."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from typing_extensions import override

from coder.domain.assignment import Assignment, SetDue
from coder.domain.changes import Kind
from coder.domain.people import Actor
from coder.domain.permissions import Action, may
from coder.domain.sealed import Partner
from coder.domain.training import TrainedOn
from ui.context import Context
from ui.section_model import SectionModel

if TYPE_CHECKING:
    from coder.bootstrap import Services

_CONCERNED = frozenset({Kind.CODING, Kind.SESSION, Kind.PEOPLE, Kind.CODEBOOK})


@dataclass(frozen=True)
class SecondsShown:
    """What was read; each part is None for who may not see it. ``waiting`` counts codings that are still closed."""

    wanted: tuple[Assignment, ...] | None = None
    due: SetDue | None = None
    partners: tuple[Partner, ...] | None = None
    waiting: int = 0
    trained_on: tuple[TrainedOn, ...] | None = None


class SecondsModel(SectionModel):
    """``state`` is what was read last."""

    def __init__(self, context: Context, parent: QObject | None = None) -> None:
        super().__init__(context, Action.EXCHANGE_PACKAGES, _CONCERNED, parent)
        self.state = SecondsShown()

    @property
    @override
    def may_see(self) -> bool:
        """Whether there is anything here for the actor: to ask for, to exchange, or to train on."""
        acts = (Action.ASK_FOR_SECOND, Action.EXCHANGE_PACKAGES, Action.KEEP_REFERENCES)
        return self._context.is_open and any(may(self._context.actor, one) for one in acts)

    @override
    def _read(self, services: Services, actor: Actor) -> SecondsShown:
        leads, sends = may(actor, Action.ASK_FOR_SECOND), may(actor, Action.EXCHANGE_PACKAGES)
        return SecondsShown(
            wanted=services.assignments.list(actor) if leads else None,
            due=services.assignments.set_due(actor) if leads else None,
            partners=services.packages.partners(actor) if sends else None,
            waiting=services.packages.waiting(actor) if sends else 0,
            trained_on=services.training.trained_on(actor) if may(actor, Action.KEEP_REFERENCES) else None,
        )

    @override
    def _got(self, found: SecondsShown) -> None:
        self.state = found
