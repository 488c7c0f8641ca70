"""What the service's own codes taught the suggestions, as a page shows it. No widgets."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from coder.domain.changes import Changes, Kind
from coder.domain.learning import DoubleCoding, LearntModel, TrainingSet
from coder.domain.people import Actor
from coder.domain.permissions import Action, may
from ui.context import Context
from ui.tracking import track

if TYPE_CHECKING:
    from coder.bootstrap import Services

_CONCERNS = {Kind.SUGGESTION, Kind.SESSION, Kind.CODING, Kind.POLICY}


@dataclass(frozen=True)
class LearningState:
    """What could be learnt from, what was learnt, which sessions are offered, and whether the service learns at all."""

    known: TrainingSet
    models: tuple[LearntModel, ...]
    offers: tuple[DoubleCoding, ...]
    switched_on: bool


class Learning(QObject):
    """``loaded()`` after each reading; ``outdated()`` when somebody who looks should ask for another one."""

    loaded = Signal()
    outdated = Signal()

    def __init__(self, context: Context, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._stale = True
        self.state: LearningState | None = None
        track(self, context.changed, self._changed)
        track(self, context.opened, self._outdate)

    @property
    def may_see(self) -> bool:
        """Whether any of this is open to the user."""
        return self._context.is_open and may(self._context.actor, Action.SEE_LEARNING)

    @property
    def may_teach(self) -> bool:
        """Whether the user may have suggestions learnt and choose where they come from."""
        return self._context.is_open and may(self._context.actor, Action.TEACH_SUGGESTIONS)

    def refresh(self) -> None:
        """Read again what may have changed; every session is looked at, so only for somebody who sees the answer."""
        if self._stale and self.may_see:
            self._stale = False
            services, actor = self._context.services, self._context.actor
            self._context.operations.read(partial(_read, services, actor), self._take, owner=self, key="learning")

    def switch(self, on: bool) -> None:
        """Say whether this service learns from its codes."""
        services, actor = self._context.services, self._context.actor
        self._write(partial(services.policy.change, actor, learning=on))

    def learn(self) -> None:
        """Ask for learning; the job tray shows how far it is."""
        services, actor = self._context.services, self._context.actor
        self._write(partial(services.learning.request, actor))

    def use(self, model: LearntModel) -> None:
        """Let suggestions come from another model."""
        services, actor = self._context.services, self._context.actor
        self._write(partial(services.learning.use, actor, str(model.number)))

    def open_session(self, one: DoubleCoding) -> None:
        """Go to a session that was offered."""
        self._context.go_to("code", one.session_id)

    def _write(self, work: Callable[[], Changes]) -> None:
        self._context.operations.write(work, owner=self)

    def _changed(self, what: Changes, _initiator: object) -> None:
        if what.kinds & _CONCERNS:
            self._outdate()

    @Slot()
    def _outdate(self) -> None:
        self._stale = True
        self.outdated.emit()

    def _take(self, state: LearningState) -> None:
        self.state = state
        self.loaded.emit()


def _read(services: Services, actor: Actor) -> LearningState:
    return LearningState(
        services.learning.ready(actor),
        services.learning.models(actor),
        services.learning.next_to_double_code(actor),
        services.policy.get(actor).learning,
    )
