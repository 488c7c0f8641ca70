"""The decision log as pages show it: found by words, asked and decided. No widgets."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, Signal

from codebook.schema import Codebook
from coder.domain.changes import Changes, Kind
from coder.domain.decisions import LoggedDecision
from coder.domain.errors import UserError
from coder.domain.permissions import Action, may
from ui.context import Context
from ui.tracking import track

Refused = Callable[[UserError], None]
Done = Callable[[], None]


class DecisionLog(QObject):
    """``loaded()`` after each reading; ``decisions`` holds what fits the words and the code."""

    loaded = Signal()

    def __init__(self, context: Context, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._stale = True
        self._all: tuple[LoggedDecision, ...] = ()
        self.words = ""
        self.label = ""
        track(self, context.changed, self._changed)

    @property
    def may_read(self) -> bool:
        """Whether the log is open to the user at all."""
        return self._context.is_open and may(self._context.actor, Action.READ_DECISIONS)

    @property
    def may_ask(self) -> bool:
        """Whether the user may put a question on the log."""
        return self._context.is_open and may(self._context.actor, Action.ASK_DECISION)

    @property
    def may_decide(self) -> bool:
        """Whether the user may write down what was decided."""
        return self._context.is_open and may(self._context.actor, Action.DECIDE)

    @property
    def empty(self) -> bool:
        """Whether nothing was ever asked."""
        return not self._all

    @property
    def decisions(self) -> tuple[LoggedDecision, ...]:
        """Those that hold all words and are about the code, if one was given; open questions first."""
        return tuple(one for one in self._all if self.label in ("", one.label) and one.fits(self.words))

    def refresh(self) -> None:
        """Read again what may have changed; does nothing before the store is open or when all is fresh."""
        if self._stale and self.may_read:
            self._stale = False
            services, actor = self._context.services, self._context.actor
            self._context.operations.read(partial(services.decisions.list, actor), self._take, owner=self, key="log")

    def search(self, words: str) -> None:
        """Show only what holds these words."""
        self.words = words
        self.loaded.emit()

    def about(self, label: str) -> None:
        """Show only what is about this code or principle; empty for all."""
        self.label = label
        self.loaded.emit()

    def codebook(self) -> Codebook:
        """The frame that questions outside a session are about."""
        return self._context.services.codebooks.active()

    def ask(self, label: str, question: str, done: Done, refused: Refused) -> None:
        """Put a question on the log that arose nowhere in particular."""
        services, actor = self._context.services, self._context.actor
        self._write(partial(services.decisions.ask, actor, question, label=label), done, refused)

    def ask_at(self, label: str, question: str, place: tuple[str, float, float], done: Done, refused: Refused) -> None:
        """Put a question on the log with its place: session id, start and end in seconds."""
        services, actor = self._context.services, self._context.actor

        def work() -> Changes:
            from coder.services.decision_log import Arose

            return services.decisions.ask(actor, question, label=label, arose=Arose(*place))

        self._write(work, done, refused)

    def decide(self, thread_id: str, question: str, decision: str, done: Done, refused: Refused) -> None:
        """Write down what was decided."""
        services, actor = self._context.services, self._context.actor
        self._write(partial(services.decisions.decide, actor, thread_id, decision, question), done, refused)

    def _write(self, work: Callable[[], Changes], done: Done, refused: Refused) -> None:
        self._context.operations.write(work, lambda _: done(), owner=self, failed=refused)

    def _changed(self, what: Changes, _initiator: object) -> None:
        if what.kinds & {Kind.DECISION, Kind.SESSION, Kind.CODEBOOK}:
            self._stale = True
            self.refresh()

    def _take(self, found: tuple[LoggedDecision, ...]) -> None:
        self._all = found
        self.loaded.emit()
