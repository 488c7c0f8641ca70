"""Present mode: one question a screen, in big type, worked by keys."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QScrollArea

from coder.analysis.prompts import DAILY_QUESTIONS
from tests.cases.fake_services import COACH, FakeServices
from ui.teams.present import PresentDialog
from ui.teams.slides import Slide, slides_of
from ui.teams.view import TeamsPage


@pytest.fixture
def page(qtbot, context) -> TeamsPage:
    context.open(FakeServices(), COACH)
    made = TeamsPage(context, lambda *_: "")
    qtbot.addWidget(made)
    made.resize(1280, 720)
    made.show()
    return made


def _press(qtbot, dialog: PresentDialog, *keys: Qt.Key) -> str:
    for key in keys:
        qtbot.keyClick(QApplication.focusWidget() or dialog, key)
    return dialog.question.text()


def test_the_prompts_come_first_and_the_questions_for_every_visit_last(page):
    report = page.model.report
    slides = slides_of(report)
    assert [one.question for one in slides] == [*(one.question for one in report.prompts), *DAILY_QUESTIONS]
    assert slides[0].sentence == report.prompts[0].sentence


def test_keys_walk_through_the_questions_and_stop_at_both_ends(qtbot, page):
    qtbot.keyClick(page, Qt.Key.Key_F5)
    dialog = page.presented
    questions = [one.question for one in slides_of(page.model.report)]
    qtbot.waitUntil(dialog.isActiveWindow)
    assert dialog.isFullScreen()
    assert dialog.question.text() == questions[0]
    assert _press(qtbot, dialog, Qt.Key.Key_Left) == questions[0]
    assert _press(qtbot, dialog, Qt.Key.Key_Right) == questions[1]
    assert _press(qtbot, dialog, Qt.Key.Key_PageDown, Qt.Key.Key_PageUp, Qt.Key.Key_Space) == questions[2]
    assert _press(qtbot, dialog, Qt.Key.Key_End) == questions[-1]
    assert not dialog.next_button.isEnabled()
    assert dialog.back_button.hasFocus()
    assert _press(qtbot, dialog, Qt.Key.Key_Right) == questions[-1]
    assert _press(qtbot, dialog, Qt.Key.Key_Home) == questions[0]
    dialog.next_button.setFocus()
    assert _press(qtbot, dialog, Qt.Key.Key_Return, Qt.Key.Key_Enter) == questions[2]
    dialog.back_button.setFocus()
    assert _press(qtbot, dialog, Qt.Key.Key_Return) == questions[1]
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()


def test_down_reads_a_long_question_to_its_end_before_the_next_one(qtbot):
    slides = [
        Slide("Empathy", "About 60% of 32 recordings. " * 12, "Where was it seen? " * 6),
        Slide("Before", "", "Clear?"),
    ]
    dialog = PresentDialog(slides, "Team North")
    qtbot.addWidget(dialog)
    dialog.resize(600, 300)
    dialog.show()
    qtbot.waitUntil(dialog.isActiveWindow)
    bar = dialog.findChild(QScrollArea).verticalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > 0)
    presses = 0
    while dialog.place == 0:
        assert bar.value() < bar.maximum() or presses
        _press(qtbot, dialog, Qt.Key.Key_Down)
        presses += 1
    assert presses > 1
    assert bar.value() == 0


def test_each_slide_is_said_with_what_the_figures_say(qtbot, monkeypatch):
    said: list[str] = []
    monkeypatch.setattr("ui.teams.present.announce", lambda _, words: said.append(words))
    dialog = PresentDialog(
        [Slide("Empathy", "Seen in 6 of 10.", "Where?"), Slide("Before", "", "Clear?")], "Team North"
    )
    qtbot.addWidget(dialog)
    dialog.show_slide(1)
    dialog.show_slide(2)
    assert said == ["Empathy. Seen in 6 of 10. Where?", "Before. Clear?"]


def test_nothing_is_presented_where_no_report_is_open(page):
    page.model.report = None
    page.present()
    assert not hasattr(page, "presented")
