"""Checking through a screen reader counts as a press, once; showing what is stored counts as none."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest

from ui.coding.playback import SPEEDS
from ui.widgets.checkable import CheckableButton
from ui.widgets.code_palette import CodePalette, PaletteCode
from ui.widgets.rating_scale import RatingScale
from ui.widgets.segmented import Segment, SegmentedControl
from ui.widgets.transport import Transport

ANCHORS = tuple(f"anchor {value}" for value in range(1, 6))


def read_out_and_toggle(button) -> None:
    """What a screen reader does: it asks the platform for the button's actions and takes the one that checks it."""
    action = QAccessible.queryAccessibleInterface(button).actionInterface()
    name = action.toggleAction()
    assert name in action.actionNames()
    action.doAction(name)


@pytest.fixture
def button(show_widget):
    made = CheckableButton("Loop")
    made.setCheckable(True)
    made.heard = []
    made.clicked.connect(lambda checked: made.heard.append(checked))
    return show_widget(made)


def test_a_screen_reader_presses_by_checking(button):
    read_out_and_toggle(button)
    read_out_and_toggle(button)
    assert button.heard == [True, False]


def test_mouse_and_key_press_once(button):
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    QTest.keyClick(button, Qt.Key.Key_Space)
    assert button.heard == [True, False]


def test_showing_what_is_stored_presses_nothing(button):
    button.show_checked(True)
    assert button.isChecked()
    assert button.heard == []


def test_a_rating_given_through_a_screen_reader_is_told(show_widget):
    scale, heard = RatingScale("Empathy", "Em", ANCHORS), []
    scale.chosen.connect(heard.append)
    show_widget(scale)
    read_out_and_toggle(scale.button(4))
    read_out_and_toggle(scale.button(2))
    scale.set_value(5)
    assert heard == [4, 2]
    assert scale.value == 5


def test_a_code_given_through_a_screen_reader_is_told_and_shown_by_the_page(show_widget):
    palette, heard = CodePalette(), []
    palette.set_codes([PaletteCode("OQ", "Open question", "Q"), PaletteCode("AF", "Affirm", "A")])
    palette.code_chosen.connect(heard.append)
    show_widget(palette)
    read_out_and_toggle(palette.button("AF"))
    assert heard == ["AF"]
    assert not palette.button("AF").isChecked()


def test_a_mode_and_a_loop_chosen_through_a_screen_reader_are_told(show_widget):
    modes, heard = SegmentedControl("Mode", (Segment("listen", "Listen"), Segment("code", "Code"))), []
    modes.chosen.connect(heard.append)
    show_widget(modes)
    read_out_and_toggle(modes.focusProxy().parentWidget()._buttons["code"])
    assert (heard, modes.value) == (["code"], "code")
    transport, looped = Transport(SPEEDS, {}), []
    transport.loop_toggled.connect(lambda: looped.append(True))
    show_widget(transport)
    read_out_and_toggle(transport.loop_button)
    transport.set_loop(True)
    assert looped == [True]
