"""The headline figure: working days, median and quartiles, and silence where there are too few recordings."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from dateutil.easter import easter

from coder.analysis.turnaround import turnaround, waiting
from coder.analysis.working_days import bank_holidays, working_days
from coder.domain.overview import Nation

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
    for place in Nation:
        known = bank_holidays(place)
        years = range(2024, known.last_year + 1)
        assert list(known.days) == [day for year in years for day in lawful(year, place)], place


def lawful(year: int, place: Nation) -> list[date]:
    """The days of the Act of 1971 worked out by its rules, and the one day proclaimed beside them in these years."""
    scotland, ireland = place is Nation.SCOTLAND, place is Nation.NORTHERN_IRELAND
    fixed = [(1, 1), *([(1, 2)] if scotland else []), *([(3, 17), (7, 12)] if ireland else [])]
    fixed += [*([(11, 30)] if scotland else []), (12, 25), (12, 26)]
    easter_day, may, august = easter(year), mondays(year, 5), mondays(year, 8)
    days = [easter_day - timedelta(days=2), may[0], may[-1], august[0] if scotland else august[-1]]
    days += [] if scotland else [easter_day + timedelta(days=1)]
    days += [date(2026, 6, 15)] if scotland and year == 2026 else []
    wanted = [date(year, *one) for one in fixed]
    days += [day for day in wanted if day.weekday() not in (SATURDAY, SUNDAY)]
    for day in (day for day in wanted if day.weekday() in (SATURDAY, SUNDAY)):
        while day.weekday() in (SATURDAY, SUNDAY) or day in days:
            day += timedelta(days=1)
        days.append(day)
    return sorted(days)


def test_another_part_of_the_country_has_other_working_days():
    before, after = date(2026, 11, 27), date(2026, 12, 1)
    assert [working_days(before, after, place) for place in Nation] == [2, 1, 2]
    pairs = [(before, after)] * 5
    found = turnaround(pairs, 10, Nation.SCOTLAND)
    assert (found.median, found.holidays_of, found.holidays_until) == (1.0, Nation.SCOTLAND, 2028)


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
