"""Intervals that are not the bootstrap's, against other libraries and against what they are meant to hold."""

from __future__ import annotations

from typing import Any

import krippendorff
import numpy as np
import pytest
from scipy.stats import norm, t
from statsmodels.stats.proportion import proportion_confint

from coder.analysis.agreement.figures import Coefficient, Level, RatingAgreement
from coder.analysis.agreement.ratings import rating_agreement
from tests.helpers.agreement_tables import table_of
from tools.measure_agreement import ratings_of

SCALE = (1, 2, 3, 4, 5)


def figures(ratings: Any, level: Level = Level.ORDINAL, **more: Any) -> RatingAgreement:
    return rating_agreement(table_of(ratings, level, SCALE), draws=200, **more)


def ends(found: Coefficient) -> tuple[float | None, float | None]:
    return found.low, found.high


@pytest.mark.parametrize(("equal", "n"), [(3, 10), (9, 20), (19, 20), (61, 100)])
def test_the_share_of_equal_ratings_by_two_has_the_interval_of_wilson(equal: int, n: int) -> None:
    found = figures([(2, 2)] * equal + [(3, 4)] * (n - equal))
    wilson = pytest.approx(proportion_confint(equal, n, method="wilson"), abs=1e-9)
    assert ends(found.exact) == wilson
    assert ends(found.differences[0].exact) == wilson


def test_pairs_of_one_unit_that_go_together_count_as_one() -> None:
    found = figures([(2, 2, 2)] * 9 + [(1, 3, 5)] * 11)
    by_t = 2 * norm.sf(t.ppf(0.975, 19))
    assert found.n_pairs == 60
    assert ends(found.exact) == pytest.approx(proportion_confint(9, 20, alpha=by_t, method="wilson"), abs=1e-4)


RATINGS = [(1, 2), (2, 2), (3, 3), (4, 5), (5, 5), (2, 3), (1, 1), (4, 4), (3, 5), (2, 1), (4, 3)]


def leaving_each_out(figure: Any) -> float:
    """The variance a unit by leaving out each in turn, of a figure that another library works out."""
    ratings = np.array(RATINGS, float)
    without = [figure(np.delete(ratings, place, axis=0)) for place in range(len(ratings))]
    return float((len(ratings) - 1) * np.sum((without - np.mean(without)) ** 2))


def test_alpha_of_codes_lies_in_the_middle_of_its_interval_on_the_scale_of_fisher() -> None:
    found = figures(RATINGS, Level.NOMINAL).alpha
    seen = leaving_each_out(lambda rest: krippendorff.alpha(rest.T, level_of_measurement="nominal"))
    half = t.ppf(0.975, 10) * (seen / 11) ** 0.5 / (1 - found.value**2)
    middle = np.arctanh(found.value)
    assert ends(found) == pytest.approx((np.tanh(middle - half), np.tanh(middle + half)), abs=1e-3)


def test_alpha_of_few_ratings_allows_for_what_normal_ratings_would_vary_by() -> None:
    found = figures(RATINGS).alpha
    seen = leaving_each_out(lambda rest: krippendorff.alpha(rest.T, level_of_measurement="ordinal"))
    seen /= (1 - found.value**2) ** 2
    # Of two normal ratings Fisher's scale varies by 1 a unit, which counts as if twenty more units had shown it.
    half = t.ppf(0.975, 10 + 20) * ((11 * seen + 20) / 31 / 11) ** 0.5
    middle = np.arctanh(found.value)
    assert ends(found) == pytest.approx((np.tanh(middle - half), np.tanh(middle + half)), abs=1e-3)


def test_intervals_of_one_rater_and_of_the_mean_of_three_tell_the_same_where_raters_hardly_differ() -> None:
    random = np.random.default_rng(5)
    found = rating_agreement(ratings_of(random, 2000, 3, 0.6))
    low, high = (3 * end / (1 + 2 * end) for end in ends(found.icc_2_1))
    assert ends(found.icc_2_k) == pytest.approx((low, high), abs=2e-3)


def test_two_thousand_units_have_the_interval_that_the_bootstrap_gives() -> None:
    ratings = ratings_of(np.random.default_rng(6), 2000, 3, 0.6).values
    found = rating_agreement(ratings_of(np.random.default_rng(6), 2000, 3, 0.6)).icc_2_1
    random = np.random.default_rng(7)
    drawn = [_one_way(ratings[random.integers(0, 2000, 2000)]) for _ in range(400)]
    assert found.high - found.low == pytest.approx(np.quantile(drawn, 0.975) - np.quantile(drawn, 0.025), rel=0.15)


def _one_way(ratings: Any) -> float:
    """ICC of one rating from mean squares, which is ICC(2,1) as far as raters do not differ."""
    n, k = ratings.shape
    between = k * np.var(ratings.mean(axis=1), ddof=1)
    within = np.sum((ratings - ratings.mean(axis=1, keepdims=True)) ** 2) / (n * (k - 1))
    return float((between - within) / (between + (k - 1) * within))


def test_icc_and_weighted_kappa_of_twenty_crowded_units_hold_the_truth_nearly_as_often_as_they_say() -> None:
    # Of these, three raters who share half and hardly give an end, the bootstrap alone holds it in 86 of 100.
    random = np.random.default_rng(4)
    keys = ("icc_2_1", "icc_2_k", "alpha", "weighted_kappa")
    whole = rating_agreement(ratings_of(random, 100_000, 3, 0.5, ", hardly an end"), draws=1)
    found = [rating_agreement(ratings_of(random, 20, 3, 0.5, ", hardly an end"), draws=40) for _ in range(250)]
    for key in keys:
        truth = getattr(whole, key).value
        held = np.mean([getattr(one, key).low <= truth <= getattr(one, key).high for one in found])
        assert (key, 0.90 <= held <= 0.99) == (key, True), held


def test_ac2_of_few_units_allows_for_differences_that_were_not_among_them() -> None:
    # Never more than a step apart: of other twenty, some would be.
    few = figures([(2, 2), (3, 4)] * 10).ac2
    many = rating_agreement(table_of([(2, 2), (3, 4)] * 2000, Level.ORDINAL, SCALE)).ac2
    seen = figures([(2, 2), (3, 4)] * 9 + [(2, 4), (4, 4)]).ac2.value
    assert few.low < seen < few.value < few.high
    # With many units what was seen is all there is, and the interval the bootstrap's: nearly even on both sides.
    assert many.value - many.low == pytest.approx(many.high - many.value, rel=0.1)


def test_ac2_never_goes_below_where_it_can_lie() -> None:
    found = figures([(1, 5), (1, 4), (5, 1)], allow_small=True).ac2
    assert -3.0 <= found.low <= found.value <= found.high


def test_ac1_of_words_keeps_the_bootstrap() -> None:
    words = [("a", "a"), ("a", "b"), ("b", "b"), ("c", "c")] * 5
    ac1 = rating_agreement(table_of(words, Level.NOMINAL), draws=200).ac2
    assert ac1.low < ac1.value < ac1.high
    assert ac1 != rating_agreement(table_of(words, Level.NOMINAL), draws=200, seed=7).ac2


def test_ac2_of_twenty_units_holds_the_truth_nearly_as_often_as_it_says() -> None:
    # Of these the bootstrap alone holds it in 84 of 100.
    random = np.random.default_rng(3)
    truth = rating_agreement(ratings_of(random, 100_000, 2, 0.8), draws=1).ac2.value
    found = [rating_agreement(ratings_of(random, 20, 2, 0.8), draws=200).ac2 for _ in range(250)]
    assert 0.90 <= np.mean([one.low <= truth <= one.high for one in found]) <= 0.99
