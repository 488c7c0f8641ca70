"""Sessions: add a recording, ask permission, fill in the context sheet, listen, withdraw."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from datetime import date
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session as Database

from coder.audio.joining import decode_files, hashes_of
from coder.domain.changes import Changes, Kind, changes
from coder.domain.errors import UserError
from coder.domain.ids import new_id
from coder.domain.people import Actor
from coder.domain.permissions import Action, require
from coder.domain.recruitment import check_store_takes
from coder.domain.sessions import Answer, Context, HowAsked, Permission, Session, SessionKind, SessionState
from coder.services.assignment_rows import as_seen_by
from coder.services.base import Service
from coder.services.erasing import erase_within, finish_erasing
from coder.services.importing import (
    PermissionDraft,
    add_permission,
    add_recording,
    check_day,
    check_different,
    check_new,
    check_not_refused,
    check_whose,
    check_worker,
    ensure_worker,
    new_session,
)
from coder.services.retention_rows import check_no_hold
from coder.services.rights import may_open, open_session
from coder.services.rows import (
    context_data,
    context_of,
    permissions_of,
    recording_of,
    session_row,
    sessions_from,
)
from coder.store import erasure
from coder.store.tables.sessions import PermissionRow, RecordingKeyRow, SessionRow

__all__ = ["PermissionDraft", "SessionService"]


class SessionService(Service):
    """Meetings and their recordings."""

    def list(self, actor: Actor) -> tuple[Session, ...]:
        """All sessions the actor may open, the latest meeting first (see coder.services.rights)."""
        with self._reading(actor, Action.READ_SESSION) as database:
            query = select(SessionRow).order_by(SessionRow.held_on.desc(), SessionRow.id.desc())
            query = query.where(may_open(actor))
            return as_seen_by(database, actor, sessions_from(database, database.scalars(query).all()))

    def get(self, actor: Actor, session: str) -> Session:
        """One session by id or code. Raises UserError when there is none."""
        with self._reading(actor, Action.READ_SESSION) as database:
            return as_seen_by(database, actor, sessions_from(database, [open_session(database, actor, session)]))[0]

    def import_recording(
        self,
        actor: Actor,
        path: Path,
        *further: Path,
        worker_id: str,
        held_on: date,
        team_name: str = "",
        kind: SessionKind = SessionKind.VISIT,
        permissions: Sequence[PermissionDraft] = (),
        context: Context | None = None,
        demo: bool = False,
        progress: Callable[[float], None] | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> Changes:
        """Decode a sound file, keep it encrypted and make a session of it; ``created`` is the session's id.

        ``further`` are more files of the same meeting, in order; they are joined with silence between (joining.py).
        With ``team_name``, a worker code or team that is not known yet is added.

        Raises UserError, with nothing stored, for a file that is no usable sound, a recording that is here already
        (pointing to it), a permission that was refused, a day to come, a worker of another or no team, and a kind that
        belongs into a store of another purpose.
        """
        require(actor, Action.IMPORT_RECORDING)
        check_store_takes(self._backing.purpose, kind)
        check_not_refused(permissions)
        check_day(held_on, self._backing.clock().date())
        # A file that is here already should be told at once and not after minutes of decoding.
        paths = (path, *further)
        hashes = hashes_of(paths)
        check_different(hashes)
        with self._backing.store.read() as database:
            for sha256 in hashes:
                check_new(database, sha256)
            check_worker(database, actor, worker_id, team_name, demo=demo)
            check_whose(database, worker_id, kind)
        sound = decode_files(paths, progress=progress, cancelled=cancelled)
        recording_id = new_id()
        with ExitStack() as undo:
            stored = self._backing.vault.add(recording_id, sound.decoded.flac)
            undo.callback(self._backing.vault.remove, recording_id)
            with self._acting(actor, Action.IMPORT_RECORDING) as unit:
                for part in sound.parts:
                    check_new(unit.session, part.sha256)
                worker = ensure_worker(unit, worker_id, team_name, kind) if team_name else worker_id
                row = new_session(unit, worker, held_on, kind, context or Context(), demo=demo)
                add_recording(unit, row.id, recording_id, sound, stored)
                for draft in permissions:
                    add_permission(unit, row.id, draft)
                for part in sound.parts:
                    unit.audit("recording added", "session", row.id, recording=recording_id, sha256=part.sha256)
            undo.pop_all()
        if progress is not None:
            progress(1.0)
        return changes(Kind.SESSION, Kind.PEOPLE, ids={row.id}, created=row.id)

    def set_context(self, actor: Actor, session_id: str, context: Context) -> Changes:
        """Fill in the context sheet; once coding has begun a complete sheet stands, as it must not follow from it."""
        with self._acting(actor, Action.RECORD_PERMISSION) as unit:
            row = open_session(unit.session, actor, session_id)
            begun = row.state in (SessionState.CODING, SessionState.LOCKED, SessionState.FINISHED)
            if row.state is SessionState.WITHDRAWN or (begun and context_of(row).complete):
                raise UserError(f"This session is {row.state.value}; its context sheet stands.")
            row.context = context_data(context)
            unit.audit("context sheet filled in", "session", row.id)
            return changes(Kind.SESSION, ids={row.id})

    def permissions(self, actor: Actor, session_id: str) -> tuple[Permission, ...]:
        """The permission ledger of a session, oldest line first."""
        with self._reading(actor, Action.READ_SESSION) as database:
            return permissions_of(database, open_session(database, actor, session_id).id)

    def record_permission(self, actor: Actor, session_id: str, draft: PermissionDraft) -> Changes:
        """Add a line to the ledger. A refusal or withdrawal erases the sound and the text in the same step."""
        if draft.answer is not Answer.GIVEN:
            return self._erase(actor, session_id, draft, "")
        with self._acting(actor, Action.RECORD_PERMISSION) as unit:
            row = open_session(unit.session, actor, session_id)
            add_permission(unit, row.id, draft)
            unit.audit("permission recorded", "session", row.id, answer=draft.answer.value)
            return changes(Kind.SESSION, ids={row.id})

    def withdraw(
        self,
        actor: Actor,
        session_id: str,
        who: str,
        reason: str,
        *,
        adult: bool = True,
        how_asked: HowAsked = HowAsked.SPOKEN,
    ) -> Changes:
        """Withdraw permission: the sound's key, the sound, the transcript and all codes of it are gone for good.

        Raises UserError when it was withdrawn already, and while a hold keeps it.
        """
        return self._erase(actor, session_id, PermissionDraft(who, adult, how_asked, "", Answer.WITHDRAWN), reason)

    def _erase(self, actor: Actor, session_id: str, draft: PermissionDraft, reason: str) -> Changes:
        with self._acting(actor, Action.RECORD_PERMISSION) as unit:
            row = open_session(unit.session, actor, session_id)
            if row.state is SessionState.WITHDRAWN:
                raise UserError("This recording was erased already; sound and text are gone.")
            check_no_hold(unit.session, self._backing.purpose, row, unit.now.date())
            add_permission(unit, row.id, draft, reason)
            gone = erase_within(unit, row)
            unit.audit("recording erased", "session", row.id, answer=draft.answer.value, models=gone.models)
        return finish_erasing(self._backing, gone)

    def sound(self, actor: Actor, session_id: str) -> bytes:
        """The recording as FLAC (16 kHz, mono), decrypted in memory; audited as listening.

        Raises UserError when the sound is gone, nobody's permission is noted, or the context sheet is not filled in.
        """
        with self._acting(actor, Action.LISTEN) as unit:
            row = open_session(unit.session, actor, session_id)
            _check_may_be_heard(unit.session, row)
            recording, identity = _opened(unit.session, row.id)
            unit.audit("listened", "session", row.id)
        return self._backing.vault.open(recording, identity)

    def sound_for_job(self, session_id: str) -> bytes:
        """The recording for a worker process; the request for the job was audited."""
        with self._backing.store.read() as database:
            recording, identity = _opened(database, session_id)
        return self._backing.vault.open(recording, identity)

    def peaks(self, actor: Actor, session_id: str) -> bytes:
        """The envelope of the recording for drawing (coder.audio.peaks), empty when there is no sound."""
        with self._reading(actor, Action.READ_SESSION) as database:
            recording = recording_of(database, open_session(database, actor, session_id).id)
            return b"" if recording is None or recording.peaks is None else recording.peaks

    def sweep(self) -> None:
        """Delete files that an interrupted import or erasure left; only while no other window has the store open."""
        erasure.finish_erasures(self._backing.store, self._backing.vault)


def _check_may_be_heard(database: Database, row: SessionRow) -> None:
    given = select(PermissionRow.id).where(PermissionRow.session_id == row.id, PermissionRow.answer == Answer.GIVEN)
    if database.scalars(given).first() is None:
        raise UserError("Nobody's permission to record is noted yet.", "Note who was asked, then listen.")
    if not context_of(row).complete:
        raise UserError("The context sheet of this session is not filled in.", "Fill it in before you listen.")


def _opened(database: Database, session_id: str) -> tuple[str, bytes]:
    recording = recording_of(database, session_row(database, session_id).id)
    key = None if recording is None else database.get(RecordingKeyRow, recording.id)
    if recording is None or key is None:
        raise UserError("There is no sound for this session.", "Only its facts and figures are kept.")
    return recording.id, key.identity
