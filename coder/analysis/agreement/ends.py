"""Ends of intervals other than the bootstrap's, for figures of which it holds the truth too seldom or too often."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import atanh, exp, tanh
from statistics import NormalDist
from typing import Any

import numpy as np
from numpy.typing import NDArray

from coder.analysis.intervals import t_quantile

Array = NDArray[Any]
Interval = tuple[float, float]
SHARE = 0.95
_MOST = 1 - 1e-9
# What squared differences are held to vary by before any is seen, for one degree of freedom, and how many units that
# is worth.
_VARY, _WORTH = 4.0, 20


@dataclass(frozen=True)
class Found:
    """A figure with what it comes from.

    ``rows`` (patterns, columns) is what each unit adds, ``counts`` (patterns,) how often each pattern is there,
    ``without`` (patterns,) the figure with one unit less, nan where it is not defined. ``n`` counts the units that two
    or more rated. ``low`` and ``high`` are the ends that the bootstrap gives.
    """

    rows: Array
    counts: Array
    without: Array
    value: float
    n: int
    low: float
    high: float

    @property
    def t(self) -> float:
        """The end of the middle 95 % of Student's t with n − 1 degrees of freedom."""
        return t_quantile(self.n - 1, SHARE)

    @property
    def error(self) -> float:
        """The standard error by leaving out each unit in turn (jackknife; Efron & Tibshirani 1993, chapter 11)."""
        known = np.isfinite(self.without)
        times, figures = self.counts[known], self.without[known]
        number = max(float(times.sum()), 1.0)
        squares = float(times @ (figures - times @ figures / number) ** 2)
        return float(np.sqrt((number - 1) / number * squares))


Ends = Callable[[Found], Interval]


def fisher(found: Found) -> Interval:
    """The value ± t standard errors on Fisher's scale artanh(value), where figures up to 1 spread more evenly."""
    value = min(max(found.value, -_MOST), _MOST)
    middle, half = atanh(value), found.t * found.error / (1 - value**2)
    return tanh(middle - half), tanh(middle + half)


def of_squares(freedom: Array, least: float) -> Ends:
    """The lower end of 1 − (mean squared difference ÷ what chance gives), down to ``least``; the upper one is kept.

    ``freedom`` (patterns,) is the number of ratings of a unit less one. The low end is where 1 − value is
    exp(t standard errors of its logarithm) times as much. Few units seldom show the rare large differences that make
    most of the variance, so what they show is not taken for all there is: variance ÷ mean² of squared differences,
    which is 2 ÷ freedom where differences are normal and more where they are cut into steps, is averaged with
    4 ÷ freedom as if twenty units had shown that, wherever it is less. The 4 and the twenty are ours, chosen by
    simulation (docs/agreement.md); with many units they no longer matter.
    """

    def ends(found: Found) -> Interval:
        paired = freedom > 0
        times, n = found.counts[paired], found.n
        expected = _VARY * float(times @ (1 / freedom[paired])) / float(times.sum())
        seen = n * (found.error / (1 - found.value)) ** 2
        vary = max(seen, (n * seen + _WORTH * expected) / (n + _WORTH))
        low = 1 - (1 - found.value) * exp(found.t * (vary / n) ** 0.5)
        return max(least, min(low, found.low)), found.high

    return ends


def wilson(found: Found) -> Interval:
    """Wilson's interval (1927) of a share, from ``rows`` (units, 2): pairs, and how many of them count.

    Pairs of one unit hang together, so they count as the number of independent ones with the same variance, and
    Student's t takes the place of the normal quantile (Korn & Graubard 1998). Units of one pair each need neither.
    """
    pairs, value = float(found.counts @ found.rows[:, 0]), found.value
    wide, worth = NormalDist().inv_cdf((1 + SHARE) / 2), pairs
    if found.rows[:, 0].max() > 1:
        off = found.rows[:, 1] - value * found.rows[:, 0]
        wide, worth = found.t, value * (1 - value) * pairs**2 / float(found.counts @ off**2)
    middle = (value + wide**2 / (2 * worth)) / (1 + wide**2 / worth)
    half = wide / (1 + wide**2 / worth) * (value * (1 - value) / worth + wide**2 / (4 * worth**2)) ** 0.5
    return middle - half, middle + half
