"""Short ways for hands that stay on the keys: saving a note, giving a reason and going on, finding lock and modes."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from ui.coding.dialogs import LockDialog, MemoDialog
from ui.coding.header import CODE, LISTEN


def press(key, modifier=Qt.KeyboardModifier.NoModifier):
    QTest.keyClick(QApplication.focusWidget(), key, modifier)


@pytest.mark.parametrize("modifier", [Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ControlModifier])
def test_enter_saves_a_memo_and_shift_enter_is_a_new_line(desk, qtbot, modifier):
    desk.choose(0)
    press(Qt.Key.Key_Q)
    press(Qt.Key.Key_M)
    dialog = desk.page.space.findChild(MemoDialog)
    qtbot.waitUntil(dialog.isActiveWindow)
    note = dialog.text
    QTest.keyClicks(note, "one")
    QTest.keyClick(note, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    QTest.keyClicks(note, "two")
    QTest.keyClick(note, Qt.Key.Key_Return, modifier)
    assert desk.coding.state.codes[0].note == "one\ntwo"


def test_enter_after_the_reason_goes_back_to_the_row_and_on(desk):
    desk.choose(3)
    press(Qt.Key.Key_6)
    press(Qt.Key.Key_0)
    reason = desk.page.space.principles.card("CHF").reason
    assert reason.hasFocus()
    QTest.keyClicks(reason, "no child was spoken of")
    press(Qt.Key.Key_Return)
    assert desk.page.space.list.hasFocus()
    press(Qt.Key.Key_7)
    press(Qt.Key.Key_4)
    ratings = desk.coding.state.ratings
    assert (ratings["CHF"].note, ratings["CLA"].value) == ("no child was spoken of", 4)


def test_enter_stays_in_the_panel_for_who_rated_there(desk):
    scale = desk.page.space.principles.card("CHF").scale
    scale.setFocus()
    press(Qt.Key.Key_0)
    reason = desk.page.space.principles.card("CHF").reason
    QTest.keyClicks(reason, "too short")
    press(Qt.Key.Key_Return)
    assert reason.hasFocus()


def test_lock_and_modes_are_offered_by_the_palette_while_they_can_be_pressed(desk):
    actions = desk.page.context.actions
    offered = set(actions.offered())
    assert {"coding.lock", "mode.listen", "mode.code"} <= offered
    assert "coding.finish" not in offered
    actions.trigger("mode.listen")
    assert desk.page.header.modes.value == LISTEN
    actions.trigger("mode.second")
    assert desk.page.header.modes.value == LISTEN, "before the lock there is no second listen"
    actions.trigger("mode.code")
    assert desk.page.header.modes.value == CODE
    actions.trigger("coding.lock")
    assert desk.page.findChildren(LockDialog)[-1].isVisible()
