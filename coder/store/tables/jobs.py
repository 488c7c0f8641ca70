"""Long work as durable rows, and its finished pieces."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, false, text
from sqlalchemy.orm import Mapped, mapped_column

from coder.domain.jobs import JobKind, JobState
from coder.store.tables.base import Base, CleanText
from coder.store.tables.columns import Id, IdKey, choice


class JobRow(Base):
    """One job, of a session or (learning) of none. ``worker`` is what the worker process that has it calls itself; only
    that one may write about it.

    Among waiting jobs the highest ``turn`` goes first, then the oldest. ``reached_sample`` is the end of the last piece
    that is kept.
    """

    __tablename__ = "jobs"
    __table_args__ = (
        Index("ix_jobs_state_created_at", "state", "created_at"),
        CheckConstraint("progress >= 0 AND progress <= 1", name="progress"),
        CheckConstraint("attempts >= 0", name="attempts"),
    )

    id: Mapped[IdKey]
    kind: Mapped[JobKind] = mapped_column(choice(JobKind, "kind"))
    session_id: Mapped[Id | None] = mapped_column(ForeignKey("sessions.id"), index=True)
    requested_by: Mapped[Id] = mapped_column(ForeignKey("people.id"))
    params: Mapped[dict[str, Any]] = mapped_column(default=dict)
    state: Mapped[JobState] = mapped_column(choice(JobState, "state"), default=JobState.QUEUED)
    stage: Mapped[str] = mapped_column(CleanText(64), default="")
    progress: Mapped[float] = mapped_column(default=0.0)
    remaining_s: Mapped[float | None]
    attempts: Mapped[int] = mapped_column(default=0)
    worker: Mapped[str] = mapped_column(CleanText(64), default="")
    heartbeat_at: Mapped[datetime | None]
    cancel_requested: Mapped[bool] = mapped_column(default=False)
    paused: Mapped[bool] = mapped_column(default=False, server_default=false())
    turn: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    reached_sample: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    device: Mapped[str] = mapped_column(CleanText(64), default="", server_default=text("''"))
    failure: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime]
    started_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]


class JobChunkRow(Base):
    """The result of one piece of a job. The key makes a piece that is done twice count once."""

    __tablename__ = "job_chunks"

    job_id: Mapped[IdKey] = mapped_column(ForeignKey("jobs.id", ondelete="CASCADE"))
    stage: Mapped[str] = mapped_column(CleanText(64), primary_key=True)
    chunk: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    result: Mapped[dict[str, Any]]
    done_at: Mapped[datetime]
