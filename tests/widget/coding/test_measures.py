"""The summary measures on the Code page, as they follow the coding."""

from __future__ import annotations

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from tests.helpers.accessible import clipped, walk
from ui.coding import measures as working_out
from ui.theme import Mode, current


def shown(desk) -> dict[str, str]:
    """What a screen reader says of each measure: what is said after the colon, by what is said before it."""
    labels = desk.page.space.measures.findChildren(QLabel)
    said = [one.accessibleName() for one in labels if one.isVisibleTo(desk.page) and ": " in one.accessibleName()]
    return dict(text.split(": ", 1) for text in said)


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
    monkeypatch.setattr(working_out, "lines_of", lambda *given: asked.append(given) or ())
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
    qtbot.waitUntil(lambda: shown(unfolded).get(ratio) == "0.5 : 1 (few)")
    assert shown(unfolded)["Open questions (%OQ), by utterance"] == "100% (few)"
    unfolded.page.model.undo()
    qtbot.waitUntil(lambda: shown(unfolded).get(ratio) == "0.0 : 1 (few)")


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
