"""Kappa and its kin: agreement beyond what the same shares of values would give by chance."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from coder.analysis.agreement.ends import intraclass, of_squares
from coder.analysis.agreement.icc import ratings_a_unit
from coder.analysis.agreement.resampling import Measure

Array = NDArray[Any]


def cohen(places: Array, size: int) -> Measure:
    """Cohen's kappa (1960) of two raters; ``places`` (units, 2) in 0…size − 1, nan where not rated.

    Units that only one rated add nothing. nan where both gave one and the same value throughout.
    """
    both = ~np.asarray(np.isnan(places).any(axis=1))
    first, second = (places[:, rater, None] == np.arange(size) for rater in (0, 1))
    same = (first & second).any(axis=1)
    return Measure(np.column_stack([both, same, first & both[:, None], second & both[:, None]]).astype(float), kappa)


def kappa(sums: Array) -> Array:
    """Cohen's kappa from sums (..., n, same, first's counts by value, second's counts by value)."""
    n, same = sums[..., 0], sums[..., 1]
    first, second = np.split(sums[..., 2:], 2, axis=-1)
    with np.errstate(invalid="ignore", divide="ignore"):
        return _beyond(same / n, (first * second).sum(axis=-1) / n**2)


def fleiss(counts: Array) -> Measure:
    """Fleiss's kappa (1971) from ``counts`` (units, values): how many raters gave each value.

    Units may have different numbers of ratings (Gwet 2014, chapter 2): agreement is the mean over units with two or
    more, shares of values are means over all rated units. nan where one value was given throughout.
    """
    return Measure(_rows(counts, 1 - np.eye(counts.shape[1])), _fleiss)


def gwet(counts: Array, apart: Array, *, squares: bool) -> Measure:
    """Gwet's AC2 (2014) from ``counts`` (units, values), AC1 (2008) where all values are equally far apart.

    ``apart`` (values, values) is 0 where two values agree and up to 1 where they do not at all. All values of the
    scale count, also those that nobody gave. nan with fewer than two values. ``squares`` says that
    ``apart`` is squared, which decides about the interval.
    """
    size = counts.shape[1]
    weight = (1 - apart).sum() / (size * (size - 1)) if size > 1 else np.nan

    def of(sums: Array) -> Array:
        agreed, shares = _shares(sums)
        with np.errstate(invalid="ignore", divide="ignore"):
            return _beyond(agreed, weight * (shares * (1 - shares)).sum(axis=-1))

    # Below this no table can be: no agreement at all where chance would give most.
    most = weight * (size - 1) / size if size > 1 else 0.0
    ends = of_squares(np.maximum(counts.sum(axis=1) - 1, 0), -most / (1 - most)) if squares else None
    return Measure(_rows(counts, apart), of, ends=ends)


def squares_apart(scores: Array) -> Array:
    """Quadratic disagreement (Cohen 1968) of each two of the rising ``scores``, from 0 to 1 between the ends."""
    reach = scores[-1] - scores[0] if len(scores) > 1 else 1.0
    return np.asarray(((scores[:, None] - scores[None, :]) / reach) ** 2)


def conger_squares(values: Array) -> Measure:
    """Kappa with quadratic weights: Cohen 1968 of two raters, Conger 1980 of more; ``values`` (units, raters).

    With squares the weights need no table of values: 1 − mean squared difference of two raters of one unit ÷ what it
    would be if each rater's values fell on units at random. Of two raters only units that both rated count; of more,
    agreement is the mean over units with two or more ratings, and a rater's values are all theirs (Gwet 2014).
    """
    rated = np.asarray(~np.isnan(values))
    if values.shape[1] == 2:
        rated &= np.asarray(rated.all(axis=1))[:, None]
    middle = values[rated].mean() if rated.any() else 0.0
    y = np.where(rated, values - middle, 0.0)
    number = rated.sum(axis=1).astype(float)
    paired = number >= 2
    spread = 2 * (number * (y**2).sum(axis=1) - y.sum(axis=1) ** 2)
    apart = np.where(paired, spread / np.maximum(number * (number - 1), 1), 0.0)
    rows = np.column_stack([paired, apart, rated, y, y**2])
    ends = intraclass(ratings_a_unit(values))
    return Measure(rows, lambda sums: _conger(sums, values.shape[1]), ends=ends)


def _conger(sums: Array, raters: int) -> Array:
    rated, first, second = (sums[..., 2 + k * raters : 2 + (k + 1) * raters] for k in range(3))
    with np.errstate(invalid="ignore", divide="ignore"):
        means = np.where(rated > 0, first / rated, 0.0)
        squares = np.where(rated > 0, second / rated, 0.0)
        present = (rated > 0).sum(axis=-1)
        # Over all pairs of raters a ≠ b: E(a²) + E(b²) − 2·E(a)·E(b).
        pairs = present * (present - 1)
        cross = means.sum(axis=-1) ** 2 - (means**2).sum(axis=-1)
        expected = (2 * (present - 1) * squares.sum(axis=-1) - 2 * cross) / pairs
        return np.where(expected > 1e-12, 1 - sums[..., 1] / sums[..., 0] / expected, np.nan)


def _rows(counts: Array, apart: Array) -> Array:
    """What each unit adds: paired, its agreement among pairs, rated, its share of each value."""
    number = counts.sum(axis=1)
    paired, rated = number >= 2, number >= 1
    disagreed = ((counts @ apart) * counts).sum(axis=1) / np.maximum(number * (number - 1), 1)
    shares = counts / np.maximum(number, 1)[:, None]
    return np.column_stack([paired, np.where(paired, 1 - disagreed, 0.0), rated, shares])


def _shares(sums: Array) -> tuple[Array, Array]:
    with np.errstate(invalid="ignore", divide="ignore"):
        return sums[..., 1] / sums[..., 0], sums[..., 3:] / sums[..., 2:3]


def _fleiss(sums: Array) -> Array:
    agreed, shares = _shares(sums)
    return _beyond(agreed, (shares**2).sum(axis=-1))


def _beyond(agreed: Array, chance: Array) -> Array:
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(1 - chance > 1e-12, (agreed - chance) / (1 - chance), np.nan)
