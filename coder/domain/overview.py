"""What waits for a person, and how long tapes take to become feedback."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

TURNAROUND_MIN = 5
"""Fewer finished recordings say more about one tape than about the service; the line is ours."""


class Nation(StrEnum):
    """A part of the United Kingdom with bank holidays of its own."""

    ENGLAND_AND_WALES = "England and Wales"
    SCOTLAND = "Scotland"
    NORTHERN_IRELAND = "Northern Ireland"


class TodoKind(StrEnum):
    """The next thing to do with a session, or with a worker."""

    TRANSCRIBE = "transcribe"
    CONFIRM = "confirm who spoke"
    CODE = "code"
    GO_ON = "go on coding"
    SECOND_LISTEN = "second listen"
    COACHING = "coaching"
    READ = "read own profile"


@dataclass(frozen=True)
class Todo:
    """One thing that waits for the actor. ``session_*`` are empty for coaching and one's own profile.

    ``held_on`` is the (latest) meeting.

    ``stopped_at_s`` is where the actor stopped in the session they had open last, and None for every other one.
    """

    kind: TodoKind
    worker_id: str
    worker_code: str
    held_on: date
    session_id: str = ""
    session_code: str = ""
    duration_s: float = 0.0
    recordings: int = 1
    stopped_at_s: float | None = None


@dataclass(frozen=True)
class Turnaround:
    """Working days from tape to feedback over finished recordings.

    ``low`` and ``high`` hold the middle half (the quartiles). ``within_target`` counts those in ``target_days``.
    Bank holidays of ``holidays_of`` are no working days, as far as they are known: to the end of ``holidays_until``.
    ``demo`` is true when the recordings are invented.
    """

    n: int
    median: float
    low: float
    high: float
    within_target: int
    target_days: int
    holidays_of: Nation
    holidays_until: int
    demo: bool = False


@dataclass(frozen=True)
class Waiting:
    """Recordings of the last year without feedback: a median of finished ones alone would hide those that got stuck."""

    n: int
    beyond_target: int


@dataclass(frozen=True)
class FeedbackTime:
    """How long feedback takes, what waits for it, and how many real recordings of the last year are ``finished``.

    ``figure`` is None while fewer than ``TURNAROUND_MIN`` recordings are finished.
    """

    figure: Turnaround | None
    waiting: Waiting
    finished: int


@dataclass(frozen=True)
class Learning:
    """How far a newcomer is with the demo visit. ``session_id`` is empty before the visit was added."""

    demo_here: bool
    session_id: str = ""
    worker_id: str = ""
    team_id: str = ""
    transcribed: bool = False
    confirmed: bool = False
    marked: bool = False
    locked: bool = False
    finished: bool = False
    agreed: bool = False
    report_read: bool = False


@dataclass(frozen=True)
class Overview:
    """Everything a person sees first: what to do, how long feedback takes, how far the learner is."""

    todos: tuple[Todo, ...]
    feedback: FeedbackTime
    sessions: int
    learning: Learning
