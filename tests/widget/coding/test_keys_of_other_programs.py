"""What hands know from Audacity and ELAN works here too, unless the key has been given to another act."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from ui.coding.dialogs import MemoDialog
from ui.key_sheet import sheet_text
from ui.palette_dialog import PaletteDialog

CTRL, ALT, SHIFT = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.AltModifier,
    Qt.KeyboardModifier.ShiftModifier,
)


def visible(page, kind) -> bool:
    return any(one.isVisible() for one in page.window().findChildren(kind))


def test_ctrl_y_does_again_what_ctrl_z_took_back(desk):
    row = desk.choose(0)
    QTest.keyClick(desk.page.space.list, "q")
    QTest.keyClick(desk.page.space.list, Qt.Key.Key_Z, CTRL)
    assert desk.coding.state.codes == ()
    QTest.keyClick(desk.page.space.list, Qt.Key.Key_Y, CTRL)
    assert [one.utterance_id for one in desk.coding.state.codes] == [row.id]


def test_zooming_works_from_the_transcript_and_with_ctrl(desk):
    desk.choose(0)
    space, lengths = desk.page.space, []
    for key, modifier in ((Qt.Key.Key_Plus, CTRL), (Qt.Key.Key_Equal, CTRL), (Qt.Key.Key_Minus, CTRL)):
        QTest.keyClick(space.list, key, modifier)
        lengths.append(space.waveform.window_s[1] - space.waveform.window_s[0])
    QTest.keyClick(space.list, "+")
    lengths.append(space.waveform.window_s[1] - space.waveform.window_s[0])
    assert lengths[0] == pytest.approx(2 * lengths[1], rel=0.01)
    assert lengths[2] == pytest.approx(lengths[0], rel=0.01)
    assert lengths[3] == pytest.approx(lengths[1], rel=0.01)


def test_a_label_and_an_annotation_begin_as_they_do_there(desk):
    wave = desk.page.space.waveform
    wave.select((2.0, 4.0))
    wave.setFocus()
    QTest.keyClick(wave, Qt.Key.Key_B, CTRL)
    assert visible(desk.page, MemoDialog)
    next(one for one in desk.page.findChildren(MemoDialog) if one.isVisible()).reject()
    QTest.keyClick(wave, Qt.Key.Key_N, ALT)
    assert visible(desk.page, PaletteDialog)


def test_shift_and_a_click_make_the_stretch_longer(desk):
    wave = desk.page.space.waveform
    wave.select((10.0, 14.0))
    for at_s, chosen in ((20.0, (10.0, 20.0)), (4.0, (4.0, 20.0))):
        QTest.mouseClick(wave, Qt.MouseButton.LeftButton, SHIFT, QPoint(round(wave.pixel_of(at_s)), 60))
        assert wave.selection_s == pytest.approx(chosen, abs=0.1)
    wave.select(None)
    desk.page.playback.seek(8.0)
    QTest.mouseClick(wave, Qt.MouseButton.LeftButton, SHIFT, QPoint(round(wave.pixel_of(12.0)), 60))
    assert wave.selection_s == pytest.approx((8.0, 12.0), abs=0.1)


def test_shift_with_home_and_end_choose_what_lies_before_and_after(desk):
    wave = desk.page.space.waveform
    desk.page.playback.seek(8.0)
    wave.setFocus()
    for key, chosen in ((Qt.Key.Key_Home, (0.0, 8.0)), (Qt.Key.Key_End, (8.0, wave.duration_s))):
        QTest.keyClick(wave, key, SHIFT)
        assert wave.selection_s == pytest.approx(chosen, abs=0.05)
        assert desk.page.playback.position_s == pytest.approx(8.0, abs=0.05)


def test_such_a_key_stands_on_the_sheet_and_gives_way_to_ones_own(desk):
    actions = desk.page.context.actions
    assert "Ctrl+Shift+Z, Ctrl+Y" in sheet_text(actions)
    actions.remap("code.places", "Ctrl+Y")
    assert "Ctrl+Shift+Z, Ctrl+Y" not in sheet_text(actions)
    assert actions.also("redo") == ()
    actions.remap("code.places", "Ctrl+Shift+F")
    assert actions.also("redo") == ("Ctrl+Y",)
