"""Suggested codes: worked out by a job, hidden until the lock, then a second listen over the differences."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from coder.domain.changes import Changes, Kind, changes
from coder.domain.coding import CodingState, Entry, Mode, fold, placed
from coder.domain.errors import UserError
from coder.domain.ids import new_id
from coder.domain.jobs import JobKind
from coder.domain.people import Actor
from coder.domain.permissions import Action
from coder.domain.suggestions import Decision, Difference, Suggestion, SuggestionSet, same_mark
from coder.domain.times import to_seconds
from coder.domain.transcripts import Utterance
from coder.services.base import Backing, Service, Unit
from coder.services.coding import CodingService
from coder.services.coding_rules import Place, standing_code
from coder.services.decision_log import Arose, DecisionService
from coder.services.entries import entries_of
from coder.services.jobs import enqueue
from coder.services.lock import closed_by_lock
from coder.services.policy import read_policy
from coder.services.rows import placement, session_row, transcript_from, transcript_row
from coder.store.tables.coding import CodingRow
from coder.store.tables.sessions import SessionRow
from coder.store.tables.suggestions import SuggestionDecisionRow, SuggestionRow, SuggestionSetRow
from coder.store.tables.transcripts import UtteranceRow

# Withholding starts once a service knows the tool; before that nobody learns anything from it.
_WITHHOLD_AFTER = 10


@dataclass(frozen=True)
class Suggested:
    """What the model said about one utterance."""

    utterance_id: str
    code: str
    probability: float
    words: tuple[str, ...] = ()


class SuggestionService(Service):
    """Suggestions after the lock. They are codes for worker utterances only and never ratings of a person."""

    def __init__(self, backing: Backing, coding: CodingService, decisions: DecisionService) -> None:
        super().__init__(backing)
        self._coding = coding
        self._decisions = decisions

    def request(self, actor: Actor, session_id: str) -> Changes:
        """Queue the job that works out suggestions; ``created`` is its id. Raises UserError as ``get`` does."""
        self._begin_assisted(actor, session_id)
        with self._acting(actor, Action.SEE_SUGGESTIONS) as unit:
            row = session_row(unit.session, session_id)
            self._check_open(unit.session, actor, row)
            if transcript_row(unit.session, row.id) is None:
                raise UserError("Without a transcript there is nothing to suggest codes for.", "Transcribe it first.")
            job = enqueue(unit, JobKind.SUGGEST, row.id)
            return changes(Kind.JOB, ids={row.id, job.id}, created=job.id)

    def get(self, actor: Actor, session_id: str) -> SuggestionSet | None:
        """The suggestions of a session, None when they are not worked out yet.

        Raises UserError before the actor locked their coding (unless the service works in assisted mode), and for a
        recording drawn to show none. In assisted mode the actor's coding begins here at the latest, so that it is
        marked as assisted from its first code on.
        """
        self._begin_assisted(actor, session_id)
        with self._acting(actor, Action.SEE_SUGGESTIONS) as unit:
            row = session_row(unit.session, session_id)
            self._check_open(unit.session, actor, row)
            found = _newest_set(unit.session, row.id)
            if found is None:
                return None
            _stamp_seen(unit, actor, row.id)
            return SuggestionSet(row.id, found.model_id, _suggestions(unit.session, found), found.abstained)

    def differences(self, actor: Actor, session_id: str) -> tuple[Difference, ...]:
        """Places where the actor's code and the suggestion differ, the most confident first; none if not worked out.

        Which mark is whose is not told: the two codes stand in an order drawn for each place. The first call stamps
        the time at which suggestions were seen.
        """
        with self._acting(actor, Action.SEE_SUGGESTIONS) as unit:
            row = session_row(unit.session, session_id)
            self._check_open(unit.session, actor, row)
            found = _newest_set(unit.session, row.id)
            coding = _coding_of(unit.session, actor, row.id)
            if found is None or coding is None:
                return ()
            _stamp_seen(unit, actor, row.id)
            return _differences(unit.session, coding, _suggestions(unit.session, found))

    def decide(
        self,
        actor: Actor,
        session_id: str,
        suggestion_id: str,
        decision: Decision,
        chosen_code: str = "",
        *,
        question: str = "",
        about: str = "",
    ) -> Changes:
        """Keep the own code, change to ``chosen_code``, or leave the place for discussion; kept with its origin.

        A place left for discussion goes to the decision log with its ``question``, if there is one, about the code
        ``about``. Raises UserError as DecisionService.ask does; the place is then as undecided as before.
        """
        with self._acting(actor, Action.SEE_SUGGESTIONS) as unit:
            row = session_row(unit.session, session_id)
            coding = _coding_of(unit.session, actor, row.id)
            suggestion = unit.session.get(SuggestionRow, suggestion_id)
            if coding is None or suggestion is None or suggestion.session_id != row.id:
                raise UserError("There is no such place in the second listen.", "Open the list again.")
            self._check_open(unit.session, actor, row)
            made = self._stand(unit, coding, suggestion, chosen_code if decision is Decision.CHANGE else None)
            unit.session.add(
                SuggestionDecisionRow(
                    id=new_id(),
                    suggestion_id=suggestion_id,
                    coding_id=coding.id,
                    author_id=actor.id,
                    at=unit.now,
                    decision=decision,
                    chosen_code=chosen_code,
                )
            )
            if decision is Decision.DISCUSS and question.strip():
                made |= self._decisions.put_question(unit, question, label=about, arose=_place_of(unit, suggestion))
            unit.audit("difference decided", "suggestion", suggestion_id, decision=decision.value)
            return made | changes(Kind.SUGGESTION, ids={row.id, suggestion_id})

    def _stand(self, unit: Unit, coding: CodingRow, suggestion: SuggestionRow, chosen: str | None) -> Changes:
        """Let the chosen code stand on the utterance, or (None) the evaluator's own code of the blind pass."""
        utterance = _present_text(unit.session, suggestion.session_id)(suggestion.utterance_id)
        if utterance is None:
            raise UserError("The words this was about were taken out of the transcript.", "Nothing was changed.")
        wanted = _blind_codes(unit.session, coding).on(suggestion.utterance_id) if chosen is None else chosen
        standing = standing_code(unit.session, coding.id, suggestion.utterance_id)
        if wanted == (standing.label if standing else ""):
            return changes(Kind.CODING, ids={coding.id})
        if not wanted:
            return self._coding.take_back_code(unit, coding.id, suggestion.utterance_id)
        # Another code stands where the old one was given, which may be a part of the present utterance only.
        at = utterance if standing is None else standing
        place = Place(utterance.id if standing is None else standing.utterance_id, at.start_s, at.end_s)
        return self._coding.put_code(unit, coding.id, wanted, place)

    def keep(self, session_id: str, model_id: str, suggested: Sequence[Suggested], abstained: int) -> None:
        """Store what a job worked out; called by the worker process."""
        with self._backing.store.write() as session:
            row = session_row(session, session_id)
            made = SuggestionSetRow(
                id=new_id(), session_id=row.id, model_id=model_id, abstained=abstained, made_at=self._backing.clock()
            )
            session.add(made)
            session.flush()
            session.add_all(
                SuggestionRow(
                    id=new_id(),
                    set_id=made.id,
                    session_id=row.id,
                    utterance_id=one.utterance_id,
                    code=one.code,
                    probability=one.probability,
                    words=list(one.words),
                )
                for one in suggested
            )

    def _begin_assisted(self, actor: Actor, session_id: str) -> None:
        with self._reading(actor, Action.SEE_SUGGESTIONS) as session:
            row = session_row(session, session_id)
            begin = read_policy(session).assisted_mode and _coding_of(session, actor, row.id) is None
        if begin:
            self._coding.start(actor, row.id)

    def _check_open(self, session: Session, actor: Actor, row: SessionRow) -> None:
        coding = _coding_of(session, actor, row.id)
        assisted = coding is not None and coding.mode is Mode.ASSISTED
        if not assisted and (coding is None or coding.locked_at is None):
            raise UserError(
                "Suggestions stay hidden until you have locked your own coding.", "Finish and lock it, then look again."
            )
        if withheld(session, row):
            raise UserError(
                "This recording was drawn to show no suggestions, so that their effect can be measured.",
                "Nothing is missing: finish the session as it is.",
            )


def withheld(session: Session, row: SessionRow) -> bool:
    """Whether a recording never shows suggestions: a share of all (policy), drawn by its id, after the first ten."""
    share = read_policy(session).withheld_share
    earlier = session.scalar(
        select(func.count()).select_from(SessionRow).where(SessionRow.id < row.id, SessionRow.demo.is_(False))
    )
    if row.demo or (earlier or 0) < _WITHHOLD_AFTER:
        return False
    draw = int.from_bytes(hashlib.sha256(row.id.encode()).digest()[:4], "big") / 2**32
    return draw < share


def _coding_of(session: Session, actor: Actor, session_id: str) -> CodingRow | None:
    query = select(CodingRow).where(CodingRow.session_id == session_id, CodingRow.evaluator_id == actor.id)
    return session.scalars(query).first()


def _newest_set(session: Session, session_id: str) -> SuggestionSetRow | None:
    query = select(SuggestionSetRow).where(SuggestionSetRow.session_id == session_id)
    return session.scalars(query.order_by(SuggestionSetRow.id.desc()).limit(1)).first()


def _stamp_seen(unit: Unit, actor: Actor, session_id: str) -> None:
    coding = _coding_of(unit.session, actor, session_id)
    if coding is not None and coding.seen_suggestions_at is None:
        coding.seen_suggestions_at = unit.now
        unit.audit("suggestions seen", "coding", coding.id, session=session_id)


def _suggestions(session: Session, found: SuggestionSetRow) -> tuple[Suggestion, ...]:
    rows = session.scalars(
        select(SuggestionRow)
        .join(UtteranceRow, UtteranceRow.id == SuggestionRow.utterance_id)
        .where(SuggestionRow.set_id == found.id)
        .order_by(UtteranceRow.start_sample, UtteranceRow.position)
    )
    return tuple(
        Suggestion(r.id, r.session_id, r.utterance_id, r.code, r.probability, found.model_id, tuple(r.words))
        for r in rows
    )


@dataclass(frozen=True)
class _Codes:
    """The codes of a coding, each on the utterance that holds it in the present text."""

    state: CodingState
    row_of: Callable[[str], str]

    def on(self, utterance_id: str) -> str:
        """The code of an utterance, also of one that was merged away since; empty when it has none."""
        main = self.state.main_code(utterance_id, self.row_of(utterance_id))
        return main.label if main is not None else ""


def _codes(session: Session, coding: CodingRow, entries: Iterable[Entry]) -> _Codes:
    row_of = placement(session, coding.session_id).row_of
    return _Codes(placed(fold(entries), row_of), row_of)


def _blind_codes(session: Session, coding: CodingRow) -> _Codes:
    """The evaluator's own code of each utterance as it stood at the lock (now, before it)."""
    entries = entries_of(session, coding.id)
    if coding.locked_at is not None:
        entries = [entry for entry in entries if closed_by_lock(coding, entry.id)]
    return _codes(session, coding, entries)


def _present_text(session: Session, session_id: str) -> Callable[[str], Utterance | None]:
    """Finds the utterance that holds in the present text what was another one; None when its words were taken out."""
    row = transcript_row(session, session_id)
    if row is None:
        return lambda _: None
    transcript = transcript_from(session, row)
    utterances = {one.id: one for one in transcript.utterances}
    return lambda utterance_id: utterances.get(transcript.row_of(utterance_id))


def _differences(session: Session, coding: CodingRow, suggestions: tuple[Suggestion, ...]) -> tuple[Difference, ...]:
    own = _blind_codes(session, coding)
    now = _codes(session, coding, entries_of(session, coding.id))
    text = _present_text(session, coding.session_id)
    decided = {
        row.suggestion_id: row
        for row in session.scalars(
            select(SuggestionDecisionRow)
            .where(SuggestionDecisionRow.coding_id == coding.id)
            .order_by(SuggestionDecisionRow.id)
        )
    }
    found = [
        _difference(s, own.on(s.utterance_id), now.on(s.utterance_id), utterance, decided.get(s.id))
        for s in suggestions
        if not same_mark(own.on(s.utterance_id), s.code) and (utterance := text(s.utterance_id)) is not None
    ]
    return tuple(sorted(found, key=lambda d: -d.probability))


def _place_of(unit: Unit, suggestion: SuggestionRow) -> Arose:
    utterance = unit.session.get_one(UtteranceRow, suggestion.utterance_id)
    return Arose(suggestion.session_id, to_seconds(utterance.start_sample), to_seconds(utterance.end_sample))


def _difference(
    suggestion: Suggestion,
    own_code: str,
    standing: str,
    utterance: Utterance,
    decided: SuggestionDecisionRow | None,
) -> Difference:
    pair = (own_code, suggestion.code)
    swapped = hashlib.sha256(suggestion.id.encode()).digest()[0] & 1
    first, second = pair[::-1] if swapped else pair
    chosen = ""
    if decided is not None:
        chosen = decided.chosen_code if decided.decision is Decision.CHANGE else own_code
        if chosen != standing:
            # Undone, or coded anew since: what stands counts, and the place waits again.
            decided, chosen = None, ""
    return Difference(
        suggestion_id=suggestion.id,
        utterance_id=utterance.id,
        start_s=utterance.start_s,
        end_s=utterance.end_s,
        text=utterance.text,
        first_code=first,
        second_code=second,
        probability=suggestion.probability,
        decision=None if decided is None else decided.decision,
        chosen_code=chosen,
        decided_at=None if decided is None else decided.at,
    )
