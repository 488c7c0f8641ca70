"""Learning suggestions from the service's own codes: what may be learnt from, and when a new model takes over."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from coder.domain.people import SpeakerRole

LEAST_SESSIONS = 10
"""With fewer sessions of its own a service learns nothing: held-back figures on them would be chance."""
LEAST_WORKERS = 3
"""With sessions of at least so many workers no worker is both learnt from and judged; with fewer no session is."""
MOST_OFFERS = 5
LEAST_TO_JUDGE = 20
"""A session with fewer utterances of the worker says too little about where the model is unsure."""


class LeftOut(StrEnum):
    """Why a session teaches nothing, in the order in which it is looked at: the first that holds is told."""

    DEMO = "demo data"
    WITHDRAWN = "permission withdrawn or refused"
    ASKED_NOT = "somebody asked that it is not learnt from"
    NO_PERMISSION = "nobody's permission is noted"
    TRAINED_ON = "evaluators train on it"
    NO_VISIT = "not a visit"
    NOT_LOCKED = "not coded and locked yet"
    OTHER_CODEBOOK = "coded with another codebook or major version"
    NOT_BLIND = "coded while suggestions could be seen"
    NO_TEXT = "no transcript, or its voices are not confirmed"
    NO_CODES = "no utterance of the worker has a code"


@dataclass(frozen=True)
class TrainingSet:
    """What could be learnt from now.

    ``codes`` counts utterances of workers by code; ``left_out`` counts sessions by reason; ``after_seeing`` counts
    codes that were given or changed once suggestions could be seen, in all sessions: they are never learnt from.
    ``workers`` is how many different workers the sessions are of, and nothing more is kept about them.
    """

    sessions: int
    workers: int
    codes: Mapping[str, int] = field(default_factory=dict)
    left_out: Mapping[LeftOut, int] = field(default_factory=dict)
    after_seeing: int = 0

    @property
    def utterances(self) -> int:
        """How many coded utterances there are."""
        return sum(self.codes.values())

    @property
    def missing(self) -> int:
        """How many sessions are missing until there is enough to learn from."""
        return max(0, LEAST_SESSIONS - self.sessions)


@dataclass(frozen=True)
class CodedLine:
    """An utterance as it was said and with its names masked; ``code`` is empty unless the worker spoke and was coded.

    Times are float seconds from the start of the recording.
    """

    id: str
    role: SpeakerRole
    text: str
    masked: str
    start_s: float
    end_s: float
    code: str = ""


@dataclass(frozen=True)
class CodedTalk:
    """One session to learn from. ``group`` is what folds never split; it is no part of what is learnt."""

    session_id: str
    group: str
    lines: tuple[CodedLine, ...]


@dataclass(frozen=True)
class Lesson:
    """Everything one learning job needs: the talk, the sessions the model in use learnt from (None: it is the one that
    came with the program), by how much the new model must be better, and how often what it shows should be right."""

    talks: tuple[CodedTalk, ...]
    known: TrainingSet
    before: frozenset[str] | None
    before_name: str
    number: int
    by_worker: bool
    codebook_version: str
    margin: float
    target_precision: float


Figures = Mapping[str, float]


@dataclass(frozen=True)
class Bin:
    """Answers of like certainty: between ``low`` and ``high`` (0–1), their mean ``certainty``, the share ``right``."""

    low: float
    high: float
    n: int
    certainty: float
    right: float


@dataclass(frozen=True)
class CoveragePoint:
    """How often the most certain ``share`` (0–1) of answers is right (0–1)."""

    share: float
    accuracy: float


@dataclass(frozen=True)
class Curves:
    """On talk a model had not seen: whether it is as sure as it is right, and whether keeping silent helps."""

    calibration: tuple[Bin, ...]
    coverage: tuple[CoveragePoint, ...]


def curves_of(data: Mapping[str, Any]) -> Curves:
    """Both curves from plain data, as a model's figures are measured and kept."""
    return Curves(
        tuple(Bin(**one) for one in data["calibration"]), tuple(CoveragePoint(**one) for one in data["coverage"])
    )


@dataclass(frozen=True)
class Comparison:
    """The old and the new model on the same held-back sessions; each figure of ``Figures`` is a share 0–1 or kappa.

    ``new`` and ``old`` hold the row ``all`` and a row for each code; ``folds`` is how many times sessions were held
    back. ``curves`` are those of the new one; None where it was learnt before they were kept.
    """

    new: Mapping[str, Figures]
    old: Mapping[str, Figures]
    folds: int
    curves: Curves | None = None

    @property
    def gain(self) -> float:
        """By how much the new model's macro-F1 is above the old one's."""
        return self.new["all"]["macro_f1"] - self.old["all"]["macro_f1"]

    def better_by(self, margin: float) -> bool:
        """Whether the new model may take over."""
        # What was stated as 0.02 must not fail on the last bit of a difference.
        return self.gain >= margin - 1e-9


@dataclass(frozen=True)
class LearntModel:
    """One attempt to learn, or (``number`` 0, no ``learnt_from``) the model that comes with the program.

    ``kept`` tells that it was better and can be used; of the others only this card is kept. ``withdrawn`` counts
    recordings it learnt from that were withdrawn since.
    """

    id: str
    number: int
    name: str
    in_use: bool
    kept: bool
    made_at: datetime | None = None
    codebook_version: str = ""
    learnt_from: TrainingSet | None = None
    grouped_by: str = ""
    compared_with: str = ""
    comparison: Comparison | None = None
    margin: float = 0.0
    withdrawn: int = 0


@dataclass(frozen=True)
class DoubleCoding:
    """A session whose second coding would teach most, and why: what the model said of the worker's utterances.

    ``silent`` of ``utterances`` it said nothing about; ``certainty`` (0–1) is its mean on the others, 0 without any.
    ``doubt`` (0–1) is the mean over all utterances of one minus the certainty, silence counting as 1.
    """

    session_id: str
    session_code: str
    utterances: int
    silent: int
    certainty: float

    @property
    def doubt(self) -> float:
        """How unsure the model is on the whole (least confidence, Lewis & Gale 1994)."""
        return 1.0 - self.certainty * (self.utterances - self.silent) / self.utterances
