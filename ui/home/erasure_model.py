"""What the first page says about the clock of a recruitment store, without widgets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from typing_extensions import override

from coder.domain.changes import Kind
from coder.domain.keeping import Clockwork
from coder.domain.people import Actor
from coder.domain.permissions import Action
from coder.domain.purpose import Purpose
from ui.context import Context
from ui.section_model import WatchedModel

if TYPE_CHECKING:
    from coder.bootstrap import Services

_CONCERNED = frozenset({Kind.SESSION, Kind.POLICY})


class ErasureModel(WatchedModel):
    """``clockwork`` once it was read; nothing is read in a practice store."""

    def __init__(self, context: Context, parent: QObject | None = None) -> None:
        super().__init__(context, Action.READ_RECRUITMENT, _CONCERNED, parent)
        self.clockwork: Clockwork | None = None

    def look(self, shown: bool) -> None:
        """Read what changed while nobody looked. The day may have changed without anything else."""
        self.shown = shown
        if shown:
            self._stale = True
            self._look()

    @property
    @override
    def may_see(self) -> bool:
        """Whether this is a recruitment store, whose clock the actor may know of."""
        return super().may_see and self._context.purpose is Purpose.RECRUITMENT

    @override
    def _read(self, services: Services, actor: Actor) -> Clockwork:
        return services.retention.get(actor)

    @override
    def _got(self, found: Clockwork) -> None:
        self.clockwork = found
