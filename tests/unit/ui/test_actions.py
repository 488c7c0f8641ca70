from __future__ import annotations

import itertools
from functools import partial

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from coder.domain.purpose import Purpose
from ui.action_table import TABLE, Scope, Spec, When, overlap
from ui.actions import Actions, KeyRefused, OwnKeys, needs_panel, portable
from ui.pages import PAGES


@pytest.fixture
def panel(qtbot):
    """A page with a focusable panel, a field and a button outside it."""
    page = QWidget()
    column = QVBoxLayout(page)
    page.panel, page.field, page.button = QWidget(), QLineEdit(), QPushButton("Outside")
    page.panel.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    for widget in (page.panel, page.field, page.button):
        column.addWidget(widget)
    qtbot.addWidget(page)
    with qtbot.waitActive(page):
        page.show()
    return page


def test_no_two_acts_of_the_table_share_a_key_where_both_are_heard(qapp):
    for first, second in itertools.combinations(TABLE, 2):
        same = first.key and portable(first.key) == portable(second.key)
        assert not (same and overlap(first, second)), (first.id, second.id)


def test_every_key_of_the_table_can_be_read_and_every_id_is_its_own(qapp):
    assert all(portable(spec.key) for spec in TABLE)
    assert len({spec.id for spec in TABLE}) == len(TABLE)


def test_keys_that_controls_use_by_themselves_are_only_heard_in_panels(qapp):
    claimed = [
        spec.id for spec in TABLE if spec.scope in (Scope.WINDOW, Scope.PAGE) and needs_panel(portable(spec.key))
    ]
    assert claimed == []


def test_a_panel_key_is_heard_in_its_panel_only(qtbot, panel):
    actions, heard = Actions(), []
    actions.set_condition(When.SESSION_OPEN, True)
    actions.bind("play.toggle", panel.panel, lambda: heard.append("play"))
    for widget in (panel.field, panel.button):
        widget.setFocus()
        qtbot.keyClick(widget, Qt.Key.Key_Space)
    assert heard == []
    panel.panel.setFocus()
    qtbot.keyClick(panel.panel, Qt.Key.Key_Space)
    assert heard == ["play"]
    assert panel.field.text() == " "


def test_a_page_key_is_heard_from_a_text_field_too(qtbot, panel):
    actions, heard = Actions(), []
    actions.set_condition(When.SESSION_OPEN, True)
    actions.bind("play.toggle_anywhere", panel, lambda: heard.append("play"))
    panel.field.setFocus()
    qtbot.keyClick(panel.field, Qt.Key.Key_Space, Qt.KeyboardModifier.ControlModifier)
    assert heard == ["play"]


def test_a_page_key_is_heard_beside_its_page_as_long_as_that_page_is_shown(qtbot):
    window, rail, pages, heard = QWidget(), QPushButton("Teams"), QStackedWidget(), []
    row = QHBoxLayout(window)
    row.addWidget(rail)
    row.addWidget(pages)
    actions = Actions()
    actions.set_condition(When.SESSION_OPEN, True)
    for id_ in ("play.forward", "present"):
        pages.addWidget(QWidget())
        actions.bind(id_, pages.widget(pages.count() - 1), partial(heard.append, id_))
    qtbot.addWidget(window)
    with qtbot.waitActive(window):
        window.show()
    rail.setFocus()
    for shown in (1, 0):
        pages.setCurrentIndex(shown)
        qtbot.keyClick(rail, Qt.Key.Key_F5)
    assert heard == ["present", "play.forward"]


def test_an_act_waits_for_its_condition(qtbot, panel):
    actions, heard = Actions(), []
    actions.bind("memo", panel.panel, lambda: heard.append("memo"))
    panel.panel.setFocus()
    qtbot.keyClick(panel.panel, Qt.Key.Key_M)
    assert heard == []
    actions.set_condition(When.SESSION_OPEN, True)
    qtbot.keyClick(panel.panel, Qt.Key.Key_M)
    actions.set_condition(When.SESSION_OPEN, False)
    qtbot.keyClick(panel.panel, Qt.Key.Key_M)
    assert heard == ["memo"]


def test_a_moved_key_works_at_once_and_is_stored(qtbot, panel):
    stored, heard = [], []
    actions = Actions(save=stored.append)
    actions.set_condition(When.SESSION_OPEN, True)
    actions.bind("memo", panel.panel, lambda: heard.append("memo"))
    actions.remap("memo", "F9")
    panel.panel.setFocus()
    qtbot.keyClick(panel.panel, Qt.Key.Key_M)
    qtbot.keyClick(panel.panel, Qt.Key.Key_F9)
    assert heard == ["memo"]
    assert stored == [OwnKeys({"memo": "F9"})]
    assert Actions(stored[-1]).key("memo") == "F9"


def test_a_single_key_can_be_switched_off(qtbot, panel):
    actions, heard = Actions(), []
    actions.set_condition(When.SESSION_OPEN, True)
    actions.bind("memo", panel.panel, lambda: heard.append("memo"))
    actions.remap("memo", "")
    panel.panel.setFocus()
    qtbot.keyClick(panel.panel, Qt.Key.Key_M)
    assert heard == []


@pytest.mark.parametrize(
    ("id_", "key"),
    [
        ("memo", "E"),
        ("palette", "Ctrl+1"),
        ("palette", "K"),
        ("find", "Space"),
        ("utterance.next", "J"),
        ("memo", "Blah"),
    ],
)
def test_a_key_that_cannot_be_used_is_refused_and_nothing_changes(qapp, id_: str, key: str):
    stored = []
    actions = Actions(save=stored.append)
    before = actions.key(id_)
    with pytest.raises(KeyRefused):
        actions.remap(id_, key)
    assert actions.key(id_) == before
    assert stored == []


def test_a_key_freed_by_one_act_may_go_to_another(qapp):
    actions = Actions()
    actions.remap("evidence.add", "X")
    actions.remap("memo", "E")
    assert actions.clashes("evidence.add", "E") == ["memo"]
    actions.reset()
    assert actions.key("memo") == "M"


def test_codes_of_a_codebook_join_the_table_and_leave_it(qapp):
    actions = Actions()
    actions.add([Spec("code.OQ", "Open question", "Q", Scope.PANEL, ("code/transcript",), When.CODING_OPEN)])
    assert actions.clashes("memo", "q") == ["code.OQ"]
    actions.remove("code.")
    assert actions.clashes("memo", "q") == []


def test_codes_that_left_with_their_codebook_stay_away_once_their_keys_are_gone(qtbot, panel):
    actions, heard = Actions(), []
    actions.add([Spec("code.OQ", "Open question", "Q", Scope.PANEL, ("code/transcript",), When.CODING_OPEN)])
    key = actions.bind("code.OQ", panel.panel, lambda: heard.append("open question"))
    with qtbot.waitSignal(key.destroyed):
        key.deleteLater()
        actions.remove("code.")
    actions.set_condition(When.CODING_OPEN, True)
    assert "code.OQ" not in actions.offered()
    assert actions.possible("principle.1")


def test_the_palette_can_do_what_is_visible_and_possible(qtbot, panel):
    actions, heard = Actions(), []
    actions.bind("find", panel, lambda: heard.append("find"))
    assert actions.offered() == ["find"]
    assert actions.trigger("find")
    panel.hide()
    assert not actions.trigger("find")
    assert heard == ["find"]


def test_a_bound_act_is_forgotten_with_its_page(qtbot):
    actions = Actions()
    page = QWidget()
    actions.bind("find", page, lambda: None)
    with qtbot.waitSignal(page.destroyed):
        page.deleteLater()
    assert actions.offered() == []
    actions.remap("find", "Ctrl+G")


def test_the_number_in_an_id_is_said_in_its_words(qapp):
    assert Actions().text("principle.4") == "Rate principle 4, then 1 to 5, or 0 for not evaluable"


def test_a_pedal_does_an_act_beside_its_key_and_is_stored(qtbot, panel):
    stored, heard = [], []
    actions = Actions(save=stored.append)
    actions.set_condition(When.SESSION_OPEN, True)
    actions.bind("play.toggle_anywhere", panel, lambda: heard.append("play"))
    actions.set_pedal("play.toggle_anywhere", "F13")
    panel.field.setFocus()
    qtbot.keyClick(panel.field, Qt.Key.Key_F13)
    qtbot.keyClick(panel.field, Qt.Key.Key_Space, Qt.KeyboardModifier.ControlModifier)
    assert heard == ["play", "play"]
    assert stored == [OwnKeys(pedals={"play.toggle_anywhere": "F13"})]
    actions.set_pedal("play.toggle_anywhere", "")
    qtbot.keyClick(panel.field, Qt.Key.Key_F13)
    assert len(heard) == 2
    assert actions.pedals == {}


def test_a_pedal_that_sends_f4_plays_out_of_the_box(qtbot, panel):
    heard = []
    actions = Actions()
    actions.set_condition(When.SESSION_OPEN, True)
    actions.bind("play.toggle_anywhere", panel, lambda: heard.append("play"))
    panel.field.setFocus()
    qtbot.keyClick(panel.field, Qt.Key.Key_F4)
    assert heard == ["play"]


@pytest.mark.parametrize(
    ("id_", "key"),
    [("play.toggle_anywhere", "F3"), ("play.toggle_anywhere", "B"), ("play.back", "F3"), ("utterance.next", "F13")],
)
def test_a_pedal_whose_key_is_taken_typed_or_pointless_is_refused(qapp, id_: str, key: str):
    stored = []
    actions = Actions(save=stored.append)
    with pytest.raises(KeyRefused):
        actions.set_pedal(id_, key)
    assert stored == []


def test_a_key_a_pedal_sends_is_taken_for_others(qapp):
    actions = Actions()
    actions.set_pedal("play.back", "F13")
    assert actions.clashes("memo", "F13") == ["play.back"]
    with pytest.raises(KeyRefused, match="Back 3 seconds"):
        actions.remap("memo", "F13")


def test_without_single_keys_a_letter_needs_ctrl_and_alt_and_space_does_not(qtbot, panel):
    actions, heard = Actions(), []
    actions.set_condition(When.SESSION_OPEN, True)
    actions.bind("memo", panel.panel, lambda: heard.append("memo"))
    actions.bind("play.toggle", panel.panel, lambda: heard.append("play"))
    actions.set_single_keys(False)
    panel.panel.setFocus()
    qtbot.keyClick(panel.panel, Qt.Key.Key_M)
    assert heard == []
    both = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
    qtbot.keyClick(panel.panel, Qt.Key.Key_M, both)
    qtbot.keyClick(panel.panel, Qt.Key.Key_Space)
    assert heard == ["memo", "play"]
    assert actions.key_text("memo") == "Ctrl+Alt+M"
    assert actions.clashes("evidence.add", "m") == ["memo"]
    actions.set_single_keys(True)
    qtbot.keyClick(panel.panel, Qt.Key.Key_M)
    assert heard == ["memo", "play", "memo"]


def test_no_two_acts_share_a_key_without_single_keys(qapp):
    actions = Actions(OwnKeys(single_keys=False))
    for first, second in itertools.combinations(TABLE, 2):
        same = first.key and actions.key(first.id) == actions.key(second.id)
        assert not (same and overlap(first, second)), (first.id, second.id)
    assert [spec.id for spec in TABLE if actions.key(spec.id).removeprefix("Shift+") in "ABCDEFGHIJ1234567?["] == []


def test_the_usual_keys_and_pedals_come_back_and_single_keys_stay_off(qapp):
    actions = Actions()
    usual = actions.pedals
    actions.remap("memo", "F9")
    actions.set_pedal("play.back", "F13")
    actions.set_single_keys(False)
    actions.reset()
    assert (actions.key("memo"), actions.pedals, actions.single_keys) == ("Ctrl+Alt+M", usual, False)


def test_in_a_recruitment_window_only_what_has_a_place_there_is_listed_and_possible(qapp):
    actions = Actions()
    for entry in PAGES:
        assert actions.spec(entry.action_id).serves(Purpose.RECRUITMENT) is not entry.practice_only
    actions.set_condition(When.SUGGESTION_SELECTED, True)
    everything = set(actions.listed())
    actions.serve(Purpose.RECRUITMENT)
    left_out = {spec.id for spec in everything - set(actions.listed())}
    expected = {"page.profiles", "page.teams", "suggestion.next", "recruitment.open", "programme.open"}
    assert expected <= left_out
    assert not any(map(actions.possible, left_out))
    # Its key stays taken: what is changed here holds in a window on the practice store, too.
    assert actions.clashes("palette", "Ctrl+5") == ["page.profiles"]
    actions.serve(Purpose.PRACTICE)
    assert set(actions.listed()) == everything
    assert actions.possible("page.profiles")
