"""The window on a recruitment store, as the lead sees it: told apart, without pages about workers, with its clock."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QProcess, Qt
from PySide6.QtWidgets import QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from coder.bootstrap import Services
from coder.domain.certificate import WhyErased
from coder.domain.people import Person, Role, Team
from coder.domain.sessions import Answer, HowAsked, SessionKind, SessionState
from coder.services.sessions import PermissionDraft
from tests.helpers.decoded import decoded_once
from tests.helpers.pages import tone
from tests.helpers.real_store import Clock2026, KeyedHome, made_recruitment
from ui.context import Context
from ui.erasure_clock import ErasureClock
from ui.first_run.view import FirstRunPage
from ui.key_sheet import sheet_text
from ui.main_window import MainWindow
from ui.preferences import Preferences
from ui.recruitment import FLAG, recruitment_command, start_beside
from ui.sessions.import_model import People, worker_note
from ui.sessions.keeping_acts import HoldDialog
from ui.sessions.view import SessionsPage
from ui.widgets.row_button import RowButton

__all__ = ["made_recruitment", "tone"]

HELD = date(2026, 5, 1)
LAST = HELD + timedelta(days=180)


@pytest.fixture
def clock() -> Clock2026:
    """Set by the tests."""
    return Clock2026()


@pytest.fixture
def services(made_recruitment: KeyedHome, tmp_path: Path, clock: Clock2026) -> Iterator[Services]:
    """A recruitment store."""
    with made_recruitment.copy(tmp_path / "recruitment").opened(clock) as opened:
        yield opened


def add(services: Services, tone: Path) -> str:
    with decoded_once():
        made = services.sessions.import_recording(
            services.actor,
            tone,
            worker_id="A-07",
            team_name="Spring 2026",
            held_on=HELD,
            kind=SessionKind.RECRUITMENT,
            permissions=[PermissionDraft("applicant", True, HowAsked.WRITTEN, "lead", Answer.GIVEN)],
        )
    return made.created


def words(widget: QWidget) -> str:
    # What was made just now is shown only once control is back in the event loop.
    QCoreApplication.processEvents()
    return " ".join(one.text() for one in widget.findChildren(QLabel) if one.isVisible())


def test_a_lead_finds_what_goes_holds_it_and_later_it_goes_by_itself(
    qtbot: QtBot, context: Context, services: Services, tone: Path, clock: Clock2026, tmp_path: Path
) -> None:
    session = add(services, tone)
    clock.now = datetime(2026, 10, 20, 9, tzinfo=UTC)
    context.clock = clock
    told: list[str] = []
    context.messages.posted.connect(lambda message: told.append(message.text))
    context._preferences = Preferences(context.operations, context.actions, tmp_path / "settings.toml")
    context._preferences.load()
    erasing = ErasureClock(context, context)
    context.open(services, services.actor)
    window = MainWindow(context)
    qtbot.addWidget(window)
    with qtbot.waitActive(window):
        window.show()

    assert window.windowTitle() == "Home – Recruitment – Practice Coder"
    assert "apart from all practice" in words(window.recruitment)
    assert {id_ for id_ in ("profiles", "teams", "sessions") if window.rail.button(id_).isVisible()} == {"sessions"}
    window.show_page("profiles")
    assert window.current_page == "home"
    assert "recruitment.open" not in context.actions.offered()
    qtbot.keyClick(window, Qt.Key.Key_6, Qt.KeyboardModifier.ControlModifier)
    assert window.current_page == "home"
    sheet = sheet_text(context.actions)
    assert "Agreement" in sheet
    for left_out in ("Ctrl+5", "Ctrl+6", "Recording programme", "Family feedback", "Coaching", "Present the team's"):
        assert left_out not in sheet
    home = window.page("home")
    assert not home.learn.isVisible()
    assert not home.news.isVisible()
    assert not home.programme.card.isVisible()
    assert "The program erases it on 29 October 2026, in 9 days." in [
        one.accessibleDescription() for one in home.erasure.card.findChildren(RowButton)
    ]

    context.go_to("sessions", session)
    page = window.page("sessions")
    card = page.details.role_play
    listed = {one.id for one in context.actions.listed()}
    assert {"ratings.talk", "package.send"} <= listed
    assert not listed & {"second.ask", "second.set", "training.use"}
    (sending,) = (one for one in page.details.findChildren(QPushButton) if one.text().startswith("Send to"))
    assert (sending.isEnabled(), sending.toolTip()) == (False, "It goes to its two raters only. Have them drawn first.")
    qtbot.keyClick(window, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    assert told[-1] == sending.toolTip()
    qtbot.mouseClick(card.hold_button, Qt.MouseButton.LeftButton)
    (dialog,) = page.findChildren(HoldDialog)
    assert not dialog.act.isEnabled()
    qtbot.keyClicks(dialog.reason, "The appointment is challenged.")
    until = dialog.day.day
    qtbot.mouseClick(dialog.act, Qt.MouseButton.LeftButton)
    assert "Held by ME: The appointment is challenged." in words(page.details.role_play)

    clock.now = datetime(until.year, until.month, until.day, 9, tzinfo=UTC)
    erasing.look()
    assert services.sessions.get(services.actor, session).state is SessionState.IMPORTED
    clock.now += timedelta(days=1)
    context.session_at_work = session
    erasing.look()
    erasing.look()
    assert [one for one in told if "on the Code page is over" in one] == told[-1:]
    assert services.sessions.get(services.actor, session).state is SessionState.IMPORTED
    context.session_at_work = ""
    erasing.look()
    assert told[-1] == "1 role-play was erased, since its time was over."
    assert services.retention.certificate(services.actor, session).why is WhyErased.TIME_OVER
    assert "Erased by the program" in words(page.details.role_play)
    page.keeping._ask_path = lambda _parent, name: str(tmp_path / name)
    qtbot.mouseClick(page.details.role_play.certificate_button, Qt.MouseButton.LeftButton)
    context.closing.emit()
    assert not erasing.timer.isActive()
    assert "Nothing of it is left" in next(tmp_path.glob("*-erased.txt")).read_text(encoding="utf-8")


def test_adding_and_finding_role_plays_speaks_of_applicants_and_rounds(
    qtbot: QtBot, context: Context, services: Services, tone: Path
) -> None:
    context.open(services, services.actor)
    page = SessionsPage(context)
    qtbot.addWidget(page)
    add(services, tone)
    assert "applicant, round" in page.search.placeholderText()
    dialog = page.add_recording(tone)
    assert dialog is not None
    assert dialog.problem.text() == "Say whose role-play it is, by a code such as A-07."
    dialog.worker.setCurrentText("A-07")
    assert dialog.problem.text() == "Say which round it belongs to."
    (form,) = dialog.permission_forms
    assert form.who.placeholderText().startswith("applicant")
    assert form.asked_by.text() == "service lead"
    known = People((Person("p", "A-07", "", frozenset({Role.WORKER}), team_id="t"),), (Team("t", "Spring 2026"),), "")
    assert worker_note("A-07", known, SessionKind.RECRUITMENT).endswith("in the round Spring 2026.")


def test_the_first_start_offers_what_has_a_place_there_and_no_demo(
    qtbot: QtBot, context: Context, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from coder.domain.purpose import Purpose

    page = FirstRunPage(context, tmp_path / "store", Purpose.RECRUITMENT)
    qtbot.addWidget(page)
    with qtbot.waitActive(page):
        page.show()
    assert set(page.roles) == {Role.EVALUATOR, Role.LEAD, Role.STEWARD}
    assert "a store of their own" in words(page)
    made: list[object] = []

    def make(*given: object, **named: object) -> str:
        made.append((given, named["purpose"]))
        return "AGE-SECRET-KEY-1"

    monkeypatch.setattr("coder.bootstrap.create_home", make)
    page.go_on()
    page.go_on()
    page.fields.first.setText("seven quiet otters swim")
    page.fields.second.setText("seven quiet otters swim")
    page.go_on()
    assert made == [((tmp_path / "store",), Purpose.RECRUITMENT)]
    page.key_view.written.setChecked(True)
    page.go_on()
    assert not hasattr(page, "demo_button")
    assert page.empty_button.isVisible()


def test_the_other_window_gets_neither_folder_nor_passphrase_of_this_one(monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[QProcess] = []

    def start(process: QProcess) -> bool:
        started.append(process)
        return True

    monkeypatch.setenv("PRACTICE_CODER_HOME", "practice")
    monkeypatch.setenv("PRACTICE_CODER_PASSPHRASE", "of the practice store")
    monkeypatch.setattr("ui.recruitment._detached", start)
    assert start_beside()
    (process,) = started
    assert [process.program(), *process.arguments()] == recruitment_command()
    assert process.arguments()[-1] == FLAG
    environment = process.processEnvironment()
    assert not environment.contains("PRACTICE_CODER_HOME")
    assert not environment.contains("PRACTICE_CODER_PASSPHRASE")
    assert environment.contains("PRACTICE_CODER_CONFIG")
