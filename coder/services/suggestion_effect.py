"""Withheld recordings beside the others: how far two evaluators agree where suggestions are shown and where not."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from codebook.schema import Codebook
from coder.analysis.suggestion_worth import FinishedPair, effect_of
from coder.domain.practice import is_suggested_for, practice_of
from coder.domain.suggestion_worth import Effect
from coder.services.suggestion_differences import standing_codes
from coder.services.suggestion_draw import sides
from coder.services.suggestion_rules import double_codings, paired, worker_codes
from coder.store.tables.audit import AuditRow
from coder.store.tables.coding import CodingRow
from coder.store.tables.sessions import SessionRow


def effect_here(session: Session, book: Codebook) -> tuple[Effect, ...]:
    """How far two agree on either side of the draw; see ``Effect``."""
    return effect_of(finished_pairs(session, book))


def finished_pairs(session: Session, book: Codebook) -> list[FinishedPair]:
    """Visits that two coded blind and finished here, on the side where the lot put them, whether or not anybody looked.

    Codings that came from other computers are never finished here: what was done to them after the lock is not known.
    """
    side = sides(session)
    places = _places(session)
    found = []
    for rows in double_codings(session, book):
        withheld = side(rows[0].session_id)
        finished = sorted((row for row in rows if row.id in places), key=lambda row: places[row.id])
        if withheld is not None and len(finished) > 1:
            pair = _pair(session, finished, places, withheld)
            found += [] if pair is None else [pair]
    return found


def _places(session: Session) -> dict[str, int]:
    """Where in the order of acts each finished coding was finished: days may be equal, and clocks are set back."""
    query = (
        select(CodingRow.id, func.max(AuditRow.seq))
        .join(AuditRow, (AuditRow.object_id == CodingRow.id) & (AuditRow.action == "coding finished"))
        .where(CodingRow.finished_at.is_not(None))
        .group_by(CodingRow.id)
    )
    return {row[0]: row[1] for row in session.execute(query)}


def _pair(
    session: Session, finished: Sequence[CodingRow], places: dict[str, int], withheld: bool
) -> FinishedPair | None:
    """The first two to finish of whom each had coded anything at the lock, or None."""
    meeting = session.get_one(SessionRow, finished[0].session_id)
    if not is_suggested_for(practice_of(meeting.kind)):
        return None
    given = zip(finished, worker_codes(session, finished), strict=False)
    two = [(row, codes) for row, codes in given if any(codes)][:2]
    if len(two) < 2:
        return None
    rows = [row for row, _ in two]
    return FinishedPair(
        session_id=meeting.id,
        worker_id=meeting.worker_id,
        evaluators=frozenset(row.evaluator_id for row in rows),
        place=places[rows[1].id],
        withheld=withheld,
        locked=paired(*(codes for _, codes in two)),
        finished=paired(*worker_codes(session, rows, standing_codes)),
    )
