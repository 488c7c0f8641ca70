"""One recording as it was heard against its reference: raw counts, and the figures made of one or many of them.

Words: Whisper's English normaliser (case, punctuation, contractions, British and American spelling, numbers, fillers),
then the alignment of jiwer. Voices: pyannote.metrics.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import jiwer
import numpy as np
from pyannote.core import Annotation, Segment, Timeline
from pyannote.metrics.diarization import DiarizationErrorRate
from whisper_normalizer.english import EnglishTextNormalizer

from coder.evaluation.references import Reference, TimedWord, Turn

COLLAR_S = 0.25
"""Left out of scoring on either side of each boundary of the reference, as NIST's md-eval does."""

# Breath, echo and references cut a little tight lie within this of speech.
_NEAR_SPEECH_S = 0.5


@dataclass(frozen=True)
class Share:
    """So many errors among so many: words, or seconds of speech."""

    errors: float
    total: float


@dataclass(frozen=True)
class Score:
    """The raw counts of one recording; None where its reference does not say, or a machine cannot be measured.

    ``time_errors`` are distances in seconds between the beginnings of words that were heard right. ``cpu_s`` and
    ``peak_mb`` (2²⁰ bytes) are of the whole process, ``duration_s`` is the recording's length.
    """

    words: Share | None = None
    voices_collar_0: Share | None = None
    voices_collar_25: Share | None = None
    speakers: int | None = None
    speakers_found: int | None = None
    time_errors: tuple[float, ...] | None = None
    coverage: float | None = None
    invented: int | None = None
    cpu_s: float | None = None
    peak_mb: float | None = None
    duration_s: float | None = None


@dataclass(frozen=True)
class Figures:
    """What is printed: shares 0…1 (error rates may pass 1), seconds, counts, processor time ÷ length, 2²⁰ bytes."""

    wer: float | None
    der_collar_0: float | None
    der_collar_25: float | None
    speakers: int | None
    speakers_found: int | None
    word_time_median_s: float | None
    word_time_p95_s: float | None
    coverage: float | None
    invented_words: int | None
    rtf_cpu: float | None
    peak_mb: float | None


def figures_of(scores: Sequence[Score]) -> Figures:
    """The figures of one recording, or of several together.

    Errors are summed before they are divided, so long recordings weigh more; word times are pooled; coverage is
    weighted by length; counts are added up; the peak is the highest.
    """
    times = [error for score in scores for error in score.time_errors or ()]
    known = [score for score in scores if score.speakers is not None]
    paid = [(s.cpu_s, s.duration_s) for s in scores if s.cpu_s is not None and s.duration_s]
    covered = [(s.coverage, s.duration_s) for s in scores if s.coverage is not None and s.duration_s]
    found = [s.speakers_found for s in (known or scores) if s.speakers_found is not None]
    return Figures(
        wer=_rate(score.words for score in scores),
        der_collar_0=_rate(score.voices_collar_0 for score in scores),
        der_collar_25=_rate(score.voices_collar_25 for score in scores),
        speakers=sum(score.speakers or 0 for score in known) if known else None,
        speakers_found=sum(found) if found else None,
        word_time_median_s=float(np.median(times)) if times else None,
        word_time_p95_s=float(np.quantile(times, 0.95)) if times else None,
        coverage=sum(c * d for c, d in covered) / sum(d for _, d in covered) if covered else None,
        invented_words=_sum(score.invented for score in scores),
        rtf_cpu=sum(c for c, _ in paid) / sum(d for _, d in paid) if paid else None,
        peak_mb=max((score.peak_mb for score in scores if score.peak_mb is not None), default=None),
    )


def word_share(reference: str, heard: str) -> Share:
    """Substituted, left out and added words over the words of the reference, both normalised."""
    return _word_share(_normalised(reference), _normalised(heard))


def voice_share(reference: Sequence[Turn], found: Sequence[Turn], length_s: float, collar_s: float) -> Share:
    """Seconds missed, invented and given to the wrong voice over seconds spoken, overlap scored on both sides.

    Voices are matched as well as they can be; the whole recording is scored but ``collar_s`` on either side of every
    boundary of the reference.
    """
    # What pyannote calls the collar is the whole width around a boundary.
    metric = DiarizationErrorRate(collar=2 * collar_s, skip_overlap=False)
    ends = [turn.end_s for turn in (*reference, *found)]
    whole = Timeline([Segment(0.0, max([length_s, *ends]))])
    parts: dict[str, Any] = metric(_annotation(reference), _annotation(found), uem=whole, detailed=True)
    return Share(parts["confusion"] + parts["missed detection"] + parts["false alarm"], parts["total"])


def time_errors(reference: Sequence[tuple[str, float | None]], heard: Sequence[TimedWord]) -> tuple[float, ...]:
    """How far the beginnings of words lie apart, in seconds, for every word heard right whose time is known."""
    true = _tokens(reference)
    found = _tokens([(word.text, word.start_s) for word in sorted(heard, key=lambda word: word.start_s)])
    if not true or not found:
        return ()
    aligned = jiwer.process_words(" ".join(text for text, _ in true), " ".join(text for text, _ in found))
    pairs = [
        (true[chunk.ref_start_idx + step][1], found[chunk.hyp_start_idx + step][1])
        for chunk in aligned.alignments[0]
        if chunk.type == "equal"
        for step in range(chunk.ref_end_idx - chunk.ref_start_idx)
    ]
    return tuple(abs(a - b) for a, b in pairs if a is not None and b is not None)


def invented_words(reference: Reference, heard: Sequence[TimedWord]) -> int | None:
    """Words given where nobody speaks: all of them by an empty text, else those whose middle lies over 0.5 s away.

    Speech is what the voices and word times of the reference cover. None where the reference does not tell.
    """
    if reference.text is not None and not reference.text.strip():
        return len(heard)
    known = [part for part in (reference.turns, reference.words) if part is not None]
    if not known:
        return None
    return sum(not near for near in _near([(one.start_s, one.end_s) for part in known for one in part], heard))


def _near(speech: Iterable[tuple[float, float]], heard: Iterable[TimedWord]) -> list[bool]:
    merged: list[list[float]] = []
    for start_s, end_s in sorted(speech):
        if merged and start_s <= merged[-1][1]:
            merged[-1][1] = max(merged[-1][1], end_s)
        else:
            merged.append([start_s, end_s])
    starts = [start_s for start_s, _ in merged]
    near = []
    for word in heard:
        middle_s = (word.start_s + word.end_s) / 2
        here = bisect_right(starts, middle_s + _NEAR_SPEECH_S) - 1
        near.append(here >= 0 and middle_s <= merged[here][1] + _NEAR_SPEECH_S)
    return near


def _word_share(reference: str, heard: str) -> Share:
    if not reference:
        return Share(len(heard.split()), 0)
    if not heard:
        return Share(len(reference.split()), len(reference.split()))
    out = jiwer.process_words(reference, heard)
    return Share(out.substitutions + out.deletions + out.insertions, out.hits + out.substitutions + out.deletions)


@cache
def _normaliser() -> EnglishTextNormalizer:
    return EnglishTextNormalizer()


def _normalised(text: str) -> str:
    return " ".join(_normaliser()(text).split())


def _tokens(words: Iterable[tuple[str, float | None]]) -> list[tuple[str, float | None]]:
    """Words normalised one by one; of a word that becomes several, only the first begins when it begins."""
    tokens: list[tuple[str, float | None]] = []
    for text, start_s in words:
        parts = _normalised(text).split()
        tokens += [(part, None if place else start_s) for place, part in enumerate(parts)]
    return tokens


def _annotation(turns: Iterable[Turn]) -> Annotation:
    annotation = Annotation()
    for track, turn in enumerate(turns):
        annotation[Segment(turn.start_s, turn.end_s), track] = turn.speaker
    return annotation


def _rate(shares: Iterable[Share | None]) -> float | None:
    """Errors over totals; None where there is nothing that could be got wrong."""
    known = [share for share in shares if share is not None and share.total]
    return sum(share.errors for share in known) / sum(share.total for share in known) if known else None


def _sum(counts: Iterable[int | None]) -> int | None:
    known = [count for count in counts if count is not None]
    return sum(known) if known else None
