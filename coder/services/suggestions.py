"""Suggested codes: worked out by a job, hidden until the lock, then a second listen over the differences."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from coder.domain.changes import Changes, Kind, changes
from coder.domain.coding import Mode
from coder.domain.errors import UserError
from coder.domain.ids import new_id
from coder.domain.jobs import JobKind
from coder.domain.people import Actor
from coder.domain.permissions import Action
from coder.domain.practice import is_suggested_for, practice_of
from coder.domain.suggestions import Decision, Difference, Suggestion, SuggestionSet
from coder.domain.times import to_seconds
from coder.services.base import Backing, Service, Unit
from coder.services.coding import CodingService
from coder.services.coding_rules import Place, standing_code
from coder.services.decision_log import Arose, DecisionService
from coder.services.history import own_coding
from coder.services.jobs import enqueue
from coder.services.policy import read_policy
from coder.services.rows import session_row, transcript_row
from coder.services.suggestion_differences import blind_codes, differences_of, worker_text
from coder.services.suggestion_draw import prepare, withheld
from coder.services.suggestion_rules import SuggestionRules
from coder.store.tables.coding import CodingRow
from coder.store.tables.sessions import SessionRow
from coder.store.tables.suggestions import SuggestionDecisionRow, SuggestionRow, SuggestionSetRow
from coder.store.tables.transcripts import UtteranceRow


@dataclass(frozen=True)
class Suggested:
    """What the model said about one utterance."""

    utterance_id: str
    code: str
    probability: float
    words: tuple[str, ...] = ()


@dataclass(frozen=True)
class SuggestedCodes:
    """All that the model said about a session, and on how many utterances it kept silent."""

    suggested: Sequence[Suggested]
    abstained: int


class SuggestionService(Service):
    """Suggestions after the lock. They are codes for worker utterances only and never ratings of a person."""

    def __init__(
        self, backing: Backing, coding: CodingService, decisions: DecisionService, rules: SuggestionRules
    ) -> None:
        super().__init__(backing)
        self.rules = rules
        self._coding = coding
        self._decisions = decisions

    def request(self, actor: Actor, session_id: str) -> Changes:
        """Queue the job that works out suggestions; ``created`` is its id. Raises UserError as ``get`` does."""
        self.prepare(actor, session_id)
        with self._acting(actor, Action.SEE_SUGGESTIONS) as unit:
            row = session_row(unit.session, session_id)
            self.check_open(unit.session, actor, row)
            if transcript_row(unit.session, row.id) is None:
                raise UserError("Without a transcript there is nothing to suggest codes for.", "Transcribe it first.")
            job = enqueue(unit, JobKind.SUGGEST, row.id)
            return changes(Kind.JOB, ids={row.id, job.id}, created=job.id)

    def get(self, actor: Actor, session_id: str) -> SuggestionSet | None:
        """The suggestions of a session, None when they are not worked out yet.

        Raises UserError before the actor locked their coding (unless the service works in assisted mode), for a
        recording drawn to show none, and for what is no visit. In assisted mode the actor's coding begins here at the
        latest, so that it is marked as assisted from its first code on.
        """
        self.prepare(actor, session_id)
        with self._acting(actor, Action.SEE_SUGGESTIONS) as unit:
            row = session_row(unit.session, session_id)
            self.check_open(unit.session, actor, row)
            found = _newest_set(unit.session, row.id)
            if found is None:
                return None
            stamp_seen(unit, actor, row.id)
            return SuggestionSet(row.id, found.model_id, suggestions_in(unit.session, found), found.abstained)

    def differences(self, actor: Actor, session_id: str) -> tuple[Difference, ...]:
        """Places where the actor's code and the suggestion differ, the most confident first; none if not worked out.

        Which mark is whose is not told: the two codes stand in an order drawn for each place. The first call stamps
        the time at which suggestions were seen.
        """
        self.prepare(actor, session_id)
        with self._acting(actor, Action.SEE_SUGGESTIONS) as unit:
            row = session_row(unit.session, session_id)
            self.check_open(unit.session, actor, row)
            found = _newest_set(unit.session, row.id)
            coding = own_coding(unit.session, row.id, actor.id)
            if found is None or coding is None:
                return ()
            stamp_seen(unit, actor, row.id)
            return differences_of(unit.session, coding, suggestions_in(unit.session, found))

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
        self.prepare(actor, session_id)
        with self._acting(actor, Action.SEE_SUGGESTIONS) as unit:
            row = session_row(unit.session, session_id)
            coding = own_coding(unit.session, row.id, actor.id)
            suggestion = unit.session.get(SuggestionRow, suggestion_id)
            if coding is None or suggestion is None or suggestion.session_id != row.id:
                raise UserError("There is no such place in the second listen.", "Open the list again.")
            self.check_open(unit.session, actor, row)
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
        utterance = worker_text(unit.session, suggestion.session_id)(suggestion.utterance_id)
        if utterance is None:
            raise UserError(
                "The words this was about were taken out of the transcript, or are not the worker's.",
                "Nothing was changed.",
            )
        wanted = blind_codes(unit.session, coding).on(suggestion.utterance_id) if chosen is None else chosen
        standing = standing_code(unit.session, coding.id, suggestion.utterance_id)
        if wanted == (standing.label if standing else ""):
            return changes(Kind.CODING, ids={coding.id})
        if not wanted:
            return self._coding.take_back_code(unit, coding.id, suggestion.utterance_id)
        # Another code stands where the old one was given, which may be a part of the present utterance only.
        at = utterance if standing is None else standing
        place = Place(utterance.id if standing is None else standing.utterance_id, at.start_s, at.end_s)
        return self._coding.put_code(unit, coding.id, wanted, place)

    def check_for_job(self, session_id: str) -> None:
        """Raise UserError, before a model is even read, for a session no model may look at."""
        with self._backing.store.read() as session:
            check_suggested(session_row(session, session_id))

    def keep(self, session_id: str, model_id: str, suggested: Sequence[Suggested], abstained: int) -> None:
        """Store what was worked out; for whoever has no transaction yet."""
        with self._backing.store.write() as session:
            self.keep_in(session, session_id, model_id, SuggestedCodes(suggested, abstained))

    def keep_in(self, session: Session, session_id: str, model_id: str, codes: SuggestedCodes) -> None:
        """Store what a job worked out, in its own transaction."""
        row = session_row(session, session_id)
        made = SuggestionSetRow(
            id=new_id(), session_id=row.id, model_id=model_id, abstained=codes.abstained, made_at=self._backing.clock()
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
            for one in codes.suggested
        )

    def prepare(self, actor: Actor, session_id: str) -> None:
        """What has to be on record before anything is shown or refused: the draw, and that a coding is assisted."""
        with self._acting(actor, Action.SEE_SUGGESTIONS) as unit:
            row = session_row(unit.session, session_id)
            policy = read_policy(unit.session)
            prepare(unit.session, policy.withheld_share, unit.now)
            begin = policy.assisted_mode and own_coding(unit.session, row.id, actor.id) is None
            begin = begin and is_suggested_for(practice_of(row.kind)) and not withheld(unit.session, row)
        if begin:
            self._coding.start(actor, row.id)

    def check_open(self, session: Session, actor: Actor, row: SessionRow) -> None:
        """Raise UserError unless suggestions and passages of a session are open to the actor now; see ``get``."""
        check_suggested(row)
        coding = own_coding(session, row.id, actor.id)
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


def check_suggested(row: SessionRow) -> None:
    """Raise UserError for a session that is no visit: no model looks at it, whoever asks."""
    practice = practice_of(row.kind)
    if not is_suggested_for(practice):
        raise UserError(
            f"Nothing is suggested for {practice.value}: the models learnt from visits alone.",
            "Nothing is missing: finish the session as it is.",
        )


def _newest_set(session: Session, session_id: str) -> SuggestionSetRow | None:
    query = select(SuggestionSetRow).where(SuggestionSetRow.session_id == session_id)
    return session.scalars(query.order_by(SuggestionSetRow.id.desc()).limit(1)).first()


def stamp_seen(unit: Unit, actor: Actor, session_id: str) -> None:
    """Keep when the actor first saw what a model found in a session; later calls change nothing."""
    coding = own_coding(unit.session, session_id, actor.id)
    if coding is not None and coding.seen_suggestions_at is None:
        coding.seen_suggestions_at = unit.now
        unit.audit("suggestions seen", "coding", coding.id, session=session_id)


def suggestions_in(session: Session, found: SuggestionSetRow) -> tuple[Suggestion, ...]:
    """The suggestions of a set on what is the worker's in the present text, in the order in which it was said."""
    text = worker_text(session, found.session_id)
    rows = session.scalars(
        select(SuggestionRow)
        .join(UtteranceRow, UtteranceRow.id == SuggestionRow.utterance_id)
        .where(SuggestionRow.set_id == found.id)
        .order_by(UtteranceRow.start_sample, UtteranceRow.position)
    )
    return tuple(
        Suggestion(r.id, r.session_id, r.utterance_id, r.code, r.probability, found.model_id, tuple(r.words))
        for r in rows
        if text(r.utterance_id) is not None
    )


def _place_of(unit: Unit, suggestion: SuggestionRow) -> Arose:
    utterance = unit.session.get_one(UtteranceRow, suggestion.utterance_id)
    return Arose(suggestion.session_id, to_seconds(utterance.start_sample), to_seconds(utterance.end_sample))
