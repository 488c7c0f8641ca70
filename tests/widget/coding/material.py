"""A real store with one made-up session in it, as the tests of the Code page need it."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import soundfile

from coder.bootstrap import Services, open_for_worker
from coder.domain.people import Role, SpeakerRole
from coder.domain.sessions import Answer, Context, HowAsked
from coder.domain.transcripts import Transcript
from coder.services.sessions import PermissionDraft
from coder.services.transcripts import Heard, HeardSpeaker, HeardUtterance
from tests.helpers.real_store import make_home
from tools.made_up_session import made_up

EVALUATOR_AND_STEWARD = (Role.EVALUATOR, Role.STEWARD)
SHEET = Context("To talk about mornings", "ongoing", "child in need", ("mother",))
MINUTES = 2.0
UTTERANCES = 40


def sound_file(folder: Path, minutes: float = MINUTES) -> Path:
    """A recording that is no silence, louder and quieter by turns."""
    file = folder / "tone.wav"
    times = np.arange(round(minutes * 60 * 16_000)) / 16_000
    loudness = 0.2 + 0.15 * np.sin(2 * np.pi * times / 3)
    soundfile.write(file, (loudness * np.sin(2 * np.pi * 220 * times)).astype("float32"), 16_000)
    return file


def import_session(services: Services, file: Path, sheet: Context | None = SHEET) -> str:
    """A session with its recording; its id."""
    actor = services.actor
    if not services.people.teams(actor):
        services.people.add_team(actor, "North")
    made = services.sessions.import_recording(
        actor,
        file,
        worker_id="W-17",
        team_name="North",
        held_on=date(2026, 5, 1),
        permissions=[PermissionDraft("mother", True, HowAsked.SPOKEN, "worker", Answer.GIVEN)],
        context=sheet,
    )
    return made.created


def heard(utterances: int = UTTERANCES, minutes: float = MINUTES) -> Heard:
    """A made-up transcript as a machine would hand it over."""
    made = made_up(utterances, minutes).transcript
    labels = {speaker.id: speaker.label for speaker in made.speakers if _speaks(made, speaker.id)}
    roles = {speaker.id: speaker.role for speaker in made.speakers}
    voices = [HeardSpeaker(label, roles[id_], 0.86) for id_, label in labels.items()]
    said = [
        HeardUtterance(one.start_s, one.end_s, labels[one.speaker_id], one.text, one.words, one.flags)
        for one in made.utterances
    ]
    return Heard("en", "base", voices, said, made.gaps, made.coverage)


def _speaks(transcript: Transcript, speaker_id: str) -> bool:
    return any(one.speaker_id == speaker_id for one in transcript.utterances)


def add_transcript(services: Services, session_id: str, given: Heard, confirm: bool = True) -> None:
    """Give a session its transcript, confirmed or not."""
    services.transcripts.request(services.actor, session_id)
    services.transcripts.keep(session_id, given)
    if confirm:
        found = services.transcripts.get(services.actor, session_id)
        assert found is not None
        roles: dict[str, SpeakerRole] = {speaker.id: speaker.role for speaker in found.speakers}
        services.transcripts.confirm_roles(services.actor, session_id, roles)


@dataclass(frozen=True)
class MadeStore:
    """A store on disk with one session of each kind, and the key that spares tests the slow passphrase."""

    folder: Path
    key: bytes
    sessions: dict[str, str]

    def open_copy(self, folder: Path) -> Services:
        """The services over a copy in another folder."""
        shutil.copytree(self.folder, folder)
        return open_for_worker(folder, self.key)


def make_store(folder: Path) -> MadeStore:
    """Sessions ``ready`` to be coded, ``voices`` to be confirmed, without a ``sheet``, and ``bare`` of a transcript."""
    home = make_home(folder, roles=EVALUATOR_AND_STEWARD)
    sessions: dict[str, str] = {}
    with home.opened() as services:
        for seconds, name in enumerate(("ready", "voices", "sheet", "bare")):
            file = sound_file(folder.parent, MINUTES + seconds / 60)
            sessions[name] = import_session(services, file, None if name == "sheet" else SHEET)
            if name != "bare":
                add_transcript(services, sessions[name], heard(), confirm=name == "ready")
    return MadeStore(folder, home.key, sessions)
