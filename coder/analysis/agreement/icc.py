"""Intraclass correlation, absolute agreement: how much of the spread of ratings lies between the recordings."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from coder.analysis.agreement.ends import intraclass, intraclass_mean
from coder.analysis.agreement.resampling import Measure

Array = NDArray[Any]
# Below this share of the largest eigenvalue a direction is not there at all: rank, not size.
_NO_DIRECTION = 1e-9


def icc_single(values: Array) -> Measure:
    """ICC(2,1), two-way random, absolute agreement, one rater (Shrout & Fleiss 1979); ``values`` (units, raters).

    Of a complete table exactly their (MSR − MSE) / (MSR + (k − 1)·MSE + k·(MSC − MSE)/n). Cells may be missing (nan):
    the same variance components then come from the sums of squares of units beside raters, raters beside units and
    the rest (fitting constants; Henderson 1953, method 3), which are those of the complete table if nothing is missing.
    Below zero the raters agree less than ratings given at random. nan without variation, and where nothing is left to
    tell raters from error.
    """
    raters = values.shape[1]
    ends = intraclass(ratings_a_unit(values))
    return Measure(_rows(values), lambda sums: _ratio(*_components(sums, raters), 1.0), ends=ends)


def icc_mean(values: Array) -> Measure:
    """ICC(2,k): the same for the mean over the k ratings of a unit, where k is ``ratings_a_unit``."""
    raters = values.shape[1]

    def of(sums: Array) -> Array:
        return _ratio(*_components(sums, raters), sums[..., 0] / np.where(sums[..., 1] > 0, sums[..., 1], np.nan))

    return Measure(_rows(values), of, ends=intraclass_mean(ratings_a_unit(values)))


def ratings_a_unit(values: Array) -> float:
    """k of ICC(2,k): the harmonic mean of ratings a unit, over units with two or more; nan without any."""
    sums = _rows(values).sum(axis=0)
    return float(sums[0] / sums[1]) if sums[1] else float("nan")


def _rows(values: Array) -> Array:
    """What each unit with two or more ratings adds: 1, 1/n, n, Σ(y − ȳ)², Σy², then by rater: rated, y, and so on."""
    rated = ~np.isnan(values)
    rated &= (rated.sum(axis=1) >= 2)[:, None]
    here = rated.astype(float)
    number = here.sum(axis=1)
    # Around the middle of all ratings, so that squares of large numbers do not swallow small differences.
    middle = values[rated].mean() if rated.any() else 0.0
    y = np.where(rated, values - middle, 0.0)
    share = 1 / np.maximum(number, 1)
    apart = np.where(rated, y - (y.sum(axis=1) * share)[:, None], 0.0)
    # Of the symmetric matrix one half, which is all that eigh reads.
    row, column = np.tril_indices(values.shape[1])
    between = here[:, row] * ((row == column) - here[:, column] * share[:, None])
    sums = [number > 0, share * (number > 0), number, (apart**2).sum(axis=1), (y**2).sum(axis=1)]
    return np.column_stack([*sums, here, y, apart, between])


def _components(sums: Array, raters: int) -> tuple[Array, Array, Array]:
    """Variance between units, between raters, and of the rest; of shape (...), nan where there is nothing to tell."""
    units, cells, within_units, squares = sums[..., 0], sums[..., 2], sums[..., 3], sums[..., 4]
    rated, totals, apart = (sums[..., 5 + k * raters : 5 + (k + 1) * raters] for k in range(3))
    between = np.zeros((*sums.shape[:-1], raters, raters))
    between[..., *np.tril_indices(raters)] = sums[..., 5 + 3 * raters :]
    # Raters beside units: b′C⁻b, with C the raters' share within units.
    sizes, ways = np.linalg.eigh(between)
    real = sizes > _NO_DIRECTION * np.maximum(sizes[..., -1:], 1e-300)
    along = np.einsum("...ij,...i->...j", ways, apart)
    raters_ss = np.where(real, along**2 / np.where(real, sizes, 1.0), 0.0).sum(axis=-1)
    rank, present = real.sum(axis=-1), (rated > 0).sum(axis=-1)
    rest_ss = np.maximum(within_units - raters_ss, 0.0)
    units_ss = squares - (totals**2 / np.maximum(rated, 1)).sum(axis=-1) - rest_ss
    with np.errstate(invalid="ignore", divide="ignore"):
        rest = np.where(cells - units - rank > 0, rest_ss / (cells - units - rank), np.nan)
        rater = (raters_ss - rank * rest) / (cells - units)
        # Units beside raters have as many degrees of freedom as are left: all cells, less raters, less the rest.
        unit = (units_ss - (units + rank - present) * rest) / (cells - present)
    return unit, rater, rest


def _ratio(unit: Array, rater: Array, rest: Array, k: Array | float) -> Array:
    with np.errstate(invalid="ignore", divide="ignore"):
        whole = unit + (rater + rest) / k
        return np.where(whole > 1e-12, unit / whole, np.nan)
