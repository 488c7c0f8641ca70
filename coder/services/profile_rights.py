"""Whose profile an actor may read, and what of it the worker sees first."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import Row, Select, exists, select
from sqlalchemy.orm import Session as Database

from coder.analysis.working_days import working_day_after
from coder.domain.errors import NotAllowed
from coder.domain.ids import new_id
from coder.domain.people import Actor, Person, Role
from coder.domain.profiles import WithWorker
from coder.domain.sessions import SessionState
from coder.services.assignment_rows import asked_of
from coder.services.base import Unit
from coder.services.people import find_worker, person_from
from coder.services.policy import read_policy
from coder.store.tables.coaching import EvaluationReplyRow, ReplyKind
from coder.store.tables.coding import CodingRow
from coder.store.tables.sessions import SessionRow

_TO_BE_CODED = (SessionState.IMPORTED, SessionState.TRANSCRIBING, SessionState.TO_CONFIRM, SessionState.TO_CODE)


def may_read(actor: Actor, person: Person) -> bool:
    """Whether the profile is the actor's own, or of somebody they coach."""
    return person.id == actor.id or (Role.COACH in actor.roles and person.coach_id == actor.id)


def readable(database: Database, actor: Actor, worker: str) -> Person:
    """The worker with this id or code. Raises NotAllowed for anybody but worker and coach, and while the actor has a
    recording of them to code."""
    person = person_from(find_worker(database, worker))
    if not may_read(actor, person):
        raise NotAllowed("This profile is for the worker and their coach only.", "Ask the worker to share it with you.")
    if being_coded(database, actor, person.id):
        raise NotAllowed(
            "A recording of this worker waits for your coding, so earlier ratings stay hidden.",
            "Code and lock it first.",
        )
    return person


def with_worker(database: Database, actor: Actor, person: Person, today: date) -> tuple[WithWorker, ...]:
    """The coded recordings that stay closed to the coach, the earliest meeting first: the worker has not opened them,
    and the working days of the rule ``worker_first_days`` since the lock are not over.

    What the coach coded themselves they know. Nobody sits behind a worker of the demo, who could open anything.
    """
    policy = read_policy(database)
    days = policy.worker_first_days
    if person.id == actor.id or person.demo or not days:
        return ()
    query = _evaluations(person.id).where(CodingRow.evaluator_id != actor.id, CodingRow.id.not_in(_opened(person.id)))
    found = []
    for coding, meeting in database.execute(query):
        assert coding.locked_at is not None
        opens_on = working_day_after(coding.locked_at.date(), days, policy.bank_holidays)
        if today < opens_on:
            found.append(WithWorker(meeting.id, meeting.code, meeting.held_on, opens_on))
    return tuple(found)


def closed_ids(database: Database, actor: Actor, person: Person, today: date) -> frozenset[str]:
    """The sessions of ``with_worker``: nothing of them is shown to the actor yet."""
    return frozenset(one.session_id for one in with_worker(database, actor, person, today))


def note_opened(unit: Unit, person: Person) -> int:
    """Note that the worker has now seen every evaluation there is; how many were new to them."""
    new = unseen(unit.session, person.id)
    for coding, meeting in new:
        unit.session.add(
            EvaluationReplyRow(
                id=new_id(),
                session_id=meeting.id,
                coding_id=coding.id,
                worker_id=person.id,
                kind=ReplyKind.OPENED,
                author_id=unit.actor.id,
                at=unit.now,
            )
        )
    return len(new)


def unseen(database: Database, worker_id: str) -> Sequence[Row[CodingRow, SessionRow]]:
    """The evaluations a worker has not opened, the earliest meeting first."""
    return database.execute(_evaluations(worker_id).where(CodingRow.id.not_in(_opened(worker_id)))).all()


def _evaluations(worker_id: str) -> Select[CodingRow, SessionRow]:
    return (
        select(CodingRow, SessionRow)
        .join(SessionRow, SessionRow.id == CodingRow.session_id)
        .where(SessionRow.worker_id == worker_id, CodingRow.primary.is_(True), CodingRow.locked_at.is_not(None))
        .order_by(SessionRow.held_on, SessionRow.id)
    )


def _opened(worker_id: str) -> Select[str]:
    return select(EvaluationReplyRow.coding_id).where(
        EvaluationReplyRow.worker_id == worker_id, EvaluationReplyRow.kind == ReplyKind.OPENED
    )


def being_coded(database: Database, actor: Actor, worker_id: str) -> bool:
    """Whether the actor has a recording of this worker to code, so that nothing may sway them."""
    # No earlier score of the worker may be seen before the evaluator has locked this recording (codebook §A8): neither
    # one the actor is coding or asked to code, nor one that is still free for the actor to code.
    if Role.EVALUATOR not in actor.roles:
        return False
    # Asked of each session of this one worker: the codings of an evaluator are as many as the service has.
    own = exists().where(CodingRow.session_id == SessionRow.id, CodingRow.evaluator_id == actor.id)
    begun = own.where(CodingRow.locked_at.is_(None))
    waiting = SessionRow.state.in_(_TO_BE_CODED) & SessionRow.evaluator_id.is_(None)
    asked = SessionRow.id.in_(asked_of(database, actor.id)) & ~own
    query = select(SessionRow.id).where(SessionRow.worker_id == worker_id, begun | waiting | asked)
    return database.scalars(query.where(SessionRow.state != SessionState.WITHDRAWN)).first() is not None
