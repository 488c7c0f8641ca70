"""How long a recording is kept before a clock erases it: the rule, the warning before, and keeping one longer."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from coder.domain.errors import UserError

MONTH = timedelta(days=30)
"""A month of the rule, so that a day can be told beforehand and is never later than six months of the calendar."""
USUAL_MONTHS = 6
"""How long after the conversation a role-play is kept: three months in which an appointment may be challenged, and as
long again to answer. Our own rule; an authority's recruitment policy comes before it."""
WARNED = timedelta(days=14)
"""How long it is said beforehand that something will be erased. Our own rule."""
LONGEST_HOLD = timedelta(days=730)
"""A hold without an end would be forgotten; one that is still needed is renewed. Our own rule."""
THE_CLOCK = "the clock"
"""Who acts in the audit trail where the program itself does."""


class KeepAct(StrEnum):
    """What is noted about how long a recording is kept."""

    KEPT = "kept longer"
    ENDED = "hold ended"
    ERASED = "erased by the clock"


@dataclass(frozen=True)
class KeptLonger:
    """A hold: the last day, why, and the code of the person who said so."""

    until: date
    reason: str
    by: str


@dataclass(frozen=True)
class Keeping:
    """``last_day`` is the last day a recording is kept. With ``by_itself`` the program erases it the day after,
    otherwise a person does. ``longer`` is the hold that stands, if one does."""

    last_day: date
    by_itself: bool
    longer: KeptLonger | None = None

    @property
    def erased_on(self) -> date:
        """The day on which it goes."""
        return self.last_day + timedelta(days=1)

    def due(self, today: date) -> bool:
        """Whether its time is over."""
        return today > self.last_day

    def soon(self, today: date) -> bool:
        """Whether it will go by itself within the time of the warning, or should have gone."""
        return self.by_itself and today >= self.erased_on - WARNED


@dataclass(frozen=True)
class ErasedLately:
    """A session whose recording the clock erased, and when."""

    session_id: str
    session_code: str
    at: datetime


@dataclass(frozen=True)
class Clockwork:
    """What the clock will erase next and what it erased of late, for the first page: the session's id, its code and
    how long it is kept, the earliest first."""

    today: date
    soon: tuple[tuple[str, str, Keeping], ...]
    held: tuple[tuple[str, str, Keeping], ...]
    lately: tuple[ErasedLately, ...]


def last_day(held_on: date, months: int, warned_from: Iterable[date], hold: date | None) -> date:
    """The last day of a recording: months after the meeting, never less than the warning after any day in
    ``warned_from`` (it was added, the rule was shortened, a hold was ended), and not before a hold is over."""
    days = [held_on + months * MONTH, *(day + WARNED for day in warned_from)]
    return max(days if hold is None else [*days, hold])


def check_hold(until: date, kept_to: date, today: date) -> None:
    """Raise UserError for a hold that would not lengthen anything, and for one of more than two years."""
    if until <= kept_to:
        raise UserError(f"It is kept until {kept_to:%d %B %Y} anyway. Nothing was changed.", "Choose a later day.")
    if until > today + LONGEST_HOLD:
        raise UserError(
            "A hold lasts two years at most. Nothing was changed.", "Choose an earlier day; a hold can be renewed."
        )
