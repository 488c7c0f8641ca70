"""Recordings with expert codes and what trainees made of them, from their rows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session as Database

from coder.domain.coding import Mode, Origin, fold
from coder.services.coding_file import CodingDocument, check_document
from coder.services.entries import entries_of
from coder.services.lock import closed_by_lock
from coder.store.tables.coding import CodingRow
from coder.store.tables.double_coding import ReferenceCodingRow


@dataclass(frozen=True)
class LockedCoding:
    """A blind coding that is locked, with the time of its lock."""

    id: str
    evaluator_id: str
    locked_at: datetime
    row: CodingRow


def expert_document(row: ReferenceCodingRow) -> CodingDocument:
    """What the experts gave, as the coding file it came from."""
    return check_document(row.content)


def expert_ratings(row: ReferenceCodingRow) -> dict[str, int | None]:
    """The experts' ratings by principle, None for not evaluable."""
    return {one.principle: None if one.value == "NE" else one.value for one in expert_document(row).ratings}


def own_ratings(database: Database, coding: LockedCoding) -> dict[str, int | None]:
    """The ratings of a coding by principle as they stood at its lock, None for not evaluable."""
    entries = entries_of(database, coding.id)
    state = fold(e for e in entries if closed_by_lock(coding.row, e.id) and e.origin is Origin.BLIND)
    return {label: entry.value for label, entry in state.ratings.items()}


def locked_codings(database: Database, session_id: str) -> list[LockedCoding]:
    """The locked blind codings of a session, in the order in which they were begun."""
    query = select(CodingRow).where(CodingRow.session_id == session_id, CodingRow.mode == Mode.BLIND)
    rows = database.scalars(query.order_by(CodingRow.id))
    return [LockedCoding(row.id, row.evaluator_id, row.locked_at, row) for row in rows if row.locked_at is not None]
