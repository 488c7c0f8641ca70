"""The recording programme: when a worker's next recording is due, and what became of the one before.

Each worker is recorded a number of times a year (a rule of the service). A recording is due one interval after the last
thing that happened: a recording, or one that could not be made. Nothing piles up, so nobody is ever "behind".
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from coder.domain.errors import UserError
from coder.domain.sessions import SessionKind

YEAR_DAYS = 365
NOTICE_DAYS = 14
"""So long before its day a recording is called due, so that a family can be asked in time; the figure is ours."""


RECORDED_KINDS = (
    SessionKind.VISIT,
    SessionKind.TELEPHONE,
    SessionKind.DIRECT_WORK,
    SessionKind.SUPERVISION,
    SessionKind.OTHER,
)
"""Meetings that count: real ones of a worker or a supervisor."""


class Act(StrEnum):
    """What is noted about a worker's next recording."""

    PLAN = "planned"
    MISS = "not made"
    REST = "rests"
    TAKE_BACK = "taken back"


class Reason(StrEnum):
    """Why a recording was not made, or why none are for now. A fixed list, so that no word about anybody is kept.

    FAMILY: the family did not want it; CANCELLED: no meeting took place; UNFITTING: recording would not have been right
    there; EQUIPMENT: the recorder failed or was missing; AWAY: the worker was; TIME: there was none.
    """

    FAMILY = "family"
    CANCELLED = "cancelled"
    UNFITTING = "unfitting"
    EQUIPMENT = "equipment"
    AWAY = "away"
    TIME = "time"
    LONG_AWAY = "long away"
    OTHER_WORK = "other work"
    LEFT = "left"


REST_REASONS = (Reason.LONG_AWAY, Reason.OTHER_WORK, Reason.LEFT)
MISS_REASONS = tuple(reason for reason in Reason if reason not in REST_REASONS)


class Standing(StrEnum):
    """Where a worker's next recording stands."""

    FIRST = "first to plan"
    LATER = "later"
    DUE = "due"
    PLANNED = "planned"
    PASSED = "day passed"
    RESTING = "resting"


WAITS = frozenset({Standing.FIRST, Standing.DUE, Standing.PLANNED, Standing.PASSED})
"""What somebody should know of now; later ones and people who rest ask for nothing."""


@dataclass(frozen=True)
class Note:
    """One thing that was noted; ``supersedes`` is the id of the note it replaces or takes back, or empty.

    ``on`` is the planned day, or the day a recording was not made; None for the others.
    """

    id: str
    act: Act
    at: datetime
    on: date | None = None
    reason: Reason | None = None
    supersedes: str = ""


@dataclass(frozen=True)
class Held:
    """A meeting that was recorded."""

    session_id: str
    on: date


@dataclass(frozen=True)
class Missed:
    """A recording that was not made, and why."""

    on: date
    reason: Reason


@dataclass(frozen=True)
class Next:
    """The next recording: ``on`` is the planned day or else the day from which it is due, None for FIRST and RESTING.

    ``after`` is the id of what it follows (a session or a note), empty for the first; ``last`` the note that can be
    taken back, or None. ``held`` and ``missed`` are those of the last 365 days, in the order of time.
    """

    standing: Standing
    on: date | None
    after: str
    last: Note | None
    held: tuple[date, ...]
    missed: tuple[Missed, ...]
    resting: Reason | None = None


@dataclass(frozen=True)
class WorkerProgramme:
    """A worker's next recording as one person may see it.

    ``close`` says whether that person may see what was held, what was not and why; without it ``next`` holds none of
    these. ``may_note`` says whether they may plan.
    """

    worker_id: str
    worker_code: str
    team_name: str
    next: Next
    close: bool
    may_note: bool
    demo: bool = False


@dataclass(frozen=True)
class Totals:
    """The programme of a service as a whole: how many workers stand where, and recordings of the last 365 days.

    ``reasons`` counts recordings not made, only for reasons so common that they lead to nobody (the rule of reports).
    """

    workers: int
    standings: dict[Standing, int]
    recordings: int
    reasons: dict[Reason, int]


@dataclass(frozen=True)
class Programme:
    """The workers whose recordings concern a person, by code, and never by anything they did; ``a_year`` is the rule.

    ``totals`` are for those who look after the service, and None for everybody else.
    """

    a_year: int
    workers: tuple[WorkerProgramme, ...]
    totals: Totals | None


def interval_days(a_year: int) -> int:
    """Days between recordings when there are so many a year (≥ 1), to the nearest day."""
    return round(YEAR_DAYS / a_year)


def in_force(notes: Iterable[Note]) -> tuple[Note, ...]:
    """The notes that stand, oldest first: what is taken back supersedes nothing any more."""
    gone: set[str] = set()
    standing = []
    for note in sorted(notes, key=lambda one: one.id, reverse=True):
        if note.id in gone:
            continue
        gone.add(note.supersedes)
        if note.act is not Act.TAKE_BACK:
            standing.append(note)
    return tuple(reversed(standing))


def next_recording(held: Sequence[Held], notes: Iterable[Note], a_year: int, today: date) -> Next:
    """Where the next recording stands; ``held`` are all recordings of the worker, ``notes`` all notes about them."""
    valid = in_force(notes)
    last = valid[-1] if valid else None
    known = [one for one in held if one.on <= today]
    past = [(one.on, one.session_id) for one in known]
    past += [(one.on, one.id) for one in valid if one.act is Act.MISS and one.on is not None]
    last_on, after = max(past, default=(None, ""))
    days = interval_days(a_year)
    resting = last.reason if last is not None and last.act is Act.REST else None
    plan = _open_plan(last, known, days)
    standing, on = (Standing.RESTING, None) if resting else _stands(plan, last_on, days, today)
    # A plan that became a recording, and a recording not made before the latest one, are history.
    open_ = last is not None and (resting is not None or plan is not None or last.id == after)
    year = today - timedelta(days=YEAR_DAYS)
    return Next(
        standing,
        on,
        after,
        last if open_ else None,
        tuple(sorted(one.on for one in known if one.on > year)),
        tuple(Missed(one.on, one.reason) for one in valid if one.reason and one.on and one.on > year),
        resting,
    )


def _open_plan(last: Note | None, held: Sequence[Held], days: int) -> date | None:
    """The day that is planned, unless a recording since then is the one that was meant.

    That is one from half an interval before the planned day on; an earlier one came beside the plan. Whatever is noted
    next replaces a plan or finds it done, so only the last note can be an open one.
    """
    if last is None or last.act is not Act.PLAN or last.on is None:
        return None
    since = max(last.at.date(), last.on - timedelta(days=days // 2))
    return None if any(one.on >= since for one in held) else last.on


def _stands(plan: date | None, last: date | None, days: int, today: date) -> tuple[Standing, date | None]:
    if plan is not None:
        return (Standing.PLANNED if plan >= today else Standing.PASSED), plan
    if last is None:
        return Standing.FIRST, None
    due = last + timedelta(days=days)
    return (Standing.DUE if due <= today + timedelta(days=NOTICE_DAYS) else Standing.LATER), due


def plan_note(now: Next, on: date, today: date) -> str:
    """The id of the note a plan for this day replaces, or empty. Raises UserError for a day past or over a year off,
    and for somebody who rests."""
    _refuse_resting(now)
    if not today <= on <= today + timedelta(days=YEAR_DAYS):
        raise UserError("A recording is planned from today to a year ahead.", "Choose another day. Nothing was noted.")
    return _plan_of(now)


def miss_note(now: Next, reason: Reason, today: date) -> tuple[str, date]:
    """What a note of a recording not made replaces (an id or empty), and its day: the planned one, today at the latest.

    Raises UserError where nothing was due or planned, for somebody who rests, and for a reason to rest.
    """
    _refuse_resting(now)
    if reason not in MISS_REASONS:
        raise UserError("That is a reason to rest from recordings.", "Note it as that. Nothing was noted.")
    if now.standing is Standing.LATER:
        raise UserError("No recording is due or planned yet.", "Nothing was noted.")
    planned = now.on if now.standing is Standing.PASSED and now.on else today
    return _plan_of(now), planned


def rest_note(now: Next, reason: Reason) -> str:
    """What a note that somebody rests replaces: their plan, or nothing. Raises UserError for somebody who rests
    already and for a reason of one recording."""
    _refuse_resting(now)
    if reason not in REST_REASONS:
        raise UserError("That is a reason for one recording only.", "Note it as not made. Nothing was noted.")
    return _plan_of(now)


def take_back_note(now: Next) -> str:
    """The id of the note to take back. Raises UserError when there is none."""
    if now.last is None:
        raise UserError("There is nothing to take back.", "Nothing was changed.")
    return now.last.id


def _plan_of(now: Next) -> str:
    planned = now.standing in (Standing.PLANNED, Standing.PASSED)
    return now.last.id if planned and now.last is not None else ""


def _refuse_resting(now: Next) -> None:
    if now.standing is Standing.RESTING:
        raise UserError("This person rests from recordings.", "Take that back first. Nothing was noted.")
