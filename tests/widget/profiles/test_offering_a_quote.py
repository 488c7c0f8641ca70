"""From the profile a worker offers their own words, sees what is offered, and takes it back."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton

from coder.domain.clips import Refusal
from coder.domain.profiles import Clip
from coder.domain.quotes import LONGEST_QUOTE, RECOGNISED
from tests.cases.fake_services import COACH, FakeServices
from ui.profiles.clip_row import ClipRow
from ui.profiles.view import ProfilesPage

WORDS = "What would [child 1] like to be different by Friday?"
CLIP = Clip("s1", "S-0001", date(2026, 7, 1), 0.0, 4.0, "Warm.")


@pytest.fixture
def services() -> FakeServices:
    return FakeServices()


@pytest.fixture
def page(qtbot, context, services) -> ProfilesPage:
    services.quotes.words = WORDS
    context.open(services, COACH)
    made = ProfilesPage(context)
    qtbot.addWidget(made)
    made.resize(1280, 720)
    made.show()
    made.open_with(services.profiles.workers(COACH)[0].id)
    return made


def _said(widget) -> str:
    return " ".join(one.text() for one in widget.findChildren(QLabel))


def test_words_are_offered_from_a_moment_and_taken_back(qtbot, page, services):
    row = page.strength.findChild(ClipRow)
    offer = next(one for one in row.findChildren(QPushButton) if "to the team’s report" in one.accessibleName())
    assert offer.focusPolicy() & Qt.FocusPolicy.TabFocus
    assert not page.offered.isVisible()
    dialog = page.offer_quote(CLIP)
    assert RECOGNISED in _said(dialog)
    assert dialog.field.toPlainText() == WORDS
    dialog.field.setPlainText("like to be different")
    assert dialog.act.isEnabled()
    dialog.field.setPlainText("something else")
    assert not dialog.act.isEnabled()
    assert "not the words as they were said" in dialog.length.text()
    services.quotes.words = dialog._model.look.words
    dialog.field.setPlainText(WORDS)
    qtbot.mouseClick(dialog.act, Qt.MouseButton.LeftButton)
    assert services.quotes.acts == [("offer", WORDS)]
    assert page.offered.isVisible()
    assert WORDS in _said(page.offered)
    assert "shown in no report" in _said(page.offered)
    assert page.looks.more.nextInFocusChain() in page.offered.stops()
    back = next(one for one in page.offered.findChildren(QPushButton) if one.accessibleName().startswith("Take back"))
    qtbot.mouseClick(back, Qt.MouseButton.LeftButton)
    assert services.quotes.acts[-1] == ("take back", "q")
    assert not page.offered.isVisible()


def test_what_may_not_be_offered_says_why(page, services):
    services.quotes.refusals = (Refusal("The worker says nothing in this moment.", "Only own words are quoted."),)
    dialog = page.offer_quote(CLIP)
    assert not dialog.act.isEnabled()
    assert not dialog.field.isEnabled()
    assert "The worker says nothing in this moment. Only own words are quoted." in dialog.against.text()
    dialog.reject()
    services.quotes.refusals, services.quotes.words = (), "well " * LONGEST_QUOTE
    longer = page.offer_quote(CLIP)
    assert not longer.act.isEnabled(), "a whole minute of talk is no quote"
