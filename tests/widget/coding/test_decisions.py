"""The decision log beside the coding; and that nothing anywhere accepts all suggestions at once."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLabel, QMenu

from coder.domain.suggestions import Decision
from coder.services.suggestions import Suggested
from tests.widget.coding.test_rating_and_locking import code, lock_dialog, rate_all
from ui.coding.decisions import DecisionsDialog
from ui.coding.header import SECOND
from ui.library.decision_dialogs import AskDialog, DecideDialog
from ui.widgets.card import Card

CTRL_SHIFT = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def logged(desk):
    """One open question and one that was decided, about two codes."""
    decisions, actor = desk.services.decisions, desk.services.actor
    decisions.ask(actor, "Is a wish a question?", label="OQ")
    asked = decisions.ask(actor, "Does humming count?", label="SR").created
    decisions.decide(actor, asked, "No, only words.")
    return desk


def dialog_of(desk) -> DecisionsDialog:
    return desk.page.findChildren(DecisionsDialog)[-1]


def texts(dialog) -> str:
    cards = [card for card in dialog.findChildren(Card) if card.isVisible()]
    return "\n".join(label.text() for card in cards for label in card.findChildren(QLabel))


def test_a_key_shows_what_was_decided_about_the_code_at_hand(logged, qtbot):
    row = code(logged, 0, "q")
    QTest.keyClick(logged.page.space.list, Qt.Key.Key_D, CTRL_SHIFT)
    dialog = dialog_of(logged)
    assert "Open question" in dialog.windowTitle()
    assert "Is a wish a question?" in texts(dialog)
    assert "humming" not in texts(dialog)
    dialog.all.click()
    qtbot.waitUntil(lambda: "Is a wish a question?" in texts(dialog))
    assert "Decided: No, only words." in texts(dialog)
    QTest.keyClicks(dialog.view.search, "humming")
    qtbot.waitUntil(lambda: "humming" in texts(dialog) and "wish" not in texts(dialog))
    dialog.view.search.setText("bicycle")
    assert texts(dialog) == ""
    assert logged.page.space.list.current_id == row.id


def test_without_a_code_everything_is_shown(logged):
    logged.choose(1)
    assert logged.page.context.actions.trigger("decisions")
    assert "humming" in texts(dialog_of(logged))
    assert not dialog_of(logged).all.isVisible()


def test_a_question_asked_here_keeps_its_place_and_can_be_heard_again(logged, qtbot):
    row = code(logged, 2, "q")
    QTest.keyClick(logged.page.space.list, Qt.Key.Key_D, CTRL_SHIFT)
    dialog = dialog_of(logged)
    dialog.view.ask_button.click()
    asking = dialog.findChildren(AskDialog)[-1]
    assert asking.about.currentData() == "OQ"
    asking.question.setPlainText("Is this a question at all?")
    asking.act.click()
    (mine,) = [one for one in logged.services.decisions.list(logged.services.actor) if "at all" in one.question]
    assert (mine.session_id, mine.start_s) == (logged.session_id, row.start_s)
    qtbot.waitUntil(lambda: "Is this a question at all?" in texts(dialog))
    there = [one for one in dialog.findChildren(QAbstractButton) if one.accessibleName().startswith("Go to the place")]
    there[-1].click()
    assert not dialog.isVisible()
    assert logged.page.playback.playing
    assert logged.page.playback.position_s == pytest.approx(row.start_s, abs=0.05)


def test_a_question_is_decided_from_its_card(logged, qtbot):
    code(logged, 0, "q")
    logged.page.care.decisions.open()
    dialog = dialog_of(logged)
    name = "Decide… Is a wish a question?"
    next(one for one in dialog.findChildren(QAbstractButton) if one.accessibleName() == name).click()
    deciding = dialog.window().findChildren(DecideDialog)[-1]
    deciding.act.click()
    assert deciding.isVisible()
    assert "Write the decision first" in deciding.trouble.text()
    deciding.decision.setPlainText("Only when it asks for an answer.")
    deciding.act.click()
    assert not deciding.isVisible()
    qtbot.waitUntil(lambda: "Decided: Only when it asks for an answer." in texts(dialog))


def test_the_menu_of_a_row_leads_to_the_log(logged, qtbot):
    row = code(logged, 0, "q")
    logged.page.acts.menu(row.id, logged.page.mapToGlobal(logged.page.rect().center()))
    menu = [one for one in logged.page.space.findChildren(QMenu) if one.isVisible()][-1]
    (action,) = [one for one in menu.actions() if one.text().startswith("Decisions about this code")]
    action.trigger()
    menu.close()
    assert "Open question" in dialog_of(logged).windowTitle()


def test_nothing_accepts_all_suggestions_and_each_decision_settles_one_place(desk):
    rows = [code(desk, place, key) for place, key in ((0, "q"), (2, "a"))]
    rate_all(desk)
    lock_dialog(desk).act.click()
    suggested = [Suggested(row.id, "CQ", 0.9 - n / 10) for n, row in enumerate(rows)]
    desk.services.suggestions.keep(desk.session_id, "test-model", suggested, 0)
    page, actor = desk.page, desk.services.actor
    page.show_mode(SECOND)
    page.second.open(desk.session_id)

    def decided() -> int:
        found = desk.services.suggestions.differences(actor, desk.session_id)
        return sum(one.decision is not None for one in found)

    shown = [one for one in page.findChildren(QAbstractButton) if one.isVisible()]
    words = [*(f"{one.text()} {one.accessibleName()}" for one in shown)]
    words += [page.context.actions.text(spec.id) for spec in page.context.actions.specs()]
    assert len(words) > 60
    assert [one for one in words if "accept" in one.casefold() or "all suggest" in one.casefold()] == []
    # Every act of the second listen, one after the other, settles one place at the most.
    for id_ in [spec.id for spec in page.context.actions.specs() if "code/second" in spec.places]:
        page.space.second.list.setFocus()
        before = decided()
        page.context.actions.trigger(id_)
        assert decided() - before <= 1, id_
        for dialog in page.findChildren(AskDialog):
            dialog.reject()
    assert decided() == 2
    found = desk.services.suggestions.differences(actor, desk.session_id)
    assert {one.decision for one in found} <= {Decision.KEEP, Decision.CHANGE}
