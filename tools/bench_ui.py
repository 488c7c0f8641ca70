"""How long the Code page takes to draw: CPU time of the thread that draws, on a made-up session of 90 minutes.

    python -m tools.bench_ui

Each screen density is measured in a process of its own, since Qt reads it once.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

import numpy as np

from tools.figure import Figure, cpu_ms

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from ui.widgets.transcript_list import TranscriptList
    from ui.widgets.waveform import Waveform

FRAMES, ROWS, UTTERANCES = 150, 5000, 2000
WAVE_MS = {"1": 6.0, "2": 10.0}
ROOT = Path(__file__).parents[1]


def figures() -> list[Figure]:
    """Every figure of the page at both densities."""
    return [figure for scale in WAVE_MS for figure in _measured_apart(scale)]


def _measured_apart(scale: str) -> list[Figure]:
    env = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "QT_SCALE_FACTOR": scale, "OMP_NUM_THREADS": "1"}
    command = [sys.executable, "-m", "tools.bench_ui", "--scale", scale]
    done = subprocess.run(command, env=env, cwd=ROOT, capture_output=True, check=False)
    if done.returncode:
        raise RuntimeError(done.stderr.decode(errors="replace"))
    return [Figure(**one) for one in json.loads(done.stdout.splitlines()[-1])]


def _pair(name: str, taken: list[float], budget: float, budget_p95: float) -> list[Figure]:
    p95 = float(np.percentile(taken, 95))
    return [Figure(name, median(taken), "ms", budget), Figure(f"{name}, p95", p95, "ms", budget_p95)]


def _application() -> QApplication:
    from PySide6.QtWidgets import QApplication

    from ui.theme import current

    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    current()
    return app


def waveform_figures(scale: str) -> list[Figure]:
    """Scrolling, zooming and the cursor of a 90-minute recording with 1,000 codes in a 1,400 px window."""
    from tools.made_up_session import made_up
    from ui.coding.rows import wave_scene
    from ui.widgets.waveform import Waveform
    from ui.widgets.waveform_scene import Mark, MarkKind

    app = _application()
    made = made_up(UTTERANCES, 90.0)
    wave = Waveform()
    wave.resize(1400, 170)
    wave.show()
    app.processEvents()
    spoken = made.transcript.utterances[::2]
    marks = [Mark(MarkKind.CODE, one.start_s, one.end_s, "OQ", "Ev") for one in spoken]

    def open_it(_: int) -> None:
        wave.set_scene(wave_scene(made.peaks, made.transcript, str))
        wave.set_marks(marks)
        wave.repaint()

    opened = cpu_ms(open_it, 5)
    out = [Figure(f"waveform {scale}x: 90 minutes opened and painted", median(opened), "ms", 500.0)]
    for name, seconds in (("scroll 60 s", 60.0), ("scroll 400 s", 400.0)):
        wave.zoom((wave.window_s[1] - wave.window_s[0]) / seconds, 0.0)
        taken = cpu_ms(lambda n: _painted(wave, lambda: wave.scroll_to(n * 20.0)), FRAMES)
        out += _pair(f"waveform {scale}x: {name}", taken, WAVE_MS[scale], 12.0)
    wave.zoom(0.001)
    taken = cpu_ms(lambda _: _painted(wave, lambda: wave.zoom(1.05, 2700.0)), FRAMES)
    return [*out, *_pair(f"waveform {scale}x: zoom 90 min to 2 s", taken, WAVE_MS[scale], 12.0)]


def _painted(wave: Waveform, change: Callable[[], None]) -> None:
    change()
    wave.repaint()


def transcript_figures(scale: str) -> list[Figure]:
    """Opening, scrolling, jumping in and re-breaking 5,000 rows."""
    from coder.domain.coding import CodingState
    from tools.made_up_session import made_up
    from ui.coding.rows import all_rows
    from ui.widgets.transcript_list import TranscriptList
    from ui.widgets.transcript_rows import RowCode, RowMarks, TranscriptModel

    app = _application()
    rows = all_rows(made_up(ROWS, 200.0).transcript, CodingState(), str)
    model = TranscriptModel()
    view = TranscriptList(model)
    view.resize(860, 520)
    view.show()
    app.processEvents()

    def open_it(_: int) -> None:
        # Rows that are there already would not be shown again.
        model.set_rows([])
        model.set_rows(rows)
        app.processEvents()

    opened = cpu_ms(open_it, 5)
    model.set_marks({row.id: RowMarks((RowCode("OQ", "Open question", "Q", "Ev"),)) for row in rows[::3]})
    bar = view.verticalScrollBar()
    steps = cpu_ms(lambda n: _shown(view, lambda: bar.setValue(n * 17)), FRAMES)
    jumps = cpu_ms(lambda n: _shown(view, lambda: bar.setValue(n * 7919 * 31 % bar.maximum())), FRAMES)

    def relayout(_: int) -> None:
        view.refit()
        app.processEvents()

    name = f"transcript {scale}x, 5,000 rows"
    anew = cpu_ms(relayout, 15)
    view.open_editor(rows[0].id, rows[0].text, {}, "Return keeps")
    typed = cpu_ms(lambda n: _shown(view, lambda: bar.setValue(n * 17)), FRAMES)
    return [
        Figure(f"{name}: opened and painted", median(opened), "ms", 500.0),
        *_pair(f"{name}: scroll", steps, 5.0, 10.0),
        Figure(f"{name}: jump", median(jumps), "ms", 16.0),
        Figure(f"{name}: lines broken anew", median(anew), "ms", 120.0),
        Figure(f"{name}: scroll with a field open over a row", median(typed), "ms", 5.0),
    ]


def _shown(view: TranscriptList, change: Callable[[], None]) -> None:
    change()
    view.viewport().repaint()


def page_figures() -> list[Figure]:
    """The whole page on a real store: opening 2,000 utterances, a key to its painted code, a tick while playing."""
    from tools.bench_ui_page import edit_figures, memory_mib, page_figures, prepare

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        prepare(folder / "two", UTTERANCES)
        out = page_figures(_application(), folder / "two", UTTERANCES)
        prepare(folder / "five", ROWS)
        out += edit_figures(_application(), folder / "five", ROWS)
        # In a process that did nothing else, since memory once taken is seldom given back.
        return [*out, Figure("Code page: memory with 5,000 rows", memory_mib(folder / "five", ROWS), "MiB", 250.0)]


def _main(scale: str) -> None:
    from tools.bench_waveform import long_figures, tick_figures

    out = waveform_figures(scale) + long_figures(_application(), scale) + transcript_figures(scale)
    if scale == "1":
        out += tick_figures(_application()) + page_figures()
    print(json.dumps([asdict(one) for one in out]))


if __name__ == "__main__":
    if "--scale" in sys.argv:
        _main(sys.argv[sys.argv.index("--scale") + 1])
    else:
        for figure in figures():
            judged = "" if figure.budget is None else "ok" if figure.value <= figure.budget else "over"
            print(f"{figure.name:60} {figure.value:8.2f} {figure.unit:4} {figure.budget or '':>6} {judged}")
