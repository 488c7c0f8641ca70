"""Second codings: asked for by lot as recordings come, by hand, or as a triple-coded set twice a year.

Neither of the evaluators is told. To the second the session looks like any other that waits to be coded
(coder.services.assignment_rows), and what is told here is for the service lead, and not of recordings the lead codes.
"""

from __future__ import annotations

import secrets

from sqlalchemy import func, select
from sqlalchemy.orm import Session as Database

from coder.domain.assignment import (
    SET_CODERS,
    SET_SIZE,
    Assignment,
    SecondState,
    SetDue,
    ToDouble,
    Why,
    chosen_for_set,
    second_coder,
    set_due,
)
from coder.domain.changes import Changes, Kind, changes
from coder.domain.errors import UserError
from coder.domain.ids import new_id
from coder.domain.people import Actor, Role
from coder.domain.permissions import Action
from coder.domain.practice import Practice
from coder.domain.sessions import SessionState, check_not_erased
from coder.services.assignment_rows import (
    ask_for_second,
    candidates,
    closed_sessions,
    owed_to_blindness,
    references,
    standing,
    takers,
)
from coder.services.base import Service, Unit
from coder.services.people import find_worker
from coder.services.practices import of_practice
from coder.services.recruitment_raters import check_no_role_play, is_role_play
from coder.services.rows import session_row
from coder.store.tables.coding import CodingRow
from coder.store.tables.double_coding import SecondCodingRow
from coder.store.tables.people import PersonRow
from coder.store.tables.sessions import RecordingRow, SessionRow

# The end of an id is what lists show; shorter pieces are met by chance.
_SHORTEST = 4


class AssignmentService(Service):
    """Ask for second codings and see how far they are: for the service lead."""

    def list(self, actor: Actor) -> tuple[Assignment, ...]:
        """Every second coding that is wanted, the earliest meeting first.

        Recordings the lead codes are left out until their own coding is locked: they must not know either.
        """
        with self._reading(actor, Action.ASK_FOR_SECOND) as database:
            hidden, closed = owed_to_blindness(database, actor.id), closed_sessions(database)
            people = {person.id: person.code for person in database.scalars(select(PersonRow))}
            codings = {(row.session_id, row.evaluator_id): row for row in database.scalars(select(CodingRow))}
            meetings = {row.id: row for row in database.scalars(select(SessionRow))}
            found = [
                _assignment(row, meetings[row.session_id], people, codings, open_=row.session_id not in closed)
                for row in standing(database)
                if row.session_id not in hidden and meetings[row.session_id].state is not SessionState.WITHDRAWN
            ]
        return tuple(sorted(found, key=lambda one: (one.held_on, one.session_code, one.id)))

    def choices(self, actor: Actor) -> tuple[ToDouble, ...]:
        """The recordings for which somebody may be asked, the latest meeting first, and who that is by code.

        Without those of the demo, for training and role-plays, and without those the lead codes and has not locked.
        """
        with self._reading(actor, Action.ASK_FOR_SECOND) as database:
            out = references(database).keys() | owed_to_blindness(database, actor.id)
            free = takers(database)
            query = select(SessionRow).where(SessionRow.state != SessionState.WITHDRAWN, SessionRow.demo.is_(False))
            return tuple(
                ToDouble(meeting.id, meeting.code, meeting.held_on, able)
                for meeting in database.scalars(query.order_by(SessionRow.held_on.desc(), SessionRow.code))
                if meeting.id not in out and not is_role_play(meeting) and (able := free(meeting))
            )

    def assign(self, actor: Actor, session: str, evaluator: str) -> Changes:
        """Ask an evaluator (id or code) for a second coding; one that waits for nobody in particular goes to them.

        Raises UserError for a withdrawn, demo or training recording, one the lead codes, and for somebody who may not:
        no evaluator, the worker of the recording, or one who codes it or is asked already.
        """
        with self._acting(actor, Action.ASK_FOR_SECOND) as unit:
            meeting = session_row(unit.session, session)
            _check_may_be_doubled(unit, meeting)
            person = find_worker(unit.session, evaluator)
            if person.id not in candidates(unit.session, meeting):
                raise UserError(
                    f"{person.code} cannot code this recording a second time.",
                    "It takes an evaluator who is not its worker, does not code it and is not asked already.",
                )
            free = [r for r in standing(unit.session) if r.session_id == meeting.id and r.evaluator_id is None]
            thread = free[0].thread_id if free else ""
            row = ask_for_second(
                unit,
                meeting.id,
                person.id,
                free[0].why if free else Why.BY_HAND,
                thread_id=thread,
                set_id=free[0].set_id if free else "",
            )
            return changes(Kind.SESSION, ids={meeting.id}, created=row.thread_id)

    def withdraw(self, actor: Actor, assignment: str) -> Changes:
        """No longer want a second coding; what was coded of it stays. ``assignment`` is its id or the end of it.

        Raises UserError when there is no such one, or the lead codes the recording themselves.
        """
        with self._acting(actor, Action.ASK_FOR_SECOND) as unit:
            row = _found(unit, assignment)
            unit.session.add(
                SecondCodingRow(
                    id=new_id(),
                    thread_id=row.thread_id,
                    session_id=row.session_id,
                    evaluator_id=row.evaluator_id,
                    why=row.why,
                    set_id=row.set_id,
                    active=False,
                    author_id=actor.id,
                    at=unit.now,
                )
            )
            unit.audit("second coding not wanted", "second coding", row.thread_id, session=row.session_id)
            return changes(Kind.SESSION, ids={row.session_id})

    def draw_set(self, actor: Actor) -> Changes:
        """Draw a triple-coded set: twelve recordings by lot, each coded by three; ``created`` is the id of the set.

        Each is a recording with sound that nobody was asked to double yet. Raises UserError with fewer than three
        evaluators, and with fewer than twelve such recordings.
        """
        with self._acting(actor, Action.ASK_FOR_SECOND) as unit:
            able = _for_set(unit.session)
            people = _evaluators(unit.session)
            if people < SET_CODERS:
                raise UserError(
                    f"A triple-coded set takes {SET_CODERS} evaluators; there are {people} here.",
                    "Add evaluators in Settings, or send recordings to a colleague. Nothing was drawn.",
                )
            if len(able) < SET_SIZE:
                raise UserError(
                    f"A triple-coded set takes {SET_SIZE} recordings that nobody was asked to code twice; "
                    f"there are {len(able)}.",
                    "Draw it once more recordings are here. Nothing was drawn.",
                )
            set_id, seed = new_id(), secrets.token_hex(16)
            chosen = chosen_for_set(seed, list(able))
            for session_id in chosen:
                _ask_the_others(unit, able[session_id], seed, set_id)
            unit.audit("triple-coded set drawn", "second coding", set_id, recordings=len(chosen))
            return changes(Kind.SESSION, ids=set(chosen), created=set_id)

    def set_due(self, actor: Actor) -> SetDue:
        """When the last triple-coded set was drawn, whether the next is due, and what there is to draw from."""
        with self._reading(actor, Action.ASK_FOR_SECOND) as database:
            last = database.scalar(select(func.max(SecondCodingRow.at)).where(SecondCodingRow.set_id != ""))
            due = set_due(last, self._backing.clock())
            return SetDue(last, due, len(_for_set(database)), _evaluators(database))


def _assignment(
    row: SecondCodingRow,
    meeting: SessionRow,
    people: dict[str, str],
    codings: dict[tuple[str, str], CodingRow],
    *,
    open_: bool,
) -> Assignment:
    coding = codings.get((row.session_id, row.evaluator_id or ""))
    state = SecondState.NOBODY if row.evaluator_id is None else SecondState.WAITING
    if coding is not None:
        state = SecondState.BEGUN if coding.locked_at is None else SecondState.LOCKED
    return Assignment(
        id=row.thread_id,
        session_id=row.session_id,
        session_code=meeting.code,
        held_on=meeting.held_on,
        evaluator_id=row.evaluator_id or "",
        evaluator_code=people.get(row.evaluator_id or "", ""),
        why=row.why,
        set_id=row.set_id,
        at=row.at,
        state=state,
        open=open_ and state is SecondState.LOCKED,
    )


def _check_may_be_doubled(unit: Unit, meeting: SessionRow) -> None:
    check_no_role_play(meeting)
    check_not_erased(meeting.state, "Nothing was asked for.")
    if meeting.demo:
        raise UserError("This recording is one of the demo.", "Nothing was asked for.")
    if meeting.id in references(unit.session):
        raise UserError("Evaluators train on this recording.", "Choose another one. Nothing was asked for.")
    if meeting.id in owed_to_blindness(unit.session, unit.actor.id):
        raise UserError(
            "You code this recording yourself and must not know who else does.",
            "Lock your coding first, or have another lead ask. Nothing was asked for.",
        )


def _found(unit: Unit, given: str) -> SecondCodingRow:
    wanted = given.strip()
    hidden = owed_to_blindness(unit.session, unit.actor.id)
    rows = [
        row
        for row in standing(unit.session)
        if len(wanted) >= _SHORTEST and row.thread_id.endswith(wanted) and row.session_id not in hidden
    ]
    if len(rows) != 1:
        raise UserError("There is no such second coding.", "Look at the list of second codings. Nothing was changed.")
    return rows[0]


def _for_set(database: Database) -> dict[str, SessionRow]:
    """Recordings with sound that are real, not withdrawn, not for training, and that nobody was asked to double."""
    asked = select(SecondCodingRow.session_id)
    query = (
        select(SessionRow)
        .join(RecordingRow, RecordingRow.session_id == SessionRow.id)
        .where(
            RecordingRow.erased_at.is_(None),
            SessionRow.demo.is_(False),
            SessionRow.state != SessionState.WITHDRAWN,
            SessionRow.id.not_in(asked),
            ~of_practice(Practice.RECRUITMENT),
        )
    )
    for_training = references(database)
    return {row.id: row for row in database.scalars(query) if row.id not in for_training}


def _evaluators(database: Database) -> int:
    people = database.scalars(select(PersonRow).where(PersonRow.demo.is_(False)))
    return sum(Role.EVALUATOR.value in person.roles for person in people)


def _ask_the_others(unit: Unit, meeting: SessionRow, seed: str, set_id: str) -> None:
    """Ask as many beside the first evaluator, known or to come, as make three."""
    begun = unit.session.scalar(select(func.count()).where(CodingRow.session_id == meeting.id)) or 0
    for _ in range(max(0, SET_CODERS - max(1, begun))):
        load = candidates(unit.session, meeting)
        if meeting.evaluator_id is None and len(load) == 1:
            # Somebody has to be left for the coding that profiles read.
            load = {}
        ask_for_second(unit, meeting.id, second_coder(seed, meeting.id, load), Why.SET, set_id=set_id)
