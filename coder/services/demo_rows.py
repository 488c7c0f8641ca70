"""Rows for the invented recordings of the demo authority: sessions, locked codings, entries, next steps."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time
from typing import Any

from sqlalchemy import insert

from codebook.schema import Codebook
from coder.demo.authority import DemoAuthority, DemoRecording
from coder.demo.evidence import DemoMoment, DemoRating
from coder.demo.talk import DemoCode
from coder.domain.coding import Act, Direction, EntryKind, Mode, Origin
from coder.domain.ids import new_id
from coder.domain.sessions import SessionState
from coder.domain.times import to_samples
from coder.services.base import Unit
from coder.services.demo_talk import add_talk
from coder.services.rows import context_data
from coder.store.tables.coding import CodingEntryRow, CodingRow
from coder.store.tables.people import PersonRow
from coder.store.tables.profiles import NextStepRow
from coder.store.tables.sessions import SessionRow

_STEP_TEXT = "Demo"


def add_recordings(unit: Unit, authority: DemoAuthority, people: dict[str, PersonRow], codebook: Codebook) -> None:
    """Add every invented recording as a finished session with its blind, locked codings."""
    entries: list[dict[str, Any]] = []
    for recording in authority.recordings:
        session_id = _add_session(unit, recording, people)
        first = _add_coding(unit, session_id, recording, people[recording.evaluator].id, codebook, primary=True)
        entries += _entries(first, recording, recording.ratings)
        entries += _moments(first, recording, recording.bright)
        told_by, at = people[recording.evaluator].id, _moment(recording.held_on)
        said = add_talk(unit, session_id, recording, told_by, at) if recording.beside else []
        entries += _codes(first, recording, recording.codes(), said)
        first.lock_id = new_id()
        for one in recording.beside:
            other = _add_coding(unit, session_id, recording, people[one.evaluator].id, codebook, primary=False)
            entries += _entries(other, recording, one.ratings)
            entries += _moments(other, recording, one.bright)
            entries += _codes(other, recording, one.codes, said)
            other.lock_id = new_id()
    unit.session.flush()
    unit.session.execute(insert(CodingEntryRow), entries)
    _add_next_steps(unit, authority, people)


def _moment(day: date) -> datetime:
    return datetime.combine(day, time(15, 0), tzinfo=UTC)


def _add_session(unit: Unit, recording: DemoRecording, people: dict[str, PersonRow]) -> str:
    worker = people[recording.worker]
    row = SessionRow(
        id=new_id(),
        code=recording.code,
        kind=recording.kind,
        held_on=recording.held_on,
        worker_id=worker.id,
        team_id=worker.team_id,
        state=SessionState.FINISHED,
        evaluator_id=people[recording.evaluator].id,
        context=context_data(recording.context),
        imported_at=_moment(recording.held_on),
        demo=True,
    )
    unit.session.add(row)
    unit.session.flush()
    return row.id


def _add_coding(
    unit: Unit, session_id: str, recording: DemoRecording, evaluator_id: str, codebook: Codebook, *, primary: bool
) -> CodingRow:
    locked = _moment(recording.locked_on)
    row = CodingRow(
        id=new_id(),
        session_id=session_id,
        evaluator_id=evaluator_id,
        codebook_id=codebook.id,
        codebook_version=codebook.version,
        codebook_hash=codebook.hash,
        mode=Mode.BLIND,
        primary=primary,
        started_at=_moment(recording.held_on),
        locked_at=locked,
        finished_at=locked,
    )
    unit.session.add(row)
    return row


def _entry(coding: CodingRow, recording: DemoRecording, kind: EntryKind, label: str, **more: Any) -> dict[str, Any]:
    entry_id = new_id()
    blank = {
        "act": Act.DO,
        "act_of": "",
        "supersedes": "",
        "utterance_id": "",
        "start_sample": 0,
        "end_sample": 0,
        "value": None,
        "not_evaluable": False,
        "direction": Direction.FOR,
        "note": "",
        "shareable": False,
        "attributes": {},
    }
    return blank | {
        "id": entry_id,
        "coding_id": coding.id,
        "thread_id": entry_id,
        "kind": kind,
        "label": label,
        "active": True,
        "origin": Origin.BLIND,
        "author_id": coding.evaluator_id,
        "at": _moment(recording.locked_on),
        "step_id": entry_id,
        "step_text": _STEP_TEXT,
        **more,
    }


def _entries(coding: CodingRow, recording: DemoRecording, ratings: tuple[DemoRating, ...]) -> Iterator[dict[str, Any]]:
    for rating in ratings:
        value = {"value": rating.value, "not_evaluable": rating.value is None, "note": rating.reason}
        yield _entry(coding, recording, EntryKind.RATING, rating.principle, **value)
        for moment in rating.evidence:
            place = _place(moment.start_s, moment.end_s) | {"direction": moment.direction, "note": moment.note}
            yield _entry(coding, recording, EntryKind.EVIDENCE, rating.principle, **place)


def _moments(coding: CodingRow, recording: DemoRecording, bright: tuple[DemoMoment, ...]) -> Iterator[dict[str, Any]]:
    for moment in bright:
        place = _place(moment.start_s, moment.end_s) | {"note": moment.note, "shareable": True}
        yield _entry(coding, recording, EntryKind.MOMENT, "bright", **place)


def _codes(
    coding: CodingRow, recording: DemoRecording, codes: Iterable[DemoCode], said: list[str]
) -> Iterator[dict[str, Any]]:
    """Codes on what was ``said``, by its utterances' ids; without any, on stretches of their own."""
    for code in codes:
        place = _place(code.start_s, code.end_s) | {"utterance_id": said[code.number] if said else ""}
        yield _entry(coding, recording, EntryKind.CODE, code.code, **place)


def _place(start_s: float, end_s: float) -> dict[str, Any]:
    return {"start_sample": to_samples(start_s), "end_sample": to_samples(end_s)}


def _add_next_steps(unit: Unit, authority: DemoAuthority, people: dict[str, PersonRow]) -> None:
    for recording in authority.recordings:
        worker = people[recording.worker]
        unit.session.add(
            NextStepRow(
                id=new_id(),
                worker_id=worker.id,
                text=recording.next_step,
                author_id=worker.id,
                at=_moment(recording.locked_on),
            )
        )
