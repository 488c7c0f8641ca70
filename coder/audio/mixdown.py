"""From several channels to one, without halving or cancelling the only voice."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

# 40 dB below the loudest a channel holds no voice, only what its wires pick up.
_SILENT_POWER = 1e-4
# Different microphones add up to the sum of their powers, and less only where they work against each other. A voice on
# each of two channels gives 1; this lies at a correlation of −0.3.
_CANCELLED = 0.7

Weights = NDArray[np.float32]


class ChannelMeter:
    """Adds up the power of every channel, and what each two have in common, while the sound streams past."""

    def __init__(self) -> None:
        self._common: NDArray[np.float64] = np.zeros((0, 0))

    def add(self, block: NDArray[np.float32]) -> None:
        """Take a block of shape (channels, n); a file that changes its number of channels is measured by the most."""
        exact = block.astype(np.float64)
        more = len(exact) - len(self._common)
        if more > 0:
            self._common = np.pad(self._common, (0, more))
        self._common[: len(exact), : len(exact)] += exact @ exact.T

    @property
    def silent(self) -> int:
        """How many channels hold nothing beside the others."""
        return int((~self._audible()).sum())

    @property
    def opposed(self) -> bool:
        """Whether channels would cancel each other, as when one microphone is wired the wrong way round."""
        audible = self._audible()
        common = self._common[np.ix_(audible, audible)]
        return bool(common.sum() < _CANCELLED * common.trace())

    def weights(self) -> Weights | None:
        """What each channel counts in the sum: nothing for a silent one, and turned round where they are opposed."""
        if len(self._common) < 2:
            return None
        audible = self._audible()
        signs = np.ones(len(audible))
        if self.opposed:
            loudest = int(self._common.diagonal().argmax())
            signs = np.where(self._common[loudest] < 0, -1.0, 1.0)
        weights: Weights = (signs * audible / max(1, audible.sum())).astype(np.float32)
        return weights

    def _audible(self) -> NDArray[np.bool_]:
        power = self._common.diagonal()
        return np.asarray(power > _SILENT_POWER * power.max(initial=0.0))


def meter_channels(blocks: Iterable[NDArray[np.float32]]) -> ChannelMeter:
    """What the channels of blocks of shape (channels, n) have to do with each other."""
    meter = ChannelMeter()
    for block in blocks:
        meter.add(block)
    return meter


def to_mono_int16(block: NDArray[np.float32], weights: Weights | None) -> NDArray[np.int16]:
    """The weighted sum (None: the mean) of a block of shape (channels, n), as 16-bit samples clipped at full scale."""
    mono: NDArray[np.float32] = block.mean(axis=0) if weights is None or len(weights) != len(block) else weights @ block
    scaled = np.clip(np.round(mono * 32768.0), -32768, 32767)
    return scaled.astype(np.int16)
