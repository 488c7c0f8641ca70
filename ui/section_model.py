"""What one section of a page shows, read again once something it shows has changed. Without widgets."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal
from typing_extensions import override

from coder.domain.changes import Changes, Kind
from coder.domain.errors import UserError
from coder.domain.people import Actor
from coder.domain.permissions import Action, may
from ui.context import Context
from ui.tracking import track

if TYPE_CHECKING:
    from coder.bootstrap import Services


class SectionModel(QObject):
    """``loaded()`` after each reading; ``refused(UserError)`` when it may not be read.

    ``concerned`` are the kinds of change after which it is read again; subclasses say what ``_read`` and keep it in
    ``_got``.
    """

    loaded = Signal()
    refused = Signal(object)

    def __init__(
        self, context: Context, action: Action, concerned: frozenset[Kind], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._context, self._action, self._concerned = context, action, concerned
        self._stale = True
        track(self, context.changed, self._changed)

    @property
    def may_see(self) -> bool:
        """Whether there is anything here for the actor."""
        return self._context.is_open and may(self._context.actor, self._action)

    def refresh(self) -> None:
        """Read again what may have changed; does nothing before the store is open or when all is fresh."""
        if not self._context.is_open or not self._stale:
            return
        self._stale = False
        services, actor = self._context.services, self._context.actor
        self._context.operations.read(
            lambda: self._read(services, actor), self._took, owner=self, key="section", failed=self._refuse
        )

    def _read(self, services: Services, actor: Actor) -> Any:
        """What is to be shown; off the UI thread."""
        raise NotImplementedError

    def _got(self, found: Any) -> None:
        """Keep what was read."""
        raise NotImplementedError

    def _took(self, found: Any) -> None:
        self._got(found)
        self.loaded.emit()

    def _refuse(self, error: UserError) -> None:
        self._stale = True
        self.refused.emit(error)

    def _changed(self, changes: Changes, initiator: object) -> None:
        if initiator is not self and changes.kinds & self._concerned:
            self._stale = True


class WatchedModel(SectionModel):
    """A section that is read again at once while it is looked at (``shown``), and otherwise at the next look."""

    def __init__(
        self, context: Context, action: Action, concerned: frozenset[Kind], parent: QObject | None = None
    ) -> None:
        super().__init__(context, action, concerned, parent)
        self.shown = False
        track(self, context.opened, self._reopened)

    def _reopened(self) -> None:
        self._stale = True
        self._look()

    @override
    def _changed(self, changes: Changes, initiator: object) -> None:
        super()._changed(changes, initiator)
        self._look()

    def _look(self) -> None:
        if self.shown and self.may_see:
            self.refresh()
