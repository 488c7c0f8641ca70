"""Every figure against worked examples in print, to the digits printed there."""

from __future__ import annotations

from typing import Any

import pytest

from coder.analysis.agreement.figures import Level, RatingAgreement
from coder.analysis.agreement.ratings import rating_agreement
from tests.helpers.agreement_tables import NONE, from_counts, from_tallies, table_of

# Shrout & Fleiss 1979, table 2: six targets, four judges.
SHROUT_FLEISS = [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]]
# Krippendorff 2011, example C: twelve units, four observers, with gaps.
OBSERVERS = [
    [1, 2, 3, 3, 2, 1, 4, 1, 2, NONE, NONE, NONE],
    [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, NONE, 3],
    [NONE, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, NONE],
    [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, NONE],
]
KRIPPENDORFF = list(zip(*OBSERVERS, strict=True))
# Fleiss 1971, table 1: thirty patients, five diagnoses, six psychiatrists.
FLEISS = (
    "00060 03003 01401 00006 03030 20400 00402 20310 20040 00006 10050 11040 03300 10050 02031 "
    "00501 30012 51000 02040 10203 00006 01050 02013 20040 10041 05010 40002 02040 10500 00006"
)


def figures(ratings: Any, level: Level, **more: Any) -> RatingAgreement:
    return rating_agreement(table_of(ratings, level), draws=10, allow_small=True, **more)


def test_shrout_and_fleiss() -> None:
    found = figures(SHROUT_FLEISS, Level.INTERVAL)
    assert (found.n_units, found.n_raters, found.n_pairs) == (6, 4, 36)
    assert found.icc_2_1.value == pytest.approx(0.289764, abs=5e-7)
    assert found.icc_2_k.value == pytest.approx(0.620051, abs=5e-7)


@pytest.mark.parametrize(("level", "alpha"), [("nominal", 0.743421), ("ordinal", 0.815388), ("interval", 0.849107)])
def test_krippendorff_with_gaps(level: str, alpha: float) -> None:
    found = figures(KRIPPENDORFF, Level(level))
    assert (found.n_units, found.n_paired, found.n_raters) == (12, 11, 4)
    assert found.alpha.value == pytest.approx(alpha, abs=5e-7)


def test_krippendorff_two_observers() -> None:
    binary = list(zip("0100000010", "1110010000", strict=True))
    assert figures(binary, Level.NOMINAL).alpha.value == pytest.approx(0.095238, abs=5e-7)
    words = list(zip("aabbdcccedda", "babbbccceddd", strict=True))
    assert figures(words, Level.NOMINAL).alpha.value == pytest.approx(0.691964, abs=5e-7)


def test_gwet_with_gaps() -> None:
    assert figures(KRIPPENDORFF, Level.NOMINAL).ac2.value == pytest.approx(0.775444, abs=5e-7)
    assert figures(KRIPPENDORFF, Level.ORDINAL).ac2.value == pytest.approx(0.914001, abs=5e-7)
    assert figures(KRIPPENDORFF, Level.NOMINAL).kappa.value == pytest.approx(0.761169, abs=5e-7)


@pytest.mark.parametrize(
    ("counts", "kappa"),
    [
        ([[88, 14, 18], [10, 40, 10], [2, 6, 12]], 0.491525),  # Cohen 1960, table 2: .492
        ([[20, 5], [10, 15]], 0.4),
        ([[45, 15], [25, 15]], 0.130435),
        ([[25, 35], [5, 35]], 0.259259),
        ([[118, 5], [2, 0]], -0.023392),  # agreed on 94 %, and below chance
    ],
)
def test_cohen(counts: list[list[int]], kappa: float) -> None:
    assert figures(from_counts(counts), Level.NOMINAL).kappa.value == pytest.approx(kappa, abs=5e-7)


def test_gwet_is_high_where_kappa_is_not_although_people_agree() -> None:
    assert figures(from_counts([[118, 5], [2, 0]]), Level.NOMINAL).ac2.value == pytest.approx(0.9408, abs=5e-5)


def test_cohen_with_quadratic_weights() -> None:
    pairs = list(zip([1, 2, 3, 4, 5, 1, 2, 3, 4, 5, 3, 3], [1, 2, 3, 4, 5, 2, 2, 4, 4, 5, 2, 3], strict=True))
    found = figures(pairs, Level.ORDINAL)
    assert found.weighted_kappa.value == pytest.approx(0.923077, abs=5e-7)
    assert found.kappa.value == pytest.approx(0.689655, abs=5e-7)
    assert (found.exact.value, found.within_one.value) == (9 / 12, 1.0)


def test_fleiss() -> None:
    tallies = [[int(one) for one in row] for row in FLEISS.split()]
    assert [sum(column) for column in zip(*tallies, strict=True)] == [26, 26, 30, 55, 43]
    assert figures(from_tallies(tallies), Level.NOMINAL).kappa.value == pytest.approx(0.430, abs=5e-4)
    fourteen = [
        [0, 0, 0, 0, 14],
        [0, 2, 6, 4, 2],
        [0, 0, 3, 5, 6],
        [0, 3, 9, 2, 0],
        [2, 2, 8, 1, 1],
        [7, 7, 0, 0, 0],
        [3, 2, 6, 3, 0],
        [2, 5, 3, 2, 2],
        [6, 5, 2, 1, 0],
        [0, 2, 2, 3, 7],
    ]
    assert figures(from_tallies(fourteen), Level.NOMINAL).kappa.value == pytest.approx(0.209931, abs=5e-7)


@pytest.mark.parametrize(
    ("both", "first", "second", "neither", "kappa"),
    [
        (2500, 2500, 2500, 2500, 0.0),  # independent, half each
        (6400, 1600, 1600, 400, 0.0),  # independent, 80 % each: another program says 0.660
        (900, 100, 100, 8900, 0.889),  # nine tenths in common
        (0, 500, 500, 0, -1.0),  # disjoint halves: another program says −0.067
    ],
)
def test_four_ways_to_overlap(both: int, first: int, second: int, neither: int, kappa: float) -> None:
    found = figures(from_counts([[both, first], [second, neither]]), Level.NOMINAL)
    assert found.kappa.value == pytest.approx(kappa, abs=5e-4)


def test_people_who_rated_different_units_have_no_agreement_not_full_agreement() -> None:
    apart = [[value, NONE] for value in (1, 2, 3) * 5] + [[NONE, value] for value in (1, 2, 3) * 5]
    for level in Level:
        found = figures(apart, level)
        assert (found.n_units, found.n_paired, found.n_pairs) == (30, 0, 0)
        assert {one.value for one in (*found.coefficients, found.exact)} == {None}
        assert found.alpha.reason == "Not computable because no unit was rated by two raters."
