"""What the coaching conversation shows and does, without widgets."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path
from typing import TypeAlias

from PySide6.QtCore import QObject, Signal

from codebook.schema import Codebook
from coder.domain.changes import Changes
from coder.domain.coaching import Begun, Conversation, Part, Side
from coder.domain.errors import UserError
from coder.domain.permissions import Action, may
from coder.domain.profiles import Clip, Stance
from ui.context import Context

_Read: TypeAlias = tuple[tuple[Begun, ...], Conversation | None, Codebook | None]


class TalkModel(QObject):
    """The conversations with one worker, and the one that is shown with the codebook it is read with.

    ``shown_changed()`` after each reading; ``refused(UserError)`` when they may not be read; ``exported(path)``.
    """

    shown_changed = Signal()
    refused = Signal(object)
    exported = Signal(str)

    def __init__(self, context: Context, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.worker_id = ""
        self.worker_code = ""
        self.talks: tuple[Begun, ...] = ()
        self.talk: Conversation | None = None
        self.codebook: Codebook | None = None
        self._chosen = ""

    @property
    def own_side(self) -> Side:
        """For whom the actor signs with one press; the other one types a name."""
        return Side.WORKER if self._context.actor.id == self.worker_id else Side.COACH

    @property
    def today(self) -> date:
        """The day it is."""
        return self._context.clock().date()

    @property
    def may_give_out_names(self) -> bool:
        """Whether a copy with real names may be made."""
        return self._context.is_open and may(self._context.actor, Action.GIVE_OUT_NAMES)

    @property
    def editable(self) -> bool:
        """Whether words may change: there is a conversation and nobody has signed it."""
        return self.talk is not None and not self.talk.signatures

    @property
    def may_begin(self) -> bool:
        """Whether a new one can be prepared: none is open."""
        return all(one.closed for one in self.talks)

    def open(self, worker_id: str, worker_code: str) -> None:
        """Show the newest conversation with a worker."""
        self.worker_id, self.worker_code, self._chosen = worker_id, worker_code, ""
        self.talks, self.talk = (), None
        self.load()

    def choose(self, conversation: str) -> None:
        """Show another conversation, as it was kept."""
        self._chosen = conversation
        self.load()

    def load(self) -> None:
        """Read again."""
        services, actor, worker, chosen = self._context.services, self._context.actor, self.worker_id, self._chosen

        def read() -> _Read:
            talks = services.coaching.list(actor, worker)
            if not talks:
                return talks, None, None
            wanted = chosen if chosen in {one.id for one in talks} else talks[0].id
            talk = services.coaching.get(actor, wanted)
            return talks, talk, services.codebooks.get(talk.codebook_id, talk.codebook_version)

        self._context.operations.read(read, self._got, owner=self, key="talks", failed=self.refused.emit)

    def begin(self) -> None:
        """Prepare a new one from the latest recordings."""
        services, actor, worker = self._context.services, self._context.actor, self.worker_id
        self._chosen = ""
        self._write(lambda: services.coaching.begin(actor, worker))

    def write(self, part: Part, text: str, due_on: date | None = None) -> None:
        """Keep the words of one part."""
        coaching, actor, talk = self._context.services.coaching, self._context.actor, self.talk
        if talk is not None:
            self._write(lambda: coaching.write(actor, talk.id, part, text, due_on))

    def hear(self) -> None:
        """Note that a bright moment was heard together."""
        coaching, actor, talk = self._context.services.coaching, self._context.actor, self.talk
        if talk is not None and not talk.heard:
            self._write(lambda: coaching.hear(actor, talk.id))

    def choose_fork(self, clip: Clip) -> None:
        """Take another fork."""
        coaching, actor, talk = self._context.services.coaching, self._context.actor, self.talk
        if talk is not None:
            self._write(lambda: coaching.choose_fork(actor, talk.id, clip))

    def comment(self, stance: Stance, text: str) -> None:
        """Keep how the worker sees the evaluation the conversation speaks of."""
        replies, actor, talk = self._context.services.replies, self._context.actor, self.talk
        if talk is not None:
            self._write(lambda: replies.comment(actor, talk.session_id, stance, text))

    def sign(self, side: Side, name: str = "") -> None:
        """Sign for one side."""
        coaching, actor, talk = self._context.services.coaching, self._context.actor, self.talk
        if talk is not None:
            self._write(lambda: coaching.sign(actor, talk.id, side, name))

    def undo(self) -> None:
        """Take back what was done last."""
        coaching, actor, talk = self._context.services.coaching, self._context.actor, self.talk
        if talk is not None:
            self._write(lambda: coaching.undo(actor, talk.id))

    def export(self, path: Path, *, real: bool) -> None:
        """Write the pack, whole or not at all; the export is audited."""
        coaching, actor, talk = self._context.services.coaching, self._context.actor, self.talk
        if talk is not None:
            work = partial(coaching.pack, actor, talk.id, path, real=real)
            self._context.operations.read(work, lambda _: self.exported.emit(str(path)), owner=self)

    def _write(self, work: Callable[[], Changes]) -> None:
        operations = self._context.operations
        operations.write(work, lambda _: self.load(), owner=self, initiator=self, failed=self._failed)

    def _failed(self, error: UserError) -> None:
        self._context.messages.warn(error.sentence, error.hint)
        self.load()

    def _got(self, found: _Read) -> None:
        self.talks, self.talk, self.codebook = found
        self.shown_changed.emit()
