"""Playback against what is heard: position, silence after pause and seek, speed, pitch, drift, seeking to the sample.

    python -m tools.bench_playback --dropouts    ten minutes of playing while a transcription runs beside it
    python -m tools.bench_playback --words       word error rate of the demo visit at 1×, 1.5× and 2×

The sound goes through a null sink of PulseAudio and is recorded at its monitor; without PulseAudio only what needs no
device is measured. The server mixes some 10 ms ahead and the recorder lags as much, so that no delay is known better.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import resources
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
from numpy.typing import NDArray

from coder.audio.outputs import Frames, SilentOutput
from coder.audio.player import Player
from coder.audio.stretch import Stretcher
from tools.bench import line
from tools.figure import Figure
from tools.null_sink import RATE, available, null_sink

SPEEDS = (0.5, 0.75, 1.0, 1.25, 1.5, 2.0)
_HOUR_S = 3600
_LISTENED_S = 1200
_SEEKS = 200
_DROPOUTS_S = 600
_BURST = np.where(np.arange(RATE) < RATE // 16, np.random.default_rng(2).standard_normal(RATE) * 0.4, 0)


def figures() -> list[Figure]:
    """Measured now, on this machine."""
    found = [Figure("click to seek: farthest from the sample asked for", _farthest_seek(), "smp", 1.0)]
    for speed in SPEEDS:
        found.append(Figure(f"position against the sound at {speed:g}×: drift an hour", _drift_ms(speed), "ms", 20.0))
    if not available():
        return found
    with null_sink() as env:
        silence, speeds, position = (_child(env, what) for what in ("silence", "speeds", "position"))
    return [*found, *_heard(silence, speeds, position)]


def _heard(silence: dict[str, float], speeds: dict[str, float], position: dict[str, float]) -> Iterator[Figure]:
    yield Figure("position against the recorded sound, median", position["median_ms"], "ms", 80.0)
    yield Figure("position against the recorded sound, worst in 62 s", position["worst_ms"], "ms", None)
    yield Figure("the same: change from the first to the last third", position["change_ms"], "ms", None)
    yield Figure("pause to silence, worst of 12", silence["pause_worst_ms"], "ms", 80.0)
    yield Figure("seek: the old place still heard, worst of 12", silence["seek_worst_ms"], "ms", 80.0)
    yield Figure("seek: until the new place is heard, median", silence["new_ms"], "ms", None)
    for speed in SPEEDS:
        if speed != 1.0:
            yield Figure(f"speed at {speed:g}×: off by", abs(speeds[f"speed {speed:g}"]), "%", 1.0)
            yield Figure(f"pitch at {speed:g}×: off by, in cents", abs(speeds[f"pitch {speed:g}"]), "ct", 10.0)


def _child(env: dict[str, str], *what: str) -> dict[str, float]:
    command = [sys.executable, "-m", "tools.playback_child", *what]
    done = subprocess.run(command, env=env, check=True, capture_output=True, text=True)
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


class _Bursts:
    """A burst of noise at every whole second, made as it is read."""

    sample_count = 2 * _LISTENED_S * RATE + RATE

    def read(self, start: int, stop: int) -> Frames:
        return _BURST[np.arange(start, stop) % RATE].astype(np.float32)


class _Counted:
    """Samples that are their own number: up to 2**24 they are exact."""

    sample_count = 900 * RATE

    def read(self, start: int, stop: int) -> Frames:
        return np.arange(start, stop).astype(np.float32)


class _Ear(SilentOutput):
    """Takes frames at the pace of a clock and hands them to ``hears`` with the number of the first."""

    audible = True

    def __init__(self, clock: Callable[[], float], hears: Callable[[int, NDArray[np.float32]], None]) -> None:
        super().__init__(RATE, clock)
        self._hears = hears

    def write(self, frames: Frames) -> None:
        self._hears(self._written, frames)
        super().write(frames)


class _Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def _farthest_seek() -> float:
    clock, first = _Clock(), [0.0]

    def hears(number: int, frames: NDArray[np.float32]) -> None:
        if number == 0:
            first[0] = float(frames[0])

    player = Player(_Counted(), lambda: _Ear(clock, hears), clock, threaded=False)
    player.play(0.0)
    worst = 0.0
    for at_s in np.random.default_rng(4).uniform(0, 890, _SEEKS):
        player.seek(float(at_s))
        player.feed()
        worst = max(worst, abs(first[0] - at_s * RATE))
    return worst


def _drift_ms(speed: float) -> float:
    """How far the place of a burst moves against the place the player counts, in ms of recording an hour listened."""
    clock, onsets, last = _Clock(), list[int](), [-RATE]

    def hears(number: int, frames: NDArray[np.float32]) -> None:
        for loud in number + np.flatnonzero(np.abs(frames) > 0.3):
            if loud - last[0] > RATE // 5:
                onsets.append(int(loud))
            last[0] = int(loud)

    player = Player(_Bursts(), lambda: _Ear(clock, hears), clock, threaded=False)
    player.set_speed(speed)
    player.play(0.0)
    while clock.now < _LISTENED_S:
        player.feed()
        clock.now += 1.0
    heard_s = np.array(onsets) / RATE
    off_ms = (heard_s * speed - np.round(heard_s * speed)) * 1000
    return abs(float(np.polyfit(heard_s, off_ms, 1)[0])) * _HOUR_S


@contextmanager
def _transcribing() -> Iterator[None]:
    """A transcription of the demo visit again and again, in a process as nice as the worker's."""
    command = ["nice", "-n", "10", sys.executable, "-c", "from tools.bench_playback import keep_busy; keep_busy()"]
    process = subprocess.Popen(command)
    try:
        yield
    finally:
        process.terminate()
        process.wait(timeout=30)


def keep_busy() -> None:
    """Transcribe the demo visit until stopped."""
    transcribe = _transcriber()
    while True:
        transcribe(_visit())


def _visit() -> NDArray[np.float32]:
    from coder.audio.decode import decode_file
    from coder.audio.flac import read_flac

    with resources.as_file(resources.files("coder.demo") / "data" / "visit.opus") as path:
        return read_flac(decode_file(path).flac).astype(np.float32)


def _transcriber() -> Callable[[NDArray[np.float32]], str]:
    from models.speech.chunking import plan_chunks, quietest_moment
    from models.speech.registry import BASE, find_model
    from models.speech.segmentation import Segmenter
    from models.speech.sound import ArraySound
    from models.speech.transcription import Transcriber

    folder = TemporaryDirectory()
    transcriber = Transcriber(find_model(BASE, Path(folder.name)))

    def text(samples: NDArray[np.float32]) -> str:
        sound = ArraySound(samples)
        chunks = plan_chunks(Segmenter().activity(sound).spans(), len(samples) / RATE, quietest_moment(sound))
        words: list[Any] = [word for chunk in transcriber.transcribe(sound, chunks) for word in chunk.words]
        return "".join(word.text if word.text.startswith(" ") else f" {word.text}" for word in words)

    return text


def words() -> list[Figure]:
    """Word error rate against the script, at the speeds people listen at."""
    import jiwer
    from whisper_normalizer.english import EnglishTextNormalizer

    truth = json.loads((resources.files("coder.demo") / "data" / "visit-truth.json").read_text(encoding="utf-8"))
    clean, transcribe, visit = EnglishTextNormalizer(), _transcriber(), _visit()
    said = clean(" ".join(turn["text"] for turn in truth["turns"]))
    found = []
    for speed in (1.0, 1.5, 2.0):
        stretcher = Stretcher(speed)
        played = np.concatenate([stretcher.feed(visit), stretcher.finish()])
        rate = jiwer.wer(said, clean(transcribe(played)))
        found.append(Figure(f"word error rate of the demo visit at {speed:g}×", 100 * rate, "%", None))
    return found


def dropouts() -> list[Figure]:
    """Holes in ten minutes of playing with a transcription beside it."""
    with null_sink() as env, _transcribing():
        found = _child(env, "dropouts", str(_DROPOUTS_S))
    return [
        Figure("dropouts in ten minutes beside a transcription", found["count"], "", 0.0),
        Figure("the same: silence in all", found["ms"], "ms", 0.0),
        Figure("the same: recorded", found["heard_s"], "s", None),
    ]


def main() -> None:
    """Print the figures that were asked for."""
    asked = {"--dropouts": dropouts, "--words": words}
    for figure in asked.get(sys.argv[-1], figures)():
        print(line(figure), flush=True)


if __name__ == "__main__":
    main()
