"""Plays into the null sink and measures what comes out of it; a process of its own, run by bench_playback.

python -m tools.playback_child WHAT, which prints its figures as JSON
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from coder.audio.player import Player, Source
from tools.null_sink import RATE, Recorder

Sound = NDArray[np.float32]
SPEEDS = (0.5, 0.75, 1.25, 1.5, 2.0)
TONE_HZ = 440.0
_LOUD = 0.02


class Held:
    """Sound in memory as a source."""

    def __init__(self, sound: Sound) -> None:
        self._sound = sound
        self.sample_count = len(sound)

    def read(self, start: int, stop: int) -> Sound:
        """Samples [start, stop)."""
        return self._sound[start:stop]


def noise(seconds: float) -> Sound:
    """White noise, so that every tenth of a second of it can be found again."""
    return (np.random.default_rng(1).standard_normal(round(seconds * RATE)) * 0.2).clip(-1, 1).astype(np.float32)


def ticks(seconds: float) -> Sound:
    """A quiet tone with a burst of noise at each whole second."""
    at = np.arange(round(seconds * RATE))
    tone = 0.1 * np.sin(2 * np.pi * TONE_HZ * at / RATE)
    burst = np.where(at % RATE < RATE // 16, np.random.default_rng(2).standard_normal(len(at)) * 0.25, 0)
    return np.clip(tone + burst, -1, 1).astype(np.float32)


def wait(seconds: float, each: Callable[[], object] = lambda: None) -> None:
    """Let time pass, calling ``each`` every 16 ms as the window does."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        each()
        time.sleep(0.016)


def _place(sound: Sound, clip: Sound) -> tuple[int, float]:
    size = 1 << int(np.ceil(np.log2(len(sound) + len(clip))))
    product = np.fft.rfft(sound, size) * np.conj(np.fft.rfft(clip, size))
    found = np.fft.irfft(product, size)[: len(sound)]
    return int(found.argmax()), float(found.max() / (np.linalg.norm(clip) ** 2 + 1e-9))


def position() -> dict[str, float]:
    """How far the position is from what is heard, over 62 s, and how that changes from first to last third (ms)."""
    sound = noise(90)
    player, seen = Player(Held(sound)), []
    with Recorder() as recorder:
        player.play(5.0)
        wait(2.0)
        wait(62.0, lambda: seen.append((time.monotonic(), player.position_s())))
        player.close()
        heard, began = recorder.heard(), recorder.began()
    times, said = np.array(seen).T
    index = (times - began) * RATE
    # Where nothing was dropped, what is recorded runs in step with the sound: two places tell.
    first, last = (_place(sound, heard[i : i + 1600])[0] - i for i in (round(index[0]), round(index[-1]) - 1600))
    assert first == last, "the sound server left a hole; measure again"
    ms = (said - (index + first) / RATE) * 1000
    third = len(ms) // 3
    change = float(np.median(ms[-third:]) - np.median(ms[:third]))
    return {"median_ms": float(np.median(np.abs(ms))), "worst_ms": float(np.abs(ms).max()), "change_ms": abs(change)}


def silence(rounds: int = 12) -> dict[str, float]:
    """How long the old sound is heard after a pause and after a seek, and until the new one begins (ms)."""
    sound = noise(60)
    player = Player(Held(sound))
    paused, sought = [], []
    with Recorder() as recorder:
        player.play(1.0)
        wait(1.5)
        for number in range(rounds):
            at = time.monotonic()
            player.pause()
            wait(0.6)
            paused.append(at)
            player.play(5.0 + number)
            wait(0.9)
            at = time.monotonic()
            player.seek(40.0 + number)
            wait(0.7)
            sought.append((at, 40.0 + number))
        player.close()
        heard, began = recorder.heard(), recorder.began()
    pause_ms = [_last_loud_ms(heard, at - began) for at in paused]
    seek_ms = [_until_new_ms(heard, sound, at - began, to_s) for at, to_s in sought]
    old_ms, new_ms = [one[0] for one in seek_ms], [one[1] for one in seek_ms]
    return {
        "pause_ms": float(np.median(pause_ms)),
        "pause_worst_ms": float(np.max(pause_ms)),
        "seek_ms": float(np.median(old_ms)),
        "seek_worst_ms": float(np.max(old_ms)),
        "new_ms": float(np.median(new_ms)),
    }


def _last_loud_ms(heard: Sound, at_s: float) -> float:
    # The server mixes a moment ahead, so that the end may be recorded a little before it was asked for.
    after = np.abs(heard[round(at_s * RATE) : round((at_s + 0.5) * RATE)])
    loud = np.flatnonzero(after > _LOUD)
    return float(loud[-1]) / RATE * 1000 if len(loud) else 0.0


def _until_new_ms(heard: Sound, sound: Sound, at_s: float, to_s: float) -> tuple[float, float]:
    begin = round((at_s - 0.1) * RATE)
    after = heard[begin : round((at_s + 0.6) * RATE)]
    head = sound[round(to_s * RATE) : round((to_s + 0.05) * RATE)]
    new, alike = _place(after, head)
    assert alike > 0.5, "the new place was not heard"
    loud = np.flatnonzero(np.abs(after[:new]) > _LOUD)
    old = (begin + int(loud[-1])) / RATE - at_s if len(loud) else 0.0
    return max(0.0, old * 1000), max(0.0, ((begin + new) / RATE - at_s) * 1000)


def speeds(seconds: float = 12.0) -> dict[str, float]:
    """How far speed (%) and pitch (cents) are from what was asked for, as recorded."""
    player, found = Player(Held(ticks(60))), {}
    with Recorder() as recorder:
        for speed in SPEEDS:
            player.set_speed(speed)
            begun = len(recorder.heard())
            player.play(0.0)
            wait(seconds)
            player.pause()
            wait(0.4)
            heard = recorder.heard()[begun:]
            found[f"speed {speed:g}"] = _speed_of(heard) / speed * 100 - 100
            found[f"pitch {speed:g}"] = 1200 * float(np.log2(_pitch_of(heard) / TONE_HZ))
        player.close()
    return found


def _speed_of(heard: Sound) -> float:
    level = np.abs(heard)
    loud = np.flatnonzero(level > 0.3)
    onsets = loud[np.r_[True, np.diff(loud) > RATE // 5]] / RATE
    number = np.round((onsets - onsets[0]) / float(np.median(np.diff(onsets))))
    return 1 / float(np.polyfit(number, onsets, 1)[0])


def _pitch_of(heard: Sound) -> float:
    loud = np.flatnonzero(np.abs(heard) > 0.05)
    clip = heard[loud[0] : loud[-1]]
    clip = np.where(np.abs(clip) > 0.15, 0, clip) * np.hanning(len(clip))
    power = np.abs(np.fft.rfft(clip, 1 << 20))
    peak = int(power[: 1 << 17].argmax())
    left, middle, right = np.log(power[peak - 1 : peak + 2])
    return float(peak + 0.5 * (left - right) / (left - 2 * middle + right)) * RATE / (1 << 20)


def dropouts(seconds: float = 600.0) -> dict[str, float]:
    """Holes of more than 2 ms in noise that has none (count, and ms together)."""
    source: Source = Held(noise(60))
    player = Player(source)
    with Recorder() as recorder:
        player.set_loop((0.0, 60.0))
        player.play(0.0)
        wait(2.0)
        begun = len(recorder.heard())
        wait(seconds)
        heard = recorder.heard()[begun:]
        trouble = str(player.trouble)
        player.close()
    edges = np.flatnonzero(np.diff(np.r_[False, np.abs(heard) < 1e-4, False]))
    holes = np.diff(edges.reshape(-1, 2), axis=1)[:, 0] / RATE * 1000
    holes = holes[holes > 2.0]
    assert trouble == "", trouble
    return {"count": float(len(holes)), "ms": float(holes.sum()), "heard_s": len(heard) / RATE}


def main() -> None:
    """Print the figures of one measurement."""
    if sys.argv[1] == "dropouts":
        print(json.dumps(dropouts(float(sys.argv[2]))))
    else:
        print(json.dumps({"position": position, "silence": silence, "speeds": speeds}[sys.argv[1]]()))


if __name__ == "__main__":
    main()
