"""The first page over a real store."""

from __future__ import annotations

from datetime import date, timedelta
from statistics import median

import pytest
from PySide6.QtCore import QCoreApplication
from sqlalchemy import select

from coder.analysis.working_days import bank_holidays
from coder.domain.jobs import JobState
from coder.domain.overview import TodoKind
from coder.domain.people import Role
from coder.domain.programme import Reason
from coder.domain.sessions import SessionState
from coder.store.tables.coding import CodingRow
from coder.store.tables.sessions import SessionRow
from tests.helpers.accessible import clipped, walk
from tests.helpers.shown import press, words
from ui.home.view import HomePage
from ui.home.words import greeting
from ui.sessions.requests import AddRecording
from ui.theme import Mode, current
from ui.widgets.confirm import ConfirmDialog
from ui.widgets.row_button import RowButton


def rows(page) -> list[RowButton]:
    # What a layout was given is shown once control is back in the event loop.
    QCoreApplication.processEvents()
    return [row for row in page.todo.findChildren(RowButton) if row.isVisible()]


def test_an_empty_store_says_what_to_do_first(qtbot, pages):
    there = pages()
    page = there.show(HomePage(there.context))
    assert "No recordings yet" in words(page.todo)
    assert "It appears with 5 finished recordings" in words(page.turnaround)
    press(qtbot, page.add_button)
    assert there.wanted == [("sessions", AddRecording())]


def test_a_recording_waits_to_be_transcribed_and_leads_to_its_session(qtbot, pages):
    there = pages()
    session_id = there.imported()
    page = there.show(HomePage(there.context))
    assert [row.text() for row in rows(page)] == ["S-0001 · W-17, 1 May"]
    assert "not transcribed yet" in rows(page)[0].accessibleDescription()
    press(qtbot, rows(page)[0])
    assert there.wanted == [("sessions", session_id)]


def test_each_state_asks_for_its_own_next_step(pages):
    there = pages()
    session_id = there.transcribed(confirm=False)
    page = there.show(HomePage(there.context))
    assert "say who spoke" in rows(page)[0].accessibleDescription()
    services, actor = there.services, there.actor
    found = services.transcripts.get(actor, session_id)
    roles = {speaker.id: speaker.role for speaker in found.speakers}
    there.context.operations.write(lambda: services.transcripts.confirm_roles(actor, session_id, roles))
    assert "ready to be listened to and coded" in rows(page)[0].accessibleDescription()
    there.context.operations.write(lambda: services.coding.start(actor, session_id))
    assert "go on where you stopped" in rows(page)[0].accessibleDescription()


def test_a_locked_recording_waits_for_the_second_listen_and_for_coaching(qtbot, pages):
    there = pages()
    session_id = there.locked()
    worker = there.services.sessions.get(there.actor, session_id).worker_id
    page = there.show(HomePage(there.context))
    assert [row.text() for row in rows(page)] == ["S-0001 · W-17, 1 May", "W-17 · talk it over"]
    for row in rows(page):
        press(qtbot, row)
    assert there.wanted == [("code", session_id), ("profiles", worker)]
    step = "Ask first what they tried."
    there.context.operations.write(lambda: there.services.profiles.write_next_step(there.actor, worker, step))
    assert [row.text() for row in rows(page)] == ["S-0001 · W-17, 1 May"]


def test_a_lead_is_shown_no_recording(pages):
    there = pages()
    there.locked()
    there.become(Role.LEAD)
    page = there.show(HomePage(there.context))
    assert rows(page) == []
    assert not page.add_button.isVisible()


def test_coaching_is_for_those_who_coach(pages):
    there = pages()
    there.locked()
    there.become(Role.EVALUATOR)
    kinds = {todo.kind for todo in there.services.overview.get(there.actor).todos}
    assert kinds == {TodoKind.SECOND_LISTEN}


def test_turnaround_counts_working_days_of_finished_recordings(pages):
    there = pages(demo=True)
    page = there.show(HomePage(there.context))
    found = there.services.overview.get(there.actor).feedback.figure
    assert found is not None
    assert found.demo
    assert f"{found.median:g} working days" in words(page.turnaround)
    assert "without the bank holidays of England and Wales" in words(page.turnaround)
    assert "These recordings are invented." in words(page.turnaround)
    days = days_to_feedback(there.services, there.context.clock().date() - timedelta(days=365))
    assert found.n == len(days) > 50
    assert found.median == median(days)
    assert min(days) <= found.low <= found.median <= found.high
    assert found.within_target == sum(day <= 10 for day in days)


def days_to_feedback(services, since: date) -> list[int]:
    """Counted one by one, independent of the service's own arithmetic."""
    holidays = set(bank_holidays().days)
    query = (
        select(SessionRow.held_on, CodingRow.finished_at)
        .join(CodingRow, CodingRow.session_id == SessionRow.id)
        .where(CodingRow.primary.is_(True), SessionRow.held_on > since)
    )
    with services.backing.store.read() as database:
        pairs = [(held_on, finished_at.date()) for held_on, finished_at in database.execute(query)]
    return [
        sum(
            date.fromordinal(day).weekday() < 5 and date.fromordinal(day) not in holidays
            for day in range(held.toordinal(), back.toordinal())
        )
        for held, back in pairs
    ]


def test_the_demo_is_added_transcribed_and_explained_step_by_step(qtbot, pages):
    there = pages()
    page = there.show(HomePage(there.context))
    press(qtbot, page.learn.demo_button)
    services, actor = there.services, there.actor
    visit = services.demo.visit_session(actor)
    assert services.sessions.get(actor, visit).state is SessionState.TRANSCRIBING
    assert [job.state for job in services.jobs.list(actor)] == [JobState.QUEUED]
    assert "Transcribing" in words(page.background)
    assert "step 1 of 5" in words(page.learn)
    assert "demo data" in page.header.accessibleName() + words(page.header)
    press(qtbot, page.learn.show_button)
    assert there.wanted == [("code", visit)]


def test_a_job_can_be_stopped_here(qtbot, pages):
    there = pages()
    session_id = there.imported()
    job = there.services.transcripts.request(there.actor, session_id).created
    page = there.show(HomePage(there.context))
    press(qtbot, page.background._tray.row(job)._button)
    assert there.services.jobs.get(there.actor, job).state is JobState.CANCELLED
    assert "stopped; what was finished is kept" in words(page.background)


def test_demo_data_go_only_when_it_was_said_twice(qtbot, pages):
    there = pages(demo=True)
    page = there.show(HomePage(there.context))
    there.services.demo.add_visit(there.actor, there.context.clock().date())
    there.services.programme.rest(there.actor, "W-17", Reason.LONG_AWAY)
    page.model._stale = True
    page.model.refresh()
    press(qtbot, page.learn.remove_button)
    dialog = page.findChild(ConfirmDialog)
    assert not dialog.act.isEnabled()
    press(qtbot, dialog.understood)
    press(qtbot, dialog.act)
    assert not there.services.demo.installed(there.actor)
    assert there.services.sessions.list(there.actor) == ()
    assert "Try everything on an invented family" in words(page.learn)


def test_going_back_keeps_the_demo_data(qtbot, pages):
    there = pages(demo=True)
    page = there.show(HomePage(there.context))
    press(qtbot, page.learn.remove_button)
    press(qtbot, page.findChild(ConfirmDialog).cancel)
    assert there.services.demo.installed(there.actor)


def test_changes_while_nobody_looks_are_read_at_the_next_look(pages):
    there = pages()
    page = there.show(HomePage(there.context))
    page.hide()
    there.imported()
    services = there.services
    there.context.operations.write(lambda: services.people.add_team(there.actor, "South"))
    assert page.model.state.overview.sessions == 0
    page.show()
    assert page.model.state.overview.sessions == 1


@pytest.mark.parametrize(("hour", "expected"), [(6, "Good morning"), (13, "Good afternoon"), (19, "Good evening")])
def test_the_greeting_follows_the_hour(hour, expected, qapp):
    assert greeting(hour, "Eva") == f"{expected}, Eva"
    assert greeting(hour, "") == expected


@pytest.mark.parametrize(("mode", "scale"), [(Mode.LIGHT, 1.0), (Mode.DARK, 2.0)])
def test_the_page_is_for_everybody(pages, mode, scale):
    current().apply(mode, scale)
    there = pages(demo=True)
    there.locked(worker="N-01")
    page = there.show(HomePage(there.context))
    assert walk(page) == []
    assert clipped(page) == []
    assert page.minimumSizeHint().width() <= 1140
