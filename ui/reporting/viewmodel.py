"""The part of both view-models that reads again, refuses and exports."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from codebook.schema import Codebook
from coder.domain.changes import Changes, Kind
from coder.domain.errors import UserError
from coder.exports.formats import FileFormat
from ui.context import Context
from ui.tracking import track

_ALWAYS_CONCERNED = frozenset({Kind.CODING, Kind.SESSION, Kind.PEOPLE, Kind.CODEBOOK})


class ReportViewModel(QObject):
    """Every reading is audited, so a change elsewhere only makes this ``stale`` until somebody looks (``refresh``).

    ``shown_changed()``: what is shown is another one, or none any more. ``refused(UserError)``: it may not be read.
    ``exported(path)``: a file was written.
    """

    shown_changed = Signal()
    refused = Signal(object)
    exported = Signal(str)

    def __init__(self, context: Context, kind: Kind, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._concerned = _ALWAYS_CONCERNED | {kind}
        self.codebook: Codebook | None = None
        self.stale = True
        track(self, context.changed, self._changed)

    def refresh(self) -> None:
        """Read again what may have changed; does nothing before the store is open or when all is fresh."""
        if self._context.is_open and self.stale:
            self.stale = False
            self._load()

    def export(self, path: Path) -> None:
        """Write what is shown in the format its name asks for, whole or not at all; the export is audited."""
        write = self._writer()
        self._context.operations.read(
            lambda: write(FileFormat.named(path), path), partial(self._exported, str(path)), owner=self
        )

    def position(self, principle_id: str) -> int:
        """The place of a principle in the codebook, from 0, which chooses its colour."""
        ids = [principle.id for principle in self.codebook.principles] if self.codebook is not None else []
        return ids.index(principle_id) if principle_id in ids else 0

    def _load(self) -> None:
        raise NotImplementedError

    def _writer(self) -> Callable[[FileFormat, Path], object]:
        raise NotImplementedError

    def _forget(self) -> None:
        raise NotImplementedError

    def _refuse(self, error: UserError) -> None:
        self._forget()
        self.refused.emit(error)

    def _exported(self, path: str, _: object) -> None:
        self.exported.emit(path)

    def _changed(self, changes: Changes, initiator: object) -> None:
        if initiator is not self and changes.kinds & self._concerned:
            self.stale = True
