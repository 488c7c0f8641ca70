"""How long a tape takes to become feedback: the service's headline figure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np

from coder.analysis.working_days import bank_holidays, working_days
from coder.domain.overview import TURNAROUND_MIN, Nation, Turnaround, Waiting


def turnaround(
    pairs: Sequence[tuple[date, date]],
    target_days: int,
    place: Nation = Nation.ENGLAND_AND_WALES,
    *,
    demo: bool = False,
) -> Turnaround | None:
    """Median, quartiles (linear interpolation, as numpy does) and the number within the target.

    ``pairs`` are (day of the meeting, day of feedback); ``place`` says whose bank holidays count. None for fewer than
    TURNAROUND_MIN of them.
    """
    if len(pairs) < TURNAROUND_MIN:
        return None
    days = [working_days(held, fed_back, place) for held, fed_back in pairs]
    low, median, high = (float(value) for value in np.percentile(days, (25, 50, 75)))
    within = sum(day <= target_days for day in days)
    return Turnaround(
        len(days), median, low, high, within, target_days, place, bank_holidays(place).last_year, demo=demo
    )


def waiting(
    held_on: Sequence[date], today: date, target_days: int, place: Nation = Nation.ENGLAND_AND_WALES
) -> Waiting:
    """How many recordings without feedback there are, and how many of them wait longer than the target."""
    return Waiting(len(held_on), sum(working_days(held, today, place) > target_days for held in held_on))
