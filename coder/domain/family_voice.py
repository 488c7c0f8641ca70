"""The family's voice beside figures: what was answered, each statement by itself, never merged with a rating."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from coder.domain.feedback import Audience, Side


@dataclass(frozen=True)
class GivenAnswer:
    """One answer of one family: in which session, when that was held, and what was chosen, in words."""

    session_code: str
    held_on: date
    label: str


@dataclass(frozen=True)
class VoiceLine:
    """A statement and every answer to it, the earliest meeting first. ``principle_id`` is empty for one by itself."""

    item_id: str
    text: str
    audience: Audience
    principle_id: str
    answers: tuple[GivenAnswer, ...]


@dataclass(frozen=True)
class Pleased:
    """How many families of an audience found that it helped (one of the two highest answers), of how many who said."""

    audience: Audience
    pleased: int
    answered: int


@dataclass(frozen=True)
class VoiceGoal:
    """A goal with where each side says it stands (−2 to +2, None: not yet) and the family's level less the worker's.

    ``family_hidden`` says that the family's level is kept back until the worker has said theirs.
    """

    session_code: str
    held_on: date
    words: str
    family: int | None
    worker: int | None
    gap: int | None
    family_hidden: bool = False


@dataclass(frozen=True)
class GoalSummary:
    """The T-score of one family's goals as one side sees them (Kiresuk and Sherman 1968); 50 is as was hoped."""

    session_code: str
    side: Side
    goals: int
    t_score: float


@dataclass(frozen=True)
class FamilyVoice:
    """What families said about the visits of one worker. Words of children are not in it; few see them."""

    worker_id: str
    forms: int
    pleased: tuple[Pleased, ...]
    lines: tuple[VoiceLine, ...]
    goals: tuple[VoiceGoal, ...]
    summaries: tuple[GoalSummary, ...]
    words: tuple[GivenAnswer, ...]


@dataclass(frozen=True)
class TeamVoiceLine:
    """Which share (0–1) of so many families gave one of the two ``counted`` answers, or why it is not shown."""

    item_id: str
    text: str
    audience: Audience
    principle_id: str
    helpful: bool
    share: float | None
    families: int
    counted: tuple[str, ...]
    suppressed_because: str = ""


@dataclass(frozen=True)
class TeamVoice:
    """What families said about a team's visits of one period (both dates included), by the rule for small numbers."""

    team_id: str
    start: date
    end: date
    lines: tuple[TeamVoiceLine, ...]
    suppressed_because: str = ""
