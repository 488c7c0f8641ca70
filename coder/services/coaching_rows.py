"""Coaching conversations to and from their rows, and the moments one can be prepared from."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from sqlalchemy import select, tuple_
from sqlalchemy.orm import Session as Database

from codebook.schema import Codebook
from coder.domain.coaching import CLIPS, SIGNATURES, Begun, CoachingEntry, Part, RatingGiven, add_up
from coder.domain.coding import CodingState, Direction, Entry, fold
from coder.domain.practice import Practice
from coder.domain.profiles import Clip
from coder.domain.times import to_samples, to_seconds
from coder.services.coded_sessions import clip_of
from coder.services.entries import entry_from
from coder.services.practices import of_practice
from coder.store.tables.coaching import CoachingEntryRow
from coder.store.tables.coding import CodingEntryRow, CodingRow
from coder.store.tables.sessions import RecordingRow, SessionRow

# As far back as a conversation looks: what was done longer ago than three recordings is no longer how somebody works.
RECORDINGS_BACK = 3
# A rating from which what an evaluator pointed to as good is worth hearing again.
_STRONG = 4
_FIRST_CODING = (CodingRow.primary.is_(True), CodingRow.locked_at.is_not(None))


def coded_recordings(
    database: Database, worker_id: str, hidden: Collection[str], latest: SessionRow | None = None
) -> list[tuple[SessionRow, CodingState]]:
    """The worker's recorded visits with a locked coding, as far back as a conversation looks, the newest first.

    ``latest`` is the recording a conversation speaks of: what was held after it has no part in that. All are coded with
    one codebook, of one major version: that of the newest.
    """
    which = [SessionRow.worker_id == worker_id, SessionRow.id.not_in(hidden), of_practice(Practice.VISIT)]
    if latest is not None:
        which.append(tuple_(SessionRow.held_on, SessionRow.id) <= tuple_(latest.held_on, latest.id))
    query = (
        select(CodingRow, SessionRow)
        .join(SessionRow, SessionRow.id == CodingRow.session_id)
        .where(*which, *_FIRST_CODING)
        .order_by(SessionRow.held_on.desc(), SessionRow.id.desc())
    )
    found = [(coding, meeting) for coding, meeting in database.execute(query)]
    alike = [one for one in found if _scale(one[0]) == _scale(found[0][0])]
    return [(meeting, state_of(database, coding.id)) for coding, meeting in alike[:RECORDINGS_BACK]]


def coding_of(database: Database, session_id: str) -> CodingRow | None:
    """The locked coding of a recording that is on the profile, or None."""
    return database.scalars(select(CodingRow).where(CodingRow.session_id == session_id, *_FIRST_CODING)).first()


def begun_with(database: Database, worker_id: str) -> tuple[Begun, ...]:
    """The conversations with a worker, the newest first; only what lists them is read.

    Where the recording it spoke of was erased, moments of others may be left of one, and no conversation.
    """
    row, parts = CoachingEntryRow, (Part.BEGUN, *SIGNATURES)
    query = select(row).where(row.worker_id == worker_id, row.part.in_(parts)).order_by(row.id)
    rows: dict[str, list[CoachingEntryRow]] = {}
    for one in database.scalars(query):
        rows.setdefault(one.conversation_id, []).append(one)
    found = [
        (own[0], database.get_one(SessionRow, own[0].session_id), add_up(entries_of(database, own)).closed)
        for own in rows.values()
        if own[0].part is Part.BEGUN
    ]
    told = [Begun(first.conversation_id, first.at, one.code, one.held_on, closed) for first, one, closed in found]
    return tuple(reversed(told))


def _scale(coding: CodingRow) -> tuple[str, str]:
    return coding.codebook_id, coding.codebook_version.split(".")[0]


def state_of(database: Database, coding_id: str) -> CodingState:
    """What the entries of one coding add up to."""
    rows = database.scalars(select(CodingEntryRow).where(CodingEntryRow.coding_id == coding_id))
    return fold(entry_from(row) for row in rows)


def bright_moments(database: Database, recordings: Sequence[tuple[SessionRow, CodingState]]) -> tuple[Clip, ...]:
    """Moments worth hearing again that may be shared, the newest recording first; then what strong ratings rest on."""
    marked, given = [], []
    for meeting, state in recordings:
        marked += [(meeting, one, "") for one in state.moments if one.label == "bright" and one.shareable]
        strong = {id_ for id_, rating in state.ratings.items() if (rating.value or 0) >= _STRONG}
        spoken = (one for one in state.evidence if one.label in strong and one.direction is Direction.FOR)
        given += [(meeting, one, one.label) for one in spoken]
    return _clips(database, [*marked, *given])


def forks(database: Database, recordings: Sequence[tuple[SessionRow, CodingState]]) -> tuple[Clip, ...]:
    """Openings taken or missed that may be shared, the newest recording first; then what speaks against a principle.

    A fork belongs to the principle that a piece of evidence at the same place was given for, if there is one.
    """
    marked, given = [], []
    for meeting, state in recordings:
        for one in state.moments:
            if one.label == "fork" and one.shareable:
                marked.append((meeting, one, _principle_at(state, one)))
        against = (one for one in state.evidence if one.direction is Direction.AGAINST)
        given += [(meeting, one, one.label) for one in against]
    return _clips(database, [*marked, *given])


def _principle_at(state: CodingState, moment: Entry) -> str:
    here = (one for one in state.evidence if one.start_s < moment.end_s and moment.start_s < one.end_s)
    return next((one.label for one in here), "")


def _clips(database: Database, found: Sequence[tuple[SessionRow, Entry, str]]) -> tuple[Clip, ...]:
    sounding = with_sound(database, {meeting.id for meeting, _, _ in found})
    return tuple(
        clip_of(meeting, entry, principle_id, meeting.id in sounding) for meeting, entry, principle_id in found
    )


def with_sound(database: Database, session_ids: Collection[str]) -> set[str]:
    """Those of the sessions whose sound is still here."""
    query = select(RecordingRow.session_id).where(
        RecordingRow.session_id.in_(session_ids), RecordingRow.erased_at.is_(None)
    )
    return set(database.scalars(query))


def ratings_given(state: CodingState, codebook: Codebook) -> tuple[RatingGiven, ...]:
    """The ratings of one recording in the codebook's order."""
    given = (one.id for one in codebook.principles if one.id in state.ratings)
    return tuple(RatingGiven(id_, state.ratings[id_].value) for id_ in given)


def add_entry(database: Database, entry: CoachingEntry) -> None:
    """Append one entry; a moment's note is its text."""
    clip = entry.clip
    database.add(
        CoachingEntryRow(
            id=entry.id,
            conversation_id=entry.conversation_id,
            worker_id=entry.worker_id,
            session_id=entry.session_id,
            part=entry.part,
            text=entry.text if clip is None else clip.note,
            principle_id="" if clip is None else clip.principle_id,
            utterance_id="" if clip is None else clip.utterance_id,
            start_sample=0 if clip is None else to_samples(clip.start_s),
            end_sample=0 if clip is None else to_samples(clip.end_s),
            due_on=entry.due_on,
            takes_back=entry.takes_back,
            prepared=entry.prepared,
            author_id=entry.author_id,
            at=entry.at,
        )
    )


def entries_of(database: Database, rows: Sequence[CoachingEntryRow]) -> list[CoachingEntry]:
    """The entries that rows hold, moments with the recording they are of."""
    ids = {row.session_id for row in rows if row.part in CLIPS}
    meetings = {one.id: one for one in database.scalars(select(SessionRow).where(SessionRow.id.in_(ids)))}
    sounding = with_sound(database, ids)
    return list(_entries(rows, meetings, sounding))


def _entries(
    rows: Sequence[CoachingEntryRow], meetings: dict[str, SessionRow], sounding: set[str]
) -> Iterator[CoachingEntry]:
    for row in rows:
        clip = _clip(row, meetings[row.session_id], row.session_id in sounding) if row.part in CLIPS else None
        yield CoachingEntry(
            id=row.id,
            conversation_id=row.conversation_id,
            worker_id=row.worker_id,
            session_id=row.session_id,
            part=row.part,
            author_id=row.author_id,
            at=row.at,
            text="" if clip is not None else row.text,
            clip=clip,
            due_on=row.due_on,
            takes_back=row.takes_back,
            prepared=row.prepared,
        )


def _clip(row: CoachingEntryRow, meeting: SessionRow, has_sound: bool) -> Clip:
    return Clip(
        session_id=meeting.id,
        session_code=meeting.code,
        held_on=meeting.held_on,
        start_s=to_seconds(row.start_sample),
        end_s=to_seconds(row.end_sample),
        note=row.text,
        principle_id=row.principle_id,
        utterance_id=row.utterance_id,
        has_sound=has_sound,
    )
