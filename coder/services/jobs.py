"""Long work: ask for it, see how far it is, pause it, cancel it, try it again. A worker process takes it from here."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from coder.domain.changes import Changes, Kind, changes
from coder.domain.errors import UserError
from coder.domain.ids import new_id
from coder.domain.jobs import INCOMPLETE, Job, JobKind, JobState, WrittenSoFar
from coder.domain.people import Actor
from coder.domain.permissions import Action
from coder.domain.sessions import SessionState
from coder.domain.times import to_seconds
from coder.domain.written import written
from coder.services.base import Backing, Service, Unit
from coder.services.rights import open_session
from coder.services.rows import transcript_from, transcript_row
from coder.store.tables.jobs import JobChunkRow, JobRow
from coder.store.tables.sessions import SessionRow

# What `coder.jobs.handlers` keeps of each chunk of text.
TEXT_PIECES = "chunks"
_ALIVE = select(JobRow).where(JobRow.finished_at.is_(None))
# A job that finished longer ago than this is history, not news.
_SHOWN_FOR = timedelta(days=2)


def enqueue(unit: Unit, kind: JobKind, session_id: str | None, **params: Any) -> JobRow:
    """Queue a job inside the caller's transaction; a waiting or running one of the same kind is given back.

    It is of a session, or (learning) of none. A failed or cancelled one that was asked for in the same words is queued
    again: it goes on after its last piece.
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
    row.paused = False
    row.attempts = 0
    row.failure = ""
    row.finished_at = None
    unit.audit("job retried", "job", row.id)


def end_job(session: Session, row: JobRow, state: JobState, now: datetime, failure: str = "") -> None:
    """Write how a job ended, and put its session back where it stood unless the work succeeded."""
    row.state = state
    row.failure = failure
    row.finished_at = now
    row.remaining_s = None
    if state is JobState.SUCCEEDED:
        row.progress = 1.0
    elif row.kind is JobKind.TRANSCRIBE and row.session_id is not None:
        _put_back(session, session.get_one(SessionRow, row.session_id))


def _put_back(session: Session, row: SessionRow) -> None:
    """Where a session stood before a transcription was asked for that came to nothing."""
    if row.state is SessionState.TRANSCRIBING:
        row.state = SessionState.IMPORTED if transcript_row(session, row.id) is None else SessionState.TO_CONFIRM


def _job_from(row: JobRow, session_code: str | None, place: int = 0) -> Job:
    return Job(
        id=row.id,
        kind=row.kind,
        session_id=row.session_id or "",
        session_code=session_code or "",
        state=row.state,
        stage=row.stage,
        progress=row.progress,
        remaining_s=row.remaining_s,
        failure=row.failure,
        created_at=row.created_at,
        finished_at=row.finished_at,
        paused=row.paused,
        place=place,
        reached_s=to_seconds(row.reached_sample),
        device=row.device,
    )


def in_turn() -> tuple[ColumnElement[Any], ...]:
    """The order in which waiting jobs are taken."""
    return JobRow.turn.desc(), JobRow.id.asc()


def note_incomplete(session: Session, job_id: str) -> None:
    """Note on a job, in the transaction that ends it, that it left out too much speech to count as whole."""
    job_row(session, job_id).stage = INCOMPLETE


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

    def __init__(self, backing: Backing) -> None:
        super().__init__(backing)
        self._noted: set[tuple[str, str]] = set()

    def list(self, actor: Actor) -> tuple[Job, ...]:
        """Running jobs, then waiting ones in the order in which they come, then what ended in the last two days."""
        since = self._backing.clock() - _SHOWN_FOR
        with self._reading(actor, Action.READ_SESSION) as session:
            known = select(JobRow, SessionRow.code).outerjoin(SessionRow, SessionRow.id == JobRow.session_id)
            alive = session.execute(known.where(JobRow.finished_at.is_(None)).order_by(*in_turn())).all()
            over = session.execute(known.where(JobRow.finished_at > since).order_by(JobRow.id.desc())).all()
            places = {id_: place for place, id_ in enumerate((row.id for row, _ in alive if _waits(row)), start=1)}
            alive = sorted(alive, key=lambda one: (one[0].state is not JobState.RUNNING, one[0].paused))
            return tuple(_job_from(row, code, places.get(row.id, 0)) for row, code in (*alive, *over))

    def get(self, actor: Actor, job_id: str) -> Job:
        """One job. Raises UserError when there is none."""
        with self._reading(actor, Action.READ_SESSION) as session:
            row = job_row(session, job_id)
            meeting = session.get(SessionRow, row.session_id) if row.session_id is not None else None
            return _job_from(row, meeting.code if meeting is not None else "")

    def cancel(self, actor: Actor, job_id: str) -> Changes:
        """Stop a job: at once if it waits, at its next step if it runs. What it finished so far is kept."""
        with self._acting(actor, Action.TRANSCRIBE) as unit:
            row = job_row(unit.session, job_id)
            if row.state is JobState.RUNNING:
                row.cancel_requested = True
            elif not row.state.over:
                end_job(unit.session, row, JobState.CANCELLED, unit.now)
            unit.audit("job cancelled", "job", row.id)
            return changes(Kind.JOB, Kind.SESSION, ids=_ids(row))

    def pause(self, actor: Actor, job_id: str = "") -> Changes:
        """Let a job rest, or all that are not over; one that runs rests at its next step and keeps its pieces."""
        return self._rest(actor, job_id, rests=True)

    def go_on(self, actor: Actor, job_id: str = "") -> Changes:
        """Let a paused job go on after its last finished piece, or all of them."""
        return self._rest(actor, job_id, rests=False)

    def _rest(self, actor: Actor, job_id: str, *, rests: bool) -> Changes:
        with self._acting(actor, Action.TRANSCRIBE) as unit:
            rows = [job_row(unit.session, job_id)] if job_id else unit.session.scalars(_ALIVE).all()
            wanted = [row for row in rows if not row.state.over and row.paused is not rests]
            for row in wanted:
                row.paused = rests
                unit.audit("job paused" if rests else "job goes on", "job", row.id)
            return changes(Kind.JOB, ids={row.id for row in wanted})

    def bring_forward(self, actor: Actor, session_id: str) -> Changes:
        """Let the waiting jobs of a session go first, because somebody has it open; the running one makes room at its
        next piece. Nothing changes where none waits or it comes next anyway."""
        with self._acting(actor, Action.READ_SESSION) as unit:
            alive = unit.session.scalars(_ALIVE.order_by(*in_turn())).all()
            ours = [row for row in alive if row.session_id == session_id and _waits(row)]
            ahead = [row for row in alive if row.session_id != session_id and not row.paused]
            highest = max((row.turn for row in ahead), default=-1)
            for row in ours:
                row.turn = max(row.turn, highest + 1)
            return changes(Kind.JOB, ids={row.id for row in ours}) if ours and ahead else changes()

    def written_so_far(self, actor: Actor, session_id: str) -> WrittenSoFar | None:
        """What the transcription of a session has written down until now; None when none is under way.

        The first look of an opened store is audited. Raises NotAllowed when the session is not open to the actor.
        """
        with self._reading(actor, Action.READ_SESSION) as session:
            meeting = open_session(session, actor, session_id)
            query = _ALIVE.where(JobRow.session_id == meeting.id, JobRow.kind == JobKind.TRANSCRIBE)
            row = session.scalars(query.limit(1)).first()
            if row is None or meeting.state is SessionState.WITHDRAWN:
                return None
            found = written(pieces(session, row.id, TEXT_PIECES).values())
            job_id = row.id
        if found.lines and (actor.id, job_id) not in self._noted:
            self._noted.add((actor.id, job_id))
            with self._acting(actor, Action.READ_SESSION) as unit:
                unit.audit("transcript under way read", "session", meeting.id)
        return found

    def retry(self, actor: Actor, job_id: str) -> Changes:
        """Queue a failed, cancelled or interrupted job again; it goes on after its last finished piece.

        One that is not over goes on anyway and stays as it is. Raises UserError for a job that succeeded, and when the
        session has moved on since.
        """
        with self._acting(actor, Action.TRANSCRIBE) as unit:
            row = job_row(unit.session, job_id)
            if not row.state.over:
                return changes(Kind.JOB, ids={row.id})
            if row.state is JobState.SUCCEEDED:
                raise UserError(f"This job is {row.state.value} and need not be started again.")
            if row.kind is JobKind.TRANSCRIBE and row.session_id is not None:
                begin_transcribing(unit.session, unit.session.get_one(SessionRow, row.session_id))
            _queue_again(unit, row)
            return changes(Kind.JOB, Kind.SESSION, ids=_ids(row))


def _ids(row: JobRow) -> set[str]:
    return {row.id, row.session_id} if row.session_id is not None else {row.id}


def _waits(row: JobRow) -> bool:
    return row.state in (JobState.QUEUED, JobState.INTERRUPTED) and not row.paused


def pieces(session: Session, job_id: str, stage: str) -> dict[int, dict[str, Any]]:
    """The finished pieces of one stage of a job by number, in order."""
    query = select(JobChunkRow).where(JobChunkRow.job_id == job_id, JobChunkRow.stage == stage)
    return {row.chunk: dict(row.result) for row in session.scalars(query.order_by(JobChunkRow.chunk))}


def job_row(session: Session, job_id: str) -> JobRow:
    """A job. Raises UserError when there is none."""
    row = session.get(JobRow, job_id)
    if row is None:
        raise UserError("There is no such job here.")
    return row
