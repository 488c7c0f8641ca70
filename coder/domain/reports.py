"""The team's anonymous reflection report: shares, prompts, and nothing by which a person could be picked out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

# In place of a team's id: all teams together.
WHOLE_SERVICE = ""

MIN_WORKERS = 5
MIN_RECORDINGS = 10
MAX_SHARE_OF_ONE_WORKER = 0.4


class CutBy(StrEnum):
    """What a report may be narrowed by, from the context sheet of each recording."""

    KIND = "kind of visit"
    FAMILY = "family"
    STAGE = "stage"


@dataclass(frozen=True)
class Cut:
    """A report on recordings of one context only, for example of first visits."""

    by: CutBy
    value: str

    @property
    def text(self) -> str:
        """As ``stage: first``."""
        return f"{self.by.value}: {self.value}"


@dataclass(frozen=True)
class PrincipleShares:
    """Shares of ratings 1–5 on one principle (sum 1), or suppressed with the reason.

    ``counts`` has one number a value, the lowest first. ``change`` is the difference of means with the period before,
    with an 80 % interval, all to one decimal, or None when either side is too small or suppressed. More decimals would
    tell more than the page does: how the ratings go together within each worker.
    """

    principle_id: str
    counts: tuple[int, ...] | None
    not_evaluable: int | None
    recordings: int
    workers: int
    suppressed_because: str = ""
    change: float | None = None
    change_low: float | None = None
    change_high: float | None = None

    @property
    def shares(self) -> tuple[float, ...] | None:
        """Shares of each value, the lowest first; None when suppressed or empty."""
        if not self.counts or not sum(self.counts):
            return None
        total = sum(self.counts)
        return tuple(count / total for count in self.counts)


@dataclass(frozen=True)
class Prompt:
    """A thing to talk about: what the figures say, and a question that opens the talk."""

    kind: str
    principle_id: str
    title: str
    sentence: str
    question: str


@dataclass(frozen=True)
class TeamFigure:
    """A headline figure with its denominator, or suppressed with the reason."""

    id: str
    title: str
    value: str
    note: str
    suppressed_because: str = ""


@dataclass(frozen=True)
class TeamReport:
    """Everything a team page or PDF shows for one period (both dates included).

    ``version`` counts the releases for the same team, period and cut from 1, ``released_on`` is the day of this one; 0
    and None stand for a report that holds nothing which needed a release. ``cut`` is None for all recordings. ``teams``
    are the names of the teams that a picture of the whole service is made of, in alphabetical order. ``quotes`` are
    words that workers offered; they are no part of what is released, and gone as soon as they are taken back.
    """

    team_id: str
    team_name: str
    start: date
    end: date
    codebook_id: str
    codebook_version: str
    workers: int | None
    recordings: int | None
    principles: tuple[PrincipleShares, ...]
    prompts: tuple[Prompt, ...]
    figures: tuple[TeamFigure, ...]
    suppressed_because: str = ""
    demo: bool = False
    cut: Cut | None = None
    version: int = 0
    released_on: date | None = None
    teams: tuple[str, ...] = ()
    quotes: tuple[str, ...] = ()
