"""Word times held to where somebody speaks, and which of them cannot be right."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from operator import attrgetter

from models.speech.segmentation import Span
from models.speech.suspicion import Doubt, Flag, FlaggedSpan
from models.speech.words import Word

# The edge of the mask is about this unsure.
_EDGE_S = 0.05
_SHORTEST_S = 0.02
# "Mm" and "so" are drawn out to a second; beyond that, and 0.1 s a letter, a pause or another word lies in it.
_LONGEST_S = 1.0
_LONGEST_OF_A_LETTER_S = 0.1
# One word without any length is rounding, three running were squeezed into no time.
_SQUEEZED = 3


def settle(words: Iterable[Word], speech: Sequence[Span]) -> tuple[Word, ...]:
    """Words with their ends drawn back out of silence, to the edge of the speech they share most time with.

    The model lets the first word after a pause begin in it, and the last before a pause reach into it. Words come
    in order of time; a word in which nobody speaks at all keeps its time.
    """
    settled: list[Word] = []
    here = 0
    for word in sorted(words, key=attrgetter("start_s")):
        while here < len(speech) and speech[here].end_s <= word.start_s:
            here += 1
        span = _home(word, speech[here:])
        if span is not None:
            start_s = max(word.start_s, span.start_s - _EDGE_S)
            end_s = max(min(word.end_s, span.end_s + _EDGE_S), start_s)
            word = replace(word, start_s=start_s, end_s=end_s)
        settled.append(word)
    return tuple(sorted(settled, key=attrgetter("start_s")))


def _home(word: Word, speech: Sequence[Span]) -> Span | None:
    touched: list[Span] = []
    for span in speech:
        if span.start_s >= word.end_s:
            break
        touched.append(span)
    return max(touched, key=lambda s: min(s.end_s, word.end_s) - max(s.start_s, word.start_s), default=None)


def doubtful_times(words: Sequence[Word]) -> tuple[FlaggedSpan, ...]:
    """Words that last longer than anybody draws them out, and runs of words that have no length at all."""
    return tuple(
        FlaggedSpan(word.start_s, max(word.end_s, word.start_s + _SHORTEST_S), Flag.TIME_UNCERTAIN, Doubt.WORD_TIMES)
        for place, word in enumerate(words)
        if _too_long(word) or _squeezed(words, place)
    )


def plausible(words: Iterable[Word]) -> tuple[Word, ...]:
    """Words with those that last too long cut to their last part, so that they hide no speech that was left out.

    The model lets a word begin where what it skipped began.
    """
    return tuple(replace(word, start_s=word.end_s - _longest_s(word)) if _too_long(word) else word for word in words)


def _longest_s(word: Word) -> float:
    return _LONGEST_S + _LONGEST_OF_A_LETTER_S * len(word.text)


def _too_long(word: Word) -> bool:
    return word.end_s - word.start_s > _longest_s(word)


def _squeezed(words: Sequence[Word], place: int) -> bool:
    first = max(0, place - _SQUEEZED + 1)
    for start in range(first, place + 1):
        run = words[start : start + _SQUEEZED]
        if len(run) == _SQUEEZED and all(word.end_s - word.start_s < _SHORTEST_S for word in run):
            return True
    return False
