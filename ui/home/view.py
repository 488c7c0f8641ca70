"""The first page."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtGui import QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from coder.domain.purpose import Purpose
from ui.context import Context
from ui.home.cards import BackgroundCard, LearnCard, NewsCard, TodoCard, TurnaroundCard
from ui.home.erasure_section import ErasureSection
from ui.home.programme_section import ProgrammeSection
from ui.home.removal import ask_demo_removal
from ui.home.viewmodel import HomeState, HomeViewModel
from ui.reporting.columns import Columns
from ui.theme import current
from ui.tracking import track
from ui.widgets.buttons import primary, secondary
from ui.widgets.page import Page

_NARROW_PX = 760


class HomePage(Page):
    """Greets, and shows what waits, what runs, how to learn the tool, and how long feedback takes."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, "", parent=parent)
        self.header.set_texts(self.tr("Home"))
        self.model = HomeViewModel(context, self)
        self._shown: HomeState | None = None
        self._build_header()
        self._build_body()
        self._connect()

    def _build_header(self) -> None:
        key = self.context.actions.key_text
        self.find_button = secondary(self.tr("Find anything"), "search", key("palette"))
        self.find_button.setAccessibleName(self.tr("Find anything"))
        self.find_button.clicked.connect(lambda: self.context.actions.trigger("palette"))
        self.add_button = primary(self.tr("Add recording"), "plus", key("recording.add"))
        self.add_button.clicked.connect(self._add)
        self.header.add(self.find_button)
        self.header.add(self.add_button)
        self.context.actions.bind("recording.add", self, self._add)

    def _build_body(self) -> None:
        self.todo, self.background = TodoCard(), BackgroundCard()
        self.learn, self.turnaround, self.news = LearnCard(), TurnaroundCard(), NewsCard()
        self.programme = ProgrammeSection(self.context, self)
        self.erasure = ErasureSection(self.context, self)
        columns = Columns(_NARROW_PX)
        columns.set_shares(1, 1)
        columns.left.addWidget(self.todo)
        columns.left.addWidget(self.programme.card)
        columns.left.addWidget(self.erasure.card)
        columns.left.addWidget(self.learn)
        columns.left.addStretch(1)
        columns.right.addWidget(self.background)
        columns.right.addWidget(self.turnaround)
        columns.right.addWidget(self.news)
        columns.right.addStretch(1)
        self.body.addWidget(columns, 1)

    def _connect(self) -> None:
        self.model.loaded.connect(self._show)
        self.model.jobs_changed.connect(self.background.show_jobs)
        self.model.demo_busy.connect(self.learn.set_busy)
        self.todo.opened.connect(self.model.open)
        self.todo.add_wanted.connect(self._add)
        self.background.cancel_wanted.connect(self.model.cancel)
        self.background.retry_wanted.connect(self.model.retry)
        self.background.rest_wanted.connect(self.model.rest)
        self.learn.opened.connect(self.model.open)
        self.learn.demo_wanted.connect(self.model.try_demo)
        self.learn.removal_wanted.connect(self._ask_removal)
        track(self, self.context.opened, self.model.refresh)

    @override
    def showEvent(self, event: QShowEvent) -> None:
        """Read what changed while nobody looked."""
        super().showEvent(event)
        self.model.shown = True
        self.model.refresh()
        apart = self.context.purpose is Purpose.RECRUITMENT
        if apart:
            for card in (self.programme.card, self.learn, self.turnaround, self.news):
                card.setVisible(False)
        else:
            self.programme.look(True)
        self.erasure.look(True)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where it is narrow the greeting needs the room more than the words of a button everybody has a key for."""
        narrow = event.size().width() < current().px(_NARROW_PX)
        self.find_button.show_icon_only(narrow)
        self.add_button.set_key_hint("" if narrow else self.context.actions.key_text("recording.add"))
        super().resizeEvent(event)

    @override
    def hideEvent(self, event: QHideEvent) -> None:
        """Leave reading to the next look."""
        self.model.shown = False
        super().hideEvent(event)

    @Slot(object)
    def _show(self, state: HomeState) -> None:
        overview, before = state.overview, self._shown
        self._shown = state
        self.header.set_texts(state.greeting, state.subtitle)
        self.add_button.setVisible(self.model.may_add)
        # What stays the same stays as it is, or the focus would be lost to every report of a job.
        if before is None or (before.todos, before.overview.sessions) != (state.todos, overview.sessions):
            self.todo.show_lines(state.todos, overview.sessions, self.model.may_add)
        if before is None or before.overview.learning != overview.learning:
            self.learn.show_learning(overview.learning, state.steps)
        self.background.show_jobs(state.jobs)
        self.turnaround.show_feedback(overview.feedback)

    @Slot()
    def _add(self) -> None:
        if self.model.may_add:
            from ui.sessions.requests import AddRecording

            self.context.go_to("sessions", AddRecording())

    @Slot()
    def _ask_removal(self) -> None:
        ask_demo_removal(self, self.model.remove_demo)


def make_page(context: Context) -> QWidget:
    """The first page."""
    return HomePage(context)
