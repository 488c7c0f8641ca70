"""Where a recorder stood still: digital silence in a recording that otherwise never falls to it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from coder.audio.protocol import WORKING_RATE
from coder.domain.unrecorded import Reason, Unrecorded

_SHORTEST_PAUSE = 2 * WORKING_RATE
# Between words, programs that take noise away write zeros, too. A microphone never does, so a recording with several
# such moments says nothing by its zeros.
_SHORTEST_ZEROS = WORKING_RATE // 50
_MOST_SHORT = 2


class ZeroRuns:
    """Finds runs of samples that are exactly zero while the sound streams past.

    Exactly, since one step of 16 bits is already what a microphone in a quiet room gives.
    """

    def __init__(self) -> None:
        self._count = 0
        self._began: int | None = None
        self._short = 0
        self._long: list[tuple[int, int]] = []

    def add(self, block: NDArray[np.int16]) -> None:
        """Take the next samples."""
        zero = block == 0
        edges = np.flatnonzero(np.diff(np.r_[self._began is not None, zero])) + self._count
        for edge in edges.tolist():
            if self._began is None:
                self._began = edge
            else:
                self._close(edge)
        self._count += len(block)

    def pauses(self, holes: int = 0) -> list[Unrecorded]:
        """Runs of 2 s and more that look like a recorder standing still; none where zeros are common.

        ``holes`` is how many stretches of silence were put in for what is missing, which are not held against the
        recorder. What lies at the very start or end is left out: nobody misses it.
        """
        if self._short > _MOST_SHORT + holes:
            return []
        return [Unrecorded(start, stop, Reason.PAUSE) for start, stop in self._long if start > 0]

    def _close(self, stop: int) -> None:
        if self._began is None:
            return
        length = stop - self._began
        if length >= _SHORTEST_PAUSE:
            self._long.append((self._began, stop))
        elif length >= _SHORTEST_ZEROS:
            self._short += 1
        self._began = None
