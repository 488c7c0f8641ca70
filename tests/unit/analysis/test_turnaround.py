"""The headline figure: working days, median and quartiles, and silence where there are too few recordings."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from dateutil.easter import easter

from coder.analysis.turnaround import turnaround, waiting
from coder.analysis.working_days import bank_holidays, working_days

FRIDAY = date(2026, 6, 5)
MONDAY, SATURDAY, SUNDAY = 0, 5, 6


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


def test_a_bank_holiday_is_no_working_day():
    thursday, tuesday = date(2026, 4, 2), date(2026, 4, 7)
    assert working_days(thursday, tuesday) == 1
    assert working_days(date(2026, 12, 24), date(2026, 12, 29)) == 1


def mondays(year: int, month: int) -> list[date]:
    days = [date(year, month, day) for day in range(1, 32)]
    return [day for day in days if day.weekday() == MONDAY]


def test_the_bank_holidays_are_those_the_law_makes():
    known = bank_holidays()
    years = range(2024, known.last_year + 1)
    assert list(known.days) == [day for year in years for day in lawful(year)]


def lawful(year: int) -> list[date]:
    """The days of the Act of 1971 worked out by its rules; nothing was proclaimed beside them in these years."""
    new_year = date(year, 1, 1)
    while new_year.weekday() in (SATURDAY, SUNDAY):
        new_year += timedelta(days=1)
    christmas = [date(year, 12, 25), date(year, 12, 26)]
    weekend = [day for day in christmas if day.weekday() in (SATURDAY, SUNDAY)]
    after = date(year, 12, 27)
    substitutes = []
    for _ in weekend:
        while after.weekday() in (SATURDAY, SUNDAY):
            after += timedelta(days=1)
        substitutes.append(after)
        after += timedelta(days=1)
    kept = [day for day in christmas if day not in weekend]
    may = mondays(year, 5)
    good_friday, easter_monday = easter(year) - timedelta(days=2), easter(year) + timedelta(days=1)
    return [new_year, good_friday, easter_monday, may[0], may[-1], mondays(year, 8)[-1], *kept, *substitutes]


def test_what_waits_is_counted_beside_what_is_finished():
    today = FRIDAY + timedelta(days=28)
    found = waiting([FRIDAY, today - timedelta(days=14), today - timedelta(days=15)], today, 10)
    assert (found.n, found.beyond_target) == (3, 2)


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
