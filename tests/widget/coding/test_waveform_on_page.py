"""The waveform with a session behind it: marks chosen and moved, following the sound, zooming, and what is said."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QHelpEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QToolTip

from coder.domain.changes import Kind, changes
from coder.domain.coding import Direction
from tests.widget.coding import material
from tests.widget.coding.test_waveform import drag, glide, pixels, turn
from ui import announce as announcing
from ui.coding.edits import MarkMoment, Place, ToggleCode, ToggleEvidence
from ui.widgets.waveform_scene import MarkKind

NONE = Qt.KeyboardModifier.NoModifier
SHIFT, CTRL, ALT = (
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.AltModifier,
)


@pytest.fixture
def said(monkeypatch):
    heard = []
    monkeypatch.setattr(announcing, "send", lambda event: heard.append(event.message()))
    return heard


@pytest.fixture
def wave(desk):
    shown = desk.page.space.waveform
    shown.setFocus()
    return shown


def mark(desk, edit, qtbot):
    """Have an edit done and its mark drawn."""
    desk.page.model.do(edit)
    count = len(desk.page.space.waveform.marks.codes.marks) + len(desk.page.space.waveform.marks.places.marks)
    state = desk.coding.state
    wanted = len(state.codes) + len(state.evidence) + len(state.moments)
    assert wanted == count + 1
    drawn(desk, qtbot)


def drawn(desk, qtbot):
    """Wait until the strip shows what is stored."""
    qtbot.waitUntil(lambda: not desk.page.presenter._later.isActive())


@pytest.fixture
def coded(desk, wave, qtbot):
    """A code by ear, a moment and a piece of evidence, in order of time."""
    mark(desk, ToggleCode(Place(20.0, 24.0), "AF"), qtbot)
    mark(desk, MarkMoment(desk.page.model.frame.codebook.moments[0].id, Place(30.0, 34.0), "she looked up"), qtbot)
    mark(desk, ToggleEvidence("EMP", Place(40.0, 44.0), Direction.FOR), qtbot)
    wave.setFocus()
    return desk


def middle_of(wave, kind):
    parts = wave._parts
    return round(parts.lanes_bottom + parts.strip / 2 if kind is MarkKind.CODE else parts.markers_middle)


def stretch(entry):
    return entry.start_s, entry.end_s


@pytest.mark.parametrize(
    ("kind", "get", "start_s"),
    [
        (MarkKind.CODE, lambda state: state.codes[0], 20.0),
        (MarkKind.MOMENT, lambda state: state.moments[0], 30.0),
        (MarkKind.EVIDENCE, lambda state: state.evidence[0], 40.0),
    ],
)
def test_both_ends_of_a_mark_are_dragged_as_one_step_each(coded, wave, qtbot, kind, get, start_s):
    y = middle_of(wave, kind)
    before = coded.coding.undo_text
    drag(wave, start_s + 4.0, start_s + 6.0, y, ALT)
    drawn(coded, qtbot)
    assert stretch(get(coded.coding.state)) == pytest.approx((start_s, start_s + 6.0), abs=0.06)
    drag(wave, start_s, start_s + 1.5, y, ALT)
    drawn(coded, qtbot)
    assert stretch(get(coded.coding.state)) == pytest.approx((start_s + 1.5, start_s + 6.0), abs=0.06)
    coded.page.model.undo()
    coded.page.model.undo()
    assert stretch(get(coded.coding.state)) == (start_s, start_s + 4.0)
    assert coded.coding.undo_text == before
    drawn(coded, qtbot)
    assert wave.chosen.end_s == start_s + 4.0


def test_an_end_stops_before_the_other_and_at_the_end_of_the_recording(coded, wave, qtbot):
    y = middle_of(wave, MarkKind.CODE)
    drag(wave, 24.0, 20.0, y, ALT)
    start_s, end_s = stretch(coded.coding.state.codes[0])
    assert 0.04 < end_s - start_s < 1.0
    wave.show_window(100.0, coded.page.model.duration_s)
    coded.page.model.do(ToggleCode(Place(110.0, 112.0), "AF"))
    drawn(coded, qtbot)
    drag(wave, 112.0, 160.0, y, ALT)
    assert coded.coding.state.codes[1].end_s == pytest.approx(coded.page.model.duration_s)


def test_an_end_does_not_pass_the_other(coded, wave, qtbot):
    drag(wave, 24.0, 12.0, middle_of(wave, MarkKind.CODE), ALT)
    assert stretch(coded.coding.state.codes[0]) == pytest.approx((20.0, 20.05), abs=1e-3)


def test_the_play_key_plays_what_was_just_chosen_by_mouse(desk, wave):
    drag(wave, 31.0, 38.0, modifier=ALT)
    assert desk.page.playback.position_s == pytest.approx(31.0, abs=0.1)
    row = desk.rows[1]
    lane = next(n for n, each in enumerate(wave._scene.lanes) if each.label == row.speaker)
    top, bottom = wave._parts.lane_rows(lane)
    place = QPoint(round(wave.pixel_of((row.start_s + row.end_s) / 2)), (top + bottom) // 2)
    QTest.mouseDClick(wave, Qt.MouseButton.LeftButton, NONE, place)
    assert wave.selection_s == pytest.approx((row.start_s, row.end_s), abs=1e-3)
    assert desk.page.playback.position_s == pytest.approx(row.start_s, abs=1e-3)


@pytest.mark.parametrize("by", ["time", "focus"])
def test_an_end_moved_from_the_palette_is_stored_by_itself(coded, wave, qtbot, by):
    coded.page.playback.seek(0.0)
    QTest.keyClick(wave, Qt.Key.Key_Down)
    assert coded.page.context.actions.trigger("stretch.end_second_later")
    if by == "focus":
        coded.page.space.list.setFocus()
        assert coded.coding.state.codes[0].end_s == 25.0
    qtbot.waitUntil(lambda: coded.coding.state.codes[0].end_s == 25.0)


def test_esc_in_the_middle_of_a_drag_leaves_the_mark_where_it_was(coded, wave):
    drag(wave, 24.0, 27.0, middle_of(wave, MarkKind.CODE), ALT, drop=False)
    assert wave.chosen.end_s == pytest.approx(27.0, abs=0.06)
    QTest.keyClick(wave, Qt.Key.Key_Escape)
    assert wave.marks.codes.marks[0].end_s == 24.0
    QTest.mouseRelease(wave, Qt.MouseButton.LeftButton, NONE, QPoint(round(wave.pixel_of(27.0)), 60))
    assert coded.coding.state.codes[0].end_s == 24.0


def test_the_code_of_an_utterance_stays_on_its_words(desk, wave, qtbot):
    row = desk.choose(2)
    QTest.keyClick(desk.page.space.list, "q")
    drawn(desk, qtbot)
    y = middle_of(wave, MarkKind.CODE)
    glide(wave, QPoint(round(wave.pixel_of(row.end_s)) - 2, y), button=Qt.MouseButton.NoButton)
    assert wave.cursor().shape() is not Qt.CursorShape.SizeHorCursor
    drag(wave, row.end_s - 0.1, row.end_s + 3.0, y, ALT)
    assert stretch(desk.coding.state.codes[0]) == pytest.approx((row.start_s, row.end_s), abs=1e-3)


def test_the_pointer_shows_what_can_be_taken(coded, wave):
    shapes = {}
    for name, at_s in (("end", 24.0), ("body", 22.0), ("beside", 27.0)):
        glide(wave, QPoint(round(wave.pixel_of(at_s)), middle_of(wave, MarkKind.CODE)), button=Qt.MouseButton.NoButton)
        shapes[name] = wave.cursor().shape()
    assert shapes["end"] is Qt.CursorShape.SizeHorCursor
    assert shapes["body"] is Qt.CursorShape.PointingHandCursor
    assert shapes["beside"] is Qt.CursorShape.ArrowCursor


def test_marks_are_walked_through_moved_and_taken_back_by_key(coded, wave, said, qtbot):
    coded.page.playback.seek(0.0)
    heard = []
    for _ in range(3):
        QTest.keyClick(wave, Qt.Key.Key_Down)
        heard.append(said[-1])
    assert ["Moment: " in words for words in heard] == [False, True, False]
    assert "0:30.0 to 0:34.0, 4.0 seconds: she looked up" in heard[1]
    assert heard[2].startswith("Evidence for ")
    assert coded.page.playback.position_s == 40.0
    QTest.keyClick(wave, Qt.Key.Key_Down)
    assert said[-1] == "There is no mark further on."
    QTest.keyClick(wave, Qt.Key.Key_Up)
    QTest.keyClick(wave, Qt.Key.Key_Right, SHIFT)
    QTest.keyClick(wave, Qt.Key.Key_Right, SHIFT | CTRL)
    QTest.keyClick(wave, Qt.Key.Key_Left, CTRL)
    drawn(coded, qtbot)
    assert stretch(coded.coding.state.moments[0]) == pytest.approx((29.9, 35.1), abs=1e-3)
    assert "Moved: Moment: " in said[-1]
    QTest.keyClick(wave, Qt.Key.Key_Delete)
    assert coded.coding.state.moments == ()
    coded.page.model.undo()
    assert stretch(coded.coding.state.moments[0]) == pytest.approx((29.9, 35.1), abs=1e-3)


def test_a_held_key_is_one_step(coded, wave):
    coded.page.playback.seek(0.0)
    QTest.keyClick(wave, Qt.Key.Key_Down)
    before = coded.coding.undo_text
    for _ in range(9):
        QTest.keyPress(wave, Qt.Key.Key_Right, SHIFT)
    assert coded.coding.state.codes[0].end_s == 24.0, "nothing is stored before the key is let go"
    QTest.keyRelease(wave, Qt.Key.Key_Right, SHIFT)
    assert coded.coding.state.codes[0].end_s == pytest.approx(24.9, abs=1e-3)
    coded.page.model.undo()
    assert (coded.coding.state.codes[0].end_s, coded.coding.undo_text) == (24.0, before)


def test_the_chosen_mark_takes_its_ends_from_the_position(coded, wave):
    coded.page.playback.seek(0.0)
    QTest.keyClick(wave, Qt.Key.Key_Down)
    coded.page.playback.seek(21.5)
    QTest.keyClick(wave, Qt.Key.Key_Comma)
    coded.page.playback.seek(26.0)
    QTest.keyClick(wave, Qt.Key.Key_Period)
    assert stretch(coded.coding.state.codes[0]) == pytest.approx((21.5, 26.0), abs=1e-3)
    QTest.keyClick(wave, Qt.Key.Key_Comma)
    assert coded.messages[-1].startswith("A stretch must start before it ends")
    assert coded.coding.state.codes[0].start_s == pytest.approx(21.5, abs=1e-3)


@pytest.mark.parametrize("panel", ["list", "waveform"])
def test_a_stretch_is_set_while_listening_and_coded(desk, said, panel):
    widget = getattr(desk.page.space, panel)
    widget.setFocus()
    desk.page.playback.seek(50.0)
    QTest.keyClick(widget, Qt.Key.Key_Comma)
    assert said[-1] == "The stretch starts here"
    desk.page.playback.seek(53.5)
    QTest.keyClick(widget, Qt.Key.Key_Period)
    assert said[-1] == "Stretch: 0:50.0 to 0:53.5, 3.5 seconds"
    QTest.keyClick(widget, "a")
    assert stretch(desk.coding.state.codes[0]) == (50.0, 53.5)


def test_nothing_is_moved_in_a_coding_that_cannot_be_changed(coded, wave, qtbot):
    coded.page.playback.seek(0.0)
    QTest.keyClick(wave, Qt.Key.Key_Down)
    wave.set_movable(False)
    drag(wave, 24.0, 26.0, middle_of(wave, MarkKind.CODE), ALT)
    QTest.keyClick(wave, Qt.Key.Key_Down)
    QTest.keyClick(wave, Qt.Key.Key_Right, SHIFT)
    assert coded.messages[-1] == "This end cannot be moved further."
    assert stretch(coded.coding.state.codes[0]) == (20.0, 24.0)


def test_a_mark_says_its_words_under_the_pointer_and_a_click_goes_there(coded, wave):
    place = QPoint(round(wave.pixel_of(30.0)), middle_of(wave, MarkKind.MOMENT))
    QApplication.sendEvent(wave, QHelpEvent(QEvent.Type.ToolTip, place, wave.mapToGlobal(place)))
    assert "she looked up" in QToolTip.text()
    QTest.mouseClick(wave, Qt.MouseButton.LeftButton, NONE, place)
    assert coded.page.playback.position_s == 30.0
    assert wave.chosen.kind is MarkKind.MOMENT
    QTest.keyClick(wave, Qt.Key.Key_Escape)
    assert wave.chosen is None


def test_a_chosen_code_by_ear_is_chosen_in_the_list_too(coded, wave):
    place = QPoint(round(wave.pixel_of(22.0)), middle_of(wave, MarkKind.CODE))
    QTest.mouseClick(wave, Qt.MouseButton.LeftButton, NONE, place)
    assert coded.page.space.list.current_id == "interval-20.00-24.00"


def test_a_chosen_moment_is_chosen_in_the_list_of_listen_mode(coded, wave):
    coded.page.show_mode("listen")
    place = QPoint(round(wave.pixel_of(30.0)), middle_of(wave, MarkKind.MOMENT))
    QTest.mouseClick(wave, Qt.MouseButton.LeftButton, NONE, place)
    row = coded.page.presenter.row(coded.page.space.list.current_id)
    assert row.id.startswith("moment-")
    assert row.text == "she looked up"


def test_the_view_follows_the_sound_until_the_user_looks_elsewhere(desk, wave, said):
    follower, seek = desk.page.follower, desk.page.playback.seek
    seek(70.0)
    assert wave.window_s[0] < 70.0 < wave.window_s[1]
    turn(wave, wave.width() // 2, 120)
    turn(wave, wave.width() // 2, 120)
    looked_at = wave.window_s
    assert not follower.following
    assert not follower.button.isChecked()
    assert said[-1] == "The waveform stays where you look"
    seek(115.0)
    assert wave.window_s == looked_at
    QTest.keyClick(wave, Qt.Key.Key_F8)
    assert follower.button.isChecked()
    assert wave.window_s[0] < 115.0 < wave.window_s[1]
    follower.button.click()
    assert not follower.following


@pytest.mark.parametrize("look", ["page", "overview", "zoom"])
def test_looking_elsewhere_by_any_means_stops_following(desk, wave, look):
    desk.page.playback.seek(5.0)
    if look == "page":
        QTest.keyClick(wave, Qt.Key.Key_PageDown)
    elif look == "overview":
        QTest.mouseClick(desk.page.space.overview, Qt.MouseButton.LeftButton, NONE, QPoint(500, 10))
    else:
        wave.select((40.0, 50.0))
        QTest.keyClick(wave, Qt.Key.Key_E, CTRL)
        assert wave.window_s == pytest.approx((39.2, 50.8))
    assert not desk.page.follower.following


def test_zooming_round_the_cursor_goes_on_following(desk, wave):
    desk.page.playback.seek(30.0)
    for _ in range(9):
        QTest.keyClick(wave, Qt.Key.Key_Plus)
    assert wave.window_s[1] - wave.window_s[0] == pytest.approx(2.0)
    assert desk.page.follower.following
    QTest.keyClick(wave, Qt.Key.Key_0, CTRL)
    assert wave.window_s == pytest.approx((0.0, desk.page.model.duration_s))


def test_stepping_to_another_row_while_playing_does_not_pull_the_view_to_and_fro(desk, wave, qtbot):
    desk.choose(3)
    QTest.keyClick(desk.page.space.list, Qt.Key.Key_Space)
    desk.play_for(qtbot, 0.3)
    seen = []
    wave.window_changed.connect(lambda start, end: seen.append(start))
    desk.page.space.list.choose(desk.rows[-1].id)
    desk.play_for(qtbot, 0.3)
    assert seen == []


def test_a_screen_reader_is_told_position_view_and_choice(coded, wave, said, qtbot):
    coded.page.playback.seek(25.0)
    wave.select((10.0, 12.5))
    qtbot.waitUntil(lambda: "Chosen stretch: 0:10.0 to 0:12.5" in wave.accessibleDescription())
    assert "Position 0:25.0 of 2:00." in wave.accessibleDescription()
    QTest.keyClick(wave, Qt.Key.Key_F9)
    assert said[-1].startswith("Position 0:25.0 of 2:00. In view: 0:00 to 1:00. Codes: 1. Moments and evidence: 2.")
    assert said[-1] == wave.accessibleDescription()


def test_everything_stands_in_a_menu(coded, wave):
    wave.customContextMenuRequested.emit(QPoint(round(wave.pixel_of(22.0)), middle_of(wave, MarkKind.CODE)))
    menu = wave.findChild(QMenu)
    texts = {action.text().split("\t")[0]: action for action in menu.actions() if action.text()}
    assert wave.chosen.start_s == 20.0
    texts["Take the chosen mark back"].trigger()
    assert coded.coding.state.codes == ()
    menu.close()


def test_a_mark_just_made_stays_chosen_when_it_is_stored(desk, wave, qtbot):
    mark(desk, ToggleCode(Place(20.0, 24.0), "AF"), qtbot)
    stored = desk.coding.state.codes[0].thread_id
    marks = list(wave.marks.codes.marks)
    wave.set_marks([replace(marks[0], id="pending-1")])
    wave.choose("pending-1")
    wave.set_marks(marks)
    assert wave.chosen.id == stored


def test_the_picture_of_a_dragged_mark_changes_before_it_is_stored(coded, wave):
    before = pixels(wave)
    drag(wave, 24.0, 28.0, middle_of(wave, MarkKind.CODE), ALT, drop=False)
    assert (pixels(wave) != before).any()
    assert coded.coding.state.codes[0].end_s == 24.0


def test_a_transcript_that_arrives_leaves_the_view_and_the_choice_where_they_are(open_desk, qtbot):
    desk = open_desk("bare")
    wave = desk.page.space.waveform
    wave.setFocus()
    wave.show_window(15.0, 35.0)
    wave.select((26.0, 28.0))
    desk.page.playback.seek(27.0)
    assert len(wave._scene.lanes) == 1
    material.add_transcript(desk.services, desk.session_id, material.heard())
    desk.page.context.changed.emit(changes(Kind.TRANSCRIPT, desk.session_id), None)
    qtbot.waitUntil(lambda: len(wave._scene.lanes) > 1)
    assert wave.window_s == (15.0, 35.0)
    assert wave.selection_s == (26.0, 28.0)
    assert wave.cursor_s == 27.0
