"""The recording programme on the first page: its card, and what is asked about it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QFileDialog, QWidget

from coder.domain.programme import Programme
from ui.context import Context
from ui.home.programme_card import ProgrammeCard
from ui.home.programme_dialogs import AllWorkersDialog, NextRecordingDialog
from ui.home.programme_model import ProgrammeModel


def ask_calendar_path(parent: QWidget, suggested: str) -> str:
    """Ask where to write the days; empty when the user thought better of it."""
    kind = parent.tr("Calendar (*.ics)")
    return QFileDialog.getSaveFileName(parent, parent.tr("Calendar file"), suggested, kind)[0]


class ProgrammeSection(QObject):
    """``card`` shows what waits; dialogs over ``page`` ask the rest."""

    def __init__(
        self, context: Context, page: QWidget, ask_path: Callable[[QWidget, str], str] = ask_calendar_path
    ) -> None:
        super().__init__(page)
        self._page, self._context, self._ask_path = page, context, ask_path
        self._shown: Programme | None = None
        self.card = ProgrammeCard(context.actions.key_text("programme.open"), page)
        self.model = ProgrammeModel(context, self)
        self.model.loaded.connect(self._show)
        self.model.refused.connect(context.messages.user_error)
        self.model.exported.connect(self._say_exported)
        self.card.worker_wanted.connect(self.ask_about)
        self.card.all_wanted.connect(self.show_all)
        context.actions.bind("programme.open", page, self.show_all)
        self.card.calendar_wanted.connect(self.export)

    def look(self, shown: bool) -> None:
        """Read what changed while nobody looked, and leave reading to the next look when the page is left."""
        self.model.shown = shown
        if shown:
            self.model.refresh()

    @Slot(str)
    def ask_about(self, worker_id: str) -> NextRecordingDialog | None:
        """Ask what to do about a worker's next recording."""
        one, programme = self.model.worker(worker_id), self.model.programme
        if one is None or programme is None:
            return None
        dialog = NextRecordingDialog(one, programme, self.model.today, self._page)
        dialog.planned.connect(lambda on: self.model.plan(worker_id, on))
        dialog.missed.connect(lambda reason: self.model.miss(worker_id, reason))
        dialog.rested.connect(lambda reason: self.model.rest(worker_id, reason))
        dialog.taken_back.connect(lambda: self.model.take_back(worker_id))
        dialog.open()
        return dialog

    @Slot()
    def show_all(self) -> AllWorkersDialog | None:
        """List everybody."""
        if self.model.programme is None or not self.model.programme.workers:
            return None
        dialog = AllWorkersDialog(self.model.programme, self._page)
        dialog.worker_wanted.connect(self.ask_about)
        dialog.open()
        return dialog

    @Slot()
    def export(self) -> None:
        """Write the days as a calendar file."""
        path = self._ask_path(self._page, "recordings.ics")
        if path:
            self.model.export(Path(path))

    @Slot()
    def _show(self) -> None:
        programme = self.model.programme
        # What stays the same stays as it is, or the focus would be lost to every change elsewhere.
        if programme is not None and programme != self._shown:
            self._shown = programme
            self.card.show_programme(programme)

    @Slot(str)
    def _say_exported(self, path: str) -> None:
        self._context.messages.info(self._page.tr("Written to {0}.").format(Path(path).name))
