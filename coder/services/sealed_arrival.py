"""A recording that arrived in a package becomes a session to code: its worker unnamed, its evaluator the sender."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session as Database

from coder.domain.assignment import Why
from coder.domain.errors import UserError
from coder.domain.ids import new_id
from coder.domain.people import Role
from coder.domain.sessions import SessionKind, SessionState
from coder.services.assignment_rows import ask_for_second
from coder.services.base import Unit
from coder.services.codebooks import CodebookService
from coder.services.importing import check_new, next_code
from coder.services.people import add_team_row
from coder.services.rows import confirmed, transcript_row
from coder.services.sealed_files import NOTHING, Opened
from coder.services.sealed_rows import from_data, text_rows
from coder.store.tables.people import PersonRow
from coder.store.tables.sessions import PermissionRow, RecordingFileRow, RecordingKeyRow, RecordingRow, SessionRow
from coder.store.vault import StoredFile

TEAM = "Sent for a second coding"


def check_not_here(database: Database, opened: Opened) -> bool:
    """Whether this very session is here already; False when it may be added.

    Raises UserError when it was withdrawn here, or the sound is here as another session; ValueError when its sound
    would take the place of another recording's.
    """
    meeting = database.get(SessionRow, str(opened.data["session"]["id"]))
    if meeting is not None:
        if meeting.state is SessionState.WITHDRAWN:
            raise UserError("This recording was withdrawn and erased here.", "It may not be added again.")
        return True
    recording_id = str(opened.data["recording"]["id"])
    if str(UUID(recording_id)) != recording_id or database.get(RecordingRow, recording_id) is not None:
        raise ValueError("the recording's id is taken, or is none")
    hashes = {str(one["sha256"]) for one in opened.data["files"]} | {str(opened.data["recording"]["original_sha256"])}
    for sha256 in sorted(hashes):
        check_new(database, sha256)
    return False


def check_frame(database: Database, codebooks: CodebookService, opened: Opened) -> None:
    """Raise UserError unless the codebook in use here is the one the recording is coded with there."""
    book = codebooks.for_session(database, SessionKind(opened.data["session"]["kind"]))
    wanted_id, _, wanted = str(opened.data["codebook"]).partition(" ")
    if wanted_id != book.id or wanted.partition(".")[0] != str(book.major):
        raise UserError(
            f"This recording is coded with {wanted_id} {wanted}; here {book.id} {book.version} is in use. {NOTHING}",
            "Bring in that codebook and use it, then take the package in again.",
        )


def add_session(unit: Unit, opened: Opened, stored: StoredFile) -> None:
    """Write all rows of the session; the sound is in the vault. Raises ValueError where rows do not belong together."""
    sender = opened.partner.person_id
    meeting = _meeting(unit, opened)
    unit.session.add(meeting)
    unit.session.flush()
    recording = from_data(RecordingRow, opened.data["recording"], sender)
    recording.cipher_sha256, recording.cipher_size = stored.sha256, stored.size
    files = [from_data(RecordingFileRow, one, sender) for one in opened.data["files"]]
    permissions = [from_data(PermissionRow, one, sender) for one in opened.data["permissions"]]
    here = {recording.session_id, *(one.session_id for one in permissions)} == {meeting.id}
    if not here or any(one.recording_id != recording.id for one in files):
        raise ValueError("a row belongs elsewhere")
    unit.session.add(recording)
    unit.session.flush()
    unit.session.add_all([*files, RecordingKeyRow(recording_id=recording.id, identity=stored.identity), *permissions])
    unit.session.flush()
    for row in text_rows(opened.data["text"], meeting.id, sender):
        unit.session.add(row)
        unit.session.flush()
    meeting.state = _state(unit.session, meeting.id)
    # The coding that profiles read is the sender's; here it is coded beside that one and looks like any other.
    ask_for_second(unit, meeting.id, unit.actor.id, Why.BY_HAND)
    unit.audit("recording arrived", "session", meeting.id, partner=sender, recording=recording.id)


def _meeting(unit: Unit, opened: Opened) -> SessionRow:
    told = opened.data["session"]
    session_id = str(told["id"])
    # One code a recording: two of one worker cannot be told to be of one, and no profile comes of it.
    code = f"P-{session_id[-12:]}"
    team_id = add_team_row(unit, TEAM)
    worker = unit.session.scalars(select(PersonRow).where(PersonRow.code == code)).first()
    if worker is None:
        worker = PersonRow(id=new_id(), code=code, name="", roles=[Role.WORKER.value], team_id=team_id, demo=False)
        unit.session.add(worker)
        unit.session.flush()
    return SessionRow(
        id=session_id,
        code=next_code(unit.session),
        kind=SessionKind(told["kind"]),
        held_on=date.fromisoformat(told["held_on"]),
        worker_id=worker.id,
        team_id=team_id,
        state=SessionState.IMPORTED,
        evaluator_id=opened.partner.person_id,
        context=dict(told["context"]),
        imported_at=unit.now,
        demo=False,
    )


def _state(database: Database, session_id: str) -> SessionState:
    if transcript_row(database, session_id) is None:
        return SessionState.IMPORTED
    return SessionState.TO_CODE if confirmed(database, session_id) else SessionState.TO_CONFIRM
