"""The Code page as a whole, on a real store with a session of two thousand utterances."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from statistics import median

import numpy as np
import psutil
import soundfile
from PySide6.QtCore import QEventLoop, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from coder.audio.outputs import SilentOutput
from coder.bootstrap import Services, create_home, open_home
from coder.domain.people import Role
from coder.domain.sessions import Answer, Context, HowAsked
from coder.services.sessions import PermissionDraft
from coder.services.transcripts import Heard, HeardSpeaker, HeardUtterance
from tools.figure import Figure
from tools.made_up_session import made_up
from ui.actions import Actions
from ui.coding.view import CodePage
from ui.context import Context as PageContext
from ui.messages import Messages
from ui.operations import Operations
from ui.theme import current

_PASSPHRASE = "only for this measurement"
_MINUTES = 10.0
_KEYS = 60
_EDITS = 24


def prepare(folder: Path, utterances: int) -> None:
    """A store with one session of ten minutes and so many utterances, ready to be coded."""
    create_home(folder / "store", passphrase=_PASSPHRASE, person_name="Bench", roles=[Role.EVALUATOR, Role.STEWARD])
    services = _open(folder)
    _session(services, folder, utterances)
    services.close()


def memory_mib(folder: Path, utterances: int) -> float:
    """Resident memory of a process that has a prepared session open on the page and has scrolled through it."""
    command = [sys.executable, "-m", "tools.bench_ui_page", str(folder), str(utterances)]
    done = subprocess.run(command, capture_output=True, check=False, cwd=Path(__file__).parents[1])
    if done.returncode:
        raise RuntimeError(done.stderr.decode(errors="replace"))
    return float(done.stdout.split()[-1])


class _Desk:
    """A page with a prepared session open, on real threads."""

    def __init__(self, app: QApplication, folder: Path, utterances: int) -> None:
        self.app = app
        self._operations = Operations(Messages())
        self._context = PageContext(self._operations, self._operations.messages, Actions())
        opened: list[Services] = []
        self._operations.write(lambda: _open(folder), opened.append)
        self.until(lambda: bool(opened))
        self._services = opened[0]
        actor = self._services.actor
        self._context.open(self._services, actor)
        session_id = self._services.sessions.list(actor)[0].id
        self.page = CodePage(self._context, SilentOutput)
        self.page.resize(1200, 720)
        self.page.show()
        app.processEvents()
        before = time.thread_time()
        self.page.open_with(session_id)
        self.until(lambda: len(self.page.space.rows.rows) >= utterances)
        self.page.grab()
        self.opened_ms = 1000 * (time.thread_time() - before)

    def until(self, holds: Callable[[], bool], seconds: float = 120.0) -> None:
        """Handle events, asleep between them, until something holds."""
        alive = QTimer(interval=20)
        alive.start()
        end = time.monotonic() + seconds
        while not holds():
            if time.monotonic() > end:
                raise TimeoutError("the page did not come")
            self.app.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
        alive.stop()

    def close(self) -> None:
        """Store what waits and let go."""
        self.until(lambda: not self.page.model.busy)
        self.page.playback.close()
        self._operations.write(self._services.close)
        self._operations.close()


def page_figures(app: QApplication, folder: Path, utterances: int) -> list[Figure]:
    """Open a prepared session, code it with keys, and tick the cursor; CPU time of the drawing thread."""
    desk = _Desk(app, folder, utterances)
    keys, ticks = _keys(desk), _ticks(desk.page)
    desk.close()
    return [
        Figure(f"Code page: {utterances} utterances opened and painted", desk.opened_ms, "ms", 500.0),
        Figure("Code page: key to painted code", median(keys), "ms", 16.0),
        Figure("Code page: key to painted code, p95", float(np.percentile(keys, 95)), "ms", None),
        Figure("Code page: cursor and word tick", median(ticks), "ms", 1.5),
    ]


def edit_figures(app: QApplication, folder: Path, utterances: int) -> list[Figure]:
    """Correct the text in the middle of a prepared session with keys, until the rows are painted."""
    desk = _Desk(app, folder, utterances)
    view = desk.page.space.list
    ctrl, shift = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
    taken: list[float] = []
    for number in range(_EDITS):
        place = utterances // 2 + 4 * number
        view.choose(desk.page.space.rows.rows[place].id)
        view.setFocus()
        app.processEvents()
        before = time.thread_time()
        if number % 3 == 0:
            QTest.keyClick(view, Qt.Key.Key_J, ctrl)
        elif number % 3 == 1:
            QTest.keyClick(view, Qt.Key.Key_Down, ctrl | shift)
        else:
            QTest.keyClick(view, Qt.Key.Key_F2)
            assert view.editor is not None
            view.editor.replace_text("quite other words than before, and more of them than the row had")
            QTest.keyClick(view.editor.field, Qt.Key.Key_Return)
        view.viewport().repaint()
        taken.append(1000 * (time.thread_time() - before))
        assert desk.page.model.busy
        desk.until(lambda: not desk.page.model.busy)
    desk.close()
    name = f"Code page: edit of the text shown, {utterances} rows"
    return [
        Figure(name, median(taken), "ms", 50.0),
        Figure(f"{name}, p95", float(np.percentile(taken, 95)), "ms", None),
    ]


def _keys(desk: _Desk) -> list[float]:
    app, page = desk.app, desk.page
    page.space.list.setFocus()
    taken = []
    for place in range(0, 2 * _KEYS, 2):
        row = page.space.rows.rows[place]
        page.space.list.choose(row.id)
        app.processEvents()
        before = time.thread_time()
        QTest.keyClick(page.space.list, Qt.Key.Key_Q)
        page.space.list.viewport().repaint()
        taken.append(1000 * (time.thread_time() - before))
        assert page.space.rows.marks_on(row).codes
        desk.until(lambda: not page.model.busy)
    return taken


def _ticks(page: CodePage) -> list[float]:
    taken = []
    for number in range(150):
        before = time.thread_time()
        page.playback.moved.emit(2.0 + number * 0.016)
        page.space.waveform.repaint(page.space.waveform._cursor_strip(2.0 + number * 0.016))
        QApplication.processEvents()
        taken.append(1000 * (time.thread_time() - before))
    return taken


def _open(folder: Path) -> Services:
    return open_home(folder / "store", passphrase=_PASSPHRASE)


def _session(services: Services, folder: Path, utterances: int) -> None:
    file = folder / "tone.wav"
    times = np.arange(round(_MINUTES * 60 * 16_000)) / 16_000
    soundfile.write(file, (0.3 * np.sin(2 * np.pi * 220 * times)).astype("float32"), 16_000)
    add_talk(services, add_recording(services, file), utterances, _MINUTES)


def add_recording(services: Services, file: Path) -> str:
    """A session with this recording; its id."""
    return services.sessions.import_recording(
        services.actor,
        file,
        worker_id="W-1",
        team_name="Bench",
        held_on=date(2026, 5, 1),
        permissions=[PermissionDraft("mother", True, HowAsked.SPOKEN, "worker", Answer.GIVEN)],
        context=Context("To measure", "ongoing", "child in need", ("mother",)),
    ).created


def add_talk(services: Services, session_id: str, utterances: int, minutes: float) -> None:
    """Give a session a made-up transcript whose voices are confirmed."""
    actor = services.actor
    job_id = services.transcripts.request(actor, session_id).created
    services.transcripts.keep(session_id, _heard(utterances, minutes))
    services.jobs.cancel(actor, job_id)
    found = services.transcripts.get(actor, session_id)
    assert found is not None
    services.transcripts.confirm_roles(actor, session_id, {one.id: one.role for one in found.speakers})


def _heard(utterances: int, minutes: float) -> Heard:
    made = made_up(utterances, minutes).transcript
    labels = {one.id: one.label for one in made.speakers}
    voices = [HeardSpeaker(one.label, one.role, one.role_probability) for one in made.speakers]
    said = [
        HeardUtterance(one.start_s, one.end_s, labels[one.speaker_id], one.text, one.words, one.flags)
        for one in made.utterances
    ]
    return Heard("en", "made up", voices, said, made.gaps, made.coverage)


def _main(folder: Path, utterances: int) -> None:
    app = QApplication([])
    current()
    desk = _Desk(app, folder, utterances)
    bar = desk.page.space.list.verticalScrollBar()
    for place in range(0, bar.maximum(), max(1, bar.maximum() // 200)):
        bar.setValue(place)
        app.processEvents()
    print(psutil.Process().memory_info().rss / 2**20)
    desk.close()


if __name__ == "__main__":
    _main(Path(sys.argv[1]), int(sys.argv[2]))
