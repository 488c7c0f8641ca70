"""The one order of a store: the ids of what is only added, whichever process adds it and whatever its clock says."""

from __future__ import annotations

from sqlalchemy import func, select, union_all
from sqlalchemy.orm import InstrumentedAttribute, Session

from coder.domain.ids import go_on_after
from coder.store.tables import (
    CodingEntryRow,
    CodingRow,
    DecisionRow,
    JobRow,
    NextStepRow,
    PermissionRow,
    ReleasedReportRow,
    SpeakerRoleRow,
    SuggestionDecisionRow,
    SuggestionSetRow,
    TranscriptEditRow,
)

# Every table in which the greatest id counts, or in which ids say what came first. Never one that takes ids from files.
ORDERED: tuple[InstrumentedAttribute[str], ...] = (
    CodingEntryRow.id,
    CodingRow.id,
    DecisionRow.id,
    JobRow.id,
    NextStepRow.id,
    PermissionRow.id,
    ReleasedReportRow.id,
    SpeakerRoleRow.id,
    SuggestionDecisionRow.id,
    SuggestionSetRow.id,
    TranscriptEditRow.id,
)
_EACH = union_all(*(select(func.max(column).label("id")) for column in ORDERED)).subquery()
_GREATEST = select(func.max(_EACH.c.id))


def go_on(session: Session) -> None:
    """Have the ids of this transaction sort after all that are stored; writers take turns, so none comes between."""
    go_on_after(session.scalar(_GREATEST) or "")
