"""From several channels to one, without halving or cancelling the only voice."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

# One silent channel leaves a quarter of the louder one's power in the mean, opposite phases leave nothing, two
# different microphones leave half. Just above a quarter tells the first two from the third.
_LOST_POWER = 0.27


class ChannelMeter:
    """Adds up the power of every channel and of their mean while the sound streams past."""

    def __init__(self) -> None:
        self._power: NDArray[np.float64] = np.zeros(0)
        self._mean_power = 0.0

    def add(self, block: NDArray[np.float32]) -> None:
        """Take a block of shape (channels, n); a file that changes its number of channels is measured by the most."""
        power = np.square(block, dtype=np.float64).sum(axis=1)
        if len(power) > len(self._power):
            self._power = np.pad(self._power, (0, len(power) - len(self._power)))
        self._power[: len(power)] += power
        self._mean_power += float(np.square(block.mean(axis=0), dtype=np.float64).sum())

    def channel(self) -> int | None:
        """The channel to take alone, or None when the mean of all loses nothing that matters."""
        if len(self._power) < 2:
            return None
        loudest = int(self._power.argmax())
        return loudest if self._mean_power < _LOST_POWER * self._power[loudest] else None


def choose_channel(blocks: Iterable[NDArray[np.float32]]) -> int | None:
    """The channel to take alone from blocks of shape (channels, n), or None for the mean of all."""
    meter = ChannelMeter()
    for block in blocks:
        meter.add(block)
    return meter.channel()


def to_mono_int16(block: NDArray[np.float32], channel: int | None) -> NDArray[np.int16]:
    """One channel, or the mean of all, of a block of shape (channels, n), as 16-bit samples, clipped at full scale."""
    alone = channel is not None and channel < len(block)
    mono: NDArray[np.float32] = block[channel] if alone else block.mean(axis=0)
    scaled = np.clip(np.round(mono * 32768.0), -32768, 32767)
    return scaled.astype(np.int16)
