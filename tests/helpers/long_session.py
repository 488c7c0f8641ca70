"""A recording of three hours with twelve voices, five thousand utterances in several scripts, and as many codes."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import soundfile

from coder.bootstrap import Services
from coder.domain.coding import Entry, EntryKind, Origin
from coder.domain.ids import new_id
from coder.domain.people import SpeakerRole
from coder.domain.transcripts import Transcript, Word
from coder.services.entries import add_entry
from coder.services.transcripts import Heard, HeardSpeaker, HeardUtterance
from tests.helpers.real_store import make_home
from tests.widget.coding.material import EVALUATOR_AND_STEWARD, MadeStore, add_transcript, import_session

HOURS, VOICES, UTTERANCES = 3, 12, 5_000
ROLES = (SpeakerRole.WORKER, SpeakerRole.PARENT, SpeakerRole.CHILD, SpeakerRole.OTHER)
CODES = ("OQ", "CQ", "SR", "CR", "AF")
SAYINGS = (
    "كيف كانت الصباحات هذا الأسبوع؟",
    "👩‍👩‍👧 🙂 Up and down, to be honest 😔",
    "מה הכי חשוב לך עכשיו?",
    "You are tired, and you got her there. What helped you on the days when it worked, even a little?",
    "שלום Kayla نعم OK 👍🏽",
    "Mm.",
    "Zażółć gęślą jaźń, 你好，我很好。",
)


def long_store(folder: Path) -> MadeStore:
    """A store with the long session, coded and not locked, as ``ready``; and one without any text, as ``bare``."""
    home = make_home(folder, roles=EVALUATOR_AND_STEWARD)
    with home.opened() as services:
        session_id = import_session(services, _sound(folder.parent))
        add_transcript(services, session_id, _heard())
        transcript = services.transcripts.get(services.actor, session_id)
        assert transcript is not None
        _code_everything(services, session_id, transcript)
    return MadeStore(folder, home.key, {"ready": session_id})


def _sound(folder: Path) -> Path:
    """A second of a tone a minute, since three hours of noise would take longer to import than to test."""
    minute = np.zeros(60 * 16_000, "int16")
    minute[:16_000] = 8_000 * np.sin(np.arange(16_000) * 0.1)
    file = folder / "long.flac"
    with soundfile.SoundFile(file, "w", 16_000, 1, "PCM_16", format="FLAC") as opened:
        for _ in range(HOURS * 60):
            opened.write(minute)
    return file


def _heard() -> Heard:
    each_s = HOURS * 3600 / UTTERANCES
    voices = [HeardSpeaker(f"S{n + 1}", ROLES[n % len(ROLES)], 0.8) for n in range(VOICES)]
    said = [_said(n, n * each_s, each_s * 0.9, voices[n % VOICES].label) for n in range(UTTERANCES)]
    return Heard("en", "base", voices, said, (), 1.0)


def _said(number: int, start_s: float, length_s: float, voice: str) -> HeardUtterance:
    text = SAYINGS[number % len(SAYINGS)]
    spoken = text.split()
    each_s = length_s / len(spoken)
    words = tuple(Word(start_s + k * each_s, start_s + (k + 1) * each_s, one, 0.9) for k, one in enumerate(spoken))
    return HeardUtterance(start_s, start_s + length_s, voice, text, words, ())


def _code_everything(services: Services, session_id: str, transcript: Transcript) -> None:
    """A code on every utterance, each a step of its own, in one transaction."""
    coding_id = services.coding.start(services.actor, session_id).created
    with services.coding._backing.store.write() as session:
        for place, one in enumerate(transcript.utterances):
            entry_id = new_id()
            made = Entry(
                id=entry_id,
                coding_id=coding_id,
                thread_id=entry_id,
                kind=EntryKind.CODE,
                label=CODES[place % len(CODES)],
                active=True,
                origin=Origin.BLIND,
                author_id=services.actor.id,
                at=datetime.now(UTC),
                step_id=new_id(),
                step_text=f"Code {place}",
                utterance_id=one.id,
                start_s=one.start_s,
                end_s=one.end_s,
            )
            add_entry(session, made)
