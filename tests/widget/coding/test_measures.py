"""The summary measures on the Code page, as they follow the coding."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QScrollArea

from tests.helpers.accessible import clipped, walk
from ui.coding import measures as working_out
from ui.theme import Mode, current


def shown(desk) -> dict[str, str]:
    """What a screen reader says of each measure: what is said after the colon, by what is said before it."""
    table = desk.page.space.measures.table
    items = [table.item(row, column) for row in range(table.rowCount()) for column in (1, 2)]
    said = [str(item.data(Qt.ItemDataRole.AccessibleTextRole)) for item in items if item is not None]
    return dict(text.split(": ", 1) for text in said) if table.isVisibleTo(desk.page) else {}


def rows(desk) -> list[str]:
    """The words at the left of each row."""
    table = desk.page.space.measures.table
    return [table.item(row, 0).text() for row in range(table.rowCount())]


def code(desk, place, key):
    desk.choose(place)
    QTest.keyClick(desk.page.space.list, key)


@pytest.fixture
def unfolded(open_desk):
    desk = open_desk()
    desk.page.space.measures.fold.click()
    return desk


def test_nothing_is_worked_out_while_the_measures_are_folded(desk, monkeypatch):
    asked = []
    monkeypatch.setattr(working_out, "summary_of", lambda *given: asked.append(given) or None)
    code(desk, 0, "q")
    desk.page.presenter._measures._later.timeout.emit()
    assert asked == []
    assert shown(desk) == {}


def test_what_cannot_be_said_yet_is_a_dash(unfolded, qtbot):
    qtbot.waitUntil(lambda: bool(shown(unfolded)))
    found = shown(unfolded)
    assert found["Reflections per question (R:Q), by utterance"] == "—"
    assert found["Complex reflections (%CR), by turn"] == "—"
    assert found["Consistent to inconsistent"] == "—"
    assert found["Consistent utterances"] == "0"
    assert found["Worker's share of talk"].endswith("%")


def test_the_measures_follow_each_mark(unfolded, qtbot):
    for place, key in ((0, "q"), (2, "q"), (4, "r")):
        code(unfolded, place, key)
    ratio = "Reflections per question (R:Q), by utterance"
    qtbot.waitUntil(lambda: shown(unfolded).get(ratio) == "0.5 : 1 (few, n = 2)")
    assert shown(unfolded)["Open questions (%OQ), by utterance"] == "100% (few, n = 2)"
    unfolded.page.model.undo()
    qtbot.waitUntil(lambda: shown(unfolded).get(ratio) == "0.0 : 1 (few, n = 2)")


def test_without_a_transcript_codes_are_counted_and_talk_is_not_known(open_desk, qtbot):
    desk = open_desk("bare")
    desk.page.space.measures.fold.click()
    # Labels made on a page that is shown already are shown by the next round of events.
    qtbot.waitUntil(lambda: shown(desk).get("Worker's share of talk") == "—")
    assert shown(desk)["Consistent utterances"] == "0"


@pytest.mark.parametrize(("mode", "scale", "width"), [(Mode.LIGHT, 1.0, 1199), (Mode.DARK, 2.0, 1137)])
def test_the_measures_are_for_everybody(open_desk, mode, scale, width):
    current().apply(mode, scale)
    desk = open_desk(size=(width, 720))
    desk.page.space.show_tab("principles")
    desk.page.space.measures.fold.click()
    QTest.qWait(0)
    assert walk(desk.page) == []
    assert clipped(desk.page) == []


def test_each_code_used_is_counted_by_utterance_and_by_turn(unfolded, qtbot):
    code(unfolded, 0, "q")
    code(unfolded, 2, "q")
    qtbot.waitUntil(lambda: shown(unfolded).get("Open question, by utterance") == "2")
    assert shown(unfolded)["Open question, by turn"] == "2", "the parent speaks between the two"
    assert "Affirm" not in rows(unfolded), "what was not used is not listed"


def test_references_say_what_they_were_made_for(unfolded, qtbot):
    qtbot.waitUntil(lambda: bool(shown(unfolded)))
    assert "reference: 1.0 : 1 fair, 2.0 : 1 good" in rows(unfolded)[0]
    assert "made for counselling, not for statutory visits" in unfolded.page.space.measures.reference.text()


def test_attributes_make_figures(unfolded, qtbot):
    unfolded.choose(0)
    QTest.keyClick(unfolded.page.space.list, Qt.Key.Key_P, Qt.KeyboardModifier.ShiftModifier)
    unfolded.choose(4)
    QTest.keyClick(unfolded.page.space.list, Qt.Key.Key_W)
    qtbot.waitUntil(lambda: shown(unfolded).get("Plan steps, shared and imposed") == "1 shared, 0 imposed")
    assert shown(unfolded)["Concern specific"] == "no, 0 of 1"
    assert shown(unfolded)["Purpose said"] == "—"
    assert shown(unfolded)["Concern said"] == "0:12"


@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_arrows_bring_every_row_into_view(open_desk, scale, qtbot):
    current().apply(Mode.LIGHT, scale)
    desk = open_desk(size=(1199, 720))
    space = desk.page.space
    space.show_tab("principles")
    space.measures.fold.click()
    qtbot.waitUntil(lambda: bool(shown(desk)))
    table, area = space.measures.table, space.principles.findChild(QScrollArea)
    space.measures.fold.setFocus()
    QTest.keyClick(space.measures.fold, Qt.Key.Key_Tab)
    assert table.hasFocus()
    for _ in range(table.rowCount()):
        QTest.keyClick(table, Qt.Key.Key_Down)
        qtbot.waitUntil(lambda: not table._later.isActive())
        place = table.visualItemRect(table.item(table.currentRow(), 0))
        for y in (place.top() + 2, place.bottom() - 2):
            at = table.viewport().mapTo(area.viewport(), place.topLeft()).y() + y - place.top()
            assert 0 <= at <= area.viewport().height(), table.currentRow()
    assert table.currentRow() == table.rowCount() - 1
