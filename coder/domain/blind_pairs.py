"""Recordings coded by two or more without seeing each other's work: all that agreement is worked out from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True)
class Stretch:
    """Something said by the worker, or a free mark: [start_s, end_s) with its utterance's id, empty for a free one."""

    utterance_id: str
    start_s: float
    end_s: float


@dataclass(frozen=True)
class BlindCoding:
    """What one evaluator had when they locked.

    ``ratings``: principle id to value, None where not evaluable. ``codes``: the code of each utterance that has one.
    ``free``: codes on stretches of their own, and ``moments`` by their kind, both in order of time.
    """

    coding_id: str
    evaluator_id: str
    evaluator_code: str
    ratings: Mapping[str, int | None]
    codes: Mapping[str, str] = field(default_factory=dict, repr=False)
    free: tuple[tuple[Stretch, str], ...] = field(default=(), repr=False)
    moments: tuple[tuple[Stretch, str], ...] = field(default=(), repr=False)


@dataclass(frozen=True)
class CodedTogether:
    """One recording and its blind codings, in the order they were begun.

    ``said`` is what the worker said, in order, as the text reads now; read only where two or more coded utterances.
    ``length_s`` is None where no recording is known.
    """

    session_id: str
    session_code: str
    held_on: date
    codings: tuple[BlindCoding, ...]
    said: tuple[Stretch, ...] = field(default=(), repr=False)
    length_s: float | None = None

    def by(self, evaluator_id: str) -> bool:
        """Whether this evaluator is one of those who coded it."""
        return any(one.evaluator_id == evaluator_id for one in self.codings)
