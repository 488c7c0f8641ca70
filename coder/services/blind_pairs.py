"""Finds the recordings that two or more evaluators locked blind, with what stood in each coding at its lock."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import Session

from coder.domain.blind_pairs import BlindCoding, CodedTogether, Stretch
from coder.domain.coding import Entry, EntryKind, Mode, Origin
from coder.domain.practice import Practice, is_coded, practice_of
from coder.domain.sessions import SessionState
from coder.domain.times import to_seconds
from coder.services.assignment_rows import closed_sessions
from coder.services.practices import of_practice
from coder.services.rows import transcript_from, transcript_row
from coder.services.suggestion_differences import blind_codes
from coder.store.tables.coding import CodingEntryRow, CodingRow
from coder.store.tables.double_coding import ReferenceCodingRow
from coder.store.tables.people import PersonRow
from coder.store.tables.sessions import RecordingRow, SessionRow


@dataclass(frozen=True)
class Wanted:
    """Which recordings: those coded with one codebook at one major version, of a team and between two days if given.

    Real recordings and those of the demo never stand in one figure.
    """

    codebook_id: str
    major: int
    demo: bool = False
    team_id: str = ""
    start: date | None = None
    end: date | None = None


def coded_together(session: Session, wanted: Wanted) -> tuple[CodedTogether, ...]:
    """The recordings, the earliest meeting first.

    A recording counts once everybody who is asked to code it has locked: before, it would tell the last of them
    something. Left out are withdrawn recordings, those that people trained on, assisted codings, and what was changed
    after the lock.
    """
    closed = closed_sessions(session)
    found: dict[str, list[tuple[CodingRow, SessionRow]]] = defaultdict(list)
    for coding, meeting in session.execute(_codings(wanted)):
        if meeting.id not in closed and int(coding.codebook_version.partition(".")[0]) == wanted.major:
            found[meeting.id].append((coding, meeting))
    doubled = [pairs for pairs in found.values() if len(pairs) > 1]
    ids = [coding.id for pairs in doubled for coding, _ in pairs]
    names = {person.id: person.code for person in session.scalars(select(PersonRow))}
    gather = _Gather(session, names, _ratings(session, ids), _with(session, ids, EntryKind.CODE, EntryKind.MOMENT))
    return tuple(gather.together(pairs) for pairs in doubled)


def has_demo_only(session: Session, codebook_id: str) -> bool:
    """Whether every recording coded with this codebook is one of the demo, and there is at least one."""
    query = select(SessionRow.demo).join(CodingRow, CodingRow.session_id == SessionRow.id)
    of_demo = set(session.scalars(query.where(CodingRow.codebook_id == codebook_id).distinct()))
    return of_demo == {True}


def _codings(wanted: Wanted) -> Select[CodingRow, SessionRow]:
    conditions: list[ColumnElement[bool]] = [
        CodingRow.codebook_id == wanted.codebook_id,
        CodingRow.mode == Mode.BLIND,
        CodingRow.locked_at.is_not(None),
        SessionRow.demo.is_(wanted.demo),
        SessionRow.state != SessionState.WITHDRAWN,
        SessionRow.id.not_in(select(ReferenceCodingRow.session_id)),
        ~of_practice(Practice.RECRUITMENT),
    ]
    if wanted.team_id:
        conditions.append(SessionRow.team_id == wanted.team_id)
    if wanted.start is not None:
        conditions.append(SessionRow.held_on >= wanted.start)
    if wanted.end is not None:
        conditions.append(SessionRow.held_on <= wanted.end)
    query = select(CodingRow, SessionRow).join(SessionRow, SessionRow.id == CodingRow.session_id)
    return query.where(*conditions).order_by(SessionRow.held_on, SessionRow.id, CodingRow.id)


_AT_ONCE = 500


def _parts(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    return (ids[first : first + _AT_ONCE] for first in range(0, len(ids), _AT_ONCE))


def _ratings(session: Session, ids: Sequence[str]) -> dict[str, dict[str, int | None]]:
    """For each coding the ratings that stood at its lock: the newest entry of each thread, if it is active.

    Plain columns, for many codings at a time: a large service has thousands.
    """
    found: dict[str, dict[str, int | None]] = defaultdict(dict)
    entry = CodingEntryRow
    for part in _parts(ids):
        query = (
            select(entry.coding_id, entry.thread_id, entry.label, entry.active, entry.value)
            .join(CodingRow, CodingRow.id == entry.coding_id)
            .where(
                entry.coding_id.in_(part),
                entry.kind == EntryKind.RATING,
                entry.origin == Origin.BLIND,
                entry.id <= CodingRow.lock_id,
            )
            .order_by(entry.id)
        )
        newest = {(row.coding_id, row.thread_id): row for row in session.execute(query)}
        for row in newest.values():
            if row.active:
                found[row.coding_id][row.label] = row.value
    return found


def _with(session: Session, ids: Sequence[str], *kinds: EntryKind) -> set[str]:
    found: set[str] = set()
    for part in _parts(ids):
        query = select(CodingEntryRow.coding_id).where(
            CodingEntryRow.coding_id.in_(part), CodingEntryRow.kind.in_(kinds)
        )
        found.update(session.scalars(query.distinct()))
    return found


@dataclass(frozen=True)
class _Gather:
    session: Session
    names: Mapping[str, str]
    ratings: Mapping[str, Mapping[str, int | None]]
    with_marks: set[str]

    def together(self, pairs: Sequence[tuple[CodingRow, SessionRow]]) -> CodedTogether:
        meeting = pairs[0][1]
        marked = sum(coding.id in self.with_marks for coding, _ in pairs) > 1
        said = self._said(meeting) if marked else ()
        return CodedTogether(
            session_id=meeting.id,
            session_code=meeting.code,
            held_on=meeting.held_on,
            codings=tuple(self._blind(coding, said, marked) for coding, _ in pairs),
            said=said,
            length_s=self._length_s(meeting.id) if marked else None,
        )

    def _length_s(self, session_id: str) -> float | None:
        """Also of a recording whose sound was erased: its facts stay."""
        query = select(RecordingRow.sample_count).where(RecordingRow.session_id == session_id)
        samples = self.session.scalars(query).first()
        return None if samples is None else to_seconds(samples)

    def _said(self, meeting: SessionRow) -> tuple[Stretch, ...]:
        row, practice = transcript_row(self.session, meeting.id), practice_of(meeting.kind)
        if row is None:
            return ()
        transcript = transcript_from(self.session, row)
        return tuple(
            Stretch(one.id, one.start_s, one.end_s)
            for one in transcript.utterances
            if is_coded(practice, transcript.role_of(one.speaker_id))
        )

    def _blind(self, coding: CodingRow, said: Sequence[Stretch], marked: bool) -> BlindCoding:
        codes: dict[str, str] = {}
        free: tuple[tuple[Stretch, str], ...] = ()
        moments: tuple[tuple[Stretch, str], ...] = ()
        if marked and coding.id in self.with_marks:
            given = blind_codes(self.session, coding)
            codes = {one.utterance_id: code for one in said if (code := given.on(one.utterance_id))}
            free = _stretches(one for one in given.state.codes if not one.utterance_id)
            moments = _stretches(given.state.moments)
        return BlindCoding(
            coding_id=coding.id,
            evaluator_id=coding.evaluator_id,
            evaluator_code=self.names[coding.evaluator_id],
            ratings=self.ratings.get(coding.id, {}),
            codes=codes,
            free=free,
            moments=moments,
        )


def _stretches(marks: Iterable[Entry]) -> tuple[tuple[Stretch, str], ...]:
    return tuple((Stretch("", one.start_s, one.end_s), one.label) for one in marks)
