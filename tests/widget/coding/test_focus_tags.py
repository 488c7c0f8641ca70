"""What rows and stretches are about: by key, by digit and letter, the same as before, on the row, in the filter."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu

from coder.domain.coding import EntryKind
from coder.domain.text_edits import Merge
from ui.coding.focus_tags_menu import FocusTagMenu
from ui.coding.row_filters import ABOUT
from ui.palette_dialog import PaletteDialog

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


def press(desk, *keys, modifier=Qt.KeyboardModifier.NoModifier) -> None:
    """Press keys where the focus is: in the list, or in the menu that is open."""
    for key in keys:
        QTest.keyClick(QApplication.activePopupWidget() or desk.page.space.list, key, modifier)


def menu() -> FocusTagMenu:
    found = QApplication.activePopupWidget()
    assert isinstance(found, FocusTagMenu)
    return found


def stored(desk) -> list[tuple[str, str]]:
    return [(one.label, one.utterance_id) for one in desk.coding.state.focus]


def about(desk, place: int) -> list[str]:
    return [one.name for one in desk.page.space.rows.marks_on(desk.rows[place]).about]


def test_the_key_and_a_digit_say_what_a_row_is_about_and_the_same_again_takes_it_off(desk):
    row = desk.choose(3)
    press(desk, "'", "1")
    assert stored(desk) == [("child", row.id)]
    assert about(desk, 3) == ["Child"]
    press(desk, "'", "2")
    assert stored(desk) == [("parent", row.id)]
    press(desk, "'", "2")
    assert stored(desk) == []
    assert about(desk, 3) == []
    assert desk.messages == []


def test_the_key_pressed_twice_says_the_same_as_before_and_never_takes_it_off(desk):
    first, second = desk.choose(0), desk.rows[1]
    press(desk, "'")
    assert not any("Same as before" in action.text() for action in menu().actions())
    press(desk, "5")
    desk.choose(1)
    press(desk, "'")
    assert menu().actions()[-1].text() == "Same as before: Goal and plan\t'"
    press(desk, "'")
    assert stored(desk) == [("goal_plan", first.id), ("goal_plan", second.id)]
    press(desk, "'", "'")
    assert len(stored(desk)) == 2
    assert desk.coding.undo_text == "About Goal and plan at 0:03"


def test_the_other_key_does_both_as_well(desk):
    desk.choose(0)
    press(desk, "'", "1")
    desk.choose(1)
    press(desk, Qt.Key.Key_G, Qt.Key.Key_G, modifier=CTRL)
    assert [tag for tag, _ in stored(desk)] == ["child", "child"]


def test_a_letter_chooses_where_it_is_the_only_one_and_walks_where_it_is_not(desk):
    row = desk.choose(2)
    press(desk, "'", "g")
    assert stored(desk) == [("goal_plan", row.id)]
    press(desk, "'", "p")
    lit = [menu().activeAction().text()]
    press(desk, "p")
    lit.append(menu().activeAction().text())
    press(desk, Qt.Key.Key_Return)
    # It began at the topic that stood, so the next with a p comes first.
    assert lit == ["&7  Process and law", "&8  Practical matters"]
    assert stored(desk) == [("practical", row.id)]


def test_esc_closes_the_choice_and_the_next_letter_codes(desk):
    row = desk.choose(2)
    press(desk, "'", Qt.Key.Key_Escape)
    assert QApplication.activePopupWidget() is None
    press(desk, "q")
    assert stored(desk) == []
    assert [(code.label, code.utterance_id) for code in desk.coding.state.codes] == [("OQ", row.id)]


def test_the_choice_reads_well_and_ticks_what_stands(desk):
    desk.choose(2)
    press(desk, "'", "1", "'")
    assert menu().accessibleName() == "What is this about?"
    ticked = [action.text() for action in menu().actions() if action.isChecked()]
    assert ticked == ["&1  Child"]
    assert menu().activeAction().text() == "&1  Child"
    press(desk, Qt.Key.Key_Escape)
    assert desk.page.space.rows.spoken(desk.rows[2]).endswith("About: Child")


def test_undo_and_redo_show_it_and_it_is_there_after_opening_again(desk, open_desk):
    row = desk.choose(4)
    press(desk, "'", "4", Qt.Key.Key_Z, modifier=Qt.KeyboardModifier.NoModifier)
    # A plain z codes; what is undone is that, and then the tag.
    for _ in range(2):
        press(desk, Qt.Key.Key_Z, modifier=CTRL)
    assert about(desk, 4) == []
    press(desk, Qt.Key.Key_Z, modifier=CTRL | SHIFT)
    assert about(desk, 4) == ["Concern and risk"]
    again = open_desk()
    assert [one.name for one in again.page.space.rows.marks_on(again.rows[4]).about] == ["Concern and risk"]
    assert again.page.focus_tags.last == "concern_risk"
    assert stored(again) == [("concern_risk", row.id)]


def test_a_chosen_stretch_takes_one_and_shows_it_in_a_row_of_its_own(desk):
    wave = desk.page.space.waveform
    before = len(desk.rows)
    wave.select((10.0, 16.0))
    press(desk, "'", "8")
    assert [(one.label, one.utterance_id, one.start_s, one.end_s) for one in desk.coding.state.focus] == [
        ("practical", "", 10.0, 16.0)
    ]
    assert len(desk.rows) == before + 1
    place = next(n for n, row in enumerate(desk.rows) if row.id == "interval-10.00-16.00")
    assert about(desk, place) == ["Practical matters"]
    wave.select(None)
    desk.choose(place)
    press(desk, "'", "8")
    assert len(desk.rows) == before


def test_it_goes_on_the_row_that_is_heard_when_the_key_is_pressed(desk, qtbot):
    desk.choose(0)
    desk.page.playback.play(desk.rows[2].start_s + 0.2)
    desk.play_for(qtbot, 0.3)
    press(desk, "'")
    desk.play_for(qtbot, desk.rows[3].end_s - desk.rows[2].start_s)
    press(desk, "1")
    assert stored(desk) == [("child", desk.rows[2].id)]


def test_the_filter_shows_the_rows_about_one_thing(desk):
    for place, digit in ((1, "1"), (3, "1"), (4, "2")):
        desk.choose(place)
        press(desk, "'", digit)
    wanted = [desk.rows[1].id, desk.rows[3].id]
    box = desk.page.space.filters.codes
    at = box.findData(f"{ABOUT}child")
    assert box.itemText(at) == "About: Child"
    box.setCurrentIndex(at)
    box.activated.emit(at)
    assert [row.id for row in desk.rows] == wanted


def test_beside_the_codes_stand_what_it_is_about_and_the_key(desk):
    button = desk.page.focus_tags.button
    desk.choose(3)
    desk.wait_a_moment()
    assert (button.text(), button.accessibleName()) == ("About …", "What is this about?")
    assert button.accessibleDescription() == "Key: '"
    press(desk, "'", "1")
    desk.wait_a_moment()
    assert (button.text(), button.accessibleName()) == ("About: Child", "About: Child")
    desk.choose(4)
    desk.wait_a_moment()
    assert button.text() == "About …"
    button.click()
    press(desk, "3")
    assert stored(desk)[-1] == ("partner_family", desk.rows[4].id)


def test_it_is_found_by_its_name_among_the_codes_and_stands_in_the_menu_of_the_row(desk):
    row = desk.choose(5)
    press(desk, "/")
    dialog = desk.page.findChild(PaletteDialog)
    QTest.keyClicks(dialog.field, "about pract")
    QTest.keyClick(dialog.field, Qt.Key.Key_Return)
    assert stored(desk) == [("practical", row.id)]
    view = desk.page.space.list
    view.menu_wanted.emit(row.id, view.mapToGlobal(view.rect().center()))
    shown = QApplication.activePopupWidget()
    (topics,) = shown.findChildren(FocusTagMenu)
    assert topics.title() == "What this is about\t'"
    topics.actions()[0].trigger()
    shown.close()
    assert stored(desk) == [("child", row.id)]


def test_a_code_and_what_it_is_about_stand_side_by_side(desk):
    row = desk.choose(6)
    press(desk, "q")
    press(desk, "'", "1")
    press(desk, "w")
    marks = desk.page.space.rows.marks_on(row)
    assert ([code.code for code in marks.codes], [one.tag for one in marks.about]) == (["CON"], ["child"])


def test_merged_rows_keep_both_and_the_first_is_changed(desk):
    rows = [desk.rows[0], desk.rows[1]]
    for place, digit in ((0, "1"), (1, "2")):
        desk.choose(place)
        press(desk, "'", digit)
    desk.page.model.edit_text([Merge(rows[0].id, rows[1].id)], "", "Merge")
    desk.choose(0)
    assert about(desk, 0) == ["Child", "Parent"]
    press(desk, "'", "9")
    assert about(desk, 0) == ["Social talk", "Parent"]


@pytest.mark.parametrize("name", ["voices", "sheet"])
def test_where_nothing_can_be_coded_yet_it_is_told_and_nothing_is_marked(open_desk, name):
    desk = open_desk(name)
    while (dialog := QApplication.activeModalWidget()) is not None:
        dialog.close()
    desk.page.space.list.setFocus()
    desk.page.focus_tags.give(desk.page.acts.place(), "child")
    assert desk.page.model.shown.focus == ()
    assert len(desk.messages) == 1


def test_in_listen_mode_it_is_said_where_it_is_given(desk):
    said: list[str] = []
    desk.page.model.said.connect(said.append)
    desk.page.show_mode("listen")
    desk.page.focus_tags.open()
    assert QApplication.activePopupWidget() is None
    assert said == ["What talk is about is said in Code mode."]


def test_the_figures_beside_count_what_turns_are_about(desk):
    from ui.coding.measures import summary_of

    for place, digit in ((0, "1"), (1, "2"), (2, "1")):
        desk.choose(place)
        press(desk, "'", digit)
    model = desk.page.model
    summary = summary_of(model.transcript, model.shown, model.frame.codebook)
    assert {line.name for line in summary.topics} == {"Child", "Parent"}
    share = next(line for line in summary.figures if line.name == "Turns about the child")
    assert share.by_utterance.text == "67%"
    bare = summary_of(model.transcript, type(model.shown)(), model.frame.codebook)
    assert next(line for line in bare.figures if line.name == share.name).by_utterance.text == "—"


def test_the_key_takes_no_key_of_a_code(desk):
    actions = desk.page.context.actions
    assert actions.clashes("focus.give", actions.key("focus.give")) == []
    assert actions.also("focus.give") == ("Ctrl+G",)


def test_the_menu_is_gone_once_it_was_used(desk, qtbot):
    desk.choose(0)
    press(desk, "'", "1")
    qtbot.waitUntil(lambda: not desk.page.space.findChildren(FocusTagMenu))
    assert not [one for one in desk.page.space.findChildren(QMenu) if one.isVisible()]
    assert desk.coding.state.focus[0].kind is EntryKind.FOCUS
