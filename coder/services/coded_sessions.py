"""Locked codings, reduced to what profiles and team reports add up."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, select
from sqlalchemy.orm import Session

from coder.domain.coding import CodingState, Entry, EntryKind, Mode, Origin, fold
from coder.domain.practice import Practice
from coder.domain.profiles import Clip, CodedSession
from coder.services.entries import entry_from
from coder.services.practices import of_practice
from coder.services.rows import context_of
from coder.store.tables.coding import CodingEntryRow, CodingRow
from coder.store.tables.sessions import RecordingRow, SessionRow


def coded_sessions(
    session: Session, *, worker_id: str = "", team_id: str = "", practice: Practice = Practice.VISIT
) -> list[CodedSession]:
    """All sessions with a locked primary coding, of one worker or one team if given, the earliest meeting first.

    Those of one practice: visits with families unless told otherwise, since figures of two are never added up.

    Their clips come without the words of the transcript: see coded_sessions_words.
    """
    which = _which(worker_id, team_id, practice)
    pairs = _pairs(session, which)
    states = _states(session, [coding.id for coding, _ in pairs], which)
    doubled = _double_coded(session)
    with_sound = set(session.scalars(select(RecordingRow.session_id).where(RecordingRow.erased_at.is_(None))))
    return [
        _whole(coding, meeting, states[coding.id], meeting.id in doubled, meeting.id in with_sound)
        for coding, meeting in pairs
    ]


def tallied_sessions(
    session: Session, *, team_id: str = "", practice: Practice = Practice.VISIT, codes: bool = True
) -> list[CodedSession]:
    """The same sessions with what is added up alone: ratings and, with ``codes``, how many of each code.

    Without moments and evidence, of which there are ten times as many: whoever adds up the codings of a whole service
    waits for little else. ``blind`` tells of the marks that were read.
    """
    which = _which("", team_id, practice)
    kinds = (EntryKind.RATING, EntryKind.CODE) if codes else (EntryKind.RATING,)
    newest: dict[str, Row[Any]] = {}
    for row in session.execute(_joined(select(*_TALLIED), which).where(CodingEntryRow.kind.in_(kinds))):
        known = newest.get(row.thread_id)
        if known is None or row.id > known.id:
            newest[row.thread_id] = row
    marks: dict[str, list[Row[Any]]] = defaultdict(list)
    for row in sorted((row for row in newest.values() if row.active), key=lambda row: (row.start_sample, row.id)):
        marks[row.coding_id].append(row)
    doubled = _double_coded(session)
    return [
        _session(
            coding,
            meeting,
            double_coded=meeting.id in doubled,
            origins={row.origin for row in marks[coding.id]},
            ratings={row.label: row.value for row in marks[coding.id] if row.kind is EntryKind.RATING},
            code_counts=dict(Counter(row.label for row in marks[coding.id] if row.kind is EntryKind.CODE)),
        )
        for coding, meeting in _pairs(session, which)
    ]


_TALLIED = (
    CodingEntryRow.coding_id,
    CodingEntryRow.id,
    CodingEntryRow.thread_id,
    CodingEntryRow.kind,
    CodingEntryRow.label,
    CodingEntryRow.active,
    CodingEntryRow.origin,
    CodingEntryRow.start_sample,
    CodingEntryRow.value,
)


def clip_of(meeting: SessionRow, entry: Entry, principle_id: str, has_sound: bool) -> Clip:
    """A mark of a session's coding as a moment to play."""
    return Clip(
        session_id=meeting.id,
        session_code=meeting.code,
        held_on=meeting.held_on,
        start_s=entry.start_s,
        end_s=entry.end_s,
        note=entry.note,
        principle_id=principle_id,
        utterance_id=entry.utterance_id,
        has_sound=has_sound,
    )


def days_coded(session: Session, team_id: str) -> list[date]:
    """The days of a team's visits that have a locked coding."""
    query = select(SessionRow.held_on).join(CodingRow, CodingRow.session_id == SessionRow.id)
    return list(session.scalars(query.where(*_which("", team_id, Practice.VISIT))))


def _which(worker_id: str, team_id: str, practice: Practice) -> list[ColumnElement[bool]]:
    conditions = [CodingRow.locked_at.is_not(None), CodingRow.primary.is_(True), of_practice(practice)]
    if worker_id:
        conditions.append(SessionRow.worker_id == worker_id)
    if team_id:
        conditions.append(SessionRow.team_id == team_id)
    return conditions


def _pairs(session: Session, which: list[ColumnElement[bool]]) -> Sequence[Row[CodingRow, SessionRow]]:
    query = select(CodingRow, SessionRow).join(SessionRow, SessionRow.id == CodingRow.session_id).where(*which)
    return session.execute(query.order_by(SessionRow.held_on, SessionRow.id)).all()


def _joined(query: Select[*tuple[Any, ...]], which: list[ColumnElement[bool]]) -> Select[*tuple[Any, ...]]:
    joined = query.join(CodingRow, CodingRow.id == CodingEntryRow.coding_id)
    return joined.join(SessionRow, SessionRow.id == CodingRow.session_id).where(*which)


def _states(session: Session, coding_ids: list[str], which: list[ColumnElement[bool]]) -> dict[str, CodingState]:
    entries: dict[str, list[Entry]] = {coding_id: [] for coding_id in coding_ids}
    for row in session.scalars(_joined(select(CodingEntryRow), which)):
        entries[row.coding_id].append(entry_from(row))
    return {coding_id: fold(found) for coding_id, found in entries.items()}


def _double_coded(session: Session) -> set[str]:
    coders: dict[str, int] = defaultdict(int)
    for session_id in session.scalars(select(CodingRow.session_id).where(CodingRow.locked_at.is_not(None))):
        coders[session_id] += 1
    return {session_id for session_id, count in coders.items() if count > 1}


def _whole(
    coding: CodingRow, meeting: SessionRow, state: CodingState, double_coded: bool, has_sound: bool
) -> CodedSession:
    def clip(entry: Entry, principle_id: str = "") -> Clip:
        return clip_of(meeting, entry, principle_id, has_sound)

    tallied = _session(
        coding,
        meeting,
        double_coded=double_coded,
        origins={entry.origin for entry in (*state.codes, *state.ratings.values(), *state.evidence)},
        ratings={label: entry.value for label, entry in state.ratings.items()},
        code_counts=dict(Counter(entry.label for entry in state.codes)),
    )
    return replace(
        tallied,
        evidence_counts=dict(Counter(entry.label for entry in state.evidence)),
        moments=tuple(clip(entry) for entry in state.moments if entry.label == "bright" and entry.shareable),
        evidence=tuple(clip(entry, entry.label) for entry in state.evidence),
    )


def _session(
    coding: CodingRow,
    meeting: SessionRow,
    *,
    double_coded: bool,
    origins: set[Origin],
    ratings: dict[str, int | None],
    code_counts: dict[str, int],
) -> CodedSession:
    return CodedSession(
        session_id=meeting.id,
        session_code=meeting.code,
        worker_id=meeting.worker_id,
        team_id=meeting.team_id,
        held_on=meeting.held_on,
        kind=meeting.kind.value,
        context=_context_text(meeting),
        codebook_id=coding.codebook_id,
        codebook_version=coding.codebook_version,
        ratings=ratings,
        evidence_counts={},
        code_counts=code_counts,
        double_coded=double_coded,
        blind=coding.mode is Mode.BLIND and origins <= {Origin.BLIND},
    )


def _context_text(meeting: SessionRow) -> str:
    context = context_of(meeting)
    return " · ".join(part for part in (meeting.kind.value, context.stage, context.legal_status) if part)
