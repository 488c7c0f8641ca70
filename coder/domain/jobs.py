"""Long work as durable rows: what it is, how far it is, how it ended."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class JobKind(StrEnum):
    """What a worker process can do."""

    TRANSCRIBE = "transcribe"
    SUGGEST = "suggest"


class JobState(StrEnum):
    """Where a job stands. A running job without a heartbeat becomes ``interrupted`` and is resumed."""

    QUEUED = "queued"
    RUNNING = "running"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    CANCELLED = "cancelled"
    INTERRUPTED = "interrupted"

    @property
    def over(self) -> bool:
        """Whether nothing more will happen to the job by itself."""
        return self in {JobState.SUCCEEDED, JobState.FAILED, JobState.CANCELLED}


@dataclass(frozen=True)
class Job:
    """One job as the job tray shows it. ``progress`` 0–1; ``remaining_s`` is an estimate or None; ``failure`` is a
    sentence for the user."""

    id: str
    kind: JobKind
    session_id: str
    session_code: str
    state: JobState
    stage: str
    progress: float
    remaining_s: float | None
    failure: str
    created_at: datetime
    finished_at: datetime | None
