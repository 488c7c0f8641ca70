"""Tables of ratings for tests: written out, drawn, and as rows of a file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from coder.analysis.agreement.figures import Level
from coder.analysis.agreement.tables import RatingTable

Rows = list[tuple[str, str, Any]]
NONE = None


def rows_of(ratings: Sequence[Sequence[Any]]) -> Rows:
    """(unit, rater, value) of a table with one unit a row; None and nan are no value."""
    return [
        (f"u{unit:04}", f"r{rater:02}", _plain(value))
        for unit, row in enumerate(ratings)
        for rater, value in enumerate(row)
    ]


def _plain(value: Any) -> Any:
    if value is None or value != value:
        return None
    return int(value) if isinstance(value, float) and value.is_integer() else value


def table_of(ratings: Sequence[Sequence[Any]], level: Level, scale: Sequence[Any] | None = None) -> RatingTable:
    """The table itself."""
    return RatingTable.of(rows_of(ratings), level, scale)


def from_counts(counts: Sequence[Sequence[int]]) -> list[tuple[int, int]]:
    """Pairs of ratings from a square table of how often the first rater gave one value and the second another."""
    return [
        pair
        for first, row in enumerate(counts)
        for second, n in enumerate(row)
        for pair in [(first + 1, second + 1)] * n
    ]


def from_tallies(tallies: Sequence[Sequence[int]]) -> list[list[int]]:
    """Units from how many raters gave each value, the raters of a unit in the order of their values."""
    return [[value + 1 for value, n in enumerate(row) for _ in range(n)] for row in tallies]


def drawn_tables(number: int, seed: int, *, complete: bool = False) -> Iterator[NDArray[np.float64]]:
    """Ratings 1 to 5 of 2 to 30 units by 2 to 6 raters who agree more or less, most tables with gaps."""
    random = np.random.default_rng(seed)
    for _ in range(number):
        units, raters = int(random.integers(2, 31)), int(random.integers(2, 7))
        noise = random.choice([0.0, 0.4, 1.0, 3.0], p=[0.05, 0.35, 0.4, 0.2])
        found = random.normal(3, random.choice([0.2, 1.2]), size=(units, 1)) + random.normal(0, noise, (units, raters))
        ratings = np.clip(np.round(found + random.normal(0, 0.3, raters)), 1, 5)
        if not complete:
            ratings[random.random(ratings.shape) < random.choice([0.0, 0.2, 0.5])] = np.nan
        yield ratings
