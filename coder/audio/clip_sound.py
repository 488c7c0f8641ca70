"""The sound of a clip that leaves: names under a tone, and voices moved in pitch where that is wanted."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from coder.audio.protocol import WORKING_RATE
from coder.audio.stretch import Stretcher

Samples = NDArray[np.float32]

TONE_HZ = 1000
DISGUISE_RATIO = 0.8
"""All pitches times this, about four semitones lower: far enough to be another voice, near enough to follow."""

_TONE_PEAK = 0.1
_RAMP = WORKING_RATE // 200
_BLOCK = WORKING_RATE


class _Pitched(Stretcher):
    """Sound at another pitch and the same length: played slower by FFmpeg's ``asetrate``, then stretched back."""

    def __init__(self, ratio: float) -> None:
        self._ratio = ratio
        super().__init__(1 / ratio)

    def _first_filters(self) -> tuple[tuple[str, str], ...]:
        return ("asetrate", str(round(WORKING_RATE * self._ratio))), ("aresample", str(WORKING_RATE))


def made(samples: Samples, bleeps: Sequence[tuple[int, int]], *, disguised: bool) -> Samples:
    """A clip as it leaves, of the same length: a tone of TONE_HZ alone in each of ``bleeps`` [from, to) in samples.

    What is covered is taken out before voices are moved, so that nothing of it is smeared into its surroundings.
    """
    out = samples.copy()
    for start, stop in bleeps:
        out[start:stop] = 0
    if disguised:
        out = moved(out, DISGUISE_RATIO)
    for start, stop in bleeps:
        out[start:stop] = _tone(stop - start)
    return out


def moved(samples: Samples, ratio: float) -> Samples:
    """The same length of sound with every pitch times ``ratio`` (0.5–2.0), by FFmpeg's filters."""
    shifter = _Pitched(ratio)
    fed = [shifter.feed(samples[at : at + _BLOCK]) for at in range(0, len(samples), _BLOCK)]
    # The stretch ends some milliseconds early; silence after the last sample makes up for it.
    fed += [shifter.feed(np.zeros(_BLOCK, np.float32)), shifter.finish()]
    whole = np.concatenate(fed)
    return whole[: len(samples)].astype(np.float32)


def _tone(count: int) -> Samples:
    """A tone with short ramps, which keep it from clicking."""
    places = np.arange(count)
    ramp = np.minimum(1.0, np.minimum(places, places[::-1]) / _RAMP)
    wave: Samples = (_TONE_PEAK * ramp * np.sin(2 * np.pi * TONE_HZ * places / WORKING_RATE)).astype(np.float32)
    return wave
