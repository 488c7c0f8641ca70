"""Passages worth hearing for each principle, for and against. A finder and no score: their order is all it says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from coder.domain.coding import CodingState, Direction

PER_LIST = 5
"""How many passages at most stand in one list: as many as were counted when the finder was measured."""


BY_CODE = "reads as "
"""How a reason begins that says what the model of codes read. Beside two marks it would tell whose is whose."""


def not_by_code(because: Sequence[str]) -> tuple[str, ...]:
    """The reasons that say nothing of the code a model would give."""
    return tuple(why for why in because if not why.startswith(BY_CODE))


@dataclass(frozen=True)
class FoundPassage:
    """A passage as a job found it. ``words`` weighed most, ``because`` says why; seconds of the stretch, half-open."""

    principle_id: str
    direction: Direction
    utterance_id: str
    start_s: float
    end_s: float
    words: tuple[str, ...]
    because: tuple[str, ...]


@dataclass(frozen=True)
class Passage:
    """A stretch worth hearing for or against one principle: an utterance of the worker and what stands around it.

    The stretch is [start_s, end_s). ``text`` is the utterance in which it lies as it reads now, with its own times
    (``said_start_s``, ``said_end_s``). ``relevant`` is False once the evaluator put it aside.
    """

    id: str
    principle_id: str
    direction: Direction
    utterance_id: str
    start_s: float
    end_s: float
    said_start_s: float
    said_end_s: float
    text: str
    words: tuple[str, ...]
    because: tuple[str, ...]
    relevant: bool = True


@dataclass(frozen=True)
class PassageSet:
    """What was found in a session, principle by principle, in each list what to hear first first."""

    session_id: str
    model_id: str
    passages: tuple[Passage, ...]

    def of(self, principle_id: str, direction: Direction) -> tuple[Passage, ...]:
        """The list of one principle and direction."""
        return tuple(one for one in self.passages if (one.principle_id, one.direction) == (principle_id, direction))


@dataclass(frozen=True)
class FinderTask:
    """What the finder needs beside the transcript: names of children in lower case, and lines by principle and
    direction that evaluators of this service kept as evidence, or put aside as not relevant."""

    child_names: tuple[str, ...] = ()
    kept: Mapping[tuple[str, str], Sequence[str]] = field(default_factory=dict)
    aside: Mapping[tuple[str, str], Sequence[str]] = field(default_factory=dict)


def kept_as(passage: Passage, state: CodingState) -> Direction | None:
    """Which way a passage stands as evidence for its principle in a coding, None when it does not."""
    given = state.evidence_for(passage.principle_id)
    return next((one.direction for one in given if one.utterance_id == passage.utterance_id), None)
