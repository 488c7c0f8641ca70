"""Sessions: add a recording, ask permission, fill in the context sheet, listen, withdraw."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session as Database

from coder.audio.decode import Decoded, decode_file, hash_of
from coder.domain.changes import Changes, Kind, changes
from coder.domain.errors import UserError
from coder.domain.ids import new_id
from coder.domain.people import Actor, Role
from coder.domain.permissions import Action, require
from coder.domain.sessions import Answer, Context, HowAsked, Permission, Session, SessionKind, SessionState
from coder.services.base import Service, Unit
from coder.services.people import find_worker
from coder.services.rows import context_data, recording_of, session_row, sessions_from
from coder.store import erasure
from coder.store.tables.people import PersonRow, TeamRow
from coder.store.tables.sessions import PermissionRow, RecordingKeyRow, RecordingRow, SessionRow
from coder.store.vault import StoredFile


@dataclass(frozen=True)
class PermissionDraft:
    """One line for the permission ledger: who was asked (a role such as "mother", not a name), and what they said."""

    who: str
    adult: bool
    how_asked: HowAsked
    asked_by: str
    answer: Answer


class SessionService(Service):
    """Meetings and their recordings."""

    def list(self, actor: Actor) -> tuple[Session, ...]:
        """All sessions the actor may open, the latest meeting first. A worker sees only their own."""
        with self._reading(actor, Action.READ_SESSION) as database:
            query = select(SessionRow).order_by(SessionRow.held_on.desc(), SessionRow.id.desc())
            if actor.roles <= {Role.WORKER}:
                query = query.where(SessionRow.worker_id == actor.id)
            return sessions_from(database, database.scalars(query).all())

    def get(self, actor: Actor, session: str) -> Session:
        """One session by id or code. Raises UserError when there is none."""
        with self._reading(actor, Action.READ_SESSION) as database:
            return sessions_from(database, [self._readable(database, actor, session)])[0]

    def import_recording(
        self,
        actor: Actor,
        path: Path,
        *,
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

        With ``team_name``, a worker code or team that is not known yet is added.

        Raises UserError, with nothing stored, for a file that is no usable sound, a recording that is here already
        (pointing to it), a permission that was refused, and a worker without a team.
        """
        require(actor, Action.IMPORT_RECORDING)
        _check_not_refused(permissions)
        # A file that is here already should be told at once and not after minutes of decoding.
        sha256 = hash_of(path)
        with self._backing.store.read() as database:
            _check_new(database, sha256)
            if not team_name:
                _team_of(find_worker(database, worker_id))
        decoded = decode_file(path, progress=progress, cancelled=cancelled)
        recording_id = new_id()
        with ExitStack() as undo:
            stored = self._backing.vault.add(recording_id, decoded.flac)
            undo.callback(self._backing.vault.remove, recording_id)
            with self._acting(actor, Action.IMPORT_RECORDING) as unit:
                _check_new(unit.session, decoded.sha256)
                worker = ensure_worker(unit, worker_id, team_name) if team_name else worker_id
                row = _new_session(unit, worker, held_on, kind, context or Context(), demo=demo)
                _add_recording(unit, row.id, recording_id, decoded, stored)
                for draft in permissions:
                    _add_permission(unit, row.id, draft)
                unit.audit("recording added", "session", row.id, recording=recording_id, sha256=decoded.sha256)
            undo.pop_all()
        if progress is not None:
            progress(1.0)
        return changes(Kind.SESSION, Kind.PEOPLE, ids={row.id}, created=row.id)

    def set_context(self, actor: Actor, session_id: str, context: Context) -> Changes:
        """Fill in the context sheet, before anybody has coded: it must not follow from what was heard."""
        with self._acting(actor, Action.RECORD_PERMISSION) as unit:
            row = session_row(unit.session, session_id)
            if row.state in (SessionState.LOCKED, SessionState.FINISHED, SessionState.WITHDRAWN):
                raise UserError(f"This session is {row.state.value}; its context sheet stands.")
            row.context = context_data(context)
            unit.audit("context sheet filled in", "session", row.id)
            return changes(Kind.SESSION, ids={row.id})

    def permissions(self, actor: Actor, session_id: str) -> tuple[Permission, ...]:
        """The permission ledger of a session, oldest line first."""
        with self._reading(actor, Action.READ_SESSION) as database:
            row = session_row(database, session_id)
            lines = database.scalars(
                select(PermissionRow).where(PermissionRow.session_id == row.id).order_by(PermissionRow.id)
            )
            return tuple(
                Permission(p.id, p.session_id, p.who, p.adult, p.how_asked, p.asked_by, p.answer, p.at) for p in lines
            )

    def record_permission(self, actor: Actor, session_id: str, draft: PermissionDraft) -> Changes:
        """Add a line to the ledger. A refusal or withdrawal erases the sound and the text in the same step."""
        if draft.answer is not Answer.GIVEN:
            return self._erase(actor, session_id, draft, "")
        with self._acting(actor, Action.RECORD_PERMISSION) as unit:
            row = session_row(unit.session, session_id)
            _add_permission(unit, row.id, draft)
            unit.audit("permission recorded", "session", row.id, answer=draft.answer.value)
            return changes(Kind.SESSION, ids={row.id})

    def withdraw(self, actor: Actor, session_id: str, who: str, reason: str) -> Changes:
        """Withdraw permission: the sound's key, the sound, the transcript and all codes of it are gone for good."""
        draft = PermissionDraft(who, True, HowAsked.SPOKEN, "", Answer.WITHDRAWN)
        return self._erase(actor, session_id, draft, reason)

    def _erase(self, actor: Actor, session_id: str, draft: PermissionDraft, reason: str) -> Changes:
        with self._acting(actor, Action.RECORD_PERMISSION) as unit:
            row = session_row(unit.session, session_id)
            _add_permission(unit, row.id, draft, reason)
            recording = recording_of(unit.session, row.id)
            erasure.erase_material(unit.session, row.id, unit.now)
            row.state = SessionState.WITHDRAWN
            unit.audit("recording erased", "session", row.id, answer=draft.answer.value)
            recording_id = recording.id if recording is not None else ""
            found = row.id
        # The key is gone with the transaction; file and free pages follow, and a crash here is swept at the next start.
        if recording_id:
            self._backing.vault.remove(recording_id)
        self._backing.store.checkpoint()
        return changes(Kind.SESSION, Kind.TRANSCRIPT, Kind.CODING, Kind.PROFILE, Kind.REPORT, ids={found})

    def sound(self, actor: Actor, session_id: str) -> bytes:
        """The recording as FLAC (16 kHz, mono), decrypted in memory; audited as listening.

        Raises UserError when the sound is gone, or permission was refused or withdrawn.
        """
        with self._acting(actor, Action.LISTEN) as unit:
            row = self._readable(unit.session, actor, session_id)
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
            recording = recording_of(database, session_row(database, session_id).id)
            return b"" if recording is None or recording.peaks is None else recording.peaks

    def sweep(self) -> None:
        """Delete files that an interrupted import or erasure left; only while no other window has the store open."""
        erasure.finish_erasures(self._backing.store, self._backing.vault)

    def _readable(self, database: Database, actor: Actor, session: str) -> SessionRow:
        row = session_row(database, session)
        if actor.roles <= {Role.WORKER} and row.worker_id != actor.id:
            raise UserError("There is no such session here.", "You see your own sessions only.")
        return row


def ensure_worker(unit: Unit, code: str, team_name: str) -> str:
    """The id of the worker with this code, made (with the team) when unknown."""
    team = unit.session.scalars(select(TeamRow).where(TeamRow.name == team_name)).first()
    if team is None:
        team = TeamRow(id=new_id(), name=team_name, demo=False)
        unit.session.add(team)
        unit.audit("team added", "team", team.id)
        unit.session.flush()
    person = unit.session.scalars(select(PersonRow).where(PersonRow.code == code)).first()
    if person is None:
        coach_id = unit.actor.id if Role.COACH in unit.actor.roles else None
        person = PersonRow(
            id=new_id(),
            code=code,
            name="",
            roles=[Role.WORKER.value],
            team_id=team.id,
            coach_id=coach_id,
            demo=False,
        )
        unit.session.add(person)
        unit.audit("person added", "person", person.id)
        unit.session.flush()
    return person.id


def _check_not_refused(permissions: Sequence[PermissionDraft]) -> None:
    if any(draft.answer is not Answer.GIVEN for draft in permissions):
        raise UserError(
            "Somebody did not agree to be recorded, so this recording may not be kept here.",
            "Delete the file from the recorder. Nothing was stored.",
        )


def _check_new(database: Database, sha256: str) -> None:
    known = database.execute(
        select(SessionRow.code, RecordingRow.erased_at)
        .join(RecordingRow, RecordingRow.session_id == SessionRow.id)
        .where(RecordingRow.original_sha256 == sha256)
    ).first()
    if known is None:
        return
    if known.erased_at is not None:
        raise UserError(
            f"This recording was withdrawn and erased (session {known.code}).", "It may not be added again."
        )
    raise UserError(f"This recording is here already: session {known.code}.", "Open that session instead.")


def _team_of(person: PersonRow) -> str:
    if person.team_id is None:
        raise UserError("This worker is in no team yet.", "Put the worker into a team first. Nothing was stored.")
    return person.team_id


def _new_session(
    unit: Unit, worker: str, held_on: date, kind: SessionKind, context: Context, *, demo: bool
) -> SessionRow:
    person = find_worker(unit.session, worker)
    row = SessionRow(
        id=new_id(),
        code=next_code(unit.session),
        kind=kind,
        held_on=held_on,
        worker_id=person.id,
        team_id=_team_of(person),
        state=SessionState.IMPORTED,
        context=context_data(context),
        imported_at=unit.now,
        demo=demo,
    )
    unit.session.add(row)
    unit.session.flush()
    return row


def next_code(database: Database) -> str:
    """The next free session code, S-0001 and up."""
    last = database.scalar(select(func.max(SessionRow.code)).where(SessionRow.code.like("S-____")))
    return f"S-{int(last[2:]) + 1 if last else 1:04d}"


def _add_recording(unit: Unit, session_id: str, recording_id: str, decoded: Decoded, stored: StoredFile) -> None:
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
            peaks=decoded.peaks.to_bytes(),
        )
    )
    unit.session.flush()
    unit.session.add(RecordingKeyRow(recording_id=recording_id, identity=stored.identity))


def _add_permission(unit: Unit, session_id: str, draft: PermissionDraft, reason: str = "") -> None:
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
            at=unit.now,
        )
    )


def _opened(database: Database, session_id: str) -> tuple[str, bytes]:
    recording = recording_of(database, session_row(database, session_id).id)
    key = None if recording is None else database.get(RecordingKeyRow, recording.id)
    if recording is None or key is None:
        raise UserError("There is no sound for this session.", "Only its facts and figures are kept.")
    return recording.id, key.identity
