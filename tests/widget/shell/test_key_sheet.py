"""The key sheet: acts by group, moved keys and pedals included, and the same as text to print."""

from __future__ import annotations

from itertools import groupby

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from ui.actions import Actions, OwnKeys
from ui.coding.keys import OWN
from ui.key_sheet import KeySheet, sheet_text


def moved() -> Actions:
    actions = Actions(OwnKeys({"memo": "F11"}, {"play.back": "F13"}))
    actions.add(OWN)
    return actions


def test_each_group_stands_together_with_moved_keys_and_pedals(show_widget):
    actions = moved()
    sheet = show_widget(KeySheet(actions), (800, 600))
    model = sheet.table.model()
    rows = [
        tuple(model.index(row, column).data(Qt.ItemDataRole.DisplayRole) for column in range(3))
        for row in range(model.rowCount())
    ]
    assert len(rows) == len(actions.specs())
    groups = [group for group, _ in groupby(rows, key=lambda row: row[0])]
    assert len(groups) == len(set(groups)) > 3
    keys = {what: key for _, what, key in rows}
    assert keys["Write a memo"] == "F11"
    assert keys["Back 3 seconds"] == "F3, pedal F13"
    assert keys["Lock this coding"] == "none"


def test_the_sheet_is_put_on_the_clipboard_as_text_to_print(qtbot, show_widget):
    sheet = show_widget(KeySheet(moved()), (800, 600))
    sheet.copy_button.setFocus()
    qtbot.keyClick(sheet.copy_button, Qt.Key.Key_Space)
    text = QGuiApplication.clipboard().text()
    assert text == sheet_text(moved())
    assert "\nListen\n  Space                         Play or pause [Transcript, Waveform]\n" in text
    assert "  F3, pedal F13                 Back 3 seconds [Code]\n" in text
    assert "Lock this coding" not in text
    assert "clipboard" in sheet.problem.text()


def test_without_single_keys_the_sheet_says_so(qapp):
    actions = moved()
    actions.set_single_keys(False)
    assert "  Ctrl+Alt+L                    Loop the selection [Transcript, Waveform]\n" in sheet_text(actions)
