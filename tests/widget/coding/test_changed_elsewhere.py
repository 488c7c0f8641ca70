"""Words that a colleague changes while a session is open: shown, said, and nobody is moved or loses what they type."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from coder.domain.errors import UserError
from coder.domain.people import Actor, Role
from coder.domain.text_edits import RemoveUtterance, SetText
from tests.widget.coding import material

ROLES = frozenset({Role.EVALUATOR, Role.STEWARD})


class Colleague:
    """Another evaluator, who works on the same store from a window of their own."""

    def __init__(self, services) -> None:
        self.services = services
        self.actor = Actor(
            services.people.add_person(services.actor, code="E-2", name="Ed", roles=ROLES).created, ROLES
        )

    def edit(self, desk, *edits) -> None:
        self.services.transcripts.edit(self.actor, desk.session_id, edits, "Correct")


@pytest.fixture
def colleague(services) -> Colleague:
    return Colleague(services)


def told(desk) -> list[str]:
    return [words for words in desk.messages if words.endswith("shown now.")]


def test_a_calm_look_shows_what_a_colleague_changed_and_says_who(desk, colleague):
    colleague.edit(desk, SetText(desk.rows[5].id, "quite other words"))
    assert desk.rows[5].text != "quite other words"
    desk.page.care.elsewhere.look()
    assert desk.rows[5].text == "quite other words"
    assert told(desk) == ["Words were changed by E-2; shown now."]
    desk.page.care.elsewhere.look()
    assert len(told(desk)) == 1


def test_the_look_comes_by_itself_while_the_page_is_seen(desk, colleague, qtbot):
    timer = desk.page.care.elsewhere._timer
    assert timer.isActive()
    assert 1_000 <= timer.interval() <= 10_000
    colleague.edit(desk, SetText(desk.rows[5].id, "quite other words"))
    desk.page.hide()
    timer.timeout.emit()
    assert not told(desk)
    with qtbot.waitExposed(desk.page):
        desk.page.show()
    timer.setInterval(1)
    qtbot.waitUntil(lambda: bool(told(desk)))


def test_a_look_that_fails_says_nothing_and_the_page_stays(desk, colleague, monkeypatch):
    def busy(actor, session_id):
        raise UserError("The store is busy.", "Try again.")

    with monkeypatch.context() as patched:
        patched.setattr(desk.services.transcripts, "stand", busy)
        desk.page.care.elsewhere.look()
    assert desk.page.model.is_open
    assert desk.messages == []
    colleague.edit(desk, SetText(desk.rows[5].id, "quite other words"))
    desk.page.care.elsewhere.look()
    assert len(told(desk)) == 1


def test_the_next_write_shows_it_too(desk, colleague):
    colleague.edit(desk, SetText(desk.rows[5].id, "quite other words"))
    desk.choose(0)
    QTest.keyClick(desk.page.space.list, "q")
    assert desk.rows[5].text == "quite other words"
    assert told(desk) == ["Words were changed by E-2; shown now."]
    assert [one.label for one in desk.page.model.shown.codes] == ["OQ"]


def test_an_own_correction_on_top_of_a_colleagues_keeps_both(desk, colleague):
    colleague.edit(desk, SetText(desk.rows[5].id, "quite other words"))
    desk.page.model.edit_text([SetText(desk.rows[7].id, "and these")], "", "Correct")
    assert (desk.rows[5].text, desk.rows[7].text) == ("quite other words", "and these")
    assert len(told(desk)) == 1


def test_own_steps_are_no_news(desk):
    model = desk.page.model
    desk.choose(0)
    QTest.keyClick(desk.page.space.list, "q")
    model.edit_text([SetText(desk.rows[7].id, "and these")], "", "Correct")
    model.undo()
    model.redo()
    desk.page.care.elsewhere.look()
    assert desk.rows[7].text == "and these"
    assert not told(desk)


def test_row_place_and_half_typed_words_stay(open_desk, colleague):
    desk = open_desk(size=(1196, 560))
    lst = desk.page.space.list
    row = desk.choose(20)
    QTest.keyClick(lst, Qt.Key.Key_F2)
    lst.editor.replace_text("half typed")
    at_s, top = desk.page.playback.position_s, lst.visualRect(lst.currentIndex()).top()
    colleague.edit(desk, SetText(desk.rows[23].id, "other words"), SetText(desk.rows[30].id, "more of them"))
    desk.page.care.elsewhere.look()
    assert desk.rows[23].text == "other words"
    assert lst.current_id == row.id
    assert lst.editor is not None
    assert lst.editor.text == "half typed"
    assert lst.editor.isVisible()
    assert desk.page.playback.position_s == at_s
    assert lst.visualRect(lst.currentIndex()).top() == top
    QTest.keyClick(lst.editor.field, Qt.Key.Key_Return)
    assert desk.rows[20].text == "half typed"


def test_who_has_scrolled_away_and_stopped_within_a_row_stays_there(open_desk, colleague, monkeypatch):
    monkeypatch.setattr("ui.widgets.transcript_rows._MANY", 3)
    desk = open_desk(size=(1196, 560))
    lst, row = desk.page.space.list, desk.choose(2)
    desk.page.playback.seek(row.start_s + 0.5)
    lst.verticalScrollBar().setValue(lst.verticalScrollBar().maximum() - 30)
    at, at_s = lst.verticalScrollBar().value(), desk.page.playback.position_s
    assert not lst.shows_current
    words = " ".join(reversed(desk.rows[10].words))
    colleague.edit(desk, *(SetText(desk.rows[place].id, words) for place in (10, 30)))
    desk.page.care.elsewhere.look()
    assert desk.rows[10].text == words
    assert (lst.current_id, desk.page.playback.position_s) == (row.id, at_s)
    assert abs(lst.verticalScrollBar().value() - at) <= 80


def test_a_correction_of_a_row_that_is_gone_is_refused_and_the_row_goes(desk, colleague):
    gone = desk.rows[5].id
    colleague.edit(desk, RemoveUtterance(gone))
    desk.page.model.edit_text([SetText(gone, "too late")], "", "Correct")
    assert gone not in {row.id for row in desk.rows}
    assert told(desk) == ["Words were changed by E-2; shown now."]


def test_a_transcript_made_anew_is_shown_and_said(open_desk, services):
    desk = open_desk("voices")
    old = desk.rows[0].id
    services.transcripts.request(services.actor, desk.session_id)
    services.transcripts.keep(desk.session_id, material.heard(12))
    desk.page.care.elsewhere.look()
    assert len(desk.page.model.transcript.utterances) == 12
    assert old not in {row.id for row in desk.rows}
    assert told(desk) == ["There is a new transcript of this session; it is shown now."]
