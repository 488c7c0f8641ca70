"""What a transcription has written down so far, on the page of its session, until the whole text is there.

It can be read, heard and marked; marks go on stretches of time, so they stay where they are when the text with its
voices comes.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from coder.domain.jobs import Job, JobKind, JobState, WrittenSoFar
from coder.domain.people import SpeakerRole
from coder.domain.sessions import SessionState
from coder.domain.times import clock_text
from ui.tracking import track
from ui.widgets.transcript_rows import Row, RowKind

if TYPE_CHECKING:
    from ui.coding.view import CodePage


class Growing(QObject):
    """Follows the job of the open session; has it come first while it waits, since somebody wants to read."""

    def __init__(self, page: CodePage) -> None:
        super().__init__(page)
        self._page, self._context, self._model = page, page.context, page.model
        self._reached: tuple[str, float] = ("", -1.0)
        self._forward = ""
        page.model.state_changed.connect(self._look)
        page.model.closed.connect(self._forget)
        track(self, page.context.jobs_changed, self._look)

    def _look(self, *_: object) -> None:
        if not self._model.is_open:
            return
        job = self._job()
        # A worker that is still busy may not know yet that permission was withdrawn; the screen does at once.
        erased = self._model.session.state is SessionState.WITHDRAWN
        if job is None or erased or self._model.transcript is not None:
            self._forget()
            return
        self._bring_forward(job)
        reached = (job.id, job.reached_s)
        if reached != self._reached:
            self._reached = reached
            services, actor, session_id = self._context.services, self._context.actor, self._model.session.id
            self._context.operations.read(
                partial(services.jobs.written_so_far, actor, session_id), self._take, owner=self, key="written"
            )

    def _job(self) -> Job | None:
        open_id = self._model.session.id
        ours = (job for job in self._context.jobs if job.session_id == open_id and job.kind is JobKind.TRANSCRIBE)
        return next((job for job in ours if not job.state.over), None)

    def _bring_forward(self, job: Job) -> None:
        waits = job.state is JobState.QUEUED and not job.paused
        if not waits or job.id == self._forward or len(self._context.jobs) == 1:
            return
        self._forward = job.id
        services, actor = self._context.services, self._context.actor
        self._context.operations.write(partial(services.jobs.bring_forward, actor, self._model.session.id), owner=self)

    def _take(self, found: WrittenSoFar | None) -> None:
        if not self._model.is_open or self._job() is None or found is None:
            self._forget()
            return
        rows = [self._row(line.start_s, line.end_s, line.text) for line in found.lines]
        self._page.presenter.show_written(rows)
        words = self.tr("Written down up to {0} of {1}. Who speaks comes later; it can be read, not changed yet.")
        words = words.format(clock_text(found.reached_s), clock_text(self._model.duration_s))
        self._page.space.written_hint.setText(words if rows else "")
        self._page.show_text_or_none()

    def _row(self, start_s: float, end_s: float, text: str) -> Row:
        name, role = self.tr("Voice later"), SpeakerRole.OTHER
        return Row(f"written-{start_s:.2f}", RowKind.WRITTEN, start_s, end_s, name, role, tuple(text.split()))

    def _forget(self) -> None:
        had_rows = self._reached[1] >= 0
        self._reached, self._forward = ("", -1.0), ""
        if had_rows:
            self._page.space.written_hint.setText("")
            self._page.presenter.show_written([])
            if self._model.is_open:
                self._page.show_text_or_none()
