"""One measured figure, as `make bench` prints it, and the CPU clock behind most of them."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """A figure in ``unit`` and the ``budget`` it must not pass (None: reported, not judged).

    With ``at_least`` the budget is the least the figure must reach.
    """

    name: str
    value: float
    unit: str
    budget: float | None
    at_least: bool = False


def cpu_ms(act: Callable[[int], object], rounds: int) -> list[float]:
    """CPU milliseconds of this thread for each round of ``act``, which is told the number of the round."""
    taken = []
    for number in range(rounds):
        before = time.thread_time()
        act(number)
        taken.append(1000 * (time.thread_time() - before))
    return taken
