"""Stretches of a working copy in which nothing was recorded: silence that stands for time the recorder did not keep."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from coder.domain.times import SAMPLE_RATE


class Reason(StrEnum):
    """Why nothing was recorded."""

    BETWEEN_FILES = "between files"
    PAUSE = "pause"
    DAMAGED = "damaged"


@dataclass(frozen=True, order=True)
class Unrecorded:
    """A stretch of the working copy, in samples [start, stop), that holds no sound of the meeting."""

    start: int
    stop: int
    reason: Reason

    @property
    def start_s(self) -> float:
        """Its start in seconds."""
        return self.start / SAMPLE_RATE

    @property
    def end_s(self) -> float:
        """Its end in seconds."""
        return self.stop / SAMPLE_RATE

    def moved(self, samples: int) -> Unrecorded:
        """The same stretch of a sound that now begins ``samples`` later."""
        return Unrecorded(self.start + samples, self.stop + samples, self.reason)

    def to_data(self) -> list[int | str]:
        """As a line of JSON holds it."""
        return [self.start, self.stop, self.reason.value]

    @classmethod
    def from_data(cls, data: Iterable[int | str]) -> Unrecorded:
        """What ``to_data`` gave. Raises ValueError for anything else."""
        start, stop, reason = data
        return cls(int(start), int(stop), Reason(str(reason)))
