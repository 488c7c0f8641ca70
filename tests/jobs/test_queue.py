"""Jobs as durable rows: taken in order, found again after a death, ended once, on a real store with a fake clock."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from coder.bootstrap import Services
from coder.domain.errors import UserError
from coder.domain.jobs import Job, JobState
from coder.domain.sessions import SessionState
from coder.services.job_queue import MAX_ATTEMPTS, JobQueue
from coder.services.rows import session_row
from tests.helpers.real_store import Clock2026, import_sound, visit_clip


@pytest.fixture
def session(services: Services) -> str:
    """The session with the recording."""
    return services.sessions.list(services.actor)[0].id


@pytest.fixture
def queue(services: Services) -> JobQueue:
    """The worker's side of the queue, by which every other worker is known to be dead."""
    return JobQueue(services.backing, "a worker", lambda _worker: True)


def state_of(services: Services, session: str) -> SessionState:
    """Where the session stands."""
    return services.sessions.get(services.actor, session).state


def request(services: Services, session: str, model: str = "") -> Job:
    """A transcription asked for."""
    made = services.transcripts.request(services.actor, session, model=model)
    return services.jobs.get(services.actor, made.created)


def test_asking_twice_gives_one_job(services: Services, session: str) -> None:
    assert request(services, session).id == request(services, session).id
    assert len(services.jobs.list(services.actor)) == 1


def test_several_are_queued_in_the_order_given_and_an_unknown_one_refuses_all(
    services: Services, queue: JobQueue, session: str, tmp_path: Path
) -> None:
    other = import_sound(services, visit_clip(tmp_path / "other.wav", 20, 24))
    with pytest.raises(UserError):
        services.transcripts.request_many(services.actor, [other, "S-0999"])
    assert state_of(services, other) is SessionState.IMPORTED
    asked = services.transcripts.request_many(services.actor, [other, session, other], model="base")
    assert [one.id for one, _ in asked.queued] == [other, session]
    assert [taken[0] for taken in (queue.take(), queue.take()) if taken] == [job for _, job in asked.queued]
    again = services.transcripts.request_many(services.actor, [session, other])
    assert (again.queued, [job for _, job in again.under_way]) == ((), [asked.queued[1][1], asked.queued[0][1]])


def test_the_oldest_waiting_job_is_taken_first_and_each_only_once(
    services: Services, queue: JobQueue, session: str, tmp_path: Path
) -> None:
    other = import_sound(services, visit_clip(tmp_path / "other.wav", 20, 24))
    first, second = request(services, session), request(services, other)
    assert [taken[0] for taken in (queue.take(), queue.take()) if taken] == [first.id, second.id]
    assert queue.take() is None


def test_a_job_can_be_taken_by_name(services: Services, queue: JobQueue, session: str, tmp_path: Path) -> None:
    other = import_sound(services, visit_clip(tmp_path / "other.wav", 20, 24))
    first, second = request(services, session), request(services, other)
    taken = queue.take(second.id)
    assert taken is not None
    assert taken[0] == second.id
    assert services.jobs.get(services.actor, first.id).state is JobState.QUEUED


def test_a_job_whose_worker_died_is_queued_again_with_its_pieces(
    services: Services, queue: JobQueue, session: str
) -> None:
    job = request(services, session)
    queue.take()
    queue.store_chunk(job.id, "text", 0, {"words": []})
    successor = JobQueue(services.backing, "the next worker", lambda _worker: True)
    assert successor.recover() == 1
    again = successor.take()
    assert again is not None
    assert again[0] == job.id
    assert successor.chunks(job.id, "text") == {0: {"words": []}}


def test_three_deaths_in_a_row_end_a_job_with_a_sentence_and_give_its_session_back(
    services: Services, queue: JobQueue, session: str
) -> None:
    job = request(services, session)
    for _ in range(MAX_ATTEMPTS):
        assert queue.take() is not None
        queue.recover()
    ended = services.jobs.get(services.actor, job.id)
    assert ended.state is JobState.FAILED
    assert "stopped three times" in ended.failure
    assert state_of(services, session) is SessionState.IMPORTED
    assert queue.take() is None


def test_deaths_do_not_add_up_while_pieces_get_done(services: Services, queue: JobQueue, session: str) -> None:
    job = request(services, session)
    for piece in range(2 * MAX_ATTEMPTS):
        assert queue.take() is not None
        queue.store_chunk(job.id, "text", piece, {})
        queue.recover()
    assert services.jobs.get(services.actor, job.id).state is JobState.QUEUED


def test_a_waiting_job_is_cancelled_at_once(services: Services, queue: JobQueue, session: str) -> None:
    job = request(services, session)
    services.jobs.cancel(services.actor, job.id)
    assert services.jobs.get(services.actor, job.id).state is JobState.CANCELLED
    assert state_of(services, session) is SessionState.IMPORTED
    assert queue.take() is None


def test_a_job_cancelled_while_its_worker_died_is_not_taken_up_again(
    services: Services, queue: JobQueue, session: str
) -> None:
    job = request(services, session)
    queue.take()
    services.jobs.cancel(services.actor, job.id)
    assert services.jobs.get(services.actor, job.id).state is JobState.RUNNING
    queue.recover()
    assert services.jobs.get(services.actor, job.id).state is JobState.CANCELLED
    assert state_of(services, session) is SessionState.IMPORTED


@pytest.mark.parametrize("again", ["retry", "ask"])
def test_a_second_try_goes_on_with_the_pieces_of_the_first(
    services: Services, queue: JobQueue, session: str, again: str
) -> None:
    job = request(services, session)
    queue.take()
    queue.store_chunk(job.id, "text", 0, {"words": []})
    queue.end(job.id, JobState.FAILED, "The disk was full.")
    if again == "retry":
        services.jobs.retry(services.actor, job.id)
    else:
        assert request(services, session).id == job.id
    waiting = services.jobs.get(services.actor, job.id)
    assert (waiting.state, waiting.failure, waiting.finished_at) == (JobState.QUEUED, "", None)
    assert state_of(services, session) is SessionState.TRANSCRIBING
    assert queue.chunks(job.id, "text") == {0: {"words": []}}


def test_a_try_with_another_model_is_another_job(services: Services, queue: JobQueue, session: str) -> None:
    job = request(services, session, "base")
    queue.take()
    queue.end(job.id, JobState.FAILED, "The disk was full.")
    assert request(services, session, "tiny.en").id != job.id


def test_a_job_that_succeeded_drops_its_pieces_and_need_not_be_tried_again(
    services: Services, queue: JobQueue, session: str
) -> None:
    job = request(services, session)
    queue.take()
    queue.store_chunk(job.id, "text", 0, {"words": []})
    queue.end(job.id, JobState.SUCCEEDED)
    assert queue.chunks(job.id, "text") == {}
    with pytest.raises(UserError, match="need not be started again"):
        services.jobs.retry(services.actor, job.id)


def test_a_retry_is_refused_once_the_session_has_moved_on(services: Services, queue: JobQueue, session: str) -> None:
    job = request(services, session)
    services.jobs.cancel(services.actor, job.id)
    with services.backing.store.write() as database:
        session_row(database, session).state = SessionState.LOCKED
    with pytest.raises(UserError, match="its transcript stands"):
        services.jobs.retry(services.actor, job.id)
    assert services.jobs.get(services.actor, job.id).state is JobState.CANCELLED


def test_the_tray_forgets_what_ended_more_than_two_days_ago(services: Services, queue: JobQueue, session: str) -> None:
    job = request(services, session)
    services.jobs.cancel(services.actor, job.id)
    clock = services.backing.clock
    assert isinstance(clock, Clock2026)
    clock.now += timedelta(days=1)
    assert [one.id for one in services.jobs.list(services.actor)] == [job.id]
    clock.now += timedelta(days=1, minutes=1)
    assert services.jobs.list(services.actor) == ()


def test_asking_cancelling_and_trying_again_are_audited(services: Services, session: str) -> None:
    job = request(services, session)
    services.jobs.cancel(services.actor, job.id)
    services.jobs.retry(services.actor, job.id)
    told = [event.action for event in services.audit.events(services.actor) if event.object_id == job.id]
    assert told == ["job retried", "job cancelled", "transcribe requested"]
