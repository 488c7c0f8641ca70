"""From utterances to numbers: weighted word and character n-grams, and the cues of ``models.cues``.

The same code reads text when a model is fitted and when it is used, so the two cannot drift apart; it needs numpy only.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from models.cues import CUE_NAMES, cue_values
from models.text import WORD_PATTERN, Utterance, smooth

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

WORD_N = (1, 2)
CHARACTER_N = (2, 3, 4, 5)
# Long monologues say no more about their code after this many characters, and a hostile one must not cost minutes.
MAX_CHARACTERS = 2000
_DIGITS = re.compile(r"\d")
_TOKEN = re.compile(WORD_PATTERN + r"|\?")


@dataclass(frozen=True)
class Gram:
    """One n-gram and where it stands: ``start`` and ``end`` are character offsets in the text, half-open."""

    key: str
    start: int
    end: int


@dataclass(frozen=True)
class SparseRow:
    """One utterance in a vocabulary: column numbers and their weights (each block of n-grams has length 1)."""

    columns: Ints
    weights: Floats


def readable(text: str) -> str:
    """The part of a text that learners read: smoothed, digits levelled to 0, at most ``MAX_CHARACTERS``."""
    return _DIGITS.sub("0", smooth(text[:MAX_CHARACTERS]))


def word_grams(text: str) -> Iterator[Gram]:
    """Single words and pairs of neighbours, keys marked ``w``; a question mark counts as a word."""
    folded = readable(text)
    spans = [match.span() for match in _TOKEN.finditer(folded)]
    for size in WORD_N:
        for first in range(len(spans) - size + 1):
            part = spans[first : first + size]
            yield Gram("w" + " ".join(folded[a:b] for a, b in part), part[0][0], part[-1][1])


def character_grams(text: str) -> Iterator[Gram]:
    """Runs of 2 to 5 characters inside each word and its blanks, keys marked ``c``."""
    folded = readable(text)
    for token in _TOKEN.finditer(folded):
        start, end = token.span()
        padded = f" {token[0]} "
        for size in CHARACTER_N if token[0] != "?" else ():
            for first in range(max(len(padded) - size + 1, 0)):
                left = start + first - 1
                yield Gram("c" + padded[first : first + size], max(left, start), min(left + size, end))


@lru_cache(maxsize=50_000)
def _characters_of(word: str) -> tuple[str, ...]:
    padded = f" {word} "
    return tuple("c" + padded[i : i + size] for size in CHARACTER_N for i in range(max(len(padded) - size + 1, 0)))


def word_counts(text: str) -> Counter[str]:
    """How often each word n-gram stands in a text: the keys of ``word_grams``."""
    tokens = _TOKEN.findall(readable(text))
    counts = Counter("w" + token for token in tokens)
    counts.update("w" + first + " " + second for first, second in pairwise(tokens))
    return counts


def character_counts(text: str) -> Counter[str]:
    """How often each character n-gram stands in a text: the keys of ``character_grams``."""
    counts: Counter[str] = Counter()
    for token in _TOKEN.findall(readable(text)):
        if token != "?":
            counts.update(_characters_of(token))
    return counts


def gram_counts(text: str) -> tuple[Counter[str], Counter[str]]:
    """How often each word n-gram and each character n-gram stands in a text."""
    return word_counts(text), character_counts(text)


def weigh(counts: Mapping[str, int], vocabulary: Mapping[str, int], rarity: Floats) -> SparseRow:
    """One block of n-grams as log-count times rarity, scaled to length 1; unknown n-grams are left out.

    ``rarity`` holds the smoothed inverse document frequency ln((1+n)/(1+df))+1 for each column.
    """
    known = [(vocabulary[key], count) for key, count in counts.items() if key in vocabulary]
    columns = np.array([column for column, _ in known], dtype=np.int64)
    weights = (1.0 + np.log(np.array([count for _, count in known], dtype=np.float64))) * rarity[columns]
    length = float(np.sqrt(weights @ weights))
    return SparseRow(columns, weights / length if length else weights)


def cue_matrix(utterances: Sequence[Utterance], indexes: Sequence[int]) -> Floats:
    """Cue values of the utterances at ``indexes`` within their conversation, shape (len(indexes), len(CUE_NAMES))."""
    capped = [Utterance(u.id, u.speaker_role, u.text[:MAX_CHARACTERS], u.start_s, u.end_s) for u in utterances]
    rows = [cue_values(capped, index) for index in indexes]
    return np.array(rows, dtype=np.float64).reshape(len(indexes), len(CUE_NAMES))
