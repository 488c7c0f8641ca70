"""How a job reports, learns of a stop and keeps its pieces, on a real store with a clock of the test's own."""

from __future__ import annotations

from typing import Any

import pytest

from coder.bootstrap import Services
from coder.domain.errors import Cancelled
from coder.domain.jobs import JobState
from coder.jobs.worker import Task
from coder.services.job_queue import JobQueue


class Bench:
    """A task under way, the time it sees, and what it told."""

    def __init__(self, services: Services) -> None:
        session = services.sessions.list(services.actor)[0].id
        self.services = services
        self.job_id = services.transcripts.request(services.actor, session).created
        self.queue = JobQueue(services.backing, "worker")
        taken = self.queue.take()
        assert taken is not None
        self.now = 0.0
        self.told: list[dict[str, Any]] = []
        self.task = Task(self.queue, taken[0], taken[2], taken[3], self.told.append, clock=lambda: self.now)

    def report(self, at: float, progress: float, stage: str = "listening") -> None:
        """Report at a time of the fake clock."""
        self.now = at
        self.task.report(stage, progress)


@pytest.fixture
def bench(services: Services) -> Bench:
    """A task just begun."""
    return Bench(services)


def test_reports_are_told_at_most_twice_a_second_and_all_of_it_only_by_the_end_of_the_job(bench: Bench) -> None:
    for at, progress in ((0.0, 0.0), (0.1, 0.1), (0.4, 0.2), (0.5, 0.3), (0.6, 0.4), (0.7, 1.0)):
        bench.report(at, progress)
    assert [told["progress"] for told in bench.told] == [0.0, 0.3, 0.99]


def test_what_is_told_is_what_the_tray_reads(bench: Bench) -> None:
    bench.report(1.0, 0.25, "telling voices apart")
    job = bench.services.jobs.get(bench.services.actor, bench.job_id)
    assert (job.stage, job.progress, job.state) == ("telling voices apart", 0.25, JobState.RUNNING)
    told = {"job": job.id, "stage": job.stage, "progress": 0.25, "remaining_s": job.remaining_s}
    assert bench.told == [told | {"reached_s": 0.0, "device": ""}]


def test_the_estimate_counts_from_where_this_run_began(bench: Bench) -> None:
    bench.report(0.0, 0.5)
    assert bench.told[-1]["remaining_s"] is None
    bench.report(10.0, 0.75)
    assert bench.told[-1]["remaining_s"] == pytest.approx(10.0)


def test_no_estimate_is_dared_from_next_to_nothing(bench: Bench) -> None:
    bench.report(0.0, 0.0)
    bench.report(5.0, 0.01)
    assert bench.told[-1]["remaining_s"] is None


def test_a_wish_to_stop_is_heard_at_the_next_report_and_from_then_on_at_every_one(bench: Bench) -> None:
    bench.report(0.0, 0.1)
    bench.services.jobs.cancel(bench.services.actor, bench.job_id)
    bench.report(0.1, 0.2)
    with pytest.raises(Cancelled):
        bench.report(1.0, 0.3)
    with pytest.raises(Cancelled):
        bench.report(1.1, 0.4)


def test_pieces_are_kept_by_stage_and_number_and_the_first_of_a_number_stands(bench: Bench) -> None:
    bench.task.keep_chunk("text", 1, {"words": ["good"]})
    bench.task.keep_chunk("text", 1, {"words": ["other"]})
    bench.task.keep_chunk("voices", 1, {"turns": []})
    assert bench.task.chunks("text") == {1: {"words": ["good"]}}
    assert bench.task.chunks("voices") == {1: {"turns": []}}
