"""The family's voice for the profile or the report that is open, read beside it and never with it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, Signal

from coder.domain.changes import Changes, Kind
from coder.domain.errors import UserError
from coder.domain.family_voice import FamilyVoice, TeamVoice
from coder.domain.reports import TeamReport
from ui.context import Context
from ui.tracking import track


class VoiceModel(QObject):
    """``loaded(FamilyVoice | TeamVoice | None)``; None where it may not be read: the figures beside it say why."""

    loaded = Signal(object)

    def __init__(self, context: Context, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._wanted: Callable[[], FamilyVoice | TeamVoice] | None = None
        track(self, context.changed, self._changed)

    def show_worker(self, worker_id: str) -> None:
        """Read what families said about a worker's visits."""
        services, actor = self._context.services, self._context.actor
        self._read(lambda: services.voices.of_worker(actor, worker_id))

    def show_beside(self, report: TeamReport) -> None:
        """Read what families said about the visits of a report."""
        services, actor = self._context.services, self._context.actor
        self._read(lambda: services.voices.of_team(actor, report))

    def show_nothing(self) -> None:
        """Forget what was shown."""
        self._wanted = None
        self.loaded.emit(None)

    def _read(self, wanted: Callable[[], FamilyVoice | TeamVoice]) -> None:
        self._wanted = wanted
        self._context.operations.read(wanted, self._got, owner=self, key="voice", failed=self._refused)

    def _got(self, found: Any) -> None:
        if self._wanted is not None:
            self.loaded.emit(found)

    def _refused(self, _error: UserError) -> None:
        self.loaded.emit(None)

    def _changed(self, changes: Changes, _initiator: object) -> None:
        if Kind.FEEDBACK in changes.kinds and self._wanted is not None:
            self._read(self._wanted)
