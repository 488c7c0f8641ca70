"""Wordings that make a passage worth hearing (``data/passages.toml``), and the guards that keep them honest."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from models.passages import child, worry
from models.passages.surroundings import Surroundings
from models.suggestions.cues import spelled_out

PASSAGES_PATH = Path(__file__).parents[1] / "data" / "passages.toml"
EDGE = 0.15
_LEAST_CHANCE = 0.2
_YOU = re.compile(r"\b(?:you|you're|you've|you'd|you'll|your|yours|youse)\b")
_NO = re.compile(r"\b(?:no|nah|not|don't|won't|can't|i've said no|never)\b")


@dataclass(frozen=True)
class Finder:
    """One reason to listen: wordings, cues or codes, any of which counts, and guards, all of which must hold.

    One that stands ``alone`` says something of its own principle and nothing of the others.
    """

    principle_id: str
    direction: str
    label: str
    cues: tuple[str, ...]
    codes: tuple[str, ...]
    wording: re.Pattern[str] | None
    guards: tuple[str, ...]
    weight: float
    alone: bool = False


@dataclass(frozen=True)
class Hit:
    """A finder's match and how much it counts: the words that matched, or the likeliest of its codes."""

    finder: Finder
    weight: float
    words: tuple[str, ...] = ()
    code: str = ""


def hits(surroundings: Surroundings, index: int, principle_id: str, direction: str) -> Iterator[Hit]:
    """Every finder of one principle and direction that matches an utterance, at most once each."""
    return (
        hit
        for hit in every_hit(surroundings, index)
        if (hit.finder.principle_id, hit.finder.direction) == (principle_id, direction)
    )


def every_hit(surroundings: Surroundings, index: int) -> Iterator[Hit]:
    """Every finder of any principle that matches an utterance, at most once each."""
    for finder in finders():
        hit = _by_code(surroundings, index, finder) if finder.codes else _by_words(surroundings, index, finder)
        if hit is not None and all(GUARDS[guard](surroundings, index) for guard in finder.guards):
            yield hit


def required(surroundings: Surroundings, index: int, kind: tuple[str, str]) -> bool:
    """Whether what every passage of a principle and direction must have holds, whatever else speaks for it."""
    return all(GUARDS[guard](surroundings, index) for guard in _required().get(kind, ()))


def _by_words(surroundings: Surroundings, index: int, finder: Finder) -> Hit | None:
    text = surroundings.utterances[index].text
    cues = surroundings.cues[index]
    span = next((cues[name] for name in finder.cues if name in cues), None)
    if span is None and finder.wording is not None and (match := finder.wording.search(surroundings.smoothed[index])):
        span = match.span()
    return None if span is None else Hit(finder, finder.weight, (text[slice(*span)],))


def _by_code(surroundings: Surroundings, index: int, finder: Finder) -> Hit | None:
    chances = surroundings.chances.get(index, {})
    chance = sum(chances.get(code, 0.0) for code in finder.codes)
    if surroundings.model is None or chance < _LEAST_CHANCE:
        return None
    return Hit(finder, finder.weight * chance, code=max(finder.codes, key=lambda code: chances.get(code, 0.0)))


def _heard(surroundings: Surroundings, index: int, tells: Callable[[int], bool]) -> bool:
    place = surroundings.heard_before(index)
    return place is not None and tells(place)


# What may be asked of an utterance and what stands around it; each is a number of every principle, too.
COMMON_GUARDS: dict[str, Callable[[Surroundings, int], bool]] = {
    "child": child.child_near,
    "about_a_child": child.about_a_child,
    "child_in_view": child.child_in_view,
    "not_their_worry": worry.not_their_worry,
    "own_worry": worry.own_worry,
    "early": lambda around, index: around.place(index) <= EDGE,
    "late": lambda around, index: around.place(index) >= 1 - EDGE,
    "about_you": lambda around, index: bool(_YOU.search(around.smoothed[index])),
    "after_feeling": lambda around, index: _heard(around, index, lambda place: "feeling" in around.cues[place]),
    "after_no": lambda around, index: _heard(around, index, lambda place: bool(_NO.search(around.smoothed[place]))),
}
GUARDS: dict[str, Callable[[Surroundings, int], bool]] = {
    **COMMON_GUARDS,
    "turns_from_child": child.turns_from_child,
    "worry_in_view": worry.worry_in_view,
    "asked_after": worry.asked_after,
}


@cache
def finders() -> tuple[Finder, ...]:
    """Every finder of ``data/passages.toml``, in the order of the file."""
    entries = _tables()["finder"]
    return tuple(
        Finder(
            entry["principle"],
            entry["direction"],
            entry["label"],
            tuple(entry.get("cues", ())),
            tuple(entry.get("codes", ())),
            re.compile(rf"\b(?:{spelled_out(entry['wordings'])})\b") if "wordings" in entry else None,
            tuple(entry.get("guards", ())),
            float(entry["weight"]),
            bool(entry.get("alone", False)),
        )
        for entry in entries
    )


@cache
def _required() -> dict[tuple[str, str], tuple[str, ...]]:
    return {(one["principle"], one["direction"]): tuple(one["guards"]) for one in _tables()["required"]}


@cache
def _tables() -> dict[str, list[dict[str, Any]]]:
    return tomllib.loads(PASSAGES_PATH.read_text(encoding="utf-8"))
