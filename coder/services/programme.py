"""The recording programme: whose next recording is due, planning it, and noting why one was not made."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date
from hashlib import sha256
from pathlib import Path

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session as Database

from coder.analysis.disclosure import too_small
from coder.domain.changes import Changes, Kind, changes
from coder.domain.errors import NotAllowed, UserError
from coder.domain.ids import new_id
from coder.domain.overview import FeedbackTime
from coder.domain.people import Actor, Role
from coder.domain.permissions import Action, may
from coder.domain.programme import (
    RECORDED_KINDS,
    Act,
    Held,
    Next,
    Note,
    Programme,
    Reason,
    Totals,
    WorkerProgramme,
    miss_note,
    next_recording,
    plan_note,
    rest_note,
    take_back_note,
)
from coder.domain.sessions import SessionState
from coder.exports.calendar import calendar_file
from coder.exports.files import save_whole
from coder.services.base import Service, Unit
from coder.services.feedback_time import feedback_time
from coder.services.people import find_worker
from coder.services.policy import read_policy
from coder.services.rights import close_to, in_programme
from coder.store.tables.people import PersonRow, TeamRow
from coder.store.tables.programme import ProgrammeNoteRow
from coder.store.tables.sessions import SessionRow

_WHOLE = frozenset({Role.LEAD, Role.STEWARD})
_Noted = tuple[str, date | None, Reason | None]


class ProgrammeService(Service):
    """What is due to whom. Workers are listed by code; nobody is told apart by how many recordings they made."""

    def get(self, actor: Actor, worker: str = "") -> Programme:
        """The workers whose recordings concern the actor (see coder.services.rights), or the one of them with this id
        or code. Raises UserError when there is none, NotAllowed when the actor has no business with them."""
        with self._reading(actor, Action.READ_PROGRAMME) as database:
            return self._programme(database, actor, worker)

    def feedback(self, actor: Actor) -> FeedbackTime:
        """How long the service takes from tape to feedback, over the last 365 days."""
        with self._reading(actor, Action.READ_TEAM_REPORT) as database:
            return feedback_time(database, self._today())

    def plan(self, actor: Actor, worker: str, on: date) -> Changes:
        """Plan the next recording for a day, in place of one planned before."""
        return self._note(actor, worker, Act.PLAN, lambda now: (plan_note(now, on, self._today()), on, None))

    def miss(self, actor: Actor, worker: str, reason: Reason) -> Changes:
        """Note that the recording that is due or planned is not made. The next is due one interval later."""

        def noted(now: Next) -> _Noted:
            replaced, on = miss_note(now, reason, self._today())
            return replaced, on, reason

        return self._note(actor, worker, Act.MISS, noted)

    def rest(self, actor: Actor, worker: str, reason: Reason) -> Changes:
        """Note that nothing is due from somebody until this is taken back."""
        return self._note(actor, worker, Act.REST, lambda now: (rest_note(now, reason), None, reason))

    def take_back(self, actor: Actor, worker: str) -> Changes:
        """Take back the last note about a worker; what it replaced stands again."""
        return self._note(actor, worker, Act.TAKE_BACK, lambda now: (take_back_note(now), None, None))

    def export(self, actor: Actor, path: Path, worker: str = "") -> int:
        """Write the days that are planned or due as a calendar file, replacing one of that name; how many there are.

        Both or neither: a file that could not be written is not noted as having left. Raises UserError then, and when
        there is no day to write. It names workers by code, and no family.
        """
        with self._acting(actor, Action.READ_PROGRAMME) as unit:
            found = self._programme(unit.session, actor, worker)
            dated = [one for one in found.workers if one.next.on is not None]
            if not dated:
                raise UserError("No day is planned or due yet, so no file was written.", "Plan a recording first.")
            document = calendar_file(dated, _revisions(unit.session), unit.now)
            digest = sha256(document).hexdigest()
            unit.audit("programme calendar exported", "programme", "", n=len(dated), sha256=digest)
            save_whole(path, document)
            return len(dated)

    def _today(self) -> date:
        return self._backing.clock().date()

    def _programme(self, database: Database, actor: Actor, worker: str) -> Programme:
        a_year = read_policy(database).recordings_a_year
        whose = in_programme(database, actor)
        if worker:
            whose = whose & (PersonRow.id == find_worker(database, worker).id)
        people = [
            one
            for one in database.scalars(select(PersonRow).where(whose).order_by(PersonRow.code))
            if Role.WORKER.value in one.roles
        ]
        if worker and not people:
            raise NotAllowed("The recordings of this person do not concern you, or are not planned here.")
        nexts = self._nexts(database, people, whose, a_year)
        near = set(database.scalars(select(PersonRow.id).where(close_to(database, actor))))
        names = {team.id: team.name for team in database.scalars(select(TeamRow))}
        plans = may(actor, Action.PLAN_RECORDING)
        lines = tuple(
            WorkerProgramme(
                one.id,
                one.code,
                names.get(one.team_id or "", ""),
                nexts[one.id] if one.id in near else _from_afar(nexts[one.id]),
                close=one.id in near,
                may_note=plans and one.id in near,
                demo=one.demo,
            )
            for one in people
        )
        whole = bool(actor.roles & _WHOLE) and not worker
        return Programme(a_year, lines, _totals(people, nexts) if whole else None)

    def _nexts(
        self, database: Database, people: Iterable[PersonRow], whose: ColumnElement[bool], a_year: int
    ) -> dict[str, Next]:
        ids = select(PersonRow.id).where(whose)
        held, notes = _held(database, ids), _notes(database, ids)
        today = self._today()
        return {one.id: next_recording(held[one.id], notes[one.id], a_year, today) for one in people}

    def _note(self, actor: Actor, worker: str, act: Act, decide: Callable[[Next], _Noted]) -> Changes:
        with self._acting(actor, Action.PLAN_RECORDING) as unit:
            found = self._programme(unit.session, actor, worker).workers[0]
            if not found.may_note:
                raise NotAllowed("You may not plan for this person.", "They can, and so can their coach and evaluator.")
            supersedes, on, reason = decide(found.next)
            return _keep(unit, found.worker_id, Note("", act, unit.now, on, reason, supersedes))


def _keep(unit: Unit, worker_id: str, note: Note) -> Changes:
    row = ProgrammeNoteRow(
        id=new_id(),
        worker_id=worker_id,
        act=note.act,
        on_day=note.on,
        reason=note.reason,
        supersedes=note.supersedes,
        author_id=unit.actor.id,
        at=unit.now,
    )
    unit.session.add(row)
    unit.audit(f"recording {note.act.value}", "person", worker_id, note=row.id)
    return changes(Kind.PROGRAMME, ids={worker_id}, created=row.id)


def _held(database: Database, workers: Select[str]) -> defaultdict[str, list[Held]]:
    query = select(SessionRow.worker_id, SessionRow.id, SessionRow.held_on).where(
        SessionRow.worker_id.in_(workers),
        SessionRow.state != SessionState.WITHDRAWN,
        SessionRow.kind.in_(RECORDED_KINDS),
    )
    found: defaultdict[str, list[Held]] = defaultdict(list)
    for worker_id, session_id, held_on in database.execute(query):
        found[worker_id].append(Held(session_id, held_on))
    return found


def _notes(database: Database, workers: Select[str]) -> defaultdict[str, list[Note]]:
    found: defaultdict[str, list[Note]] = defaultdict(list)
    row = ProgrammeNoteRow
    query = select(row.worker_id, row.id, row.act, row.at, row.on_day, row.reason, row.supersedes)
    query = query.where(row.worker_id.in_(workers))
    for worker_id, note_id, act, at, on, reason, supersedes in database.execute(query):
        found[worker_id].append(Note(note_id, act, at, on, reason, supersedes))
    return found


def _from_afar(found: Next) -> Next:
    return replace(found, last=None, held=(), missed=(), resting=None)


def _revisions(database: Database) -> dict[str, int]:
    counted = select(ProgrammeNoteRow.worker_id, func.count()).group_by(ProgrammeNoteRow.worker_id)
    return {worker_id: number for worker_id, number in database.execute(counted)}


def _totals(people: Iterable[PersonRow], nexts: dict[str, Next]) -> Totals:
    """Over real workers only, as soon as there are any."""
    real = [one for one in people if not one.demo] or list(people)
    found = {one.id: nexts[one.id] for one in real}
    standings = Counter(one.standing for one in found.values())
    return Totals(len(found), dict(standings), sum(len(one.held) for one in found.values()), _reasons(found))


def _reasons(found: dict[str, Next]) -> dict[Reason, int]:
    by_reason: defaultdict[Reason, Counter[str]] = defaultdict(Counter)
    for worker_id, one in found.items():
        for missed in one.missed:
            by_reason[missed.reason][worker_id] += 1
    return {
        reason: whose.total()
        for reason in Reason
        if (whose := by_reason[reason]) and not too_small(whose, whose.total())
    }
