"""What the first page says about the clock of a recruitment store, without widgets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from typing_extensions import override

from coder.domain.changes import Changes, Kind
from coder.domain.keeping import Clockwork
from coder.domain.people import Actor
from coder.domain.permissions import Action
from coder.domain.purpose import Purpose
from ui.context import Context
from ui.section_model import SectionModel
from ui.tracking import track

if TYPE_CHECKING:
    from coder.bootstrap import Services

_CONCERNED = frozenset({Kind.SESSION, Kind.POLICY})


class ErasureModel(SectionModel):
    """``clockwork`` once it was read; nothing is read in a practice store. A change elsewhere is read at once while the
    page is looked at, and otherwise at the next look."""

    def __init__(self, context: Context, parent: QObject | None = None) -> None:
        super().__init__(context, Action.READ_RECRUITMENT, _CONCERNED, parent)
        self.clockwork: Clockwork | None = None
        self._shown = False
        track(self, context.opened, self._look)

    def look(self, shown: bool) -> None:
        """Read what changed while nobody looked. The day may have changed without anything else."""
        self._shown = shown
        if shown:
            self._stale = True
            self._look()

    @override
    def _changed(self, changes: Changes, initiator: object) -> None:
        super()._changed(changes, initiator)
        self._look()

    def _look(self) -> None:
        if self._shown and self.may_see and self._context.purpose is Purpose.RECRUITMENT:
            self.refresh()

    @override
    def _read(self, services: Services, actor: Actor) -> Clockwork:
        return services.retention.get(actor)

    @override
    def _got(self, found: Clockwork) -> None:
        self.clockwork = found
