"""A worker's private profile: own past only, each recording shown, a likely range, bright moments first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from coder.domain.practice import Practice

RatingCounts = Mapping[str, Mapping[str, Counter[int]]]
"""By worker and principle, how often each value of the scale was given; what was not evaluable is left out."""


@dataclass(frozen=True)
class RatedRecording:
    """One dot of a profile row. ``value`` is None for not evaluable; ``evidence`` counts the moments given."""

    session_id: str
    session_code: str
    held_on: date
    value: int | None
    evidence: int
    double_coded: bool
    context: str = ""


@dataclass(frozen=True)
class Estimate:
    """Running estimate with its 80 % likely range after one recording, on the rating scale."""

    held_on: date
    mean: float
    low: float
    high: float


@dataclass(frozen=True)
class PrincipleTrack:
    """One principle over time. ``change`` is None ("steady") unless the likely range supports a change."""

    principle_id: str
    recordings: tuple[RatedRecording, ...]
    estimates: tuple[Estimate, ...]
    change: float | None
    not_evaluable: int


@dataclass(frozen=True)
class Clip:
    """A moment that can be played: where, and what the evaluator wrote about it; without that, ``text`` is what was
    said there, on ``utterance_id`` (empty where the moment stands on no utterance)."""

    session_id: str
    session_code: str
    held_on: date
    start_s: float
    end_s: float
    note: str
    principle_id: str = ""
    text: str = ""
    has_sound: bool = False
    utterance_id: str = ""


@dataclass(frozen=True)
class NextStep:
    """What worker and coach agreed for the next recorded visit, in the worker's words; ``due_on`` where a day was."""

    id: str
    worker_id: str
    text: str
    author_id: str
    at: datetime
    due_on: date | None = None


class Stance(StrEnum):
    """How a worker sees an evaluation."""

    AGREE = "agree"
    OTHERWISE = "see it otherwise"


@dataclass(frozen=True)
class WorkerComment:
    """What the worker says of the evaluation of one recording; it stands wherever the score does.

    ``at_screen_of`` is the code of the coach who took it down with them, empty where the worker wrote it.
    """

    session_id: str
    session_code: str
    held_on: date
    stance: Stance
    text: str
    at: datetime
    at_screen_of: str = ""


@dataclass(frozen=True)
class SecondListen:
    """A second listen the worker asked for; ``done`` once somebody else has coded the recording and locked.

    ``ratings`` are theirs then, by principle, None for not evaluable; those of the profile stay as they were.
    """

    session_id: str
    session_code: str
    held_on: date
    asked_at: datetime
    done: bool
    ratings: tuple[tuple[str, int | None], ...] = ()


@dataclass(frozen=True)
class WithWorker:
    """A coded recording that the worker sees first: open to the coach once they have, else from ``opens_on``."""

    session_id: str
    session_code: str
    held_on: date
    opens_on: date


@dataclass(frozen=True)
class Look:
    """One act on a worker's material that the worker is shown: when, by whom (their code), and what it was."""

    at: datetime
    code: str
    said: str


@dataclass(frozen=True)
class BehaviourFigure:
    """One summary measure over the worker's recordings; ``value`` None prints as a dash."""

    measure_id: str
    name: str
    value: float | None
    numerator: int
    denominator: int
    unit: str
    reference_note: str


@dataclass(frozen=True)
class Profile:
    """Everything a profile page or PDF shows. Seven tracks in the codebook's order; never one overall number.

    ``with_worker`` are recordings left out for a coach, because the worker sees them first. All is of one ``practice``;
    ``practices`` are those there is a profile of.
    """

    worker_id: str
    worker_code: str
    team_name: str
    codebook_id: str
    codebook_version: str
    tracks: tuple[PrincipleTrack, ...]
    behaviours: tuple[BehaviourFigure, ...]
    bright: tuple[Clip, ...]
    to_explore_principle: str
    to_explore: tuple[Clip, ...]
    questions: tuple[str, ...]
    next_steps: tuple[NextStep, ...]
    sessions_count: int
    double_coded_count: int
    demo: bool = False
    comments: tuple[WorkerComment, ...] = ()
    second_listens: tuple[SecondListen, ...] = ()
    with_worker: tuple[WithWorker, ...] = ()
    practice: Practice = Practice.VISIT
    practices: tuple[Practice, ...] = ()


@dataclass(frozen=True)
class CodedSession:
    """One locked coding, reduced to what profiles and team reports add up.

    ``ratings`` maps principle id to 1–5, or None for not evaluable. ``code_counts`` counts codes per utterance.
    """

    session_id: str
    session_code: str
    worker_id: str
    team_id: str
    held_on: date
    kind: str
    context: str
    codebook_id: str
    codebook_version: str
    ratings: dict[str, int | None]
    evidence_counts: dict[str, int]
    code_counts: dict[str, int]
    double_coded: bool
    moments: tuple[Clip, ...] = ()
    evidence: tuple[Clip, ...] = ()
