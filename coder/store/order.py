"""The one order of a store: the ids of what is only added, whichever process adds it and whatever its clock says."""

from __future__ import annotations

from sqlalchemy import Column, func, select, union_all
from sqlalchemy.orm import Session

from coder.domain.ids import go_on_after
from coder.store.guards import KEPT
from coder.store.tables import Base

# Their rows stand by position and take ids from files of edits; the audit trail has numbers of its own.
_OTHERWISE_ORDERED = frozenset({"audit", "speakers", "utterances"})
# Rows of these may change, and yet the greatest id counts or ids say what came first.
_CHANGING = ("codings", "jobs", "next_steps", "released_reports", "suggestion_sets", "passage_sets")
_TABLES = (*(name for name in KEPT if name not in _OTHERWISE_ORDERED), *_CHANGING)

ORDERED: tuple[Column[str], ...] = tuple(Base.metadata.tables[name].c.id for name in _TABLES)
# The place of a lock may be the last thing that was done: without words to suggest for, it is followed by no job.
LOCKS: Column[str] = Base.metadata.tables["codings"].c.lock_id
_EACH = union_all(*(select(func.max(column).label("id")) for column in (*ORDERED, LOCKS))).subquery()
_GREATEST = select(func.max(_EACH.c.id))


def go_on(session: Session) -> None:
    """Have the ids of this transaction sort after all that are stored; writers take turns, so none comes between."""
    go_on_after(session.scalar(_GREATEST) or "")
