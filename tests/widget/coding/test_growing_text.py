"""Text that is still being written down: read, heard and marked before its voices are known."""

from __future__ import annotations

import pytest
from PySide6.QtTest import QTest

from coder.domain.changes import Kind, changes
from coder.domain.jobs import JobState
from coder.domain.sessions import SessionState
from coder.services.job_queue import JobQueue
from tests.widget.coding import material
from ui.coding.header import CODE, LISTEN
from ui.widgets.transcript_rows import RowKind


def chunk(at_s: float, *sentences: str):
    """A finished piece: each word takes half a second."""
    words, start_s = [], at_s
    for word in " ".join(sentences).split():
        words.append({"start_s": start_s, "end_s": start_s + 0.5, "text": word, "probability": 0.9})
        start_s += 0.5
    return {"start_s": at_s, "end_s": start_s, "words": words}


class Making:
    """A desk whose transcript is being made by a worker that the test plays."""

    def __init__(self, desk, context) -> None:
        self.desk, self.context, self.page = desk, context, desk.page
        desk.page.space.no_text.button.click()
        self.queue = JobQueue(desk.services.backing, "worker")
        jobs = desk.services.jobs.list(desk.services.actor)
        self.job = next(job.id for job in jobs if job.session_id == desk.session_id)
        assert self.queue.take(self.job) is not None

    def keep(self, number: int, piece) -> None:
        """Keep a piece, and tell the window as the runner of jobs does."""
        self.queue.store_chunk(self.job, "chunks", number, piece, piece["end_s"])
        self.tell()

    def tell(self) -> None:
        self.context.show_jobs(self.desk.services.jobs.list(self.desk.services.actor))

    def complete(self) -> None:
        """Store the whole transcript, as the worker does, and tell."""
        transcripts, id_ = self.desk.services.transcripts, self.desk.session_id
        self.queue.end(
            self.job,
            JobState.SUCCEEDED,
            write=lambda database: transcripts.keep_in(database, id_, material.heard()),
        )
        self.tell()
        self.context.announce(changes(Kind.TRANSCRIPT, Kind.SESSION, Kind.JOB, ids={id_}))


@pytest.fixture
def making(open_desk, context):
    return Making(open_desk("bare"), context)


def test_finished_pieces_are_read_while_the_rest_is_made(making):
    making.keep(0, chunk(1.0, "Good morning.", "Come in."))
    space = making.page.space
    assert [(row.kind, row.text) for row in making.desk.rows] == [
        (RowKind.WRITTEN, "Good morning."),
        (RowKind.WRITTEN, "Come in."),
    ]
    assert space.list.isVisible()
    assert space.written_hint.isVisible()
    assert space.written_hint.text().startswith("Written down up to 0:03 of ")
    making.keep(1, chunk(8.0, "Sorry about the mess."))
    assert [row.text for row in making.desk.rows][-1] == "Sorry about the mess."


def test_a_row_is_read_out_with_its_time(making):
    making.keep(0, chunk(1.0, "Good morning."))
    assert making.page.space.rows.spoken(making.desk.rows[0]) == "Voice later, 0:01: Good morning"


def test_it_can_be_marked_and_the_mark_stays_where_it_is_when_the_voices_come(making):
    making.keep(0, chunk(1.0, "Good morning.", "Come in."))
    making.desk.choose(1)
    QTest.keyClick(making.page.space.list, "q")
    assert [(one.start_s, one.end_s, one.utterance_id) for one in making.desk.coding.state.codes] == [(2.0, 3.0, "")]
    before = making.desk.coding.state.codes
    making.complete()
    assert making.page.model.transcript is not None
    assert not any(row.kind is RowKind.WRITTEN for row in making.desk.rows)
    assert any(row.kind is RowKind.UTTERANCE for row in making.desk.rows)
    assert making.desk.coding.state.codes == before
    assert not making.page.space.written_hint.isVisible()


def test_it_cannot_be_corrected_yet(making):
    making.keep(0, chunk(1.0, "Good morning."))
    row = making.desk.choose(0)
    assert making.page.text.typing.open(row.id) is None
    assert [one.text for one in making.desk.rows] == ["Good morning."]


def test_while_listening_right_through_it_stays_out_of_sight(making):
    making.page.show_mode(LISTEN)
    making.keep(0, chunk(1.0, "Good morning."))
    assert making.desk.rows == []
    assert not making.page.space.written_hint.isVisible()
    making.page.show_mode(CODE)
    assert [row.text for row in making.desk.rows] == ["Good morning."]
    assert making.page.space.written_hint.isVisible()


def test_a_withdrawal_takes_it_from_the_screen(making):
    making.keep(0, chunk(1.0, "Good morning."))
    services, id_ = making.desk.services, making.desk.session_id
    making.context.announce(services.sessions.withdraw(services.actor, id_, "father", "changed his mind"))
    making.tell()
    assert making.page.model.session.state is SessionState.WITHDRAWN
    assert making.desk.rows == []
    assert not making.page.space.written_hint.isVisible()


def test_a_cancelled_job_takes_it_from_the_screen(making):
    making.keep(0, chunk(1.0, "Good morning."))
    making.queue.end(making.job, JobState.CANCELLED)
    making.tell()
    assert making.desk.rows == []
    assert making.page.space.no_text.isVisible()


def test_a_session_that_is_open_while_its_job_waits_comes_first(open_desk, made_store, services, context):
    other = made_store.sessions["voices"]
    desk = open_desk("bare")
    services.transcripts.request(services.actor, other)
    desk.page.space.no_text.button.click()
    context.show_jobs(services.jobs.list(services.actor))
    places = {job.session_id: job.place for job in services.jobs.list(services.actor)}
    assert places[desk.session_id] == 1
    assert places[other] > 1
