"""Ratings as a table: units by raters, with gaps where somebody rated nothing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import isfinite
from typing import Any

import numpy as np
from numpy.typing import NDArray

from coder.analysis.agreement.figures import Level, Pair

Array = NDArray[Any]


@dataclass(frozen=True)
class RatingTable:
    """Values of shape (units, raters); nan where there is none. Units and raters are in order of name.

    ``values`` are numbers at the levels ordinal and interval, and places in ``known`` at the level nominal.
    ``known`` are all values that could have been given, in order: those of the scale if it is known, else those that
    were given.
    """

    level: Level
    units: tuple[str, ...]
    raters: tuple[str, ...]
    known: tuple[Any, ...]
    values: Array

    @classmethod
    def of(
        cls, ratings: Iterable[tuple[str, str, Any]], level: Level, scale: Sequence[Any] | None = None
    ) -> RatingTable:
        """A table from (unit, rater, value); the value None means not evaluable, or not rated.

        ``scale`` names all values that could have been given (for a principle 1 to 5). Raises ValueError when one
        rater has two values for one unit, when a value is not on the scale, and at the levels ordinal and interval
        when a value is not a finite number.
        """
        rows = [(unit, rater, None if value is None else _as_value(value, level)) for unit, rater, value in ratings]
        if len({(unit, rater) for unit, rater, _ in rows}) != len(rows):
            raise ValueError("one rater gave one unit two values")
        given = {value for _, _, value in rows if value is not None}
        known = sorted(given if scale is None else {_as_value(value, level) for value in scale})
        if not given <= set(known):
            raise ValueError("a value is not on the scale")
        units, raters = sorted({row[0] for row in rows}), sorted({row[1] for row in rows})
        unit_at, rater_at = ({name: n for n, name in enumerate(names)} for names in (units, raters))
        place = {value: n if level is Level.NOMINAL else value for n, value in enumerate(known)}
        values = np.full((len(units), len(raters)), np.nan)
        for unit, rater, value in rows:
            if value is not None:
                values[unit_at[unit], rater_at[rater]] = place[value]
        return cls(level, tuple(units), tuple(raters), tuple(known), values)

    def pairs(self) -> tuple[Pair, ...]:
        """All pairs of ratings of one unit, by unit and rater."""
        found = []
        for unit, row in zip(self.units, self.values, strict=True):
            rated = np.flatnonzero(~np.isnan(row))
            for first, second in combinations(rated, 2):
                found.append(self._pair(unit, int(first), int(second), row))
        return tuple(found)

    def _pair(self, unit: str, first: int, second: int, row: Array) -> Pair:
        apart = None if self.level is Level.NOMINAL else float(row[second] - row[first])
        names = self.raters[first], self.raters[second]
        return Pair(unit, *names, self._word(row[first]), self._word(row[second]), apart)

    def _word(self, value: float) -> str:
        return str(self.known[int(value)]) if self.level is Level.NOMINAL else f"{value:.15g}"


def _as_value(value: Any, level: Level) -> Any:
    if level is Level.NOMINAL:
        return str(value)
    number = float(value)
    if not isfinite(number):
        raise ValueError("a rating must be a finite number")
    # Minus zero is zero; otherwise two equal values would be two categories.
    return number + 0.0
