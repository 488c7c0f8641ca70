"""The real window while a transcription runs beside it: wall-clock times, since the two share the processor.

    python -m tools.bench_ui_busy

A recording of 90 minutes is open in the main window and plays; somebody codes with keys, jumps about and searches,
and a worker process transcribes another recording all the while. Each figure is told with its budget.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from statistics import median

import numpy as np

from tools.figure import Figure

ROOT = Path(__file__).parents[1]
_PASSPHRASE = "only for this measurement"
_MINUTES, _UTTERANCES = 90, 5000
_SECONDS, _TICK_MS = 30.0, 16


def figures() -> list[Figure]:
    """Measured in a process of its own, which starts the worker."""
    env = {**os.environ, "OMP_NUM_THREADS": "1"}
    env.setdefault("QT_QPA_PLATFORM", "offscreen")
    command = [sys.executable, "-m", "tools.bench_ui_busy", "--measure"]
    done = subprocess.run(command, env=env, cwd=ROOT, capture_output=True, check=False)
    if done.returncode:
        raise RuntimeError(done.stderr.decode(errors="replace"))
    return [Figure(**one) for one in json.loads(done.stdout.splitlines()[-1])]


def prepare(folder: Path) -> bytes:
    """Makes a store with a session of 90 minutes to be coded, and a visit that waits to be transcribed; its key."""
    import soundfile

    from coder.bootstrap import create_home, open_home
    from coder.domain.people import Role
    from coder.services.demo import demo_visit
    from tools.bench_ui_page import add_recording, add_talk

    create_home(folder / "store", passphrase=_PASSPHRASE, person_name="Bench", roles=list(Role))
    minute = (6000 * np.sin(np.arange(8000 * 60) * 0.2) * np.linspace(0, 1, 8000 * 60)).astype("int16")
    with soundfile.SoundFile(folder / "long.flac", "w", 8000, 1, "PCM_16", format="FLAC") as file:
        for _ in range(_MINUTES):
            file.write(minute)
    services = open_home(folder / "store", passphrase=_PASSPHRASE)
    session_id = add_recording(services, folder / "long.flac")
    add_talk(services, session_id, _UTTERANCES, float(_MINUTES))
    visit = add_recording(services, demo_visit().sound)
    services.transcripts.request(services.actor, visit)
    key = services.key.secret
    services.close()
    return key


class _Desk:
    """The main window with the long session open, on real threads."""

    def __init__(self, folder: Path, key: bytes) -> None:
        from PySide6.QtWidgets import QApplication

        from coder.bootstrap import Services, open_for_worker
        from ui.actions import Actions
        from ui.context import Context
        from ui.main_window import MainWindow
        from ui.messages import Messages
        from ui.operations import Operations
        from ui.theme import current

        self.app = QApplication.instance() or QApplication([])
        current()
        operations = Operations(Messages())
        self.context = Context(operations, operations.messages, Actions())
        opened: list[Services] = []
        operations.write(lambda: open_for_worker(folder / "store", key), opened.append)
        self.until(lambda: bool(opened))
        self.services = opened[0]
        self.context.open(self.services, self.services.actor)
        self.window = MainWindow(self.context)
        self.window.resize(1360, 860)
        self.window.show()
        self.page = self.window.page("code")

    def until(self, holds: Callable[[], bool], seconds: float = 120.0) -> None:
        """Handle events, asleep between them, until something holds."""
        from PySide6.QtCore import QEventLoop, QTimer

        alive = QTimer(interval=5)
        alive.start()
        end = time.monotonic() + seconds
        while not holds():
            if time.monotonic() > end:
                raise TimeoutError("it did not come")
            self.app.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
        alive.stop()

    def open_session(self) -> tuple[float, float]:
        """Open the long session; wall milliseconds until its sound is painted, and until its rows are as well."""
        page, session = self.page, max(self.services.sessions.list(self.services.actor), key=_length)
        begun = time.perf_counter()
        self.context.go_to("code", session.id)
        self.until(lambda: page._loading.overview.isVisible() or page.space.isVisible())
        self.window.grab()
        sound_ms = 1000 * (time.perf_counter() - begun)
        self.until(lambda: len(page.space.rows.rows) >= _UTTERANCES)
        self.window.grab()
        return sound_ms, 1000 * (time.perf_counter() - begun)

    def close(self) -> None:
        """Store what waits and let go."""
        self.until(lambda: not self.page.model.busy)
        self.page.playback.close()
        self.context.operations.in_turn(self.services.close)
        self.context.operations.close()


def _length(session: object) -> float:
    recording = getattr(session, "recording", None)
    return recording.duration_s if recording is not None else 0.0


class _Hands:
    """Ticks with the clock, and now and then does what hands do; keeps how late each tick came.

    ``work_ms`` is how long this thread itself worked between two ticks, which other programs cannot make longer.
    """

    def __init__(self, desk: _Desk) -> None:
        # The hands are ours: loading them is no part of what the window does.
        import PySide6.QtTest  # noqa: F401
        from PySide6.QtCore import Qt, QTimer

        self.desk, self.row, self.count = desk, 0, 0
        self.gaps: list[float] = []
        self.work_ms: list[float] = []
        self.keys: list[float] = []
        self.jumps: list[float] = []
        self._last, self._cpu = time.perf_counter(), time.thread_time()
        self._timer = QTimer(interval=_TICK_MS, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._tick)

    def work(self) -> None:
        """Work for a while."""
        self.desk.page.space.list.setFocus()
        self._last, self._cpu = time.perf_counter(), time.thread_time()
        self._timer.start()
        end = time.monotonic() + _SECONDS
        self.desk.until(lambda: time.monotonic() > end)
        self._timer.stop()

    def _tick(self) -> None:
        now = time.perf_counter()
        self.gaps.append(1000 * (now - self._last))
        self.work_ms.append(1000 * (time.thread_time() - self._cpu))
        self._last, self._cpu = now, time.thread_time()
        self.count += 1
        if self.count % 25 == 0:
            self._code()
        elif self.count % 60 == 7:
            self._jump()

    def _code(self) -> None:
        from PySide6.QtCore import Qt
        from PySide6.QtTest import QTest

        space = self.desk.page.space
        self.row = (self.row + 2) % 400
        row = space.rows.rows[self.row]
        space.list.choose(row.id)
        begun = time.perf_counter()
        QTest.keyClick(space.list, Qt.Key.Key_Q if self.row % 4 else Qt.Key.Key_R)
        space.list.viewport().repaint()
        self.keys.append(1000 * (time.perf_counter() - begun))

    def _jump(self) -> None:
        bar = self.desk.page.space.list.verticalScrollBar()
        begun = time.perf_counter()
        bar.setValue(self.count * 7919 * 31 % max(1, bar.maximum()))
        self.desk.page.space.list.viewport().repaint()
        self.jumps.append(1000 * (time.perf_counter() - begun))


def measure() -> list[Figure]:
    """Prepare, open, start the worker, work, and tell; raises RuntimeError when the job was over too soon."""
    from coder.domain.jobs import JobKind, JobState
    from coder.jobs.local import running_worker

    with tempfile.TemporaryDirectory(prefix="practice-coder-bench-") as name:
        folder = Path(name)
        # In a process of its own, since the passphrase of a new store takes memory that is seldom given back.
        load = os.getloadavg()[0]
        command = [sys.executable, "-m", "tools.bench_ui_busy", "--prepare", name]
        told = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
        desk = _Desk(folder, bytes.fromhex(told.split()[-1]))
        actor = desk.services.actor

        def state() -> JobState:
            return next(job.state for job in desk.services.jobs.list(actor) if job.kind is JobKind.TRANSCRIBE)

        with running_worker(folder / "store", desk.services.key.secret) as worker:
            # Reading what the worker tells is not measured here; it must only not fill its pipe.
            assert worker.stdout is not None
            opened_ms = desk.open_session()
            desk.until(lambda: state() is JobState.RUNNING)
            silent = _held()
            desk.page.playback.play(60.0)
            hands = _Hands(desk)
            hands.work()
            still = state() is JobState.RUNNING
            held = (silent, _held())
            worker.kill()
        desk.close()
        if not still:
            raise RuntimeError("the transcription ended before the measurement did")
        return [*_figures(opened_ms, hands, held), Figure("other work on this computer before that", load, "", None)]


def _held() -> float:
    import psutil

    return float(psutil.Process().memory_info().rss) / 2**20


def _figures(opened_ms: tuple[float, float], hands: _Hands, held: tuple[float, float]) -> list[Figure]:
    beside = "beside a transcription"
    gaps, keys, jumps = (np.array(one) for one in (hands.gaps, hands.keys, hands.jumps))
    return [
        Figure(f"90 min opened, the sound painted {beside}, wall", opened_ms[0], "ms", 500.0),
        Figure(f"90 min, 5,000 rows opened and painted {beside}, wall", opened_ms[1], "ms", 500.0),
        Figure(f"UI tick gap {beside}, p99", float(np.percentile(gaps, 99)), "ms", 33.0),
        Figure(f"UI tick gap {beside}, max", float(gaps.max()), "ms", 100.0),
        Figure(f"key to painted code {beside}, wall", median(keys), "ms", 16.0),
        Figure(f"key to painted code {beside}, wall, p95", float(np.percentile(keys, 95)), "ms", None),
        Figure(f"transcript jump {beside}, wall", median(jumps), "ms", 16.0),
        Figure(f"UI work between two ticks {beside}, CPU, p99", float(np.percentile(hands.work_ms, 99)), "ms", 33.0),
        Figure(f"UI work between two ticks {beside}, CPU, max", max(hands.work_ms), "ms", 100.0),
        Figure("window with 90 min and 5,000 rows: memory", held[0], "MiB", 250.0),
        Figure("the same while 90 min of sound are held and play", held[1], "MiB", None),
    ]


if __name__ == "__main__":
    if "--measure" in sys.argv:
        print(json.dumps([asdict(one) for one in measure()]))
    elif "--prepare" in sys.argv:
        print(prepare(Path(sys.argv[-1])).hex())
    else:
        for figure in figures():
            judged = "" if figure.budget is None else "ok" if figure.value <= figure.budget else "over"
            print(f"{figure.name:66} {figure.value:8.2f} {figure.unit:4} {figure.budget or '':>6} {judged}")
