"""How an evaluator learns the frame and stays in line with colleagues (codebook §K). Words recalibrate, never blame."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Final

PRACTICE: Final = 6
GOLD: Final = 10
WITHIN_ONE: Final = 0.80
MOST_BIAS: Final = 0.5
LEAST_ICC: Final = 0.60
DRIFT_OVER: Final = 8
"""Recordings that drift is looked for in; all of these are the rules of codebook §K."""


class Use(StrEnum):
    """What a recording with expert codes is for: practice with discussion, or the gold set that is coded alone."""

    PRACTICE = "practice"
    GOLD = "gold"


class TrainingStep(StrEnum):
    """What a trainee says they have done."""

    READ = "codebook read"
    DISCUSSED = "practice recording discussed"


class Stage(StrEnum):
    """Where an evaluator stands on the way to the certificate."""

    READING = "reading"
    PRACTISING = "practising"
    GOLD_SET = "gold set"
    CERTIFIED = "certified"
    MORE_PRACTICE = "more practice"


class PlaceState(StrEnum):
    """How far a trainee is with one recording."""

    TO_CODE = "to begin"
    CODING = "under way"
    LOCKED = "locked by the trainee"
    DISCUSSED = "talked through"


@dataclass(frozen=True)
class Placing:
    """One recording of the training and how far the trainee is with it."""

    session_id: str
    session_code: str
    use: Use
    state: PlaceState


@dataclass(frozen=True)
class Usable:
    """A recording that may be used for training."""

    session_id: str
    session_code: str
    held_on: date


@dataclass(frozen=True)
class TrainedOn:
    """A recording with expert codes, whoever trains on it: what it is for, and how many have locked it."""

    session_id: str
    session_code: str
    use: Use
    locked: int


@dataclass(frozen=True)
class Rule:
    """One line of the certificate rule: what was asked, what was found, whether that is enough."""

    name: str
    found: str
    met: bool


@dataclass(frozen=True)
class Certificate:
    """The certificate rule over the gold set: ``n`` ratings of ``recordings`` recordings rated by both.

    ``within_one`` is the share (0–1) within one step, ``bias`` the mean difference (own − expert) by principle, ``icc``
    ICC(2,1) with its 95 % interval, None where it cannot be computed, with ``note``.
    """

    recordings: int
    n: int
    within_one: float
    bias: dict[str, float]
    icc: float | None
    icc_low: float | None
    icc_high: float | None
    note: str
    rules: tuple[Rule, ...]
    met: bool


@dataclass(frozen=True)
class Progress:
    """One evaluator's way: what is read, which recordings are to do, and the certificate once all gold is locked."""

    person_id: str
    person_code: str
    stage: Stage
    read_at: datetime | None
    codebook: str
    practice: tuple[Placing, ...]
    gold: tuple[Placing, ...]
    certificate: Certificate | None = None

    @property
    def practised(self) -> int:
        """How many practice recordings were coded, locked and discussed."""
        return sum(one.state is PlaceState.DISCUSSED for one in self.practice)

    @property
    def gold_done(self) -> int:
        """How many gold recordings are locked."""
        return sum(one.state is PlaceState.LOCKED for one in self.gold)


@dataclass(frozen=True)
class DriftPoint:
    """The mean difference (own − reference, in steps) over the recordings up to one day, at most eight."""

    at: datetime
    bias: float
    recordings: int


@dataclass(frozen=True)
class Against:
    """An evaluator against one reference over their last eight recordings that have one.

    ``bias`` is in steps of the scale, above 0 for higher than the reference; ``by_principle`` the same for each;
    ``within_one`` and ``exact`` are shares (0–1). All None and empty without recordings. ``alert``: over .5 either way
    over eight recordings. ``points`` is how the bias moved, oldest first.
    """

    reference: str
    recordings: int
    bias: float | None
    within_one: float | None
    exact: float | None
    by_principle: dict[str, float]
    points: tuple[DriftPoint, ...]
    alert: bool
    note: str = ""


@dataclass(frozen=True)
class Drift:
    """One evaluator against gold and against colleagues, with a sentence that says what may help."""

    person_id: str
    person_code: str
    gold: Against
    peers: Against
    sentence: str

    @property
    def alert(self) -> bool:
        """Whether a recalibration is worth offering."""
        return self.gold.alert or self.peers.alert
