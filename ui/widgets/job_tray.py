"""Work in the background: what it is, how far it is, about how long it takes, and a way to stop it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QSizePolicy, QVBoxLayout, QWidget

from coder.domain.jobs import INCOMPLETE, Job, JobKind, JobState
from coder.domain.times import clock_text
from ui.announce import announce
from ui.theme import Role, current
from ui.widgets.buttons import Button, Kind
from ui.widgets.empty_state import IconMark
from ui.widgets.labels import ElidingLabel

ICONS = {
    JobState.QUEUED: "clock",
    JobState.RUNNING: "refresh-cw",
    JobState.SUCCEEDED: "circle-check",
    JobState.FAILED: "circle-alert",
    JobState.CANCELLED: "x",
    JobState.INTERRUPTED: "clock",
}

_TO_TRY_AGAIN = (JobState.FAILED, JobState.CANCELLED, JobState.INTERRUPTED)


def _tr(text: str) -> str:
    return QCoreApplication.translate("JobTray", text)


def title(job: Job) -> str:
    """What the job does, with the code of its session."""
    words = {
        JobKind.TRANSCRIBE: _tr("Transcribing {0}"),
        JobKind.SUGGEST: _tr("Finding suggestions for {0}"),
        JobKind.LEARN: _tr("Learning from the service's codes"),
    }
    return words[job.kind].format(job.session_code)


def remaining(seconds: float | None) -> str:
    """An estimate as people say it; empty for none."""
    if seconds is None:
        return ""
    minutes = round(seconds / 60)
    if minutes < 1:
        return _tr("less than a minute left")
    if minutes < 90:
        return _tr("about {0} min left").format(minutes)
    return _tr("about {0} h left").format(round(minutes / 60, 1))


def device_words(device: str) -> str:
    """What does the sums, as people say it; empty while that is not known."""
    words = {"cpu": _tr("on this computer's processor"), "cuda": _tr("on this computer's graphics card")}
    return words.get(device, "")


def state_words(job: Job) -> str:
    """Where the job stands, in one line."""
    reached = clock_text(job.reached_s) if job.reached_s else ""
    match job.state:
        case JobState.QUEUED if job.paused:
            return _tr("paused at {0}").format(reached) if reached else _tr("paused")
        case JobState.QUEUED:
            return _tr("waiting, number {0} in line").format(job.place) if job.place else _tr("waiting")
        case JobState.RUNNING if job.paused:
            return _tr("about to pause")
        case JobState.RUNNING:
            return " · ".join(
                part for part in (job.stage, remaining(job.remaining_s), device_words(job.device)) if part
            )
        case JobState.SUCCEEDED if job.stage == INCOMPLETE:
            return _tr("incomplete: some speech has no text; the session lists where")
        case JobState.SUCCEEDED:
            return _tr("done")
        case JobState.CANCELLED:
            return _tr("stopped; what was finished is kept")
        case JobState.INTERRUPTED:
            return _tr("interrupted; it can continue from {0}").format(reached) if reached else _tr("interrupted")
        case JobState.FAILED:
            return job.failure


def can_rest(job: Job) -> bool:
    """Whether pausing the job, or letting it go on, means anything."""
    return job.state in (JobState.QUEUED, JobState.RUNNING)


class JobRow(QWidget):
    """One job; update it with :meth:`show_job`. Emits ``cancel_wanted``, ``retry_wanted`` and ``rest_wanted(bool)``."""

    cancel_wanted = Signal()
    retry_wanted = Signal()
    rest_wanted = Signal(bool)

    def __init__(self, job: Job, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.job = job
        theme = current()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, theme.px(2), 0, theme.px(2))
        row.setSpacing(theme.px(8))
        self._icon_row = row
        self._mark = IconMark(ICONS[job.state], 18, "text2")
        row.addWidget(self._mark)
        words = QVBoxLayout()
        words.setSpacing(0)
        self._title = ElidingLabel(title(job))
        self._state = ElidingLabel("", Role.CAPTION)
        words.addWidget(self._title)
        words.addWidget(self._state)
        row.addLayout(words, 1)
        self._bar = QProgressBar()
        self._bar.setRange(0, 1000)
        self._bar.setTextVisible(False)
        self._bar.setFixedHeight(theme.px(5))
        self._bar.setAccessibleName(title(job))
        # Below the words, which need the width.
        words.addSpacing(theme.px(3))
        words.addWidget(self._bar)
        self._rest = Button(self.tr("Pause"), Kind.SECONDARY)
        self._rest.clicked.connect(lambda: self.rest_wanted.emit(not self.job.paused))
        row.addWidget(self._rest)
        self._button = Button(self.tr("Cancel"), Kind.SECONDARY)
        self._button.clicked.connect(self._pressed)
        row.addWidget(self._button)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.show_job(job)

    def show_job(self, job: Job) -> None:
        """Show where the job is now."""
        ended = job.state.over and not self.job.state.over
        if job.state is not self.job.state:
            fresh = IconMark(ICONS[job.state], 18, "danger" if job.state is JobState.FAILED else "text2")
            self._icon_row.replaceWidget(self._mark, fresh)
            self._mark.deleteLater()
            self._mark = fresh
        self.job = job
        self._title.setText(title(job))
        self._state.setText(state_words(job))
        self._bar.setValue(round(job.progress * 1000))
        self._bar.setVisible(not job.state.over)
        self._rest.setText(self.tr("Go on") if job.paused else self.tr("Pause"))
        self._rest.setAccessibleName(f"{self._rest.text()}: {title(job)}")
        self._rest.setVisible(can_rest(job))
        again = job.state in _TO_TRY_AGAIN
        self._button.setText(self.tr("Try again") if again else self.tr("Cancel"))
        self._button.setAccessibleName(f"{self._button.text()}: {title(job)}")
        self._button.setVisible(again or not job.state.over)
        if ended:
            # The tray is folded away most of the time, and what is hidden is not heard.
            announce(self.window(), f"{title(job)}: {state_words(job)}")

    def _pressed(self) -> None:
        if self.job.state in _TO_TRY_AGAIN:
            self.retry_wanted.emit()
        else:
            self.cancel_wanted.emit()


class JobTray(QWidget):
    """All jobs of the moment; rows keep their focus while they are updated and change places with their jobs.

    ``cancel_wanted(id)``, ``retry_wanted(id)`` and ``rest_wanted(id, pause or go on)`` say what the user asked for; an
    empty id means all.
    """

    cancel_wanted = Signal(str)
    retry_wanted = Signal(str)
    rest_wanted = Signal(str, bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("Work in the background"))
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(current().px(4))
        self._rows: dict[str, JobRow] = {}
        self._order: list[str] = []
        self._pauses_all: bool = True
        self._all = Button(self.tr("Pause all"), Kind.SECONDARY)
        self._all.clicked.connect(lambda: self.rest_wanted.emit("", self._pauses_all))
        self._all.setVisible(False)
        self._column.addWidget(self._all, 0, Qt.AlignmentFlag.AlignRight)

    def set_jobs(self, jobs: Sequence[Job]) -> None:
        """Show these jobs in this order; rows of others go."""
        wanted = [job.id for job in jobs]
        for id_ in [one for one in self._rows if one not in wanted]:
            row = self._rows.pop(id_)
            self._column.removeWidget(row)
            row.hide()
            row.deleteLater()
        for job in jobs:
            if job.id in self._rows:
                self._rows[job.id].show_job(job)
            else:
                self._rows[job.id] = self._made(job)
        if wanted != self._order:
            self._order = wanted
            self._arrange()
        resting = [job for job in jobs if can_rest(job)]
        self._pauses_all = any(not job.paused for job in resting)
        self._all.setText(self.tr("Pause all") if self._pauses_all else self.tr("Go on with all"))
        self._all.setVisible(len(resting) > 1)

    def row(self, id_: str) -> JobRow:
        """The row of a job. Raises KeyError if it is not shown."""
        return self._rows[id_]

    def __len__(self) -> int:
        return len(self._rows)

    def _made(self, job: Job) -> JobRow:
        row = JobRow(job)
        row.cancel_wanted.connect(partial(self.cancel_wanted.emit, job.id))
        row.retry_wanted.connect(partial(self.retry_wanted.emit, job.id))
        row.rest_wanted.connect(partial(self.rest_wanted.emit, job.id))
        return row

    def _arrange(self) -> None:
        for place, id_ in enumerate(self._order):
            row = self._rows[id_]
            if self._column.indexOf(row) != place:
                self._column.removeWidget(row)
                self._column.insertWidget(place, row)


def counted(jobs: Sequence[Job]) -> str:
    """How many run and wait, in words; empty for none."""
    running = sum(job.state is JobState.RUNNING for job in jobs)
    paused = sum(job.state is JobState.QUEUED and job.paused for job in jobs)
    waiting = sum(job.state in (JobState.QUEUED, JobState.INTERRUPTED) for job in jobs) - paused
    parts = [(running, _tr("{0} running")), (waiting, _tr("{0} waiting")), (paused, _tr("{0} paused"))]
    return ", ".join(words.format(count) for count, words in parts if count)
