"""The worker's loop with handlers of the test's own; queue, lock, database and messages are the real ones."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from datetime import timedelta
from typing import Any

import pytest
from filelock import FileLock

from coder.bootstrap import Services
from coder.domain.errors import Cancelled, UserError
from coder.domain.jobs import JobKind, JobState
from coder.domain.sessions import SessionState
from coder.jobs.worker import Handler, NobodyListens, Task, run
from coder.services.job_queue import JobQueue
from tests.helpers.real_store import Clock2026


def ask(services: Services) -> str:
    """A job that waits; its id."""
    session = services.sessions.list(services.actor)[0]
    return services.transcripts.request(services.actor, session.id).created


def work(services: Services, handler: Handler, job_id: str = "") -> tuple[int, list[dict[str, Any]]]:
    """Run the loop to its end: the number of failures, and the messages."""
    out = io.StringIO()
    lock = services.home.folder / "worker.lock"
    failed = run(services.backing, {JobKind.TRANSCRIBE: handler}, lock, job_id=job_id, out=out)
    return failed, [json.loads(line) for line in out.getvalue().splitlines()]


def name_of_a_dead_worker() -> str:
    """What a worker of this computer called itself whose process is no more."""
    code = "from coder.jobs.alive import worker_name; print(worker_name())"
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip()


def state(services: Services, job_id: str) -> JobState:
    """Where a job stands."""
    return services.jobs.get(services.actor, job_id).state


def test_a_job_is_worked_off_and_its_end_is_told(services: Services) -> None:
    job = ask(services)

    def handler(task: Task) -> None:
        task.report("listening", 0.5)

    failed, told = work(services, handler)
    assert failed == 0
    assert [message.get("progress") for message in told] == [0.5, None]
    assert told[-1] == {"job": job, "state": "succeeded", "failure": ""}
    assert state(services, job) is JobState.SUCCEEDED


def test_a_job_found_running_is_taken_up_again(services: Services) -> None:
    job = ask(services)
    JobQueue(services.backing, name_of_a_dead_worker()).take()
    seen: list[str] = []
    work(services, lambda task: seen.append(task.id))
    assert seen == [job]


def test_a_sentence_for_the_user_is_the_failure_that_is_shown(services: Services) -> None:
    job = ask(services)

    def handler(task: Task) -> None:
        raise UserError("The speech model is damaged.", "Import it anew.")

    failed, told = work(services, handler)
    assert failed == 1
    assert told[-1]["failure"] == "The speech model is damaged. Import it anew."
    found = services.jobs.get(services.actor, job)
    assert (found.state, found.failure) == (JobState.FAILED, "The speech model is damaged. Import it anew.")


def test_a_bug_ends_its_job_without_its_words_and_the_session_is_given_back(services: Services) -> None:
    job = ask(services)

    def handler(task: Task) -> None:
        raise KeyError("Maya Quillfeather")

    failed, told = work(services, handler)
    found = services.jobs.get(services.actor, job)
    assert (failed, found.state) == (1, JobState.FAILED)
    assert "KeyError" in found.failure
    assert "Maya" not in found.failure + json.dumps(told)
    assert services.sessions.get(services.actor, found.session_id).state is SessionState.IMPORTED


def test_a_cancelled_job_is_no_failure(services: Services) -> None:
    job = ask(services)

    def handler(task: Task) -> None:
        services.jobs.cancel(services.actor, task.id)
        with pytest.raises(Cancelled):
            task.report("listening", 1.0)
        raise Cancelled

    failed, told = work(services, handler)
    assert (failed, told[-1]["state"]) == (0, "cancelled")
    assert state(services, job) is JobState.CANCELLED


class Deaf(io.StringIO):
    """Where reports go when the window that started the worker was killed."""

    def flush(self) -> None:
        """Nobody reads."""
        raise BrokenPipeError


def test_a_worker_whose_window_is_gone_ends_and_leaves_its_job_to_the_next(services: Services) -> None:
    job = ask(services)

    def handler(task: Task) -> None:
        task.keep_chunk("text", 0, {})
        task.report("listening", 0.5)

    lock = services.home.folder / "worker.lock"
    with pytest.raises(NobodyListens):
        run(services.backing, {JobKind.TRANSCRIBE: handler}, lock, out=Deaf())
    assert state(services, job) is JobState.RUNNING
    # Its process, this one, still lives; only after a while without a sign of life is its claim given up.
    assert isinstance(services.backing.clock, Clock2026)
    services.backing.clock.now += timedelta(minutes=10)
    seen: list[object] = []
    work(services, lambda task: seen.append(task.chunks("text")))
    assert seen == [{0: {}}]


def test_only_the_job_that_was_named_is_done(services: Services) -> None:
    ask(services)
    assert work(services, lambda task: None, job_id="another") == (0, [])


def test_a_second_worker_is_refused_and_takes_nothing(services: Services) -> None:
    job = ask(services)
    with FileLock(services.home.folder / "worker.lock"), pytest.raises(UserError, match="Another worker is busy"):
        work(services, lambda task: None)
    assert state(services, job) is JobState.QUEUED


def test_the_lock_is_free_again_after_the_work(services: Services) -> None:
    work(services, lambda task: None)
    with FileLock(services.home.folder / "worker.lock", timeout=0):
        pass
