"""Two workers on one store: a claim in the job's row decides who stores, whatever locks and clocks do."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from coder.bootstrap import Services
from coder.domain.jobs import LEASE, ClaimLost, JobState
from coder.services.job_queue import JobQueue
from tests.helpers.real_store import Clock2026


class Two:
    """A job that the first worker has claimed, and a second worker."""

    def __init__(self, services: Services) -> None:
        self.services = services
        self.session = services.sessions.list(services.actor)[0].id
        self.first, self.second = JobQueue(services.backing, "first"), JobQueue(services.backing, "second")
        services.transcripts.request(services.actor, self.session)
        taken = self.first.take()
        assert taken is not None
        self.job = taken[0]

    def sleep(self, stretch: timedelta) -> None:
        """Let time pass in which nobody gives a sign of life."""
        clock = self.services.backing.clock
        assert isinstance(clock, Clock2026)
        clock.now += stretch

    def taken_over(self) -> None:
        """Have the second worker take the job of the first, which is silent for too long."""
        self.sleep(LEASE + timedelta(seconds=1))
        assert self.second.recover() == 1
        taken = self.second.take()
        assert taken is not None
        assert taken[0] == self.job


@pytest.fixture
def two(services: Services) -> Two:
    """Two workers who meet."""
    return Two(services)


def test_a_job_in_good_hands_is_left_there(two: Two) -> None:
    two.sleep(LEASE - timedelta(seconds=5))
    assert two.second.recover() == 0
    assert two.second.take() is None
    assert two.second.others_work()


def test_a_sign_of_life_keeps_the_claim(two: Two) -> None:
    for _ in range(3):
        two.sleep(LEASE - timedelta(seconds=5))
        two.first.beat(two.job)
    assert two.second.recover() == 0


def test_whoever_is_silent_too_long_loses_the_job_and_can_store_nothing_more(two: Two) -> None:
    two.first.store_chunk(two.job, "chunks", 0, {"by": "first"}, 20.0)
    two.taken_over()
    stored: list[str] = []

    def write(_database: Session) -> None:
        stored.append("first")

    for late in (
        lambda: two.first.beat(two.job),
        lambda: two.first.report(two.job, "listening", 0.5, None),
        lambda: two.first.store_chunk(two.job, "chunks", 1, {"by": "first"}),
        lambda: two.first.put_back(two.job),
        lambda: two.first.end(two.job, JobState.FAILED, "late"),
        lambda: two.first.end(two.job, JobState.SUCCEEDED, write=write),
    ):
        with pytest.raises(ClaimLost):
            late()
    assert stored == []
    assert two.second.chunks(two.job, "chunks") == {0: {"by": "first"}}
    assert two.services.jobs.get(two.services.actor, two.job).state is JobState.RUNNING


def test_each_piece_counts_once_whoever_made_it(two: Two) -> None:
    two.first.store_chunk(two.job, "chunks", 0, {"by": "first"}, 20.0)
    two.taken_over()
    two.second.store_chunk(two.job, "chunks", 0, {"by": "second"}, 20.0)
    two.second.store_chunk(two.job, "chunks", 1, {"by": "second"}, 40.0)
    assert two.second.chunks(two.job, "chunks") == {0: {"by": "first"}, 1: {"by": "second"}}
    assert two.services.jobs.get(two.services.actor, two.job).reached_s == 40.0


def test_a_worker_that_is_certainly_gone_need_not_be_waited_for(two: Two) -> None:
    knowing = JobQueue(two.services.backing, "knowing", {"first"}.__contains__)
    assert knowing.recover() == 1
    assert knowing.take() is not None


def test_a_clock_set_back_does_not_keep_a_dead_worker_alive(two: Two) -> None:
    two.sleep(-timedelta(hours=3))
    assert two.second.recover() == 1


def test_a_result_that_cannot_be_stored_leaves_its_job_under_way(two: Two) -> None:
    two.first.store_chunk(two.job, "chunks", 0, {"by": "first"}, 20.0)

    def write(_database: Session) -> None:
        raise OSError("the disk is full")

    with pytest.raises(OSError, match="full"):
        two.first.end(two.job, JobState.SUCCEEDED, write=write)
    assert two.services.jobs.get(two.services.actor, two.job).state is JobState.RUNNING
    assert two.first.chunks(two.job, "chunks") == {0: {"by": "first"}}
