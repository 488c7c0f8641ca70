"""The one window: the rail at the left, the page at the right, messages and work in the background below it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import partial

from PySide6.QtCore import QByteArray, QEvent, QLocale, QSize, Qt, QTime, Signal, Slot
from PySide6.QtGui import QCloseEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QDialog, QHBoxLayout, QMainWindow, QStackedWidget, QVBoxLayout, QWidget
from typing_extensions import override

from coder.domain.jobs import Job
from ui.context import Context
from ui.focus import first_stop, move_between
from ui.library.provider import CodebookProvider, DecisionProvider
from ui.pages import PAGES, BeginsAt, HasPanels, OpensWith, PageEntry
from ui.palette import ActionProvider, PageProvider, Provider, SessionProvider
from ui.rail import Rail
from ui.recruitment import RecruitmentNotice, open_recruitment, window_title
from ui.tracking import track
from ui.widgets.card import Card
from ui.widgets.job_tray import JobTray, counted
from ui.widgets.message_bar import MessageBar

MINIMUM = QSize(1280, 720)


class MainWindow(QMainWindow):
    """Builds a page when it is first visited and keeps it. ``closing()`` is emitted once, before the window goes.

    ``gate`` is what is shown until the store is open (first run, unlock); without one the first page is shown at once.
    """

    closing = Signal()

    def __init__(
        self, context: Context, entries: Sequence[PageEntry] | None = None, gate: QWidget | None = None
    ) -> None:
        super().__init__()
        self.context = context
        self._entries = {entry.id: entry for entry in (PAGES if entries is None else entries)}
        self._pages: dict[str, QWidget] = {}
        self._current = ""
        self._saved_at: datetime | None = None
        self._jobs: tuple[Job, ...] = ()
        self._close_agreed = False
        self.providers: list[Provider] = [
            ActionProvider(context.actions),
            PageProvider(tuple(self._entries.values()), context),
            SessionProvider(context, self),
            CodebookProvider(context, self),
            DecisionProvider(context, self),
        ]
        self.setWindowTitle("Practice Coder")
        self._build()
        self._bind()
        self._connect()
        self._gate = gate
        if gate is not None:
            self._stack.addWidget(gate)
            self._stack.setCurrentWidget(gate)
            self.rail.setVisible(False)
        elif self._entries:
            self._fit_purpose()
            self.show_page(next(iter(self._entries)))

    def _build(self) -> None:
        self.rail = Rail(tuple(self._entries.values()), self.context.actions)
        self._stack = QStackedWidget()
        self.messages = MessageBar(self.context.messages)
        self.tray = JobTray()
        self.tray_panel = Card(self.tr("Working in the background"))
        self.tray_panel.body.addWidget(self.tray)
        self.tray_panel.setVisible(False)
        right = QVBoxLayout()
        right.setContentsMargins(0, 0, 0, 0)
        right.setSpacing(0)
        self.recruitment = RecruitmentNotice()
        right.addWidget(self.recruitment)
        right.addWidget(self._stack, 1)
        right.addWidget(self.messages)
        right.addWidget(self.tray_panel)
        whole = QWidget()
        row = QHBoxLayout(whole)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.rail)
        row.addLayout(right, 1)
        self.setCentralWidget(whole)
        self.setMinimumSize(MINIMUM)

    def _bind(self) -> None:
        bind = self.context.actions.bind
        for entry in self._entries.values():
            bind(entry.action_id, self, partial(self.context.go_to, entry.id))
        bind("panel.next", self, partial(self.move_panel, 1))
        bind("panel.previous", self, partial(self.move_panel, -1))
        bind("palette", self, self.open_palette)
        bind("help.keys", self, self.open_key_sheet)
        bind("help.focus", self, self.help_on_focus)
        bind("save", self, self.say_saved)
        bind("recruitment.open", self, partial(open_recruitment, self.context))
        bind("close", self, self.close)

    def _connect(self) -> None:
        self.rail.page_chosen.connect(self.context.go_to)
        self.rail.jobs_chosen.connect(self._toggle_tray)
        track(self, self.context.page_wanted, self.show_page)
        track(self, self.context.opened, self._opened)
        track(self, self.context.saved, self._saved)

    @property
    def current_page(self) -> str:
        """The id of the page that is shown; empty before the first."""
        return self._current

    def page(self, page_id: str) -> QWidget:
        """A page, built if it was not visited yet. Raises KeyError for one that is not in this build."""
        if page_id not in self._pages:
            made = self._entries[page_id].make(self.context)
            self._pages[page_id] = made
            self._stack.addWidget(made)
        return self._pages[page_id]

    @Slot(str, object)
    def show_page(self, page_id: str, argument: object = None) -> None:
        """Bring a page to the front, let it open ``argument``, and put the focus in it.

        Ignored while a gate waits for the store to be opened, and for a page that is not in this build.
        """
        if page_id not in self._entries or self._gate is not None:
            return
        page = self.page(page_id)
        self._current = page_id
        self._stack.setCurrentWidget(page)
        self.rail.show_page(page_id)
        self.setWindowTitle(window_title(self.context.actions.text(f"page.{page_id}"), self.context.purpose))
        if argument is not None and isinstance(page, OpensWith):
            page.open_with(argument)
        self._focus_page()

    def panels(self) -> list[QWidget]:
        """Where F6 stops, in reading order."""
        page = self._stack.currentWidget()
        inside = list(page.panels()) if isinstance(page, HasPanels) else [page] if page is not None else []
        return [self.rail, *inside, self.messages, self.tray_panel]

    def move_panel(self, step: int) -> None:
        """Move the focus to the next (1) or previous (-1) panel."""
        move_between(self.panels(), step)

    @Slot()
    def open_palette(self) -> None:
        """Find anything."""
        from ui.palette_dialog import PaletteDialog

        if self.rail.isVisible():
            self._open_over(PaletteDialog(self.providers, self))

    @Slot()
    def open_key_sheet(self) -> None:
        """Show all keys."""
        from ui.key_sheet import KeySheet

        self._open_over(KeySheet(self.context.actions, self))

    @Slot()
    def help_on_focus(self) -> None:
        """Say what the focused thing is and does, in a message."""
        widget = QApplication.focusWidget()
        if widget is None:
            return
        words = [widget.accessibleName(), widget.accessibleDescription() or widget.toolTip(), widget.whatsThis()]
        told = list(dict.fromkeys(word for word in words if word))
        self.context.messages.info(". ".join(told) if told else self.tr("Press ? for all keys."))

    @Slot()
    def say_saved(self) -> None:
        """Everything is stored as it is done; say when the last was."""
        if self._saved_at is None:
            self.context.messages.info(
                self.tr("Everything is saved. Nothing was changed since you opened the program.")
            )
            return
        local = self._saved_at.astimezone()
        clock = QLocale().toString(QTime(local.hour, local.minute), QLocale.FormatType.ShortFormat)
        self.context.messages.info(self.tr("Everything is saved; the last change at {0}.").format(clock))

    def show_jobs(self, jobs: Sequence[Job]) -> None:
        """Show these jobs in the tray and count them on the rail."""
        self._jobs = tuple(jobs)
        self.tray.set_jobs(jobs)
        words = counted(jobs)
        self.tray_panel.set_trailing(words)
        self.rail.show_jobs(words or (self.tr("all done") if jobs else ""))
        if not jobs:
            self.tray_panel.setVisible(False)

    @property
    def jobs_running(self) -> bool:
        """Whether some job is not over yet and does not rest."""
        return any(not job.state.over and not job.paused for job in self._jobs)

    def geometry_text(self) -> str:
        """Place and size of the window, to be remembered."""
        return bytes(self.saveGeometry().toBase64().data()).decode("ascii")

    def restore_geometry_text(self, remembered: str) -> bool:
        """Take a remembered place and size again; False, with nothing moved, for text that is none."""
        return self.restoreGeometry(QByteArray.fromBase64(remembered.encode("ascii", "ignore")))

    @override
    def showEvent(self, event: QShowEvent) -> None:
        """Put the focus in the page: before the window is shown nothing can take it."""
        super().showEvent(event)
        if not event.spontaneous():
            self._focus_page()

    @override
    def event(self, event: QEvent) -> bool:
        """Take the keyboard back from a dialog that closes, which not every window manager gives back by itself."""
        if event.type() is QEvent.Type.WindowUnblocked and QApplication.focusWindow() is not None:
            self.activateWindow()
        return bool(super().event(event))

    @override
    def closeEvent(self, event: QCloseEvent) -> None:
        """Ask first while work runs; then tell who must end theirs."""
        if self.jobs_running and not self._close_agreed:
            event.ignore()
            self._ask_to_close()
            return
        self.closing.emit()
        super().closeEvent(event)

    def _open_over(self, dialog: QDialog) -> None:
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.move(self.mapToGlobal(self.rect().center()) - dialog.rect().center())
        dialog.open()

    def _ask_to_close(self) -> None:
        from ui.close_dialog import CloseDialog

        dialog = CloseDialog(counted(self._jobs), self)
        dialog.accepted.connect(self._close_now)
        self._open_over(dialog)

    @Slot()
    def _close_now(self) -> None:
        self._close_agreed = True
        self.close()

    def _focus_page(self) -> None:
        page = self._stack.currentWidget()
        stop = page.begin_at() if isinstance(page, BeginsAt) else None
        if stop is None and page is not None:
            stop = first_stop(page)
        if stop is not None:
            stop.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def _toggle_tray(self) -> None:
        self.tray_panel.setVisible(not self.tray_panel.isVisible())
        stop = first_stop(self.tray_panel) if self.tray_panel.isVisible() else None
        if stop is not None:
            stop.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def _opened(self) -> None:
        if self._gate is not None:
            self._stack.removeWidget(self._gate)
            self._gate.deleteLater()
            self._gate = None
        self.rail.setVisible(True)
        self._fit_purpose()
        if self._entries and not self._current:
            self.show_page(next(iter(self._entries)))

    def _fit_purpose(self) -> None:
        """Leave out the pages that have no place in this store, and say what it is for."""
        purpose = self.context.purpose
        for entry in [one for one in self._entries.values() if not one.serves(purpose)]:
            del self._entries[entry.id]
            self.rail.button(entry.id).setVisible(False)
        self.recruitment.show_for(purpose)

    @Slot(object)
    def _saved(self, when: datetime) -> None:
        self._saved_at = when
