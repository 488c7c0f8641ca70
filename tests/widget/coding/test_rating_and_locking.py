"""Rating, giving reasons, locking, the second listen and finishing, over a real store."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from coder.domain.coding import Direction, Missing, Origin
from coder.domain.sessions import SessionState
from coder.domain.suggestions import Decision
from coder.services.suggestions import Suggested
from tests.helpers.shown import settle
from ui.coding.dialogs import LockDialog
from ui.coding.edits import Place, Rate, ToggleEvidence
from ui.coding.header import CODE, SECOND
from ui.coding.lock_line import MissingLine
from ui.library.decision_dialogs import AskDialog
from ui.widgets.question import Question
from ui.widgets.waveform_scene import MarkKind

SHIFT = Qt.KeyboardModifier.ShiftModifier


def keys(widget, text):
    for key in text:
        QTest.keyClick(widget, key)


def rate_all(desk, value=3):
    for principle in desk.page.model.frame.codebook.principles:
        desk.page.model.do(Rate(principle.id, value))


def code(desk, place, key):
    row = desk.choose(place)
    QTest.keyClick(desk.page.space.list, key)
    return row


def lock_dialog(desk) -> LockDialog:
    desk.page.header.lock.click()
    return desk.page.findChildren(LockDialog)[-1]


def test_a_digit_chooses_a_principle_and_the_next_rates_it(desk):
    desk.choose(0)
    panel = desk.page.space.principles
    keys(desk.page.space.list, "2")
    assert panel.chosen_id == "EMP"
    assert panel.progress.text() == "Empathy: press 1 to 5, or 0 for not evaluable"
    keys(desk.page.space.list, "4")
    assert desk.coding.state.ratings["EMP"].value == 4
    assert panel.progress.text() == "1 of 7 rated"
    assert panel.card("EMP").scale.value == 4


def test_six_and_seven_always_choose_a_principle(desk):
    desk.choose(0)
    keys(desk.page.space.list, "17")
    assert desk.page.space.principles.chosen_id == "CLA"
    keys(desk.page.space.list, "5")
    assert {id_: entry.value for id_, entry in desk.coding.state.ratings.items()} == {"CLA": 5}


def test_escape_leaves_a_rating_that_was_begun(desk):
    desk.choose(0)
    keys(desk.page.space.list, "1")
    QTest.keyClick(desk.page.space.list, Qt.Key.Key_Escape)
    keys(desk.page.space.list, "4")
    assert desk.coding is None
    assert desk.page.space.principles.chosen_id == "AUT"


def test_not_evaluable_asks_for_its_reason_at_once(desk):
    desk.choose(0)
    keys(desk.page.space.list, "10")
    field = desk.page.space.principles.card("EVO").reason
    assert field.hasFocus()
    QTest.keyClicks(field, "a drop-off only")
    QTest.keyClick(field, Qt.Key.Key_Return)
    rating = desk.coding.state.ratings["EVO"]
    assert (rating.not_evaluable, rating.value, rating.note) == (True, None, "a drop-off only")
    assert desk.page.space.principles.card("EVO").scale.value == 0


def test_the_anchor_of_the_rating_and_its_neighbours_are_shown(desk):
    desk.choose(0)
    principle = desk.page.model.frame.codebook.principle("EMP")
    keys(desk.page.space.list, "24")
    card = desk.page.space.principles.card("EMP")
    assert principle.anchor(4) in card._anchor.text()
    assert principle.anchor(3) in card._beside.text()
    assert principle.anchor(5) in card._beside.text()


def test_the_buttons_of_the_scale_rate_too(desk):
    card = desk.page.space.principles.card("PUR")
    QTest.mouseClick(card.scale.button(2), Qt.MouseButton.LeftButton)
    assert desk.coding.state.ratings["PUR"].value == 2


def test_a_chip_plays_its_moment_and_delete_takes_it_away(desk, qtbot):
    row = desk.choose(6)
    desk.page.space.principles.choose("EMP")
    QTest.keyClick(desk.page.space.list, "e")
    card = desk.page.space.principles.card("EMP")
    chip = card._flow.itemAt(0).widget()
    QTest.mouseClick(chip, Qt.MouseButton.LeftButton)
    assert desk.page.playback.playing
    desk.play_for(qtbot, row.end_s - row.start_s + 1)
    assert not desk.page.playback.playing
    assert desk.page.playback.position_s == pytest.approx(row.end_s, abs=0.01)
    chip.setFocus()
    QTest.keyClick(chip, Qt.Key.Key_Delete)
    assert desk.coding.state.evidence == ()


def test_lock_lists_what_is_missing_and_leads_to_it(desk):
    code(desk, 0, "q")
    desk.page.model.do(Rate("EVO", 3))
    dialog = lock_dialog(desk)
    assert len(dialog.ways) == 6
    assert dialog.reasons == {}
    assert not dialog.act.isEnabled()
    dialog.ways["CHF"].click()
    assert desk.page.space.principles.chosen_id == "CHF"
    assert desk.page.space.principles.card("CHF").scale.button(1).hasFocus()
    assert not desk.coding.locked


def test_a_written_reason_stands_in_for_evidence(desk):
    rate_all(desk)
    desk.page.model.do(Rate("EMP", 4))
    dialog = lock_dialog(desk)
    assert list(dialog.reasons) == ["EMP"]
    QTest.keyClicks(dialog.reasons["EMP"], "heard throughout")
    QTest.keyClick(dialog.reasons["EMP"], Qt.Key.Key_Return)
    assert desk.coding.state.overrides["EMP"].note == "heard throughout"
    assert dialog.ways == {}
    assert dialog.act.isEnabled()
    dialog.act.click()
    assert desk.coding.locked


def test_a_reason_that_is_left_for_what_comes_next_stands_without_enter(desk, qtbot):
    rate_all(desk)
    for principle in ("EVO", "EMP", "CLA"):
        desk.page.model.do(Rate(principle, 2))
    dialog = lock_dialog(desk)
    qtbot.waitUntil(dialog.isActiveWindow)
    first, second, third = dialog.reasons.values()
    first.setFocus()
    QTest.keyClicks(first, "Little was said of it.")
    QTest.keyClick(first, Qt.Key.Key_Tab)
    assert list(dialog.reasons) == ["EMP", "CLA"]
    second.setFocus(Qt.FocusReason.MouseFocusReason)
    QTest.keyClicks(second, "Heard throughout.")
    third.setFocus(Qt.FocusReason.MouseFocusReason)
    assert list(dialog.reasons) == ["CLA"]
    assert third.hasFocus()
    QTest.keyClicks(third, "Not yet")
    dialog.cancel.setFocus(Qt.FocusReason.MouseFocusReason)
    assert list(dialog.reasons) == ["CLA"]
    assert not dialog.act.isEnabled()
    assert {override.label for override in desk.coding.state.overrides.values()} == {"EVO", "EMP"}


def test_a_line_that_is_settled_asks_for_no_reason_until_it_is_missing_again(qtbot):
    one = Missing("EMP", "Empathy: rated 2 without evidence.")
    line = MissingLine(one, can_explain=True)
    qtbot.addWidget(line)
    assert "write a reason" in line.reason.placeholderText()
    line.settle()
    assert line.reason.placeholderText() == ""
    line.show_missing(one)
    assert "write a reason" in line.reason.placeholderText()


def test_after_one_reason_the_next_can_be_typed_and_nothing_half_typed_is_lost(desk):
    rate_all(desk)
    for id_ in ("EMP", "AUT"):
        desk.page.model.do(Rate(id_, 4))
    dialog = lock_dialog(desk)
    first, second = dialog.reasons
    QTest.keyClicks(dialog.reasons[second], "half")
    QTest.keyClicks(dialog.reasons[first], "heard throughout")
    QTest.keyClick(dialog.reasons[first], Qt.Key.Key_Return)
    assert list(dialog.reasons) == [second]
    assert dialog.reasons[second].text() == "half"
    assert dialog.focusWidget() is dialog.reasons[second]
    QTest.keyClick(dialog.reasons[second], Qt.Key.Key_Return)
    assert dialog.act.isEnabled()
    QTest.keyClick(dialog.focusWidget(), Qt.Key.Key_Return)
    assert not desk.coding.locked


def test_two_moments_are_enough_for_a_four(desk):
    rate_all(desk)
    desk.page.model.do(Rate("EMP", 4))
    for place in (0, 6):
        row = desk.rows[place]
        at = Place(row.start_s, row.end_s, row.id)
        desk.page.model.do(ToggleEvidence("EMP", at, Direction.FOR))
    dialog = lock_dialog(desk)
    assert dialog.ways == {}
    dialog.reject()
    assert not desk.coding.locked


def test_lock_then_second_listen_then_finish(desk):
    first, second = code(desk, 0, "q"), code(desk, 2, "a")
    third = desk.rows[4]
    rate_all(desk)
    assert not desk.page.header.modes._buttons[SECOND].isEnabled()
    lock_dialog(desk).act.click()
    assert desk.page.model.session.state is SessionState.LOCKED
    view = desk.page.space.second
    assert view.isVisible()
    assert "worked out" in view.sentence.text()
    desk.services.suggestions.keep(
        desk.session_id,
        "test-model",
        [Suggested(first.id, "CQ", 0.9), Suggested(second.id, "AF", 0.9), Suggested(third.id, "SR", 0.7)],
        3,
    )
    desk.page.second.open(desk.session_id)
    assert [one.utterance_id for one in desk.page.second.revealed.differences] == [first.id, third.id]
    shown = {view.first.text(), view.second.text()}
    assert shown == {"Open question", "Closed question"}
    own = 1 if view.first.text() == "Open question" else 2
    view.list.setFocus()
    keys(view.list, str(own))
    assert desk.services.suggestions.differences(desk.services.actor, desk.session_id)[0].decision is Decision.KEEP
    assert view.current.utterance_id == third.id
    suggested = 1 if view.first.text() == "Simple reflection" else 2
    keys(view.list, str(suggested))
    added = desk.coding.state.codes_on(third.id)
    assert [(entry.label, entry.origin) for entry in added] == [("SR", Origin.AFTER_SEEING)]
    assert view.sentence.text().startswith("0 of 2 places left")
    assert [row.speaker for row in view.rows.rows] == ["Kept", "Changed"]
    desk.page.header.finish.click()
    question = desk.page.findChildren(Question)[-1]
    assert "no longer be changed" in question.sentence.text()
    # Profiles show a recording from the lock on, so finishing must not claim to show it.
    assert "worker" not in question.sentence.text()
    question.act.click()
    assert desk.coding.finished_at is not None
    assert not desk.page.header.finish.isEnabled()
    assert "finished" in desk.page.banner.sentence.text()
    second, header = desk.page.space.second, desk.page.header
    assert second.hear_button.isEnabled()
    assert second.sentence.text().startswith("The second listen is done: finished ")
    assert "2 places: 1 kept, 1 changed." in second.sentence.text()
    assert "choose" not in second.sentence.text()
    second.list.choose(view.rows.rows[1].id)
    assert second._decided.text().startswith("Changed to: Simple reflection · ")
    assert not second.first.isVisible()
    offered = (second.first, second.second, second.discuss, header.undo)
    assert not any(button.isEnabled() for button in offered)
    assert not desk.page.space.principles.card("EVO").scale.button(3).isEnabled()


@pytest.mark.parametrize("gone_elsewhere", [False, True])
def test_the_keyboard_is_in_the_second_listen_once_its_places_are_there_unless_it_went_elsewhere(desk, gone_elsewhere):
    row = code(desk, 0, "q")
    rate_all(desk)
    lock_dialog(desk).act.click()
    page, view, window = desk.page, desk.page.space.second, desk.page.window()
    settle()
    assert not view.list.isVisible()
    assert page.header.modes.isAncestorOf(window.focusWidget()), "while nothing is there to hear"
    if gone_elsewhere:
        page.space.waveform.setFocus()
    desk.services.suggestions.keep(desk.session_id, "test-model", [Suggested(row.id, "CQ", 0.9)], 0)
    page.second.open(desk.session_id)
    settle()
    assert view.list.isVisible()
    assert window.focusWidget() is (page.space.waveform if gone_elsewhere else view.list)


def test_tab_goes_from_place_to_place_and_out_of_the_list_where_there_is_no_other(desk, qtbot):
    marked = [code(desk, place, "q") for place in (0, 2)]
    rate_all(desk)
    lock_dialog(desk).act.click()
    suggested = [Suggested(row.id, "CQ", 0.9 - n / 10) for n, row in enumerate(marked)]
    desk.services.suggestions.keep(desk.session_id, "test-model", suggested, 0)
    desk.page.second.open(desk.session_id)
    settle()
    view, window = desk.page.space.second, desk.page.window()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    view.list.setFocus()
    QTest.keyClick(view.list, Qt.Key.Key_Tab)
    assert (view.list.currentIndex().row(), view.list.hasFocus()) == (1, True)
    keys(view.list, "1")
    assert view.list.currentIndex().row() == 0
    QTest.keyClick(view.list, Qt.Key.Key_Tab)
    assert window.focusWidget() is view.hear_button
    view.list.setFocus()
    QTest.keyClick(view.list, Qt.Key.Key_Tab, SHIFT)
    assert not view.isAncestorOf(window.focusWidget())


def test_nothing_beside_the_second_listen_tells_whose_mark_is_whose(desk):
    row, space = code(desk, 0, "q"), desk.page.space
    QTest.keyClick(space.list, "e")
    rate_all(desk)
    lock_dialog(desk).act.click()
    desk.services.suggestions.keep(desk.session_id, "test-model", [Suggested(row.id, "CQ", 0.9)], 3)
    desk.page.second.open(desk.session_id)
    desk.page.model.reload()
    desk.page.presenter._show_strip()
    for shown in (space.waveform._marks, space.overview._marks):
        assert not shown.codes.marks
    assert [mark.kind for mark in space.waveform._marks.places.marks] == [MarkKind.EVIDENCE]
    assert not space.palette_panel.isVisible()
    assert not space.strip.isVisible()
    QTest.keyClick(space.waveform, "a")
    assert [entry.label for entry in desk.coding.state.codes] == ["OQ"], "no row is coded that is not seen"
    desk.page.show_mode(CODE)
    assert [mark.label for mark in space.waveform._marks.codes.marks] == ["OQ"]
    assert space.palette_panel.isVisible()


def test_a_place_can_be_left_for_discussion(desk, qtbot):
    row = code(desk, 0, "q")
    rate_all(desk)
    lock_dialog(desk).act.click()
    desk.services.suggestions.keep(desk.session_id, "test-model", [Suggested(row.id, "CQ", 0.9)], 0)
    desk.page.second.open(desk.session_id)
    view = desk.page.space.second
    view.list.setFocus()
    keys(view.list, "3")
    dialog = desk.page.findChildren(AskDialog)[-1]
    qtbot.waitUntil(dialog.isActiveWindow)
    dialog.question.setPlainText("Did W-17 ask this?")
    QTest.keyClick(dialog.question, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert dialog.isVisible()
    assert "names a person" in dialog.trouble.text()
    (waiting,) = desk.services.suggestions.differences(desk.services.actor, desk.session_id)
    assert waiting.decision is None
    dialog.question.setPlainText("Is a wish a question?")
    QTest.keyClick(dialog.question, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert not dialog.isVisible()
    (found,) = desk.services.suggestions.differences(desk.services.actor, desk.session_id)
    assert found.decision is Decision.DISCUSS
    assert view.sentence.text().startswith("0 of 1 places left")
    (logged,) = desk.services.decisions.list(desk.services.actor)
    assert (logged.question, logged.start_s) == ("Is a wish a question?", row.start_s)
    assert logged.label in {"OQ", "CQ"}
    assert desk.coding.state.codes_on(row.id)[0].label == "OQ"


@pytest.fixture
def assisted(services, open_desk):
    """A session of a service in assisted mode, with one code and suggestions for two places."""
    services.policy.change(services.actor, assisted_mode=True)
    desk = open_desk()
    first, second = code(desk, 0, "q"), desk.rows[4]
    suggested = [Suggested(first.id, "CQ", 0.9), Suggested(second.id, "SR", 0.7)]
    services.suggestions.keep(desk.session_id, "test-model", suggested, 0)
    return desk, first, second


def mark(view, name):
    """The number of the mark of that name at the chosen place."""
    return {view.first.text(): 1, view.second.text(): 2}[name]


def test_in_assisted_mode_suggestions_are_there_while_coding(assisted):
    desk, first, second = assisted
    button = desk.page.header.modes._buttons[SECOND]
    assert button.isEnabled()
    assert button.text() == "Suggestions"
    assert button.accessibleName() == "Mode: Suggestions"
    desk.page.header.modes._buttons[SECOND].click()
    view = desk.page.space.second
    assert [one.utterance_id for one in desk.page.second.revealed.differences] == [first.id, second.id]
    assert not view.discuss.isVisible()
    keys(view.list, "3")
    assert view.current.utterance_id == first.id
    keys(view.list, str(mark(view, "Closed question")))
    (changed,) = desk.coding.state.codes_on(first.id)
    assert (changed.label, changed.origin) == ("CQ", Origin.ASSISTED)
    assert [one.utterance_id for one in desk.page.second.revealed.differences] == [second.id]
    keys(view.list, str(mark(view, "Simple reflection")))
    assert [entry.label for entry in desk.coding.state.codes_on(second.id)] == ["SR"]
    assert view.sentence.text() == "No place differs from the suggestions."
    assert not desk.coding.locked


def test_a_place_kept_before_the_lock_is_open_again_in_the_second_listen(assisted):
    desk, first, _ = assisted
    desk.page.show_mode(SECOND)
    view = desk.page.space.second
    keys(view.list, str(mark(view, "Open question")))
    assert [entry.label for entry in desk.coding.state.codes_on(first.id)] == ["OQ"]
    assert [row.speaker for row in view.rows.rows] == ["Kept", "To hear"]
    desk.page.show_mode("code")
    rate_all(desk)
    lock_dialog(desk).act.click()
    assert desk.page.header.modes._buttons[SECOND].text() == "Second listen"
    assert [row.speaker for row in view.rows.rows] == ["To hear", "To hear"]
    assert view.discuss.isVisible()


def test_nothing_of_the_suggestions_is_read_before_the_lock(desk):
    row = code(desk, 0, "q")
    desk.services.suggestions.keep(desk.session_id, "test-model", [Suggested(row.id, "CQ", 0.9)], 0)
    desk.page.show_mode("listen")
    desk.page.show_mode("code")
    assert desk.page.second.revealed.differences == ()
    assert desk.coding.seen_suggestions_at is None
