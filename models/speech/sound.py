"""Sound as the models take it: 16 kHz mono float32 in −1…1, whole or piece by piece."""

from __future__ import annotations

from typing import Protocol

import numpy as np
from numpy.typing import NDArray

SAMPLE_RATE = 16_000
"""Samples a second that every model here is trained on."""

Samples = NDArray[np.float32]


class Sound(Protocol):
    """A recording that can be read piece by piece, so that hours of it never lie in memory at once."""

    @property
    def sample_count(self) -> int:
        """Length in samples."""

    def read(self, start: int, stop: int) -> Samples:
        """Samples [start, stop), cut to the recording."""


class ArraySound:
    """A recording that is already in memory."""

    def __init__(self, samples: Samples) -> None:
        self._samples = samples
        self.sample_count = len(samples)

    def read(self, start: int, stop: int) -> Samples:
        """Samples [start, stop), cut to the recording."""
        return self._samples[max(0, start) : max(0, stop)]


def as_sound(recording: Sound | Samples) -> Sound:
    """A recording as `Sound`. Raises ValueError unless an array is one-dimensional float32."""
    if not isinstance(recording, np.ndarray):
        return recording
    if recording.ndim != 1 or recording.dtype != np.float32:
        raise ValueError("sound must be a one-dimensional float32 array at 16 kHz")
    return ArraySound(recording)
