"""People of the service and what they may be to a recording."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from coder.domain.errors import UserError
from coder.domain.purpose import Purpose


class Role(StrEnum):
    """What a person of the service does with this program. One person may hold several roles."""

    WORKER = "worker"
    EVALUATOR = "evaluator"
    COACH = "coach"
    LEAD = "lead"
    STEWARD = "steward"


class SpeakerRole(StrEnum):
    """Who a voice in a recording is."""

    WORKER = "worker"
    PARENT = "parent"
    CHILD = "child"
    INTERPRETER = "interpreter"
    OTHER = "other"
    SUPERVISOR = "supervisor"


@dataclass(frozen=True)
class Actor:
    """Who is doing something, as every service call is told first, and in what kind of store."""

    id: str
    roles: frozenset[Role]
    purpose: Purpose = Purpose.PRACTICE


@dataclass(frozen=True)
class Person:
    """A person of the service. ``code`` (``W-17``) is what screens show in place of the name where they can."""

    id: str
    code: str
    name: str
    roles: frozenset[Role]
    team_id: str | None = None
    coach_id: str | None = None
    demo: bool = False


@dataclass(frozen=True)
class Team:
    """A team whose figures are only ever shown together."""

    id: str
    name: str
    demo: bool = False


def alike(one: str, other: str) -> bool:
    """Whether two codes or names of teams mean the same: large letters are as small ones, many blanks as one."""
    return one.casefold().split() == other.casefold().split()


def invented(name: str) -> UserError:
    """Why nothing real is added for a person or team of the demo: removing the demo would take it along or keep both.

    ``name`` is the person's code or the team's name, as screens show it.
    """
    return UserError(f"{name} belongs to the demo data.", "Use another one, or remove the demo data first in Settings.")
