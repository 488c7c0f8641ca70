"""The headline figure: working days, median and quartiles, and silence where there are too few recordings."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from coder.analysis.turnaround import turnaround, working_days

FRIDAY = date(2026, 5, 1)


@pytest.mark.parametrize(
    ("later", "expected"),
    [(0, 0), (1, 1), (2, 1), (3, 1), (4, 2), (7, 5), (14, 10), (-3, 0)],
)
def test_a_weekend_is_no_working_day(later, expected):
    assert working_days(FRIDAY, FRIDAY + timedelta(days=later)) == expected


def test_a_meeting_at_the_weekend_counts_from_monday():
    saturday, monday, tuesday = (FRIDAY + timedelta(days=days) for days in (1, 3, 4))
    assert working_days(saturday, monday) == 0
    assert working_days(saturday, tuesday) == 1


def test_fewer_than_five_recordings_say_nothing():
    pair = (FRIDAY, FRIDAY + timedelta(days=7))
    assert turnaround([pair] * 4, 10) is None
    assert turnaround([pair] * 5, 10) is not None


def test_median_and_middle_half_are_of_the_days_between():
    pairs = [(FRIDAY, FRIDAY + timedelta(days=7 * weeks)) for weeks in (1, 2, 3, 4, 5)]
    found = turnaround(pairs, 10)
    assert found is not None
    assert (found.low, found.median, found.high) == (10.0, 15.0, 20.0)
    assert found.within_target == 2
    assert not found.demo
