"""Second codings that stand, who is asked for them, and which codings may be seen beside each other."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import replace

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session as Database

from coder.domain.assignment import Why, second_coder
from coder.domain.ids import new_id
from coder.domain.people import Actor, Role
from coder.domain.practice import Practice, practice_of
from coder.domain.recruitment import RATERS
from coder.domain.sessions import Session, SessionState
from coder.services.base import Unit
from coder.services.draws import drawn, era_of
from coder.services.policy import DOUBLE_DRAW, read_policy
from coder.services.practices import of_practice
from coder.store.tables.coding import CodingRow
from coder.store.tables.double_coding import ReferenceCodingRow, SecondCodingRow
from coder.store.tables.people import PersonRow
from coder.store.tables.sessions import SessionRow

_BEFORE_CODING = (SessionState.IMPORTED, SessionState.TRANSCRIBING, SessionState.TO_CONFIRM, SessionState.TO_CODE)


def standing(database: Database) -> list[SecondCodingRow]:
    """Every second coding that is wanted, in the order in which they were first asked for."""
    return list(database.scalars(select(SecondCodingRow).where(_stands()).order_by(SecondCodingRow.thread_id)))


def _stands() -> ColumnElement[bool]:
    newest = select(func.max(SecondCodingRow.id)).group_by(SecondCodingRow.thread_id)
    return SecondCodingRow.id.in_(newest) & SecondCodingRow.active


def asked_of(database: Database, person_id: str) -> set[str]:
    """The sessions that one person is asked to code a second time."""
    query = select(SecondCodingRow.session_id).where(SecondCodingRow.evaluator_id == person_id, _stands())
    return set(database.scalars(query))


def references(database: Database) -> dict[str, ReferenceCodingRow]:
    """The experts' coding of each recording that is used for training, by session."""
    newest: dict[str, ReferenceCodingRow] = {}
    for row in database.scalars(select(ReferenceCodingRow).order_by(ReferenceCodingRow.id)):
        newest[row.session_id] = row
    return {session_id: row for session_id, row in newest.items() if row.active}


def is_beside(database: Database, session_id: str, person_id: str) -> bool:
    """Whether a person's coding of a session stands beside the one that profiles read: a second or a trainee's."""
    return session_id in asked_of(database, person_id) or session_id in references(database)


def closed_sessions(database: Database) -> set[str]:
    """The sessions whose codings nobody may see beside each other: somebody has begun, or is asked, and not locked.

    An assignment that waits for nobody in particular closes nothing.
    """
    unlocked = set(database.scalars(select(CodingRow.session_id).where(CodingRow.locked_at.is_(None))))
    pairs = database.execute(select(CodingRow.session_id, CodingRow.evaluator_id))
    begun = {(row.session_id, row.evaluator_id) for row in pairs}
    asked = {(row.session_id, row.evaluator_id) for row in standing(database) if row.evaluator_id is not None}
    return unlocked | {session_id for session_id, person in asked if (session_id, person) not in begun}


def open_to(database: Database, person_id: str) -> set[str]:
    """The sessions whose codings a person may see beside their own: they have locked theirs, and so has everybody."""
    own = select(CodingRow.session_id).where(CodingRow.evaluator_id == person_id, CodingRow.locked_at.is_not(None))
    return set(database.scalars(own)) - closed_sessions(database)


def owed_to_blindness(database: Database, person_id: str) -> set[str]:
    """The sessions of which a person must not learn who else codes them: their own is not locked, or not begun."""
    own = select(CodingRow.session_id).where(CodingRow.evaluator_id == person_id)
    locked = set(database.scalars(own.where(CodingRow.locked_at.is_not(None))))
    first = select(SessionRow.id).where(SessionRow.evaluator_id == person_id)
    mine = set(database.scalars(own)) | set(database.scalars(first)) | asked_of(database, person_id)
    return mine - locked


def candidates(database: Database, meeting: SessionRow, taken: Iterable[str] = ()) -> dict[str, int]:
    """Who may code a session a second time, each with how many second codings they were asked for already.

    Evaluators of the service, neither of the demo nor the worker of the recording, nor anybody who codes it or is asked
    to (``taken`` are more of those).
    """
    rows = [row for row in standing(database) if row.evaluator_id is not None]
    coding = select(CodingRow.evaluator_id).where(CodingRow.session_id == meeting.id)
    out = {meeting.worker_id, meeting.evaluator_id, *taken, *database.scalars(coding)}
    out |= {row.evaluator_id for row in rows if row.session_id == meeting.id}
    load = Counter(row.evaluator_id for row in rows)
    people = database.scalars(select(PersonRow).where(PersonRow.demo.is_(False)).order_by(PersonRow.id))
    return {p.id: load[p.id] for p in people if Role.EVALUATOR.value in p.roles and p.id not in out}


def takers(database: Database) -> Callable[[SessionRow], tuple[str, ...]]:
    """The codes of ``candidates``, for many sessions at once."""
    taken: defaultdict[str, set[str | None]] = defaultdict(set)
    for row in standing(database):
        taken[row.session_id].add(row.evaluator_id)
    for session_id, evaluator_id in database.execute(select(CodingRow.session_id, CodingRow.evaluator_id)):
        taken[session_id].add(evaluator_id)
    people = database.scalars(select(PersonRow).where(PersonRow.demo.is_(False)).order_by(PersonRow.code)).all()
    evaluators = [person for person in people if Role.EVALUATOR.value in person.roles]

    def free(meeting: SessionRow) -> tuple[str, ...]:
        out = {meeting.worker_id, meeting.evaluator_id, *taken[meeting.id]}
        return tuple(person.code for person in evaluators if person.id not in out)

    return free


def draw_second(unit: Unit, meeting: SessionRow) -> None:
    """Ask for a second coding as the first one begins, if the recording is drawn; no answer tells of it.

    Asked once a recording. The demo and recordings for training are never drawn.
    """
    if meeting.demo or meeting.id in references(unit.session):
        return
    asked = select(SecondCodingRow.id).where(SecondCodingRow.session_id == meeting.id)
    if unit.session.scalars(asked.limit(1)).first() is not None:
        return
    DOUBLE_DRAW.prepare(unit.session, read_policy(unit.session).double_share, unit.now)
    eras = DOUBLE_DRAW.eras(unit.session)
    era = era_of(eras, meeting.id)
    if era is None or not drawn(eras, meeting.id):
        return
    load = candidates(unit.session, meeting, taken=(unit.actor.id,))
    ask_for_second(unit, meeting.id, second_coder(era.seed, meeting.id, load), Why.DRAWN)


def ask_for_second(
    unit: Unit, session_id: str, evaluator_id: str, why: Why, *, thread_id: str = "", set_id: str = ""
) -> SecondCodingRow:
    """Write that a second coding is wanted, of nobody in particular for "". A known thread is asked anew."""
    row_id = new_id()
    row = SecondCodingRow(
        id=row_id,
        thread_id=thread_id or row_id,
        session_id=session_id,
        evaluator_id=evaluator_id or None,
        why=why,
        set_id=set_id,
        active=True,
        author_id=unit.actor.id,
        at=unit.now,
    )
    unit.session.add(row)
    unit.session.flush()
    unit.audit("second coding asked for", "second coding", row.thread_id, session=session_id)
    return row


def as_seen_by(database: Database, actor: Actor, sessions: tuple[Session, ...]) -> tuple[Session, ...]:
    """Sessions as they look to an actor: one they code beside somebody else looks like any other they code.

    Its state is that of their own coding, and the evaluator they are. A role-play is finished for all others once both
    raters have locked: both codings stand beside it, and none of them moves it on.
    """
    evaluates = Role.EVALUATOR in actor.roles
    beside = asked_of(database, actor.id) | references(database).keys() if evaluates else set()
    rated = _rated_by_two(database) - beside if any(map(_is_role_play, sessions)) else set()
    if not beside and not rated:
        return sessions
    query = select(CodingRow).where(CodingRow.evaluator_id == actor.id, CodingRow.session_id.in_(beside))
    own = {row.session_id: row for row in database.scalars(query.order_by(CodingRow.id))}

    def seen(one: Session) -> Session:
        if one.id in rated and one.state in _BEFORE_CODING:
            return replace(one, state=SessionState.FINISHED)
        if one.id not in beside or one.state is SessionState.WITHDRAWN or one.state in _BEFORE_CODING:
            return one if one.id not in own else replace(one, state=_own_state(own[one.id]), evaluator_id=actor.id)
        row = own.get(one.id)
        if row is None:
            return replace(one, state=SessionState.TO_CODE, evaluator_id=None)
        return replace(one, state=_own_state(row), evaluator_id=actor.id)

    return tuple(seen(one) for one in sessions)


def _is_role_play(one: Session) -> bool:
    return practice_of(one.kind) is Practice.RECRUITMENT


def _rated_by_two(database: Database) -> set[str]:
    query = select(CodingRow.session_id).join(SessionRow, SessionRow.id == CodingRow.session_id)
    locked = query.where(of_practice(Practice.RECRUITMENT), CodingRow.locked_at.is_not(None))
    return set(database.scalars(locked.group_by(CodingRow.session_id).having(func.count() >= RATERS)))


def _own_state(row: CodingRow) -> SessionState:
    if row.finished_at is not None:
        return SessionState.FINISHED
    return SessionState.CODING if row.locked_at is None else SessionState.LOCKED
