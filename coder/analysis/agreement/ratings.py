"""Agreement on ratings: every figure of one table, or the reason why it is not there."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import combinations
from typing import Any

import numpy as np
from numpy.typing import NDArray

from coder.analysis.agreement import notes
from coder.analysis.agreement.alpha import alpha
from coder.analysis.agreement.chance import cohen, conger_squares, fleiss, gwet, squares_apart
from coder.analysis.agreement.ends import wilson
from coder.analysis.agreement.figures import (
    DRAWS,
    MIN_PAIRED,
    SEED,
    Coefficient,
    Level,
    PairDifference,
    RatingAgreement,
)
from coder.analysis.agreement.icc import icc_mean, icc_single, ratings_a_unit
from coder.analysis.agreement.resampling import Measure, Sample, coefficient, drawn, ratio
from coder.analysis.agreement.tables import RatingTable

Array = NDArray[Any]
# More different values than this are no categories.
_MOST_VALUES = 1000
_STEP = 1 + 1e-9


def rating_agreement(
    table: RatingTable, *, allow_small: bool = False, draws: int = DRAWS, seed: int = SEED
) -> RatingAgreement:
    """All figures of one table of ratings, with 95 % intervals drawn over its units.

    Fewer than ten units that two or more rated give no coefficient unless ``allow_small``. The same table, in any order
    of its rows and whatever its raters are called, gives the same figures and, from one ``seed``, the same intervals.
    """
    work = _Work.over(table, allow_small, draws, seed)
    figures = {key: work.figure(key) for key in notes.FORMS}
    return RatingAgreement(
        level=table.level,
        n_units=work.n_units,
        n_raters=work.n_raters,
        n_paired=work.n_paired,
        n_pairs=work.n_pairs,
        withheld=work.withheld,
        **figures,
        differences=work.differences(table.raters),
        notes=notes.of_table(table, work.n_paired, allow_small, ratings_a_unit(table.values)),
    )


@dataclass(frozen=True)
class _Work:
    """A table whose equal rows are one pattern, with what was drawn from it."""

    level: Level
    known: tuple[Any, ...]
    patterns: Array
    order: tuple[int, ...]
    sample: Sample
    allow_small: bool
    n_units: int
    n_raters: int
    n_paired: int
    n_pairs: int

    @classmethod
    def over(cls, table: RatingTable, allow_small: bool, draws: int, seed: int) -> _Work:
        rated = ~np.isnan(table.values)
        present = [int(one) for one in np.flatnonzero(rated.any(axis=0))]
        # By what they gave, not by name: then what people are called changes nothing, not even what is drawn.
        order = tuple(sorted(present, key=lambda one: sorted(table.values[rated[:, one], one].tolist())))
        values = table.values[rated.any(axis=1)][:, order]
        # Gaps as the lowest value while rows are compared, since nan equals nothing.
        found, counts = np.unique(np.where(np.isnan(values), -np.inf, values), axis=0, return_counts=True)
        number = (~np.isnan(values)).sum(axis=1)
        return cls(
            level=table.level,
            known=table.known,
            patterns=np.where(np.isinf(found), np.nan, found),
            order=order,
            sample=drawn(counts, draws, seed),
            allow_small=allow_small,
            n_units=len(values),
            n_raters=len(order),
            n_paired=int((number >= 2).sum()),
            n_pairs=int((number * (number - 1) // 2).sum()),
        )

    @property
    def withheld(self) -> bool:
        return self.n_paired < MIN_PAIRED and not self.allow_small

    def figure(self, key: str) -> Coefficient:
        form = notes.form_of(key, self.level, self.n_raters)
        reason = self._hindrance(key)
        if reason:
            return Coefficient(key, form, self.n_paired, reason=reason)
        return coefficient(key, form, self.n_paired, self._measure(key), self.sample, self._undefined())

    def differences(self, names: tuple[str, ...]) -> tuple[PairDifference, ...]:
        place = {rater: column for column, rater in enumerate(self.order)}
        found = [self._difference(names, first, second, place) for first, second in combinations(sorted(place), 2)]
        return tuple(one for one in found if one.n)

    def _difference(self, names: tuple[str, ...], first: int, second: int, place: dict[int, int]) -> PairDifference:
        both = self.patterns[:, [place[first], place[second]]]
        shared = np.flatnonzero(~np.isnan(both).any(axis=1))
        apart = both[shared, 1] - both[shared, 0]
        # Only what both rated, so that many raters, each with few units in common, cost no more than few.
        sample = Sample(self.sample.counts[shared], self.sample.draws[:, shared])
        return PairDifference(
            names[first],
            names[second],
            int(sample.counts.sum()),
            self._of_pair("mean", sample, apart),
            self._of_pair("exact", sample, apart == 0),
            self._of_pair("within_one", sample, np.abs(apart) <= _STEP),
        )

    def _of_pair(self, key: str, sample: Sample, counted: Array) -> Coefficient:
        form, n = notes.FORMS_OF_PAIRS[key], int(sample.counts.sum())
        if key != "exact" and self.level is Level.NOMINAL:
            return Coefficient(key, form, n, reason=notes.NO_NUMBERS)
        if n < MIN_PAIRED and not self.allow_small:
            return Coefficient(key, form, n, reason=notes.withheld(n))
        measure = ratio(np.ones(len(counted)), counted)
        if key != "mean":
            measure = replace(measure, ends=wilson)
        return coefficient(key, form, n, measure, sample, notes.NO_PAIRS)

    def _hindrance(self, key: str) -> str:
        if self.level is Level.NOMINAL and key in notes.NEEDS_NUMBERS:
            return notes.NO_NUMBERS
        if self.n_raters < 2:
            return notes.ONE_RATER if self.n_raters else notes.NO_RATINGS
        if not self.n_paired:
            return notes.NO_PAIRS
        if self.withheld:
            return notes.withheld(self.n_paired)
        return self._not_categories(key)

    def _not_categories(self, key: str) -> str:
        if key in notes.NEEDS_CATEGORIES:
            if self.level is Level.INTERVAL and any(one != int(one) for one in self.known):
                return notes.NOT_WHOLE
            if len(self.known) > _MOST_VALUES:
                return notes.TOO_MANY_VALUES
        if key == "alpha" and self.level is not Level.INTERVAL and len(self.known) > _MOST_VALUES:
            return notes.TOO_MANY_VALUES
        return ""

    def _undefined(self) -> str:
        given = self.patterns[(~np.isnan(self.patterns)).sum(axis=1) >= 2]
        given = given[~np.isnan(given)]
        return notes.NO_VARIATION if np.ptp(given) == 0 else notes.TOO_FEW

    def _measure(self, key: str) -> Measure:
        values = self.patterns
        match key:
            case "icc_2_1":
                return icc_single(values)
            case "icc_2_k":
                return icc_mean(values)
            case "alpha":
                return alpha(values, self.level)
            case "weighted_kappa":
                return conger_squares(values)
            case "kappa":
                places = self._places()
                return cohen(places, len(self.known)) if self.n_raters == 2 else fleiss(self._counts(places))
            case "ac2":
                return gwet(self._counts(self._places()), self._apart(), squares=self.level is not Level.NOMINAL)
        return _pairs_within(values, 0.0 if key == "exact" else _STEP)

    def _places(self) -> Array:
        if self.level is Level.NOMINAL:
            return self.patterns
        places = np.searchsorted(np.array(self.known), self.patterns).astype(float)
        return np.where(np.isnan(self.patterns), np.nan, places)

    def _counts(self, places: Array) -> Array:
        counts = np.zeros((len(places), len(self.known)))
        for column in places.T:
            rated = ~np.isnan(column)
            counts[np.flatnonzero(rated), column[rated].astype(int)] += 1
        return counts

    def _apart(self) -> Array:
        if self.level is Level.NOMINAL:
            return np.asarray(1 - np.eye(len(self.known)))
        return squares_apart(np.array(self.known))


def _pairs_within(values: Array, step: float) -> Measure:
    """The share of all pairs of ratings of one unit that lie at most ``step`` apart."""
    pairs, near = np.zeros(len(values)), np.zeros(len(values))
    for first in range(values.shape[1] - 1):
        apart = np.abs(values[:, first + 1 :] - values[:, first, None])
        pairs += (~np.isnan(apart)).sum(axis=1)
        near += (apart <= step).sum(axis=1)
    return replace(ratio(pairs, near), ends=wilson)
