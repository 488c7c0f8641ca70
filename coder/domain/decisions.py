"""The decision log: questions about how the frame is read, and what the service decided. It names nobody."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class DecisionState(StrEnum):
    """Whether a question still waits for the calibration meeting."""

    OPEN = "open"
    DECIDED = "decided"


@dataclass(frozen=True)
class LoggedDecision:
    """A question as it stands now. ``label`` is the id of a code or principle and ``label_name`` what it is called;
    both are empty for the frame as a whole.

    ``session_id`` and ``start_s`` say where the question arose, for those who may hear that place; empty and None for
    all others and once the question is decided, since a decision outlives the recording it was made over.
    """

    id: str
    thread_id: str
    codebook_id: str
    codebook_version: str
    label: str
    label_name: str
    question: str
    decision: str
    state: DecisionState
    author_id: str
    author_code: str
    at: datetime
    session_id: str = ""
    start_s: float | None = None
    end_s: float | None = None

    def fits(self, words: str) -> bool:
        """Whether every typed word occurs somewhere in it."""
        text = " ".join((self.label, self.label_name, self.question, self.decision, self.author_code)).casefold()
        return all(word in text for word in words.casefold().split())
