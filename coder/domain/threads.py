"""The thread from a supervision to the next visit with the same family, and to what the family said of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from coder.domain.sessions import Answer, Permission

FOLLOWS_WITHIN = timedelta(days=92)
"""A visit later than about three months is offered no longer as the one that a supervision led to."""


@dataclass(frozen=True)
class Station:
    """One session of a thread, as a list shows it. ``said`` is how many feedback forms the family filled in."""

    session_id: str
    session_code: str
    held_on: date
    said: int = 0


@dataclass(frozen=True)
class Thread:
    """A supervision and the visit that followed. Both are None where it may not be shown; ``refusal`` says why.

    ``visit_id`` and ``supervision_id`` are always there, so that a thread can be undone that may not be shown.
    """

    supervision_id: str
    visit_id: str
    supervision: Station | None = None
    visit: Station | None = None
    refusal: str = ""


def permission_lacks(code: str, lines: Iterable[Permission]) -> str:
    """Why permission does not hold for a session (by its ``code``), as a sentence; empty where it does.

    It holds when somebody was asked and everybody's newest answer is that they agree. ``lines`` are oldest first.
    """
    newest = {(line.who, line.adult): line.answer for line in lines}
    if not newest:
        return f"Nobody's permission is noted for {code}."
    if any(answer is not Answer.GIVEN for answer in newest.values()):
        return f"Permission does not hold for {code}."
    return ""
