"""One search of the speech model through a stretch of sound."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from models.speech.coverage import common
from models.speech.reading import Piece, Reading
from models.speech.segmentation import Span
from models.speech.sound import Samples
from models.speech.suspicion import Evidence, faint, made_up, reasons_to_doubt
from models.speech.words import Word

if TYPE_CHECKING:
    from faster_whisper import WhisperModel

# Silence is left out by our chunks, so the library's own voice detector, which drops far voices, stays off. Text in a
# silence of 2 s is taken for invented. Always the likeliest words and none drawn by lot, as the library would where it
# is unsure: the same sound gives the same text on every run, and singing no longer takes as long as it lasts.
SETTINGS: Mapping[str, Any] = MappingProxyType(
    {
        "vad_filter": False,
        "word_timestamps": True,
        "condition_on_previous_text": False,
        "hallucination_silence_threshold": 2.0,
        "temperature": 0.0,
    }
)

# Both gates must fail for the library to drop a segment; it keeps " You" in pure silence at −0.7, so we are stricter.
_DROP_NO_SPEECH = 0.6
_DROP_LOG_PROBABILITY = -0.5
# Word times and the mask are each a few tenths of a second unsure.
_NEAR_S = 0.3


def read(
    whisper: WhisperModel, samples: Samples, start_s: float, speech: Sequence[Span], *, language: str, beam_size: int
) -> Reading:
    """The text of ``samples``, which begin at ``start_s`` of the recording and have ``speech`` in them."""
    segments, _ = whisper.transcribe(samples, language=language, beam_size=beam_size, **SETTINGS)
    near = [Span(span.start_s - _NEAR_S, span.end_s + _NEAR_S) for span in speech]
    end_s = start_s + len(samples) / whisper.feature_extractor.sampling_rate
    pieces: list[Piece] = []
    dropped = 0
    for segment in segments:
        if segment.no_speech_prob > _DROP_NO_SPEECH and segment.avg_logprob < _DROP_LOG_PROBABILITY:
            dropped += 1
            continue
        words = _words_of(segment, start_s, end_s, pieces[-1].words[-1].end_s if pieces else start_s)
        if words:
            doubts = reasons_to_doubt(_evidence(segment, words, near, samples, start_s))
            if made_up(doubts):
                dropped += 1
            else:
                pieces.append(Piece(tuple(words), doubts, segment.avg_logprob))
    return Reading(tuple(pieces), dropped)


def _evidence(segment: Any, words: Sequence[Word], near: Sequence[Span], samples: Samples, start_s: float) -> Evidence:
    whole = Span(words[0].start_s, words[-1].end_s)
    return Evidence(
        words=[word.text for word in words],
        duration_s=whole.duration_s,
        no_speech=segment.no_speech_prob,
        log_probability=segment.avg_logprob,
        compression=segment.compression_ratio,
        spoken=_share(whole, near),
        faint=faint(samples, whole.start_s - start_s, whole.end_s - start_s),
    )


def _share(whole: Span, near: Sequence[Span]) -> float:
    """The share of a stretch in which somebody speaks, or does within the time that word times may be off."""
    if whole.duration_s <= 0:
        return float(any(span.start_s <= whole.start_s <= span.end_s for span in near))
    return min(1.0, common(whole, near) / whole.duration_s)


def _words_of(segment: Any, start_s: float, end_s: float, not_before_s: float) -> list[Word]:
    """Words in the recording's time, in order, within the stretch; pieces of a hyphenated word are joined."""
    words: list[Word] = []
    for raw in segment.words or ():
        text = raw.word.strip()
        if not text:
            continue
        begins_s = min(max(start_s + float(raw.start), not_before_s), end_s)
        ends_s = min(max(start_s + float(raw.end), begins_s), end_s)
        if words and not raw.word.startswith(" "):
            last = words.pop()
            begins_s, text = last.start_s, last.text + text
            probability = min(last.probability, float(raw.probability))
        else:
            probability = float(raw.probability)
        words.append(Word(begins_s, ends_s, text, probability))
        not_before_s = ends_s
    return words
