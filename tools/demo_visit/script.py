"""The demo visit as written: turns, utterances and the code each one was written for."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Speaker:
    """One voice of the visit: the Kokoro voice, its speed (1 is the voice's own) and gain in decibels."""

    id: str
    name: str
    voice: str
    speed: float
    gain_db: float


@dataclass(frozen=True)
class Line:
    """One utterance: one thought, the code it was written for, and that code's details."""

    text: str
    code: str
    attributes: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Turn:
    """Everything one speaker says until the other speaks. ``gap_s`` below 0 starts over the turn before."""

    ref: str
    speaker: str
    gap_s: float
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Script:
    """The whole visit, in order of speech; ``room_tone_dbfs`` is the level of the hiss under it."""

    title: str
    notice: str
    target: str
    seed: int
    room_tone_dbfs: float
    speakers: dict[str, Speaker]
    turns: tuple[Turn, ...]


def read_script(path: Path) -> Script:
    """Read visit.toml. Raises KeyError or TypeError where a field is missing or unknown, ValueError for a bad ref."""
    raw: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
    speakers = {key: Speaker(id=key, **value) for key, value in raw["speakers"].items()}
    turns = tuple(
        Turn(t["ref"], speakers[t["speaker"]].id, t["gap_s"], tuple(Line(**line) for line in t["utterances"]))
        for t in raw["turn"]
    )
    if len({turn.ref for turn in turns}) != len(turns):
        raise ValueError("Two turns have the same ref.")
    return Script(
        title=raw["title"],
        notice=raw["notice"],
        target=raw["target"],
        seed=raw["seed"],
        room_tone_dbfs=raw["room_tone_dbfs"],
        speakers=speakers,
        turns=turns,
    )
