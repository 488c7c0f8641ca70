"""Care for those who are heard and for those who listen: the safeguarding pause and the content note."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select

from coder.domain.changes import Changes, Kind, changes
from coder.domain.errors import UserError
from coder.domain.people import Actor
from coder.domain.permissions import Action
from coder.domain.sessions import check_not_erased
from coder.domain.times import to_samples
from coder.services.base import Service, Unit
from coder.services.policy import read_policy
from coder.services.rights import open_session
from coder.services.rows import context_data, context_of
from coder.store.tables.desk import DeskPlaceRow

LONGEST_NOTE = 300


@dataclass(frozen=True)
class Paused:
    """What was recorded of a safeguarding pause: that it was made, in which session, where (seconds) and when."""

    session_id: str
    session_code: str
    at_s: float
    at: datetime


class WelfareService(Service):
    """Neither act reaches a code, a rating, a profile or a report."""

    def procedure(self, actor: Actor) -> str:
        """What the authority wants done when something heard raises concern for a child or an adult at risk."""
        with self._reading(actor, Action.LISTEN) as session:
            return read_policy(session).safeguarding_text

    def pause(self, actor: Actor, session_id: str, at_s: float) -> Paused:
        """Record in the audit trail that the actor stopped at ``at_s`` over a concern; nothing else is kept of it.

        Raises UserError when there is no such session, NotAllowed when it is not theirs.
        """
        with self._acting(actor, Action.LISTEN) as unit:
            row = open_session(unit.session, actor, session_id)
            at_s = max(0.0, at_s)
            unit.audit("safeguarding pause", "session", row.id, sample=to_samples(at_s))
            return Paused(row.id, row.code, at_s, unit.now)

    def write_content_note(self, actor: Actor, session_id: str, note: str) -> Changes:
        """Say what may distress whoever listens next, or with an empty note nothing; at any time, also after coding.

        Raises UserError for a note longer than ``LONGEST_NOTE`` characters and for a withdrawn session.
        """
        text = " ".join(note.split())
        if len(text) > LONGEST_NOTE:
            raise UserError(f"A content note has at most {LONGEST_NOTE} characters.", "One sentence is enough.")
        with self._acting(actor, Action.RECORD_PERMISSION) as unit:
            row = open_session(unit.session, actor, session_id)
            check_not_erased(row.state, "There is nothing left to be listened to.")
            known = context_of(row)
            row.context = context_data(replace(known, content_note=text))
            if text != known.content_note:
                _ask_again(unit, row.id)
            unit.audit("content note written" if text else "content note taken away", "session", row.id)
            return changes(Kind.SESSION, ids={row.id})


def _ask_again(unit: Unit, session_id: str) -> None:
    """Whoever agreed to another note has not read this one."""
    places = select(DeskPlaceRow).where(DeskPlaceRow.session_id == session_id, DeskPlaceRow.person_id != unit.actor.id)
    for place in unit.session.scalars(places):
        place.data = {**place.data, "note_read": False}
