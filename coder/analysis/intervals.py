"""Likely ranges: four times in five the truth lies inside, with one chance in ten on either side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import NormalDist

LIKELY_SHARE = 0.8

_Z = NormalDist().inv_cdf((1 + LIKELY_SHARE) / 2)


@dataclass(frozen=True)
class LikelyRange:
    """A value with its 80 % range, in rating steps."""

    mean: float
    low: float
    high: float

    @property
    def excludes_zero(self) -> bool:
        """Whether zero lies outside the range."""
        return self.low > 0 or self.high < 0


def likely_range(mean: float, variance: float) -> LikelyRange:
    """The 80 % range of a normal distribution with this mean and variance (≥ 0)."""
    half = _Z * max(variance, 0.0) ** 0.5
    return LikelyRange(mean, mean - half, mean + half)


def t_quantile(freedom: int, share: float = LIKELY_SHARE) -> float:
    """The end of the middle ``share`` of Student's t with ``freedom`` ≥ 2 degrees of freedom.

    Right to 0.02 for the middle 0.8, and to 0.3 % for the middle 0.95 from 4 degrees on.

    Expansion of Abramowitz & Stegun 1964, 26.7.5; it spares the interface the import of a statistics library.
    """
    z = NormalDist().inv_cdf((1 + share) / 2)
    return (
        z
        + (z**3 + z) / (4 * freedom)
        + (5 * z**5 + 16 * z**3 + 3 * z) / (96 * freedom**2)
        + (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / (384 * freedom**3)
    )


def clustered_difference(now: Mapping[str, Sequence[float]], before: Mapping[str, Sequence[float]]) -> LikelyRange:
    """Mean of all ratings now less mean of all ratings before, with an 80 % range clustered by worker.

    Both map worker id to that worker's ratings and hold at least one rating. Ratings of one worker go together, so
    the spread comes from the workers and not from the recordings: with u_j = Σ(y₁ − ȳ₁)/n₁ − Σ(y₀ − ȳ₀)/n₀ over worker
    j's ratings, Var = J/(J−1) · Σ u_j² and t with J − 1 degrees of freedom (linearised cluster-robust variance; Liang &
    Zeger 1986). Raises ValueError with fewer than three workers, for whom no spread can be told.
    """
    workers = sorted({*now, *before})
    if len(workers) < 3:
        raise ValueError("a spread between workers needs at least three of them")
    means, counts = [], []
    for ratings in (now, before):
        counts.append(sum(len(values) for values in ratings.values()))
        means.append(sum(sum(values) for values in ratings.values()) / counts[-1])

    def pull(ratings: Mapping[str, Sequence[float]], worker: str, side: int) -> float:
        return sum(value - means[side] for value in ratings.get(worker, ())) / counts[side]

    squares = sum((pull(now, worker, 0) - pull(before, worker, 1)) ** 2 for worker in workers)
    variance = len(workers) / (len(workers) - 1) * squares
    half = t_quantile(len(workers) - 1) * variance**0.5
    difference = means[0] - means[1]
    return LikelyRange(difference, difference - half, difference + half)
