"""Cutting a recording into chunks for transcription: only where somebody speaks, never in the middle of a word.

Chunks bound memory, give progress, cancel and resume, and keep text out of silences, where the model invents it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from models.speech.segmentation import Span
from models.speech.sound import SAMPLE_RATE, Sound

LONGEST_CHUNK_S = 26.0
"""The model hears 30 s at once; the rest is room for it to finish the last sentence."""

_PAD_S = 0.25
_JOIN_GAP_S = 3.0
# A longer stretch of speech is cut at its quietest moment after this.
_EARLIEST_CUT_S = 16.0
# What is left then should still hold a sentence.
_SHORTEST_REST_S = 8.0
_LOUDNESS_STEP = SAMPLE_RATE // 10


@dataclass(frozen=True, order=True)
class Chunk:
    """A piece of the recording to transcribe by itself; ``index`` counts from 0 without gaps."""

    index: int
    start_s: float
    end_s: float

    @property
    def duration_s(self) -> float:
        """Length in seconds, above 0 and at most `LONGEST_CHUNK_S`."""
        return self.end_s - self.start_s


def plan_chunks(speech: Iterable[Span], duration_s: float, quietest: Callable[[float, float], float]) -> list[Chunk]:
    """Chunks that hold all of ``speech`` (in order, not overlapping) and as little else as possible.

    Speech is padded by 0.25 s and joined while the chunk stays within 26 s and gaps under 3 s. ``quietest`` names the
    best moment to cut within an interval (`quietest_moment`). Chunks are in order and do not overlap.
    """
    joined: list[Span] = []
    for span in _short_enough(_padded(speech, duration_s), quietest):
        last = joined[-1] if joined else None
        if last and span.end_s - last.start_s <= LONGEST_CHUNK_S and span.start_s - last.end_s < _JOIN_GAP_S:
            joined[-1] = Span(last.start_s, span.end_s)
        else:
            joined.append(span)
    return [Chunk(index, span.start_s, span.end_s) for index, span in enumerate(joined)]


def quietest_moment(sound: Sound) -> Callable[[float, float], float]:
    """A function that finds the middle of the quietest tenth of a second within an interval of a recording."""

    def quietest(start_s: float, end_s: float) -> float:
        samples = sound.read(round(start_s * SAMPLE_RATE), round(end_s * SAMPLE_RATE))
        whole = len(samples) // _LOUDNESS_STEP
        if not whole:
            return (start_s + end_s) / 2
        power = np.square(samples[: whole * _LOUDNESS_STEP].reshape(whole, -1)).mean(axis=1)
        return start_s + (int(power.argmin()) + 0.5) * _LOUDNESS_STEP / SAMPLE_RATE

    return quietest


def _padded(speech: Iterable[Span], duration_s: float) -> Iterator[Span]:
    """Each span with its pad; where pads would overlap, the gap is shared."""
    spans = list(speech)
    for here, span in enumerate(spans):
        before = spans[here - 1].end_s if here else -span.start_s
        after = spans[here + 1].start_s if here + 1 < len(spans) else 2 * duration_s - span.end_s
        start_s = max(span.start_s - _PAD_S, (before + span.start_s) / 2)
        end_s = min(span.end_s + _PAD_S, (span.end_s + after) / 2)
        if end_s > start_s:
            yield Span(start_s, end_s)


def _short_enough(spans: Iterable[Span], quietest: Callable[[float, float], float]) -> Iterator[Span]:
    for span in spans:
        start_s = span.start_s
        while span.end_s - start_s > LONGEST_CHUNK_S:
            earliest = start_s + _EARLIEST_CUT_S
            latest = max(earliest + 1.0, min(start_s + LONGEST_CHUNK_S, span.end_s - _SHORTEST_REST_S))
            cut = min(max(quietest(earliest, latest), earliest), latest)
            yield Span(start_s, cut)
            start_s = cut
        yield Span(start_s, span.end_s)
