"""The worker process: takes jobs one by one, reports as JSON lines, and can be killed at any moment.

A lock keeps a computer from running two of them on one home. What keeps results right is not the lock but the claim in
the job's row: a worker that was taken for dead and is not finds its claim gone, and stores nothing more.
"""

from __future__ import annotations

import json
import logging
import os
import signal
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, TextIO

from filelock import FileLock, Timeout

from coder.domain.errors import Cancelled, UserError
from coder.domain.jobs import ClaimLost, JobKind, JobState, PutBack, Wish
from coder.jobs.alive import AwakeClock, certainly_gone, pulse, worker_name
from coder.services.base import Backing
from coder.services.job_queue import JobQueue, Write

log = logging.getLogger(__name__)

_REPORT_EVERY_S = 0.5
_NOT_YET_ALL = 0.99
_ASK_EVERY_S = 1.0
_NICE = 10


@dataclass
class Task:
    """One job as its handler sees it: where to read finished pieces, keep new ones, report, and learn of a stop.

    ``device`` is what does the sums, told once the handler knows. ``finished`` once the result is stored.
    """

    queue: JobQueue
    id: str
    session_id: str
    params: dict[str, Any]
    tell: Callable[[dict[str, Any]], None]
    clock: Callable[[], float] = field(default_factory=AwakeClock)
    device: str = ""

    def __post_init__(self) -> None:
        self._began = self.clock()
        self._told = -_REPORT_EVERY_S
        self._first: float | None = None
        self._wish = Wish.GO_ON
        self._reached_s = 0.0
        self._last: dict[str, Any] = {}
        self.finished = False

    def report(self, stage: str, progress: float) -> None:
        """Say how far the work is (0–1; all of it is only said once the result is stored). Cheap to call often.

        Raises Cancelled once its user asked to stop, PutBack for a pause, ClaimLost when another worker has the job.
        """
        now, progress = self.clock(), min(progress, _NOT_YET_ALL)
        last_of_all = progress == _NOT_YET_ALL != self._last.get("progress")
        if now - self._told >= _REPORT_EVERY_S or last_of_all:
            self._told = now
            remaining = self._remaining(progress, now)
            self._wish = self.queue.report(self.id, stage, progress, remaining, self.device)
            self._last = {"stage": stage, "progress": round(progress, 4), "remaining_s": remaining}
            self._say()
        self._obey()

    def _say(self) -> None:
        self.tell({"job": self.id, **self._last, "reached_s": round(self._reached_s, 2), "device": self.device})

    def _obey(self) -> None:
        if self._wish is Wish.STOP:
            raise Cancelled
        if self._wish in (Wish.PAUSE, Wish.GIVE_WAY):
            raise PutBack

    def _remaining(self, progress: float, now: float) -> float | None:
        # What was resumed cost no time now, so the estimate counts from where this run began.
        if self._first is None:
            self._first, self._began = progress, now
        done = progress - self._first
        return round((now - self._began) * (1 - progress) / done, 1) if done > 0.02 else None

    def chunks(self, stage: str) -> dict[int, dict[str, Any]]:
        """Pieces of a stage that an earlier run finished, by number."""
        return self.queue.chunks(self.id, stage)

    def keep_chunk(self, stage: str, chunk: int, result: dict[str, Any], reached_s: float | None = None) -> None:
        """Keep one finished piece, so that a kill costs the piece under way and no more.

        ``reached_s`` is how far into the recording it reaches. Raises PutBack when another job is to go first.
        """
        self._wish = self.queue.store_chunk(self.id, stage, chunk, result, reached_s)
        if reached_s is not None:
            self._reached_s = max(self._reached_s, reached_s)
            self._say()
        self._obey()

    def finish(self, write: Write, refused: UserError | None = None) -> None:
        """Store the result and the end of the job in one transaction. Raises ClaimLost, with nothing stored.

        ``refused`` is why a part of the work could not be done: the rest is stored, and the job failed with that
        sentence, which is raised.
        """
        state = JobState.SUCCEEDED if refused is None else JobState.FAILED
        self.queue.end(self.id, state, str(refused or ""), write)
        self.finished = True
        if refused is not None:
            raise refused


Handler = Callable[[Task], None]


class NobodyListens(SystemExit):
    """Whoever started this worker is gone. It ends, and its job stays as it is, to be taken up by the next one."""


def leave_interrupts(*, to_starter: bool) -> None:
    """Let Ctrl+C end this process at once, or not at all where its starter gets it too and ends this process.

    Python's own way, an exception wherever the program stands, may arise in a callback of a sound library, which
    swallows it and goes on with wrong sound.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN if to_starter else signal.SIG_DFL)


def lower_priority() -> None:
    """Let the window and the sound go first."""
    if hasattr(os, "nice"):
        os.nice(_NICE)
    elif sys.platform == "win32":
        import ctypes

        below_normal = 0x4000
        kernel = ctypes.windll.kernel32
        kernel.SetPriorityClass(kernel.GetCurrentProcess(), below_normal)


def run(
    backing: Backing,
    handlers: dict[JobKind, Handler],
    lock_file: Path,
    *,
    job_id: str = "",
    stay: bool = False,
    out: TextIO | None = None,
) -> int:
    """Work until no job waits (or for ever with ``stay``); the number of jobs that failed.

    With ``job_id`` only that job is done. Raises UserError when another worker has this home, and NobodyListens when
    the reports can no longer be told.
    """
    stream = out or sys.stdout

    def tell(message: dict[str, Any]) -> None:
        try:
            stream.write(json.dumps(message) + "\n")
            stream.flush()
        except OSError as error:
            raise NobodyListens from error

    lock = FileLock(lock_file)
    try:
        lock.acquire(timeout=2)
    except Timeout as error:
        raise UserError("Another worker is busy with this store already.", "Its jobs go on; wait for it.") from error
    try:
        queue = JobQueue(backing, worker_name(), certainly_gone)
        return _loop(queue, handlers, tell, job_id=job_id, stay=stay)
    finally:
        lock.release()


def _loop(
    queue: JobQueue,
    handlers: dict[JobKind, Handler],
    tell: Callable[[dict[str, Any]], None],
    *,
    job_id: str,
    stay: bool,
) -> int:
    failed = 0
    while True:
        queue.recover()
        taken = queue.take(job_id)
        if taken is None:
            # A job in the hands of another worker may still be left to us, should that one die.
            if not stay and not (queue.others_work() and not job_id):
                return failed
            time.sleep(_ASK_EVERY_S)
            continue
        found_id, kind, session_id, params = taken
        clock = AwakeClock()
        with pulse(partial(queue.beat, found_id), clock):
            failed += not _work(queue, Task(queue, found_id, session_id, params, tell, clock), handlers[kind])
        if job_id:
            return failed


def _work(queue: JobQueue, task: Task, handler: Handler) -> bool:
    state, failure = JobState.SUCCEEDED, ""
    try:
        handler(task)
    except Cancelled:
        state = JobState.CANCELLED
    except PutBack:
        queue.put_back(task.id)
        task.tell({"job": task.id, "state": JobState.QUEUED.value, "failure": ""})
        return True
    except ClaimLost:
        log.warning("another worker has this job now")
        return True
    except UserError as error:
        state, failure = JobState.FAILED, str(error)
    # The one place that must take any fault: it ends this job, is logged whole, and the next in the queue goes on.
    except Exception as error:
        log.exception("job failed")
        state, failure = JobState.FAILED, f"The work stopped on a fault in this program ({type(error).__name__})."
    return _end(queue, task, state, failure)


def _end(queue: JobQueue, task: Task, state: JobState, failure: str) -> bool:
    if not task.finished:
        try:
            queue.end(task.id, state, failure)
        except ClaimLost:
            return True
    task.tell({"job": task.id, "state": state.value, "failure": failure})
    return state in (JobState.SUCCEEDED, JobState.CANCELLED)
