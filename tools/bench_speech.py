"""What hearing costs, on the demo visit: decoding, the envelope, speakers, text against the bare library, memory.

CPU time of this process on one thread each, the model's loading left out. Text is measured once, as it takes a minute.
How well it hears, and whole processes beside the bare library, are measured by tools/measure_speech.py.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from importlib import resources
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import psutil

from coder.audio.decode import decode_file
from coder.audio.flac import read_flac
from coder.audio.peaks import PeakBuilder
from models.speech.chunking import plan_chunks, quietest_moment
from models.speech.diarisation import Diariser
from models.speech.registry import BASE, find_model
from models.speech.segmentation import Segmenter
from models.speech.sound import SAMPLE_RATE, ArraySound, Samples
from models.speech.transcription import SETTINGS, Transcriber
from tools.figure import Figure
from tools.process_cost import cpu_s, peak_mib

HOUR_S = 3600
ROUNDS = 3


def figures() -> list[Figure]:
    """Measured now, on this machine."""
    visit, decoding = _visit()
    length_s = len(visit) / SAMPLE_RATE
    return [
        Figure("decoding the demo visit ÷ its length", decoding / length_s, "×", None),
        Figure("envelope of an hour", _cpu_s(_envelope_of_an_hour), "s", 0.2),
        Figure("speakers ÷ real time", _cpu_s(lambda: _speakers(visit), 1) / length_s, "×", 0.07),
        *_text(visit, length_s),
        *_memory(),
    ]


def _memory() -> list[Figure]:
    peak = peak_mib(psutil.Process())
    return [] if peak is None else [Figure("memory for speech, peak", peak, "MiB", 1536.0)]


def _visit() -> tuple[Samples, float]:
    with resources.as_file(resources.files("coder.demo") / "data" / "visit.opus") as path:
        before = cpu_s(psutil.Process())
        decoded = decode_file(path)
        taken = cpu_s(psutil.Process()) - before
        return read_flac(decoded.flac), taken


def _envelope_of_an_hour() -> None:
    minute = np.random.default_rng(0).integers(-9000, 9000, 60 * SAMPLE_RATE).astype(np.int16)
    builder = PeakBuilder(SAMPLE_RATE)
    for _ in range(HOUR_S // 60):
        builder.add(minute)
    builder.finish()


def _speakers(visit: Samples) -> None:
    sound = ArraySound(visit)
    Diariser().tell_apart(sound, Segmenter().activity(sound))


def _text(visit: Samples, length_s: float) -> list[Figure]:
    """Our chunks against one call of the library on the whole recording with the same settings."""
    sound = ArraySound(visit)
    speech = Segmenter().activity(sound).spans()
    chunks = plan_chunks(speech, length_s, quietest_moment(sound))
    with TemporaryDirectory() as folder:
        transcriber = Transcriber(find_model(BASE, Path(folder)))
        whisper: Any = transcriber.whisper
        ours = _cpu_s(lambda: list(transcriber.transcribe(sound, chunks, speech=speech)), 1)
        bare = _cpu_s(lambda: list(whisper.transcribe(visit, language="en", beam_size=5, **SETTINGS)[0]), 1)
    return [
        Figure("text ÷ real time", ours / length_s, "×", None),
        Figure("text ÷ bare faster-whisper", ours / bare, "×", 1.15),
    ]


def _cpu_s(work: Callable[[], object], rounds: int = ROUNDS) -> float:
    taken = []
    for _ in range(rounds):
        before = time.process_time()
        work()
        taken.append(time.process_time() - before)
    return median(taken)
