"""The job tray: what rests, what comes next, where it went on and what does the sums."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from PySide6.QtCore import Qt

from coder.domain.jobs import Job, JobKind, JobState
from ui.widgets.job_tray import JobTray, counted, state_words

NOW = datetime(2026, 3, 4, 14, 2, tzinfo=UTC)
RUNS = Job(
    "a", JobKind.TRANSCRIBE, "s", "S-0401", JobState.RUNNING, "writing down what is said", 0.4, 720.0, "", NOW, None,
    reached_s=2480.0, device="cpu",
)  # fmt: skip
WAITS = replace(RUNS, id="b", session_code="S-0402", state=JobState.QUEUED, place=1, reached_s=0.0, device="")
LAST = replace(WAITS, id="c", session_code="S-0403", place=2)


@pytest.fixture
def tray(qtbot) -> JobTray:
    made = JobTray()
    qtbot.addWidget(made)
    made.set_jobs((RUNS, WAITS, LAST))
    made.show()
    return made


@pytest.mark.parametrize(
    ("job", "words"),
    [
        (RUNS, "writing down what is said · about 12 min left · on this computer's processor"),
        (
            replace(RUNS, device="cuda", remaining_s=None),
            "writing down what is said · on this computer's graphics card",
        ),
        (replace(RUNS, paused=True), "about to pause"),
        (WAITS, "waiting, number 1 in line"),
        (replace(WAITS, paused=True, place=0), "paused"),
        (replace(RUNS, state=JobState.QUEUED, paused=True), "paused at 41:20"),
        (replace(RUNS, state=JobState.INTERRUPTED), "interrupted; it can continue from 41:20"),
    ],
)
def test_a_row_says_where_its_job_stands(job: Job, words: str) -> None:
    assert state_words(job) == words


def order(tray: JobTray) -> list[str]:
    """The jobs from top to bottom."""
    return [id_ for id_ in sorted("abc", key=lambda one: tray.row(one).y())]


def test_rows_change_places_with_their_jobs_and_keep_the_focus(qtbot, tray: JobTray) -> None:
    tray.activateWindow()
    button = tray.row("c")._rest
    button.setFocus()
    tray.set_jobs((RUNS, replace(LAST, place=1), replace(WAITS, place=2)))
    qtbot.waitUntil(lambda: order(tray) == ["a", "c", "b"])
    assert tray.focusWidget() is button


def test_a_job_rests_and_goes_on_by_its_button(qtbot, tray: JobTray) -> None:
    asked: list[tuple[str, bool]] = []
    tray.rest_wanted.connect(lambda *what: asked.append(what))
    rest = tray.row("b")._rest
    assert rest.accessibleName() == "Pause: Transcribing S-0402"
    qtbot.mouseClick(rest, Qt.MouseButton.LeftButton)
    tray.set_jobs((RUNS, LAST, replace(WAITS, paused=True)))
    assert rest.accessibleName() == "Go on: Transcribing S-0402"
    qtbot.mouseClick(rest, Qt.MouseButton.LeftButton)
    assert asked == [("b", True), ("b", False)]


def test_all_rest_and_go_on_by_one_button(qtbot, tray: JobTray) -> None:
    asked: list[tuple[str, bool]] = []
    tray.rest_wanted.connect(lambda *what: asked.append(what))
    qtbot.mouseClick(tray._all, Qt.MouseButton.LeftButton)
    tray.set_jobs([replace(job, paused=True, state=JobState.QUEUED) for job in (RUNS, WAITS, LAST)])
    assert tray._all.text() == "Go on with all"
    qtbot.mouseClick(tray._all, Qt.MouseButton.LeftButton)
    assert asked == [("", True), ("", False)]
    tray.set_jobs((replace(RUNS, state=JobState.SUCCEEDED), WAITS))
    assert not tray._all.isVisible()


def test_an_interrupted_job_offers_to_try_again(tray: JobTray) -> None:
    tray.set_jobs((replace(RUNS, state=JobState.INTERRUPTED), WAITS))
    row = tray.row("a")
    assert row._button.accessibleName() == "Try again: Transcribing S-0401"
    assert not row._rest.isVisible()


def test_jobs_that_rest_are_counted_apart() -> None:
    assert counted((RUNS, WAITS, replace(LAST, paused=True))) == "1 running, 1 waiting, 1 paused"
