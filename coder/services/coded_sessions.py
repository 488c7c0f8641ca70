"""The locked codings of one worker, whole: what a profile adds up, and the moments it shows."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import ColumnElement, Row, select
from sqlalchemy.orm import Session

from coder.domain.coding import CodingState, Entry, EntryKind, fold
from coder.domain.practice import Practice
from coder.domain.profiles import Clip, CodedSession
from coder.services.coded_rows import STANDING, double_coded_of, facts_of, joined, meetings_of, session_from, tallies_of
from coder.services.entries import entry_from
from coder.store.tables.coding import CodingEntryRow
from coder.store.tables.sessions import RecordingRow, SessionRow

_PLACED = CodingEntryRow.kind.in_((EntryKind.EVIDENCE, EntryKind.MOMENT))


def coded_sessions(session: Session, *, worker_id: str = "", practice: Practice = Practice.VISIT) -> list[CodedSession]:
    """All sessions with a locked primary coding, of one worker if given, the earliest meeting first.

    Those of one practice: visits with families unless told otherwise, since figures of two are never added up.

    Their clips come without the words of the transcript: see coded_sessions_words.
    """
    meetings = meetings_of(worker_id, "", practice)
    which = [*STANDING, *meetings]
    tallies, marks = tallies_of(session, which), _marks(session, which)
    doubled = double_coded_of(session, meetings)
    heard = select(RecordingRow.session_id).join(SessionRow, SessionRow.id == RecordingRow.session_id)
    with_sound = set(session.scalars(heard.where(RecordingRow.erased_at.is_(None), *meetings)))
    return [
        _with_moments(
            one,
            session_from(one, tallies.get(one.coding_id, {}), double_coded=one.id in doubled),
            marks.get(one.coding_id, CodingState()),
            one.id in with_sound,
        )
        for one in facts_of(session, which, SessionRow.context)
    ]


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


def _marks(session: Session, which: Sequence[ColumnElement[bool]]) -> dict[str, CodingState]:
    """The evidence and moments of each coding; codes, of which there are most, are only counted."""
    entries: dict[str, list[Entry]] = defaultdict(list)
    for row in session.execute(joined(select(*CodingEntryRow.__table__.columns), [*which, _PLACED])):
        entries[row.coding_id].append(entry_from(row))
    return {coding_id: fold(found) for coding_id, found in entries.items()}


def _with_moments(facts: Row[Any], tallied: CodedSession, marks: CodingState, has_sound: bool) -> CodedSession:
    def clip(entry: Entry, principle_id: str = "") -> Clip:
        return clip_of(facts, entry, principle_id, has_sound)

    return replace(
        tallied,
        context=_context_text(facts),
        evidence_counts=dict(Counter(entry.label for entry in marks.evidence)),
        moments=tuple(clip(entry) for entry in marks.moments if entry.label == "bright" and entry.shareable),
        evidence=tuple(clip(entry, entry.label) for entry in marks.evidence),
    )


def _context_text(facts: Row[Any]) -> str:
    parts = (facts.kind.value, facts.context.get("stage"), facts.context.get("legal_status"))
    return " · ".join(filter(None, parts))
