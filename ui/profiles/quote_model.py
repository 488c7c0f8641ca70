"""What the dialog and the card about quotes know and do, without widgets."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Signal

from coder.domain.changes import Changes, Kind
from coder.domain.errors import UserError
from coder.domain.profiles import Clip
from coder.domain.quotes import OfferedQuote, QuoteLook
from ui.context import Context
from ui.tracking import track


class QuoteModel(QObject):
    """One moment whose words may be offered. ``loaded()``: looked at. ``gone(error)``: it is none. ``offered()``."""

    loaded = Signal()
    gone = Signal(object)
    offered = Signal()

    def __init__(self, context: Context, clip: Clip, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context, self.clip = context, clip
        self.look: QuoteLook | None = None

    def refresh(self) -> None:
        """Look at the moment as it reads now."""
        quotes, actor, clip = self._context.services.quotes, self._context.actor, self.clip
        self._context.operations.read(
            partial(quotes.look, actor, clip.session_id, clip.start_s, clip.end_s),
            self._got,
            owner=self,
            key="quote",
            failed=self._refused,
        )

    def offer(self, words: str) -> None:
        """Offer these words; the service asks once more whether they may be."""
        quotes, actor, clip = self._context.services.quotes, self._context.actor, self.clip
        work = partial(quotes.offer, actor, clip.session_id, clip.start_s, clip.end_s, words)
        # Without an initiator the card of what is offered reads again, and the profile as a whole with it.
        self._context.operations.write(work, lambda _: self.offered.emit(), owner=self)

    def _got(self, look: QuoteLook) -> None:
        self.look = look
        self.loaded.emit()

    def _refused(self, error: UserError) -> None:
        self.gone.emit(error)


class OfferedModel(QObject):
    """What the worker of the open profile offered. ``loaded(quotes)``, also where there is none."""

    loaded = Signal(object)

    def __init__(self, context: Context, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._worker_id = ""
        track(self, context.changed, self._changed)

    def show_worker(self, worker_id: str) -> None:
        """Read what a worker offered; nobody's with an empty id."""
        self._worker_id = worker_id
        if not worker_id:
            self.loaded.emit(())
            return
        quotes, actor = self._context.services.quotes, self._context.actor
        self._context.operations.read(
            partial(quotes.of_worker, actor, worker_id), self._got, owner=self, key="offered", failed=self._refused
        )

    def take_back(self, quote_id: str) -> None:
        """Take one back."""
        quotes, actor = self._context.services.quotes, self._context.actor
        self._context.operations.write(
            partial(quotes.take_back, actor, quote_id), lambda _: self._again(), owner=self, initiator=self
        )

    def _again(self) -> None:
        self.show_worker(self._worker_id)

    def _got(self, found: tuple[OfferedQuote, ...]) -> None:
        self.loaded.emit(found)

    def _refused(self, _error: UserError) -> None:
        self.loaded.emit(())

    def _changed(self, changes: Changes, initiator: object) -> None:
        if initiator is not self and self._worker_id and Kind.REPORT in changes.kinds:
            self._again()
