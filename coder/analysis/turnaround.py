"""How long a tape takes to become feedback: the service's headline figure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np

from coder.domain.overview import TURNAROUND_MIN, Turnaround


def working_days(held_on: date, feedback_on: date) -> int:
    """Working days from the day of the meeting to the day of feedback; 0 on the same day or when it lies before.

    Monday to Friday count; public holidays are not known here and count as working days.
    """
    return max(0, int(np.busday_count(held_on, feedback_on)))


def turnaround(pairs: Sequence[tuple[date, date]], target_days: int, *, demo: bool = False) -> Turnaround | None:
    """Median, quartiles (linear interpolation, as numpy does) and the number within the target.

    ``pairs`` are (day of the meeting, day of feedback). None for fewer than TURNAROUND_MIN of them.
    """
    if len(pairs) < TURNAROUND_MIN:
        return None
    days = [working_days(held, fed_back) for held, fed_back in pairs]
    low, median, high = (float(value) for value in np.percentile(days, (25, 50, 75)))
    within = sum(day <= target_days for day in days)
    return Turnaround(len(days), median, low, high, within, target_days, demo)
