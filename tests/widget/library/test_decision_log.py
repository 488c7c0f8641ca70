"""The decision log on the Library page, over a real store."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QAbstractButton, QLabel

from coder.domain.people import Role
from coder.services.decision_log import Arose
from tests.helpers.accessible import clipped, walk
from ui.library.decision_dialogs import AskDialog, DecideDialog
from ui.library.decision_view import SHOWN
from ui.library.provider import DecisionProvider
from ui.library.view import LibraryPage
from ui.theme import Mode, current
from ui.widgets.card import Card


def cards(page) -> list[str]:
    QCoreApplication.processEvents()
    shown = [card for card in page.decisions.findChildren(Card) if card.isVisible()]
    return [" ".join(label.text() for label in card.findChildren(QLabel)) for card in shown]


def open_log(there, size=(1280, 720)) -> LibraryPage:
    page = there.show(LibraryPage(there.context), size)
    page.open_with("decisions")
    return page


def press(page, name: str) -> None:
    QCoreApplication.processEvents()
    next(one for one in page.findChildren(QAbstractButton) if one.accessibleName() == name).click()


def test_an_empty_log_says_what_will_stand_here_and_takes_the_first_question(qtbot, pages):
    there = pages()
    page = open_log(there)
    assert cards(page) == []
    page.decisions.ask_button.click()
    asking = page.findChildren(AskDialog)[-1]
    asking.about.setCurrentIndex(asking.about.findData("CR"))
    asking.question.setPlainText("Is a metaphor always complex?")
    asking.act.click()
    (card,) = cards(page)
    assert "CR · Complex reflection" in card
    assert "Not decided yet." in card
    press(page, "Decide… Is a metaphor always complex?")
    deciding = page.findChildren(DecideDialog)[-1]
    qtbot.waitUntil(deciding.decision.hasFocus)
    qtbot.keyClicks(deciding.decision, "Yes.")
    qtbot.keyClick(deciding.decision, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    (card,) = cards(page)
    assert "Decided: Yes." in card


def test_searching_with_the_key_of_every_page_finds_questions_and_decisions(qtbot, pages):
    there = pages()
    for n in range(SHOWN + 3):
        there.services.decisions.ask(there.actor, f"Does case {n} count?", label="OQ")
    page = open_log(there)
    assert len(cards(page)) == SHOWN
    assert "43 found, the first 40 shown" in page.decisions.found.text()
    there.context.actions.trigger("find")
    assert page.decisions.search.hasFocus()
    qtbot.keyClicks(page.decisions.search, "case 42")
    (card,) = cards(page)
    assert "Does case 42 count?" in card


def test_the_palette_finds_a_decision_by_its_words_and_opens_it_alone(pages):
    there = pages()
    asked = there.services.decisions.ask(there.actor, "Is a metaphor complex?", label="CR").created
    there.services.decisions.decide(there.actor, asked, "Always, if it adds meaning.")
    there.services.decisions.ask(there.actor, "Does a sigh count?", label="OQ")
    provider, found = DecisionProvider(there.context), []
    provider.find("adds mean", found.extend)
    assert [(one.text, one.detail) for one in found] == [("Decision: Is a metaphor complex?", "CR decided")]
    found[0].run()
    ((page_id, argument),) = there.wanted
    page = there.show(LibraryPage(there.context))
    page.open_with(argument)
    assert (page_id, len(cards(page))) == ("library", 1)
    assert "Decided: Always, if it adds meaning." in cards(page)[0]
    page.decisions.search.clear()
    assert len(cards(page)) == 2
    there.become(Role.WORKER)
    found.clear()
    provider.find("sigh", found.extend)
    assert found == []


def test_a_question_leads_to_its_recording(pages):
    there = pages()
    session_id = there.transcribed()
    there.services.decisions.ask(there.actor, "And here?", label="OQ", arose=Arose(session_id, 3, 5))
    page = open_log(there)
    press(page, "Go to the place of: And here?")
    assert there.wanted == [("code", session_id)]


def test_a_coach_asks_and_does_not_decide_and_a_worker_reads_the_codebook_only(pages):
    there = pages()
    there.services.decisions.ask(there.actor, "And here?", label="OQ")
    there.become(Role.COACH)
    page = open_log(there)
    assert len(cards(page)) == 1
    assert not [one for one in page.findChildren(QAbstractButton) if one.accessibleName().startswith("Decide")]
    there.become(Role.WORKER)
    page = there.show(LibraryPage(there.context))
    assert not page.sections._buttons["decisions"].isEnabled()
    assert cards(page) == []


@pytest.mark.parametrize(("mode", "scale"), [(Mode.LIGHT, 1.0), (Mode.DARK, 2.0)])
def test_the_log_is_for_everybody(pages, mode, scale):
    current().apply(mode, scale)
    there = pages()
    asked = there.services.decisions.ask(there.actor, "Is a metaphor always complex? " * 4, label="CR").created
    there.services.decisions.decide(there.actor, asked, "Yes, always. " * 6)
    page = open_log(there)
    QCoreApplication.processEvents()
    assert walk(page) == []
    assert clipped(page) == []
    assert page.minimumSizeHint().width() <= 1140
