"""The waveform of long recordings: frames, and the tick of cursor and word, in CPU time of the drawing thread."""

from __future__ import annotations

from collections.abc import Callable
from statistics import median

import numpy as np
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from coder.domain.coding import CodingState
from tools.figure import Figure, cpu_ms
from tools.made_up_session import MadeUp, made_up
from ui.coding.rows import all_rows
from ui.theme import current
from ui.widgets.buttons import Button
from ui.widgets.transcript_list import TranscriptList
from ui.widgets.transcript_rows import TranscriptModel
from ui.widgets.waveform import Waveform
from ui.widgets.waveform_overview import Overview
from ui.widgets.waveform_scene import Lane, Mark, MarkKind, Scene, lane, scene

FRAMES, UTTERANCES, VOICES = 150, 5000, 12
SIZE = (1400, 170)
FRAME_MS = {"1": 6.0, "2": 10.0}
P95_MS, TICK_MS = 12.0, 1.5
_NO_MODIFIER = Qt.KeyboardModifier.NoModifier
_BADGES = ("Ev", "Em", "Pu", "Au", "Co", "Ch", "Cl")


def long_figures(app: QApplication, scale: str) -> list[Figure]:
    """Three hours with twelve voices, 5,000 codes and 600 moments: opened, scrolled, zoomed, an end dragged."""
    current()
    made = made_up(UTTERANCES, 180.0)
    wave, overview = Waveform(), Overview()
    wave.set_corner(Button("Follow"))
    wave.resize(SIZE[0], 240)
    overview.resize(SIZE[0], 34)
    for widget in (wave, overview):
        widget.show()
    app.processEvents()
    marks = _marks(made)
    name = f"waveform {scale}x, 3 h, 12 voices, 5,000 codes"

    def open_it(_: int) -> None:
        shown = _scene(made)
        wave.set_scene(shown)
        wave.set_marks(marks)
        wave.repaint()

    opened = cpu_ms(open_it, 5)
    out = [Figure(f"{name}: opened and painted", median(opened), "ms", 500.0)]
    budget = FRAME_MS[scale]
    for words, seconds in (("5 s", 5.0), ("60 s", 60.0), ("400 s", 400.0), ("whole", 10_800.0)):
        wave.show_window(0.0, seconds)
        step_s = seconds / 3 if seconds < 10_000 else 0.0
        taken = cpu_ms(lambda n, step_s=step_s: _painted(wave, lambda: wave.scroll_to(n * step_s)), FRAMES)  # type: ignore[misc]
        out += _pair(f"{name}: scroll {words}", taken, budget)
    wave.zoom(0.0001)
    taken = cpu_ms(lambda _: _painted(wave, lambda: wave.zoom(1.06, 2700.0)), FRAMES)
    out += _pair(f"{name}: zoom to 2 s", taken, budget)
    return [*out, *_pair(f"{name}: dragging an end", _drag(wave), budget)]


def tick_figures(app: QApplication) -> list[Figure]:
    """The cursor and the word being heard at 90 minutes of the same recording, with a mark chosen."""
    made = made_up(UTTERANCES, 180.0)
    wave, overview, model = Waveform(), Overview(), TranscriptModel()
    view = TranscriptList(model)
    shown = _scene(made)
    for widget, size in ((wave, (SIZE[0], 240)), (overview, (SIZE[0], 34)), (view, (860, 520))):
        widget.resize(*size)
        widget.show()
    wave.set_scene(shown)
    overview.set_scene(shown)
    wave.set_marks(_marks(made))
    rows = all_rows(made.transcript, CodingState(), str)
    model.set_rows(rows)
    app.processEvents()
    row = next(one for one in rows if one.start_s >= 5400.0 and one.words)
    view.choose(row.id)
    wave.show_window(5390.0, 5450.0)
    wave.choose(f"moment-{int(row.start_s // 18)}")
    app.processEvents()

    def tick(number: int) -> None:
        at_s = row.start_s + number * 0.016
        wave.set_cursor_s(at_s, follow=True)
        overview.set_cursor_s(at_s)
        view.set_playing(row.id, row.word_at(at_s))
        app.processEvents()

    return [Figure("cursor and word tick at 90 min of 3 h", median(cpu_ms(tick, FRAMES)), "ms", TICK_MS)]


def _scene(made: MadeUp) -> Scene:
    said = made.transcript.utterances
    lanes: list[Lane] = []
    for voice in range(VOICES):
        # Uneven turns, as in a meeting: some speak often, one hardly ever.
        mine = [(one.start_s, one.end_s) for one in said if (one.index * 7 + one.index // 5) % VOICES == voice]
        lanes.append(lane(f"Voice {voice + 1}", "speaker_other" if voice else "speaker_worker", mine))
    gaps = [(gap.start_s, gap.end_s) for gap in made.transcript.gaps]
    return scene(made.peaks, [*lanes, lane("No text", "text3", gaps, hatched=True)])


def _marks(made: MadeUp) -> list[Mark]:
    codes = [
        Mark(MarkKind.CODE, one.start_s, one.end_s, "OQ", _BADGES[one.index % 7], one.index % 7, id=one.id)
        for one in made.transcript.utterances
    ]
    moments = [Mark(MarkKind.MOMENT, n * 18.0, n * 18.0 + 4.0, "", id=f"moment-{n}", movable=True) for n in range(600)]
    return sorted([*codes, *moments], key=lambda mark: mark.start_s)


def _drag(wave: Waveform) -> list[float]:
    wave.show_window(5390.0, 5450.0)
    wave.repaint()
    parts = wave._parts
    assert parts is not None
    mark = next(one for one in wave.movable_marks if one.start_s > 5392.0)
    y = round(parts.markers_middle)
    at = QPoint(round(wave.pixel_of(mark.end_s)), y)
    hit = wave.hit_at(QPointF(at))
    assert hit is not None
    assert hit.edge is not None
    QTest.mousePress(wave, Qt.MouseButton.LeftButton, pos=at)
    taken = cpu_ms(lambda n: _painted(wave, lambda: _glide(wave, QPointF(at.x() + 6 + n, y))), FRAMES)
    assert wave.chosen is not None, "the end was not taken"
    QTest.mouseRelease(wave, Qt.MouseButton.LeftButton, pos=at)
    return taken


def _glide(wave: Waveform, place: QPointF) -> None:
    # QTest.mouseMove handles other events too, which would paint each frame twice.
    button = Qt.MouseButton.LeftButton
    event = QMouseEvent(QEvent.Type.MouseMove, place, wave.mapToGlobal(place), button, button, _NO_MODIFIER)
    QApplication.sendEvent(wave, event)


def _painted(wave: Waveform, change: Callable[[], None]) -> None:
    change()
    wave.repaint()


def _pair(name: str, taken: list[float], budget: float) -> list[Figure]:
    p95 = float(np.percentile(taken, 95))
    return [Figure(name, median(taken), "ms", budget), Figure(f"{name}, p95", p95, "ms", P95_MS)]
