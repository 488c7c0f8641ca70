"""From the sound of a recording to utterances with speakers and roles: all stages, in order, resumable."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import Protocol

from models.control import Control
from models.speech.alignment import UtteranceDraft, align
from models.speech.chunking import Chunk
from models.speech.clustering import SpeakerBounds
from models.speech.coverage import heard_share, unheard
from models.speech.diarisation import Diariser, SpeakerTurn
from models.speech.growing import growing_plan
from models.speech.registry import ModelFolder
from models.speech.roles import RoleGuess, guess_roles
from models.speech.segmentation import Segmenter, Span
from models.speech.sound import SAMPLE_RATE, Samples, Sound, as_sound
from models.speech.suspicion import Doubt, Flag, FlaggedSpan
from models.speech.transcription import ENGLISH, BeamSize, ChunkResult, Device, Transcriber, Word

_SAME_TIME_S = 1e-3


class Stage(StrEnum):
    """What is being worked on."""

    SPEECH = "finding speech"
    TEXT = "writing down what is said"
    SPEAKERS = "telling voices apart"
    UTTERANCES = "putting it together"


# CPU seconds a second of recording on a slow laptop core, for the share of the bar each stage gets.
_COST = {Stage.SPEECH: 0.01, Stage.TEXT: 0.15, Stage.SPEAKERS: 0.04, Stage.UTTERANCES: 0.001}


@dataclass(frozen=True)
class Progress:
    """How far the whole work is, 0…1; ``seconds_left`` is None until there is something to judge by."""

    fraction: float
    stage: Stage
    seconds_left: float | None


class Checkpoint(Protocol):
    """Where results of chunks are kept, so that a killed job goes on where it was."""

    def load_chunk(self, index: int) -> ChunkResult | None:
        """The stored result of a chunk, or None."""

    def store_chunk(self, result: ChunkResult) -> None:
        """Keep the result of a chunk; it must be safe when this returns."""


@dataclass(frozen=True)
class SpeechOptions:
    """What the user may choose. ``language`` None means: find out."""

    speakers: SpeakerBounds = field(default_factory=SpeakerBounds)
    language: str | None = ENGLISH
    beam: BeamSize = BeamSize.CAREFUL
    threads: int = 1
    device: Device = Device.PROCESSOR


@dataclass(frozen=True)
class SpeechResult:
    """Everything found in a recording.

    ``gaps`` are stretches where somebody speaks and no text was found; ``coverage`` is the share of speech (0…1) that
    has text. ``roles`` has a guess for every speaker of ``utterances``; ``alike`` are pairs that may be one person.
    """

    duration_s: float
    language: str
    model: str
    utterances: tuple[UtteranceDraft, ...]
    turns: tuple[SpeakerTurn, ...]
    roles: Mapping[str, RoleGuess]
    gaps: tuple[Span, ...]
    coverage: float
    alike: tuple[tuple[str, str], ...] = ()


def transcribe_recording(
    recording: Sound | Samples,
    model: ModelFolder,
    *,
    options: SpeechOptions | None = None,
    checkpoint: Checkpoint | None = None,
    progress: Callable[[Progress], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> SpeechResult:
    """Find speech, words, voices, utterances and roles in a 16 kHz mono recording.

    Finished chunks go to ``checkpoint`` at once and are taken from it on the next run, so a killed job loses at most
    one chunk (26 s of sound). Raises Stopped when ``cancelled`` says so, ModelMissing or ModelDamaged for weights.
    """
    options = options or SpeechOptions()
    sound = as_sound(recording)
    watch = _Watch(progress or (lambda _progress: None), cancelled or (lambda: False))
    writer = _Writer(sound, model, options, checkpoint, watch.control(Stage.TEXT))
    heard = Segmenter(options.threads).growing(sound, watch.control(Stage.SPEECH))
    # Text before voices: it is the only long stage and the only one whose parts are kept and shown.
    for so_far, chunks in growing_plan(sound, heard):
        activity = so_far
        writer.write(chunks, so_far.spans())
    writer.end()
    results, speech = writer.results, activity.spans()
    voices = Diariser(options.threads).tell_apart(sound, activity, options.speakers, watch.control(Stage.SPEAKERS))
    finish = watch.control(Stage.UTTERANCES)
    finish.step(0.0)
    words = [word for result in results for word in result.words]
    flags = [flag for result in results for flag in result.flags]
    utterances = align(words, voices.turns, flags)
    gaps = unheard(speech, words)
    finish.step(1.0)
    return SpeechResult(
        duration_s=activity.duration_s,
        language=results[0].language if results else options.language or ENGLISH,
        model=model.name,
        utterances=utterances,
        turns=voices.turns,
        roles=guess_roles(utterances),
        gaps=gaps,
        coverage=heard_share(speech, gaps),
        alike=voices.alike,
    )


def chunk_to_json(result: ChunkResult) -> str:
    """A chunk's result as one line of JSON."""
    return json.dumps(asdict(result), ensure_ascii=False)


def chunk_from_json(text: str) -> ChunkResult:
    """The result `chunk_to_json` wrote. Raises ValueError when the text is something else."""
    try:
        raw = json.loads(text)
        words = tuple(Word(**word) for word in raw.pop("words"))
        flags = tuple(
            FlaggedSpan(f["start_s"], f["end_s"], Flag(f["flag"]), Doubt(f["reason"]), f.get("language", ""))
            for f in raw.pop("flags")
        )
        return ChunkResult(words=words, flags=flags, **raw)
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError("this is not the result of a chunk") from error


class _Writer:
    """Writes down chunks in order, as they become sure. The model is loaded for the first that was not kept before."""

    def __init__(
        self,
        sound: Sound,
        model: ModelFolder,
        options: SpeechOptions,
        checkpoint: Checkpoint | None,
        control: Control,
    ) -> None:
        self.results: list[ChunkResult] = []
        self._sound, self._model, self._options = sound, model, options
        self._checkpoint, self._control = checkpoint, control
        self._length_s = max(sound.sample_count / SAMPLE_RATE, 1e-9)

    def write(self, chunks: Sequence[Chunk], speech: Sequence[Span]) -> None:
        """Add the results of these chunks, which follow on those before and hold this speech. Raises Stopped."""
        stored = [_stored(self._checkpoint, chunk) for chunk in chunks]
        left = [chunk for chunk, result in zip(chunks, stored, strict=True) if result is None]
        fresh = self._fresh(chunks, left, stored, speech)
        for result in stored:
            if result is None:
                result = next(fresh)
                if self._checkpoint is not None:
                    self._checkpoint.store_chunk(result)
            self.results.append(result)
            self._control.step(result.end_s / self._length_s)

    def end(self) -> None:
        """Say that all of it is written down."""
        self._control.step(1.0)

    def _fresh(
        self,
        chunks: Sequence[Chunk],
        left: Sequence[Chunk],
        stored: Sequence[ChunkResult | None],
        speech: Sequence[Span],
    ) -> Iterator[ChunkResult]:
        if not left:
            return iter(())
        known = next((result.language for result in (*self.results, *stored) if result), self._options.language)
        transcriber = self._transcriber
        self._control.step(self.results[-1].end_s / self._length_s if self.results else 0.0)
        language = known or transcriber.detect_language(self._sound, chunks)
        # How far it is, is told here, by the place in the recording.
        quiet = Control(cancelled=self._control.cancelled)
        return transcriber.transcribe(self._sound, left, speech=speech, language=language, control=quiet)

    @cached_property
    def _transcriber(self) -> Transcriber:
        options = self._options
        return Transcriber(self._model, threads=options.threads, beam=options.beam, device=options.device)


def _stored(checkpoint: Checkpoint | None, chunk: Chunk) -> ChunkResult | None:
    """What was kept for exactly this chunk; a result cut at other times belongs to an older way of cutting."""
    result = checkpoint.load_chunk(chunk.index) if checkpoint else None
    if result is None:
        return None
    same = abs(result.start_s - chunk.start_s) < _SAME_TIME_S and abs(result.end_s - chunk.end_s) < _SAME_TIME_S
    return result if same else None


class _Watch:
    """Turns the progress of stages, of which two take turns, into one bar and an estimate from the speed so far."""

    def __init__(self, progress: Callable[[Progress], None], cancelled: Callable[[], bool]) -> None:
        self._progress, self._cancelled = progress, cancelled
        self._began = time.monotonic()
        self._done = dict.fromkeys(Stage, 0.0)

    def control(self, stage: Stage) -> Control:
        """A control for one stage."""

        def report(share: float) -> None:
            self._done[stage] = share
            fraction = sum(_COST[one] * self._done[one] for one in Stage) / sum(_COST.values())
            elapsed = time.monotonic() - self._began
            left = elapsed / fraction * (1 - fraction) if fraction > 0.02 else None
            self._progress(Progress(fraction, stage, left))

        return Control(report, self._cancelled)
