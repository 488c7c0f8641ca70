"""The recording programme on the first page, as an evaluator, a worker and a lead use it."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

import pytest
from PySide6.QtCore import QCoreApplication, QDate, Qt
from PySide6.QtWidgets import QApplication, QWidget

from coder.domain.changes import Changes, Kind
from coder.domain.errors import UserError
from coder.domain.people import Actor, Role
from coder.domain.programme import Reason, Standing
from tests.helpers.accessible import clipped, walk
from tests.widget.home.test_home_page import press, words
from ui.home.programme_dialogs import AllWorkersDialog, NextRecordingDialog
from ui.home.view import HomePage
from ui.theme import Mode, current
from ui.widgets.row_button import RowButton


def rows(page: HomePage) -> list[RowButton]:
    # What a layout was given is shown once control is back in the event loop.
    QCoreApplication.processEvents()
    return [row for row in page.programme.card.findChildren(RowButton) if row.isVisibleTo(page)]


def lines(page: HomePage) -> list[str]:
    return [row.text() for row in rows(page)]


def add_workers(there, *codes: str) -> None:
    for code in codes:
        there.services.people.add_person(there.actor, code=code, name="", roles=[Role.WORKER])


def last_dialog(page: QWidget, kind: type) -> QWidget:
    return page.findChildren(kind)[-1]


def test_an_evaluator_plans_says_why_not_and_takes_it_back(qtbot, pages):
    there = pages()
    add_workers(there, "W-02", "W-01")
    page = there.show(HomePage(there.context))
    today = page.programme.model.today
    assert lines(page) == ["W-01 · first recording: no day yet", "W-02 · first recording: no day yet"]
    assert rows(page)[0].accessibleDescription() == "choose a day · 0 recorded in the last year"

    press(qtbot, rows(page)[0])
    dialog = last_dialog(page, NextRecordingDialog)
    assert dialog.plan_choice.isChecked()
    day = today + timedelta(days=20)
    dialog.day.setDate(QDate(day.year, day.month, day.day))
    press(qtbot, dialog.act)
    found = there.services.programme.get(there.actor, "W-01").workers[0].next
    assert (found.standing, found.on) == (Standing.PLANNED, day)
    assert lines(page)[0].startswith("W-01 · planned for")

    press(qtbot, rows(page)[0])
    dialog = last_dialog(page, NextRecordingDialog)
    press(qtbot, dialog.miss_choice)
    dialog.miss_reason.setCurrentText("the recorder failed or was missing")
    press(qtbot, dialog.act)
    found = there.services.programme.get(there.actor, "W-01").workers[0].next
    assert [one.reason for one in found.missed] == [Reason.EQUIPMENT]
    assert lines(page) == ["W-02 · first recording: no day yet"]

    with qtbot.waitActive(page):
        page.activateWindow()
    qtbot.keyClick(page, Qt.Key.Key_R, Qt.KeyboardModifier.ControlModifier)
    everybody = last_dialog(page, AllWorkersDialog)
    assert [one.worker_code for one in everybody.rows.rows] == ["W-01", "W-02"]
    assert not everybody.table.isSortingEnabled()
    qtbot.keyClick(everybody.table, Qt.Key.Key_Return)
    dialog = last_dialog(page, NextRecordingDialog)
    assert "the recorder failed or was missing" in dialog.sentence.text()
    assert dialog.miss_choice.isHidden()
    press(qtbot, dialog.back_choice)
    press(qtbot, dialog.act)
    assert lines(page)[0].startswith("W-01 · planned for")


def test_days_go_to_a_calendar_file_once_there_are_any(qtbot, pages, tmp_path):
    there = pages()
    add_workers(there, "W-01")
    page = there.show(HomePage(there.context))
    assert page.programme.card.calendar_button.isHidden()
    page.programme.model.plan(page.programme.model.programme.workers[0].worker_id, page.programme.model.today)
    file = tmp_path / "days.ics"
    page.programme._ask_path = lambda _parent, _suggested: str(file)
    press(qtbot, page.programme.card.calendar_button)
    assert "SUMMARY:Recording planned: W-01" in file.read_text(encoding="utf-8")
    assert there.told == ["Written to days.ics."]


def test_a_worker_sees_their_own_and_a_lead_sees_days_only(qtbot, pages):
    there = pages()
    add_workers(there, "W-02", "W-01")
    services = there.services
    services.programme.rest(there.actor, "W-02", Reason.LONG_AWAY)
    first = services.programme.get(there.actor, "W-01").workers[0].worker_id
    there.actor = Actor(first, frozenset({Role.WORKER}))
    there.context.open(services, there.actor)
    own = there.show(HomePage(there.context))
    assert lines(own) == ["W-01 · first recording: no day yet"]
    assert own.programme.card.all_button.isHidden()

    there.actor = services.actor
    there.become(Role.LEAD)
    page = there.show(HomePage(there.context))
    told = words(page.programme.card)
    assert "2 workers: 1 first to plan, 1 not for now" in told
    assert rows(page)[0].accessibleDescription() == ""
    press(qtbot, rows(page)[0])
    dialog = last_dialog(page, NextRecordingDialog)
    assert dialog.act.isHidden()
    assert dialog.plan_choice.isHidden()
    press(qtbot, dialog.cancel)
    press(qtbot, page.programme.card.all_button)
    everybody = last_dialog(page, AllWorkersDialog)
    shown = [everybody.rows.index(1, column).data() for column in range(everybody.rows.columnCount())]
    assert shown == ["W-02", "", "nothing due for now"]


def test_what_could_not_be_read_is_said_and_read_at_the_next_look(pages, monkeypatch):
    there = pages()
    page = there.show(HomePage(there.context))
    real = there.services.programme.get

    def busy(*_given: object) -> None:
        raise UserError("The store is busy.", "Look again in a moment.")

    monkeypatch.setattr(there.services.programme, "get", busy)
    add_workers(there, "W-01")
    there.context.announce(Changes(frozenset({Kind.PEOPLE})))
    assert any("The store is busy." in told for told in there.told)
    assert lines(page) == []
    monkeypatch.setattr(there.services.programme, "get", real)
    page.programme.look(True)
    assert lines(page) == ["W-01 · first recording: no day yet"]


def test_without_workers_there_is_no_card(pages):
    there = pages()
    page = there.show(HomePage(there.context))
    assert not page.programme.card.isVisible()


@pytest.mark.parametrize(("mode", "scale"), [(Mode.LIGHT, 1.0), (Mode.DARK, 2.0)])
def test_the_dialogs_are_for_everybody(qtbot, pages, mode, scale):
    current().apply(mode, scale)
    there = pages()
    add_workers(there, "W-01", "W-02")
    page = there.show(HomePage(there.context))
    section = page.programme
    section.model.plan(section.model.programme.workers[0].worker_id, section.model.today)
    for ask in (partial(section.ask_about, section.model.programme.workers[0].worker_id), section.show_all):
        dialog = ask()
        qtbot.waitUntil(lambda shown=dialog: shown.isAncestorOf(QApplication.focusWidget()))
        assert walk(dialog) == []
        assert clipped(dialog) == []
        dialog.reject()
