"""Which job comes next, which rest, and what gives way to a session that somebody has open."""

from __future__ import annotations

from pathlib import Path

import pytest

from coder.bootstrap import Services
from coder.domain.jobs import JobState, Wish
from coder.domain.sessions import SessionState
from coder.services.job_queue import JobQueue
from tests.helpers.real_store import import_sound, visit_clip


class Night:
    """Three recordings that were asked for in this order, and the worker of the night."""

    def __init__(self, services: Services, folder: Path) -> None:
        self.services, self.actor = services, services.actor
        self.sessions = [services.sessions.list(services.actor)[0].id]
        for place, start_s in enumerate((20, 30)):
            self.sessions.append(import_sound(services, visit_clip(folder / f"{place}.wav", start_s, start_s + 4)))
        self.jobs = [services.transcripts.request(self.actor, session).created for session in self.sessions]
        self.queue = JobQueue(services.backing, "worker")

    def take(self) -> str:
        """The job that is taken next; empty for none."""
        taken = self.queue.take()
        return taken[0] if taken is not None else ""

    def shown(self) -> list[tuple[str, int]]:
        """Jobs and their places in line, as the tray has them."""
        return [(job.id, job.place) for job in self.services.jobs.list(self.actor)]


@pytest.fixture
def night(services: Services, tmp_path: Path) -> Night:
    """A queue for the night."""
    return Night(services, tmp_path)


def test_the_tray_shows_the_order_in_which_work_is_done(night: Night) -> None:
    first, second, third = night.jobs
    assert night.shown() == [(first, 1), (second, 2), (third, 3)]
    assert night.take() == first
    assert night.shown() == [(first, 0), (second, 1), (third, 2)]


def test_a_paused_job_is_passed_over_until_it_goes_on(night: Night) -> None:
    first, second, third = night.jobs
    night.services.jobs.pause(night.actor, first)
    assert night.shown() == [(second, 1), (third, 2), (first, 0)]
    assert night.take() == second
    night.services.jobs.go_on(night.actor, first)
    assert night.take() == first


def test_a_running_job_learns_of_its_pause_rests_and_keeps_its_pieces(night: Night) -> None:
    job = night.take()
    night.queue.store_chunk(job, "chunks", 0, {"words": []}, 21.5)
    night.services.jobs.pause(night.actor, job)
    assert night.queue.report(job, "listening", 0.5, None) is Wish.PAUSE
    night.queue.put_back(job)
    resting = night.services.jobs.get(night.actor, job)
    assert (resting.state, resting.paused, resting.reached_s) == (JobState.QUEUED, True, 21.5)
    assert night.take() == night.jobs[1]
    night.services.jobs.go_on(night.actor, job)
    assert night.take() == job
    assert night.queue.chunks(job, "chunks") == {0: {"words": []}}
    session = night.services.sessions.get(night.actor, night.sessions[0])
    assert session.state is SessionState.TRANSCRIBING


def test_all_rest_and_all_go_on(night: Night) -> None:
    night.services.jobs.pause(night.actor)
    assert night.take() == ""
    assert all(job.paused for job in night.services.jobs.list(night.actor))
    night.services.jobs.go_on(night.actor)
    assert [night.take() for _ in range(3)] == night.jobs


def test_the_tape_that_is_opened_comes_first_and_the_running_one_gives_way_at_its_next_piece(night: Night) -> None:
    first, second, third = night.jobs
    assert night.take() == first
    assert night.queue.store_chunk(first, "chunks", 0, {}, 20.0) is Wish.GO_ON
    night.services.jobs.bring_forward(night.actor, night.sessions[2])
    assert night.shown() == [(first, 0), (third, 1), (second, 2)]
    assert night.queue.report(first, "listening", 0.5, None) is Wish.GO_ON
    assert night.queue.store_chunk(first, "chunks", 1, {}, 40.0) is Wish.GIVE_WAY
    night.queue.put_back(first)
    assert night.take() == third
    assert night.queue.store_chunk(third, "chunks", 0, {}, 20.0) is Wish.GO_ON
    night.queue.end(third, JobState.SUCCEEDED)
    assert [night.take(), night.take()] == [first, second]


def test_nothing_gives_way_to_a_job_that_rests_or_comes_next_anyway(night: Night) -> None:
    first, _, third = night.jobs
    assert night.take() == first
    night.services.jobs.pause(night.actor, third)
    changed = night.services.jobs.bring_forward(night.actor, night.sessions[2])
    assert not changed.kinds
    assert not night.services.jobs.bring_forward(night.actor, night.sessions[0]).kinds
    assert night.queue.store_chunk(first, "chunks", 0, {}, 20.0) is Wish.GO_ON


def test_a_job_that_waits_or_runs_is_left_as_it_is_by_another_try(night: Night) -> None:
    first, second, _ = night.jobs
    night.take()
    for job in (first, second):
        before = night.services.jobs.get(night.actor, job)
        night.services.jobs.retry(night.actor, job)
        assert night.services.jobs.get(night.actor, job) == before


def test_resting_is_audited_with_ids_alone(night: Night) -> None:
    job = night.jobs[0]
    night.services.jobs.pause(night.actor, job)
    night.services.jobs.go_on(night.actor, job)
    told = [event for event in night.services.audit.events(night.actor) if event.object_id == job]
    assert [event.action for event in told] == ["job goes on", "job paused", "transcribe requested"]
