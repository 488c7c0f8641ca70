"""What was not recorded is shown as that: a row and a lane of its own, and nothing that asks to be checked."""

from __future__ import annotations

import numpy as np
from PySide6.QtGui import QColor

from coder.audio.peaks import build_peaks
from coder.domain.coding import CodingState
from coder.domain.unrecorded import Reason, Unrecorded
from ui.coding.row_filters import Sign, has_sign
from ui.coding.rows import all_rows, wave_scene
from ui.coding.unrecorded import unrecorded_rows
from ui.theme import current
from ui.widgets.transcript_rows import RowKind
from ui.widgets.waveform_image import lane_colour

RATE = 16_000
GAP = Unrecorded(60 * RATE, 64 * RATE, Reason.BETWEEN_FILES)


def test_each_reason_is_said_and_nothing_asks_to_be_checked():
    rows = unrecorded_rows([Unrecorded(RATE, 2 * RATE, reason) for reason in Reason], str)
    assert all(row.kind is RowKind.UNRECORDED and row.text.startswith("Not recorded") for row in rows)
    assert len({row.text for row in rows}) == len(Reason)
    assert not any(has_sign(row, sign) for row in rows for sign in Sign)


def test_the_waveform_has_a_lane_for_it_and_none_without():
    peaks = build_peaks(np.zeros(120 * RATE, np.int16), RATE)
    assert [one.label for one in wave_scene(peaks, None, str).lanes] == ["Recording"]
    lane = wave_scene(peaks, None, str, [GAP]).lanes[1]
    assert (lane.label, lane.flat, lane.stretch_at(62.0)) == ("Not recorded", True, (60.0, 64.0))
    assert lane.stretch_at(59.0) is None
    assert all_rows(None, CodingState(), str) == []


def test_its_lane_is_drawn_where_there_is_no_sound(qtbot, qapp):
    from ui.widgets.waveform import Waveform

    wave = Waveform()
    qtbot.addWidget(wave)
    wave.resize(900, 200)
    wave.show()
    peaks = build_peaks(np.zeros(120 * RATE, np.int16), RATE)
    counts = []
    for missing in ((), (GAP,)):
        scene = wave_scene(peaks, None, str, missing)
        wave.set_scene(scene)
        qapp.processEvents()
        image = wave.grab().toImage()
        ink = QColor(lane_colour(wave_scene(peaks, None, str, [GAP]).lanes[1], current().tokens)).rgb()
        counts.append(sum(image.pixel(x, y) == ink for x in range(image.width()) for y in range(image.height())))
    assert counts[1] > counts[0] + 20
