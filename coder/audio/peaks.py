"""The waveform's envelope: minimum and maximum of every 10 ms, and coarser levels for zooming out."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

PEAK_RATE = 100
"""Pairs a second on the finest level."""

LEVEL_FACTOR = 4
_COARSEST_PAIRS = 512

Pairs = NDArray[np.int8]


@dataclass(frozen=True)
class Peaks:
    """Envelope of one recording.

    ``levels[k]`` has shape (n, 2): minimum and maximum in 1/128 of full scale, rounded outwards, over
    ``samples_per_peak * 4**k`` samples of the working copy; the last pair of a level may cover less.
    """

    sample_count: int
    samples_per_peak: int
    levels: tuple[Pairs, ...]

    def level_for(self, samples_per_pixel: float) -> int:
        """Index of the coarsest level that is still at least as fine as one pixel; 0 when none is."""
        fitting = [k for k in range(len(self.levels)) if self.samples_per_peak * LEVEL_FACTOR**k <= samples_per_pixel]
        return fitting[-1] if fitting else 0

    def columns(self, start: int, stop: int, count: int) -> NDArray[np.float32]:
        """The envelope of samples [start, stop) in ``count`` columns, shape (count, 2), −1…1.

        Columns outside the recording are 0. Raises ValueError when the interval or ``count`` is empty.
        """
        if stop <= start or count < 1:
            raise ValueError("an envelope needs a non-empty interval and at least one column")
        k = self.level_for((stop - start) / count)
        pairs, step = self.levels[k], self.samples_per_peak * LEVEL_FACTOR**k
        edges = np.linspace(start, stop, count + 1)
        first = np.floor(edges[:-1] / step).astype(np.int64)
        last = np.maximum(np.ceil(edges[1:] / step).astype(np.int64), first + 1)
        inside = (last > 0) & (first < len(pairs))
        out = np.zeros((count, 2), np.float32)
        if len(pairs) and inside.any():
            low, high = first[inside].clip(0), last[inside].clip(1, len(pairs))
            width = int((high - low).max())
            index = np.minimum(low[:, None] + np.arange(width), high[:, None] - 1)
            out[inside, 0] = pairs[index, 0].min(axis=1) / 128
            out[inside, 1] = pairs[index, 1].max(axis=1) / 128
        return out

    def to_bytes(self) -> bytes:
        """The envelope as an npz file in memory, without pickle."""
        out = io.BytesIO()
        np.savez_compressed(out, np.array([self.sample_count, self.samples_per_peak]), *self.levels)
        return out.getvalue()

    @classmethod
    def from_bytes(cls, data: bytes) -> Peaks:
        """The envelope `to_bytes` wrote. Raises ValueError when the bytes are damaged or of another shape."""
        try:
            with np.load(io.BytesIO(data), allow_pickle=False) as file:
                sample_count, samples_per_peak = (int(n) for n in file["arr_0"])
                levels = tuple(file[f"arr_{k}"] for k in range(1, len(file.files)))
        except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile) as error:
            raise ValueError("the envelope is damaged") from error
        if not levels or any(lv.dtype != np.int8 or lv.ndim != 2 or lv.shape[1] != 2 for lv in levels):
            raise ValueError("the envelope has an unknown shape")
        if len(levels[0]) != -(-sample_count // samples_per_peak) or any(
            len(coarse) != -(-len(fine) // LEVEL_FACTOR) for fine, coarse in pairwise(levels)
        ):
            raise ValueError("the levels of the envelope do not fit each other")
        return cls(sample_count, samples_per_peak, levels)


class PeakBuilder:
    """Builds the envelope block by block while the sound streams past."""

    def __init__(self, sample_rate: int) -> None:
        self._step = sample_rate // PEAK_RATE
        self._rest: NDArray[np.int16] = np.zeros(0, np.int16)
        self._pairs: list[Pairs] = []
        self._count = 0

    def add(self, block: NDArray[np.int16]) -> None:
        """Take the next samples, any number of them."""
        self._count += len(block)
        joined = np.concatenate([self._rest, block]) if len(self._rest) else block
        whole = len(joined) // self._step * self._step
        if whole:
            self._pairs.append(_pairs(joined[:whole].reshape(-1, self._step)))
        self._rest = joined[whole:].copy()

    def finish(self) -> Peaks:
        """The envelope of everything added so far."""
        rest = [_pairs(self._rest[None, :])] if len(self._rest) else []
        finest = np.concatenate([*self._pairs, *rest]) if self._pairs or rest else np.zeros((0, 2), np.int8)
        levels = [finest]
        while len(levels[-1]) > _COARSEST_PAIRS:
            levels.append(_coarser(levels[-1]))
        return Peaks(self._count, self._step, tuple(levels))


def build_peaks(samples: NDArray[np.int16], sample_rate: int) -> Peaks:
    """The envelope of samples that are all in memory."""
    builder = PeakBuilder(sample_rate)
    builder.add(samples)
    return builder.finish()


def _pairs(rows: NDArray[np.int16]) -> Pairs:
    low = rows.min(axis=1) >> 8
    high = -((-rows.max(axis=1).astype(np.int32)) >> 8)
    return np.stack([low, np.minimum(high, 127)], axis=1).astype(np.int8)


def _coarser(fine: Pairs) -> Pairs:
    missing = -len(fine) % LEVEL_FACTOR
    padded = np.concatenate([fine, np.repeat(fine[-1:], missing, axis=0)]).reshape(-1, LEVEL_FACTOR, 2)
    return np.stack([padded[:, :, 0].min(axis=1), padded[:, :, 1].max(axis=1)], axis=1)
