"""The first start by keyboard: from nothing to an open store, with what was chosen in it."""

from __future__ import annotations

import re

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from coder.bootstrap import home_exists, open_home
from coder.domain.people import Role
from coder.security.keychain import SystemKeychain
from coder.settings import load_settings
from tests.helpers.accessible import clipped, walk
from tests.helpers.shown import press, words
from ui.first_run.view import FirstRunPage
from ui.first_run.viewmodel import Step
from ui.preferences import Preferences
from ui.theme import Mode, current
from ui.unlock.view import Gate

PASSPHRASE = "seven quiet otters swim"


@pytest.fixture
def first(context, show_widget, tmp_path):
    """The page over an empty place, with a settings file of its own; what it opened is closed again."""
    context._preferences = Preferences(context.operations, context.actions, tmp_path / "settings.toml")
    context._preferences.load()
    page = show_widget(FirstRunPage(context, tmp_path / "store"), (1280, 720))
    yield page
    if context.is_open:
        context.operations.in_turn(context.services.close)


def to_passphrase(qtbot, page) -> None:
    page.go_on()
    page.go_on()
    assert page.model.step is Step.PASSPHRASE


def to_key(qtbot, page, passphrase: str = PASSPHRASE) -> None:
    to_passphrase(qtbot, page)
    page.fields.first.setText(passphrase)
    page.fields.second.setText(passphrase)
    page.go_on()


def tab_to(widget) -> None:
    for _ in range(40):
        if QApplication.focusWidget() is widget:
            return
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
    raise AssertionError("Tab does not lead there")


def test_the_whole_way_needs_no_mouse(qtbot, context, first, tmp_path):
    assert first.name.hasFocus()
    qtbot.keyClicks(first.name, "Eva")
    tab_to(first.roles[Role.LEAD])
    qtbot.keyClick(first.roles[Role.LEAD], Qt.Key.Key_Space)
    tab_to(first.next_button)
    qtbot.keyClick(first.next_button, Qt.Key.Key_Space)
    assert str(tmp_path / "store") in words(first)
    tab_to(first.next_button)
    qtbot.keyClick(first.next_button, Qt.Key.Key_Space)
    assert first.fields.first.hasFocus()
    qtbot.keyClicks(first.fields.first, PASSPHRASE)
    tab_to(first.fields.second)
    qtbot.keyClicks(first.fields.second, PASSPHRASE)
    qtbot.keyClick(first.fields.second, Qt.Key.Key_Return)
    assert first.model.step is Step.KEY
    tab_to(first.key_view.written)
    qtbot.keyClick(first.key_view.written, Qt.Key.Key_Space)
    tab_to(first.next_button)
    qtbot.keyClick(first.next_button, Qt.Key.Key_Space)
    assert first.model.step is Step.BEGIN
    tab_to(first.empty_button)
    qtbot.keyClick(first.empty_button, Qt.Key.Key_Space)
    assert context.is_open
    me = context.services.people.me(context.actor)
    assert (me.name, me.roles) == ("Eva", {Role.EVALUATOR, Role.COACH, Role.LEAD})
    assert not context.services.demo.installed(context.actor)


def test_the_passphrase_must_be_long_enough_and_the_same_twice(qtbot, first):
    to_passphrase(qtbot, first)
    assert not first.next_button.isEnabled()
    first.fields.first.setText("short")
    assert "3 more characters are needed" in first.fields.strength.text()
    first.fields.first.setText(PASSPHRASE)
    first.fields.second.setText("seven quiet otters swam")
    assert "not the same yet" in first.fields.strength.text()
    assert not first.next_button.isEnabled()
    first.go_on()
    assert first.model.step is Step.PASSPHRASE
    first.fields.second.setText(PASSPHRASE)
    assert first.fields.strength.text().startswith("Good")
    assert first.next_button.isEnabled()


def test_without_a_role_there_is_no_way_on(first):
    for box in first.roles.values():
        box.setChecked(False)
    assert not first.next_button.isEnabled()
    first.roles[Role.STEWARD].setChecked(True)
    assert first.next_button.isEnabled()


def test_going_back_keeps_what_was_filled_in(qtbot, first):
    first.name.setText("Eva")
    to_passphrase(qtbot, first)
    press(qtbot, first.back_button)
    press(qtbot, first.back_button)
    assert first.model.step is Step.PERSON
    assert first.name.text() == "Eva"


def test_the_recovery_key_is_shown_once_and_opens_the_store(qtbot, first, tmp_path):
    to_key(qtbot, first)
    shown = first.key_view.key_label.text()
    assert re.fullmatch(r"AGE-SECRET-KEY-1( [0-9A-Z]{1,6})+", shown)
    assert not first.next_button.isEnabled()
    assert not first.back_button.isVisible()
    press(qtbot, first.key_view.written)
    assert first.next_button.isEnabled()
    open_home(tmp_path / "store", recovery_key=shown).close()


def test_the_recovery_key_is_not_saved_beside_the_store(qtbot, first, tmp_path):
    first._ask_file = lambda _: str(tmp_path / "key.txt")
    to_key(qtbot, first)
    press(qtbot, first.key_view.save_button)
    assert not (tmp_path / "key.txt").exists()
    assert "That is the disk the store lies on" in first.key_view.note.text()


def test_the_recovery_key_is_saved_on_another_disk(qtbot, first, tmp_path, monkeypatch):
    first._ask_file = lambda _: str(tmp_path / "key.txt")
    to_key(qtbot, first)
    # A second disk is part of few machines that run tests.
    monkeypatch.setattr("ui.widgets.recovery_key.same_disk", lambda *_: False)
    press(qtbot, first.key_view.save_button)
    assert first.key_view.key_label.text() in (tmp_path / "key.txt").read_text(encoding="utf-8")


def test_a_folder_that_will_not_do_is_refused_and_can_be_changed(qtbot, first, tmp_path):
    full = tmp_path / "full"
    full.mkdir()
    (full / "letter.txt").write_text("mine")
    first._ask_folder = lambda _: str(full)
    first.go_on()
    press(qtbot, first.folder_button)
    first.go_on()
    first.fields.first.setText(PASSPHRASE)
    first.fields.second.setText(PASSPHRASE)
    first.go_on()
    assert "This folder is not empty" in first.problem.text()
    assert first.model.step is Step.PASSPHRASE
    assert (full / "letter.txt").read_text() == "mine"
    press(qtbot, first.back_button)
    first._ask_folder = lambda _: str(tmp_path / "elsewhere")
    press(qtbot, first.folder_button)
    first.go_on()
    first.fields.first.setText(PASSPHRASE)
    first.fields.second.setText(PASSPHRASE)
    first.go_on()
    assert first.model.step is Step.KEY
    assert home_exists(tmp_path / "elsewhere")
    assert load_settings(tmp_path / "settings.toml").home == str(tmp_path / "elsewhere")


def test_the_demo_is_there_when_it_was_wanted(qtbot, context, first):
    to_key(qtbot, first)
    press(qtbot, first.key_view.written)
    first.go_on()
    press(qtbot, first.demo_button)
    services, actor = context.services, context.actor
    found = []
    context.operations.read(
        lambda: (services.demo.installed(actor), services.demo.visit_session(actor), services.jobs.list(actor)),
        found.append,
    )
    here, visit, jobs = found[0]
    assert here
    assert visit
    assert [job.session_id for job in jobs] == [visit]


def test_the_keychain_is_used_only_when_asked(qtbot, context, first, monkeypatch, tmp_path):
    kept: dict[str, str] = {}
    monkeypatch.setattr(SystemKeychain, "put", lambda _, account, secret: kept.update({account: secret}) is None)
    monkeypatch.setattr(SystemKeychain, "get", lambda _, account: kept.get(account))
    to_passphrase(qtbot, first)
    press(qtbot, first.remember)
    first.fields.first.setText(PASSPHRASE)
    first.fields.second.setText(PASSPHRASE)
    first.go_on()
    assert kept == {}
    press(qtbot, first.key_view.written)
    first.go_on()
    press(qtbot, first.empty_button)
    assert len(kept) == 1
    context.operations.in_turn(context.services.close)
    open_home(tmp_path / "store").close()


def test_the_window_finds_the_store_where_this_machine_remembers_it(context, show_widget, tmp_path, monkeypatch):
    monkeypatch.delenv("PRACTICE_CODER_HOME", raising=False)
    context._preferences = Preferences(context.operations, context.actions)
    context._preferences.load()
    context._preferences.change(home=str(tmp_path / "remembered"))
    gate = show_widget(Gate(context), (1280, 720))
    gate.model.look()
    page = gate.findChild(FirstRunPage)
    assert page.model.folder == tmp_path / "remembered"


@pytest.mark.parametrize("step", list(Step))
@pytest.mark.parametrize(("mode", "scale"), [(Mode.LIGHT, 1.0), (Mode.DARK, 2.0)])
def test_every_step_is_for_everybody(context, show_widget, tmp_path, step, mode, scale):
    current().apply(mode, scale)
    page = show_widget(FirstRunPage(context, tmp_path / "store"), (1280, 720))
    page.model.recovery_key = "AGE-SECRET-KEY-1" + "ABCDEF" * 9 + "GHIJ"
    page.model._go(step)
    QCoreApplication.processEvents()
    assert walk(page) == []
    assert clipped(page) == []
