"""The condition that keeps figures of one kind of practice apart from those of the others."""

from __future__ import annotations

from sqlalchemy import ColumnElement

from coder.domain.practice import Practice, kinds_of
from coder.store.tables.sessions import SessionRow


def of_practice(practice: Practice) -> ColumnElement[bool]:
    """Leaves the sessions that show this practice."""
    return SessionRow.kind.in_(sorted(kinds_of(practice)))
