"""Which sessions are worth a second coding: those on which the model was least sure. An offer, never a rule.

Least confidence (Lewis & Gale 1994) over the utterances of a session, read from the suggestions that were worked out
for it. Who the worker is plays no part, and no suggestion is told.
"""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session as Database

from coder.domain.learning import LEAST_TO_JUDGE, MOST_OFFERS, DoubleCoding
from coder.domain.people import Actor
from coder.domain.sessions import SessionState
from coder.services.assignment_rows import owed_to_blindness, references
from coder.services.rights import may_open
from coder.store.tables.coding import CodingRow
from coder.store.tables.sessions import SessionRow
from coder.store.tables.suggestions import SuggestionRow, SuggestionSetRow


def worth_double_coding(database: Database, actor: Actor) -> tuple[DoubleCoding, ...]:
    """The sessions with one locked coding and no second one on which the newest suggestions were least sure.

    Only those the actor may open, with enough utterances of the worker to tell; the least sure first.
    """
    once = (
        select(CodingRow.session_id)
        .group_by(CodingRow.session_id)
        .having(func.count(CodingRow.id) == 1, func.count(CodingRow.locked_at) == 1)
    )
    newest = select(func.max(SuggestionSetRow.id)).group_by(SuggestionSetRow.session_id)
    query = (
        select(
            SessionRow.id,
            SessionRow.code,
            SuggestionSetRow.abstained,
            func.count(SuggestionRow.id).label("suggested"),
            func.coalesce(func.avg(SuggestionRow.probability), 0.0).label("certainty"),
        )
        .join(SuggestionSetRow, SuggestionSetRow.session_id == SessionRow.id)
        .outerjoin(SuggestionRow, SuggestionRow.set_id == SuggestionSetRow.id)
        .where(SuggestionSetRow.id.in_(newest), SessionRow.id.in_(once), may_open(actor))
        .where(SessionRow.state != SessionState.WITHDRAWN)
        .where(SessionRow.id.not_in(owed_to_blindness(database, actor.id) | references(database).keys()))
        .group_by(SessionRow.id, SessionRow.code, SuggestionSetRow.abstained)
    )
    found = [
        DoubleCoding(row.id, row.code, row.abstained + row.suggested, row.abstained, float(row.certainty))
        for row in database.execute(query)
        if row.abstained + row.suggested >= LEAST_TO_JUDGE
    ]
    return tuple(sorted(found, key=lambda one: (-one.doubt, one.session_id))[:MOST_OFFERS])
