"""Krippendorff's alpha: observed against expected disagreement, for any number of raters and with gaps."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from coder.analysis.agreement.ends import fisher, intraclass
from coder.analysis.agreement.figures import Level
from coder.analysis.agreement.icc import ratings_a_unit
from coder.analysis.agreement.resampling import Measure

Array = NDArray[Any]
# Units × values² beyond which coincidences are only added up, not kept by unit: 80 MB.
_MOST_CELLS = 10_000_000


def alpha(values: Array, level: Level) -> Measure:
    """Alpha of ``values`` (units, raters), nan where not rated (Krippendorff 2011, "Computing Krippendorff's
    alpha-reliability"), with the metric of the level. Units with one rating add nothing. nan without variation."""
    if level is Level.INTERVAL:
        return _of_moments(values)
    found = of_counts(counts_of(values), ordinal=level is Level.ORDINAL)
    return found if level is Level.NOMINAL else replace(found, ends=intraclass(ratings_a_unit(values)))


def counts_of(values: Array) -> Array:
    """How often each value that occurs was given to each unit, of shape (units, values), values in rising order."""
    known = np.unique(values[~np.isnan(values)])
    return np.asarray((values[:, :, None] == known).sum(axis=1), float)


def of_counts(counts: Array, *, ordinal: bool = False) -> Measure:
    """Alpha from ``counts`` (units, values in rising order): by coincidences of values within units."""
    number = counts.sum(axis=1)
    weight = np.where(number >= 2, 1 / np.maximum(number - 1, 1), 0.0)
    units, size = counts.shape

    def of(sums: Array) -> Array:
        return _of_coincidences(sums.reshape(*sums.shape[:-1], size, size), ordinal)

    def total(times: Array) -> Array:
        weighted = counts * (weight * times)[:, None]
        return np.asarray(weighted.T @ counts - np.diag(weighted.sum(axis=0))).ravel()

    if units * size**2 > _MOST_CELLS:
        return Measure(None, of, total)
    together = counts[:, :, None] * counts[:, None, :] - counts[:, :, None] * np.eye(size)
    return Measure((together * weight[:, None, None]).reshape(units, size * size), of, ends=fisher)


def _of_coincidences(found: Array, ordinal: bool) -> Array:
    given = found.sum(axis=-1)
    n = given.sum(axis=-1)
    if ordinal:
        # Σ of the values from one to the other, less half of both ends, is the difference of their middle ranks.
        ranks = np.cumsum(given, axis=-1) - given / 2
        apart = (ranks[..., :, None] - ranks[..., None, :]) ** 2
    else:
        apart = np.broadcast_to(1 - np.eye(found.shape[-1]), found.shape)
    expected = (given[..., :, None] * given[..., None, :] * apart).sum(axis=(-1, -2))
    observed = (found * apart).sum(axis=(-1, -2))
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(expected > 1e-12, 1 - (n - 1) * observed / expected, np.nan)


def _of_moments(values: Array) -> Measure:
    """The same with squared differences, which need no table of values: sums and squares do."""
    rated = ~np.isnan(values)
    rated &= (rated.sum(axis=1) >= 2)[:, None]
    number = rated.sum(axis=1).astype(float)
    middle = values[rated].mean() if rated.any() else 0.0
    y = np.where(rated, values - middle, 0.0)
    sums, squares = y.sum(axis=1), (y**2).sum(axis=1)
    within = np.where(number >= 2, (number * squares - sums**2) / np.maximum(number - 1, 1), 0.0)

    def of(found: Array) -> Array:
        n, first, second, apart = np.moveaxis(found, -1, 0)
        expected = n * second - first**2
        with np.errstate(invalid="ignore", divide="ignore"):
            return np.where(expected > 1e-12, 1 - (n - 1) * apart / expected, np.nan)

    return Measure(np.column_stack([number, sums, squares, within]), of, ends=intraclass(ratings_a_unit(values)))
