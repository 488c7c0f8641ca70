"""Locked codings, reduced to what profiles and team reports add up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from coder.domain.coding import CodingState, Entry, Mode, Origin, fold
from coder.domain.practice import Practice
from coder.domain.profiles import Clip, CodedSession
from coder.services.entries import entry_from
from coder.services.practices import of_practice
from coder.store.tables.coding import CodingEntryRow, CodingRow
from coder.store.tables.sessions import RecordingRow, SessionRow


def coded_sessions(
    session: Session, *, worker_id: str = "", team_id: str = "", practice: Practice = Practice.VISIT
) -> list[CodedSession]:
    """All sessions with a locked primary coding, of one worker or one team if given, the earliest meeting first.

    Those of one practice: visits with families unless told otherwise, since figures of two are never added up.

    Their clips come without the words of the transcript: see coded_sessions_words.
    """
    meetings = meetings_of(worker_id, team_id, practice)
    which = [*STANDING, *meetings]
    facts = facts_of(session, which, SessionRow.context)
    states = _states(session, [one.coding_id for one in facts], which)
    doubled = double_coded_of(session, meetings)
    heard = select(RecordingRow.session_id).join(SessionRow, SessionRow.id == RecordingRow.session_id)
    with_sound = set(session.scalars(heard.where(RecordingRow.erased_at.is_(None), *meetings)))
    return [_whole(one, states[one.coding_id], one.id in doubled, one.id in with_sound) for one in facts]


def clip_of(meeting: SessionRow | Row[Any], entry: Entry, principle_id: str, has_sound: bool) -> Clip:
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
    return list(session.scalars(query.where(*STANDING, *meetings_of("", team_id, Practice.VISIT))))


STANDING = (CodingRow.locked_at.is_not(None), CodingRow.primary.is_(True))


def meetings_of(worker_id: str, team_id: str, practice: Practice) -> list[ColumnElement[bool]]:
    """The conditions that leave the meetings of one practice, and of one worker or team if given."""
    conditions = [of_practice(practice)]
    if worker_id:
        conditions.append(SessionRow.worker_id == worker_id)
    if team_id:
        conditions.append(SessionRow.team_id == team_id)
    return conditions


# As columns: whole rows of a service take several times as long to make.
_FACTS = (
    CodingRow.id.label("coding_id"),
    CodingRow.codebook_id,
    CodingRow.codebook_version,
    CodingRow.mode,
    SessionRow.id,
    SessionRow.code,
    SessionRow.worker_id,
    SessionRow.team_id,
    SessionRow.held_on,
    SessionRow.kind,
)


def facts_of(
    session: Session, which: Sequence[ColumnElement[bool]], *more: InstrumentedAttribute[Any]
) -> Sequence[Row[Any]]:
    """What is known of each coding and its session, with ``more`` columns, the earliest meeting first."""
    columns: list[Any] = [*_FACTS, *more]
    query = select(*columns).join(SessionRow, SessionRow.id == CodingRow.session_id).where(*which)
    return session.execute(query.order_by(SessionRow.held_on, SessionRow.id)).all()


def joined(query: Select[*tuple[Any, ...]], which: Sequence[ColumnElement[bool]]) -> Select[*tuple[Any, ...]]:
    joined = query.join(CodingRow, CodingRow.id == CodingEntryRow.coding_id)
    return joined.join(SessionRow, SessionRow.id == CodingRow.session_id).where(*which)


def _states(session: Session, coding_ids: list[str], which: Sequence[ColumnElement[bool]]) -> dict[str, CodingState]:
    entries: dict[str, list[Entry]] = {coding_id: [] for coding_id in coding_ids}
    for row in session.scalars(joined(select(CodingEntryRow), which)):
        entries[row.coding_id].append(entry_from(row))
    return {coding_id: fold(found) for coding_id, found in entries.items()}


def double_coded_of(session: Session, meetings: Sequence[ColumnElement[bool]]) -> set[str]:
    """The sessions of these meetings that several people have coded and locked."""
    query = select(CodingRow.session_id).join(SessionRow, SessionRow.id == CodingRow.session_id)
    several = query.where(CodingRow.locked_at.is_not(None), *meetings).group_by(CodingRow.session_id)
    return set(session.scalars(several.having(func.count() > 1)))


def _whole(facts: Row[Any], state: CodingState, double_coded: bool, has_sound: bool) -> CodedSession:
    def clip(entry: Entry, principle_id: str = "") -> Clip:
        return clip_of(facts, entry, principle_id, has_sound)

    tallied = session_from(
        facts,
        double_coded=double_coded,
        origins={entry.origin for entry in (*state.codes, *state.ratings.values(), *state.evidence)},
        ratings={label: entry.value for label, entry in state.ratings.items()},
        code_counts=dict(Counter(entry.label for entry in state.codes)),
    )
    return replace(
        tallied,
        context=_context_text(facts),
        evidence_counts=dict(Counter(entry.label for entry in state.evidence)),
        moments=tuple(clip(entry) for entry in state.moments if entry.label == "bright" and entry.shareable),
        evidence=tuple(clip(entry, entry.label) for entry in state.evidence),
    )


def session_from(
    facts: Row[Any],
    *,
    double_coded: bool,
    origins: set[Origin],
    ratings: dict[str, int | None],
    code_counts: dict[str, int],
) -> CodedSession:
    """A coded session of its facts and marks, without moments, evidence and the words of its context."""
    return CodedSession(
        session_id=facts.id,
        session_code=facts.code,
        worker_id=facts.worker_id,
        team_id=facts.team_id,
        held_on=facts.held_on,
        kind=facts.kind.value,
        context="",
        codebook_id=facts.codebook_id,
        codebook_version=facts.codebook_version,
        ratings=ratings,
        evidence_counts={},
        code_counts=code_counts,
        double_coded=double_coded,
        blind=facts.mode is Mode.BLIND and origins <= {Origin.BLIND},
    )


def _context_text(facts: Row[Any]) -> str:
    parts = (facts.kind.value, facts.context.get("stage"), facts.context.get("legal_status"))
    return " · ".join(filter(None, parts))
