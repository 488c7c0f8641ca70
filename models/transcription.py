"""Speech to text, chunk by chunk, by faster-whisper on the processor; offline by construction.

Settings follow what was measured: sequential decoding (batches lose up to a quarter of the words), no text carried
from one chunk to the next (it starts loops), word times on (raw segment times stretch over silences).
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from models.chunking import Chunk
from models.control import Control
from models.registry import ModelDamaged, ModelFolder
from models.sound import SAMPLE_RATE, Samples, Sound, as_sound
from models.suspicion import Flag, FlaggedSpan, reasons_to_doubt

if TYPE_CHECKING:
    from faster_whisper import WhisperModel

ENGLISH = "en"

# Silence is left out by our chunks, so the library's own voice detector, which drops far voices, stays off. Text in a
# silence of 2 s is taken for invented.
SETTINGS: Mapping[str, Any] = MappingProxyType(
    {
        "vad_filter": False,
        "word_timestamps": True,
        "condition_on_previous_text": False,
        "hallucination_silence_threshold": 2.0,
    }
)

# Both gates must fail for the library to drop a segment; it keeps " You" in pure silence at −0.7, so we are stricter.
_DROP_NO_SPEECH = 0.6
_DROP_LOG_PROBABILITY = -0.5
_DETECT_CHUNKS = 3


@dataclass(frozen=True)
class Word:
    """One word with its punctuation; seconds from the start of the recording, ``probability`` 0…1."""

    start_s: float
    end_s: float
    text: str
    probability: float


@dataclass(frozen=True)
class ChunkResult:
    """What was heard in one chunk: words in order of time, doubts about stretches of them, and pieces thrown away.

    ``dropped`` counts pieces of text the model itself believed to be no speech.
    """

    index: int
    start_s: float
    end_s: float
    words: tuple[Word, ...]
    flags: tuple[FlaggedSpan, ...] = ()
    dropped: int = 0
    language: str = ENGLISH


class BeamSize(StrEnum):
    """How hard to search: quick takes about 0.15 of real time on one core, careful about 0.25."""

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
        beam: BeamSize = BeamSize.QUICK,
        device: Device = Device.PROCESSOR,
    ) -> None:
        self.whisper = _load(model, threads, device)
        self._beam_size = 1 if beam is BeamSize.QUICK else 5

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
        language: str = ENGLISH,
        control: Control | None = None,
    ) -> Iterator[ChunkResult]:
        """The result of each chunk, as soon as it is there; pass the chunks that are left to resume.

        ``language`` is a two-letter code. Progress is the share of the given chunks' time. Raises Stopped.
        """
        control = control or Control()
        sound = as_sound(recording)
        total = sum(chunk.duration_s for chunk in chunks) or 1.0
        done = 0.0
        for chunk in chunks:
            control.step(done / total)
            yield self._one(sound, chunk, language)
            done += chunk.duration_s
        control.step(1.0)

    def _one(self, sound: Sound, chunk: Chunk, language: str) -> ChunkResult:
        segments, _ = self.whisper.transcribe(
            _samples(sound, chunk),
            language=language if self.whisper.model.is_multilingual else ENGLISH,
            beam_size=self._beam_size,
            **SETTINGS,
        )
        words: list[Word] = []
        flags: list[FlaggedSpan] = []
        dropped = 0
        for segment in segments:
            if segment.no_speech_prob > _DROP_NO_SPEECH and segment.avg_logprob < _DROP_LOG_PROBABILITY:
                dropped += 1
                continue
            heard = _words_of(segment, chunk, words[-1].end_s if words else chunk.start_s)
            words += heard
            flags += _doubts(segment, heard)
        return ChunkResult(chunk.index, chunk.start_s, chunk.end_s, tuple(words), tuple(flags), dropped, language)


def _load(model: ModelFolder, threads: int, device: Device) -> WhisperModel:
    # Set before the library is imported, so that no piece of it ever asks a server for a file.
    os.environ["HF_HUB_OFFLINE"] = "1"
    os.environ["HF_HUB_DISABLE_TELEMETRY"] = "1"
    from faster_whisper import WhisperModel
    from tqdm import tqdm  # type: ignore[import-untyped]

    # Its progress bar is never shown, but would leave a thread behind to watch it.
    tqdm.monitor_interval = 0
    try:
        return WhisperModel(
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


def _words_of(segment: Any, chunk: Chunk, not_before_s: float) -> list[Word]:
    """Words in the recording's time, in order, within the chunk; pieces of a hyphenated word are joined."""
    words: list[Word] = []
    for raw in segment.words or ():
        text = raw.word.strip()
        if not text:
            continue
        start_s = min(max(chunk.start_s + float(raw.start), not_before_s), chunk.end_s)
        end_s = min(max(chunk.start_s + float(raw.end), start_s), chunk.end_s)
        if words and not raw.word.startswith(" "):
            last = words.pop()
            start_s, text = last.start_s, last.text + text
            probability = min(last.probability, float(raw.probability))
        else:
            probability = float(raw.probability)
        words.append(Word(start_s, end_s, text, probability))
        not_before_s = end_s
    return words


def _doubts(segment: Any, words: Sequence[Word]) -> list[FlaggedSpan]:
    if not words:
        return []
    start_s, end_s = words[0].start_s, words[-1].end_s
    reasons = reasons_to_doubt(
        [word.text for word in words], end_s - start_s, segment.no_speech_prob, segment.compression_ratio
    )
    return [FlaggedSpan(start_s, end_s, Flag.SUSPECT, reason) for reason in reasons]
