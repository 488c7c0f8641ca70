"""What the dialog for saving a clip knows and does, without widgets."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from coder.domain.changes import Changes
from coder.domain.clips import ClipDraft, ClipLook
from coder.domain.errors import UserError
from coder.domain.permissions import Action, may
from coder.domain.profiles import Clip
from ui.context import Context


class ClipModel(QObject):
    """One moment that may leave. ``loaded()``: looked at anew. ``gone(error)``: it is no clip at all. ``saved(path)``:
    it was written."""

    loaded = Signal()
    gone = Signal(object)
    saved = Signal(str)

    def __init__(self, context: Context, clip: Clip, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context, self.clip = context, clip
        self.look: ClipLook | None = None

    @property
    def may_note(self) -> bool:
        """Whether the actor takes down who agreed."""
        return may(self._context.actor, Action.RECORD_PERMISSION)

    def refresh(self) -> None:
        """Look at the stretch as it stands now."""
        clips, actor, clip = self._context.services.clips, self._context.actor, self.clip
        self._context.operations.read(
            lambda: clips.look(actor, clip.session_id, clip.start_s, clip.end_s),
            self._got,
            owner=self,
            key="clip",
            failed=self._refused,
        )

    def note(self, draft: ClipDraft) -> None:
        """Take an answer down and look again."""
        clips, actor, session_id = self._context.services.clips, self._context.actor, self.clip.session_id
        self._context.operations.write(lambda: clips.note(actor, session_id, draft), self._noted, owner=self)

    def save(self, path: Path, *, disguise: bool) -> None:
        """Write the clip; the service asks once more whether it may leave."""
        clips, actor, clip = self._context.services.clips, self._context.actor, self.clip
        write = partial(clips.export, actor, clip.session_id, clip.start_s, clip.end_s, path, disguise=disguise)
        self._context.operations.read(write, lambda _: self.saved.emit(path.name), owner=self)

    def _got(self, look: ClipLook) -> None:
        self.look = look
        self.loaded.emit()

    def _refused(self, error: UserError) -> None:
        self.gone.emit(error)

    def _noted(self, _: Changes) -> None:
        self.refresh()
