"""A worker's private profile: own past only, each recording shown, a likely range, bright moments first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime


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
    """What worker and coach agreed for the next recorded visit, in the worker's words."""

    id: str
    worker_id: str
    text: str
    author_id: str
    at: datetime


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
    """Everything a profile page or PDF shows. Seven tracks in the codebook's order; never one overall number."""

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


@dataclass(frozen=True)
class CodedSession:
    """One locked coding, reduced to what profiles and team reports add up.

    ``ratings`` maps principle id to 1–5, or None for not evaluable. ``code_counts`` counts codes per utterance.
    ``blind`` is false once any of it was made after suggestions were seen.
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
    blind: bool
    moments: tuple[Clip, ...] = ()
    evidence: tuple[Clip, ...] = ()
