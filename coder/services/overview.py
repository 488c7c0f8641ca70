"""What a person sees first: what waits for them, how long feedback takes, how far they are with the demo."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session as Database

from coder.domain.coding import EntryKind, fold
from coder.domain.overview import Learning, Overview, Todo, TodoKind
from coder.domain.people import Actor, Person, Role
from coder.domain.permissions import Action, may
from coder.domain.practice import Practice
from coder.domain.sessions import Session, SessionKind, SessionState
from coder.services.assignment_rows import as_seen_by, asked_of, references, standing
from coder.services.base import Service
from coder.services.desk import left_off
from coder.services.entries import entries_of
from coder.services.feedback_time import feedback_time
from coder.services.people import person_from
from coder.services.practices import of_practice
from coder.services.profile_rights import closed_ids, unseen
from coder.services.rows import confirmed, session_row, sessions_from, transcript_row
from coder.store.tables.audit import AuditRow
from coder.store.tables.coding import CodingRow
from coder.store.tables.people import PersonRow, TeamRow
from coder.store.tables.profiles import NextStepRow
from coder.store.tables.sessions import RecordingRow, SessionRow

_WAITING = {
    SessionState.IMPORTED: (TodoKind.TRANSCRIBE, Action.TRANSCRIBE),
    SessionState.TO_CONFIRM: (TodoKind.CONFIRM, Action.CONFIRM_ROLES),
    SessionState.TO_CODE: (TodoKind.CODE, Action.CODE),
}
_OWN = {SessionState.CODING: TodoKind.GO_ON, SessionState.LOCKED: TodoKind.SECOND_LISTEN}


class OverviewService(Service):
    """Reads only; each part is left empty for an actor whose roles have no business with it."""

    def get(self, actor: Actor) -> Overview:
        """Everything for the first page, the oldest waiting meeting first."""
        today = self._backing.clock().date()
        with self._reading(actor, Action.READ_TEAM_REPORT) as database:
            return Overview(
                todos=(
                    *_own_profile(database, actor),
                    *_last_first(database, actor),
                    *_coaching(database, actor, today),
                ),
                feedback=feedback_time(database, today),
                sessions=database.scalar(select(func.count()).select_from(SessionRow)) or 0,
                learning=_learning(database, actor),
            )


def _last_first(database: Database, actor: Actor) -> list[Todo]:
    """What waits, the session the actor had open last before all others, also where nothing else asks for it."""
    todos = list(_session_todos(database, actor))
    last = left_off(database, actor) if may(actor, Action.CODE) else None
    if last is None:
        return todos
    others = [one for one in todos if one.session_id != last.session_id]
    known = [one for one in todos if one.session_id == last.session_id]
    found = known or [
        _todo(one, TodoKind.GO_ON) for one in sessions_from(database, [session_row(database, last.session_id)])
    ]
    return [*(replace(one, stopped_at_s=last.position_s) for one in found), *others]


def _session_todos(database: Database, actor: Actor) -> Iterator[Todo]:
    wanted = {state for state, (_, action) in _WAITING.items() if may(actor, action)}
    if may(actor, Action.CODE):
        wanted |= set(_OWN)
    beside = asked_of(database, actor.id) if may(actor, Action.CODE) else set()
    for_training = references(database)
    given_to_others = {row.session_id for row in standing(database)} - beside
    rows = database.scalars(
        select(SessionRow)
        .where(SessionRow.state.in_(wanted) | SessionRow.id.in_(beside), SessionRow.state != SessionState.WITHDRAWN)
        .order_by(SessionRow.held_on, SessionRow.id)
    ).all()
    for session in as_seen_by(database, actor, sessions_from(database, rows)):
        kind = _kind(session, actor)
        # Only the two who were drawn rate a role-play.
        if kind is TodoKind.CODE and session.kind is SessionKind.RECRUITMENT and session.id in given_to_others:
            continue
        # What a trainee has not begun stands on the page of their training, and is no work of the service.
        if kind is not None and (session.id not in for_training or kind in _OWN.values()):
            yield _todo(session, kind)


def _todo(session: Session, kind: TodoKind) -> Todo:
    return Todo(
        kind=kind,
        worker_id=session.worker_id,
        worker_code=session.worker_code,
        held_on=session.held_on,
        session_id=session.id,
        session_code=session.code,
        duration_s=0.0 if session.recording is None else session.recording.duration_s,
    )


def _kind(session: Session, actor: Actor) -> TodoKind | None:
    if session.state in _OWN:
        return _OWN[session.state] if session.evaluator_id == actor.id else None
    waiting = _WAITING.get(session.state)
    return waiting[0] if waiting is not None and may(actor, waiting[1]) else None


def _own_profile(database: Database, actor: Actor) -> Iterator[Todo]:
    """What was coded of the actor's own recordings since they last looked."""
    new = unseen(database, actor.id) if Role.WORKER in actor.roles else ()
    if new:
        person = person_from(database.get_one(PersonRow, actor.id))
        yield Todo(TodoKind.READ, person.id, person.code, new[-1].SessionRow.held_on, recordings=len(new))


def _coaching(database: Database, actor: Actor, today: date) -> Iterator[Todo]:
    """Workers whom the actor coaches with a recording that was locked after the last agreed next step.

    What the worker sees first is not waiting for the coach yet.
    """
    if Role.COACH not in actor.roles:
        return
    last_step = dict(
        database.execute(select(NextStepRow.worker_id, func.max(NextStepRow.at)).group_by(NextStepRow.worker_id)).all()
    )
    query = (
        select(PersonRow, SessionRow.id, SessionRow.held_on, CodingRow.locked_at)
        .join(SessionRow, SessionRow.worker_id == PersonRow.id)
        .join(CodingRow, CodingRow.session_id == SessionRow.id)
        .where(PersonRow.coach_id == actor.id, CodingRow.primary.is_(True), CodingRow.locked_at.is_not(None))
        .where(of_practice(Practice.VISIT))
        .order_by(SessionRow.held_on)
    )
    due: dict[Person, list[tuple[str, date]]] = defaultdict(list)
    for row, session_id, held_on, locked_at in database.execute(query):
        step = last_step.get(row.id)
        if locked_at is not None and (step is None or locked_at > step):
            due[person_from(row)].append((session_id, held_on))
    for person, recordings in due.items():
        closed = closed_ids(database, actor, person, today)
        days = [held_on for session_id, held_on in recordings if session_id not in closed]
        if days:
            yield Todo(TodoKind.COACHING, person.id, person.code, days[-1], recordings=len(days))


def _learning(database: Database, actor: Actor) -> Learning:
    here = bool(database.scalar(select(func.count()).select_from(TeamRow).where(TeamRow.demo)))
    query = select(SessionRow).join(RecordingRow, RecordingRow.session_id == SessionRow.id)
    visit = database.scalars(query.where(SessionRow.demo, RecordingRow.erased_at.is_(None))).first()
    if visit is None:
        return Learning(here)
    own = database.scalars(
        select(CodingRow).where(CodingRow.session_id == visit.id, CodingRow.evaluator_id == actor.id)
    ).first()
    return Learning(
        demo_here=here,
        session_id=visit.id,
        worker_id=visit.worker_id,
        team_id=visit.team_id,
        transcribed=transcript_row(database, visit.id) is not None,
        confirmed=confirmed(database, visit.id),
        marked=own is not None and _has_code_and_rating(database, own.id),
        locked=own is not None and own.locked_at is not None,
        finished=own is not None and own.finished_at is not None,
        agreed=_wrote_step(database, actor, visit.worker_id),
        report_read=_read_report(database, actor, visit.team_id),
    )


def _wrote_step(database: Database, actor: Actor, worker_id: str) -> bool:
    query = select(NextStepRow.id).where(NextStepRow.worker_id == worker_id, NextStepRow.author_id == actor.id)
    return database.scalars(query).first() is not None


def _read_report(database: Database, actor: Actor, team_id: str) -> bool:
    query = select(AuditRow.seq).where(AuditRow.actor_id == actor.id, AuditRow.object_id == team_id)
    return database.scalars(query.where(AuditRow.action == "team report read").limit(1)).first() is not None


def _has_code_and_rating(database: Database, coding_id: str) -> bool:
    state = fold(entries_of(database, coding_id))
    return bool(state.ratings) and any(entry.kind is EntryKind.CODE for entry in state.codes)
