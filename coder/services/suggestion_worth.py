"""What became of suggestions: counted by code, model and way of coding, never by worker or evaluator."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from coder.analysis.suggestion_worth import FinishedCoding, worth_of
from coder.domain.coding import Mode
from coder.domain.people import Actor, SpeakerRole
from coder.domain.permissions import Action
from coder.domain.suggestion_worth import Outcome, Worth
from coder.domain.suggestions import Decision, Difference, family_code, same_mark
from coder.services.base import Backing, Service
from coder.services.codebooks import CodebookService
from coder.services.rows import context_of, transcript_from, transcript_row
from coder.services.suggestion_differences import blind_codes, differences_of
from coder.services.suggestion_effect import effect_here
from coder.services.suggestions import suggestions_in
from coder.store.tables.audit import AuditRow
from coder.store.tables.coding import CodingRow
from coder.store.tables.sessions import SessionRow
from coder.store.tables.suggestions import SuggestionDecisionRow, SuggestionRow, SuggestionSetRow

_DECIDED = {Decision.KEEP: Outcome.KEPT, Decision.DISCUSS: Outcome.DISCUSSED}


class SuggestionWorth(Service):
    """Count what evaluators did with suggestions, and compare recordings that show none."""

    def __init__(self, backing: Backing, codebooks: CodebookService) -> None:
        super().__init__(backing)
        self._codebooks = codebooks

    def counts(self, actor: Actor) -> Worth:
        """Counts of every finished coding whose evaluator saw suggestions, in batches in which nobody can be told.

        The demo is left out: nobody decided anything there.
        """
        with self._reading(actor, Action.READ_TEAM_REPORT) as session:
            query = (
                select(CodingRow, SessionRow, func.max(AuditRow.seq))
                .join(SessionRow, SessionRow.id == CodingRow.session_id)
                .join(AuditRow, (AuditRow.object_id == CodingRow.id) & (AuditRow.action == "coding finished"))
                .group_by(CodingRow.id, SessionRow.id)
                .where(
                    CodingRow.finished_at.is_not(None),
                    CodingRow.seen_suggestions_at.is_not(None),
                    SessionRow.demo.is_(False),
                )
            )
            found = [_finished(session, coding, meeting, place) for coding, meeting, place in session.execute(query)]
            effect = effect_here(session, self._codebooks.in_use(session))
        return replace(worth_of(one for one in found if one is not None), effect=effect)


def _finished(session: Session, coding: CodingRow, meeting: SessionRow, place: int) -> FinishedCoding | None:
    made = set_seen(session, coding)
    if made is None or coding.finished_at is None:
        return None
    return FinishedCoding(
        session_id=meeting.id,
        worker_id=meeting.worker_id,
        place=place,
        finished_at=coding.finished_at,
        model_id=made.model_id,
        assisted=coding.mode is Mode.ASSISTED,
        interpreter=context_of(meeting).interpreter,
        outcomes=_outcomes(session, coding, made),
    )


def set_seen(session: Session, coding: CodingRow) -> SuggestionSetRow | None:
    """The set an evaluator decided on, or without any decision the first; one made later was not what they saw."""
    sets = select(SuggestionSetRow).where(SuggestionSetRow.session_id == coding.session_id)
    decided = (
        select(SuggestionRow.set_id)
        .join(SuggestionDecisionRow, SuggestionDecisionRow.suggestion_id == SuggestionRow.id)
        .where(SuggestionDecisionRow.coding_id == coding.id)
    )
    theirs = session.scalars(sets.where(SuggestionSetRow.id.in_(decided)).order_by(SuggestionSetRow.id.desc())).first()
    return theirs or session.scalars(sets.order_by(SuggestionSetRow.id)).first()


def _outcomes(session: Session, coding: CodingRow, made: SuggestionSetRow) -> Counter[tuple[str, Outcome]]:
    found: Counter[tuple[str, Outcome]] = Counter()
    row = transcript_row(session, coding.session_id)
    if row is None:
        return found
    suggestions = suggestions_in(session, made)
    transcript = transcript_from(session, row)
    differing = {one.suggestion_id: one for one in differences_of(session, coding, suggestions)}
    answered = set()
    for one in suggestions:
        answered.add(transcript.row_of(one.utterance_id))
        difference = differing.get(one.id)
        found[one.code, Outcome.AGREED if difference is None else _outcome(difference, one.code)] += 1
    own = blind_codes(session, coding)
    for said in transcript.utterances:
        code = own.on(said.id)
        if code and said.id not in answered and transcript.role_of(said.speaker_id) is SpeakerRole.WORKER:
            found[family_code(code), Outcome.ABSTAINED] += 1
    return found


def _outcome(difference: Difference, suggested: str) -> Outcome:
    if difference.decision is None:
        return Outcome.UNDECIDED
    if difference.decision is Decision.CHANGE:
        return Outcome.CHANGED if same_mark(difference.chosen_code, suggested) else Outcome.OTHERWISE
    return _DECIDED[difference.decision]
