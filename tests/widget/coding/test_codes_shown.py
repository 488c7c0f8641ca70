"""The codes below the transcript can be hidden, so that more of what was said is in sight; their keys go on working."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from ui.preferences import Preferences


def press(key, modifier=Qt.KeyboardModifier.NoModifier):
    QTest.keyClick(QApplication.focusWidget(), key, modifier)


def rows_in_sight(desk):
    view, rows = desk.page.space.list, desk.page.space.rows.rows
    inside = (view.visualRect(view.model().index(place, 0)) for place in range(len(rows)))
    return sum(view.viewport().rect().contains(rect) for rect in inside)


def test_hidden_codes_leave_their_room_to_the_transcript_and_still_have_their_keys(desk, qtbot):
    space = desk.page.space
    desk.choose(0)
    before = rows_in_sight(desk)
    press(Qt.Key.Key_H, Qt.KeyboardModifier.ControlModifier)
    assert not space.palette_panel.isVisible()
    assert not desk.page.codes_shown.button.isChecked()
    qtbot.waitUntil(lambda: rows_in_sight(desk) > before)
    press(Qt.Key.Key_Q)
    assert len(desk.coding.state.codes) == 1


def test_the_button_shows_them_again(desk, qtbot):
    button = desk.page.codes_shown.button
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert not desk.page.space.palette_panel.isVisible()
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert desk.page.space.palette_panel.isVisible()
    assert button.isChecked()


def test_what_was_hidden_stays_hidden_on_this_machine(desk):
    context = desk.page.context
    context._preferences = Preferences(context.operations, context.actions)
    context._preferences.load()
    context._preferences.change(show_codes=False)
    desk.page.model.loaded.emit()
    assert not desk.page.space.palette_panel.isVisible()
    press(Qt.Key.Key_H, Qt.KeyboardModifier.ControlModifier)
    assert context._preferences.settings.show_codes


def test_a_narrow_page_keeps_the_codes_in_their_tab(desk):
    press(Qt.Key.Key_H, Qt.KeyboardModifier.ControlModifier)
    desk.page.window().resize(760, 700)
    assert desk.page.space.compact
    assert not desk.page.codes_shown.button.isVisible()
    desk.page.space.list.setFocus()
    press(Qt.Key.Key_H, Qt.KeyboardModifier.ControlModifier)
    assert desk.page.space.palette_panel.isVisible()
