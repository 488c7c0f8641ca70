"""A store with the demo visit in every state of a session, for looking at pages; what was said is the script's."""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from importlib import resources
from pathlib import Path
from typing import Any

from coder.bootstrap import Services, create_home, open_for_worker, open_home
from coder.domain.coding import Direction
from coder.domain.passages import FoundPassage
from coder.domain.people import Role, SpeakerRole
from coder.domain.sessions import Answer, HowAsked
from coder.domain.transcripts import Flag, Gap, Utterance, Word
from coder.services.coding_file import CodingDocument
from coder.services.demo import DemoVisit, demo_visit, on_utterances
from coder.services.sessions import PermissionDraft
from coder.services.suggestions import Suggested
from coder.services.transcripts import Heard, HeardSpeaker, HeardUtterance

PASSPHRASE = "only for looking at pages"
_ROLES = {"worker": SpeakerRole.WORKER, "parent": SpeakerRole.PARENT}
_DOUBTFUL_EVERY = 11


@dataclass(frozen=True)
class StatesStore:
    """The store on disk; ``sessions`` maps a state to its session's id."""

    folder: Path
    key: bytes
    sessions: dict[str, str]

    def open_copy(self, folder: Path) -> Services:
        """The services over a fresh copy in ``folder``, which is emptied first."""
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(self.folder, folder)
        return open_for_worker(folder, self.key)


def make_store(folder: Path) -> StatesStore:
    """Make it in a new folder: sessions ``open``, ``fresh``, ``bare``, ``running``, ``sheet``, ``voices``, ``alike``,
    ``locked``, ``waiting`` (for suggestions), ``finished``, ``withdrawn`` and ``incomplete``."""
    create_home(folder, passphrase=PASSPHRASE, person_name="Sam", roles=list(Role))
    services = open_home(folder, passphrase=PASSPHRASE)
    visit, actor = demo_visit(), services.actor
    services.people.add_team(actor, "North")
    add = partial(_add, services, visit, folder.parent)
    sessions = {
        "open": add("open"),
        "fresh": add("fresh"),
        "bare": add("bare", text=False),
        "running": add("running", text=False),
        "sheet": add("sheet", sheet=False),
        "voices": add("voices", confirm=False),
        "alike": add("alike", confirm=False, alike=(("Voice 1", "Voice 2"),)),
        **{name: add(name) for name in ("locked", "waiting", "finished", "withdrawn")},
        "incomplete": add("incomplete", left_out=((12, 20), (40, 52))),
    }
    services.transcripts.request(actor, sessions["running"])
    for name in ("open", "locked", "waiting", "finished"):
        _code(services, sessions[name], visit.coding)
    for name in ("locked", "waiting", "finished"):
        coding = services.coding.get(actor, sessions[name])
        assert coding is not None
        services.coding.lock(actor, coding.id)
        if name != "waiting":
            services.suggestions.keep(sessions[name], "looked-at", _suggested(services, sessions[name]), 3)
            with services.backing.store.write() as session:
                services.passages.keep_in(session, sessions[name], "looked-at", _passages(services, sessions[name]))
        if name == "finished":
            services.coding.finish(actor, coding.id)
    services.sessions.withdraw(actor, sessions["withdrawn"], "father", "he asked for it")
    key = services.key.secret
    services.close()
    return StatesStore(folder, key, sessions)


def _add(
    services: Services,
    visit: DemoVisit,
    folder: Path,
    name: str,
    *,
    text: bool = True,
    sheet: bool = True,
    confirm: bool = True,
    left_out: Sequence[tuple[int, int]] = (),
    alike: Sequence[tuple[str, str]] = (),
) -> str:
    file = folder / f"{name}.opus"
    # A byte behind the sound makes another file of it, as the same one is not taken twice.
    file.write_bytes(visit.sound.read_bytes() + name.encode())
    made = services.sessions.import_recording(
        services.actor,
        file,
        worker_id=visit.worker,
        team_name="North",
        held_on=date(2026, 5, 1),
        permissions=[PermissionDraft("father", True, HowAsked.SPOKEN, "worker", Answer.GIVEN)],
        context=visit.context if sheet else None,
    ).created
    if text:
        services.transcripts.request(services.actor, made)
        services.transcripts.keep(made, replace(_heard(left_out), alike=alike))
        if confirm:
            found = services.transcripts.get(services.actor, made)
            assert found is not None
            services.transcripts.confirm_roles(services.actor, made, {one.id: one.role for one in found.speakers})
    return made


def _heard(left_out: Sequence[tuple[int, int]]) -> Heard:
    """``left_out`` are utterances, from number to number, that are speech without text."""
    truth: dict[str, Any] = json.loads((resources.files("coder.demo") / "data/visit-truth.json").read_text("utf-8"))
    said = [
        _utterance(number, turn["speaker"], one)
        for number, (turn, one) in enumerate((turn, one) for turn in truth["turns"] for one in turn["utterances"])
    ]
    voices = [HeardSpeaker(f"Voice {number}", role, 0.9) for number, role in enumerate(_ROLES.values(), 1)]
    gaps = [Gap(said[first].start_s, said[last - 1].end_s) for first, last in left_out]
    if not gaps:
        return Heard("en", "script", voices, said, _between(said), 0.97)
    gone = {number for first, last in left_out for number in range(first, last)}
    kept = [one for number, one in enumerate(said) if number not in gone]
    return Heard("en", "script", voices, kept, gaps, _talk_s(kept) / _talk_s(said))


def _between(said: Sequence[HeardUtterance]) -> list[Gap]:
    return [Gap(said[number].end_s, said[number + 1].start_s) for number in (12, 40)]


def _talk_s(said: Sequence[HeardUtterance]) -> float:
    return sum(one.end_s - one.start_s for one in said)


def _utterance(number: int, speaker: str, one: dict[str, Any]) -> HeardUtterance:
    start_s, end_s, words = one["start_s"], one["end_s"], one["text"].split()
    each_s = (end_s - start_s) / len(words)
    doubtful = number % _DOUBTFUL_EVERY == 3
    placed = tuple(
        Word(start_s + k * each_s, start_s + (k + 1) * each_s, word, 0.35 if doubtful and k % 3 == 0 else 0.95)
        for k, word in enumerate(words)
    )
    flags = (Flag.LOW_CONFIDENCE,) if doubtful else ()
    voice = f"Voice {1 + list(_ROLES).index(speaker)}"
    return HeardUtterance(start_s, end_s, voice, one["text"], placed, flags)


def _code(services: Services, session_id: str, document: CodingDocument) -> None:
    transcript = services.transcripts.get(services.actor, session_id)
    assert transcript is not None
    services.coding.apply_file(services.actor, session_id, on_utterances(document, transcript))


def _suggested(services: Services, session_id: str) -> list[Suggested]:
    mine = _of_worker(services, session_id)
    codes = ("CR", "OQ", "AFF", "GI")
    return [Suggested(one.id, codes[n % len(codes)], 0.9 - n / 100) for n, one in enumerate(mine[:24])]


def _passages(services: Services, session_id: str) -> list[FoundPassage]:
    why = (
        ("names feeling or meaning", "reads as reflection"),
        ("asks for their own hopes or reasons", "resembles a line of the codebook or one heard before"),
    )
    return [
        FoundPassage(
            principle.id,
            direction,
            one.id,
            max(one.start_s - 8.0, 0.0),
            one.end_s + 6.0,
            (" ".join(one.text.split()[:3]), one.text.split()[-1]),
            why[n % len(why)],
        )
        for place, principle in enumerate(services.codebooks.active().principles)
        for direction, share in ((Direction.FOR, 4), (Direction.AGAINST, 1))
        for n, one in enumerate(_of_worker(services, session_id)[place : place + share])
    ]


def _of_worker(services: Services, session_id: str) -> list[Utterance]:
    transcript = services.transcripts.get(services.actor, session_id)
    assert transcript is not None
    worker = {one.id for one in transcript.speakers if one.role is SpeakerRole.WORKER}
    return [one for one in transcript.utterances if one.speaker_id in worker]
