"""How often ranges held the truth, beside what they promise, as every measuring tool prints and keeps it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Held:
    """How often, in per cent, ranges held the truth; ``low`` to ``high`` is as often as they may.

    ``width`` is their mean width in rating steps where it is told.
    """

    name: str
    value: float
    low: float
    high: float
    width: float | None = None

    @property
    def verdict(self) -> str:
        """Whether that is often enough, and not so often that the range tells less than it could."""
        if self.value < self.low:
            return "under"
        return "ok" if self.value <= self.high else "over"

    def line(self) -> str:
        """As other figures are printed, with both ends of what may be."""
        said = f"{self.name:<58}  {self.value:>9.1f} %     {self.low:g}–{self.high:g}  {self.verdict}"
        return said if self.width is None else f"{said}   width {self.width:.1f}"

    def row(self) -> dict[str, Any]:
        """As other figures are kept."""
        fields = {"name": self.name, "value": self.value, "unit": "%", "budget": [self.low, self.high]}
        return fields | {"verdict": self.verdict} | ({} if self.width is None else {"width": self.width})
