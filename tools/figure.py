"""One measured figure, as `make bench` prints it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """A figure in ``unit`` and the ``budget`` it must not pass (None: reported, not judged)."""

    name: str
    value: float
    unit: str
    budget: float | None
