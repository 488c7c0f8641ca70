"""Two locked blind codings side by side: which may be compared, and where they differ."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import combinations

from sqlalchemy import select
from sqlalchemy.orm import Session as Database

from codebook.schema import Codebook
from coder.domain.coding import CodingState, Entry, Mode, Origin, fold, placed
from coder.domain.consensus import NOT_EVALUABLE, Disagreement, Given, Matter, Pair, Talk, code_size, rating_size
from coder.domain.people import Actor
from coder.domain.permissions import Action, may
from coder.domain.practice import is_coded, practice_of
from coder.domain.sessions import SessionState
from coder.domain.times import to_samples
from coder.domain.transcripts import Transcript, Utterance
from coder.services.assignment_rows import closed_sessions, open_to, owed_to_blindness, references
from coder.services.entries import entries_of
from coder.services.lock import closed_by_lock
from coder.services.rows import transcript_from, transcript_row
from coder.store.tables.coding import CodingRow
from coder.store.tables.double_coding import ConsensusRow
from coder.store.tables.double_packages import SealedCodingRow
from coder.store.tables.people import PersonRow
from coder.store.tables.sessions import SessionRow

# Two free marks are of the same place when they share at least half of the time that both together cover.
_SAME_PLACE = 0.5


@dataclass(frozen=True)
class Side:
    """One coding of a pair as it stood at its lock."""

    row: CodingRow
    code: str
    state: CodingState

    def given(self, value: str, memo: str = "", evidence: tuple[Entry, ...] = ()) -> Given:
        """What this evaluator gave."""
        return Given(self.row.id, self.row.evaluator_id, self.code, value, memo, evidence)


def comparable(database: Database, actor: Actor) -> list[tuple[SessionRow, CodingRow, CodingRow]]:
    """The pairs an actor may compare: their own that are open to them, those of the demo, and for the service lead
    those of which both codings came in packages, since nobody here is one of the two.

    Both blind and locked, with the same major version of a codebook, in the order in which they were begun; the latest
    meeting first. Recordings for training and withdrawn ones are left out.
    """
    own, closed, for_training = open_to(database, actor.id), closed_sessions(database), references(database)
    from_elsewhere = _from_elsewhere(database, actor)
    query = select(CodingRow, SessionRow).join(SessionRow, SessionRow.id == CodingRow.session_id)
    blind = query.where(CodingRow.mode == Mode.BLIND, CodingRow.locked_at.is_not(None))
    rows: dict[str, list[CodingRow]] = defaultdict(list)
    meetings: dict[str, SessionRow] = {}
    for coding, meeting in database.execute(blind.order_by(CodingRow.id)):
        free = meeting.id not in closed and (meeting.demo or coding.id in from_elsewhere)
        if (meeting.id in own or free) and meeting.state is not SessionState.WITHDRAWN:
            rows[meeting.id].append(coding)
            meetings[meeting.id] = meeting
    found = [
        (meetings[session_id], first, second)
        for session_id, codings in rows.items()
        for first, second in combinations(codings, 2)
        if session_id not in for_training and _same_frame(first, second)
    ]
    theirs = [
        (meeting, first, second)
        for meeting, first, second in found
        if meeting.demo or actor.id in _evaluators(first, second) or {first.id, second.id} <= from_elsewhere
    ]
    return sorted(theirs, key=lambda one: (one[0].held_on, one[0].id), reverse=True)


def _from_elsewhere(database: Database, actor: Actor) -> set[str]:
    """The codings that came in packages, for who may note what such two agreed and has not to be blind to them."""
    if not may(actor, Action.NOTE_TALK):
        return set()
    rows = database.execute(select(SealedCodingRow.id, SealedCodingRow.session_id)).all()
    owed = owed_to_blindness(database, actor.id) if rows else set()
    return {row.id for row in rows if row.session_id not in owed}


def pair_from(database: Database, meeting: SessionRow, first: CodingRow, second: CodingRow) -> Pair:
    """The pair as a list shows it, without its disagreements."""
    codes = {
        p.id: p.code for p in database.scalars(select(PersonRow).where(PersonRow.id.in_(_evaluators(first, second))))
    }
    return Pair(
        session_id=meeting.id,
        session_code=meeting.code,
        coding_ids=(first.id, second.id),
        evaluator_codes=(codes[first.evaluator_id], codes[second.evaluator_id]),
        codebook=f"{first.codebook_id} {first.codebook_version}",
        demo=meeting.demo,
    )


def disagreements(database: Database, pair: Pair, book: Codebook) -> tuple[Disagreement, ...]:
    """Where the two codings of a pair differed when they were locked, the largest first, each with its newest talk."""
    text = transcript_row(database, pair.session_id)
    transcript = None if text is None else transcript_from(database, text)
    one, other = (
        _side(database, coding_id, code, transcript)
        for coding_id, code in zip(pair.coding_ids, pair.evaluator_codes, strict=True)
    )
    found = [*_ratings(pair, book, one, other)]
    # A coding may hold ratings alone; then there is no code that the two differ on.
    if one.state.codes and other.state.codes:
        coded = _coded(database, pair.session_id, transcript)
        found += [*_on_utterances(pair, book, one, other, coded), *_on_stretches(pair, book, one, other)]
    talks = _talks(database, pair)
    told = [replace(each, talk=talks.get(each.id)) for each in found]
    return tuple(sorted(told, key=lambda each: (-each.size, each.matter is Matter.CODE, each.start_s, each.id)))


def disagreement_id(pair: Pair, matter: Matter, what: str) -> str:
    """What one disagreement is called for as long as both codings stand: codings, matter, and principle or place."""
    return "|".join((*pair.coding_ids, matter.value, what))


def stretch_key(start_sample: int, end_sample: int, first: str, second: str) -> str:
    """What a stretch without an utterance is called in ``disagreement_id``; several marks may lie on one."""
    return f"{start_sample}-{end_sample} {first}/{second}"


def _same_frame(first: CodingRow, second: CodingRow) -> bool:
    majors = {row.codebook_version.partition(".")[0] for row in (first, second)}
    return first.codebook_id == second.codebook_id and len(majors) == 1


def _evaluators(first: CodingRow, second: CodingRow) -> tuple[str, str]:
    return first.evaluator_id, second.evaluator_id


def _side(database: Database, coding_id: str, code: str, transcript: Transcript | None) -> Side:
    row = database.get_one(CodingRow, coding_id)
    closed = [e for e in entries_of(database, row.id) if closed_by_lock(row, e.id) and e.origin is Origin.BLIND]
    state = fold(closed)
    return Side(row, code, placed(state, transcript.row_of) if transcript is not None else state)


def _ratings(pair: Pair, book: Codebook, one: Side, other: Side) -> Iterator[Disagreement]:
    for principle in book.principles:
        first, second = one.state.ratings.get(principle.id), other.state.ratings.get(principle.id)
        if first is None or second is None:
            continue
        size = rating_size(_value(first), _value(second))
        if size:
            given = tuple(
                side.given(_value(entry), entry.note, side.state.evidence_for(principle.id))
                for side, entry in ((one, first), (other, second))
            )
            yield Disagreement(
                id=disagreement_id(pair, Matter.RATING, principle.id),
                session_id=pair.session_id,
                session_code=pair.session_code,
                matter=Matter.RATING,
                label=principle.id,
                name=principle.name,
                size=size,
                given=(given[0], given[1]),
            )


def _value(entry: Entry) -> str:
    return NOT_EVALUABLE if entry.not_evaluable else str(entry.value)


def _coded(database: Database, session_id: str, transcript: Transcript | None) -> tuple[Utterance, ...]:
    """The utterances that get a code in this kind of practice."""
    if transcript is None:
        return ()
    practice = practice_of(database.get_one(SessionRow, session_id).kind)
    return tuple(one for one in transcript.utterances if is_coded(practice, transcript.role_of(one.speaker_id)))


def _on_utterances(
    pair: Pair, book: Codebook, one: Side, other: Side, coded: tuple[Utterance, ...]
) -> Iterator[Disagreement]:
    for said in coded:
        first, second = one.state.main_code(said.id, said.id), other.state.main_code(said.id, said.id)
        found = _differing(pair, book, (one, first), (other, second))
        if found is not None:
            key = disagreement_id(pair, Matter.CODE, said.id)
            yield replace(found, id=key, utterance_id=said.id, start_s=said.start_s, end_s=said.end_s, text=said.text)


def _on_stretches(pair: Pair, book: Codebook, one: Side, other: Side) -> Iterator[Disagreement]:
    """Free marks of one place with different codes; one that stands alone is left to the figures on boundaries."""
    theirs = [entry for entry in other.state.codes if not entry.utterance_id]
    for first in (entry for entry in one.state.codes if not entry.utterance_id):
        second = max(theirs, key=lambda entry: _shared(first, entry), default=None)
        if second is None or _shared(first, second) < _SAME_PLACE:
            continue
        theirs.remove(second)
        found = _differing(pair, book, (one, first), (other, second))
        if found is not None:
            start, end = min(first.start_s, second.start_s), max(first.end_s, second.end_s)
            key = stretch_key(to_samples(start), to_samples(end), first.label, second.label)
            yield replace(found, id=disagreement_id(pair, Matter.CODE, key), start_s=start, end_s=end)


def _shared(first: Entry, second: Entry) -> float:
    common = min(first.end_s, second.end_s) - max(first.start_s, second.start_s)
    return common / (max(first.end_s, second.end_s) - min(first.start_s, second.start_s)) if common > 0 else 0.0


def _differing(
    pair: Pair, book: Codebook, one: tuple[Side, Entry | None], other: tuple[Side, Entry | None]
) -> Disagreement | None:
    labels = ["" if entry is None else entry.label for _, entry in (one, other)]
    size = code_size(*labels)
    if not size:
        return None
    names = {code.id: code.name for code in (*book.codes, *book.talk_codes)}
    first, second = (
        side.given("" if entry is None else entry.label, "" if entry is None else entry.note)
        for side, entry in (one, other)
    )
    told = " / ".join(names.get(label, label) if label else "no code" for label in labels)
    return Disagreement(
        id="",
        session_id=pair.session_id,
        session_code=pair.session_code,
        matter=Matter.CODE,
        label="",
        name=told,
        size=size,
        given=(first, second),
    )


def _talks(database: Database, pair: Pair) -> dict[str, Talk]:
    query = (
        select(ConsensusRow, PersonRow.code)
        .join(PersonRow, PersonRow.id == ConsensusRow.author_id)
        .where(ConsensusRow.first_coding_id == pair.coding_ids[0], ConsensusRow.second_coding_id == pair.coding_ids[1])
    )
    return {
        disagreement_id(pair, row.matter, _key(row)): Talk(
            row.outcome, row.agreed, row.reason, row.author_id, row.at, row.decision_thread, code
        )
        for row, code in database.execute(query.order_by(ConsensusRow.id))
    }


def _key(row: ConsensusRow) -> str:
    stretch = stretch_key(row.start_sample, row.end_sample, row.first_value, row.second_value)
    return row.label or row.utterance_id or stretch
