"""Where people stopped: kept while they work, given back when they open the session again."""

from __future__ import annotations

from dataclasses import asdict

from pydantic import TypeAdapter, ValidationError
from sqlalchemy import select
from sqlalchemy.orm import Session

from coder.domain.desk import Desk, LeftOff
from coder.domain.people import Actor
from coder.domain.permissions import Action
from coder.domain.sessions import SessionState
from coder.services.base import Service
from coder.services.rights import may_open, open_session
from coder.store.tables.desk import DeskPlaceRow
from coder.store.tables.sessions import SessionRow

_OVER = (SessionState.FINISHED, SessionState.WITHDRAWN)
# More than anybody types into one field; what is longer was pasted by mistake and is not worth keeping every second.
_LONGEST = 20_000

_desk = TypeAdapter(Desk)


class DeskService(Service):
    """Reads and keeps the places of one person. Not audited: it says nothing about a session but where a cursor is."""

    def get(self, actor: Actor, session_id: str) -> Desk | None:
        """Where the actor stopped in a session; None when they were never there or what is kept cannot be used."""
        with self._reading(actor, Action.READ_SESSION) as session:
            row = session.get(DeskPlaceRow, (actor.id, open_session(session, actor, session_id).id))
            return None if row is None else _valid(row)

    def keep(self, actor: Actor, session_id: str, desk: Desk) -> None:
        """Keep where the actor is; replaces what was kept. Does nothing for a session whose material is erased.

        Raises UserError when there is no such session, NotAllowed when it is not theirs.
        """
        drafts = {key: text[:_LONGEST] for key, text in desk.drafts.items() if text.strip()}
        with self._acting(actor, Action.READ_SESSION) as unit:
            meeting = open_session(unit.session, actor, session_id)
            if meeting.state is not SessionState.WITHDRAWN:
                data = {**asdict(desk), "drafts": drafts}
                row = DeskPlaceRow(person_id=actor.id, session_id=meeting.id, data=data, at=unit.now)
                unit.session.merge(row)

    def last(self, actor: Actor) -> LeftOff | None:
        """The session the actor had open last, unless it is over or no longer theirs."""
        with self._reading(actor, Action.READ_SESSION) as session:
            return left_off(session, actor)


def left_off(session: Session, actor: Actor) -> LeftOff | None:
    """``DeskService.last`` inside the caller's transaction."""
    query = select(DeskPlaceRow).join(SessionRow, SessionRow.id == DeskPlaceRow.session_id)
    mine = query.where(DeskPlaceRow.person_id == actor.id, SessionRow.state.not_in(_OVER), may_open(actor))
    row = session.scalars(mine.order_by(DeskPlaceRow.at.desc()).limit(1)).first()
    desk = None if row is None else _valid(row)
    return None if row is None or desk is None else LeftOff(row.session_id, desk.position_s, row.at)


def _valid(row: DeskPlaceRow) -> Desk | None:
    try:
        return _desk.validate_python(row.data)
    except ValidationError:
        # Kept by another version of the program: beginning at the start loses nothing that counts.
        return None
