"""Rows that change one at a time, fields over rows, very long rows and text from right to left, on the list alone."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QEvent, QModelIndex, QPointF, Qt
from PySide6.QtGui import QInputMethodEvent, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from coder.domain.transcripts import Flag
from tests.widget.coding.test_transcript_list import WORDS, pixels, row
from ui.widgets.transcript_list import TranscriptList
from ui.widgets.transcript_rows import TranscriptModel
from ui.widgets.word_wrap import WordBox, WordWrap, in_reading_order

SOME_ROWS = st.lists(st.lists(st.text("abcdefgh", min_size=1, max_size=9), max_size=8), max_size=7)


def measure(text: str) -> float:
    return 7.0 * len(text)


@given(
    rows=SOME_ROWS, fresh=SOME_ROWS, ends=st.tuples(st.integers(0, 7), st.integers(0, 7)), width=st.integers(20, 200)
)
def test_replaced_rows_are_wrapped_as_if_they_had_always_been_there(rows, fresh, ends, width):
    first, last = sorted(min(end, len(rows)) for end in ends)
    wrap = WordWrap(rows, measure)
    wrap.replace(first, last, fresh)
    whole = [*rows[:first], *fresh, *rows[last:]]
    anew = WordWrap(whole, measure)
    assert wrap.line_counts(width).tolist() == anew.line_counts(width).tolist()
    assert [wrap.boxes(place, width) for place in range(len(whole))] == [
        anew.boxes(place, width) for place in range(len(whole))
    ]


@given(
    words=st.lists(st.sampled_from(["one", "two", "שלום", "עולם", "مرحبا", "12", "😀", "…"]), min_size=1, max_size=14)
)
def test_no_word_overlaps_another_or_leaves_its_line_in_any_script(words):
    width = 120.0
    boxes = WordWrap([words], measure).boxes(0, width)
    placed = in_reading_order(boxes, words, width)
    assert [(box.line, box.width) for box in placed] == [(box.line, box.width) for box in boxes]
    for line in {box.line for box in placed}:
        there = sorted((box for box in placed if box.line == line), key=lambda box: box.left)
        assert there[0].left >= -1e-6
        assert there[-1].left + there[-1].width <= width + 1e-6
        assert all(after.left == pytest.approx(before.left + before.width + 7.0) for before, after in pairwise(there))


def order(words: list[str]) -> list[str]:
    boxes = [WordBox(0, 20.0 * place, 15.0) for place in range(len(words))]
    placed = in_reading_order(boxes, words, 300.0)
    return [word for _, word in sorted(zip((box.left for box in placed), words, strict=True))]


def test_runs_of_the_other_direction_are_turned_round():
    assert order(["she", "said", "שלום", "עולם", "twice"]) == ["she", "said", "עולם", "שלום", "twice"]
    assert order(["שלום", "hello", "there", "עולם"]) == ["עולם", "hello", "there", "שלום"]


@pytest.fixture
def model(qapp):
    made = TranscriptModel()
    made.set_rows([row(number) for number in range(40)])
    return made


@pytest.fixture
def shown(model, show_widget):
    return show_widget(TranscriptList(model), (760, 400))


def heights(view) -> list[int]:
    return [view.visualRect(view.transcript.index(place)).height() for place in range(len(view.transcript.rows))]


@pytest.mark.parametrize(
    "change",
    [
        lambda rows: [*rows[:5], row(5, WORDS * 30), *rows[6:]],
        lambda rows: [*rows[:5], row(5, WORDS[:2]), row(505, WORDS[2:] * 20), *rows[6:]],
        lambda rows: [*rows[:5], row(5, WORDS * 9), *rows[7:]],
        lambda rows: [*rows[:5], row(5, WORDS, speaker="Somebody with a long name"), *rows[6:]],
        lambda rows: rows[:3],
        lambda rows: [],
    ],
    ids=["longer", "split", "merged", "renamed", "filtered", "emptied"],
)
def test_a_changed_row_looks_as_in_a_list_made_anew(shown, model, show_widget, change):
    wanted = change(list(model.rows))
    shown.choose("u5")
    shown.grab()
    model.set_rows(wanted)
    QApplication.processEvents()
    anew_model = TranscriptModel()
    anew_model.set_rows(wanted)
    anew = show_widget(TranscriptList(anew_model), (760, 400))
    assert heights(shown) == heights(anew)
    for view in (shown, anew):
        view.setCurrentIndex(QModelIndex())
        view.verticalScrollBar().setValue(0)
    QApplication.processEvents()
    assert np.array_equal(pixels(shown.viewport()), pixels(anew.viewport()))


def test_the_chosen_row_stays_chosen_when_rows_before_it_come_and_go(shown, model):
    shown.choose("u20")
    model.set_rows([row(900), *model.rows])
    assert shown.current_id == "u20"
    model.set_rows(model.rows[10:])
    assert shown.current_id == "u20"


def test_only_what_differs_is_laid_out_anew(model, qtbot):
    seen = []
    model.spliced.connect(lambda *place: seen.append(place))
    rows = list(model.rows)
    with qtbot.assertNotEmitted(model.modelReset):
        model.set_rows([*rows[:7], row(7, WORDS[:3]), row(700), *rows[8:]])
        model.set_rows(list(model.rows))
    assert seen == [(7, 1, 2)]


def test_a_very_long_row_is_painted_where_it_is_seen_and_its_words_are_heard(shown, model, qtbot):
    long = tuple(f"word{number}" for number in range(4000))
    model.set_rows([row(0), row(1, long), row(2)])
    shown.choose("u1")
    bar = shown.verticalScrollBar()
    bar.setValue(bar.maximum() // 2)
    QApplication.processEvents()
    ink = pixels(shown.viewport())
    assert len(np.unique(ink[50:350, 120:500])) > 8
    middle = shown.viewport().rect().center()
    with qtbot.waitSignal(shown.word_pressed) as pressed:
        for y in range(middle.y(), middle.y() + 30, 3):
            point = QPointF(150, y)
            button = Qt.MouseButton.LeftButton
            event = QMouseEvent(
                QEvent.Type.MouseButtonPress, point, shown.mapToGlobal(point), button, button, Qt.KeyboardModifier(0)
            )
            QApplication.sendEvent(shown.viewport(), event)
    row_id, word = pressed.args
    assert row_id == "u1"
    assert 1000 < word < 3000


def test_a_row_without_words_can_be_typed_in(shown, model):
    model.set_rows([row(0, ()), row(1)])
    editor = shown.open_editor("u0", "", {}, "Return keeps")
    QTest.keyClicks(editor.field, "Mm. Yes")
    assert editor.text == "Mm. Yes"
    assert editor.changed
    assert shown.visualRect(model.index(0)).height() >= editor.height()


def test_a_field_over_a_row_that_is_gone_is_hidden_and_not_lost(shown, model):
    editor = shown.open_editor("u3", "half", {}, "Return keeps")
    model.set_rows([one for one in model.rows if one.id != "u3"])
    QApplication.processEvents()
    assert not editor.isVisible()
    assert editor.text == "half"


def test_letters_made_with_an_input_method_are_taken(shown):
    editor = shown.open_editor("u3", "", {}, "Return keeps")
    event = QInputMethodEvent()
    event.setCommitString("ありがとう 👍🏽")
    QApplication.sendEvent(editor.field, event)
    assert editor.text == "ありがとう 👍🏽"


def test_what_was_checked_no_longer_asks_and_what_was_edited_says_so(model):
    model.set_rows([row(0, flags=(Flag.SUSPECT,), checked=True, edited=True)])
    told = model.explained(model.rows[0])
    assert "check by ear" not in told
    assert told == "Edited. Heard and found right."
