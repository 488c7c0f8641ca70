"""A mark given while the sound goes on belongs to what is heard, and the page says so."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from ui.coding.dialogs import MemoDialog
from ui.widgets.transcript_rows import RowKind

UP, DOWN, ESC, SPACE = Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Escape, Qt.Key.Key_Space


def press(desk, key, modifier=Qt.KeyboardModifier.NoModifier):
    QTest.keyClick(desk.page.space.list, key, modifier)


def labels(desk) -> dict[str, str]:
    """Codes by utterance, as the service says."""
    return {one.utterance_id: one.label for one in desk.coding.state.codes} if desk.coding else {}


def where(desk) -> str:
    return desk.page.space.strip.where.text()


def play_to(desk, qtbot, at_s):
    desk.play_for(qtbot, at_s - desk.page.playback.position_s)


def test_a_letter_codes_what_is_heard_after_a_jump_and_the_list_follows(desk, qtbot):
    desk.choose(0)
    desk.page.playback.seek(desk.rows[7].start_s + 0.3)
    assert desk.page.space.list.current_id == desk.rows[0].id
    press(desk, SPACE)
    desk.play_for(qtbot, 0.3)
    press(desk, "q")
    assert labels(desk) == {desk.rows[7].id: "OQ"}
    assert desk.page.space.list.current_id == desk.rows[7].id
    assert where(desk).startswith("A mark goes on what is heard: ")
    assert desk.page.playback.playing


def test_in_a_pause_it_is_what_was_said_last(desk, qtbot):
    row, after = desk.rows[2], desk.rows[3]
    assert after.start_s - row.end_s > 0.15
    desk.choose(2)
    press(desk, SPACE)
    play_to(desk, qtbot, row.end_s + 0.1)
    assert desk.page.playback.position_s < after.start_s
    press(desk, "r")
    assert labels(desk) == {row.id: "SR"}


def test_who_chose_another_row_marks_that_one_until_escape(desk, qtbot):
    desk.choose(5)
    press(desk, SPACE)
    desk.play_for(qtbot, 0.3)
    press(desk, UP)
    assert "chosen row" in where(desk)
    assert "Esc" in where(desk)
    press(desk, "q")
    assert labels(desk) == {desk.rows[4].id: "OQ"}
    press(desk, ESC)
    assert desk.page.space.list.current_id == desk.rows[5].id
    press(desk, "r")
    assert labels(desk) == {desk.rows[4].id: "OQ", desk.rows[5].id: "SR"}


def test_a_stretch_coded_by_ear_can_be_chosen_while_playing_and_coded_again(desk, qtbot):
    desk.choose(5)
    desk.page.space.waveform.select((desk.rows[5].start_s + 0.2, desk.rows[5].start_s + 1.2))
    press(desk, "q")
    desk.page.space.waveform.select(None)
    desk.choose(7)
    press(desk, SPACE)
    desk.play_for(qtbot, 0.3)
    by_ear = next(row for row in desk.page.presenter.rows if row.kind is RowKind.INTERVAL)
    desk.page.space.list.choose(by_ear.id)
    assert "chosen row" in where(desk)
    press(desk, "r")
    assert [one.label for one in desk.coding.state.codes] == ["SR"]


def test_the_sound_that_comes_to_the_chosen_row_takes_it_along_again(desk, qtbot):
    desk.choose(3)
    press(desk, SPACE)
    desk.play_for(qtbot, 0.3)
    press(desk, DOWN)
    assert "chosen row" in where(desk)
    play_to(desk, qtbot, desk.rows[4].start_s + 0.3)
    assert "what is heard" in where(desk)
    play_to(desk, qtbot, desk.rows[5].start_s + 0.3)
    assert desk.page.space.list.current_id == desk.rows[5].id


def test_evidence_comes_from_what_is_heard(desk, qtbot):
    desk.choose(0)
    desk.page.playback.seek(desk.rows[6].start_s + 0.2)
    press(desk, SPACE)
    desk.play_for(qtbot, 0.2)
    press(desk, "e")
    (one,) = desk.coding.state.evidence
    assert one.utterance_id == desk.rows[6].id


def test_paused_it_is_the_chosen_row_and_a_chosen_stretch_comes_first(desk):
    desk.choose(4)
    assert where(desk).startswith("A mark goes on the chosen row: ")
    desk.page.space.waveform.select((3.0, 5.5))
    assert where(desk) == "A mark goes on the chosen stretch, 0:03 to 0:05"
    press(desk, "q")
    assert [(one.start_s, one.end_s, one.utterance_id) for one in desk.coding.state.codes] == [(3.0, 5.5, "")]


def test_attributes_stay_offered_while_the_rows_go_by(desk, qtbot):
    row = desk.choose(2)
    press(desk, SPACE)
    desk.play_for(qtbot, 0.4)
    press(desk, "q")
    play_to(desk, qtbot, desk.rows[4].start_s + 0.4)
    assert desk.page.space.list.current_id == desk.rows[4].id
    press(desk, Qt.Key.Key_Semicolon)
    QTest.keyClick(desk.page.space.strip, "2")
    (entry,) = desk.coding.state.codes
    assert (entry.utterance_id, entry.attributes) == (row.id, {"leading": ""})
    assert desk.page.playback.playing


def test_listening_right_through_takes_moments_and_ratings_and_no_codes(desk, qtbot):
    desk.page.show_mode("listen")
    desk.page.space.list.setFocus()
    with qtbot.waitSignal(desk.page.model.said) as said:
        press(desk, "q")
    assert said.args == ["Codes are given in Code mode. Here you mark moments and rate."]
    assert desk.coding is None
    desk.page.playback.seek(30.0)
    press(desk, SPACE)
    desk.play_for(qtbot, 0.5)
    press(desk, "2")
    press(desk, "3")
    press(desk, "e")
    press(desk, Qt.Key.Key_M, Qt.KeyboardModifier.ControlModifier)
    dialog = desk.page.space.findChild(MemoDialog)
    qtbot.waitUntil(dialog.isActiveWindow)
    QTest.keyClick(dialog.text, Qt.Key.Key_Return)
    state = desk.coding.state
    assert state.codes == ()
    assert state.ratings["EMP"].value == 3
    assert [(one.label, one.start_s) for one in state.evidence] == [("EMP", pytest.approx(25.5, abs=0.2))]
    assert len(state.moments) == 1
    assert all(not row.id.startswith("u") and row.words for row in desk.rows)


def test_the_note_of_jotted_evidence_is_written_in_listen_mode(desk, qtbot):
    desk.page.show_mode("listen")
    desk.page.space.list.setFocus()
    desk.page.playback.seek(30.0)
    press(desk, "e", Qt.KeyboardModifier.ShiftModifier)
    desk.choose(0)
    press(desk, "m")
    dialog = desk.page.space.findChild(MemoDialog)
    qtbot.waitUntil(dialog.isActiveWindow)
    QTest.keyClicks(dialog.text, "talked over")
    QTest.keyClick(dialog.text, Qt.Key.Key_Return)
    assert [one.note for one in desk.coding.state.evidence] == ["talked over"]
    assert desk.rows[0].text == "evidence against: talked over"
