"""Rows for what was said in the invented recordings that two evaluators coded: text without sound."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from random import Random
from typing import Any

from sqlalchemy import insert

from coder.demo.authority import DemoRecording
from coder.demo.said import DemoUtterance, said_around
from coder.domain.ids import new_id
from coder.domain.people import SpeakerRole
from coder.domain.times import to_samples
from coder.services.base import Unit
from coder.store.tables.transcripts import SpeakerRoleRow, SpeakerRow, TranscriptRow, UtteranceRow

_MODEL = "invented"
_VOICES = (SpeakerRole.WORKER, SpeakerRole.PARENT)


def add_talk(unit: Unit, session_id: str, recording: DemoRecording, confirmed_by: str, at: datetime) -> list[str]:
    """Add what was said with its two voices confirmed; the ids of the worker's utterances, one for each code in order.

    Where one evaluator coded, codes lie on stretches of their own, as where a recording was never transcribed.
    """
    transcript = TranscriptRow(
        id=new_id(),
        session_id=session_id,
        version=0,
        language="en",
        model=_MODEL,
        sample_count=to_samples(recording.duration_s),
        coverage=1.0,
        made_at=at,
    )
    unit.session.add(transcript)
    unit.session.flush()
    voices = _add_voices(unit, transcript.id, confirmed_by, at)
    rows = list(_rows(transcript.id, voices, said_around(recording.codes(), Random(f"{recording.code}:said"))))
    unit.session.execute(insert(UtteranceRow), rows)
    return [row["id"] for row in rows if row["speaker_id"] == voices[SpeakerRole.WORKER]]


def _add_voices(unit: Unit, transcript_id: str, confirmed_by: str, at: datetime) -> dict[SpeakerRole, str]:
    ids = {role: new_id() for role in _VOICES}
    unit.session.add_all(
        SpeakerRow(
            id=ids[role],
            transcript_id=transcript_id,
            position=position,
            label=f"Voice {position + 1}",
            role=role,
            role_probability=0.0,
        )
        for position, role in enumerate(_VOICES)
    )
    unit.session.flush()
    unit.session.add_all(
        SpeakerRoleRow(id=new_id(), speaker_id=id_, role=role, confirmed_by=confirmed_by, confirmed_at=at)
        for role, id_ in ids.items()
    )
    unit.session.flush()
    return ids


def _rows(
    transcript_id: str, voices: dict[SpeakerRole, str], said: tuple[DemoUtterance, ...]
) -> Iterator[dict[str, Any]]:
    for position, one in enumerate(said):
        yield {
            "id": new_id(),
            "transcript_id": transcript_id,
            "position": position,
            "start_sample": to_samples(one.start_s),
            "end_sample": to_samples(one.end_s),
            "speaker_id": voices[one.role],
            "text": one.text,
            "words": [],
            "flags": [],
            "added": False,
        }
