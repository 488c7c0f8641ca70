"""How one listens on this machine, single keys as a whole, and foot pedals, as a person sets them by keyboard."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QPushButton

from coder.settings import load_settings
from tests.helpers.shown import press
from tests.unit.audio_player.test_pedals import Foot
from ui.settings.view import SettingsPage


def opened(there, section: str) -> SettingsPage:
    # Kept, or the widgets would go with it.
    page = there.page = there.show(SettingsPage(there.context))
    page.open_with(section)
    QCoreApplication.processEvents()
    return page


def test_ways_of_listening_are_set_by_keyboard_and_remembered(qtbot, pages, tmp_path):
    there = pages()
    section = opened(there, "listening").listening
    for box in (section.hold, section.skip, section.wait, section.level):
        press(qtbot, box)
    for field, text in ((section.rewind, "3.5"), (section.over, "4")):
        field.setFocus()
        field.selectAll()
        qtbot.keyClicks(field, text)
        qtbot.keyClick(field, Qt.Key.Key_Return)
    kept = load_settings(tmp_path / "settings.toml")
    assert (kept.hold_to_play, kept.skip_silence, kept.wait_for_output) == (True, True, True)
    assert not kept.level_loudness
    assert (kept.rewind_on_resume_s, kept.skip_silence_over_s) == (3.5, 4.0)


def test_what_is_changed_elsewhere_is_shown(pages):
    there = pages()
    section = opened(there, "listening").listening
    there.context.preferences.change(skip_silence=True, rewind_on_resume_s=0.0)
    assert section.skip.isChecked()
    assert section.rewind.value() == 0.0


def test_single_keys_are_switched_off_as_a_whole_and_the_table_follows(qtbot, pages, tmp_path):
    there = pages()
    section = opened(there, "keys").keys
    press(qtbot, section.single)
    assert not load_settings(tmp_path / "settings.toml").single_keys
    table = section.editor.table.model()
    shown = {
        table.index(row, 1).data(Qt.ItemDataRole.DisplayRole): table.index(row, 2).data(Qt.ItemDataRole.DisplayRole)
        for row in range(table.rowCount())
    }
    assert shown["Loop the selection"] == "Ctrl+Alt+L"
    assert shown["Play or pause"] == "Space"


OUT_OF_THE_BOX = {"play.toggle_anywhere": "F4"}


def choose(card, id_: str) -> None:
    card.act.setCurrentIndex(card.act.findData(id_))


def test_a_pedal_is_pressed_does_the_act_and_is_removed(qtbot, pages, tmp_path):
    there = pages()
    card = opened(there, "keys").keys.pedal
    assert card.act.currentText() == "Play or pause, wherever the focus is"
    press(qtbot, card.listen)
    assert card.field.hasFocus()
    qtbot.keyClick(card.field, Qt.Key.Key_F13)
    assert card.said.text() == "The pedal sends F13: Play or pause, wherever the focus is"
    assert not card.field.isVisible()
    assert card.listen.hasFocus()
    assert load_settings(tmp_path / "settings.toml").pedals == {"play.toggle_anywhere": "F13"}
    QCoreApplication.processEvents()
    away = next(
        one for one in card.findChildren(QPushButton) if one.accessibleName().startswith("Remove the pedal F13")
    )
    press(qtbot, away)
    assert load_settings(tmp_path / "settings.toml").pedals == {"play.toggle_anywhere": ""}
    assert there.context.actions.pedals == {}


@pytest.mark.parametrize(
    ("key", "why"),
    [
        (Qt.Key.Key_F5, "F5 already does: Forward 3 seconds"),
        (Qt.Key.Key_B, "needs Ctrl or Alt"),
    ],
)
def test_a_pedal_whose_key_is_in_use_is_refused_and_says_why(qtbot, pages, key, why):
    there = pages()
    card = opened(there, "keys").keys.pedal
    press(qtbot, card.listen)
    qtbot.keyClick(card.field, key)
    assert why in card.said.text()
    assert there.context.actions.pedals == OUT_OF_THE_BOX


def test_waiting_for_a_pedal_ends_with_escape(qtbot, pages):
    there = pages()
    card = opened(there, "keys").keys.pedal
    press(qtbot, card.listen)
    qtbot.keyClick(card.field, Qt.Key.Key_Escape)
    assert not card.field.isVisible()
    assert there.context.actions.pedals == OUT_OF_THE_BOX


def test_without_its_library_a_usb_pedal_cannot_be_chosen_and_it_says_so(pages, monkeypatch):
    monkeypatch.setattr("ui.settings.pedal.pedals_possible", lambda: False)
    there = pages()
    card = opened(there, "keys").keys.pedal
    assert not card.usb.isEnabled()
    assert "Pedals that send keys work without it" in card.usb_said.text()


def test_a_usb_pedal_is_tried_on_the_spot(qtbot, pages, tmp_path, monkeypatch):
    monkeypatch.setattr("ui.settings.pedal.pedals_possible", lambda: True)
    there = pages()
    page = opened(there, "keys")
    card = page.keys.pedal
    foot = Foot()
    card.connect_device = lambda: foot
    press(qtbot, card.usb)
    assert load_settings(tmp_path / "settings.toml").usb_pedal
    qtbot.waitUntil(lambda: card.usb_said.text() == "The pedal is ready. Press it to try it.")
    foot._reports.append(b"\x03\x00")
    qtbot.waitUntil(lambda: card.usb_said.text() == "Pressed: left: back, middle: plays while held")
    page.open_with("look")
    assert foot.closed
