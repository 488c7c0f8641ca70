"""How long work is watched and stopped from outside."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


class Stopped(Exception):
    """The work was stopped from outside before it was done."""


def _never() -> bool:
    return False


def _silent(_share: float) -> None:
    pass


@dataclass(frozen=True)
class Control:
    """``progress`` is told the share done, 0…1; ``cancelled`` is asked between pieces of work of a few seconds."""

    progress: Callable[[float], None] = _silent
    cancelled: Callable[[], bool] = _never

    def step(self, share: float) -> None:
        """Report the share done. Raises Stopped when somebody asked for that."""
        if self.cancelled():
            raise Stopped
        self.progress(share)

    def part(self, start: float, end: float) -> Control:
        """A control for a part of the work: its 0…1 is told as start…end."""
        return Control(lambda share: self.progress(start + (end - start) * share), self.cancelled)
