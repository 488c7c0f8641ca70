"""Whose material an actor may open: evaluators and stewards all, coaches their workers', workers their own."""

from __future__ import annotations

from sqlalchemy import ColumnElement, select, true
from sqlalchemy.orm import Session as Database

from coder.domain.errors import NotAllowed
from coder.domain.people import Actor, Role
from coder.services.rows import session_row
from coder.store.tables.people import PersonRow
from coder.store.tables.sessions import SessionRow


def may_open(actor: Actor) -> ColumnElement[bool]:
    """The condition that leaves the sessions whose material the actor may open."""
    if actor.roles & {Role.EVALUATOR, Role.STEWARD}:
        return true()
    own = SessionRow.worker_id == actor.id
    if Role.COACH in actor.roles:
        return own | SessionRow.worker_id.in_(select(PersonRow.id).where(PersonRow.coach_id == actor.id))
    return own


def open_session(database: Database, actor: Actor, given: str) -> SessionRow:
    """The session with this id or code. Raises UserError when there is none, NotAllowed when it is not theirs."""
    row = session_row(database, given)
    if database.scalars(select(SessionRow.id).where(SessionRow.id == row.id, may_open(actor))).first() is None:
        raise NotAllowed(
            "This session is not open to you.", "You see your own sessions, and those of people you coach."
        )
    return row


def close_to(database: Database, actor: Actor) -> ColumnElement[bool]:
    """The condition that leaves the people whose recordings the actor plans with them: their own, those they coach, and
    for an evaluator the people of their team, or everybody where they belong to none."""
    near = PersonRow.id == actor.id
    if Role.COACH in actor.roles:
        near |= PersonRow.coach_id == actor.id
    if Role.EVALUATOR in actor.roles:
        team_id = database.scalar(select(PersonRow.team_id).where(PersonRow.id == actor.id))
        near |= true() if team_id is None else PersonRow.team_id == team_id
    return near


def in_programme(database: Database, actor: Actor) -> ColumnElement[bool]:
    """The condition that leaves the people whose next recording the actor sees: all for whoever looks after a service,
    who sees when it is due and nothing else."""
    if actor.roles & {Role.LEAD, Role.STEWARD}:
        return true()
    return close_to(database, actor)
