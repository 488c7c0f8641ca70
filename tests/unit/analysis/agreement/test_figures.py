"""What is withheld, what has no value and why, what stands beside it, and that intervals hold what they say."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from coder.analysis.agreement.figures import Level, RatingAgreement
from coder.analysis.agreement.ratings import rating_agreement
from coder.analysis.agreement.resampling import coefficient, drawn, ratio
from coder.analysis.agreement.scales import CICCHETTI, KOO_LI
from coder.analysis.agreement.tables import RatingTable
from tests.helpers.agreement_tables import NONE, table_of

SCALE = (1, 2, 3, 4, 5)


def figures(ratings: Any, level: Level = Level.ORDINAL, **more: Any) -> RatingAgreement:
    return rating_agreement(table_of(ratings, level), draws=200, **more)


def reasons(found: RatingAgreement) -> set[str]:
    return {one.reason for one in (*found.coefficients, found.exact, found.within_one)}


def test_nine_units_show_their_pairs_and_ten_a_figure() -> None:
    ten = [(1, 1), (2, 3), (3, 3), (4, 5), (5, 5)] * 2
    nine = figures(ten[:9])
    assert (nine.withheld, nine.n_pairs) == (True, 9)
    assert {one.value for one in (*nine.coefficients, nine.exact, nine.within_one)} == {None}
    (reason,) = reasons(nine)
    assert reason.startswith("Withheld because only 9 units were rated by two or more raters")
    assert nine.differences[0].mean.value is None
    shown = table_of(ten[:9], Level.ORDINAL).pairs()
    assert len(shown) == 9
    assert (shown[1].first_value, shown[1].second_value, shown[1].difference) == ("2", "3", 1.0)
    assert figures(ten).withheld is False
    assert None not in {one.value for one in figures(ten).coefficients}
    allowed = figures(ten[:9], allow_small=True)
    assert allowed.kappa.value is not None
    assert any("because it was asked for" in note for note in allowed.notes)


def test_many_pairs_on_few_units_are_few() -> None:
    four_raters = [[1, 2, 2, 1], [3, 3, 4, 3], [5, 4, 5, 5]] * 2
    found = figures(four_raters)
    assert (found.n_paired, found.n_pairs, found.withheld) == (6, 36, True)


def test_what_has_no_value_says_why() -> None:
    assert reasons(figures([[3, 3]] * 12)) >= {
        "Not computable because every rating is the same: without variation, agreement cannot be told from what chance "
        "would give."
    }
    assert figures([[3, 3]] * 12).exact.value == 1.0
    assert reasons(figures([[1], [2]])) == {"Not computable because only one rater gave a value."}
    assert reasons(figures([[NONE, NONE]])) == {"Not computable because there is no rating."}
    nominal = figures([["a", "b"], ["a", "a"]] * 6, Level.NOMINAL)
    assert {one.key for one in (*nominal.coefficients, nominal.within_one) if one.value is None} == {
        "icc_2_1",
        "icc_2_k",
        "weighted_kappa",
        "within_one",
    }
    decimals = figures([[1.5, 1.4], [2.5, 2.6]] * 6, Level.INTERVAL)
    assert [one.key for one in decimals.coefficients if one.value is None] == ["kappa", "ac2"]
    assert "decimals" in decimals.kappa.reason
    one_unit = figures([[1, 2], [NONE, 3]], allow_small=True)
    assert "too little" in one_unit.icc_2_1.reason


def test_a_known_scale_counts_values_nobody_gave() -> None:
    ratings = [(2, 3), (3, 3), (3, 2), (4, 4), (4, 3)] * 3
    narrow = rating_agreement(table_of(ratings, Level.ORDINAL), draws=5)
    wide = rating_agreement(table_of(ratings, Level.ORDINAL, SCALE), draws=5)
    assert wide.ac2.value > narrow.ac2.value
    assert (wide.alpha.value, wide.weighted_kappa.value) == (narrow.alpha.value, narrow.weighted_kappa.value)
    alike = rating_agreement(table_of([(3, 3)] * 12, Level.ORDINAL, SCALE), draws=5)
    assert (alike.ac2.value, alike.kappa.value) == (1.0, None)


def test_bad_tables_are_refused() -> None:
    with pytest.raises(ValueError, match="two values"):
        RatingTable.of([("u", "r", 1), ("u", "r", 1)], Level.ORDINAL)
    with pytest.raises(ValueError, match="not on the scale"):
        RatingTable.of([("u", "r", 6)], Level.ORDINAL, SCALE)
    with pytest.raises(ValueError, match="finite"):
        RatingTable.of([("u", "r", float("nan"))], Level.INTERVAL)


def test_how_two_people_differ() -> None:
    (pair,) = figures([(1, 2), (2, 3), (3, 3), (4, 5), (2, 4)] * 3).differences
    assert (pair.first, pair.second, pair.n) == ("r00", "r01", 15)
    assert pair.mean.value == pytest.approx(1.0)
    assert (pair.exact.value, pair.within_one.value) == (pytest.approx(0.2), pytest.approx(0.8))
    assert pair.mean.low < 1.0 < pair.mean.high


def test_gaps_and_the_k_of_the_mean_are_told() -> None:
    ragged = [[1, 2, NONE], [2, NONE, 2], [NONE, 4, 5], [3, 3, 3], [5, NONE, NONE]] * 3
    notes = " ".join(figures(ragged).notes)
    assert "Units with one rating: 3." in notes
    assert "k = 2.18" in notes  # harmonic mean of 2, 2, 2, 3
    assert "95%" in notes


def test_the_interval_is_the_same_each_time_and_holds_the_truth_as_often_as_it_says() -> None:
    random = np.random.default_rng(1)
    hits = 0
    for _ in range(400):
        given = random.random(30) < 0.6
        sample = drawn(np.ones(30), 400)
        found = coefficient("share", "", 30, ratio(np.ones(30), given), sample, "")
        hits += found.low <= 0.6 <= found.high
    assert 0.91 <= hits / 400 <= 0.985
    again = [figures([(1, 2), (2, 2), (4, 3), (5, 5)] * 4).kappa for _ in range(2)]
    assert again[0] == again[1]
    other = figures([(1, 2), (2, 2), (4, 3), (5, 5)] * 4, seed=7).kappa
    assert (other.value, other.low) != (again[0].value, again[0].low)


def test_where_nothing_varies_there_is_no_interval_and_it_says_so() -> None:
    found = figures([(1, 1), (2, 2), (5, 5)] * 4)
    assert found.alpha.value == pytest.approx(1.0)
    assert (found.alpha.low, found.alpha.high) == (None, None)
    assert found.alpha.reason.startswith("No interval: ")


def test_words_come_with_the_name_of_their_scale() -> None:
    assert CICCHETTI.label(0.74) == "good (Cicchetti 1994)"
    assert KOO_LI.label(0.74) == "moderate (Koo & Li 2016)"
    assert [CICCHETTI.word(value) for value in (-0.2, 0.399, 0.40, 0.60, 0.75)] == [
        "poor",
        "poor",
        "fair",
        "good",
        "excellent",
    ]
    assert KOO_LI.word(0.9) == "excellent"
