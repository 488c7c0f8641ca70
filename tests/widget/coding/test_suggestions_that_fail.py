"""A second listen whose suggestions could not be worked out says so, instead of promising them for ever."""

from __future__ import annotations

import pytest

from coder.domain.jobs import JobKind, JobState
from coder.services.job_queue import JobQueue
from ui.coding.header import SECOND


@pytest.fixture
def locked(desk):
    services, actor = desk.services, desk.services.actor
    coding_id = services.coding.start(actor, desk.session_id).created
    for principle in services.codebooks.active().principles:
        services.coding.rate(actor, coding_id, principle.id, 3)
    services.coding.lock(actor, coding_id)
    desk.page.model.reload()
    return desk


def end_the_job(desk, state, failure=""):
    queue = JobQueue(desk.services.backing, "worker")
    job = next(one for one in desk.services.jobs.list(desk.services.actor) if one.kind is JobKind.SUGGEST)
    assert queue.take(job.id) is not None
    queue.end(job.id, state, failure)


def test_while_the_job_waits_suggestions_are_promised(locked):
    locked.page.show_mode(SECOND)
    view = locked.page.space.second
    assert view.sentence.text().startswith("Suggestions are being worked out.")
    # What comes by itself is not offered besides, or one would wonder which of the two is true.
    assert not view.ask.isVisible()


@pytest.mark.parametrize(
    ("state", "failure", "told"),
    [(JobState.FAILED, "The model file is damaged.", "The model file is damaged."), (JobState.CANCELLED, "", "cancel")],
)
def test_when_it_ended_without_any_that_is_told_and_can_be_asked_again(locked, state, failure, told):
    end_the_job(locked, state, failure)
    locked.page.show_mode(SECOND)
    view = locked.page.space.second
    assert view.sentence.text().startswith(f"Suggestions could not be worked out: {told}")
    assert view.ask.isVisible()
    view.ask.click()
    locked.page.second.open(locked.session_id)
    assert view.sentence.text().startswith("Suggestions are being worked out.")
