"""Locked codings, reduced to what profiles and team reports add up."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from coder.domain.coding import CodingState, Entry, Mode, Origin, fold
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
    query = select(CodingRow, SessionRow).join(SessionRow, SessionRow.id == CodingRow.session_id).where(*which)
    pairs = session.execute(query.order_by(SessionRow.held_on, SessionRow.id)).all()
    states = _states(session, [coding.id for coding, _ in pairs], which)
    doubled = _double_coded(session)
    with_sound = set(session.scalars(select(RecordingRow.session_id).where(RecordingRow.erased_at.is_(None))))
    return [
        _reduced(coding, meeting, states[coding.id], meeting.id in doubled, meeting.id in with_sound)
        for coding, meeting in pairs
    ]


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


def _states(session: Session, coding_ids: list[str], which: list[ColumnElement[bool]]) -> dict[str, CodingState]:
    entries: dict[str, list[Entry]] = {coding_id: [] for coding_id in coding_ids}
    rows = session.scalars(
        select(CodingEntryRow)
        .join(CodingRow, CodingRow.id == CodingEntryRow.coding_id)
        .join(SessionRow, SessionRow.id == CodingRow.session_id)
        .where(*which)
    )
    for row in rows:
        entries[row.coding_id].append(entry_from(row))
    return {coding_id: fold(found) for coding_id, found in entries.items()}


def _double_coded(session: Session) -> set[str]:
    coders: dict[str, int] = defaultdict(int)
    for session_id in session.scalars(select(CodingRow.session_id).where(CodingRow.locked_at.is_not(None))):
        coders[session_id] += 1
    return {session_id for session_id, count in coders.items() if count > 1}


def _reduced(
    coding: CodingRow,
    meeting: SessionRow,
    state: CodingState,
    double_coded: bool,
    has_sound: bool,
) -> CodedSession:
    def clip(entry: Entry, principle_id: str) -> Clip:
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

    marks = (*state.codes, *state.ratings.values(), *state.evidence)
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
        ratings={label: entry.value for label, entry in state.ratings.items()},
        evidence_counts=dict(Counter(entry.label for entry in state.evidence)),
        code_counts=dict(Counter(entry.label for entry in state.codes)),
        double_coded=double_coded,
        blind=coding.mode is Mode.BLIND and all(entry.origin is Origin.BLIND for entry in marks),
        moments=tuple(clip(entry, "") for entry in state.moments if entry.label == "bright" and entry.shareable),
        evidence=tuple(clip(entry, entry.label) for entry in state.evidence),
    )


def _context_text(meeting: SessionRow) -> str:
    context = context_of(meeting)
    return " · ".join(part for part in (meeting.kind.value, context.stage, context.legal_status) if part)
