"""Wordings that make a passage worth hearing (``data/passages.toml``), and the guards that keep them honest."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from models.suggestions.cues import cue_spans, spelled_out
from models.suggestions.suggestion_model import SuggestionModel, probabilities, worker_indexes
from models.talk.text import CHILD, WORKER, Utterance, smooth, words

PASSAGES_PATH = Path(__file__).parents[1] / "data" / "passages.toml"
EDGE = 0.15
_MEMORY = 2
_LONG_MEMORY = 12
_LEAST_CHANCE = 0.2
_OWN_WORRY = re.compile(r"\b(?:i|i'm|i've|i'd|i'll|my|me|we|we're|we've|our)\b")
_THEIR_WORRY = re.compile(
    r"\b(?:you're|you are|you|your|he's|she's|they're)\s+(?:\w+\s+){0,2}(?:worried|concerned|worry|worries|concerns?)\b"
)
_YOU = re.compile(r"\b(?:you|you're|you've|you'd|you'll|your|yours|youse)\b")
_THIRD = frozenset({"he", "she", "him", "her", "his", "they", "them", "their"})
_NO = re.compile(r"\b(?:no|nah|not|don't|won't|can't|i've said no|never)\b")


@dataclass(frozen=True)
class Finder:
    """One reason to listen: wordings, cues or codes, any of which counts, and guards, all of which must hold."""

    principle_id: str
    direction: str
    label: str
    cues: tuple[str, ...]
    codes: tuple[str, ...]
    wording: re.Pattern[str] | None
    guards: tuple[str, ...]
    weight: float


@dataclass(frozen=True)
class Hit:
    """A finder's match and how much it counts: the words that matched, or the likeliest of its codes."""

    finder: Finder
    weight: float
    words: tuple[str, ...] = ()
    code: str = ""


@dataclass(frozen=True)
class Surroundings:
    """A conversation as finders look at it. ``child_names`` are lower case; without a model codes are left out."""

    utterances: Sequence[Utterance]
    child_names: tuple[str, ...] = ()
    model: SuggestionModel | None = None

    @cached_property
    def smoothed(self) -> list[str]:
        """The text of every utterance, folded and without stumbles, in order."""
        return [smooth(one.text) for one in self.utterances]

    @cached_property
    def cues(self) -> list[Mapping[str, tuple[int, int]]]:
        """The cues of every utterance, in order."""
        return [cue_spans(one.text) for one in self.utterances]

    @cached_property
    def chances(self) -> Mapping[int, Mapping[str, float]]:
        """The probability of every code for each utterance of the worker, by place; empty without a model."""
        if self.model is None:
            return {}
        rows = probabilities(self.model, self.utterances)
        indexes = worker_indexes(self.utterances)
        return {i: dict(zip(self.model.codes, row.tolist(), strict=True)) for i, row in zip(indexes, rows, strict=True)}

    def heard_before(self, index: int) -> int | None:
        """The place of the last utterance that is not the worker's within the two before, if there is one."""
        for place in range(index - 1, max(index - 1 - _MEMORY, -1), -1):
            if self.utterances[place].speaker_role != WORKER:
                return place
        return None

    def names_child(self, index: int) -> bool:
        """Whether one of ``child_names`` is said in an utterance."""
        said = words(self.smoothed[index])
        return not {word.removesuffix("'s") for word in said}.isdisjoint(self.child_names)

    def place(self, index: int) -> float:
        """Where in the conversation an utterance begins, 0–1, by time or, where times are missing, by order."""
        end_s = self.utterances[-1].end_s
        if end_s > 0:
            return self.utterances[index].start_s / end_s
        return index / max(len(self.utterances) - 1, 1)


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


def _child(surroundings: Surroundings, index: int) -> bool:
    """A child's name or a word for a child, here or in the two utterances before: "she" alone may be anyone."""
    return any(_means_child(surroundings, place) for place in range(max(index - _MEMORY, 0), index + 1))


def _child_in_view(surroundings: Surroundings, index: int) -> bool:
    """As ``_child``, or "he" or "she" where a child was meant not long ago, or a child is spoken with."""
    if _child(surroundings, index):
        return True
    spoken = surroundings.utterances[max(index - _MEMORY, 0) : index + _MEMORY + 1]
    if any(one.speaker_role == CHILD for one in spoken):
        return True
    recent = range(max(index - _LONG_MEMORY, 0), index)
    return _about_a_child(surroundings, index) and any(_means_child(surroundings, place) for place in recent)


def _means_child(surroundings: Surroundings, index: int) -> bool:
    return "child_noun" in surroundings.cues[index] or surroundings.names_child(index)


def _own_worry(surroundings: Surroundings, index: int) -> bool:
    text = surroundings.smoothed[index]
    return bool(_OWN_WORRY.search(text)) and not _THEIR_WORRY.search(text)


def _not_their_worry(surroundings: Surroundings, index: int) -> bool:
    theirs = _THEIR_WORRY.search(surroundings.smoothed[index])
    return not theirs or "concern_first_person" in surroundings.cues[index]


def _after(surroundings: Surroundings, index: int, tells: Callable[[int], bool]) -> bool:
    place = surroundings.heard_before(index)
    return place is not None and tells(place)


def _about_a_child(surroundings: Surroundings, index: int) -> bool:
    said = {word.partition("'")[0] for word in words(surroundings.smoothed[index])}
    return "child_noun" in surroundings.cues[index] or bool(said & (_THIRD | set(surroundings.child_names)))


GUARDS: dict[str, Callable[[Surroundings, int], bool]] = {
    "child": _child,
    "about_a_child": _about_a_child,
    "child_in_view": _child_in_view,
    "not_their_worry": _not_their_worry,
    "own_worry": _own_worry,
    "early": lambda around, index: around.place(index) <= EDGE,
    "late": lambda around, index: around.place(index) >= 1 - EDGE,
    "about_you": lambda around, index: bool(_YOU.search(around.smoothed[index])),
    "after_feeling": lambda around, index: _after(around, index, lambda place: "feeling" in around.cues[place]),
    "after_no": lambda around, index: _after(around, index, lambda place: bool(_NO.search(around.smoothed[place]))),
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
        )
        for entry in entries
    )


@cache
def _required() -> dict[tuple[str, str], tuple[str, ...]]:
    return {(one["principle"], one["direction"]): tuple(one["guards"]) for one in _tables()["required"]}


@cache
def _tables() -> dict[str, list[dict[str, Any]]]:
    return tomllib.loads(PASSAGES_PATH.read_text(encoding="utf-8"))
