"""The worker's side of long work: claim a job, report, keep pieces, finish.

A claim is a job row that names its worker, with a sign of life. Every write about a job is made in one transaction with
the check that the claim still stands. So where two workers meet, over a lock that a network drive lost or a clock that
slept, each piece and each result is stored by one of them only (docs/decisions/0011).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from coder.domain.errors import Cancelled
from coder.domain.jobs import ClaimLost, JobKind, JobState, Wish, lapsed
from coder.domain.sessions import SessionState
from coder.domain.times import to_samples
from coder.services.base import Backing
from coder.services.jobs import end_job, in_turn, job_row, pieces
from coder.store.tables.jobs import JobChunkRow, JobRow
from coder.store.tables.sessions import SessionRow

MAX_ATTEMPTS = 3

Write = Callable[[Session], None]
Claimed = tuple[str, JobKind, str, dict[str, Any]]


class JobQueue:
    """What one worker does. ``gone`` knows of another worker, by its name, that it certainly is no more."""

    def __init__(self, backing: Backing, worker: str, gone: Callable[[str], bool] = lambda _worker: False) -> None:
        self._backing = backing
        self._worker = worker
        self._gone = gone

    def recover(self) -> int:
        """Queue the jobs of dead workers again; the number of jobs found.

        One whose workers died MAX_ATTEMPTS times in a row without finishing a piece has failed.
        """
        now = self._backing.clock()
        with self._backing.store.write() as session:
            running = session.scalars(select(JobRow).where(JobRow.state == JobState.RUNNING)).all()
            rows = [row for row in running if lapsed(row.heartbeat_at, now) or self._gone(row.worker)]
            for row in rows:
                if row.cancel_requested:
                    end_job(session, row, JobState.CANCELLED, now)
                elif row.attempts >= MAX_ATTEMPTS:
                    failure = "The work stopped three times without an answer. Try again later."
                    end_job(session, row, JobState.FAILED, now, failure)
                else:
                    row.state = JobState.QUEUED
            return len(rows)

    def others_work(self) -> bool:
        """Whether a job is in the hands of another worker."""
        with self._backing.store.read() as session:
            query = select(JobRow.id).where(JobRow.state == JobState.RUNNING, JobRow.worker != self._worker)
            return session.scalars(query.limit(1)).first() is not None

    def take(self, job_id: str = "") -> Claimed | None:
        """Take the waiting job whose turn it is (or the one named): id, kind, session id (or ""), and parameters.

        None when none waits.
        """
        with self._backing.store.write() as session:
            query = select(JobRow).where(JobRow.state == JobState.QUEUED, JobRow.paused.is_(False))
            row = session.scalars(
                query.where(JobRow.id == job_id) if job_id else query.order_by(*in_turn()).limit(1)
            ).first()
            if row is None:
                return None
            row.state = JobState.RUNNING
            row.worker = self._worker
            row.attempts += 1
            row.started_at = row.started_at or self._backing.clock()
            row.heartbeat_at = self._backing.clock()
            return row.id, row.kind, row.session_id or "", dict(row.params)

    def beat(self, job_id: str) -> None:
        """Give a sign of life. Raises ClaimLost."""
        with self._claimed(job_id):
            pass

    def report(self, job_id: str, stage: str, progress: float, remaining_s: float | None, device: str = "") -> Wish:
        """Write how far a job is; what to do with it now. Raises ClaimLost."""
        with self._claimed(job_id) as (_, row):
            row.stage, row.progress, row.remaining_s = stage, min(1.0, max(0.0, progress)), remaining_s
            row.device = device
            if row.cancel_requested:
                return Wish.STOP
            return Wish.PAUSE if row.paused else Wish.GO_ON

    def store_chunk(
        self, job_id: str, stage: str, chunk: int, result: dict[str, Any], reached_s: float | None = None
    ) -> Wish:
        """Keep one finished piece of a job; a piece that is there already is left as it is. What to do now.

        ``reached_s`` is how far into the recording it reaches. Raises Cancelled when permission for the recording was
        withdrawn meanwhile, since nothing of it may be kept, and ClaimLost.
        """
        with self._claimed(job_id) as (session, row):
            meeting = session.get(SessionRow, row.session_id) if row.session_id is not None else None
            if meeting is not None and meeting.state is SessionState.WITHDRAWN:
                raise Cancelled
            if session.get(JobChunkRow, (job_id, stage, chunk)) is None:
                session.add(
                    JobChunkRow(job_id=job_id, stage=stage, chunk=chunk, result=result, done_at=self._backing.clock())
                )
                # Work that moves on is not stuck, however often its worker was stopped.
                row.attempts = 1
            if reached_s is not None:
                row.reached_sample = max(row.reached_sample, to_samples(reached_s))
            return Wish.GIVE_WAY if self._must_give_way(session, row) else Wish.GO_ON

    @staticmethod
    def _must_give_way(session: Session, row: JobRow) -> bool:
        waiting = select(JobRow.id).where(
            JobRow.state == JobState.QUEUED, JobRow.paused.is_(False), JobRow.turn > row.turn
        )
        return session.scalars(waiting.limit(1)).first() is not None

    def chunks(self, job_id: str, stage: str) -> dict[int, dict[str, Any]]:
        """The finished pieces of one stage by number."""
        with self._backing.store.read() as session:
            return pieces(session, job_id, stage)

    def put_back(self, job_id: str) -> None:
        """Let a job wait again, with its pieces. Raises ClaimLost."""
        with self._claimed(job_id) as (_, row):
            row.state, row.worker, row.attempts, row.remaining_s = JobState.QUEUED, "", 0, None

    def end(self, job_id: str, state: JobState, failure: str = "", write: Write | None = None) -> None:
        """Write how a job ended. Its pieces are dropped once it succeeded: the result holds them.

        ``write`` stores that result in the same transaction, so that it is there exactly when the job is done. Raises
        ClaimLost, with nothing stored.
        """
        with self._claimed(job_id) as (session, row):
            if write is not None:
                write(session)
            end_job(session, row, state, self._backing.clock(), failure)
            if state is JobState.SUCCEEDED:
                for chunk in session.scalars(select(JobChunkRow).where(JobChunkRow.job_id == job_id)):
                    session.delete(chunk)

    @contextmanager
    def _claimed(self, job_id: str) -> Iterator[tuple[Session, JobRow]]:
        with self._backing.store.write() as session:
            row = job_row(session, job_id)
            if row.state is not JobState.RUNNING or row.worker != self._worker:
                raise ClaimLost
            row.heartbeat_at = self._backing.clock()
            yield session, row
