"""Line breaking, rows, words and what a screen reader hears, on the list alone."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible, QFontMetricsF
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from coder.domain.people import SpeakerRole
from coder.domain.transcripts import Doubt, Flag, Reason
from ui.theme import Mode, Role, current
from ui.widgets.transcript_list import TranscriptList
from ui.widgets.transcript_rows import Row, RowCode, RowKind, RowMark, RowMarks, TranscriptModel
from ui.widgets.word_wrap import WordWrap

WORDS = ("It", "sounds", "like", "you", "were", "frightened")


def row(number: int, words: tuple[str, ...] = WORDS, **fields: object) -> Row:
    starts = tuple(number * 10 + 0.5 * place for place in range(len(words)))
    values = {
        "id": f"u{number}",
        "kind": RowKind.UTTERANCE,
        "start_s": number * 10.0,
        "end_s": number * 10.0 + 9,
        "speaker": "Worker",
        "role": SpeakerRole.WORKER,
        "words": words,
        "starts_s": starts,
    }
    return Row(**(values | fields))


@pytest.fixture
def model(qapp):
    made = TranscriptModel()
    made.set_rows([row(number) for number in range(40)])
    return made


@pytest.fixture
def shown(model, show_widget):
    return show_widget(TranscriptList(model), (760, 400))


def pixels(widget):
    image = widget.grab().toImage().convertToFormat(widget.grab().toImage().Format.Format_RGB32)
    return np.frombuffer(image.constBits(), np.uint32).reshape(image.height(), image.width()).copy()


def test_the_widest_name_and_the_latest_time_have_room_also_out_of_order(model, shown):
    names = ("iiiiiiiiii", "WWWWWWWW")
    model.set_rows([row(500, speaker=names[0]), row(3, speaker=names[1])])
    metrics = QFontMetricsF(current().font(Role.STRONG))
    shape = shown.itemDelegate().shape
    assert shape.text - shape.speaker >= metrics.horizontalAdvance(names[1])
    assert shape.speaker >= QFontMetricsF(current().font(Role.CAPTION)).horizontalAdvance("1:23:20")


@given(
    rows=st.lists(st.lists(st.text("abcdefgh", min_size=1, max_size=12), max_size=20), min_size=1, max_size=8),
    width=st.integers(10, 300),
)
def test_lines_never_overflow_unless_one_word_is_wider_and_never_lose_a_word(rows, width):
    wrap = WordWrap(rows, lambda text: 7.0 * len(text))
    counts = wrap.line_counts(width)
    for place, words in enumerate(rows):
        boxes = wrap.boxes(place, width)
        assert len(boxes) == len(words)
        assert counts[place] == (boxes[-1].line + 1 if boxes else 1)
        for line in range(int(counts[place])):
            on_line = [box for box in boxes if box.line == line]
            assert all(box.left + box.width <= width + 1e-6 for box in on_line) or len(on_line) == 1
        for before, after in pairwise(boxes):
            if before.line == after.line:
                assert after.left == pytest.approx(before.left + before.width + 7.0)
            else:
                assert after.left == 0.0
                assert before.left + before.width + 7.0 + after.width > width - 1e-6


def test_a_row_is_read_out_whole(model):
    model.set_rows([row(38, flags=(Flag.LOW_CONFIDENCE,))])
    code = RowCode("CR", "Complex reflection", "⇧R", "Em", 1, memo="two sides")
    model.set_marks({"u38": RowMarks((code,), (RowMark("Evidence for Empathy", "Em", 1),))})
    index = model.index(0)
    spoken = model.data(index, Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == "Worker, 6:20: It sounds like you were frightened. Complex reflection. Evidence for Empathy"
    explained = model.data(index, Qt.ItemDataRole.AccessibleDescriptionRole)
    assert "check by ear" in explained
    assert "Memo: two sides" in explained


def test_a_row_says_why_its_words_are_doubted_until_they_were_heard(model):
    doubted = row(38, flags=(Flag.SUSPECT, Flag.TIME_UNCERTAIN))
    doubted = replace(doubted, reasons=tuple(Reason(doubt) for doubt in Doubt))
    model.set_rows([doubted])
    explained = model.data(model.index(0), Qt.ItemDataRole.ToolTipRole)
    for piece in ("over and over", "in that time", "anybody spoke", "No voice", "invent", "guessed", "another", "time"):
        assert piece in explained
    model.set_rows([replace(doubted, checked=True)])
    assert "guessed" not in (model.data(model.index(0), Qt.ItemDataRole.ToolTipRole) or "")


def test_a_screen_reader_finds_the_rows(shown, model):
    shown.choose("u3")
    interface = QAccessible.queryAccessibleInterface(shown)
    assert interface.role() in (QAccessible.Role.List, QAccessible.Role.Table)
    names = [interface.child(place).text(QAccessible.Text.Name) for place in range(3)]
    assert names[0] == model.spoken(model.rows[0])


def test_up_and_down_choose_rows_and_letters_do_not(shown):
    chosen = []
    shown.row_chosen.connect(chosen.append)
    shown.choose("u0")
    QTest.keyClick(shown, Qt.Key.Key_Down)
    QTest.keyClick(shown, Qt.Key.Key_Down)
    QTest.keyClick(shown, Qt.Key.Key_Up)
    QTest.keyClick(shown, Qt.Key.Key_W)
    assert chosen == ["u1", "u2", "u1"]


def test_a_click_tells_the_word_and_a_click_beside_words_does_not(shown):
    pressed = []
    shown.word_pressed.connect(lambda id_, word: pressed.append((id_, word)))
    for word in (0, 5):
        QTest.mouseClick(shown.viewport(), Qt.MouseButton.LeftButton, pos=shown.word_rect("u2", word).center())
    beside = shown.word_rect("u2", 5).center()
    beside.setX(shown.viewport().width() - 20)
    QTest.mouseClick(shown.viewport(), Qt.MouseButton.LeftButton, pos=beside)
    assert pressed == [("u2", 0), ("u2", 5)]


def test_the_word_being_heard_is_lit_and_then_goes_dark_again(shown):
    before = pixels(shown)
    shown.set_playing("u1", 2)
    lit = pixels(shown)
    shown.set_playing("u1", 3)
    moved = pixels(shown)
    shown.set_playing("", -1)
    assert (lit != before).any()
    assert (moved != lit).any()
    assert (pixels(shown) == before).all()


def test_marks_repaint_their_row_only(shown, model):
    before = pixels(shown)
    model.set_marks({"u2": RowMarks((RowCode("OQ", "Open question", "Q", "Ev", 0),))})
    changed = np.flatnonzero((pixels(shown) != before).any(axis=1))
    area = shown.visualRect(model.index(2))
    assert len(changed)
    assert area.top() <= changed[0]
    assert changed[-1] <= area.bottom() + 1


def changed_area(shown, model, marked):
    pictures = []
    for one in (row(0), marked):
        model.set_rows([one])
        # Without its scroll bar the list is wider, which it learns from an event.
        QApplication.processEvents()
        shown.refit()
        pictures.append(pixels(shown)[: shown.sizeHintForRow(0)])
    ys, xs = np.nonzero(pictures[0] != pictures[1])
    return range(int(xs.min()), int(xs.max()) + 1), range(int(ys.min()), int(ys.max()) + 1)


@pytest.mark.parametrize("flag", list(Flag))
def test_a_flag_is_a_sign_before_the_words_and_not_only_a_colour(shown, model, flag):
    columns, _ = changed_area(shown, model, row(0, flags=(flag,)))
    first_word = shown.word_rect("u0", 0)
    assert columns.stop <= first_word.left() + 2
    assert len(columns) >= 8


def test_flags_have_signs_of_their_own(shown, model):
    pictures = set()
    for flag in Flag:
        model.set_rows([row(0, flags=(flag,))])
        pictures.add(pixels(shown)[: shown.sizeHintForRow(0)].tobytes())
    assert len(pictures) == len(Flag)


def test_an_unsure_word_is_underlined(shown, model):
    columns, lines = changed_area(shown, model, row(0, unsure=frozenset({2})))
    word = shown.word_rect("u0", 2)
    assert word.left() <= columns.start
    assert columns.stop <= word.right() + 2
    assert lines.start > word.center().y()


def test_a_narrower_list_breaks_more_lines_and_keeps_its_words(shown, model, qtbot):
    model.set_rows([row(0, WORDS * 6)])
    wide = shown.sizeHintForRow(0)
    shown.resize(420, 400)
    qtbot.waitUntil(lambda: shown.sizeHintForRow(0) > wide)
    assert shown.word_rect("u0", 35).isValid()


def test_a_larger_text_makes_taller_rows(shown):
    before = shown.sizeHintForRow(0)
    current().apply(Mode.LIGHT, 2.0)
    assert shown.sizeHintForRow(0) > before * 1.6


def test_a_row_in_a_long_list_is_scrolled_to(shown, model):
    shown.choose("u39")
    assert shown.viewport().rect().intersects(shown.visualRect(model.index(39)))
    assert shown.current_id == "u39"


def test_an_unknown_row_changes_nothing(shown):
    shown.choose("u3")
    shown.choose("nobody")
    assert shown.current_id == "u3"
    assert shown.word_rect("nobody", 0).isEmpty()


def test_a_short_list_that_was_filled_out_of_sight_is_never_drawn_at_an_old_width(model, show_widget):
    list_ = TranscriptList(model)
    model.set_rows([row(0)])
    list_.setVisible(False)
    shown = show_widget(list_, (1000, 200))
    assert shown.visualRect(model.index(0)).width() == shown.viewport().width()
    assert shown.sizeHintForIndex(model.index(0)).width() == shown.viewport().width()


def test_rows_shown_anew_leave_the_row_and_the_place_as_they_were_and_choose_nothing(model, shown):
    numbers = range(900)
    model.set_rows([row(number) for number in numbers])
    QApplication.processEvents()
    shown.choose("u600")
    bar = shown.verticalScrollBar()
    bar.setValue(bar.value() + 4007)
    at, top = bar.value(), shown.indexAt(QPoint(4, 4)).row()
    chosen: list[str] = []
    shown.row_chosen.connect(chosen.append)
    resets: list[bool] = []
    model.modelReset.connect(lambda: resets.append(True))
    model.set_rows([row(number, ("Other",) if number in (100, 890) else WORDS) for number in numbers])
    QApplication.processEvents()
    assert resets == [True]
    assert (shown.current_id, chosen) == ("u600", [])
    assert shown.indexAt(QPoint(4, 4)).row() == top
    assert bar.value() == at


def test_the_chosen_row_stays_in_view_when_lines_break_anew(model, shown):
    shown.choose("u30")
    assert shown.visualRect(shown.currentIndex()).bottom() > shown.viewport().height() - 40
    heights = shown.visualRect(shown.currentIndex()).height()
    shown.resize(300, 400)
    row = shown.visualRect(shown.currentIndex())
    assert row.height() > heights
    assert 0 <= row.top() < row.bottom() < shown.viewport().height()
