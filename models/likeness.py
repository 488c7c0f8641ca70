"""Which known line an utterance most resembles: cosine of its words and pairs of words, rare ones counting more."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache

from codebook.schema import Codebook, CodeGroup
from models.corpus import load_conversations, worker_utterances
from models.features import word_counts
from models.text import fold, words

_QUOTED = re.compile(r'["“]([^"”]{8,})["”]')


@dataclass(frozen=True)
class Likeness:
    """The nearest line, how near (cosine 0–1), and the words both share, rarest first."""

    line: str
    cosine: float
    shared: tuple[str, ...]


NOTHING = Likeness("", 0.0, ())


class Lines:
    """A set of lines to compare with."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._lines = tuple(dict.fromkeys(lines))
        self._holders: dict[str, list[tuple[int, float]]] = defaultdict(list)
        for number, line in enumerate(self._lines):
            for key, weight in _vector(line).items():
                self._holders[key].append((number, weight))

    def nearest(self, text: str) -> Likeness:
        """The line nearest to a text, or ``NOTHING`` when no word is shared."""
        cosines: dict[int, float] = defaultdict(float)
        for key, weight in _vector(text).items():
            for number, other in self._holders.get(key, ()):
                cosines[number] += weight * other
        if not cosines:
            return NOTHING
        number, cosine = max(cosines.items(), key=lambda pair: (pair[1], -pair[0]))
        both = set(words(fold(text))) & set(words(fold(self._lines[number])))
        shared = sorted(both, key=lambda word: (-_rarity().get("w" + word, _unseen()), word))
        return Likeness(self._lines[number], float(cosine), tuple(shared[:4]))


def codebook_lines(codebook: Codebook, principle_id: str, direction: str) -> list[str]:
    """What a codebook quotes: sentences in its indicators or counter-indicators, and the examples of linked codes."""
    principle = codebook.principle(principle_id)
    sources = principle.indicators if direction == "for" else principle.counter_indicators
    lines = [quote for source in sources for quote in _QUOTED.findall(source)]
    group = CodeGroup.CONSISTENT if direction == "for" else CodeGroup.INCONSISTENT
    for code in codebook.codes:
        if code.principle == principle_id and code.group == group:
            lines += code.examples
    return lines


@cache
def own_lines(principle_id: str, direction: str) -> tuple[str, ...]:
    """Lines of the invented conversations marked as passages for or against a principle."""
    return tuple(
        coded.utterance.text
        for coded in worker_utterances(load_conversations())
        if principle_id in (coded.shows if direction == "for" else coded.harms)
    )


@lru_cache(maxsize=20_000)
def _vector(text: str) -> dict[str, float]:
    """Weights of the words and pairs of a text, scaled to length 1. Cached: every principle asks for the same text."""
    counts = word_counts(text)
    rarity, unseen = _rarity(), _unseen()
    weights = {key: (1.0 + math.log(count)) * rarity.get(key, unseen) for key, count in counts.items() if key != "w?"}
    length = math.sqrt(sum(weight * weight for weight in weights.values()))
    return {key: weight / length for key, weight in weights.items()} if length else {}


@cache
def _rarity() -> dict[str, float]:
    """Smoothed inverse frequency of words and pairs among all that workers say in the invented conversations."""
    said = worker_utterances(load_conversations())
    frequency = Counter(key for coded in said for key in word_counts(coded.utterance.text))
    return {key: math.log((1 + len(said)) / (1 + count)) + 1.0 for key, count in frequency.items()}


@cache
def _unseen() -> float:
    return max(_rarity().values())
