"""A real store in a temporary folder, opened by the real wiring."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import numpy as np
import pytest
import soundfile

from coder.bootstrap import Services
from coder.domain.people import SpeakerRole
from coder.domain.sessions import Answer, Context, HowAsked
from coder.domain.transcripts import Word
from coder.services.sessions import PermissionDraft
from coder.services.transcripts import Heard, HeardSpeaker, HeardUtterance
from tests.helpers.decoded import decoded_once
from tests.helpers.real_store import PASSPHRASE, Clock2026, KeyedHome, made_home, made_recruitment

__all__ = ["PASSPHRASE", "made_home", "made_recruitment"]

CONTEXT = Context("To talk about mornings", "ongoing", "child in need", ("worker", "mother"))
TALK = (
    ("S1", "How have mornings been?"),
    ("S2", "Up and down, to be honest."),
    ("S1", "You are tired, and you still got her to school."),
    ("S2", "Somebody had to."),
    ("S1", "I am worried that Maya sees the rows."),
)


@pytest.fixture
def services(made_home: KeyedHome, tmp_path: Path) -> Iterator[Services]:
    """The services over a fresh store, opened by its key, because the passphrase is slow on purpose."""
    with made_home.copy(tmp_path / "store").opened(Clock2026()) as opened:
        yield opened


@pytest.fixture
def tone(tmp_path: Path) -> Path:
    """Thirty seconds of a sound that is no silence."""
    file = tmp_path / "tone.wav"
    times = np.arange(30 * 16_000) / 16_000
    soundfile.write(file, (0.3 * np.sin(2 * np.pi * 220 * times)).astype("float32"), 16_000)
    return file


def import_tone(services: Services, tone: Path, context: Context | None = CONTEXT) -> str:
    """A session with a recording, ready for its transcript; its id."""
    draft = PermissionDraft("mother", True, HowAsked.SPOKEN, "worker", Answer.GIVEN)
    with decoded_once():
        made = services.sessions.import_recording(
            services.actor,
            tone,
            worker_id="W-17",
            team_name="North",
            held_on=date(2026, 5, 1),
            permissions=[draft],
            context=context,
        )
    return made.created


def heard() -> Heard:
    """What a machine might have heard in the tone."""
    utterances = [
        HeardUtterance(5.0 * n, 5.0 * n + 4, voice, text, (Word(5.0 * n, 5.0 * n + 1, text.split()[0], 0.9),), ())
        for n, (voice, text) in enumerate(TALK)
    ]
    voices = [HeardSpeaker("S1", SpeakerRole.WORKER, 0.9), HeardSpeaker("S2", SpeakerRole.PARENT, 0.8)]
    return Heard("en", "base", voices, utterances, (), 0.97)


def with_transcript(services: Services, tone: Path, add: Callable[[Services, Path], str] | None = None) -> str:
    """A session that is transcribed and confirmed, added by ``add`` where it is no ordinary visit; its id."""
    session_id = (add or import_tone)(services, tone)
    services.transcripts.request(services.actor, session_id)
    services.transcripts.keep(session_id, heard())
    found = services.transcripts.get(services.actor, session_id)
    assert found is not None
    services.transcripts.confirm_roles(services.actor, session_id, {s.id: s.role for s in found.speakers})
    return session_id


def rate_all(services: Services, coding_id: str, value: int = 3) -> None:
    """Rate every principle the same."""
    for principle in services.codebooks.active().principles:
        services.coding.rate(services.actor, coding_id, principle.id, value)
