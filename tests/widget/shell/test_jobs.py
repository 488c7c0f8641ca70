"""The worker is a real process here: a small Python program that speaks the worker's JSON lines."""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest

from coder.domain.changes import Kind, changes
from coder.domain.jobs import Job, JobKind, JobState
from coder.domain.people import Actor, Role
from ui.job_runner import DEATHS_MAX, JobRunner
from ui.messages import Messages
from ui.operations import Operations

ACTOR = Actor("me", frozenset({Role.EVALUATOR}))
NOW = datetime(2026, 3, 4, 14, 2, tzinfo=UTC)
JOB = Job("j1", JobKind.TRANSCRIBE, "s1", "S-0412", JobState.QUEUED, "", 0.0, None, "", NOW, None)

GOOD = """
import json, sys
assert sys.stdin.readline().strip() == "2a" * 32, "no key"
assert sys.stdin.read() == ""
print(json.dumps({"job": "j1", "stage": "speech to text", "progress": 0.5, "remaining_s": 60.0}), flush=True)
print(json.dumps({"job": "j1", "state": "succeeded"}), flush=True)
"""
WAITING = """
import json, sys, time
print(json.dumps({"job": "j1", "stage": "speech to text", "progress": 0.1, "remaining_s": None}), flush=True)
time.sleep(60)
"""
DYING = "import os; os._exit(9)"
DYING_AT_WORK = """
import json, os
told = {"job": "j1", "stage": "speech to text", "progress": 0.6, "remaining_s": None, "reached_s": 2480.0}
print(json.dumps(told), flush=True)
os.kill(os.getpid(), 9)
"""
RESTING = """
import json
print(json.dumps({"job": "j1", "state": "queued", "failure": ""}), flush=True)
"""


class Jobs:
    """The job service, as far as the runner asks: a list, cancel and retry."""

    def __init__(self, *jobs: Job) -> None:
        self.jobs = jobs
        self.asked: list[str] = []

    def list(self, actor: Actor) -> tuple[Job, ...]:
        return self.jobs

    def cancel(self, actor: Actor, job_id: str):
        self.asked.append(f"cancel {job_id}")
        return changes(Kind.JOB, ids={job_id})

    def retry(self, actor: Actor, job_id: str):
        self.asked.append(f"retry {job_id}")
        return changes(Kind.JOB, ids={job_id})

    def pause(self, actor: Actor, job_id: str):
        self.asked.append(f"pause {job_id}")
        return changes(Kind.JOB, ids={job_id})

    def go_on(self, actor: Actor, job_id: str):
        self.asked.append(f"go on {job_id}")
        return changes(Kind.JOB, ids={job_id})


@pytest.fixture
def running(context):
    """Starts a runner over some jobs with the given worker program."""
    made = []

    def start(program: str, jobs: Jobs) -> JobRunner:
        starts = []

        def command(services):
            starts.append(program)
            return [sys.executable, "-c", program], dict(os.environ)

        runner = JobRunner(context, command)
        runner.starts = starts
        made.append(runner)
        services = SimpleNamespace(jobs=jobs, key=SimpleNamespace(secret=b"\x2a" * 32))
        context.open(services, ACTOR)
        return runner

    yield start
    for runner in made:
        runner.stop()


def test_a_waiting_job_starts_the_worker_and_its_reports_reach_the_tray(qtbot, context, running):
    jobs, shown, announced = Jobs(JOB), [], []
    context.changed.connect(lambda what, who: announced.append(what))
    runner = running(GOOD, jobs)
    runner.jobs_changed.connect(lambda rows: shown.append(rows[0]))

    def ends() -> bool:
        return any(row.progress == 0.5 for row in shown)

    qtbot.waitUntil(ends)
    jobs.jobs = (replace(JOB, state=JobState.SUCCEEDED, progress=1.0),)
    qtbot.waitUntil(lambda: not runner.working)
    reported = next(row for row in shown if row.progress == 0.5)
    assert (reported.state, reported.stage, reported.remaining_s) == (JobState.RUNNING, "speech to text", 60.0)
    assert {Kind.JOB, Kind.SESSION, Kind.TRANSCRIPT} <= announced[-1].kinds
    assert announced[-1].ids == {"j1", "s1"}


def test_no_job_starts_no_worker(qtbot, running):
    runner = running(GOOD, Jobs(replace(JOB, state=JobState.SUCCEEDED)))
    assert not runner.working
    assert runner.starts == []


def test_a_worker_that_dies_at_once_is_not_started_for_ever(qtbot, running):
    runner = running(DYING, Jobs(JOB))
    qtbot.waitUntil(lambda: len(runner.starts) == DEATHS_MAX and not runner.working)
    runner.reload()
    assert len(runner.starts) == DEATHS_MAX


def test_a_worker_that_dies_at_work_is_told_in_one_sentence_with_the_place_where_it_goes_on(qtbot, context, running):
    jobs = Jobs(JOB)
    runner = running(DYING_AT_WORK, jobs)
    qtbot.waitUntil(lambda: len(runner.starts) >= 2)
    assert context.messages.kept[0].text == (
        "The work in the background stopped unexpectedly. All that was finished is kept. "
        "It continues from 41:20 by itself."
    )


def test_a_worker_that_keeps_dying_rests_until_somebody_wants_it_again(qtbot, context, running):
    jobs = Jobs(JOB)
    runner = running(DYING_AT_WORK, jobs)
    qtbot.waitUntil(lambda: len(runner.starts) == DEATHS_MAX and not runner.working)
    qtbot.waitUntil(lambda: runner.jobs[0].state is JobState.INTERRUPTED)
    assert context.messages.kept[-1].hint == "Press “Try again” beside it to continue from 41:20."
    assert len(context.messages.kept) == DEATHS_MAX
    runner.retry("j1")
    qtbot.waitUntil(lambda: len(runner.starts) > DEATHS_MAX)


def test_a_job_that_rests_changes_nothing_of_its_session_and_needs_no_worker(qtbot, context, running):
    announced = []
    context.changed.connect(lambda what, who: announced.append(what))
    jobs = Jobs(JOB)
    runner = running(RESTING, jobs)
    jobs.jobs = (replace(JOB, paused=True),)
    qtbot.waitUntil(lambda: bool(runner.jobs) and runner.jobs[0].paused and not runner.working)
    assert announced == []
    assert len(runner.starts) == 1


def test_a_program_that_cannot_start_is_told(qtbot, context, running):
    runner = JobRunner(context, lambda services: (["/no/such/program"], dict(os.environ)))
    context.open(SimpleNamespace(jobs=Jobs(JOB), key=SimpleNamespace(secret=b"\x2a" * 32)), ACTOR)
    qtbot.waitUntil(lambda: bool(context.messages.kept))
    assert "could not be started; nothing was lost" in context.messages.kept[-1].sentence
    assert not runner.working


def test_stopping_ends_the_worker_at_once(qtbot, running):
    runner = running(WAITING, Jobs(JOB))
    qtbot.waitUntil(lambda: bool(runner.jobs) and runner.jobs[0].progress == 0.1)
    runner.stop()
    assert not runner.working


def test_what_the_tray_asks_goes_to_the_service(qtbot, running):
    jobs = Jobs(replace(JOB, state=JobState.FAILED))
    runner = running(GOOD, jobs)
    runner.cancel("j1")
    runner.retry("j1")
    runner.rest("j1", rests=True)
    runner.rest("", rests=False)
    assert jobs.asked == ["cancel j1", "retry j1", "pause j1", "go on "]


def test_nothing_is_read_before_the_store_is_open(qapp):
    from ui.actions import Actions
    from ui.context import Context

    operations = Operations(Messages())
    runner = JobRunner(Context(operations, operations.messages, Actions()))
    runner.reload()
    assert runner.jobs == ()
    operations.close()
