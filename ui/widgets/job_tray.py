"""Work in the background: what it is, how far it is, about how long it takes, and a way to stop it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QSizePolicy, QVBoxLayout, QWidget

from coder.domain.jobs import Job, JobKind, JobState
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


def _tr(text: str) -> str:
    return QCoreApplication.translate("JobTray", text)


def title(job: Job) -> str:
    """What the job does, with the code of its session."""
    words = {
        JobKind.TRANSCRIBE: _tr("Transcribing {0}"),
        JobKind.SUGGEST: _tr("Finding suggestions for {0}"),
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


def state_words(job: Job) -> str:
    """Where the job stands, in one line."""
    match job.state:
        case JobState.QUEUED:
            return _tr("waiting")
        case JobState.RUNNING:
            return " · ".join(part for part in (job.stage, remaining(job.remaining_s)) if part)
        case JobState.SUCCEEDED:
            return _tr("done")
        case JobState.CANCELLED:
            return _tr("stopped; what was finished is kept")
        case JobState.INTERRUPTED:
            return _tr("interrupted; it goes on by itself")
        case JobState.FAILED:
            return job.failure


class JobRow(QWidget):
    """One job; update it with :meth:`show_job`. Emits ``cancel_wanted`` and ``retry_wanted``."""

    cancel_wanted = Signal()
    retry_wanted = Signal()

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
        self._bar.setFixedWidth(theme.px(110))
        self._bar.setAccessibleName(title(job))
        row.addWidget(self._bar)
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
        again = job.state in (JobState.FAILED, JobState.CANCELLED)
        self._button.setText(self.tr("Try again") if again else self.tr("Cancel"))
        self._button.setAccessibleName(f"{self._button.text()}: {title(job)}")
        self._button.setVisible(again or not job.state.over)
        if ended:
            # The tray is folded away most of the time, and what is hidden is not heard.
            announce(self.window(), f"{title(job)}: {state_words(job)}")

    def _pressed(self) -> None:
        if self.job.state.over:
            self.retry_wanted.emit()
        else:
            self.cancel_wanted.emit()


class JobTray(QWidget):
    """All jobs of the moment; rows keep their place and focus while they are updated.

    ``cancel_wanted(id)`` and ``retry_wanted(id)`` say what the user asked for.
    """

    cancel_wanted = Signal(str)
    retry_wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("Work in the background"))
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(current().px(4))
        self._rows: dict[str, JobRow] = {}

    def set_jobs(self, jobs: Sequence[Job]) -> None:
        """Show these jobs, in this order for new ones; rows of others go."""
        wanted = {job.id for job in jobs}
        for id_ in [one for one in self._rows if one not in wanted]:
            row = self._rows.pop(id_)
            self._column.removeWidget(row)
            row.hide()
            row.deleteLater()
        for job in jobs:
            if job.id in self._rows:
                self._rows[job.id].show_job(job)
            else:
                self._add(job)

    def row(self, id_: str) -> JobRow:
        """The row of a job. Raises KeyError if it is not shown."""
        return self._rows[id_]

    def __len__(self) -> int:
        return len(self._rows)

    def _add(self, job: Job) -> None:
        row = JobRow(job)
        row.cancel_wanted.connect(partial(self.cancel_wanted.emit, job.id))
        row.retry_wanted.connect(partial(self.retry_wanted.emit, job.id))
        self._rows[job.id] = row
        self._column.addWidget(row)


def counted(jobs: Sequence[Job]) -> str:
    """How many run and wait, in words; empty for none."""
    running = sum(job.state is JobState.RUNNING for job in jobs)
    waiting = sum(job.state in (JobState.QUEUED, JobState.INTERRUPTED) for job in jobs)
    parts = [_tr("{0} running").format(running)] if running else []
    return ", ".join(parts + ([_tr("{0} waiting").format(waiting)] if waiting else []))
