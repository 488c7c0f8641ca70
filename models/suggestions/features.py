"""From utterances to numbers: weighted n-grams of words and of sentence frames, and the cues of ``cues``.

A frame is what is left of a sentence when its subject is taken out ("so you're #ing your # about it"): it is the same
whether somebody speaks of bedtimes or of tablets, so what was learnt from it holds where nobody has coded before.
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

from models.suggestions.cues import CUE_NAMES, FRAME_WORDS, asks_with_marks, cue_values
from models.talk.text import WORD_PATTERN, Utterance, smooth

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

WORD_N = (1, 2)
FRAME_N = (1, 2, 3, 4)
_BLANK = "#"
_ENDINGS = ("ing", "ed", "ly", "s")
_FIRST, _LAST = "^", "$"
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


def frame_grams(text: str) -> Iterator[Gram]:
    """Runs of 1 to 4 words with the subject blanked, keys marked ``f``; ``^`` and ``$`` are the ends of the text."""
    pieces = _framed(readable(text))
    for size in FRAME_N:
        for first in range(len(pieces) - size + 1):
            part = pieces[first : first + size]
            yield Gram("f" + " ".join(piece.key for piece in part), part[0].start, part[-1].end)


def _framed(folded: str) -> list[Gram]:
    """Frame words as they are, other words as a blank with its ending; like blanks that follow each other are one."""
    pieces = [Gram(_FIRST, 0, 0)]
    for match in _TOKEN.finditer(folded):
        key = match[0] if match[0] in FRAME_WORDS or match[0] == "?" else _blank(match[0])
        if key == pieces[-1].key and key.startswith(_BLANK):
            pieces[-1] = Gram(key, pieces[-1].start, match.end())
        else:
            pieces.append(Gram(key, match.start(), match.end()))
    return [*pieces, Gram(_LAST, len(folded), len(folded))]


@lru_cache(maxsize=50_000)
def _blank(word: str) -> str:
    return _BLANK + next((ending for ending in _ENDINGS if word.endswith(ending)), "")


def word_counts(text: str) -> Counter[str]:
    """How often each word n-gram stands in a text: the keys of ``word_grams``."""
    tokens = _TOKEN.findall(readable(text))
    counts = Counter("w" + token for token in tokens)
    counts.update("w" + first + " " + second for first, second in pairwise(tokens))
    return counts


def frame_counts(text: str) -> Counter[str]:
    """How often each frame n-gram stands in a text: the keys of ``frame_grams``."""
    keys = [piece.key for piece in _framed(readable(text))]
    return Counter("f" + " ".join(keys[at : at + size]) for size in FRAME_N for at in range(len(keys) - size + 1))


def gram_counts(text: str) -> tuple[Counter[str], Counter[str]]:
    """How often each word n-gram and each frame n-gram stands in a text."""
    return word_counts(text), frame_counts(text)


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
    marked = asks_with_marks(capped)
    rows = [cue_values(capped, index, marked=marked) for index in indexes]
    return np.array(rows, dtype=np.float64).reshape(len(indexes), len(CUE_NAMES))
