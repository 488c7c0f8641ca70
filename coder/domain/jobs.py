"""Long work as durable rows: what it is, how far it is, how it ended."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from coder.domain.errors import CoderError

LEASE = timedelta(seconds=30)
"""A worker that gave no sign of life for this long may be replaced; it gives one every five seconds."""


INCOMPLETE = "incomplete"
"""The stage of a transcription that is over and left too much speech without text."""


class JobKind(StrEnum):
    """What a worker process can do."""

    TRANSCRIBE = "transcribe"
    SUGGEST = "suggest"
    LEARN = "learn"


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


class Wish(StrEnum):
    """What a worker should do with the job it has."""

    GO_ON = "go on"
    STOP = "stop"
    PAUSE = "pause"
    GIVE_WAY = "give way"


class PutBack(CoderError):
    """The job is to wait again, with its finished pieces; nothing needs to be said."""


class ClaimLost(CoderError):
    """Another worker has this job now; what this one still has in hand must not be stored."""


def lapsed(sign_of_life: datetime | None, now: datetime) -> bool:
    """Whether a worker last heard of then may be replaced.

    A sign of life far ahead of the clock is as good as none: the clock was set back since.
    """
    return sign_of_life is None or abs(now - sign_of_life) > LEASE


@dataclass(frozen=True)
class Job:
    """One job as the job tray shows it; learning is of no session, and both words for it are empty.

    ``progress`` 0–1; ``remaining_s`` is an estimate or None; ``failure`` is a sentence for the user.
    ``paused``: it waits until somebody lets it go on. ``place`` is its place among the waiting, from 1; 0 for others.
    ``reached_s`` is the place in the recording up to which text is kept; ``device`` what does the sums, if known.
    """

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
    paused: bool = False
    place: int = 0
    reached_s: float = 0.0
    device: str = ""


@dataclass(frozen=True)
class WrittenLine:
    """A line of a transcript under way, without a speaker yet."""

    start_s: float
    end_s: float
    text: str


@dataclass(frozen=True)
class WrittenSoFar:
    """What a transcription that is under way has written down, up to ``reached_s``."""

    lines: tuple[WrittenLine, ...]
    reached_s: float
