"""Coaching conversations to and from their rows, and the moments one can be prepared from."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session as Database

from codebook.schema import Codebook
from coder.domain.coaching import CLIPS, CoachingEntry, RatingGiven
from coder.domain.coding import CodingState, Direction, Entry, fold
from coder.domain.profiles import Clip
from coder.domain.times import to_samples, to_seconds
from coder.services.coded_sessions import clip_of
from coder.services.entries import entry_from
from coder.store.tables.coaching import CoachingEntryRow
from coder.store.tables.coding import CodingEntryRow, CodingRow
from coder.store.tables.sessions import RecordingRow, SessionRow

# As far back as a conversation looks: what was done longer ago than three recordings is no longer how somebody works.
RECORDINGS_BACK = 3
# A rating from which what an evaluator pointed to as good is worth hearing again.
_STRONG = 4


def coded_recordings(
    database: Database, worker_id: str, codebook: Codebook, hidden: Collection[str]
) -> list[tuple[SessionRow, CodingState]]:
    """The worker's latest recordings with a locked coding by this codebook's major version, the newest first."""
    query = (
        select(CodingRow, SessionRow)
        .join(SessionRow, SessionRow.id == CodingRow.session_id)
        .where(
            SessionRow.worker_id == worker_id,
            SessionRow.id.not_in(hidden),
            CodingRow.primary.is_(True),
            CodingRow.locked_at.is_not(None),
            CodingRow.codebook_id == codebook.id,
        )
        .order_by(SessionRow.held_on.desc(), SessionRow.id.desc())
    )
    found = [(c, m) for c, m in database.execute(query) if int(c.codebook_version.split(".")[0]) == codebook.major]
    return [(meeting, state_of(database, coding.id)) for coding, meeting in found[:RECORDINGS_BACK]]


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
