"""Long work: ask for it, see how far it is, cancel it, try it again. A worker process takes it from here."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from coder.domain.changes import Changes, Kind, changes
from coder.domain.errors import Cancelled, UserError
from coder.domain.ids import new_id
from coder.domain.jobs import Job, JobKind, JobState
from coder.domain.people import Actor
from coder.domain.permissions import Action
from coder.domain.sessions import SessionState
from coder.services.base import Backing, Service, Unit
from coder.services.rows import transcript_from, transcript_row
from coder.store.tables.jobs import JobChunkRow, JobRow
from coder.store.tables.sessions import SessionRow

MAX_ATTEMPTS = 3
# A job that finished longer ago than this is history, not news.
_SHOWN_FOR = timedelta(days=2)


def enqueue(unit: Unit, kind: JobKind, session_id: str, **params: Any) -> JobRow:
    """Queue a job inside the caller's transaction; a waiting or running one of the same kind is given back.

    A failed or cancelled one that was asked for in the same words is queued again: it goes on after its last piece.
    """
    query = select(JobRow).where(JobRow.session_id == session_id, JobRow.kind == kind).order_by(JobRow.id.desc())
    known = unit.session.scalars(query.limit(1)).first()
    if known is not None and not known.state.over:
        return known
    if known is not None and known.state is not JobState.SUCCEEDED and known.params == params:
        _queue_again(unit, known)
        return known
    row = JobRow(
        id=new_id(),
        kind=kind,
        session_id=session_id,
        requested_by=unit.actor.id,
        params=params,
        state=JobState.QUEUED,
        created_at=unit.now,
    )
    unit.session.add(row)
    unit.audit(f"{kind.value} requested", "job", row.id, session=session_id)
    return row


def begin_transcribing(session: Session, row: SessionRow) -> None:
    """Mark a session as being transcribed; one that is being coded by ear stays so.

    Raises UserError once its voices were confirmed, its words were corrected, or it was coded with a transcript or
    locked.
    """
    if row.state is SessionState.TO_CONFIRM:
        _check_uncorrected(session, row)
    if row.state in (SessionState.IMPORTED, SessionState.TO_CONFIRM):
        row.state = SessionState.TRANSCRIBING
    elif row.state is SessionState.CODING and transcript_row(session, row.id) is None:
        return
    elif row.state is not SessionState.TRANSCRIBING:
        raise UserError(f"This session is “{row.state.value}”; its transcript stands.", "Nothing was changed.")


def _check_uncorrected(session: Session, row: SessionRow) -> None:
    known = transcript_row(session, row.id)
    if known is not None and transcript_from(session, known).edited:
        raise UserError(
            "The words of this transcript were corrected, and a new one would begin without the corrections.",
            "Go back to the machine's version first (Compare with the machine's version, Everywhere), or keep it.",
        )


def _queue_again(unit: Unit, row: JobRow) -> None:
    row.state = JobState.QUEUED
    row.cancel_requested = False
    row.attempts = 0
    row.failure = ""
    row.finished_at = None
    unit.audit("job retried", "job", row.id)


def _end(session: Session, row: JobRow, state: JobState, now: datetime, failure: str = "") -> None:
    row.state = state
    row.failure = failure
    row.finished_at = now
    row.remaining_s = None
    if state is JobState.SUCCEEDED:
        row.progress = 1.0
    elif row.kind is JobKind.TRANSCRIBE:
        _put_back(session, session.get_one(SessionRow, row.session_id))


def _put_back(session: Session, row: SessionRow) -> None:
    """Where a session stood before a transcription was asked for that came to nothing."""
    if row.state is SessionState.TRANSCRIBING:
        row.state = SessionState.IMPORTED if transcript_row(session, row.id) is None else SessionState.TO_CONFIRM


def _job_from(row: JobRow, session_code: str) -> Job:
    return Job(
        id=row.id,
        kind=row.kind,
        session_id=row.session_id,
        session_code=session_code,
        state=row.state,
        stage=row.stage,
        progress=row.progress,
        remaining_s=row.remaining_s,
        failure=row.failure,
        created_at=row.created_at,
        finished_at=row.finished_at,
    )


def stop_jobs(unit: Unit, session_id: str) -> None:
    """Stop all work on a session whose recording is being erased, inside the caller's transaction."""
    rows = unit.session.scalars(select(JobRow).where(JobRow.session_id == session_id, JobRow.finished_at.is_(None)))
    for row in rows:
        row.cancel_requested = True
        if row.state is not JobState.RUNNING:
            row.state = JobState.CANCELLED
            row.finished_at = unit.now


class JobService(Service):
    """The job tray's view of long work."""

    def list(self, actor: Actor) -> tuple[Job, ...]:
        """Waiting and running jobs, and those that ended in the last two days; newest first."""
        since = self._backing.clock() - _SHOWN_FOR
        with self._reading(actor, Action.READ_SESSION) as session:
            rows = session.execute(
                select(JobRow, SessionRow.code)
                .join(SessionRow, SessionRow.id == JobRow.session_id)
                .where((JobRow.finished_at.is_(None)) | (JobRow.finished_at > since))
                .order_by(JobRow.id.desc())
            )
            return tuple(_job_from(row, code) for row, code in rows)

    def get(self, actor: Actor, job_id: str) -> Job:
        """One job. Raises UserError when there is none."""
        with self._reading(actor, Action.READ_SESSION) as session:
            row = _row(session, job_id)
            return _job_from(row, session.get_one(SessionRow, row.session_id).code)

    def cancel(self, actor: Actor, job_id: str) -> Changes:
        """Stop a job: at once if it waits, at its next step if it runs. What it finished so far is kept."""
        with self._acting(actor, Action.TRANSCRIBE) as unit:
            row = _row(unit.session, job_id)
            if row.state is JobState.RUNNING:
                row.cancel_requested = True
            elif not row.state.over:
                _end(unit.session, row, JobState.CANCELLED, unit.now)
            unit.audit("job cancelled", "job", row.id)
            return changes(Kind.JOB, Kind.SESSION, ids={row.id, row.session_id})

    def retry(self, actor: Actor, job_id: str) -> Changes:
        """Queue a failed, cancelled or interrupted job again; it goes on after its last finished piece.

        Raises UserError for a job that waits, runs or succeeded, and when the session has moved on since.
        """
        with self._acting(actor, Action.TRANSCRIBE) as unit:
            row = _row(unit.session, job_id)
            if row.state in (JobState.RUNNING, JobState.QUEUED, JobState.SUCCEEDED):
                raise UserError(f"This job is {row.state.value} and need not be started again.")
            if row.kind is JobKind.TRANSCRIBE:
                begin_transcribing(unit.session, unit.session.get_one(SessionRow, row.session_id))
            _queue_again(unit, row)
            return changes(Kind.JOB, Kind.SESSION, ids={row.id, row.session_id})


class JobQueue:
    """The worker's side: take a job, report, finish. One worker a home, so a running job without one was orphaned."""

    def __init__(self, backing: Backing, worker: str) -> None:
        self._backing = backing
        self._worker = worker

    def recover(self) -> int:
        """Queue the jobs of a dead worker again; the number of jobs found.

        One whose workers died MAX_ATTEMPTS times in a row without finishing a piece has failed.
        """
        now = self._backing.clock()
        with self._backing.store.write() as session:
            rows = session.scalars(select(JobRow).where(JobRow.state == JobState.RUNNING)).all()
            for row in rows:
                if row.cancel_requested:
                    _end(session, row, JobState.CANCELLED, now)
                elif row.attempts >= MAX_ATTEMPTS:
                    failure = "The work stopped three times without an answer. Try again later."
                    _end(session, row, JobState.FAILED, now, failure)
                else:
                    row.state = JobState.QUEUED
            return len(rows)

    def take(self, job_id: str = "") -> tuple[str, JobKind, str, dict[str, Any]] | None:
        """Take the oldest waiting job (or the one named): id, kind, session id and parameters; None when none waits."""
        with self._backing.store.write() as session:
            query = select(JobRow).where(JobRow.state == JobState.QUEUED).order_by(JobRow.id).limit(1)
            row = session.scalars(query.where(JobRow.id == job_id) if job_id else query).first()
            if row is None:
                return None
            row.state = JobState.RUNNING
            row.worker = self._worker
            row.attempts += 1
            row.started_at = row.started_at or self._backing.clock()
            row.heartbeat_at = self._backing.clock()
            return row.id, row.kind, row.session_id, dict(row.params)

    def report(self, job_id: str, stage: str, progress: float, remaining_s: float | None) -> bool:
        """Write how far a job is; true when its user asked to stop it."""
        with self._backing.store.write() as session:
            row = _row(session, job_id)
            row.stage, row.progress, row.remaining_s = stage, min(1.0, max(0.0, progress)), remaining_s
            row.heartbeat_at = self._backing.clock()
            return row.cancel_requested

    def store_chunk(self, job_id: str, stage: str, chunk: int, result: dict[str, Any]) -> None:
        """Keep one finished piece of a job; a piece that is there already is left as it is.

        Raises Cancelled when permission for the recording was withdrawn meanwhile: nothing of it may be kept.
        """
        with self._backing.store.write() as session:
            meeting = session.get_one(SessionRow, _row(session, job_id).session_id)
            if meeting.state is SessionState.WITHDRAWN:
                raise Cancelled
            if session.get(JobChunkRow, (job_id, stage, chunk)) is None:
                session.add(
                    JobChunkRow(job_id=job_id, stage=stage, chunk=chunk, result=result, done_at=self._backing.clock())
                )
                # Work that moves on is not stuck, however often its worker was stopped.
                _row(session, job_id).attempts = 1

    def chunks(self, job_id: str, stage: str) -> dict[int, dict[str, Any]]:
        """The finished pieces of one stage by number."""
        with self._backing.store.read() as session:
            rows = session.scalars(select(JobChunkRow).where(JobChunkRow.job_id == job_id, JobChunkRow.stage == stage))
            return {row.chunk: dict(row.result) for row in rows}

    def end(self, job_id: str, state: JobState, failure: str = "") -> None:
        """Write how a job ended. Its pieces are dropped once it succeeded: the result holds them."""
        with self._backing.store.write() as session:
            row = _row(session, job_id)
            _end(session, row, state, self._backing.clock(), failure)
            if state is JobState.SUCCEEDED:
                for chunk in session.scalars(select(JobChunkRow).where(JobChunkRow.job_id == job_id)):
                    session.delete(chunk)


def _row(session: Session, job_id: str) -> JobRow:
    row = session.get(JobRow, job_id)
    if row is None:
        raise UserError("There is no such job here.")
    return row
