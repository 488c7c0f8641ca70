"""Threads: which visit followed a supervision about the same family, shown only where permission holds all along."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session as Database

from coder.domain.changes import Changes, Kind, changes
from coder.domain.errors import UserError
from coder.domain.ids import new_id
from coder.domain.people import Actor
from coder.domain.permissions import Action
from coder.domain.practice import Practice, practice_of
from coder.domain.sessions import SessionState
from coder.domain.threads import FOLLOWS_WITHIN, Station, Thread, permission_lacks
from coder.services.base import Service, Unit
from coder.services.practices import of_practice
from coder.services.rights import may_open, open_session
from coder.services.rows import permissions_of
from coder.store.tables.feedback import FamilyFeedbackRow
from coder.store.tables.sessions import SessionRow
from coder.store.tables.threads import ThreadLinkRow


class ThreadService(Service):
    """Say, take back and read which visit a supervision led to. The family's feedback hangs on the visit.

    Nothing here compares ratings: a thread is a list of what to open next.
    """

    def of(self, actor: Actor, session_id: str) -> tuple[Thread, ...]:
        """The threads a session stands in, the earliest meeting first.

        One is shown only where the actor may open both sessions and permission holds for both; else it says why not.
        What a family takes back is erased, so feedback that is there was given with their permission.
        """
        with self._reading(actor, Action.READ_SESSION) as database:
            row = open_session(database, actor, session_id)
            links = [link for link in _standing(database) if row.id in (link.session_id, link.visit_id)]
            return tuple(sorted((_thread(database, actor, link) for link in links), key=_by_day))

    def may_follow(self, actor: Actor, session_id: str) -> tuple[Station, ...]:
        """The visits that a supervision may have led to, the earliest first: of its team, within 92 days after it."""
        with self._reading(actor, Action.READ_SESSION) as database:
            row = open_session(database, actor, session_id)
            if practice_of(row.kind) is not Practice.SUPERVISION or row.state is SessionState.WITHDRAWN:
                return ()
            taken = {link.visit_id for link in _standing(database) if link.session_id == row.id}
            query = select(SessionRow).where(
                may_open(actor),
                of_practice(Practice.VISIT),
                SessionRow.team_id == row.team_id,
                SessionRow.demo.is_(row.demo),
                SessionRow.state != SessionState.WITHDRAWN,
                SessionRow.held_on.between(row.held_on, row.held_on + FOLLOWS_WITHIN),
            )
            visits = database.scalars(query.order_by(SessionRow.held_on, SessionRow.id))
            return tuple(_station(database, one) for one in visits if one.id not in taken)

    def join(self, actor: Actor, supervision: str, visit: str) -> Changes:
        """Say that a visit followed a supervision about the same family; once more changes nothing.

        Raises UserError unless it is a supervision and a visit on the same day or later, neither withdrawn nor of the
        demo alone, and NotAllowed for a session that is not open to the actor.
        """
        with self._acting(actor, Action.JOIN_THREAD) as unit:
            first, then = (open_session(unit.session, actor, given) for given in (supervision, visit))
            _check_fit(first, then)
            if any((link.session_id, link.visit_id) == (first.id, then.id) for link in _standing(unit.session)):
                return changes(Kind.SESSION, ids={first.id, then.id})
            return _write(unit, first, then, active=True)

    def part(self, actor: Actor, supervision: str, visit: str) -> Changes:
        """Take that back. Raises UserError when the two stand in no thread."""
        with self._acting(actor, Action.JOIN_THREAD) as unit:
            first, then = (open_session(unit.session, actor, given) for given in (supervision, visit))
            if all((link.session_id, link.visit_id) != (first.id, then.id) for link in _standing(unit.session)):
                raise UserError("These two sessions stand in no thread.", "Nothing was changed.")
            return _write(unit, first, then, active=False)


def _standing(database: Database) -> list[ThreadLinkRow]:
    newest: dict[tuple[str, str], ThreadLinkRow] = {}
    for row in database.scalars(select(ThreadLinkRow).order_by(ThreadLinkRow.id)):
        newest[row.session_id, row.visit_id] = row
    return [row for row in newest.values() if row.active]


def _check_fit(first: SessionRow, then: SessionRow) -> None:
    if (practice_of(first.kind), practice_of(then.kind)) != (Practice.SUPERVISION, Practice.VISIT):
        raise UserError("A thread leads from a supervision to a visit.", "Nothing was changed.")
    if then.held_on < first.held_on:
        raise UserError(f"{then.code} was held before {first.code}.", "Choose a visit that came after it.")
    if SessionState.WITHDRAWN in (first.state, then.state):
        raise UserError("Permission for one of the two was withdrawn.", "Nothing was changed.")
    if first.demo != then.demo:
        raise UserError("One of the two belongs to the demo data.", "Nothing was changed.")


def _write(unit: Unit, first: SessionRow, then: SessionRow, *, active: bool) -> Changes:
    row = ThreadLinkRow(
        id=new_id(), session_id=first.id, visit_id=then.id, active=active, author_id=unit.actor.id, at=unit.now
    )
    unit.session.add(row)
    unit.audit("thread joined" if active else "thread parted", "session", first.id, visit=then.id)
    return changes(Kind.SESSION, ids={first.id, then.id})


def _thread(database: Database, actor: Actor, link: ThreadLinkRow) -> Thread:
    query = select(SessionRow).where(SessionRow.id.in_((link.session_id, link.visit_id)), may_open(actor))
    rows = {row.id: row for row in database.scalars(query)}
    if len(rows) < 2:
        return Thread(link.session_id, link.visit_id, refusal="The other session is not open to you.")
    for row in (rows[link.session_id], rows[link.visit_id]):
        lacks = permission_lacks(row.code, permissions_of(database, row.id))
        if lacks:
            return Thread(link.session_id, link.visit_id, refusal=lacks)
    first, then = (_station(database, rows[id_]) for id_ in (link.session_id, link.visit_id))
    return Thread(link.session_id, link.visit_id, first, then)


def _station(database: Database, row: SessionRow) -> Station:
    said = database.scalar(select(func.count()).where(FamilyFeedbackRow.session_id == row.id)) or 0
    return Station(row.id, row.code, row.held_on, said)


def _by_day(one: Thread) -> tuple[str, str]:
    return ("" if one.visit is None else one.visit.held_on.isoformat(), one.visit_id)
