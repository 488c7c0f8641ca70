"""Speech to text, chunk by chunk, by faster-whisper on the processor; offline by construction.

Sequential decoding, because batches lose up to a quarter of the words; no text carried from one chunk to the next, as
it starts loops. What does not convince is read again another way, and so is speech that got no text.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import pairwise
from typing import TYPE_CHECKING

from models.control import Control
from models.speech.chunking import Chunk
from models.speech.coverage import unheard, within
from models.speech.reader import SETTINGS as SETTINGS
from models.speech.reader import read
from models.speech.reading import Reading, agree, best, without_repeats
from models.speech.registry import ModelDamaged, ModelFolder
from models.speech.segmentation import Span
from models.speech.sound import SAMPLE_RATE, Samples, Sound, as_sound
from models.speech.suspicion import Doubt, Flag, FlaggedSpan
from models.speech.word_times import doubtful_times, plausible, settle
from models.speech.words import Word as Word

if TYPE_CHECKING:
    from models.speech.whisper import HearsOnce

ENGLISH = "en"

_DETECT_CHUNKS = 3
# A chunk is taken for another language only where there is enough speech to tell. Of all chunks of the development
# recordings (English with accents, far away, in noise) none this long gave another language more than 0.3, nor English
# less than 0.6; a crowd far away gave English 0.3.
_LANGUAGE_SPEECH_S = 4.0
_LANGUAGE_SURE = 0.8
_LANGUAGE_UNLIKELY = 0.2
# At most so many stretches without text are read once more in a chunk, the longest first.
_MOST_GAPS = 2
_GAP_PAD_S = 0.3
_QUICK_BEAM, _CAREFUL_BEAM = 1, 5


@dataclass(frozen=True)
class ChunkResult:
    """What was heard in one chunk: words in order of time, doubts about stretches of them, and pieces thrown away.

    ``dropped`` counts pieces of text the model itself believed to be no speech. ``language`` is the recording's, and
    ``spoken`` this chunk's where it sounds like another; else empty. ``readings`` counts searches.
    """

    index: int
    start_s: float
    end_s: float
    words: tuple[Word, ...]
    flags: tuple[FlaggedSpan, ...] = ()
    dropped: int = 0
    language: str = ENGLISH
    spoken: str = ""
    readings: int = 1


class BeamSize(StrEnum):
    """How hard to search: quick takes about 0.1 of real time on one core, careful half as much again."""

    QUICK = "quick"
    CAREFUL = "careful"


class Device(StrEnum):
    """What does the sums of the speech model. Everything else is always done by the processor."""

    PROCESSOR = "cpu"
    GRAPHICS_CARD = "cuda"


class Transcriber:
    """The speech model, loaded once (about 0.7 s); ``whisper`` is the library's own object.

    Raises ModelDamaged when the folder cannot be loaded. ``threads`` beyond 1 gained nothing where we measured.
    """

    def __init__(
        self,
        model: ModelFolder,
        *,
        threads: int = 1,
        beam: BeamSize = BeamSize.CAREFUL,
        device: Device = Device.PROCESSOR,
    ) -> None:
        self.whisper = _load(model, threads, device)
        self._beam_size = _QUICK_BEAM if beam is BeamSize.QUICK else _CAREFUL_BEAM

    def detect_language(self, recording: Sound | Samples, chunks: Sequence[Chunk]) -> str:
        """The likeliest language of the longest few chunks, as a two-letter code; English when nothing is heard."""
        if not self.whisper.model.is_multilingual:
            return ENGLISH
        sound = as_sound(recording)
        votes: dict[str, float] = {}
        for chunk in sorted(chunks, key=lambda c: -c.duration_s)[:_DETECT_CHUNKS]:
            language, probability, _ = self.whisper.detect_language(_samples(sound, chunk))
            votes[language] = votes.get(language, 0.0) + probability
        return max(votes, key=lambda name: votes[name]) if votes else ENGLISH

    def transcribe(
        self,
        recording: Sound | Samples,
        chunks: Sequence[Chunk],
        *,
        speech: Sequence[Span] | None = None,
        language: str = ENGLISH,
        control: Control | None = None,
    ) -> Iterator[ChunkResult]:
        """The result of each chunk, as soon as it is there; pass the chunks that are left to resume.

        ``speech`` is where somebody speaks, at least within the chunks; without it all of a chunk counts as speech.
        ``language`` is a two-letter code. Progress is the share of the given chunks' time. Raises Stopped.
        """
        control = control or Control()
        sound = as_sound(recording)
        total = sum(chunk.duration_s for chunk in chunks) or 1.0
        done = 0.0
        for chunk in chunks:
            control.step(done / total)
            spoken = (Span(chunk.start_s, chunk.end_s),) if speech is None else speech
            yield self._one(sound, chunk, within(spoken, chunk.start_s, chunk.end_s), language)
            done += chunk.duration_s
        control.step(1.0)

    def _one(self, sound: Sound, chunk: Chunk, speech: Sequence[Span], wanted: str) -> ChunkResult:
        samples = _samples(sound, chunk)
        language, strange = self._spoken(samples, speech, wanted)
        readings = self._readings(samples, chunk, speech, language)
        reading = without_repeats(best(readings, speech))
        found = self._in_gaps(sound, reading, speech, language)
        pieces = sorted(
            (*reading.pieces, *(piece for one in found for piece in one.pieces)), key=lambda p: p.words[0].start_s
        )
        words = settle((word for piece in pieces for word in piece.words), speech)
        flags = [
            FlaggedSpan(piece.words[0].start_s, piece.words[-1].end_s, Flag.SUSPECT, doubt)
            for piece in pieces
            for doubt in piece.doubts
        ]
        spoken = language if language != wanted else ""
        if strange and words:
            flags.append(FlaggedSpan(chunk.start_s, chunk.end_s, Flag.SUSPECT, Doubt.LANGUAGE, spoken))
        return ChunkResult(
            chunk.index,
            chunk.start_s,
            chunk.end_s,
            words,
            (*flags, *doubtful_times(words)),
            reading.dropped,
            wanted,
            spoken,
            len(readings) + len(found),
        )

    def _readings(self, samples: Samples, chunk: Chunk, speech: Sequence[Span], language: str) -> list[Reading]:
        """One reading, or up to three while none convinces: the other search, then the chunk in two halves.

        So a chunk costs at most four searches and three windows of the encoder. Stops where two agree.
        """
        readings = [self._read(samples, chunk.start_s, speech, language, self._beam_size)]
        if readings[0].doubted:
            other = _CAREFUL_BEAM if self._beam_size == _QUICK_BEAM else _QUICK_BEAM
            readings.append(self._read(samples, chunk.start_s, speech, language, other))
        if len(readings) == 2 and readings[1].doubted and not agree(*readings):
            readings.append(self._in_halves(samples, chunk, speech, language))
        return readings

    def _in_halves(self, samples: Samples, chunk: Chunk, speech: Sequence[Span], language: str) -> Reading:
        cut = _pause_near_the_middle(chunk, speech)
        middle = round((cut - chunk.start_s) * SAMPLE_RATE)
        halves = [
            self._read(samples[:middle], chunk.start_s, within(speech, chunk.start_s, cut), language, _CAREFUL_BEAM),
            self._read(samples[middle:], cut, within(speech, cut, chunk.end_s), language, _CAREFUL_BEAM),
        ]
        return Reading(tuple(piece for half in halves for piece in half.pieces), sum(half.dropped for half in halves))

    def _in_gaps(self, sound: Sound, reading: Reading, speech: Sequence[Span], language: str) -> list[Reading]:
        """Speech that got no text, read once more by itself; only text without a doubt counts."""
        found = []
        known = plausible(reading.words)
        for gap in sorted(unheard(speech, known), key=lambda g: -g.duration_s)[:_MOST_GAPS]:
            start_s = max(gap.start_s - _GAP_PAD_S, 0.0)
            samples = sound.read(round(start_s * SAMPLE_RATE), round((gap.end_s + _GAP_PAD_S) * SAMPLE_RATE))
            once_more = self._read(samples, start_s, (gap,), language, _CAREFUL_BEAM)
            found.append(_inside(once_more, _between(known, gap)))
        return found

    def _read(self, samples: Samples, start_s: float, speech: Sequence[Span], language: str, beam_size: int) -> Reading:
        return read(self.whisper, samples, start_s, speech, language=language, beam_size=beam_size)

    def _spoken(self, samples: Samples, speech: Sequence[Span], wanted: str) -> tuple[str, bool]:
        """The language to write a chunk in, and whether it sounds like another than the recording's.

        It is written in the other language where that is clear; where the wanted one is only unlikely, in that. The
        encoder hears the chunk once for this and for the words, so it costs a fiftieth of them.
        """
        if not self.whisper.model.is_multilingual:
            return ENGLISH, False
        if sum(span.duration_s for span in speech) < _LANGUAGE_SPEECH_S:
            return wanted, False
        # As the search for words cuts it, so that the same window is asked for again.
        features = self.whisper.feature_extractor(samples)[..., :-1]
        likeliest, probability, others = self.whisper.detect_language(features=features)
        if likeliest != wanted and probability >= _LANGUAGE_SURE:
            return str(likeliest), True
        return wanted, dict(others)[wanted] < _LANGUAGE_UNLIKELY


def _between(known: Sequence[Word], gap: Span) -> Span:
    """A gap with its pads, as far as no known word is in the way."""
    middle_s = (gap.start_s + gap.end_s) / 2
    before = max((word.end_s for word in known if word.end_s <= middle_s), default=0.0)
    after = min((word.start_s for word in known if word.start_s >= middle_s), default=gap.end_s + _GAP_PAD_S)
    return Span(max(gap.start_s - _GAP_PAD_S, before), min(gap.end_s + _GAP_PAD_S, after))


def _inside(reading: Reading, gap: Span) -> Reading:
    """What of a reading lies in a gap and is not doubted: the words around it are known already."""
    kept = []
    for piece in reading.pieces:
        words = tuple(word for word in piece.words if gap.start_s <= (word.start_s + word.end_s) / 2 < gap.end_s)
        words = tuple(
            replace(word, start_s=max(word.start_s, gap.start_s), end_s=min(word.end_s, gap.end_s)) for word in words
        )
        if words and not piece.doubts:
            kept.append(replace(piece, words=words))
    return replace(reading, pieces=tuple(kept))


def _pause_near_the_middle(chunk: Chunk, speech: Sequence[Span]) -> float:
    """The middle of the silence nearest to the middle of a chunk; the middle itself where nobody pauses."""
    middle_s = (chunk.start_s + chunk.end_s) / 2
    pauses = [(before.end_s + after.start_s) / 2 for before, after in pairwise(speech)]
    return min(pauses, key=lambda at_s: abs(at_s - middle_s), default=middle_s)


def _load(model: ModelFolder, threads: int, device: Device) -> HearsOnce:
    # Set before the library is imported, so that no piece of it ever asks a server for a file.
    os.environ["HF_HUB_OFFLINE"] = "1"
    os.environ["HF_HUB_DISABLE_TELEMETRY"] = "1"
    from models.speech.whisper import HearsOnce

    try:
        return HearsOnce(
            str(model.path),
            device=device.value,
            # On a card the library takes the quickest type that card can do.
            compute_type="int8" if device is Device.PROCESSOR else "auto",
            cpu_threads=threads,
            local_files_only=True,
        )
    except (RuntimeError, ValueError) as error:
        raise ModelDamaged("The speech model cannot be loaded. Remove its folder and import it anew.") from error


def _samples(sound: Sound, chunk: Chunk) -> Samples:
    return sound.read(round(chunk.start_s * SAMPLE_RATE), round(chunk.end_s * SAMPLE_RATE))
