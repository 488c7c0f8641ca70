"""Variants, attributes, recent codes, the palette, and going from place to place, with the keys."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QMenu

from tests.helpers.accessible import clipped, walk
from ui.coding.code_places import CodePlaces
from ui.coding.dialogs import MemoDialog
from ui.palette_dialog import PaletteDialog
from ui.theme import Mode, current

NONE, SHIFT = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier
ALT, CTRL = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ControlModifier


def press(key, modifier=NONE):
    """Press a key where the focus is."""
    focused = QApplication.focusWidget()
    assert focused is not None
    QTest.keyClick(focused, key, modifier)


def code(desk, place, key, modifier=NONE):
    row = desk.choose(place)
    press(key, modifier)
    return row


def stored(desk, row):
    """Code and attributes of a row as the service says."""
    (entry,) = desk.coding.state.codes_on(row.id)
    return entry.label, entry.attributes


def test_shift_and_the_letter_give_the_code_with_its_first_attribute(desk):
    row = code(desk, 0, Qt.Key.Key_W, SHIFT)
    assert stored(desk, row) == ("CON", {"specific": "yes"})
    assert "State concern · specific: yes" in desk.page.space.rows.spoken(row)
    desk.choose(2)
    button = desk.page.space.palette_panel.button("CON")
    assert "⇧W: State concern: specific" in button.accessibleDescription()
    assert "⇧W: State concern: specific" in button.toolTip()


def test_a_variant_keeps_the_memo_of_the_code_it_replaces_and_is_one_step(desk):
    row = code(desk, 0, Qt.Key.Key_Q)
    entry = desk.coding.state.codes[0]
    desk.services.coding.set_note(desk.services.actor, desk.coding.id, entry.thread_id, "a plan in it")
    desk.page.model.reload()
    press(Qt.Key.Key_P, SHIFT)
    assert stored(desk, row) == ("PLN", {"made": "shared"})
    assert desk.coding.state.codes[0].note == "a plan in it"
    press(Qt.Key.Key_Z, CTRL)
    assert stored(desk, row) == ("OQ", {})


def test_attributes_are_offered_after_a_code_and_given_by_number(desk):
    row = code(desk, 0, Qt.Key.Key_Q)
    desk.wait_a_moment()
    strip = desk.page.space.strip
    assert [one.text for one in strip.offers][:2] == ["Evokes …", "Leading"]
    press(Qt.Key.Key_Semicolon)
    press("2")
    assert stored(desk, row) == ("OQ", {"leading": ""})
    assert desk.page.space.list.hasFocus(), "the hand goes on where it was"
    press(Qt.Key.Key_Semicolon)
    press("1")
    assert [one.text for one in strip.offers][:2] == ["importance", "ability"]
    press("7")
    assert stored(desk, row) == ("OQ", {"leading": "", "evokes": "future"})
    assert desk.page.space.rows.marks_on(row).codes[0].name == "Open question · evokes: future, leading"
    assert desk.page.header.undo.accessibleName().startswith("Undo: Attributes of Open question")
    press(Qt.Key.Key_Z, CTRL)
    assert stored(desk, row) == ("OQ", {"leading": ""})


def test_who_says_nothing_about_a_code_just_goes_on(desk):
    code(desk, 0, Qt.Key.Key_Q)
    press(Qt.Key.Key_Down)
    press(Qt.Key.Key_Down)
    row = desk.rows[2]
    press(Qt.Key.Key_R)
    assert stored(desk, row) == ("SR", {})
    assert stored(desk, desk.rows[0]) == ("OQ", {})


def test_attributes_are_changed_later_with_arrows_and_escape_leaves(desk):
    row = code(desk, 0, Qt.Key.Key_Q)
    desk.choose(5)
    desk.choose(0)
    press(Qt.Key.Key_Semicolon)
    strip = desk.page.space.strip
    assert QApplication.focusWidget() is strip.button("attribute:evokes")
    press(Qt.Key.Key_Right)
    press(Qt.Key.Key_Return)
    assert stored(desk, row) == ("OQ", {"leading": ""})
    press(Qt.Key.Key_Semicolon)
    press("1")
    press(Qt.Key.Key_Escape)
    assert strip.offers[0].id == "attribute:evokes"
    press(Qt.Key.Key_Escape)
    assert desk.page.space.list.hasFocus()


def test_without_a_code_the_attribute_key_says_so_and_stays(desk, qtbot):
    desk.choose(0)
    with qtbot.waitSignal(desk.page.model.said) as said:
        press(Qt.Key.Key_Semicolon)
    assert said.args == ["There is no code here to say more about."]
    assert desk.page.space.list.hasFocus()


def test_a_code_that_was_replaced_takes_its_attributes_along(desk):
    row = code(desk, 0, Qt.Key.Key_W, SHIFT)
    press(Qt.Key.Key_A)
    assert stored(desk, row) == ("AF", {})


def test_recent_codes_are_given_by_number_and_survive_opening_again(desk):
    code(desk, 0, Qt.Key.Key_Q)
    code(desk, 2, Qt.Key.Key_R)
    row = code(desk, 4, Qt.Key.Key_1, ALT)
    assert stored(desk, row) == ("OQ", {})
    row = code(desk, 6, Qt.Key.Key_2, ALT)
    assert stored(desk, row) == ("SR", {})
    desk.page.model.close()
    desk.page.open_with(desk.session_id)
    row = code(desk, 8, Qt.Key.Key_1, ALT)
    assert stored(desk, row) == ("OQ", {})
    desk.choose(10)
    desk.wait_a_moment()
    assert [(one.text, one.key) for one in desk.page.space.strip.offers] == [
        ("Open question", "Alt+1"),
        ("Simple reflection", "Alt+2"),
    ]


def test_a_number_without_a_recent_code_does_nothing(desk):
    code(desk, 0, Qt.Key.Key_5, ALT)
    assert desk.coding is None


def test_codes_are_found_by_what_they_mean(desk, qtbot):
    row = desk.choose(0)
    press("/")
    dialog = desk.page.findChild(PaletteDialog)
    qtbot.waitUntil(dialog.isActiveWindow)
    QTest.keyClicks(dialog.field, "sympathy")
    assert [one.text for one in dialog.model.entries] == ["Support"]
    QTest.keyClick(dialog.field, Qt.Key.Key_Return)
    assert stored(desk, row) == ("SU", {})


def test_escape_leaves_the_finder_with_nothing_given_and_the_focus_where_it_was(desk, qtbot):
    desk.choose(0)
    press("/")
    dialog = desk.page.findChild(PaletteDialog)
    qtbot.waitUntil(dialog.isActiveWindow)
    QTest.keyClicks(dialog.field, "open")
    QTest.keyClick(dialog.field, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not dialog.isVisible())
    assert desk.page.window().focusWidget() is desk.page.space.list
    assert desk.coding is None


def test_the_palette_names_its_groups(desk):
    desk.choose(0)
    palette = desk.page.space.palette_panel
    headings = [one.text() for one in palette.findChildren(QLabel) if one.isVisible()]
    assert headings == ["Consistent", "Neutral", "Inconsistent"]
    assert "Inconsistent" in palette.button("CFT").accessibleDescription()
    parent = next(place for place, row in enumerate(desk.rows) if row.role.value == "parent")
    height = palette.height()
    desk.choose(parent)
    desk.wait_a_moment()
    assert [one.text() for one in palette.findChildren(QLabel) if one.isVisible()] == []
    assert palette.heightForWidth(palette.width()) == height, "the list above does not jump"


def test_arrows_in_the_palette_step_over_its_headings(desk):
    desk.choose(0)
    palette = desk.page.space.palette_panel
    palette.button("AUT").setFocus()
    met = []
    for _ in range(4):
        press(Qt.Key.Key_Right)
        met.append(QApplication.focusWidget().code.id)
    assert met == ["BLX", "ADP", "OQ", "CQ"]
    press(Qt.Key.Key_Left)
    press(Qt.Key.Key_Left)
    assert QApplication.focusWidget().code.id == "ADP"


def test_keys_go_from_place_to_place_of_one_code(desk, qtbot):
    for place in (0, 4, 8):
        code(desk, place, Qt.Key.Key_Q)
    code(desk, 6, Qt.Key.Key_R)
    desk.choose(0)
    seen = []
    for modifier_key in (Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Up):
        press(modifier_key, ALT)
        seen.append(desk.page.space.list.current_id)
    assert seen == [desk.rows[place].id for place in (4, 8, 4)]
    press(Qt.Key.Key_Down, ALT)
    with qtbot.waitSignal(desk.page.model.said) as said:
        press(Qt.Key.Key_Down, ALT)
    assert said.args == ["No later place with Open question."]
    assert desk.page.space.list.current_id == desk.rows[8].id


def places_dialog(desk, qtbot) -> CodePlaces:
    press(Qt.Key.Key_F, CTRL | SHIFT)
    dialog = desk.page.findChild(CodePlaces)
    qtbot.waitUntil(dialog.isActiveWindow)
    return dialog


def test_the_list_of_places_leads_to_each_and_escape_goes_back(desk, qtbot):
    for place in (0, 4, 8):
        code(desk, place, Qt.Key.Key_Q)
    desk.choose(4)
    dialog = places_dialog(desk, qtbot)
    assert dialog.list.count() == 3
    assert dialog.list.currentRow() == 1
    press(Qt.Key.Key_Down)
    assert desk.page.space.list.current_id == desk.rows[8].id
    press(Qt.Key.Key_Space)
    assert desk.page.playback.playing
    press(Qt.Key.Key_Escape)
    assert not desk.page.playback.playing
    assert desk.page.space.list.current_id == desk.rows[4].id


def test_enter_stays_at_the_place_that_was_found(desk, qtbot):
    for place in (0, 4):
        code(desk, place, Qt.Key.Key_Q)
    desk.choose(0)
    places_dialog(desk, qtbot)
    press(Qt.Key.Key_Down)
    press(Qt.Key.Key_Return)
    assert desk.page.space.list.current_id == desk.rows[4].id


def test_another_code_can_be_asked_for_in_the_list_of_places(desk, qtbot):
    code(desk, 0, Qt.Key.Key_Q)
    code(desk, 2, Qt.Key.Key_R)
    dialog = places_dialog(desk, qtbot)
    assert [dialog.codes.itemText(place) for place in range(dialog.codes.count())] == [
        "Open question (1)",
        "Simple reflection (1)",
    ]
    dialog.codes.setFocus()
    press(Qt.Key.Key_Home)
    dialog.codes.activated.emit(dialog.codes.currentIndex())
    assert dialog.list.item(0).text().startswith("0:00")


def test_the_menu_of_a_row_offers_the_same(desk):
    code(desk, 0, Qt.Key.Key_Q)
    desk.page.acts.menu(desk.rows[0].id, desk.page.mapToGlobal(desk.page.rect().center()))
    menu = desk.page.space.findChildren(QMenu)[0]
    words = [action.text().split("\t")[0] for action in menu.actions()]
    assert {"Find a code and give it", "Say more about the code", "Where this code is used"} <= set(words)
    next(a for a in menu.actions() if a.text().startswith("Say more")).trigger()
    assert desk.page.space.strip.isAncestorOf(QApplication.focusWidget())
    menu.close()


def test_a_moment_on_the_place_gets_its_note_with_the_memo_key(desk, qtbot):
    desk.choose(3)
    press(Qt.Key.Key_M)
    dialog = desk.page.space.findChild(MemoDialog)
    qtbot.waitUntil(dialog.isActiveWindow)
    QTest.keyClicks(dialog.text, "first")
    QTest.keyClick(dialog.text, Qt.Key.Key_Return)
    desk.page.activateWindow()
    qtbot.waitUntil(desk.page.space.list.hasFocus)
    press(Qt.Key.Key_M)
    again = QApplication.activeModalWidget()
    assert isinstance(again, MemoDialog)
    assert again.text.toPlainText() == "first"
    QTest.keyClicks(again.text, "and ")
    QTest.keyClick(again.text, Qt.Key.Key_Return)
    assert [one.note for one in desk.coding.state.moments] == ["and first"]


@pytest.mark.parametrize(("mode", "scale", "width"), [(Mode.DARK, 1.0, 1196), (Mode.LIGHT, 2.0, 1137)])
def test_strip_finder_and_places_are_for_everybody(open_desk, qtbot, mode, scale, width):
    current().apply(mode, scale)
    desk = open_desk(size=(width, 720))
    code(desk, 0, Qt.Key.Key_Q)
    press(Qt.Key.Key_Semicolon)
    press("1")
    qtbot.wait(1)
    assert walk(desk.page.space.strip) == []
    assert clipped(desk.page.space.strip) == []
    desk.page.space.show_tab("transcript")
    desk.choose(0)
    dialog = places_dialog(desk, qtbot)
    assert walk(dialog) == []
    assert clipped(dialog) == []
