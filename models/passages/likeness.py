"""Which known lines an utterance resembles: cosine of its words and pairs of words, rare ones counting more."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np

from codebook.schema import Codebook, CodeGroup
from models.suggestions.features import Floats, Ints, word_counts
from models.talk.corpus import load_conversations, worker_utterances
from models.talk.text import fold, words

_QUOTED = re.compile(r'["“]([^"”]{8,})["”]')
_SHARED = 4
Kind = tuple[str, str]
# The owner of lines that evaluators kept as evidence, and of those they put aside as not relevant.
KEPT = "kept"
ASIDE = "aside"


@dataclass(frozen=True)
class Line:
    """A line that is worth hearing, and whose conversation it comes from (empty: nobody's)."""

    text: str
    owner: str = ""


@dataclass(frozen=True)
class Likeness:
    """The nearest line, how near (cosine 0–1), and the words both share, rarest first."""

    line: str
    cosine: float
    shared: tuple[str, ...]


NOTHING = Likeness("", 0.0, ())


def aside_of(kind: Kind) -> Kind:
    """The kind that holds the lines put aside from another; nothing is looked for under it."""
    principle_id, direction = kind
    return principle_id, f"not {direction}"


class Rarity:
    """Smoothed inverse frequency of words and pairs in texts; what none of them holds is as rare as the rarest."""

    def __init__(self, texts: Sequence[str]) -> None:
        frequency = Counter(key for text in texts for key in word_counts(text))
        self._known = {key: math.log((1 + len(texts)) / (1 + count)) + 1.0 for key, count in frequency.items()}
        self._unseen = max(self._known.values(), default=1.0)

    def of(self, key: str) -> float:
        """How rare a word or pair is, at least 1."""
        return self._known.get(key, self._unseen)

    def vector(self, text: str) -> dict[str, float]:
        """Weights of the words and pairs of a text, scaled to length 1."""
        counts = word_counts(text)
        weights = {key: (1.0 + math.log(count)) * self.of(key) for key, count in counts.items() if key != "w?"}
        length = math.sqrt(sum(weight * weight for weight in weights.values()))
        return {key: weight / length for key, weight in weights.items()} if length else {}


class Lines:
    """Known lines by kind (principle and direction), to compare with. A line may be of several kinds."""

    def __init__(self, kinds: Mapping[Kind, Iterable[Line]], rarity: Rarity | None = None) -> None:
        self.rarity = rarity or own_rarity()
        by_kind = {kind: tuple(dict.fromkeys(lines)) for kind, lines in kinds.items()}
        self.lines = tuple(dict.fromkeys(line for lines in by_kind.values() for line in lines))
        numbers = {line: number for number, line in enumerate(self.lines)}
        self.kinds: dict[Kind, Ints] = {
            kind: np.array([numbers[line] for line in lines], dtype=np.int64) for kind, lines in by_kind.items()
        }
        self.owners = np.array([line.owner for line in self.lines])
        holders: dict[str, list[tuple[int, float]]] = defaultdict(list)
        for number, line in enumerate(self.lines):
            for key, weight in self.rarity.vector(line.text).items():
                holders[key].append((number, weight))
        self._holders = {
            key: (np.array([n for n, _ in held]), np.array([weight for _, weight in held]))
            for key, held in holders.items()
        }

    def near(self, text: str, *, but: str = "") -> Nearness:
        """How near a text is to every line, those of the owner ``but`` aside."""
        cosines = np.zeros(len(self.lines))
        for key, weight in self.rarity.vector(text).items():
            if key in self._holders:
                numbers, weights = self._holders[key]
                cosines[numbers] += weight * weights
        if but:
            cosines[self.owners == but] = 0.0
        return Nearness(self, text, cosines)


@dataclass(frozen=True)
class Nearness:
    """How near one text is to every line of a set (cosine 0–1)."""

    lines: Lines
    text: str
    all_cosines: Floats

    def cosines(self, kind: Kind) -> Floats:
        """How near it is to the lines of one kind; empty where there are none."""
        return self.all_cosines[self.lines.kinds.get(kind, np.array([], dtype=np.int64))]

    def kept(self, kind: Kind) -> float:
        """How near it is to the nearest line of one kind that an evaluator kept."""
        numbers = self.lines.kinds.get(kind, np.array([], dtype=np.int64))
        return float(self.all_cosines[numbers[self.lines.owners[numbers] == KEPT]].max(initial=0.0))

    def aside(self, kind: Kind) -> float:
        """How near it is to the nearest line that an evaluator said has nothing to do with this kind."""
        return float(self.cosines(aside_of(kind)).max(initial=0.0))

    def nearest(self, kind: Kind) -> Likeness:
        """The nearest line of one kind, or ``NOTHING`` when no word is shared."""
        cosines = self.cosines(kind)
        if not len(cosines) or cosines.max() <= 0.0:
            return NOTHING
        best = int(cosines.argmax())
        line = self.lines.lines[self.lines.kinds[kind][best]].text
        both = set(words(fold(self.text))) & set(words(fold(line)))
        shared = sorted(both, key=lambda word: (-self.lines.rarity.of("w" + word), word))
        return Likeness(line, float(cosines[best]), tuple(shared[:_SHARED]))


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
def own_rarity() -> Rarity:
    """How rare words are among all that workers say in the invented conversations."""
    return Rarity([coded.utterance.text for coded in worker_utterances(load_conversations())])
