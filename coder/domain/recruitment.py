"""Role-play in values-based recruitment: rated by two who are blind to each other, kept apart from all practice."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

from coder.domain.practice import Practice, practice_of
from coder.domain.sessions import Context, SessionKind

RATERS = 2
KEPT_FOR = timedelta(days=180)
"""How long after the conversation a role-play is kept: three months in which an appointment may be challenged, and as
long again to answer. Our own rule; an authority's recruitment policy comes before it."""

DOES_NOT_APPLY = "does not apply"


@dataclass(frozen=True)
class RolePlayRating:
    """What two raters gave for one principle: a value of the scale or NE. ``agreed`` is empty until they talked."""

    principle_id: str
    name: str
    first: str
    second: str
    agreed: str


@dataclass(frozen=True)
class RolePlay:
    """One role-play. ``ratings`` are empty until both raters have locked, and for who may not see them.

    ``asked`` and ``locked`` count raters. From ``keep_until`` on it is to be erased.
    """

    session_id: str
    session_code: str
    applicant_code: str
    held_on: date
    asked: int
    locked: int
    ratings: tuple[RolePlayRating, ...] = ()

    @property
    def keep_until(self) -> date:
        """The last day it is kept."""
        return self.held_on + KEPT_FOR


def sheet_for(kind: SessionKind, context: Context) -> Context:
    """The context sheet of a new session; where no family is spoken to, it has neither a stage nor a legal status."""
    if practice_of(kind) not in (Practice.RECRUITMENT, Practice.SKILLS):
        return context
    return replace(context, stage=context.stage or DOES_NOT_APPLY, legal_status=context.legal_status or DOES_NOT_APPLY)
