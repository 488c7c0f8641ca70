"""A second listen whose suggestions could not be worked out says so, instead of promising them for ever."""

from __future__ import annotations

import pytest

from coder.domain.changes import Kind, changes
from coder.domain.jobs import JobKind, JobState
from coder.services.job_queue import JobQueue
from tests.widget.coding import material
from ui.coding.header import SECOND


def lock(desk):
    services, actor = desk.services, desk.services.actor
    coding_id = services.coding.start(actor, desk.session_id).created
    for principle in services.codebooks.active().principles:
        services.coding.rate(actor, coding_id, principle.id, 3)
    services.coding.lock(actor, coding_id)
    desk.page.model.reload()
    return desk


@pytest.fixture
def locked(desk):
    return lock(desk)


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


def test_what_was_coded_by_ear_offers_no_suggestions_until_it_has_words(open_desk, context):
    desk = open_desk("bare")
    desk.page.space.no_text.button.click()
    lock(desk)
    desk.page.show_mode(SECOND)
    view = desk.page.space.second
    assert view.sentence.text() == (
        "Codes are suggested for words, and this recording has no transcript. You can finish."
    )
    assert not view.ask.isVisible()
    desk.services.transcripts.keep(desk.session_id, material.heard())
    context.announce(changes(Kind.TRANSCRIPT, Kind.SESSION, ids={desk.session_id}))
    assert view.sentence.text() == "Suggestions were not asked for yet."
    assert view.ask.isVisible()
    view.ask.click()
    desk.page.second.open(desk.session_id)
    assert view.sentence.text().startswith("Suggestions are being worked out.")
