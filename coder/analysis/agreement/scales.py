"""Words for how high agreement is, always with the name of the scale they come from."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class WordScale:
    """A scale of words: ``words[n]`` from ``lines[n − 1]`` on, the first one below the first line."""

    key: str
    name: str
    lines: tuple[float, ...]
    words: tuple[str, ...]

    def word(self, value: float) -> str:
        """The word for a value; a value on a line takes the word above it."""
        return self.words[sum(value >= line for line in self.lines)]

    def label(self, value: float) -> str:
        """The word with the name of its scale, since another scale says another word of the same value."""
        return f"{self.word(value)} ({self.name})"


CICCHETTI = WordScale("cicchetti", "Cicchetti 1994", (0.40, 0.60, 0.75), ("poor", "fair", "good", "excellent"))
KOO_LI = WordScale("koo-li", "Koo & Li 2016", (0.50, 0.75, 0.90), ("poor", "moderate", "good", "excellent"))
SCALES = {scale.key: scale for scale in (CICCHETTI, KOO_LI)}
