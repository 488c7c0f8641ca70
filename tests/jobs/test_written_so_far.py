"""What can be read of a transcript before it is complete, and by whom and how long."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from coder.bootstrap import Services
from coder.domain.errors import NotAllowed
from coder.domain.jobs import JobState
from coder.domain.people import Actor, Role
from coder.domain.written import written
from coder.services.job_queue import JobQueue
from coder.store.tables.jobs import JobChunkRow


def chunk(*words: tuple[float, float, str]) -> dict[str, Any]:
    """A finished piece as a worker keeps it."""
    said = [{"start_s": start, "end_s": end, "text": text, "probability": 0.9} for start, end, text in words]
    return {"start_s": words[0][0], "end_s": words[-1][1] + 0.3, "words": said}


FIRST = chunk((0.4, 0.8, "Good"), (0.8, 1.4, "morning."), (1.6, 2.0, "Come"), (2.0, 2.4, "in"))
SECOND = chunk((10.0, 10.4, "Sorry"), (11.8, 12.2, "about"), (12.2, 12.6, "that."))


def test_sentences_pauses_and_pieces_make_the_lines() -> None:
    found = written([FIRST, SECOND])
    assert [(line.start_s, line.end_s, line.text) for line in found.lines] == [
        (0.4, 1.4, "Good morning."),
        (1.6, 2.4, "Come in"),
        (10.0, 10.4, "Sorry"),
        (11.8, 12.6, "about that."),
    ]
    assert found.reached_s == pytest.approx(12.9)


def test_a_piece_in_which_nothing_was_said_moves_on_all_the_same() -> None:
    assert written([{"start_s": 0.0, "end_s": 26.0, "words": []}]).reached_s == 26.0


@pytest.fixture
def under_way(services: Services) -> tuple[Services, str, str, JobQueue]:
    """A session whose transcription has kept one piece."""
    session = services.sessions.list(services.actor)[0].id
    services.transcripts.request(services.actor, session)
    queue = JobQueue(services.backing, "worker")
    taken = queue.take()
    assert taken is not None
    queue.store_chunk(taken[0], "chunks", 0, FIRST, FIRST["end_s"])
    return services, session, taken[0], queue


UnderWay = tuple[Services, str, str, JobQueue]


def test_what_was_kept_can_be_read_until_the_job_is_over(under_way: UnderWay) -> None:
    services, session, job, queue = under_way
    found = services.jobs.written_so_far(services.actor, session)
    assert found is not None
    assert [line.text for line in found.lines] == ["Good morning.", "Come in"]
    queue.end(job, JobState.CANCELLED)
    assert services.jobs.written_so_far(services.actor, session) is None


def test_reading_it_is_audited_once(under_way: UnderWay) -> None:
    services, session, _, _ = under_way
    for _ in range(2):
        services.jobs.written_so_far(services.actor, session)
    told = [event.action for event in services.audit.events(services.actor) if event.object_id == session]
    assert told.count("transcript under way read") == 1


def test_it_is_open_to_nobody_who_may_not_open_the_session(under_way: UnderWay) -> None:
    services, session, _, _ = under_way
    with pytest.raises(NotAllowed):
        services.jobs.written_so_far(Actor("somebody else", frozenset({Role.WORKER})), session)


def test_a_withdrawal_erases_it(under_way: UnderWay) -> None:
    services, session, job, _ = under_way
    services.sessions.withdraw(services.actor, session, "father", "changed his mind")
    assert services.jobs.written_so_far(services.actor, session) is None
    with services.backing.store.read() as database:
        assert database.scalars(select(JobChunkRow).where(JobChunkRow.job_id == job)).all() == []
