"""Where two evaluators differ, and what they agreed when they talked about it. Never part of any agreement figure."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from coder.domain.coding import Entry

TALK_ABOVE = 1
"""Ratings that lie more than this apart ask for a consensus talk (codebook §K)."""
NOT_EVALUABLE = "NE"


class Matter(StrEnum):
    """What two evaluators differ about."""

    RATING = "rating"
    CODE = "code"


class TalkOutcome(StrEnum):
    """How a consensus talk ended; an unresolved place is on the decision log."""

    AGREED = "agreed"
    UNRESOLVED = "unresolved"


@dataclass(frozen=True)
class Given:
    """What one evaluator gave: a rating "1" to "5" or "NE", or a code, empty for none; with its marks and words.

    ``evidence`` are the pieces of evidence of a rating (times in seconds); ``memo`` its reason or the memo of the code.
    """

    coding_id: str
    evaluator_id: str
    evaluator_code: str
    value: str
    memo: str = ""
    evidence: tuple[Entry, ...] = ()


@dataclass(frozen=True)
class Talk:
    """What was agreed, and who noted it and when: one of the two, or the lead for two who sit elsewhere. ``agreed`` is
    empty where it was left unresolved; ``decision_thread`` is then the question on the decision log."""

    outcome: TalkOutcome
    agreed: str
    reason: str
    author_id: str
    at: datetime
    decision_thread: str = ""
    author_code: str = ""


@dataclass(frozen=True)
class Disagreement:
    """One principle, or one place, on which two locked blind codings differ.

    ``label`` is the principle (empty for a code), ``start_s`` and ``end_s`` the place in seconds (0 for a rating),
    ``text`` the words there. ``size`` sorts them: the distance of two ratings in steps of the scale (1–4); 2 where only
    one found a principle evaluable; 1 for two codes; 0.5 where only one gave a code. ``given`` are the originals, in
    the order in which the codings were begun; ``talk`` is the newest one about it.
    """

    id: str
    session_id: str
    session_code: str
    matter: Matter
    label: str
    name: str
    size: float
    given: tuple[Given, Given]
    utterance_id: str = ""
    start_s: float = 0.0
    end_s: float = 0.0
    text: str = ""
    talk: Talk | None = None

    @property
    def asks_for_talk(self) -> bool:
        """Whether the rule asks for a consensus talk: ratings more than one step apart, or evaluable for one only."""
        return self.matter is Matter.RATING and self.size > TALK_ABOVE

    def between_others(self, person_id: str) -> bool:
        """Whether a person is neither of the two, and can only note what these agreed."""
        return person_id not in (given.evaluator_id for given in self.given)


@dataclass(frozen=True)
class Pair:
    """Two locked blind codings of one session that may be compared."""

    session_id: str
    session_code: str
    coding_ids: tuple[str, str]
    evaluator_codes: tuple[str, str]
    codebook: str
    disagreements: tuple[Disagreement, ...] = field(default=())
    demo: bool = False


def rating_size(first: str, second: str) -> float:
    """How far two ratings ("1"–"5" or "NE") lie apart; see Disagreement."""
    if first == second:
        return 0.0
    if NOT_EVALUABLE in (first, second):
        return 2.0
    return float(abs(int(first) - int(second)))


def code_size(first: str, second: str) -> float:
    """How far two codes of one place lie apart; see Disagreement."""
    if first == second:
        return 0.0
    return 1.0 if first and second else 0.5
