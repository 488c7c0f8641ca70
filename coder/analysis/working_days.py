"""Working days of a service: Monday to Friday without bank holidays."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources

import numpy as np

from coder.domain.overview import Nation


@dataclass(frozen=True)
class BankHolidays:
    """Days nobody is expected to work in one part of the country; later years than ``last_year`` are not known."""

    last_year: int
    days: tuple[date, ...]


@cache
def bank_holidays(place: Nation = Nation.ENGLAND_AND_WALES) -> BankHolidays:
    """The bank holidays that come with the program (bank-holidays.toml beside this module)."""
    file = resources.files("coder.analysis") / "bank-holidays.toml"
    years = tomllib.loads(file.read_text(encoding="utf-8"))[place.value]
    return BankHolidays(max(int(year) for year in years), tuple(day for year in years.values() for day in year))


def working_days(held_on: date, feedback_on: date, place: Nation = Nation.ENGLAND_AND_WALES) -> int:
    """Working days from the day of the meeting to the day of feedback; 0 on the same day or when it lies before.

    Monday to Friday count, bank holidays do not; after the last year known they count like any other day.
    """
    return max(0, int(np.busday_count(held_on, feedback_on, holidays=list(bank_holidays(place).days))))


def working_day_after(day: date, count: int, place: Nation = Nation.ENGLAND_AND_WALES) -> date:
    """The day ``count`` working days (at least 0) after a day; a day that is none counts as the next that is."""
    # Rolled first, so that from a Saturday one working day on is a Tuesday and not the Monday it begins with.
    found = np.busday_offset(day, count, roll="forward", holidays=list(bank_holidays(place).days))
    return date.fromisoformat(str(found))
