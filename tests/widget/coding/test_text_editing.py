"""Correcting the transcript as an evaluator does it: by key over the row, with sound, with every code kept."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu

from ui.widgets.transcript_rows import RowKind

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
NONE = Qt.KeyboardModifier.NoModifier


@pytest.fixture
def typing(desk, qtbot):
    """The desk with its third row open for typing."""
    desk.choose(2)
    QTest.keyClick(desk.page.space.list, Qt.Key.Key_F2)
    qtbot.waitUntil(lambda: field(desk).hasFocus())
    return desk


def field(desk):
    assert desk.page.space.list.editor is not None
    return desk.page.space.list.editor.field


def rewrite(desk, text: str) -> None:
    QTest.keyClick(field(desk), Qt.Key.Key_A, CTRL)
    QTest.keyClicks(field(desk), text)


def stored(desk):
    return desk.services.transcripts.get(desk.services.actor, desk.session_id)


def texts(desk) -> list[str]:
    return [row.text for row in desk.rows]


def undo(desk) -> None:
    QTest.keyClick(desk.page.space.list, Qt.Key.Key_Z, CTRL)


def test_words_are_corrected_over_the_row_and_kept_with_enter(typing):
    row = typing.rows[2]
    rewrite(typing, "I did ring you, twice")
    QTest.keyClick(field(typing), Qt.Key.Key_Return)
    assert typing.page.space.list.editor is None
    assert typing.rows[2].text == "I did ring you, twice"
    assert typing.rows[2].id == row.id
    assert typing.rows[2].edited
    assert stored(typing).utterances[2].text == "I did ring you, twice"
    assert typing.page.space.list.hasFocus()


def test_letters_are_typed_and_never_code(typing):
    rewrite(typing, "quite so 123")
    QTest.keyClick(field(typing), Qt.Key.Key_Return)
    assert typing.rows[2].text == "quite so 123"
    assert typing.coding is None


def test_one_step_of_undo_brings_the_words_back_and_redo_takes_them_again(typing):
    before = typing.rows[2].text
    rewrite(typing, "other words")
    QTest.keyClick(field(typing), Qt.Key.Key_Return)
    assert "Corrected the words" in typing.page.header.undo.accessibleName()
    undo(typing)
    assert typing.rows[2].text == before
    QTest.keyClick(typing.page.space.list, Qt.Key.Key_Z, CTRL | SHIFT)
    assert typing.rows[2].text == "other words"


def test_a_corrected_word_still_plays_its_second(typing, qtbot):
    words, starts = typing.rows[2].words, typing.rows[2].starts_s
    rewrite(typing, " ".join(("Well,", *words)))
    QTest.keyClick(field(typing), Qt.Key.Key_Return)
    assert typing.rows[2].starts_s[1:] == pytest.approx(starts)
    view = typing.page.space.list
    place = view.word_rect(typing.rows[2].id, 2).center()
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert typing.page.playback.position_s == pytest.approx(starts[1], abs=0.02)


def test_escape_plays_and_pauses_while_typing(typing, qtbot):
    QTest.keyClick(field(typing), Qt.Key.Key_Escape)
    assert typing.page.playback.playing
    qtbot.waitUntil(lambda: not typing.page.text.typing._escaped.isActive())
    QTest.keyClick(field(typing), Qt.Key.Key_Escape)
    assert not typing.page.playback.playing
    assert typing.page.space.list.editor is not None


def test_escape_twice_leaves_the_row_as_it_was_and_the_sound_too(typing):
    before = texts(typing)
    rewrite(typing, "half a thou")
    QTest.keyClick(field(typing), Qt.Key.Key_Escape)
    QTest.keyClick(field(typing), Qt.Key.Key_Escape)
    assert typing.page.space.list.editor is None
    assert texts(typing) == before
    assert not typing.page.playback.playing
    assert not typing.page.model.can_undo


def test_ctrl_z_undoes_typing_first_and_then_leaves(typing):
    before = texts(typing)
    QTest.keyClicks(field(typing), "x")
    QTest.keyClick(field(typing), Qt.Key.Key_Z, CTRL)
    assert typing.page.space.list.editor is not None
    assert field(typing).toPlainText() == before[2]
    QTest.keyClick(field(typing), Qt.Key.Key_Z, CTRL)
    assert typing.page.space.list.editor is None
    assert texts(typing) == before


def test_the_sound_goes_back_and_loops_while_typing(typing):
    playback, row = typing.page.playback, typing.rows[2]
    QTest.keyClick(field(typing), Qt.Key.Key_L, CTRL)
    assert playback.loop == (row.start_s, row.end_s)
    assert playback.playing
    QTest.keyClick(field(typing), Qt.Key.Key_L, CTRL)
    assert playback.loop is None
    playback.pause()
    playback.seek(8.0)
    QTest.keyClick(field(typing), Qt.Key.Key_F3)
    assert playback.position_s == pytest.approx(5.0)


def test_the_sound_going_on_to_the_next_row_does_not_end_the_typing(typing, qtbot):
    QTest.keyClicks(field(typing), " and")
    QTest.keyClick(field(typing), Qt.Key.Key_Escape)
    typing.play_for(qtbot, typing.rows[4].start_s - typing.rows[2].start_s)
    assert typing.page.space.list.editor.row_id == typing.rows[2].id
    assert typing.page.text.typing.draft[1].endswith(" and")


def test_half_typed_words_are_kept_when_another_row_is_clicked(typing):
    QTest.keyClicks(field(typing), " really")
    view = typing.page.space.list
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=view.word_rect(typing.rows[4].id, 0).center())
    assert typing.rows[2].text.endswith(" really")
    assert view.current_id == typing.rows[4].id
    assert stored(typing).utterances[2].text.endswith(" really")


@pytest.mark.parametrize("way_out", ["listen", "hide", "session", "filter"])
def test_half_typed_words_are_kept_whatever_takes_the_row_away(typing, made_store, way_out):
    row_id = typing.rows[2].id
    QTest.keyClicks(field(typing), " really")
    if way_out == "listen":
        typing.page.show_mode("listen")
    elif way_out == "hide":
        typing.page.hide()
    elif way_out == "session":
        typing.page.open_with(made_store.sessions["voices"])
    else:
        boxes = typing.page.space.filters.signs
        boxes.setCurrentIndex(boxes.findData("gap"))
        boxes.activated.emit(boxes.currentIndex())
    (one,) = [one for one in stored(typing).utterances if one.id == row_id]
    assert one.text.endswith(" really")


def test_nothing_but_spaces_is_not_kept(typing):
    before = texts(typing)
    rewrite(typing, "   ")
    QTest.keyClick(field(typing), Qt.Key.Key_Return)
    assert texts(typing) == before
    assert not typing.page.model.can_undo


def test_what_is_pasted_becomes_one_line(typing):
    QApplication.clipboard().setText("two\nlines\tand  tabs")
    rewrite(typing, "")
    QTest.keyClick(field(typing), Qt.Key.Key_A, CTRL)
    QTest.keyClick(field(typing), Qt.Key.Key_V, CTRL)
    QTest.keyClick(field(typing), Qt.Key.Key_Return)
    assert typing.rows[2].text == "two lines and tabs"


def test_ctrl_enter_keeps_and_goes_on_with_the_next_row(typing):
    rewrite(typing, "first")
    QTest.keyClick(field(typing), Qt.Key.Key_Return, CTRL)
    assert typing.page.space.list.editor.row_id == typing.rows[3].id
    rewrite(typing, "second")
    QTest.keyClick(field(typing), Qt.Key.Key_Return)
    assert texts(typing)[2:4] == ["first", "second"]


def test_a_row_splits_at_the_cursor_with_what_was_typed(typing):
    rewrite(typing, "one two three four")
    for _ in range(len(" three four")):
        QTest.keyClick(field(typing), Qt.Key.Key_Left)
    QTest.keyClick(field(typing), Qt.Key.Key_Return, CTRL | SHIFT)
    assert texts(typing)[2:4] == ["one two", "three four"]
    undo(typing)
    assert "one two" not in texts(typing)
    assert "three four" not in texts(typing)


def test_a_row_splits_before_the_word_that_was_clicked_and_its_code_stays_with_the_first(desk):
    row = next(row for row in desk.rows if len(row.words) > 6)
    view = desk.page.space.list
    view.choose(row.id)
    view.setFocus()
    QTest.keyClick(view, "q")
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=view.word_rect(row.id, 3).center())
    QTest.keyClick(view, Qt.Key.Key_Return, CTRL | SHIFT)
    here = view.transcript.place_of(row.id)
    assert desk.rows[here].words == row.words[:3]
    assert desk.rows[here + 1].words == row.words[3:]
    assert desk.rows[here + 1].starts_s == pytest.approx(row.starts_s[3:])
    assert [code.code for code in view.transcript.marks_on(desk.rows[here]).codes] == ["OQ"]
    assert not view.transcript.marks_on(desk.rows[here + 1]).codes


def test_merging_keeps_both_codes_seen_and_undo_parts_them_again(desk):
    view, before = desk.page.space.list, texts(desk)
    first, second = desk.rows[0], desk.rows[1]
    desk.choose(0)
    QTest.keyClick(view, "q")
    QTest.keyClick(view, Qt.Key.Key_J, CTRL)
    assert desk.rows[0].text == f"{first.text} {second.text}"
    assert len(desk.rows) == len(before) - 1
    assert [code.code for code in view.transcript.marks_on(desk.rows[0]).codes] == ["OQ"]
    assert view.current_id == first.id
    undo(desk)
    assert texts(desk) == before


def test_a_row_is_not_merged_with_one_that_a_filter_hides(desk):
    before = stored(desk).utterances
    box = desk.page.space.filters.speakers
    box.setCurrentIndex(box.findData(desk.rows[0].speaker_id))
    box.activated.emit(box.currentIndex())
    hidden = next(one for one in before if one.speaker_id != before[0].speaker_id)
    desk.page.space.list.choose(before[hidden.index - 1].id)
    QTest.keyClick(desk.page.space.list, Qt.Key.Key_J, CTRL)
    QTest.keyClick(desk.page.space.list, Qt.Key.Key_Down, CTRL | SHIFT)
    assert stored(desk).utterances == before


def test_merging_with_the_row_before_stays_on_the_merged_row(desk):
    first = desk.rows[3]
    desk.choose(4)
    QTest.keyClick(desk.page.space.list, Qt.Key.Key_J, CTRL | SHIFT)
    assert desk.page.space.list.current_id == first.id
    assert desk.rows[3].text.startswith(first.text)


def test_words_move_over_a_boundary_one_by_one_and_back(desk):
    before = texts(desk)
    words, following = desk.rows[3].words, desk.rows[4].words
    assert len(words) > 2
    desk.choose(3)
    view = desk.page.space.list
    for _ in range(2):
        QTest.keyClick(view, Qt.Key.Key_Down, CTRL | SHIFT)
    assert desk.rows[3].words == words[:-2]
    assert desk.rows[4].words == (*words[-2:], *following)
    view.choose(desk.rows[4].id)
    for _ in range(2):
        QTest.keyClick(view, Qt.Key.Key_Up, CTRL | SHIFT)
    assert texts(desk) == before


def test_the_last_word_of_a_row_is_not_moved_away(desk):
    desk.choose(2)
    view = desk.page.space.list
    for _ in range(len(desk.rows[2].words) + 3):
        QTest.keyClick(view, Qt.Key.Key_Down, CTRL | SHIFT)
    assert len(desk.rows[2].words) == 1


def test_one_key_gives_a_row_to_the_other_voice(desk):
    row = desk.choose(0)
    QTest.keyClick(desk.page.space.list, Qt.Key.Key_T, CTRL)
    assert desk.rows[0].speaker != row.speaker
    assert "Changed who spoke" in desk.page.header.undo.accessibleName()
    QTest.keyClick(desk.page.space.list, Qt.Key.Key_T, CTRL)
    assert desk.rows[0].speaker == row.speaker


def test_with_three_voices_a_numbered_menu_asks_who_it_was(desk):
    model = desk.page.model
    from coder.domain.people import SpeakerRole
    from ui.coding.voices import added

    model.edit_text(added(model.transcript, "Gran", SpeakerRole.OTHER), "", "Added a voice")
    row = desk.choose(0)
    QTest.keyClick(desk.page.space.list, Qt.Key.Key_T, CTRL)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    assert [action.text()[:2] for action in menu.actions()] == ["&1", "&2"]
    QTest.keyClick(menu, "2")
    assert desk.rows[0].speaker == "Gran"
    assert desk.rows[0].id == row.id


def test_words_nobody_said_are_taken_out_and_their_code_stays_on_its_time(desk):
    row = desk.choose(2)
    view = desk.page.space.list
    QTest.keyClick(view, "q")
    QTest.keyClick(view, Qt.Key.Key_Delete, CTRL)
    assert row.id not in [one.id for one in desk.rows]
    (left,) = [one for one in desk.rows if one.kind is RowKind.INTERVAL]
    assert (left.start_s, left.end_s) == pytest.approx((row.start_s, row.end_s), abs=0.001)
    assert [code.code for code in view.transcript.marks_on(left).codes] == ["OQ"]
    undo(desk)
    assert row.id in [one.id for one in desk.rows]


def test_the_machines_words_come_back_from_the_menu_of_the_row(typing):
    before = typing.rows[2].text
    rewrite(typing, "wrong")
    QTest.keyClick(field(typing), Qt.Key.Key_Return)
    view = typing.page.space.list
    view.menu_wanted.emit(typing.rows[2].id, view.mapToGlobal(view.rect().center()))
    menu = QApplication.activePopupWidget()
    (back,) = [action for action in menu.actions() if action.text().startswith("The machine's words again")]
    back.trigger()
    menu.close()
    assert typing.rows[2].text == before


def test_every_act_of_the_text_stands_in_the_menu_with_its_key(desk):
    desk.choose(2)
    view = desk.page.space.list
    view.menu_wanted.emit(desk.rows[2].id, view.mapToGlobal(view.rect().center()))
    menu = QApplication.activePopupWidget()
    shown = [action.text() for action in menu.actions()]
    menu.close()
    actions = desk.page.context.actions
    for id_ in ("text.edit", "text.split", "text.merge_next", "text.word_down", "text.remove"):
        key = QKeySequence(actions.key(id_)).toString(QKeySequence.SequenceFormat.NativeText)
        assert f"{actions.text(id_)}\t{key}" in shown


def test_right_to_left_words_and_emoji_are_typed_and_shown(typing):
    rewrite(typing, "")
    field(typing).insertPlainText("שלום עולם 😀 hello there")
    QTest.keyClick(field(typing), Qt.Key.Key_Return)
    row = typing.rows[2]
    assert row.words == ("שלום", "עולם", "😀", "hello", "there")
    view = typing.page.space.list
    lefts = [view.word_rect(row.id, place).left() for place in range(5)]
    assert lefts[0] > lefts[1] > lefts[2] > lefts[4] > lefts[3]


def test_the_row_grows_with_its_field_and_with_its_words(typing):
    view = typing.page.space.list
    index = view.transcript.index(2)
    rewrite(typing, "word " * 150)
    QApplication.processEvents()
    assert view.visualRect(index).height() >= view.editor.height()
    assert not view.editor.geometry().intersects(view.visualRect(view.transcript.index(3)))
    QTest.keyClick(field(typing), Qt.Key.Key_Return)
    QApplication.processEvents()
    assert view.visualRect(index).height() > 5 * view.visualRect(view.transcript.index(1)).height() / 2


def test_words_that_cannot_be_kept_stay_in_the_field_with_the_reason(typing):
    before = texts(typing)
    field(typing).selectAll()
    field(typing).insertPlainText("word " * 2500)
    QTest.keyClick(field(typing), Qt.Key.Key_Return)
    assert typing.page.space.list.editor is not None
    assert len(typing.messages) == 1
    assert "characters" in typing.messages[0]
    assert texts(typing) == before
    rewrite(typing, "short again")
    QTest.keyClick(field(typing), Qt.Key.Key_Return)
    assert typing.rows[2].text == "short again"


def test_without_a_transcript_there_is_nothing_to_correct_and_it_says_so(open_desk):
    desk = open_desk("bare")
    QTest.keyClick(desk.page, Qt.Key.Key_D, CTRL)
    QTest.keyClick(desk.page, Qt.Key.Key_V, CTRL | SHIFT)
    assert desk.messages == ["There is no transcript to correct. Nothing was changed."] * 2
