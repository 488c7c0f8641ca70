"""The waveform alone: what is drawn where, scrolling, zooming, choosing a stretch, and what a screen reader hears."""

from __future__ import annotations

import random
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QAccessible, QHelpEvent, QMouseEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolTip

from tools.made_up_session import made_up
from ui.theme import Mode, current
from ui.tokens import LIGHT
from ui.widgets.waveform import Waveform
from ui.widgets.waveform_image import blank, draw_lane, draw_ticks, pixel
from ui.widgets.waveform_marks import Edge
from ui.widgets.waveform_overview import Overview
from ui.widgets.waveform_paint import step_s
from ui.widgets.waveform_scene import Mark, MarkKind, lane, mark_table, scene

ALT, CTRL = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ControlModifier


@pytest.fixture(scope="module")
def drawn():
    made = made_up(60, 5.0)
    voices = {"voice-1": ("Worker", "speaker_worker"), "voice-2": ("Parent", "speaker_family")}
    lanes = [
        lane(*words, [(u.start_s, u.end_s) for u in made.transcript.utterances if u.speaker_id == id_])
        for id_, words in voices.items()
    ]
    return scene(made.peaks, lanes)


@pytest.fixture
def wave(drawn, show_widget):
    shown = show_widget(Waveform(), (900, 180))
    shown.set_scene(drawn)
    shown.setFocus()
    return shown


def x_of(wave, at_s):
    wave.grab()
    return round(wave._window().x(at_s))


def pixels(widget):
    image = widget.grab().toImage()
    return np.frombuffer(image.constBits(), np.uint32).reshape(image.height(), image.width()).copy()


def test_a_voice_is_drawn_in_its_own_lane_only_while_it_speaks(wave, drawn):
    picture = pixels(wave)
    first, second = (wave._parts.lane_rows(index) for index in (0, 1))
    start, end = drawn.lanes[0].edges[:2]
    column = picture[:, x_of(wave, (start + end) / 2)]
    worker = int(pixel(LIGHT.speaker_worker))
    assert (column[first[0] : first[1]] == worker).any()
    assert not (column[second[0] : second[1]] == int(pixel(LIGHT.speaker_family))).any()


def test_lanes_join_overlaps_and_know_who_speaks():
    one = lane("A", "speaker_worker", [(4.0, 6.0), (0.0, 2.0), (5.0, 8.0)])
    assert one.edges.tolist() == [0.0, 2.0, 4.0, 8.0]
    share = one.share(np.array([0.0, 1.0, 2.0, 3.0, 4.0, 9.0, 10.0]))
    assert share == pytest.approx([1.0, 1.0, 0.0, 0.0, 0.8, 0.0])
    assert not lane("B", "speaker_worker", []).share(np.array([0.0, 5.0])).any()


def test_bars_are_as_high_as_the_sound_is_loud():
    out = blank(3, 21, "#FFFFFF")
    heights = np.array([1.0, 0.5, 1.0], np.float32)
    draw_lane(out, heights, np.array([True, True, False]), "#000000", "#EEEEEE")
    assert (out == pixel("#000000")).sum(axis=0).tolist() == [21, 11, 0]


def test_ticks_are_at_least_two_pixels_wide_and_stay_inside():
    out = blank(100, 4, "#FFFFFF")
    marks = [Mark(MarkKind.CODE, 5.0, 5.0, "OQ", "Ev"), Mark(MarkKind.CODE, 99.9, 200.0, "OQ", "Em", 1)]
    draw_ticks(out, mark_table(marks), 0.0, 100.0, LIGHT)
    assert np.flatnonzero(out[0] == pixel(LIGHT.principle("Ev"))).tolist() == [5, 6]
    assert np.flatnonzero(out[0] == pixel(LIGHT.principle("Em"))).tolist() == [98, 99]


@pytest.mark.parametrize("scale", [0.2, 1, 14, 100, 1000])
def test_times_on_the_ruler_never_touch(scale):
    assert step_s(scale) * scale >= 90 or step_s(scale) == 3600


def test_a_click_goes_to_the_place_and_a_click_on_a_code_to_its_start(wave):
    wanted = []
    wave.seek_requested.connect(wanted.append)
    QTest.mouseClick(wave, Qt.MouseButton.LeftButton, pos=QPoint(x_of(wave, 20.0), 60))
    assert wanted[0] == pytest.approx(20.0, abs=0.1)
    wave.set_marks([Mark(MarkKind.CODE, 18.0, 26.0, "OQ", "Ev")])
    QTest.mouseClick(wave, Qt.MouseButton.LeftButton, pos=QPoint(x_of(wave, 24.0), wave._parts.lanes_bottom + 5))
    assert wanted[1] == 18.0


def test_a_drag_chooses_a_stretch_and_its_edge_can_be_dragged(wave):
    told = []
    wave.selection_changed.connect(told.append)
    drag(wave, 10.0, 14.0, modifier=ALT)
    assert wave.selection_s == pytest.approx((10.0, 14.0), abs=0.1)
    drag(wave, 14.0, 18.0, modifier=ALT)
    assert wave.selection_s == pytest.approx((10.0, 18.0), abs=0.15)
    QTest.keyClick(wave, Qt.Key.Key_Escape)
    assert wave.selection_s is None
    assert told[-1] is None


def drag(wave, from_s, to_s, y=60, modifier=Qt.KeyboardModifier.NoModifier, drop=True):
    start, end = QPoint(x_of(wave, from_s), y), QPoint(x_of(wave, to_s), y)
    QTest.mousePress(wave, Qt.MouseButton.LeftButton, modifier, start)
    for place in (QPoint((start.x() + end.x()) // 2, y), end):
        glide(wave, place, modifier)
    if drop:
        QTest.mouseRelease(wave, Qt.MouseButton.LeftButton, modifier, end)


def glide(wave, place, modifier=Qt.KeyboardModifier.NoModifier, button=Qt.MouseButton.LeftButton):
    # QTest.mouseMove takes no modifier.
    point, screen = QPointF(place), QPointF(wave.mapToGlobal(place))
    QApplication.sendEvent(wave, QMouseEvent(QEvent.Type.MouseMove, point, screen, button, button, modifier))


def test_a_drag_stops_at_the_words_unless_alt_is_held(wave, drawn):
    turn_s = float(drawn.turns[4])
    drag(wave, turn_s + 0.3, turn_s + 8.0)
    assert wave.selection_s[0] == turn_s
    wave.select(None)
    drag(wave, turn_s + 0.3, turn_s + 8.0, modifier=ALT)
    assert wave.selection_s[0] == pytest.approx(turn_s + 0.3, abs=0.08)
    assert wave.selection_s[0] != turn_s


def test_a_drag_beyond_the_edge_takes_the_view_along(wave):
    end = QPoint(wave.width() + 40, 60)
    drag(wave, 50.0, 59.0, modifier=ALT, drop=False)
    for _ in range(5):
        glide(wave, end, ALT)
    QTest.mouseRelease(wave, Qt.MouseButton.LeftButton, ALT, end)
    start_s, end_s = wave.selection_s
    assert start_s == pytest.approx(50.0, abs=0.1)
    assert end_s > 70.0
    assert wave.window_s[1] == pytest.approx(end_s)


@pytest.mark.parametrize("seed", range(6))
def test_whatever_is_done_to_stretches_and_ends_stays_within_the_recording(wave, drawn, seed):
    chance = random.Random(seed)
    marks = [Mark(MarkKind.CODE, n * 20.0, n * 20.0 + 3.0, "AF", id=f"m{n}", movable=n % 3 > 0) for n in range(15)]
    stored = {mark.id: mark for mark in marks}

    def moved(id_, start_s, end_s):
        stored[id_] = replace(stored[id_], start_s=start_s, end_s=end_s)

    wave.mark_moved.connect(moved)
    wave.set_marks(marks)
    acts = [
        lambda: wave.nudge(chance.choice(list(Edge)), chance.uniform(-30.0, 30.0)),
        lambda: wave.set_edge(chance.choice(list(Edge)), chance.uniform(-50.0, 400.0)),
        lambda: wave.choose(chance.choice([*stored, ""])),
        lambda: wave.select((chance.uniform(-50.0, 400.0), chance.uniform(-50.0, 400.0))),
        lambda: wave.set_cursor_s(chance.uniform(0.0, drawn.duration_s), follow=True),
        lambda: drag(wave, *(chance.uniform(*wave.window_s) for _ in range(2)), chance.choice([60, 155, 170])),
        lambda: wave.look_at(chance.uniform(0.0, 200.0), chance.uniform(200.0, 300.0)),
        wave.settle,
        wave.leave,
    ]
    for _ in range(120):
        chance.choice(acts)()
        shown = [*wave.marks.codes.marks, Mark(MarkKind.CODE, *(wave.selection_s or (0.0, 1.0)), "")]
        for one in shown:
            assert 0.0 <= one.start_s < one.end_s <= drawn.duration_s
            assert one.end_s - one.start_s >= 0.0499
    wave.settle()
    assert {mark.id: mark for mark in wave.marks.codes.marks} == stored
    assert all(stored[mark.id] == mark for mark in marks if not mark.movable)
    assert any(stored[mark.id] != mark for mark in marks)


def test_a_drag_never_leaves_the_recording(wave, drawn):
    wave.scroll_to(drawn.duration_s)
    drag(wave, drawn.duration_s - 5.0, drawn.duration_s + 60.0, modifier=ALT)
    assert wave.selection_s[1] == drawn.duration_s


def test_a_stretch_grows_out_of_the_cursor_and_is_played(wave):
    played = []
    wave.play_requested.connect(lambda start, end: played.append((start, end)))
    wave.set_cursor_s(30.0)
    for step in (1.0, 1.0, -0.5):
        assert wave.nudge(Edge.END, step)
    assert wave.nudge(Edge.START, -0.1)
    assert wave.selection_s == (29.9, 31.5)
    QTest.keyClick(wave, Qt.Key.Key_Return)
    assert played == [(29.9, 31.5)]
    assert not wave.nudge(Edge.END, -1.6), "shrunk to nothing"
    assert wave.selection_s is None


def test_a_start_waits_for_its_end(wave):
    assert not wave.set_edge(Edge.END, 10.0), "there is no start yet"
    assert wave.set_edge(Edge.START, 12.0)
    assert wave.selection_s is None
    assert not wave.set_edge(Edge.END, 12.0), "no stretch ends where it starts"
    assert wave.set_edge(Edge.END, 15.0)
    assert wave.selection_s == (12.0, 15.0)
    assert wave.set_edge(Edge.START, 14.0)
    assert wave.selection_s == (14.0, 15.0)
    assert wave.set_edge(Edge.START, 40.0), "behind its end, another stretch begins"
    assert wave.selection_s is None
    QTest.keyClick(wave, Qt.Key.Key_Escape)
    assert not wave.set_edge(Edge.END, 50.0)


def test_arrows_home_and_end_move(wave, drawn):
    wanted = []
    wave.seek_requested.connect(wanted.append)
    wave.set_cursor_s(10.0)
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Left, Qt.Key.Key_Home, Qt.Key.Key_End):
        QTest.keyClick(wave, key)
    assert wanted == [11.0, 9.0, 0.0, drawn.duration_s]


def test_zooming_keeps_the_place_under_the_pointer_and_stays_within_bounds(wave, drawn):
    x = x_of(wave, 20.0)
    turn(wave, x, 240, CTRL)
    assert wave.window_s[1] - wave.window_s[0] == pytest.approx(30.0)
    assert x_of(wave, 20.0) == pytest.approx(x, abs=1)
    for _ in range(20):
        QTest.keyClick(wave, Qt.Key.Key_Plus)
    assert wave.window_s[1] - wave.window_s[0] == pytest.approx(2.0)
    for _ in range(20):
        QTest.keyClick(wave, Qt.Key.Key_Minus)
    assert wave.window_s == pytest.approx((0.0, drawn.duration_s))


def turn(wave, x, amount, modifier=Qt.KeyboardModifier.NoModifier):
    place = QPointF(x, 60)
    event = QWheelEvent(
        place,
        QPointF(wave.mapToGlobal(place.toPoint())),
        QPoint(),
        QPoint(0, amount),
        Qt.MouseButton.NoButton,
        modifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(wave, event)


def test_the_wheel_and_page_keys_scroll_and_stop_at_the_ends(wave, drawn):
    turn(wave, 300, 120)
    assert wave.window_s[0] == 0.0
    turn(wave, 300, -120)
    assert wave.window_s == pytest.approx((9.0, 69.0))
    QTest.keyClick(wave, Qt.Key.Key_PageDown)
    assert wave.window_s == pytest.approx((69.0, 129.0))
    for _ in range(9):
        QTest.keyClick(wave, Qt.Key.Key_PageDown)
    assert wave.window_s[1] == pytest.approx(drawn.duration_s)


def test_the_cursor_repaints_its_own_pixels_and_turns_the_page(wave):
    before = pixels(wave)
    wave.set_cursor_s(30.0)
    after = pixels(wave)
    columns = np.flatnonzero((before != after).any(axis=0))
    at = x_of(wave, 30.0)
    assert {int(column) for column in columns if column > wave._parts.gutter + 4} <= set(range(at - 3, at + 4))
    wave.set_cursor_s(100.0)
    assert wave.window_s[0] == 0.0
    wave.set_cursor_s(100.5, follow=True)
    assert wave.window_s[0] < 100.5 < wave.window_s[1]


def test_it_is_a_slider_whose_value_is_the_second(wave):
    wave.set_cursor_s(42.7)
    interface = QAccessible.queryAccessibleInterface(wave)
    assert interface.role() == QAccessible.Role.Slider
    assert interface.text(QAccessible.Text.Name) == "Waveform"
    assert int(interface.valueInterface().currentValue()) == 42
    assert int(interface.valueInterface().maximumValue()) == 300


def test_evidence_and_moments_have_shapes_of_their_own(wave):
    def shape(mark):
        wave.set_marks([mark])
        picture = pixels(wave)[-12:, x_of(wave, 20.0) - 8 : x_of(wave, 20.0) + 9]
        return (picture != picture[0, 0]).tobytes()

    kinds = [
        Mark(MarkKind.EVIDENCE, 20.0, 24.0, "", "Em", 1),
        Mark(MarkKind.EVIDENCE, 20.0, 24.0, "", "Em", 1, against=True),
        Mark(MarkKind.MOMENT, 20.0, 24.0, ""),
    ]
    assert len({shape(mark) for mark in kinds}) == 3


def test_thousands_of_codes_are_still_drawn(wave):
    wave.zoom(0.001)
    wave.set_marks([Mark(MarkKind.CODE, n * 0.5, n * 0.5 + 0.4, "OQ", "Ev") for n in range(600)])
    picture = pixels(wave)
    strip = picture[wave._parts.lanes_bottom + 6]
    assert (strip == int(pixel(LIGHT.principle("Ev")))).sum() > 500


def test_no_recording_is_a_blank_and_takes_no_clicks(show_widget):
    wave = show_widget(Waveform(), (600, 160))
    wanted = []
    wave.seek_requested.connect(wanted.append)
    QTest.mouseClick(wave, Qt.MouseButton.LeftButton, pos=QPoint(300, 60))
    assert wanted == []
    assert (pixels(wave)[40, 100:500] == int(pixel(LIGHT.surface))).all()


def test_the_overview_frames_the_view_and_goes_where_it_is_pressed(drawn, show_widget, qtbot):
    overview = show_widget(Overview(), (600, 40))
    overview.set_scene(drawn)
    overview.set_window(0.0, 60.0)
    framed = pixels(overview)
    overview.set_window(100.0, 160.0)
    assert (pixels(overview) != framed).any()
    wanted = []
    overview.centre_wanted.connect(wanted.append)
    QTest.mouseClick(overview, Qt.MouseButton.LeftButton, pos=QPoint(300, 20))
    assert wanted == [pytest.approx(150.0, abs=1.0)]
    bare = pixels(overview)
    overview.set_marks([Mark(MarkKind.CODE, 10.0, 40.0, "OQ", "Ev")])
    qtbot.waitUntil(lambda: bool((pixels(overview) != bare).any()))


def test_the_theme_and_the_text_size_change_the_picture(wave):
    light = pixels(wave)
    gutter = wave._parts.gutter
    current().apply(Mode.DARK, 1.5)
    assert (pixels(wave)[:100, :100] != light[:100, :100]).any()
    assert wave._parts.gutter > gutter


@pytest.fixture
def crowded(drawn, show_widget):
    """Twelve voices and speech without text in less room than they ask for."""
    lanes = [lane(f"Voice {n}", "speaker_other", [(n * 4.0, n * 4.0 + 3.0)]) for n in range(1, 13)]
    lanes.append(lane("No text", "text3", [(55.0, 58.0)], hatched=True))
    wave = show_widget(Waveform(), (900, 140))
    wave.set_scene(scene(drawn.peaks, lanes))
    wave.setFocus()
    return wave


def test_twelve_voices_ask_for_little_and_keep_a_readable_height(crowded, show_widget):
    hint = crowded.sizeHint().height()
    assert hint <= 240
    crowded.resize(900, hint)
    crowded.grab()
    rows = [crowded._parts.lane_rows(index) for index in range(13)]
    assert all(bottom - top >= 12 for top, bottom in rows)
    assert rows[-1][1] == crowded._parts.lanes_bottom
    current().apply(Mode.LIGHT, 2.0)
    assert crowded.minimumSizeHint().height() <= 260


def test_voices_without_room_are_scrolled_to(crowded):
    shown = crowded._parts.lanes
    assert 4 <= shown < 13
    tops = pixels(crowded)[:, :80]
    QTest.keyClick(crowded, Qt.Key.Key_Down, CTRL)
    assert crowded._parts.first_lane == 1
    assert (pixels(crowded)[:, :80] != tops).any()
    for _ in range(20):
        turn(crowded, 10, -120)
    assert crowded._parts.first_lane == 13 - shown
    assert crowded._parts.lane_at(crowded._parts.lanes_bottom - 2) == 12
    assert crowded.window_s[0] == 0.0
    QTest.keyClick(crowded, Qt.Key.Key_Up, CTRL)
    assert crowded._parts.first_lane == 12 - shown


def test_the_name_of_a_voice_is_under_the_pointer(crowded):
    top, _ = crowded._parts.lane_rows(2)
    place = QPoint(20, top + 4)
    QApplication.sendEvent(crowded, QHelpEvent(QEvent.Type.ToolTip, place, crowded.mapToGlobal(place)))
    assert QToolTip.text() == "Voice 3"


def test_marks_on_the_same_words_stand_side_by_side(wave):
    marks = [Mark(MarkKind.EVIDENCE, 20.0, 24.0, "", "Ev", n, id=f"e{n}", movable=True) for n in range(3)]
    wave.set_marks(marks)
    wave.grab()
    y = wave._parts.markers_middle
    found = [wave.hit_at(QPointF(box.shape, y)).mark.id for box in wave._picture(1.0).markers]
    assert found == ["e0", "e1", "e2"]


def test_more_places_than_fit_are_still_seen_and_found(wave):
    wave.zoom(0.001)
    wave.set_marks([Mark(MarkKind.MOMENT, n * 0.5, n * 0.5 + 0.4, "", id=f"m{n}") for n in range(600)])
    row = pixels(wave)[round(wave._parts.markers_middle)]
    assert (row == int(pixel(LIGHT.text3))).sum() > 500
    found = wave.hit_at(QPointF(wave.pixel_of(290.2), wave._parts.markers_middle))
    assert abs(found.mark.start_s - 290.0) <= 1.0


def test_the_whole_recording_shows_who_speaks_most(drawn, show_widget):
    half = [(n * 10.0, n * 10.0 + 5.0) for n in range(30)]
    seldom = [(n * 10.0 + 6.0, n * 10.0 + 6.5) for n in range(30)]
    wave = show_widget(Waveform(), (130, 180))
    wave.set_scene(scene(drawn.peaks, [lane("A", "speaker_worker", half), lane("B", "speaker_family", seldom)]))
    wave.zoom(0.001)
    picture = pixels(wave)
    inks = [(picture == int(pixel(colour))).sum() for colour in (LIGHT.speaker_worker, LIGHT.speaker_family)]
    assert inks[0] > 1.5 * inks[1] > 0
