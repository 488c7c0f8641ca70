"""How far chance could take a figure: recordings drawn again and again, with replacement, from those there are."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from statistics import NormalDist
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from coder.analysis.agreement.ends import SHARE, Ends, Found
from coder.analysis.agreement.figures import SEED, Coefficient
from coder.analysis.intervals import t_quantile

Array = NDArray[Any]
# Draws in which a figure is not defined are left out; with more than this share of them there is no interval.
_MOST_UNDEFINED = 0.05
_NORMAL = NormalDist()
_AT_ONCE = 4_000_000
_SAME = 1e-12
_MOST_LEFT_OUT = 1000
_MOST_DRAWN, _FEWEST_DRAWS = 500_000, 500


@dataclass(frozen=True)
class Measure:
    """A figure that is a function of sums over recordings.

    ``rows`` of shape (patterns, columns) is what each recording adds; ``of`` turns sums of shape (..., columns) into
    values of shape (...), nan where the figure is not defined. Where rows would be too many to hold, they are None and
    ``total`` gives the sums for the counts of patterns; then there is no interval. ``ends`` puts other ends in place of
    the bootstrap's.
    """

    rows: Array | None
    of: Callable[[Array], Array]
    total: Callable[[Array], Array] | None = None
    ends: Ends | None = None


class Bounds(NamedTuple):
    """The ends of an interval, or the reason why there is none."""

    low: float | None = None
    high: float | None = None
    reason: str = ""


FEW = Bounds(reason="No interval: there are fewer than three units to draw from.")
LARGE = Bounds(reason="No interval: there are too many different values to draw again and again.")
UNDEFINED = Bounds(reason="No interval: in more than one draw of twenty the figure is not defined.")
STEADY = Bounds(reason="No interval: every draw gives the same, which does not mean that other units would.")


@dataclass(frozen=True)
class Sample:
    """Recordings as drawn: ``counts`` (patterns,) how often each pattern is there, ``draws`` (draws, patterns)."""

    counts: Array
    draws: Array


def drawn(counts: Array, draws: int, seed: int = SEED) -> Sample:
    """``draws`` samples with replacement, each as large as the first one (Efron 1979), from a fixed seed.

    Recordings that are alike may stand as one pattern with its count: it is the same draw, only faster. Of more than
    250 patterns fewer samples are drawn, down to 500.
    """
    n = int(counts.sum())
    draws = min(draws, max(_FEWEST_DRAWS, _MOST_DRAWN // max(1, len(counts))))
    random = np.random.default_rng(seed)
    times = random.multinomial(n, counts / n, size=draws) if n else np.zeros((draws, len(counts)))
    return Sample(counts, times.astype(float))


def coefficient(key: str, form: str, n: int, measure: Measure, sample: Sample, undefined: str) -> Coefficient:
    """The figure with its interval; where it is not defined, ``undefined`` says why."""
    value = _value_of(measure, sample)
    if value is None:
        return Coefficient(key, form, n, reason=undefined)
    return Coefficient(key, form, n, value, *_interval(measure, sample, value, n))


def ratio(whole: Array, part: Array) -> Measure:
    """Σ part ÷ Σ whole over recordings; nan where the whole is nothing."""

    def of(sums: Array) -> Array:
        with np.errstate(invalid="ignore", divide="ignore"):
            return np.where(sums[..., 0] > 0, sums[..., 1] / sums[..., 0], np.nan)

    return Measure(np.column_stack([whole, part]).astype(float), of)


def _value_of(measure: Measure, sample: Sample) -> float | None:
    """The figure itself, or None where it is not defined."""
    sums = sample.counts @ measure.rows if measure.rows is not None else _must(measure.total)(sample.counts)
    found = float(measure.of(sums))
    return found if np.isfinite(found) else None


def _interval(measure: Measure, sample: Sample, value: float, n: int) -> Bounds:
    """The 95 % interval of ``value``, which comes from ``n`` recordings, or why resampling cannot tell one.

    Bias-corrected and accelerated (BCa; Efron 1987), with the percentiles widened for few recordings: the normal
    quantile becomes √(n/(n−1)) times that of Student's t with n − 1 degrees of freedom (Hesterberg 2015, "expanded
    percentile"). None with fewer than three recordings, where all draws give one value (nothing varies, which
    does not mean that nothing could), or where the figure is undefined in more than 5 % of the draws. Where a measure
    has ends of its own, these, by the same rules. The interval always holds the value.
    """
    if measure.rows is None:
        return LARGE
    if n < 3:
        return FEW
    found = _over_draws(measure, measure.rows, sample.draws)
    found = np.sort(found[np.isfinite(found)])
    if len(found) < (1 - _MOST_UNDEFINED) * len(sample.draws):
        return UNDEFINED
    if found[-1] - found[0] < _SAME:
        return STEADY
    low, high = _bootstrap(measure, measure.rows, sample, value, n, found)
    if measure.ends:
        error = _error(measure, measure.rows, sample.counts, found)
        low, high = measure.ends(Found(measure.rows, sample.counts, error, value, n, low, high))
    return Bounds(min(low, value), max(high, value))


def _bootstrap(
    measure: Measure, rows: Array, sample: Sample, value: float, n: int, found: Array
) -> tuple[float, float]:
    # Ties count half: figures of few recordings take few values.
    below = (np.searchsorted(found, value - _SAME) + np.searchsorted(found, value + _SAME)) / 2
    bias = _NORMAL.inv_cdf(min(max(below / len(found), 1 / len(found)), 1 - 1 / len(found)))
    pull = _acceleration(measure, rows, sample.counts)
    wide = (n / (n - 1)) ** 0.5 * t_quantile(n - 1, SHARE)
    # Of three or four recordings the correction can turn over itself, hence the floor.
    shares = [_NORMAL.cdf(bias + (bias + z) / max(0.1, 1 - pull * (bias + z))) for z in (-wide, wide)]
    low, high = np.interp(np.array(shares) * (len(found) - 1), np.arange(len(found)), found)
    return float(low), float(high)


def _over_draws(measure: Measure, rows: Array, draws: Array) -> Array:
    step = max(1, _AT_ONCE // max(1, rows.shape[1]))
    return np.concatenate([measure.of(draws[at : at + step] @ rows) for at in range(0, len(draws), step)])


def _acceleration(measure: Measure, rows: Array, counts: Array) -> float:
    """Skewness of the influence of each recording, from leaving each out in turn (Efron 1987).

    It falls with √n, and is left out beyond 1,000 recordings.
    """
    if counts.sum() > _MOST_LEFT_OUT:
        return 0.0
    without = _without(measure, rows, counts)
    known = np.isfinite(without)
    times = counts[known]
    pulls = (times @ without[known]) / max(times.sum(), 1) - without[known]
    spread = float(times @ pulls**2)
    return float(times @ pulls**3) / (6 * spread**1.5) if spread > _SAME**2 else 0.0


def _error(measure: Measure, rows: Array, counts: Array, found: Array) -> float:
    """The standard error by leaving out each recording in turn (jackknife; Efron & Tibshirani 1993, chapter 11).

    Beyond 1,000 recordings that of the draws ``found``, which is the same and there already.
    """
    if counts.sum() > _MOST_LEFT_OUT:
        return float(found.std())
    without = _without(measure, rows, counts)
    known = np.isfinite(without)
    times, figures = counts[known], without[known]
    number = max(float(times.sum()), 1.0)
    squares = float(times @ (figures - times @ figures / number) ** 2)
    return float(np.sqrt((number - 1) / number * squares))


def _without(measure: Measure, rows: Array, counts: Array) -> Array:
    return measure.of(counts @ rows - rows)


def _must(total: Callable[[Array], Array] | None) -> Callable[[Array], Array]:
    assert total is not None, "a measure has rows or a total"
    return total
