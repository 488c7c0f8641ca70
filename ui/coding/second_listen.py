"""The second listen: places where two marks differ, heard again and decided, without saying whose mark is whose."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from PySide6.QtCore import QObject, Signal

from coder.domain.changes import Changes, Kind
from coder.domain.errors import UserError
from coder.domain.jobs import Job, JobKind
from coder.domain.suggestions import Decision, Difference
from ui.coding.edits import Place, SetCode
from ui.context import Context
from ui.tracking import track

Refused = Callable[[UserError], None]


@dataclass(frozen=True)
class Revealed:
    """What there is to hear again. ``ready`` is false until suggestions are worked out, ``asked`` until that is wanted;
    ``refusal`` is the reason why there are none at all, ``failure`` why working them out ended without any, and
    ``wordless`` says that there is no transcript to suggest codes for."""

    differences: tuple[Difference, ...] = ()
    ready: bool = False
    asked: bool = True
    refusal: str = ""
    failure: str = ""
    wordless: bool = False
    suggested: dict[str, str] = field(default_factory=dict)

    def own_code(self, difference: Difference) -> str:
        """The evaluator's own mark of the pair; for storing a decision, never for showing."""
        suggested = self.suggested.get(difference.suggestion_id)
        return difference.first_code if difference.second_code == suggested else difference.second_code


class SecondListen(QObject):
    """``changed()`` when the list or a decision changed; ``edit_wanted(edit)`` before the lock, see ``choose``."""

    changed = Signal()
    edit_wanted = Signal(object)

    def __init__(self, context: Context, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._session_id = ""
        self.before_lock = False
        self._kept: set[str] = set()
        self.revealed = Revealed()
        track(self, context.changed, self._changed_elsewhere)

    @property
    def undecided(self) -> int:
        """How many places are still to be decided."""
        return sum(one.decision is None for one in self.revealed.differences)

    def open(self, session_id: str, before_lock: bool = False) -> None:
        """Reveal the differences of a locked or assisted coding; the first time is stored by the service."""
        if (session_id, before_lock) != (self._session_id, self.before_lock):
            self._kept.clear()
        self._session_id, self.before_lock = session_id, before_lock
        self._read()

    def close(self) -> None:
        """Forget the list."""
        self._session_id = ""
        self.revealed = Revealed()
        self.changed.emit()

    def ask(self) -> None:
        """Have suggestions worked out."""
        services, actor, session_id = self._context.services, self._context.actor, self._session_id
        self._context.operations.write(
            lambda: services.suggestions.request(actor, session_id), owner=self, initiator=self
        )

    def choose(self, difference: Difference, code: str) -> None:
        """Decide that ``code`` stands (empty for none): the evaluator's own is kept, any other one is a change.

        A coding that is not locked is simply coded on: there is nothing to decide about yet.
        """
        kept = code == self.revealed.own_code(difference)
        if self.before_lock:
            self._code_on(difference, code, kept)
            return
        self._decide(difference, Decision.KEEP if kept else Decision.CHANGE, code)

    def discuss(
        self, difference: Difference, about: str, question: str, done: Callable[[], None], refused: Refused
    ) -> None:
        """Leave it as it is and bring it to the calibration meeting with a question about a code, then ``done``.

        Shown only once it is stored, since a question may be refused; ``refused(error)`` then, and it stays undecided.
        """
        services, actor, session_id = self._context.services, self._context.actor, self._session_id
        shown = replace(difference, decision=Decision.DISCUSS, chosen_code="", decided_at=self._context.clock())
        place = (session_id, difference.suggestion_id, Decision.DISCUSS)

        def stored() -> None:
            self._show_one(shown)
            done()

        self._context.operations.write(
            lambda: services.suggestions.decide(actor, *place, question=question, about=about),
            lambda _: stored(),
            owner=self,
            initiator=self,
            failed=refused,
        )

    def _code_on(self, difference: Difference, code: str, kept: bool) -> None:
        if kept:
            self._kept.add(difference.suggestion_id)
        else:
            self._kept.discard(difference.suggestion_id)
            self.edit_wanted.emit(SetCode(Place(difference.start_s, difference.end_s, difference.utterance_id), code))
        self._got(self.revealed)

    def _decide(self, difference: Difference, decision: Decision, code: str) -> None:
        services, actor, session_id = self._context.services, self._context.actor, self._session_id
        chosen = code if decision is Decision.CHANGE else ""
        shown = replace(difference, decision=decision, chosen_code=code, decided_at=self._context.clock())
        self._show_one(shown)
        self._context.operations.write(
            lambda: services.suggestions.decide(actor, session_id, difference.suggestion_id, decision, chosen),
            owner=self,
            initiator=self,
            failed=self._refused,
        )

    def _show_one(self, shown: Difference) -> None:
        self._show([shown if one.suggestion_id == shown.suggestion_id else one for one in self.revealed.differences])

    def _show(self, differences: list[Difference]) -> None:
        self.revealed = replace(self.revealed, differences=tuple(differences))
        self.changed.emit()

    def _refused(self, error: UserError) -> None:
        self._context.messages.user_error(error)
        self._read()

    def _read(self) -> None:
        services, actor, session_id = self._context.services, self._context.actor, self._session_id

        def look() -> Revealed:
            try:
                found = services.suggestions.get(actor, session_id)
            except UserError as error:
                return Revealed(refusal=f"{error.sentence} {error.hint}".strip())
            if found is None and services.transcripts.get(actor, session_id) is None:
                return Revealed(wordless=True)
            if found is None:
                newest = _newest_job(services.jobs.list(actor), session_id)
                return Revealed(asked=newest is not None, failure=_failure(newest))
            suggested = {one.id: one.code for one in found.suggestions}
            return Revealed(services.suggestions.differences(actor, session_id), True, suggested=suggested)

        self._context.operations.read(look, self._got, owner=self, key="differences")

    def _changed_elsewhere(self, changed: Changes, initiator: QObject | None) -> None:
        worked_out = Kind.SUGGESTION in changed.kinds and self._session_id in changed.ids
        coded_on = self.before_lock and Kind.CODING in changed.kinds
        has_words = self.revealed.wordless and Kind.TRANSCRIPT in changed.kinds
        if initiator is not self and self._session_id and (worked_out or coded_on or has_words):
            self._read()

    def _got(self, revealed: Revealed) -> None:
        if self._session_id:
            self.revealed = revealed
            self._show([self._with_kept(one) for one in revealed.differences])

    def _with_kept(self, one: Difference) -> Difference:
        if not self.before_lock or one.suggestion_id not in self._kept:
            return one
        return replace(one, decision=Decision.KEEP, chosen_code=self.revealed.own_code(one))


def _newest_job(jobs: Sequence[Job], session_id: str) -> Job | None:
    return next((job for job in jobs if job.session_id == session_id and job.kind is JobKind.SUGGEST), None)


def _failure(newest: Job | None) -> str:
    """How the newest job for suggestions ended without any; empty while it goes on."""
    if newest is None or not newest.state.over:
        return ""
    return newest.failure or newest.state.value
