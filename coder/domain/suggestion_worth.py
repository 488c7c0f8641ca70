"""What suggestions are worth here: how far people agree on a code, whether it is suggested, what became of suggestions.

Nothing in here tells one worker or one evaluator from another.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

MIN_DOUBLE_CODINGS = 10


class Outcome(StrEnum):
    """What became of one suggestion; ``abstained`` stands for a coded utterance on which the model kept silent."""

    AGREED = "agreed"
    CHANGED = "changed"
    OTHERWISE = "changed otherwise"
    KEPT = "kept"
    DISCUSSED = "discussed"
    UNDECIDED = "undecided"
    ABSTAINED = "abstained"


@dataclass(frozen=True)
class CodeAgreement:
    """How far two evaluators who coded the same recordings blind agree on one code.

    ``kappa`` is Cohen's (1960) for this code against all others, over the utterances of the worker that either coded,
    with its 95 % interval from ``low`` to ``high``. All three are None with fewer than ten recordings or ten utterances
    that either gave the code (``utterances``), and where kappa is not defined; the interval alone is None where drawing
    recordings again cannot tell one, as when they agree throughout.
    """

    code: str
    recordings: int
    utterances: int
    kappa: float | None = None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class CodeSwitch:
    """Whether a code is suggested, and in a sentence why not."""

    code: str
    suggested: bool
    reason: str = ""


@dataclass(frozen=True)
class JobRules:
    """What suggestions are made by: the share (0–1) that should be right, and codes on which to keep silent."""

    target_precision: float
    off: frozenset[str]


@dataclass(frozen=True)
class CodeCounts:
    """What became of the suggestions of one code; ``abstained`` counts by the code the evaluator gave."""

    code: str
    counts: dict[Outcome, int]

    @property
    def suggested(self) -> int:
        """How many suggestions there were."""
        return sum(count for outcome, count in self.counts.items() if outcome is not Outcome.ABSTAINED)


@dataclass(frozen=True)
class Estimate:
    """A figure with its 95 % interval; ``low`` and ``high`` are None where there is none, all where it is undefined."""

    value: float | None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class Batch:
    """Recordings that were finished one after the other, enough of them that nobody can be picked out.

    ``agreed`` is the share (0–1) of suggestions with the code that the evaluator had given before seeing them.
    """

    model_id: str
    assisted: bool
    since: date
    until: date
    recordings: int
    codes: tuple[CodeCounts, ...]
    agreed: Estimate


@dataclass(frozen=True)
class Split:
    """How suggestions did with and without an interpreter: counts of ``suggested`` and ``agreed``.

    ``silent`` counts utterances that the evaluator coded and for which nothing was suggested.
    """

    name: str
    recordings: int
    suggested: int
    agreed: int
    silent: int


@dataclass(frozen=True)
class Effect:
    """How far two evaluators agreed on recordings that show suggestions, or on those drawn never to show any.

    Kappa over all codes and all evaluators, of the codes that stood when they were ``locked`` and when ``finished``.
    """

    withheld: bool
    recordings: int
    locked: Estimate
    finished: Estimate


@dataclass(frozen=True)
class Worth:
    """The batches, oldest first; ``waiting`` recordings are shown once there are enough beside them.

    ``interpreter`` and ``effect`` are empty as long as either side is too small.
    """

    batches: tuple[Batch, ...]
    waiting: int
    interpreter: tuple[Split, ...] = ()
    effect: tuple[Effect, ...] = ()


def clearly_below(worth: Worth, target: float) -> Batch | None:
    """The newest blind batch, if the whole interval of its agreed share lies below the target (0–1); else None."""
    newest = next((batch for batch in reversed(worth.batches) if not batch.assisted), None)
    if newest is None or newest.agreed.high is None or newest.agreed.high >= target:
        return None
    return newest
