"""How much of what was spoken has text, and where none was found."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol

from models.speech.segmentation import Span

# The mask bridges breaths and echoes of about a second between sentences.
_GAP_LEAST_S = 1.5


class Timed(Protocol):
    """Anything with a beginning and an end, in seconds."""

    @property
    def start_s(self) -> float:
        """Seconds from the start of the recording."""

    @property
    def end_s(self) -> float:
        """Seconds from the start of the recording."""


def unheard(speech: Iterable[Span], words: Sequence[Timed]) -> tuple[Span, ...]:
    """Stretches of at least 1.5 s in which somebody speaks and no word was found; listen there."""
    gaps = []
    next_word = 0
    for span in speech:
        at_s = span.start_s
        while next_word < len(words) and words[next_word].end_s <= at_s:
            next_word += 1
        inside = next_word
        while inside < len(words) and words[inside].start_s < span.end_s:
            gaps.append(Span(at_s, words[inside].start_s))
            at_s = max(at_s, words[inside].end_s)
            inside += 1
        gaps.append(Span(at_s, span.end_s))
    return tuple(gap for gap in gaps if gap.duration_s >= _GAP_LEAST_S)


def heard_share(speech: Iterable[Span], gaps: Iterable[Span]) -> float:
    """The share of speech (0…1) that has text, by the gaps ``unheard`` found in it; 1 where nobody speaks."""
    total = sum(span.duration_s for span in speech)
    return 1.0 - sum(gap.duration_s for gap in gaps) / total if total else 1.0


def within(speech: Iterable[Span], start_s: float, end_s: float) -> tuple[Span, ...]:
    """The parts of speech that lie in an interval."""
    cut = (Span(max(span.start_s, start_s), min(span.end_s, end_s)) for span in speech)
    return tuple(span for span in cut if span.end_s > span.start_s)


def common(span: Timed, others: Iterable[Timed]) -> float:
    """Seconds that a span shares with others that do not overlap each other."""
    return sum(max(0.0, min(span.end_s, other.end_s) - max(span.start_s, other.start_s)) for other in others)
