"""Ends of intervals other than the bootstrap's, for figures of which it holds the truth too seldom or too often."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import exp, log
from statistics import NormalDist
from typing import Any

from numpy.typing import NDArray

from coder.analysis.intervals import t_quantile

Array = NDArray[Any]
Interval = tuple[float, float]
SHARE = 0.95
_MOST = 1 - 1e-9
# On Fisher's scale, where figures no longer differ from their ends.
_FAR = 20.0
# What squared differences are held to vary by before any is seen, for one degree of freedom; and how many units what is
# held before any is seen is worth.
_VARY, _WORTH = 4.0, 20


@dataclass(frozen=True)
class Found:
    """A figure with what it comes from.

    ``rows`` (patterns, columns) is what each unit adds, ``counts`` (patterns,) how often each pattern is there,
    ``error`` its standard error. ``n`` counts the units that two or more rated. ``low`` and ``high`` are the ends that
    the bootstrap gives.
    """

    rows: Array
    counts: Array
    error: float
    value: float
    n: int
    low: float
    high: float

    @property
    def t(self) -> float:
        """The end of the middle 95 % of Student's t with n − 1 degrees of freedom."""
        return t_quantile(self.n - 1, SHARE)


Ends = Callable[[Found], Interval]


def fisher(found: Found) -> Interval:
    """The value ± t standard errors on Fisher's scale artanh(value), where figures up to 1 spread more evenly."""
    return _on_fishers_scale(found, 2.0, lambda slope: found.t * slope * found.error)


def intraclass(ratings: float) -> Ends:
    """The same for agreement on ``ratings`` a unit (2 and more), on the scale ½·log((1 + (k − 1)·value)/(1 − value)).

    It is Fisher's for an intraclass correlation of k values (1925, section 40), artanh for two. There the variance of
    normal ratings is k ÷ (2·(k − 1)·n), whatever the value. Few units do not tell their own variance well, least of all
    where ratings crowd in the middle; so it is averaged with that as if twenty more units had shown it, which count as
    twenty more degrees of freedom.
    """
    return lambda found: _on_fishers_scale(found, ratings, lambda slope: _half(found, slope, ratings))


def intraclass_mean(ratings: float) -> Ends:
    """The same for the mean of ``ratings`` a unit: with its own value, Fisher's scale is −½·log(1 − value)."""

    def ends(found: Found) -> Interval:
        apart = 1 - min(found.value, _MOST)
        wide = exp(min(2 * _half(found, 1 / (2 * apart), ratings), _FAR))
        return 1 - apart * wide, 1 - apart / wide

    return ends


def _on_fishers_scale(found: Found, k: float, half_at: Callable[[float], float]) -> Interval:
    value = min(max(found.value, _MOST / (1 - k)), _MOST)
    middle = log((1 + (k - 1) * value) / (1 - value)) / 2
    half = half_at(k / (2 * (1 + (k - 1) * value) * (1 - value)))
    low, high = (exp(2 * max(-_FAR, min(end, _FAR))) for end in (middle - half, middle + half))
    return (low - 1) / (low + k - 1), (high - 1) / (high + k - 1)


def _half(found: Found, slope: float, ratings: float) -> float:
    """Half of the interval on a scale that rises by ``slope`` at the value."""
    n, normal = found.n, ratings / (2 * (ratings - 1))
    vary = (n * n * (slope * found.error) ** 2 + _WORTH * normal) / (n + _WORTH)
    return t_quantile(n - 1 + _WORTH, SHARE) * float((vary / n) ** 0.5)


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
    return of_share(value, worth, wide)


def of_share(value: float, worth: float, wide: float) -> Interval:
    """Wilson's interval of a share of ``worth`` independent answers, ``wide`` being the quantile that it takes."""
    middle = (value + wide**2 / (2 * worth)) / (1 + wide**2 / worth)
    half = wide / (1 + wide**2 / worth) * (value * (1 - value) / worth + wide**2 / (4 * worth**2)) ** 0.5
    return middle - half, middle + half
