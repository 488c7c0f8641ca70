"""Stretches of a recording in which nobody speaks, from its envelope and from what is known to be speech."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from coder.audio.peaks import PEAK_RATE, Peaks

PADDING_S = 0.3
"""What stays on either side, so that no breath before a word is cut and a pause is still heard as a pause."""

_BURST = 5  # peaks: a click of up to 50 ms is no voice
_ABOVE_FLOOR = 0.05
_FLOOR, _LOUD = 2, 99
_NOISY = 0.12

Stretch = tuple[float, float]


def silences(peaks: Peaks, speech: Iterable[Stretch], longer_than_s: float) -> tuple[Stretch, ...]:
    """Stretches to leave out, in seconds and in order of time, each a silence of more than ``longer_than_s``.

    A stretch is silent when it is quiet and nothing in ``speech`` (utterances, and speech without text) touches it: a
    child who whispers without being transcribed is louder than the room, and stays. Quiet is at most 5 % of the way
    from the room's own noise (2nd percentile of the envelope) up to its loud moments (99th). Where the room is louder
    than 12 % of those, level cannot tell a far voice from noise, and nothing is left out. None is shorter than 0.4 s
    after the padding.
    """
    if not peaks.levels or not len(peaks.levels[0]):
        return ()
    quiet = _quiet(peaks.levels[0])
    for start_s, end_s in speech:
        quiet[max(0, int(start_s * PEAK_RATE)) : int(np.ceil(end_s * PEAK_RATE))] = False
    found = []
    for start, end in _runs(quiet):
        if (end - start) / PEAK_RATE > max(longer_than_s, 2 * PADDING_S + 0.4):
            found.append((start / PEAK_RATE + PADDING_S, end / PEAK_RATE - PADDING_S))
    return tuple(found)


def _quiet(pairs: NDArray[np.int8]) -> NDArray[np.bool_]:
    level = np.abs(pairs.astype(np.int16)).max(axis=1)
    floor, loud = np.percentile(level, (_FLOOR, _LOUD))
    if floor > max(1, _NOISY * loud):
        return np.zeros(len(level), np.bool_)
    # The envelope counts in 1/128 and rounds outwards: one step above the room is still the room.
    quiet = np.asarray(level <= max(floor + 1, floor + _ABOVE_FLOOR * (loud - floor)))
    for start, end in _runs(~quiet):
        if end - start <= _BURST and start > 0 and end < len(quiet):
            quiet[start:end] = True
    return quiet


def _runs(flags: NDArray[np.bool_]) -> list[tuple[int, int]]:
    edges = np.flatnonzero(np.diff(np.r_[False, flags, False]))
    return [(int(start), int(end)) for start, end in edges.reshape(-1, 2)]
