"""Runs the worker process while jobs wait, and keeps the job tray up to date from what it reports."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QProcess, QProcessEnvironment, Signal, Slot

from coder.domain.changes import Changes, Kind, changes
from coder.domain.jobs import Job, JobState
from coder.domain.times import clock_text
from ui.context import Context
from ui.tracking import track

if TYPE_CHECKING:
    from coder.bootstrap import Services

log = logging.getLogger(__name__)

# A worker that dies at once, again and again, is not started for ever; the jobs stay and can be tried again.
DEATHS_MAX = 3
END_MS = 3_000

Command = Callable[["Services"], tuple[list[str], dict[str, str]]]


def worker_of(services: Services) -> tuple[list[str], dict[str, str]]:
    """Command line and environment of the worker for an open store."""
    from coder.jobs.local import worker_command, worker_environment

    return worker_command(services.home.folder), worker_environment()


class JobRunner(QObject):
    """``jobs_changed(jobs)`` after each report. Starts a worker when a job waits; the worker ends when none does."""

    jobs_changed = Signal(object)

    def __init__(self, context: Context, command: Command = worker_of, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._command = command
        self._jobs: tuple[Job, ...] = ()
        self._process: QProcess | None = None
        self._left = b""
        self._deaths = 0
        self._under_way = ""
        self._stopping = False
        track(self, context.opened, self.reload)
        track(self, context.changed, self._changed)

    @property
    def jobs(self) -> tuple[Job, ...]:
        """The jobs of the tray as last heard of."""
        return self._jobs

    @property
    def working(self) -> bool:
        """Whether a worker process runs."""
        return self._process is not None

    @Slot()
    def reload(self) -> None:
        """Read the jobs anew."""
        if not self._context.is_open or self._stopping:
            return
        services, actor = self._context.services, self._context.actor
        self._context.operations.read(partial(services.jobs.list, actor), self._take, owner=self, key="jobs")

    def cancel(self, job_id: str) -> None:
        """Ask a job to stop at its next step; what it finished is kept."""
        services, actor = self._context.services, self._context.actor
        self._context.operations.write(partial(services.jobs.cancel, actor, job_id), owner=self)

    def retry(self, job_id: str) -> None:
        """Queue a job again."""
        services, actor = self._context.services, self._context.actor
        self._context.operations.write(partial(services.jobs.retry, actor, job_id), owner=self)

    def rest(self, job_id: str, rests: bool) -> None:
        """Pause a job, or let it go on; all of them for an empty id."""
        services, actor = self._context.services, self._context.actor
        act = services.jobs.pause if rests else services.jobs.go_on
        self._context.operations.write(partial(act, actor, job_id), owner=self)

    def stop(self) -> None:
        """End the worker at once; its job goes on after its last finished piece when the store is next open."""
        self._stopping = True
        process, self._process = self._process, None
        if process is not None:
            process.finished.disconnect(self._ended)
            process.kill()
            process.waitForFinished(END_MS)
            process.deleteLater()

    @Slot(object, object)
    def _changed(self, what: Changes, initiator: object) -> None:
        if Kind.JOB in what.kinds and initiator is not self:
            # Somebody asked for work, or for it to go on: a worker that kept dying gets another chance.
            self._deaths = 0
            self.reload()

    def _take(self, jobs: Sequence[Job]) -> None:
        given_up = self._deaths >= DEATHS_MAX
        self._jobs = tuple(_interrupted(job) for job in jobs) if given_up else tuple(jobs)
        self.jobs_changed.emit(self._jobs)
        waits = any(_wants_a_worker(job) for job in self._jobs)
        if waits and self._process is None and not given_up and not self._stopping:
            self._start()

    def _start(self) -> None:
        services = self._context.services
        command, environment = self._command(services)
        process = QProcess(self)
        wanted = QProcessEnvironment()
        for name, value in environment.items():
            wanted.insert(name, value)
        process.setProcessEnvironment(wanted)
        process.readyReadStandardOutput.connect(self._read)
        process.finished.connect(self._ended)
        process.errorOccurred.connect(self._failed)
        # Its own log has what it says on standard error; reading it here would only fill memory.
        process.setStandardErrorFile(QProcess.nullDevice())
        self._process, self._left = process, b""
        process.start(command[0], command[1:])
        # By standard input, as arguments and environment can be read by other programs of this user.
        process.write(services.key.secret.hex().encode() + b"\n")
        process.closeWriteChannel()

    @Slot()
    def _read(self) -> None:
        if self._process is None:
            return
        lines = (self._left + bytes(self._process.readAllStandardOutput().data())).split(b"\n")
        self._left = lines.pop()
        for line in lines:
            self._heard(json.loads(line))

    def _heard(self, told: dict[str, Any]) -> None:
        job_id = str(told.get("job", ""))
        self._under_way = "" if "state" in told else job_id
        if told.get("state") == JobState.QUEUED:
            # Paused, or made room for another one: nothing of its session has changed.
            self.reload()
        elif "state" in told:
            self._deaths = 0
            session = next((job.session_id for job in self._jobs if job.id == job_id), "")
            what = changes(Kind.JOB, Kind.SESSION, Kind.TRANSCRIPT, Kind.SUGGESTION, ids={job_id, session} - {""})
            self._context.announce(what, self)
            self.reload()
        elif any(job.id == job_id for job in self._jobs):
            self._jobs = tuple(self._reported(job, told) if job.id == job_id else job for job in self._jobs)
            self.jobs_changed.emit(self._jobs)
        else:
            self.reload()

    @staticmethod
    def _reported(job: Job, told: dict[str, Any]) -> Job:
        return replace(
            job,
            state=JobState.RUNNING,
            stage=str(told.get("stage", job.stage)),
            progress=float(told.get("progress", job.progress)),
            remaining_s=told.get("remaining_s"),
            reached_s=max(job.reached_s, float(told.get("reached_s", 0.0))),
            device=str(told.get("device", job.device)),
            place=0,
        )

    @Slot(QProcess.ProcessError)
    def _failed(self, error: QProcess.ProcessError) -> None:
        if error is QProcess.ProcessError.FailedToStart:
            self._deaths = DEATHS_MAX
            self._gone()
            self._context.messages.error(
                self.tr("Work in the background could not be started; nothing was lost."),
                self.tr("Close the program and open it again."),
            )

    @Slot(int, QProcess.ExitStatus)
    def _ended(self, code: int, status: QProcess.ExitStatus) -> None:
        died = status is QProcess.ExitStatus.CrashExit or bool(self._under_way)
        if died or code != 0:
            self._deaths += 1
            log.warning("worker ended with %d", code)
        if died or self._deaths == DEATHS_MAX:
            self._tell_of_death()
        self._under_way = ""
        self._gone()
        self.reload()

    def _tell_of_death(self) -> None:
        job = next((job for job in self._jobs if job.id == self._under_way), None)
        at = clock_text(job.reached_s) if job is not None and job.reached_s else ""
        if self._deaths < DEATHS_MAX:
            again = (
                self.tr("It continues from {0} by itself.").format(at) if at else self.tr("It begins again by itself.")
            )
            self._context.messages.warn(
                self.tr("The work in the background stopped unexpectedly. All that was finished is kept."), again
            )
            return
        again = self.tr("Press “Try again” beside it to continue from {0}.").format(at)
        self._context.messages.error(
            self.tr("The work in the background keeps stopping and rests now. All that was finished is kept."),
            again if at else self.tr("Press “Try again” beside it."),
        )

    def _gone(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            process.deleteLater()


def _wants_a_worker(job: Job) -> bool:
    return not job.state.over and not (job.paused and job.state is JobState.QUEUED)


def _interrupted(job: Job) -> Job:
    return replace(job, state=JobState.INTERRUPTED) if _wants_a_worker(job) else job
