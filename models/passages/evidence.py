"""What is known about an utterance when passages are put in order: numbers between about 0 and 1, each with a name.

A number is what a code model reads (``code``, and of the worker's utterances ``before`` and ``after``), how much a
wording of ``data/passages.toml`` counts (``finder``), whether something holds of what stands around (``around``), or
how near the utterance is to lines that are known to be worth hearing (``near``). Nothing here is fitted.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt

from models.passages import child, worry
from models.passages.likeness import Kind, Nearness
from models.passages.surroundings import Surroundings
from models.passages.wordings import COMMON_GUARDS, Finder, Hit, every_hit, finders
from models.suggestions.features import Floats
from models.suggestions.suggestion_model import REFLECTION_FAMILY
from models.talk.corpus import CODES
from models.talk.text import WORKER, words

READ = tuple(code for code in CODES if code != "UNC" and code not in REFLECTION_FAMILY)
NEAR = ("near best", "near mean", "far best", "far mean")
_NEAREST = 5
_MANY_WORDS, _VERY_MANY_WORDS = 12, 20
_EDGE = 0.05
_FAR = 6


@dataclass(frozen=True)
class Evidence:
    """One utterance as passages are ranked by it: its place, ``values`` (all but ``NEAR``) and what matched."""

    index: int
    values: Floats
    hits: tuple[Hit, ...]
    nearness: Nearness

    def of(self, kind: Kind) -> Floats:
        """All its numbers for one principle and direction, in the order of ``names()``."""
        return np.concatenate([self.values, near_values(self.nearness, kind)])


def finder_name(finder: Finder) -> str:
    """The name under which a finder counts."""
    return f"finder {finder.principle_id} {finder.direction}: {finder.label}"


@cache
def names() -> tuple[str, ...]:
    """What each number is, in order; the same for every principle and direction."""
    return (
        *(f"{part} {code}" for part in ("code", "before", "after") for code in READ),
        *(finder_name(finder) for finder in finders()),
        *(f"around {name}" for name in _AROUND),
        *(f"around {owner}: {name}" for owner, one in _AROUND_ALONE.items() for name in one),
        *NEAR,
    )


@cache
def counted(principle_id: str) -> npt.NDArray[np.bool_]:
    """Which of ``names()`` count for a principle: all but those that stand alone for another."""
    others = {finder_name(one) for one in finders() if one.alone and one.principle_id != principle_id}
    elsewhere = {owner: one for owner, one in _AROUND_ALONE.items() if owner != principle_id}
    others |= {f"around {owner}: {name}" for owner, one in elsewhere.items() for name in one}
    return np.array([name not in others for name in names()])


def evidence(surroundings: Surroundings, indexes: Sequence[int], nearness: Sequence[Nearness]) -> list[Evidence]:
    """The numbers of the utterances at ``indexes``, and for each how near it is to the known lines."""
    spoken = [i for i, one in enumerate(surroundings.utterances) if one.speaker_role == WORKER and one.text.strip()]
    places = {index: place for place, index in enumerate(spoken)}
    found = []
    for index, near in zip(indexes, nearness, strict=True):
        place = places[index]
        beside = [spoken[other] if 0 <= other < len(spoken) else None for other in (place, place - 1, place + 1)]
        hits = tuple(every_hit(surroundings, index))
        counted = {finder_name(hit.finder): hit.weight for hit in hits}
        values = [
            *(value for one in beside for value in _read(surroundings, one)),
            *(counted.get(finder_name(finder), 0.0) for finder in finders()),
            *(float(holds(surroundings, index)) for holds in _AROUND.values()),
            *(float(holds(surroundings, index)) for one in _AROUND_ALONE.values() for holds in one.values()),
        ]
        found.append(Evidence(index, np.array(values), hits, near))
    return found


def near_values(nearness: Nearness, kind: Kind) -> Floats:
    """Nearness to the best and the mean of the five best lines of a kind, then of the opposite direction (``NEAR``)."""
    principle_id, direction = kind
    opposite = (principle_id, "against" if direction == "for" else "for")
    return np.array([value for one in (kind, opposite) for value in _best(nearness.cosines(one))])


def _best(cosines: Floats) -> tuple[float, float]:
    if not len(cosines):
        return 0.0, 0.0
    best = np.sort(cosines)[::-1][:_NEAREST]
    return float(best[0]), float(best.sum()) / _NEAREST


def _read(surroundings: Surroundings, index: int | None) -> list[float]:
    chances: Mapping[str, float] = {} if index is None else surroundings.chances.get(index, {})
    return [chances.get(code, 0.0) for code in READ]


def _chance(surroundings: Surroundings, index: int, codes: Sequence[str]) -> float:
    chances = surroundings.chances.get(index, {})
    return sum(chances.get(code, 0.0) for code in codes)


def _n_words(surroundings: Surroundings, index: int) -> int:
    return len(words(surroundings.smoothed[index]))


def _before(surroundings: Surroundings, index: int, tells: Callable[[int], bool]) -> bool:
    place = surroundings.heard_before(index)
    return place is not None and tells(place)


_AROUND: dict[str, Callable[[Surroundings, int], float]] = {
    **COMMON_GUARDS,
    "child named": lambda around, index: around.names_child(index),
    "child named just before": lambda around, index: _before(around, index, around.names_child),
    "child spoken of just before": lambda around, index: _before(
        around, index, lambda place: "child_noun" in around.cues[place]
    ),
    "answers a question": lambda around, index: _before(
        around, index, lambda place: around.utterances[place].text.rstrip().endswith("?")
    ),
    "opening": lambda around, index: around.place(index) <= _EDGE,
    "ending": lambda around, index: around.place(index) >= 1 - _EDGE,
    "place": lambda around, index: around.place(index),
    "length": lambda around, index: math.log1p(_n_words(around, index)) / 4.0,
    "many words": lambda around, index: _n_words(around, index) > _MANY_WORDS,
    "very many words": lambda around, index: _n_words(around, index) > _VERY_MANY_WORDS,
}
# What is asked for the sake of one principle alone.
_AROUND_ALONE: dict[str, dict[str, Callable[[Surroundings, int], float]]] = {
    "CHF": {
        "turns from a child": child.turns_from_child,
        "stays away from a child": child.stays_away,
        "sees inside a child": child.sees_inside,
        "child in the worker's passage": lambda around, index: child.child_share(around, index, worker=True),
        "child in the family's passage": lambda around, index: child.child_share(around, index, worker=False),
        "a child has spoken": child.child_spoke,
        "reads as a fact, with no child": lambda around, index: (
            0.0 if child.about_a_child(around, index) else _chance(around, index, ("CQ", "GI", "STR", "OTH"))
        ),
    },
    "CLA": {
        "harm said": worry.harm_said,
        "harm near": worry.harm_near,
        "worry near": worry.worry_near,
        "worry not far": lambda around, index: worry.worry_near(around, index, _FAR),
        "asked what is meant after": worry.asked_after,
        "asked what is meant before": worry.asked_before,
        "reads as information, with no worry": lambda around, index: (
            0.0 if worry.worry_in_view(around, index) else _chance(around, index, ("GI", "STR", "ADP"))
        ),
        "sees inside a child": child.sees_inside,
    },
}
