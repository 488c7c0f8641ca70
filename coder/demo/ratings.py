"""Ratings that look like what has been published for this field, drawn for invented workers.

Published: means well below the middle for evocation and about the middle for clarity of concern, and workers who differ
less from each other than each differs from one family to the next. The numbers below are our reading of that.
"""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from statistics import fmean, pstdev
from typing import Final

MEANS: Final = {"EVO": 2.1, "EMP": 2.7, "PUR": 3.1, "AUT": 2.6, "COL": 2.8, "CHF": 2.9, "CLA": 3.3}
BETWEEN_WORKERS_SD: Final = 0.5
WITHIN_WORKER_SD: Final = 0.6
GROWTH_A_YEAR: Final = (0.3, 0.4)
LOWEST: Final = 1
HIGHEST: Final = 5

# Rounding to whole numbers adds a twelfth to the variance, so less than .6 is drawn. Half of it is shared by the seven
# ratings of one recording: some families are harder to talk with than others.
_DRAWN_SD: Final = (WITHIN_WORKER_SD**2 - 1 / 12) ** 0.5
_SHARED: Final = 0.5

# A second evaluator: how far off, and how often.
_DIFFERENCES: Final = (-2, -1, 0, 1, 2)
_HOW_OFTEN: Final = (2, 16, 64, 16, 2)

Values = dict[str, int]


def worker_levels(workers: int, chance: Random) -> tuple[dict[str, float], ...]:
    """How far each worker lies from the mean of each principle.

    Centred, with a standard deviation of .5 over the workers; half of the variance is common to all principles.
    """
    common = [chance.gauss() for _ in range(workers)]
    columns = {p: _standardised([c + chance.gauss() for c in common]) for p in MEANS}
    return tuple({p: BETWEEN_WORKERS_SD * column[i] for p, column in columns.items()} for i in range(workers))


def family_effects(recordings: int, chance: Random) -> tuple[float, ...]:
    """How much easier or harder each recording's family was to talk with, centred over the year."""
    drawn = _standardised([chance.gauss() for _ in range(recordings)])
    return tuple(_DRAWN_SD * _SHARED**0.5 * value for value in drawn)


def rate(levels: dict[str, float], grown: float, family: float, chance: Random) -> Values:
    """One recording's seven ratings, 1–5, from the worker's levels, growth so far and this family's effect."""
    own_sd = _DRAWN_SD * (1 - _SHARED) ** 0.5
    return {p: _on_scale(MEANS[p] + levels[p] + grown + family + chance.gauss(0, own_sd)) for p in MEANS}


def rate_again(first: Values, chance: Random) -> Values:
    """What a second evaluator might have given: the same in about two of three ratings, seldom two steps away."""
    return {p: _on_scale(value + chance.choices(_DIFFERENCES, _HOW_OFTEN)[0]) for p, value in first.items()}


def _standardised(values: Sequence[float]) -> list[float]:
    mean, spread = fmean(values), pstdev(values)
    return [(value - mean) / spread for value in values]


def _on_scale(value: float) -> int:
    return min(HIGHEST, max(LOWEST, round(value)))
