"""Ratings blurred by lot: the same lot each time, one in five, and nothing else touched."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from coder.analysis.blurring import REPLACED_SHARE, blurred
from tests.cases.coded_sessions import codebook, session

KEY, OTHER = b"k" * 32, b"o" * 32


def _ratings(value: int | None, key: bytes = KEY, count: int = 600) -> list[int | None]:
    made = blurred([session(number, ratings={"EMP": value, "EVO": value}) for number in range(count)], codebook(), key)
    return [rating for one in made for rating in one.ratings.values()]


def test_one_rating_in_five_is_drawn_and_every_value_may_come():
    for value in codebook().rules.values:
        counts = Counter(_ratings(value))
        assert set(counts) == set(codebook().rules.values)
        drawn = sum(count for rating, count in counts.items() if rating != value)
        share_of_value = {1: 1, 2: 2, 3: 3, 4: 2, 5: 1}[value] / 9
        assert abs(drawn / 1200 - REPLACED_SHARE * (1 - share_of_value)) < 0.035


def test_the_lot_is_the_same_each_time_and_another_for_another_store():
    assert _ratings(3) == _ratings(3)
    assert _ratings(3) != _ratings(3, OTHER)


def test_a_corrected_rating_meets_the_same_lot():
    before, after = _ratings(2), _ratings(4)
    moved = [(old, new) for old, new in zip(before, after, strict=True) if old == new]
    assert 0.15 < len(moved) / len(before) < 0.25
    assert {(old, new) for old, new in zip(before, after, strict=True) if old != new} == {(2, 4)}


def test_not_evaluable_and_all_else_stay_as_they_are():
    assert set(_ratings(None)) == {None}
    one = session(1, codes={"OQ": 3}, double_coded=True)
    (made,) = blurred([one], codebook(), KEY)
    assert replace(made, ratings=one.ratings) == one
