"""The settings of speech models as a person meets them: choose, bring in, measure, remove, trust."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt

from coder.domain.errors import Cancelled, UserError
from coder.domain.people import Role
from coder.domain.speech_models import Measured
from coder.jobs import model_work
from coder.security.signatures import fingerprint, new_signing_key
from coder.services import speech_models
from coder.services.model_making import make_pack
from coder.services.speech_models import bring_model
from coder.settings import load_settings
from ui.actions import Actions
from ui.context import Context
from ui.messages import Messages
from ui.operations import Operations
from ui.settings.speech import SpeechSection
from ui.settings.speech_words import cost_explained, cost_words
from ui.widgets.confirm import ConfirmDialog

PASSPHRASE = "correct horse battery staple"
TOOK = Measured(60, 2, 8, 10.5, datetime(2026, 11, 22, 9, tzinfo=UTC))


@pytest.fixture
def app(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where this computer keeps models; none comes with the program here but base."""
    monkeypatch.setenv("PRACTICE_CODER_APP_DATA", str(tmp_path / "app"))
    monkeypatch.setattr(speech_models, "find_spec", lambda name: None if "noter" in name else name)
    return tmp_path / "app"


@pytest.fixture
def ours(tmp_path: Path) -> Path:
    folder = tmp_path / "ours"
    folder.mkdir()
    for name in ("model.bin", "config.json", "tokenizer.json", "vocabulary.txt"):
        (folder / name).write_bytes(name.encode() * 100)
    return folder


@pytest.fixture
def section(pages: Callable[..., Any], app: Path) -> Callable[..., tuple[Any, SpeechSection]]:
    def make(*roles: Role) -> tuple[Any, SpeechSection]:
        there = pages()
        there.become(*(roles or (Role.LEAD,)))
        return there, there.show(SpeechSection(there.context))

    return make


def press(qtbot, button) -> None:
    assert button.isVisible()
    assert button.isEnabled()
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def row_of(shown: SpeechSection, name: str) -> list[str]:
    number = [one.value for one in shown.rows.rows].index(name)
    return [str(shown.rows.index(number, column).data()) for column in range(shown.rows.columnCount())]


def test_base_is_the_usual_one_and_larger_ones_are_offered_though_not_here(section):
    _, shown = section()
    assert shown.choice.currentText() == "base"
    assert row_of(shown, "base") == ["base", "not measured", "here", "148 MB", "published, checked by hash"]
    assert row_of(shown, "small") == ["small", "not measured", "not here", "486 MB", "published"]
    assert [shown.choice.itemText(n) for n in range(shown.choice.count())] == ["base"]
    assert shown.table.accessibleName() == "Speech models"


def test_only_what_is_here_is_measured_and_the_rest_is_called_an_estimate(qtbot, section, monkeypatch):
    asked: list[str] = []
    monkeypatch.setattr(model_work, "measure", lambda name, *_: asked.append(name) or TOOK)
    there, shown = section()
    press(qtbot, shown.measure_button)
    assert asked == ["base"]
    assert row_of(shown, "base")[1] == "10 min"
    assert row_of(shown, "small")[1] == "28 min (estimate)"
    assert row_of(shown, "medium")[1] == "85 min (estimate)"
    assert shown.explained.text() == "Measured on this computer on 22 November 2026."
    assert there.told[-1] == "Measured on this computer."
    qtbot.keyClick(shown.table, Qt.Key.Key_Down)
    assert shown.explained.text().startswith("Estimated from what another model took here")


def test_a_model_that_cannot_be_run_is_told_and_measuring_can_be_tried_again(qtbot, section, monkeypatch):
    def crash(*_: object) -> Measured:
        raise UserError("This speech model could not be run.", "Choose another model.")

    monkeypatch.setattr(model_work, "measure", crash)
    there, shown = section()
    press(qtbot, shown.measure_button)
    assert there.told[-1].startswith("This speech model could not be run.")
    assert shown.measure_button.isEnabled()
    assert not shown.stop_button.isVisible()
    assert row_of(shown, "base")[1] == "not measured"


@pytest.fixture
def beside(pages, app) -> Iterator[tuple[Context, SpeechSection, list[str]]]:
    """The section of a window that goes on while something is measured."""
    there = pages()
    operations = Operations(Messages())
    context = Context(operations, operations.messages, Actions())
    context.open(there.services, there.actor)
    told: list[str] = []
    context.messages.posted.connect(lambda message: told.append(message.text))
    yield context, there.show(SpeechSection(context)), told
    operations.close()


@pytest.mark.parametrize("how", ["button", "window closes"])
def test_measuring_goes_on_beside_the_window_and_is_stopped(qtbot, beside, monkeypatch, how):
    context, shown, told = beside

    def until_stopped(_name: str, _folder: Path, progress: Callable[[float], None], stopped: Callable[[], bool]):
        progress(0.4)
        while not stopped():
            threading.Event().wait(0.01)
        raise Cancelled

    monkeypatch.setattr(model_work, "measure", until_stopped)
    qtbot.waitUntil(lambda: shown.rows.rows != ())
    press(qtbot, shown.measure_button)
    qtbot.waitUntil(lambda: shown.progress.value() == 400)
    assert not shown.bring_button.isEnabled()
    if how == "button":
        press(qtbot, shown.stop_button)
    else:
        context.closing.emit()
    qtbot.waitUntil(lambda: told == ["Stopped measuring."])
    assert not shown.progress.isVisible()
    assert shown.bring_button.isEnabled()


def test_a_signed_pack_is_refused_until_its_key_is_trusted_then_brought_in_and_used(qtbot, section, ours, tmp_path):
    pem, public = new_signing_key(PASSPHRASE)
    make_pack(ours, tmp_path / "ours.zip", (pem, PASSPHRASE), licence="MIT")
    there, shown = section()
    assert shown.fingerprints.text() == "No key is trusted yet."
    shown._ask_pack = lambda _: str(tmp_path / "ours.zip")
    press(qtbot, shown.pack_button)
    assert "whom this service does not trust" in there.told[-1]

    qtbot.keyClicks(shown.keys, "nonsense")
    press(qtbot, shown.trust_button)
    assert "no public key" in there.told[-1]
    shown.keys.setPlainText("")
    shown.keys.setFocus()
    qtbot.keyClicks(shown.keys, public)
    press(qtbot, shown.trust_button)
    assert shown.fingerprints.text().endswith(fingerprint(public))

    press(qtbot, shown.pack_button)
    assert there.services.policy.get(there.actor).model == "ours"
    assert shown.choice.currentText() == "ours"
    assert row_of(shown, "ours")[4] == "signed by a trusted key"


def test_an_evaluator_brings_a_model_in_and_does_not_choose_for_all(qtbot, section, ours):
    there, shown = section(Role.EVALUATOR)
    assert not shown.choice.isEnabled()
    assert "service lead or data steward" in shown.note.text()
    assert shown.keys.isReadOnly()
    assert not shown.trust_button.isVisible()
    shown._ask_folder = lambda _: str(ours)
    press(qtbot, shown.bring_button)
    assert there.told[-1] == "The model “ours” is here."
    assert there.services.policy.get(there.actor).model == "base"
    assert row_of(shown, "ours")[4] == "a folder, nobody vouches for it"


def test_a_damaged_model_in_force_is_told_and_removed_by_key(qtbot, section, ours, app):
    bring_model(ours, app)
    there, shown = section()
    there.services.policy.change(there.actor, model="ours")
    (app / "models" / "brought" / "ours" / "model.bin").write_bytes(b"cut")
    shown.model.refresh()
    assert shown.choice.currentText() == "ours (damaged)"
    assert "coding by ear goes on" in shown.note.text()
    shown.table.setFocus()
    qtbot.keyClick(shown.table, Qt.Key.Key_End, Qt.KeyboardModifier.ControlModifier)
    assert "Remove it, then bring it in again" in shown.explained.text()
    shown.remove_button.setFocus()
    qtbot.keyClick(shown.remove_button, Qt.Key.Key_Space)
    dialog = shown.findChild(ConfirmDialog)
    assert "“ours” is deleted" in dialog.sentence.text()
    qtbot.keyClick(dialog.understood, Qt.Key.Key_Space)
    press(qtbot, dialog.act)
    assert not (app / "models" / "brought" / "ours").exists()
    assert shown.choice.currentText() == "ours (not here)"


def test_what_comes_with_the_program_is_not_removed(section):
    _, shown = section()
    assert not shown.remove_button.isEnabled()


def test_the_graphics_card_is_off_until_asked_for(qtbot, section, tmp_path):
    there, shown = section()
    assert not shown.graphics.isChecked()
    shown.graphics.setFocus()
    qtbot.keyClick(shown.graphics, Qt.Key.Key_Space)
    assert load_settings(tmp_path / "settings.toml").graphics_card
    assert there.show(SpeechSection(there.context)).graphics.isChecked()


def test_nothing_is_said_of_what_was_never_measured():
    assert cost_words(None) == "not measured"
    assert cost_explained(None) == ""
