"""What is half typed in a dialog over the Code page survives a kill, and is gone once it is sent or left."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextCursor
from PySide6.QtTest import QTest

from coder.domain.suggestions import Decision
from coder.services.suggestions import Suggested
from tests.widget.coding.test_coming_back import restart
from ui.coding.dialogs import LockDialog
from ui.coding.edits import Rate
from ui.coding.view import CodePage
from ui.library.decision_dialogs import AskDialog, DecideDialog, WritingDialog


def drafts(desk) -> dict[str, str]:
    desk.page.care.desk.look()
    return desk.services.desk.get(desk.services.actor, desk.session_id).drafts


def rate_without_evidence(desk) -> None:
    for principle in desk.page.model.frame.codebook.principles:
        desk.page.model.do(Rate(principle.id, 4 if principle.id in ("EVO", "EMP") else 3))


def test_reasons_half_typed_at_the_lock_are_there_again_and_gone_once_given(desk, open_desk):
    rate_without_evidence(desk)
    desk.page.questions.ask_lock()
    field = desk.page.findChild(LockDialog).reasons["EMP"]
    QTest.keyClicks(field, "No moment stands for")
    assert drafts(desk) == {"lock:EMP": "No moment stands for"}
    again = restart(desk, open_desk)
    dialog = again.page.findChild(LockDialog)
    assert dialog.isVisible()
    assert dialog.reasons["EMP"].text() == "No moment stands for"
    assert dialog.reasons["EVO"].text() == ""
    assert drafts(again) == {"lock:EMP": "No moment stands for"}
    QTest.keyClick(dialog.reasons["EMP"], Qt.Key.Key_Return)
    assert again.coding.state.overrides["EMP"].note == "No moment stands for"
    assert drafts(again) == {}


def test_reasons_left_with_not_now_do_not_come_back(desk, open_desk):
    rate_without_evidence(desk)
    desk.page.questions.ask_lock()
    dialog = desk.page.findChild(LockDialog)
    QTest.keyClicks(dialog.reasons["EMP"], "No")
    assert drafts(desk)
    dialog.cancel.click()
    assert drafts(desk) == {}
    again = restart(desk, open_desk).page
    assert [one for one in again.findChildren(LockDialog) if one.isVisible()] == []


def writing(page: CodePage, kind: type[WritingDialog]) -> WritingDialog:
    return next(one for one in page.findChildren(kind) if one.isVisible())


def test_a_half_typed_question_for_the_log_is_open_again_over_its_place(desk, open_desk):
    row = desk.choose(2)
    decisions = desk.page.care.decisions
    decisions.open()
    decisions._dialog.view.ask_button.click()
    dialog = writing(desk.page, AskDialog)
    dialog.about.setCurrentIndex(dialog.about.findData("EMP"))
    QTest.keyClicks(dialog.question, "Is a sigh")
    assert drafts(desk)["log:question"] == "Is a sigh"
    again = restart(desk, open_desk)
    dialog = writing(again.page, AskDialog)
    assert (dialog.question.toPlainText(), dialog.about.currentData()) == ("Is a sigh", "EMP")
    dialog.question.moveCursor(QTextCursor.MoveOperation.End)
    QTest.keyClicks(dialog.question, " empathy?")
    dialog.act.click()
    (kept,) = again.services.decisions.list(again.services.actor)
    assert kept.question == "Is a sigh empathy?"
    assert (kept.session_id, kept.start_s) == (again.session_id, pytest.approx(row.start_s))
    assert drafts(again) == {}


def test_a_half_typed_decision_is_open_again(desk, open_desk):
    services, actor = desk.services, desk.services.actor
    services.decisions.ask(actor, "Is a sigh empathy?", label="EMP")
    one = services.decisions.list(actor)[0]
    decisions = desk.page.care.decisions
    decisions.open()
    decisions._dialog.view.decide(one)
    QTest.keyClicks(writing(desk.page, DecideDialog).decision, "Only when it")
    assert drafts(desk)["log:decision"] == "Only when it"
    again = restart(desk, open_desk)
    dialog = writing(again.page, DecideDialog)
    assert dialog.decision.toPlainText() == "Only when it"
    assert dialog.question.toPlainText() == "Is a sigh empathy?"
    dialog.cancel.click()
    assert drafts(again) == {}


def test_a_question_about_two_marks_waits_until_the_second_listen_is_there(desk, open_desk):
    row = desk.choose(0)
    QTest.keyClick(desk.page.space.list, "q")
    for principle in desk.page.model.frame.codebook.principles:
        desk.page.model.do(Rate(principle.id, 3))
    desk.page.questions.ask_lock()
    desk.page.findChild(LockDialog).act.click()
    desk.services.suggestions.keep(desk.session_id, "test-model", [Suggested(row.id, "CQ", 0.9)], 0)
    desk.page.second.open(desk.session_id)
    desk.page.space.second.choose(3)
    dialog = writing(desk.page, AskDialog)
    assert "log:question" not in drafts(desk), "nothing was typed yet"
    QTest.keyClicks(dialog.question, "When the ")
    words = dialog.question.toPlainText()
    assert drafts(desk)["log:question"] == words
    again = restart(desk, open_desk)
    assert writing(again.page, AskDialog).question.toPlainText() == words
    writing(again.page, AskDialog).act.click()
    (there,) = again.services.suggestions.differences(again.services.actor, again.session_id)
    assert there.decision is Decision.DISCUSS
    assert drafts(again) == {}
