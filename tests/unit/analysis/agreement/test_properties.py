"""Thousands of drawn tables: what must not change a figure, where figures must lie, and what other libraries say."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import krippendorff
import numpy as np
import pytest
from numpy.typing import NDArray
from sklearn.metrics import cohen_kappa_score
from statsmodels.stats.inter_rater import fleiss_kappa
from statsmodels.tools.tools import pinv_extended

from coder.analysis.agreement.alpha import alpha
from coder.analysis.agreement.chance import cohen, conger_squares, fleiss
from coder.analysis.agreement.figures import Coefficient, Level, RatingAgreement
from coder.analysis.agreement.ratings import rating_agreement
from coder.analysis.agreement.resampling import Measure
from coder.analysis.agreement.tables import RatingTable
from tests.helpers.agreement_tables import Rows, drawn_tables, rows_of

SCALE = (1, 2, 3, 4, 5)
CLOSE = 1e-9
Ratings = NDArray[np.float64]


def of_rows(rows: Rows, level: Level, draws: int = 20) -> RatingAgreement:
    return rating_agreement(RatingTable.of(rows, level), allow_small=True, draws=draws)


def every(found: RatingAgreement) -> list[Coefficient]:
    pairs = [one for pair in found.differences for one in (pair.mean, pair.exact, pair.within_one)]
    return [*found.coefficients, found.exact, found.within_one, *pairs]


def values(found: RatingAgreement) -> list[float | None]:
    return [one.value for one in (*found.coefficients, found.exact, found.within_one)]


def assert_same(found: RatingAgreement, again: RatingAgreement, keys: tuple[str, ...] = ()) -> None:
    for one, other in zip((*found.coefficients, found.exact), (*again.coefficients, again.exact), strict=True):
        if not keys or one.key in keys:
            assert (one.value is None) == (other.value is None), one.key
            assert one.value is None or one.value == pytest.approx(other.value, abs=CLOSE), one.key


def test_no_figure_is_nan_none_is_without_a_reason_and_each_lies_where_it_may() -> None:
    for number, ratings in enumerate(drawn_tables(600, 1)):
        found = of_rows(rows_of(ratings), list(Level)[number % 3])
        for one in every(found):
            if one.value is None:
                assert one.reason.startswith("Not computable because ")
                assert (one.low, one.high) == (None, None)
                continue
            assert np.isfinite(one.value)
            assert (one.low is None) == (one.high is None) == bool(one.reason)
            assert one.low is None or one.low <= one.value <= one.high
        for one in (*found.coefficients, found.exact, found.within_one):
            assert one.value is None or one.value <= 1 + CLOSE
        if found.within_one.value is not None:
            assert 0 <= found.exact.value <= found.within_one.value


def test_order_of_rows_and_names_of_raters_change_nothing() -> None:
    random = np.random.default_rng(2)
    for number, ratings in enumerate(drawn_tables(200, 2)):
        rows, level = rows_of(ratings), list(Level)[number % 3]
        found = of_rows(rows, level)
        shuffled = [rows[place] for place in random.permutation(len(rows))]
        assert of_rows(shuffled, level) == found
        names = {
            name: f"x{place}" for name, place in zip({row[1] for row in rows}, random.permutation(6), strict=False)
        }
        assert_same(of_rows([(unit, names[rater], value) for unit, rater, value in rows], level), found)


def test_units_nobody_rated_and_raters_who_rated_nothing_change_nothing() -> None:
    for ratings in drawn_tables(150, 3):
        rows = rows_of(ratings)
        more = [*rows, ("empty", "r00", None), *((unit, "absent", None) for unit, _, _ in rows[:1])]
        found, again = (of_rows(one, Level.ORDINAL) for one in (rows, more))
        assert replace(again, notes=()) == replace(found, notes=())


def test_other_words_for_nominal_values_change_nothing() -> None:
    random = np.random.default_rng(4)
    for ratings in drawn_tables(250, 4):
        rows = rows_of(ratings)
        words = dict(zip(SCALE, random.permutation(["b", "E", "ä", "01", "1"]), strict=True))
        renamed = [(unit, rater, value and words[value]) for unit, rater, value in rows]
        assert_same(of_rows(renamed, Level.NOMINAL), of_rows(rows, Level.NOMINAL))


def test_another_zero_and_another_step_change_nothing_at_the_level_interval() -> None:
    random = np.random.default_rng(5)
    for ratings in drawn_tables(150, 5):
        zero, step = float(random.normal(0, 1000)), float(random.choice([0.25, 3.0]))
        found, again = (of_rows(rows_of(one), Level.INTERVAL) for one in (ratings, zero + step * ratings))
        assert_same(again, found, ("icc_2_1", "icc_2_k", "alpha", "weighted_kappa", "exact"))


def test_raters_who_always_agree_agree_wholly() -> None:
    for ratings in drawn_tables(250, 6, complete=True):
        alike = np.repeat(ratings[:, :1], ratings.shape[1], axis=1)
        found = of_rows(rows_of(alike), Level.ORDINAL)
        varied = len(np.unique(alike)) > 1
        for one in found.coefficients:
            assert one.value == (pytest.approx(1.0) if varied else None)
            assert one.low is None or one.low == pytest.approx(1.0)
        assert (found.exact.value, found.within_one.value) == (1.0, 1.0)


def whole(measure: Measure) -> float:
    """The figure of a table without interval and the rest, so that thousands can be compared."""
    return float(measure.of(measure.rows.sum(axis=0)))


def test_alpha_agrees_with_krippendorffs_library() -> None:
    compared = 0
    for ratings in drawn_tables(2000, 7):
        pairable = ratings[(~np.isnan(ratings)).sum(axis=1) >= 2]
        if len(np.unique(pairable[~np.isnan(pairable)])) < 2:
            continue
        level = list(Level)[compared % 3]
        ours = whole(alpha(ratings, level))
        assert ours == pytest.approx(krippendorff.alpha(ratings.T, level_of_measurement=level.value), abs=CLOSE)
        compared += 1
    assert compared > 1500


def test_kappa_agrees_with_scikit_learn_and_statsmodels() -> None:
    compared = 0
    for ratings in drawn_tables(2000, 8, complete=True):
        tallies = (ratings[:, :, None] == np.array(SCALE)).sum(axis=1)
        if np.ptp(ratings) == 0:
            continue
        if ratings.shape[1] > 2:
            assert whole(fleiss(tallies)) == pytest.approx(fleiss_kappa(tallies), abs=CLOSE)
        elif compared % 5 == 0:
            # Its checks of what is given take most of the time, so a part of the tables is compared.
            assert whole(cohen(ratings - 1, 5)) == pytest.approx(cohen_kappa_score(*ratings.T), abs=CLOSE)
            weighted = cohen_kappa_score(*ratings.T, weights="quadratic", labels=list(SCALE))
            assert whole(conger_squares(ratings)) == pytest.approx(weighted, abs=CLOSE)
        compared += 1
    assert compared > 1500


def variance_components(ratings: Ratings) -> tuple[float, float, float]:
    """Henderson's method 3 by projections on dummies, which shares nothing with sums over units."""
    unit, rater = np.nonzero(~np.isnan(ratings))
    y, one = ratings[unit, rater], np.ones((len(unit), 1))
    units, raters = (np.eye(n)[which] for n, which in zip(ratings.shape, (unit, rater), strict=True))

    def beside(*columns: Any) -> tuple[Any, int]:
        inverse, sizes = pinv_extended(np.hstack(columns))
        return np.eye(len(y)) - np.hstack(columns) @ inverse, int((sizes > 1e-9).sum())

    (all_left, all_rank), (by_rater, rater_rank), (by_unit, unit_rank) = (
        beside(*columns) for columns in ((one, units, raters), (one, raters), (one, units))
    )
    rest = y @ all_left @ y / (len(y) - all_rank)
    between = y @ (by_rater - all_left) @ y - (all_rank - rater_rank) * rest
    rater_part = y @ (by_unit - all_left) @ y - (all_rank - unit_rank) * rest
    return between / np.trace(units.T @ by_rater @ units), rater_part / np.trace(raters.T @ by_unit @ raters), rest


def test_icc_agrees_with_projections_by_the_pseudoinverse_of_statsmodels_also_with_gaps() -> None:
    compared = 0
    for ratings in drawn_tables(250, 9):
        paired = ratings[(~np.isnan(ratings)).sum(axis=1) >= 2]
        found = of_rows(rows_of(ratings), Level.INTERVAL, draws=2).icc_2_1
        if found.value is None or len(paired) < 4:
            continue
        unit, rater, rest = variance_components(paired[:, ~np.isnan(paired).all(axis=0)])
        assert found.value == pytest.approx(unit / (unit + rater + rest), abs=CLOSE)
        compared += 1
    assert compared > 150


def gwet_by_pairs(ratings: Ratings, apart: Any) -> float:
    """AC1 and AC2 from their definition, pair by pair (Gwet 2014)."""
    agreed, shares = [], np.zeros(len(SCALE))
    rated = [[int(one) - 1 for one in row if one == one] for row in ratings]
    for row in filter(None, rated):
        for place in row:
            shares[place] += 1 / len(row) / sum(map(bool, rated))
        pairs = [1 - apart(a, b) for n, a in enumerate(row) for m, b in enumerate(row) if n != m]
        agreed += [sum(pairs) / len(pairs)] if pairs else []
    weights = sum(1 - apart(a, b) for a in range(5) for b in range(5))
    chance = weights / 20 * sum(share * (1 - share) for share in shares)
    return float((np.mean(agreed) - chance) / (1 - chance))


def test_gwet_agrees_with_its_definition() -> None:
    for number, ratings in enumerate(drawn_tables(300, 10)):
        nominal = number % 2 == 0
        level = Level.NOMINAL if nominal else Level.ORDINAL
        table = RatingTable.of(rows_of(ratings), level, SCALE)
        ours = rating_agreement(table, allow_small=True, draws=2).ac2.value
        if ours is not None:
            apart = (lambda a, b: float(a != b)) if nominal else (lambda a, b: (a - b) ** 2 / 16)
            assert ours == pytest.approx(gwet_by_pairs(ratings, apart), abs=CLOSE)
