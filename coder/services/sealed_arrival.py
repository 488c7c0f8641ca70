"""A recording that arrived in a package becomes a session to code: its worker unnamed, its evaluator the sender."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session as Database

from coder.domain.assignment import Why
from coder.domain.errors import UserError
from coder.domain.ids import new_id
from coder.domain.people import Role
from coder.domain.practice import Practice, practice_of
from coder.domain.sessions import SessionState, check_not_erased
from coder.services.assignment_rows import ask_for_second
from coder.services.base import Unit
from coder.services.codebooks import CodebookService
from coder.services.importing import check_new, next_code
from coder.services.people import add_team_row
from coder.services.rows import confirmed, transcript_row
from coder.services.sealed_files import NOTHING
from coder.services.sealed_parts import SentRecording, check_free
from coder.services.sealed_rows import Unfit
from coder.store.tables.people import PersonRow
from coder.store.tables.sessions import RecordingKeyRow, RecordingRow, SessionRow
from coder.store.vault import StoredFile

TEAM = "Sent for a second coding"


def check_not_here(database: Database, sent: SentRecording) -> bool:
    """Whether this very session is here already; False when it may be added.

    Raises UserError when it was erased here, or the sound is here as another session; Unfit when one of its rows
    would take the place of another one's.
    """
    meeting = database.get(SessionRow, sent.session_id)
    if meeting is not None:
        check_not_erased(meeting.state, "It may not be added again.")
        return True
    for sha256 in sorted({sent.recording.original_sha256, *(one.sha256 for one in sent.files)}):
        check_new(database, sha256)
    check_free(database, sent.rows)
    if database.scalars(
        select(RecordingRow.id).where(RecordingRow.original_sha256 == sent.recording.original_sha256)
    ).first():
        raise Unfit("its first file is here as another one's")
    return False


def check_frame(database: Database, codebooks: CodebookService, sent: SentRecording) -> None:
    """Raise UserError unless the codebook in use here is the one the recording is coded with there."""
    book = codebooks.for_session(database, sent.kind)
    wanted_id, wanted = sent.codebook
    if wanted_id != book.id or wanted.partition(".")[0] != str(book.major):
        raise UserError(
            f"This recording is coded with {wanted_id} {wanted}; here {book.id} {book.version} is in use. {NOTHING}",
            "Bring in that codebook and use it, then take the package in again.",
        )


def add_session(unit: Unit, sent: SentRecording, sender: str, stored: StoredFile) -> None:
    """Write all rows of the session, which were checked; the sound is in the vault."""
    meeting = _meeting(unit, sent, sender)
    unit.session.add(meeting)
    unit.session.flush()
    recording = sent.recording
    recording.cipher_sha256, recording.cipher_size = stored.sha256, stored.size
    unit.session.add(recording)
    unit.session.flush()
    key = RecordingKeyRow(recording_id=recording.id, identity=stored.identity)
    unit.session.add_all([*sent.files, key, *sent.permissions])
    unit.session.flush()
    for row in sent.text:
        unit.session.add(row)
        unit.session.flush()
    meeting.state = _state(unit.session, meeting.id)
    # The coding that profiles read is the sender's; here it is coded beside that one and looks like any other.
    ask_for_second(unit, meeting.id, unit.actor.id, Why.BY_HAND)
    unit.audit("recording arrived", "session", meeting.id, partner=sender, recording=recording.id)


def _meeting(unit: Unit, sent: SentRecording, sender: str) -> SessionRow:
    # One code a recording: two of one worker cannot be told to be of one, and no profile comes of it.
    code = f"P-{sent.session_id[-12:]}"
    team_id = add_team_row(unit, TEAM)
    worker = unit.session.scalars(select(PersonRow).where(PersonRow.code == code)).first()
    if worker is None:
        # An applicant works with nobody here, so has no role.
        roles = [] if practice_of(sent.kind) is Practice.RECRUITMENT else [Role.WORKER.value]
        worker = PersonRow(id=new_id(), code=code, name="", roles=roles, team_id=team_id, demo=False)
        unit.session.add(worker)
        unit.session.flush()
    return SessionRow(
        id=sent.session_id,
        code=next_code(unit.session),
        kind=sent.kind,
        held_on=sent.held_on,
        worker_id=worker.id,
        team_id=team_id,
        state=SessionState.IMPORTED,
        evaluator_id=sender,
        context=sent.context,
        imported_at=unit.now,
        demo=False,
    )


def _state(database: Database, session_id: str) -> SessionState:
    if transcript_row(database, session_id) is None:
        return SessionState.IMPORTED
    return SessionState.TO_CODE if confirmed(database, session_id) else SessionState.TO_CONFIRM
