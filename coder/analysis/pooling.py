"""A small-sample estimate that borrows strength from the service: normal–normal empirical Bayes with slow drift.

Model for one worker and one principle, ratings y₁…yₙ at t₁…tₙ (years since that worker's first recording):

    yᵢ = θ(tᵢ) + εᵢ            ε ~ N(0, σ²)      visits and evaluators differ
    θ(t) = θ₀ + w(t)           θ₀ ~ N(μ, τ² + s²) workers differ; s is the standard error of μ
                               w a random walk, Var w(t) = δ² t   practice changes slowly

μ, σ and τ come from the *other* workers of the service, so no rating is used twice. With few data they lean on weak
defaults of our own (σ .6, τ .5: the spread assumed for this work before there are data) and never fall below floors:
a whole number cannot measure more finely than its own rounding allows. δ (.6 a year) is an assumption: within a
year a worker may travel about as far as two workers differ. The posterior of θ is the usual Gaussian one (Gelman et
al., Bayesian Data Analysis, 3rd ed., §5.4 for the pooling; Rasmussen & Williams 2006, eq. 2.23–2.24 for the form).

Assumed and not true to the letter: ratings are whole numbers from 1 to 5, not normal; all evaluators are alike; visits
are exchangeable. A simulation in the tests measures what that costs in coverage.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from coder.analysis.intervals import LikelyRange, likely_range

DEFAULT_WITHIN_SD = 0.6
DEFAULT_BETWEEN_SD = 0.5
DRIFT_SD_PER_YEAR = 0.6
FLOOR_WITHIN_SD = 0.4
FLOOR_BETWEEN_SD = 0.2
# How many degrees of freedom (ratings) and workers the defaults are worth against the service's own data.
DEFAULT_WITHIN_WEIGHT = 10.0
DEFAULT_BETWEEN_WEIGHT = 5.0
# Before any data the service's mean is somewhere about the middle of the scale, give or take one step.
DEFAULT_MEAN_SD = 1.0

Vector = NDArray[np.float64]


@dataclass(frozen=True)
class Spread:
    """What is known from the other workers: their mean with its standard error, and both spreads, in rating steps."""

    mean: float
    mean_se: float
    within_sd: float
    between_sd: float


def _within_variance(squares: float, freedom: int) -> float:
    blended = (DEFAULT_WITHIN_WEIGHT * DEFAULT_WITHIN_SD**2 + squares) / (DEFAULT_WITHIN_WEIGHT + freedom)
    return max(blended, FLOOR_WITHIN_SD**2)


def _between_variance(means: Vector, sizes: NDArray[np.intp], within: float) -> float:
    """Spread of the workers' true levels: variance of their means less what rating noise explains, never below 0."""
    if len(means) < 2:
        return DEFAULT_BETWEEN_SD**2
    noise = within * float((1 / sizes).mean())
    own = max(float(means.var(ddof=1)) - noise, 0.0)
    weight = len(means) - 1
    blended = (DEFAULT_BETWEEN_WEIGHT * DEFAULT_BETWEEN_SD**2 + weight * own) / (DEFAULT_BETWEEN_WEIGHT + weight)
    return max(blended, FLOOR_BETWEEN_SD**2)


def service_spread(others: Sequence[Sequence[float]], middle: float) -> Spread:
    """Estimate mean and spreads from the ratings of the other workers (one sequence each; empty ones are ignored).

    ``middle`` is the middle of the scale, from which the mean starts when nothing is known. The mean weighs each
    worker by the precision of that worker's own mean, 1/(τ² + σ²/n).
    """
    # All workers in one array, as one array each takes most of the time of a profile.
    sizes = np.array([len(values) for values in others if len(values)], dtype=np.intp)
    every = np.fromiter(chain.from_iterable(others), dtype=np.float64, count=int(sizes.sum()))
    starts = np.cumsum(sizes) - sizes
    means = np.add.reduceat(every, starts) / sizes if len(sizes) else every
    squares = float(((every - np.repeat(means, sizes)) ** 2).sum())
    within = _within_variance(squares, int((sizes - 1).sum()))
    between = _between_variance(means, sizes, within)
    weights = 1 / (between + within / sizes)
    prior_weight = 1 / DEFAULT_MEAN_SD**2
    total = float(weights.sum()) + prior_weight
    mean = (float(weights @ means) + prior_weight * middle) / total
    return Spread(mean, total**-0.5, within**0.5, between**0.5)


def _posterior(values: Vector, years: Vector, spread: Spread) -> tuple[Vector, NDArray[np.float64]]:
    """Mean and covariance of θ at every time given every rating."""
    prior = spread.between_sd**2 + spread.mean_se**2 + DRIFT_SD_PER_YEAR**2 * np.minimum.outer(years, years)
    noisy = prior + spread.within_sd**2 * np.eye(len(values))
    gain = np.linalg.solve(noisy, prior).T
    return spread.mean + gain @ (values - spread.mean), prior - gain @ prior


def running_estimates(values: Sequence[float], years: Sequence[float], spread: Spread) -> tuple[LikelyRange, ...]:
    """The worker's level after each recording, from that recording and the earlier ones only.

    ``years`` are years since the first recording, rising or equal. Later recordings never change an earlier estimate.
    The posterior of the latest level one recording after the other, which for a random walk takes no matrix (the
    Kalman filter of the local level model; Durbin & Koopman 2012, §2.2).
    """
    mean, variance, before = spread.mean, spread.between_sd**2 + spread.mean_se**2, 0.0
    estimates = []
    for value, year in zip(values, years, strict=True):
        variance += DRIFT_SD_PER_YEAR**2 * (year - before)
        gain = variance / (variance + spread.within_sd**2)
        mean, variance, before = mean + gain * (value - mean), variance * (1 - gain), year
        estimates.append(likely_range(mean, variance))
    return tuple(estimates)


def change_since_first(values: Sequence[float], years: Sequence[float], spread: Spread) -> LikelyRange | None:
    """θ at the last recording less θ at the first, given all ratings; None with fewer than two recordings."""
    if len(values) < 2:
        return None
    y, t = np.asarray(values, dtype=np.float64), np.asarray(years, dtype=np.float64)
    mean, covariance = _posterior(y, t, spread)
    variance = covariance[-1, -1] + covariance[0, 0] - 2 * covariance[-1, 0]
    return likely_range(float(mean[-1] - mean[0]), float(variance))
