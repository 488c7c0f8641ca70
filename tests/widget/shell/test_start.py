"""From nothing to an open store and out again, with the real store."""

from __future__ import annotations

import sys
import threading
from pathlib import Path

import pytest
from PySide6.QtCore import QLocale, Qt
from PySide6.QtWidgets import QApplication, QLabel

from coder.domain.people import Role
from coder.settings import load_settings
from coder.settings_file import settings_file
from tests.helpers.accessible import clipped, walk
from tests.helpers.real_store import PASSPHRASE, make_home
from ui.actions import Actions
from ui.app import Application, install_translations, instance_lock
from ui.crash_dialog import CrashDialog
from ui.hooks import Hooks, stop_watching_faults, watch_faults
from ui.messages import Messages
from ui.operations import Operations
from ui.preferences import Look, Preferences, early_look
from ui.theme import Mode, current
from ui.unlock.view import Gate

# The machine may be busy.
OPENING_MS = 30_000


@pytest.fixture(scope="module")
def store(tmp_path_factory) -> tuple[Path, str]:
    """A store with one evaluator, and its recovery key."""
    made = make_home(tmp_path_factory.mktemp("stores") / "store", name="Sam", roles=[Role.EVALUATOR])
    return made.folder, made.recovery_key


@pytest.fixture
def gate(context, store, show_widget):
    made = show_widget(Gate(context, store[0]), (900, 600))
    made.model.look()
    yield made
    if context.is_open:
        context.operations.write(context.services.close)


# Unlock


def test_the_passphrase_opens_the_store(qtbot, context, gate):
    assert gate.card.isVisible()
    qtbot.keyClicks(gate.card.field, PASSPHRASE)
    qtbot.keyClick(gate.card.field, Qt.Key.Key_Return)
    assert context.is_open
    assert context.actor.roles == {Role.EVALUATOR}


def test_what_is_asked_for_is_said_once(gate):
    said = [label.text() for label in gate.card.findChildren(QLabel) if label.isVisible() and label.text()]
    assert [sentence for sentence in said if "passphrase" in sentence.lower()] == ["Type your passphrase."]
    assert not any("locked" in sentence for sentence in said)


def test_a_wrong_passphrase_is_told_and_may_be_typed_again(qtbot, context, gate):
    qtbot.keyClicks(gate.card.field, "not the passphrase")
    qtbot.mouseClick(gate.card.open_button, Qt.MouseButton.LeftButton)
    assert not context.is_open
    words = " ".join(label.text() for label in gate.card.findChildren(QLabel))
    assert "passphrase" in words.lower()
    assert gate.card.field.hasFocus()
    assert gate.card.field.accessibleDescription() != ""


def test_the_recovery_key_opens_the_store(qtbot, context, gate, store):
    qtbot.mouseClick(gate.card.other_button, Qt.MouseButton.LeftButton)
    assert gate.card.field.accessibleName() == "Recovery key"
    gate.card.field.setText(store[1])
    qtbot.keyClick(gate.card.field, Qt.Key.Key_Return)
    assert context.is_open


@pytest.mark.parametrize(("mode", "scale"), [(Mode.LIGHT, 1.0), (Mode.DARK, 2.0)])
def test_the_gate_can_be_used_by_keyboard_and_cuts_nothing(gate, mode, scale):
    current().apply(mode, scale)
    gate.resize(1280, 720)
    QApplication.processEvents()
    assert walk(gate) == []
    assert clipped(gate) == []


def test_where_there_is_no_store_the_gate_says_how_to_make_one(context, tmp_path, show_widget):
    gate = show_widget(Gate(context, tmp_path / "none"), (900, 600))
    gate.model.look()
    assert gate.currentWidget() is not gate.card.parentWidget()
    assert not gate.card.isVisible()


# Application


def test_the_program_starts_opens_and_ends_in_order(qtbot, store):
    application = Application(store[0], Look(Mode.DARK))
    qtbot.addWidget(application.window)
    application.start()
    assert current().mode is Mode.DARK
    qtbot.waitUntil(application.gate.card.isVisible, timeout=OPENING_MS)
    application.gate.card.field.setText(PASSPHRASE)
    application.gate.card.open()
    qtbot.waitUntil(lambda: application.context.is_open, timeout=OPENING_MS)
    assert application.window.rail.isVisible()
    qtbot.waitUntil(lambda: application.preferences.loaded, timeout=OPENING_MS)
    application.window.close()
    assert load_settings().window == application.window.geometry_text()
    again = Application(store[0], early_look())
    qtbot.addWidget(again.window)
    again.gate.model.unlock(PASSPHRASE)
    qtbot.waitUntil(lambda: again.context.is_open, timeout=OPENING_MS)
    again.window.close()


def test_settings_and_store_are_read_on_one_thread_as_both_import_large_libraries(qtbot, store, monkeypatch):
    threads = []

    def note(*_):
        threads.append(threading.current_thread().name)

    monkeypatch.setattr("ui.preferences._load", lambda file: note() or load_settings(file))
    monkeypatch.setattr("ui.unlock.viewmodel._try_keychain", note)
    application = Application(store[0], Look())
    qtbot.addWidget(application.window)
    application.start()
    qtbot.waitUntil(lambda: len(threads) == 2, timeout=OPENING_MS)
    application.window.close()
    assert len(set(threads)) == 1
    assert threads[0].startswith("writer")


def test_a_second_window_is_refused_while_the_first_is_open():
    first, second = instance_lock(), instance_lock()
    assert first.tryLock(0)
    assert not second.tryLock(0)
    first.unlock()
    assert second.tryLock(0)
    second.unlock()


def test_english_needs_no_translation_and_german_takes_qts_own(qapp):
    assert install_translations(qapp, QLocale("xx")) == []
    for translator in install_translations(qapp, QLocale("de_DE")):
        qapp.removeTranslator(translator)


# Preferences


@pytest.fixture
def preferences(waiting_operations):
    return Preferences(waiting_operations, Actions())


def test_what_is_changed_is_seen_at_once_and_stored(preferences):
    preferences.load()
    preferences.change(theme="dark", text_scale=150)
    assert (current().mode, current().scale) == (Mode.DARK, 1.5)
    stored = load_settings()
    assert (stored.theme, stored.text_scale) == ("dark", 150)
    assert early_look() == Look(Mode.DARK, 1.5, "")


def test_a_moved_key_is_stored_and_comes_back(waiting_operations):
    actions = Actions()
    preferences = Preferences(waiting_operations, actions)
    preferences.load()
    actions.remap("palette", "Ctrl+J")
    later = Actions()
    Preferences(waiting_operations, later).load()
    assert later.key("palette") == "Ctrl+J"
    assert preferences.settings.keys == {"palette": "Ctrl+J"}


def test_a_value_that_is_not_allowed_changes_nothing(preferences):
    preferences.load()
    with pytest.raises(ValueError):
        preferences.change(text_scale=900)
    assert preferences.settings.text_scale == 100
    assert not settings_file().exists()


def test_damaged_settings_are_told_and_the_program_starts_with_its_defaults(preferences, waiting_operations):
    settings_file().parent.mkdir(parents=True, exist_ok=True)
    settings_file().write_text("theme = [broken")
    assert early_look() == Look()
    preferences.load()
    assert "cannot be read" in waiting_operations.messages.kept[-1].sentence
    assert not preferences.loaded
    assert settings_file().read_text() == "theme = [broken"


# Hooks


@pytest.fixture
def hooks(qtbot):
    made = Hooks()
    made.install()
    yield made
    made.remove()


def close_crash_dialogs() -> None:
    for widget in QApplication.topLevelWidgets():
        if isinstance(widget, CrashDialog):
            widget.accept()


def test_a_bug_on_a_thread_opens_the_crash_dialog(qtbot, hooks):
    def fail():
        raise ZeroDivisionError("secret words")

    with qtbot.waitSignal(hooks.bug_found) as caught:
        thread = threading.Thread(target=fail)
        thread.start()
        thread.join()
    assert isinstance(caught.args[0], ZeroDivisionError)
    close_crash_dialogs()


def test_only_the_first_of_many_bugs_is_shown(qtbot, hooks):
    shown = []
    hooks.bug_found.connect(shown.append)
    for number in range(5):
        sys.excepthook(ValueError, ValueError(str(number)), None)
    assert len(shown) == 1
    close_crash_dialogs()
    sys.excepthook(ValueError, ValueError("later"), None)
    assert len(shown) == 2
    close_crash_dialogs()


def test_the_hooks_are_given_back():
    before = sys.excepthook, threading.excepthook
    hooks = Hooks()
    hooks.install()
    assert sys.excepthook is not before[0]
    hooks.remove()
    assert (sys.excepthook, threading.excepthook) == before


def test_a_hard_fault_is_told_at_the_next_start(tmp_path):
    file = tmp_path / "state" / "fault.txt"
    opened, fell = watch_faults(file)
    assert not fell
    stop_watching_faults(opened)
    file.write_text("Fatal Python error")
    opened, fell = watch_faults(file)
    assert fell
    stop_watching_faults(opened)
    assert file.read_text() == ""


def test_a_fault_inside_a_write_still_closes_in_order(qtbot):
    operations = Operations(Messages())
    with qtbot.captureExceptions() as caught:
        operations.write(lambda: 1 // 0)
        qtbot.waitUntil(lambda: bool(caught))
    operations.close()
