"""What a recording needs before it becomes a session: a worker in a team, a day that was, nobody who refused."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from sqlalchemy import select
from sqlalchemy.orm import Session as Database

from coder.audio.joining import Joined
from coder.domain.errors import NotAllowed, UserError
from coder.domain.ids import new_id
from coder.domain.people import Actor, Role, invented
from coder.domain.practice import Practice, practice_of
from coder.domain.recruitment import sheet_for
from coder.domain.sessions import Answer, Context, HowAsked, SessionKind, SessionState
from coder.services.base import Unit
from coder.services.people import add_team_row, find_worker, known_person, known_team, required
from coder.services.rows import context_data
from coder.store.tables.people import PersonRow, TeamRow
from coder.store.tables.sessions import PermissionRow, RecordingFileRow, RecordingKeyRow, RecordingRow, SessionRow
from coder.store.vault import StoredFile


@dataclass(frozen=True)
class PermissionDraft:
    """One line for the permission ledger: who was asked (a role such as "mother", not a name), and what they said.

    ``asked_on`` is the day they were asked; today when it is left out.
    """

    who: str
    adult: bool
    how_asked: HowAsked
    asked_by: str
    answer: Answer
    asked_on: date | None = None


def check_worker(database: Database, actor: Actor, code: str, team_name: str, *, demo: bool) -> None:
    """Raise UserError, before anything is decoded, when this worker's recording may not be added here.

    With ``team_name`` a code that is not known is fine; without it the worker must be known and in a team.
    """
    if not team_name:
        _team_of(find_worker(database, code))
        return
    required(code, "A worker needs a code, for example W-41.")
    clean_team = required(team_name, "A team needs a name.")
    meant = known_team(database, clean_team)
    if meant is not None and meant.demo and not demo:
        raise invented(meant.name)
    person = known_person(database, code)
    if actor.roles <= {Role.WORKER} and (person is None or person.id != actor.id):
        raise NotAllowed("You may add your own recordings only.", "Use your own code. Nothing was stored.")
    if person is None:
        return
    if person.demo and not demo:
        raise invented(person.code)
    team = None if person.team_id is None else database.get(TeamRow, person.team_id)
    if team is not None and team is not meant:
        raise UserError(f"{person.code} is in the team {team.name}, not {clean_team}.", "Nothing was stored.")


def check_whose(database: Database, code: str, kind: SessionKind) -> None:
    """Raise UserError where the code of somebody who works here would become an applicant's, or the other way round."""
    person = known_person(database, code)
    applies = practice_of(kind) is Practice.RECRUITMENT
    if person is not None and applies and person.roles:
        raise UserError(
            f"{person.code} works here; an applicant has a code of their own.",
            "Choose one that is not in use, for example A-07. Nothing was stored.",
        )
    if person is not None and not applies and not person.roles:
        raise UserError(f"{person.code} is the code of an applicant.", "Use the worker's own code. Nothing was stored.")


def ensure_worker(unit: Unit, code: str, team_name: str, kind: SessionKind = SessionKind.VISIT) -> str:
    """The id of the worker with this code, made (with the team) when unknown, put into the team when in none.

    An applicant is made without any role: nobody here works with them, coaches them or reads of them.
    """
    applies = practice_of(kind) is Practice.RECRUITMENT
    team_id = add_team_row(unit, required(team_name, "A team needs a name."))
    clean = required(code, "A worker needs a code, for example W-41.")
    person = known_person(unit.session, clean)
    if person is None:
        coach_id = unit.actor.id if Role.COACH in unit.actor.roles and not applies else None
        person = PersonRow(
            id=new_id(),
            code=clean,
            name="",
            roles=[] if applies else [Role.WORKER.value],
            team_id=team_id,
            coach_id=coach_id,
            demo=False,
        )
        unit.session.add(person)
        unit.audit("person added", "person", person.id)
    elif person.team_id is None:
        person.team_id = team_id
        unit.audit("person put into a team", "person", person.id, team=team_id)
    unit.session.flush()
    return person.id


def check_day(held_on: date, today: date) -> None:
    """Raise UserError for a meeting that has not happened yet."""
    if held_on > today:
        raise UserError("The day of the meeting lies in the future.", "Check the date. Nothing was stored.")


def check_not_refused(permissions: Sequence[PermissionDraft]) -> None:
    """Raise UserError when somebody refused or withdrew."""
    if any(draft.answer is not Answer.GIVEN for draft in permissions):
        raise UserError(
            "Somebody did not agree to be recorded, so this recording may not be kept here.",
            "Delete the file from the recorder. Nothing was stored.",
        )


def check_new(database: Database, sha256: str) -> None:
    """Raise UserError, pointing to its session, when this file is here already or was erased."""
    known = database.execute(
        select(SessionRow.code, RecordingRow.erased_at)
        .join(RecordingRow, RecordingRow.session_id == SessionRow.id)
        .join(RecordingFileRow, RecordingFileRow.recording_id == RecordingRow.id)
        .where(RecordingFileRow.sha256 == sha256)
    ).first()
    if known is None:
        return
    if known.erased_at is not None:
        raise UserError(f"This recording was here and is erased (session {known.code}).", "It may not be added again.")
    raise UserError(f"This recording is here already: session {known.code}.", "Open that session instead.")


def _team_of(person: PersonRow) -> str:
    if person.team_id is None:
        raise UserError("This worker is in no team yet.", "Put the worker into a team first. Nothing was stored.")
    return person.team_id


def new_session(
    unit: Unit, worker: str, held_on: date, kind: SessionKind, context: Context, *, demo: bool
) -> SessionRow:
    """Write a session for a worker who is in a team."""
    person = find_worker(unit.session, worker)
    row = SessionRow(
        id=new_id(),
        code=next_code(unit.session),
        kind=kind,
        held_on=held_on,
        worker_id=person.id,
        team_id=_team_of(person),
        state=SessionState.IMPORTED,
        context=context_data(sheet_for(kind, context)),
        imported_at=unit.now,
        demo=demo,
    )
    unit.session.add(row)
    unit.session.flush()
    return row


def next_code(database: Database) -> str:
    """The next free session code, S-0001 and up."""
    codes = database.scalars(select(SessionRow.code).where(SessionRow.code.like("S-%")))
    numbers = [int(code[2:]) for code in codes if code[2:].isdecimal()]
    return f"S-{max(numbers, default=0) + 1:04d}"


def check_different(hashes: Sequence[str]) -> None:
    """Raise UserError when one file was chosen twice."""
    if len(set(hashes)) < len(hashes):
        raise UserError("Two of the files are the same.", "Choose each file once. Nothing was stored.")


def add_recording(unit: Unit, session_id: str, recording_id: str, sound: Joined, stored: StoredFile) -> None:
    """Write the facts of a recording, those of each file it was made of, and the key that opens it."""
    decoded = sound.decoded
    unit.session.add(
        RecordingRow(
            id=recording_id,
            session_id=session_id,
            sample_count=decoded.sample_count,
            original_sha256=decoded.sha256,
            cipher_sha256=stored.sha256,
            cipher_size=stored.size,
            source_format=f"{decoded.source_format} {decoded.source_codec}"[:64],
            warnings=list(decoded.warnings),
            unrecorded=[one.to_data() for one in decoded.unrecorded],
            peaks=decoded.peaks.to_bytes(),
        )
    )
    unit.session.flush()
    for position, part in enumerate(sound.parts):
        unit.session.add(
            RecordingFileRow(
                id=new_id(),
                recording_id=recording_id,
                position=position,
                sha256=part.sha256,
                source_format=part.source_format[:64],
                start_sample=part.start,
                sample_count=part.sample_count,
            )
        )
    unit.session.add(RecordingKeyRow(recording_id=recording_id, identity=stored.identity))


def add_permission(unit: Unit, session_id: str, draft: PermissionDraft, reason: str = "") -> None:
    """Write one line of the permission ledger."""
    unit.session.add(
        PermissionRow(
            id=new_id(),
            session_id=session_id,
            who=draft.who.strip(),
            adult=draft.adult,
            how_asked=draft.how_asked,
            asked_by=draft.asked_by.strip(),
            answer=draft.answer,
            reason=reason.strip(),
            at=unit.now if draft.asked_on is None else datetime.combine(draft.asked_on, time(12), tzinfo=UTC),
        )
    )
