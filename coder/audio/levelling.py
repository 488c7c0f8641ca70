"""Quiet voices louder for listening, by a gain that follows slowly; the working copy itself stays as it was recorded.

FFmpeg's levellers look ahead and begin anew at each jump, so a place would sound different each time it is played. Here
the gain depends on the place alone, and no sample moves.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from coder.audio.player import Source
from coder.audio.protocol import WORKING_RATE

TARGET_DBFS = -23.0
"""Where voices are brought to: the loudness of EBU R128, taken here as RMS of the loud moments."""

MOST_GAIN_DB, LEAST_GAIN_DB = 30.0, -6.0
_KNOT = WORKING_RATE
_AROUND = 4
_STEP = WORKING_RATE // 20
# What lies further below the voices of the whole recording is its room, which nobody wants louder.
_BELOW_VOICES_DB = 25.0
_PLACES = 60
# Above this peaks are bent and not cut, so that a door beside a whisper does no harm.
_BEND = 0.8

Samples = NDArray[np.float32]


class LevelledSound:
    """A working copy as it is to be heard: same length, same places. ``wanted`` is asked at each read.

    The gain, at most 30 dB up and 6 dB down, is set every second from the voices within 4 s and runs evenly between.
    """

    def __init__(self, source: Source, wanted: Callable[[], bool] = lambda: True) -> None:
        self.sample_count = source.sample_count
        self._source, self._wanted = source, wanted
        self._room_db: float | None = None
        self._voices_db = TARGET_DBFS
        # Three hours are 10,800 seconds; each is 20 numbers.
        self._steps_of = lru_cache(maxsize=None)(self._steps)

    def read(self, start: int, stop: int) -> Samples:
        """Samples [start, stop) as they are to be heard, within −1…1. Raises ValueError when the copy is damaged."""
        samples = self._source.read(start, stop)
        if not len(samples) or not self._wanted():
            return samples
        first = max(0, start) // _KNOT
        knots = np.arange(first, (max(0, start) + len(samples)) // _KNOT + 2)
        gains = np.array([self._gain_db(int(knot)) for knot in knots])
        at = (max(0, start) + np.arange(len(samples))) / _KNOT
        return _bent(samples * np.power(10.0, np.interp(at, knots, gains) / 20.0))

    def _gain_db(self, knot: int) -> float:
        room_db = self._room()
        around = [self._steps_of(second) for second in range(max(0, knot - _AROUND), knot + _AROUND)]
        steps = np.concatenate([one for one in around if len(one)] or [np.zeros(0)])
        steps = steps[steps > room_db]
        # Where nobody speaks, the gain is that of the usual voice.
        voices_db = float(np.percentile(steps, 90)) if len(steps) else self._voices_db
        return min(MOST_GAIN_DB, max(LEAST_GAIN_DB, TARGET_DBFS - voices_db))

    def _room(self) -> float:
        """The level that tells voices from the room, from a minute's worth of seconds all over the recording."""
        if self._room_db is None:
            seconds = max(1, self.sample_count // _KNOT)
            looked = np.linspace(0, seconds - 1, min(seconds, _PLACES)).astype(int)
            steps = np.concatenate([self._steps_of(int(second)) for second in looked])
            self._voices_db = float(np.percentile(steps, 95)) if len(steps) else TARGET_DBFS
            self._room_db = self._voices_db - _BELOW_VOICES_DB
        return self._room_db

    def _steps(self, second: int) -> NDArray[np.float64]:
        """Levels in dBFS of the twentieths of a second of one second; digital silence is left out."""
        samples = self._source.read(second * _KNOT, (second + 1) * _KNOT)
        rows = samples[: len(samples) // _STEP * _STEP].reshape(-1, _STEP).astype(np.float64)
        power = rows.var(axis=1)
        return np.asarray(10.0 * np.log10(power[power > 1e-10]))


def _bent(samples: NDArray[np.float64]) -> Samples:
    over = np.abs(samples) - _BEND
    room = 1.0 - _BEND
    bent = np.where(over > 0, np.sign(samples) * (_BEND + room * np.tanh(over / room)), samples)
    return bent.astype(np.float32)
