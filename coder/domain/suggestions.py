"""Codes the model would give. Hidden until the lock; never a rating; silent when unsure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


@dataclass(frozen=True)
class Suggestion:
    """One suggested code for one worker utterance; ``probability`` 0–1 is calibrated on held-out conversations."""

    id: str
    session_id: str
    utterance_id: str
    code: str
    probability: float
    model_id: str
    words: tuple[str, ...] = ()


class Decision(StrEnum):
    """What the evaluator did with a difference at the second listen."""

    KEEP = "keep"
    CHANGE = "change"
    DISCUSS = "discuss"


@dataclass(frozen=True)
class Difference:
    """A place where the evaluator's code and the suggestion differ, told without saying whose mark is whose.

    ``first_code`` and ``second_code`` stand in an order drawn for each difference; an empty string means no code.
    ``decision`` is None until the evaluator decided; ``chosen_code`` is then what stands, since ``decided_at`` (UTC).
    """

    suggestion_id: str
    utterance_id: str
    start_s: float
    end_s: float
    text: str
    first_code: str
    second_code: str
    probability: float
    decision: Decision | None = None
    chosen_code: str = ""
    decided_at: datetime | None = None


@dataclass(frozen=True)
class SuggestionSet:
    """All suggestions of a session: how many utterances the model kept silent on is part of the answer."""

    session_id: str
    model_id: str
    suggestions: tuple[Suggestion, ...]
    abstained: int


# Experts tell simple from complex reflections at a kappa of 0.11, so a suggestion never argues about which it is.
_REFLECTIONS = frozenset({"SR", "CR"})


def family_code(code: str) -> str:
    """The code that stands for a code in suggestions: one for both kinds of reflection, any other for itself."""
    return "SR" if code in _REFLECTIONS else code


def same_mark(own_code: str, suggested_code: str) -> bool:
    """Whether a suggestion says the same as the evaluator's code; simple and complex reflections count as the same."""
    return family_code(own_code) == family_code(suggested_code)
