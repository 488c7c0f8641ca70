"""The cards of the first page."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from coder.domain.jobs import Job
from coder.domain.overview import FeedbackTime, Learning
from ui.home.news import NEWS
from ui.home.words import Line, Step, feedback_explained, figure
from ui.theme import Role, current
from ui.widgets.buttons import Button, ghost, primary, secondary
from ui.widgets.card import Card
from ui.widgets.clearing import clear
from ui.widgets.empty_state import EmptyState, IconMark
from ui.widgets.job_tray import JobTray, counted
from ui.widgets.labels import ElidingLabel, label
from ui.widgets.row_button import RowButton
from ui.widgets.skeleton import Skeleton

SHOWN = 7


class TodoCard(Card):
    """What waits; ``opened(page, argument)`` when a line is pressed, ``add_wanted()`` from the empty state."""

    opened = Signal(str, str)
    add_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.set_title(self.tr("To do"))
        self.body.setSpacing(current().px(2))
        self.body.addWidget(Skeleton(3))

    def show_lines(self, lines: Sequence[Line], sessions: int, may_add: bool) -> None:
        """Show these, the rest behind a button; or say when something will come."""
        clear(self.body)
        self.set_trailing(str(len(lines)) if lines else "")
        if not lines:
            self._show_empty(sessions, may_add)
            return
        for line in lines[:SHOWN]:
            row = RowButton(line.text, line.caption, line.icon_name)
            row.clicked.connect(lambda _=False, one=line: self.opened.emit(one.page, one.argument))
            self.body.addWidget(row)
        if len(lines) > SHOWN:
            more = ghost(self.tr("{0} more on the Sessions page").format(len(lines) - SHOWN), "arrow-right")
            more.clicked.connect(lambda: self.opened.emit("sessions", ""))
            self.body.addWidget(more)
        self.body.addStretch(1)

    def _show_empty(self, sessions: int, may_add: bool) -> None:
        if sessions:
            empty = EmptyState(
                "circle-check",
                self.tr("Nothing waits for you"),
                self.tr("Here you will see recordings to confirm, to code and to talk over."),
            )
        else:
            empty = EmptyState(
                "folder-open",
                self.tr("No recordings yet"),
                self.tr("What there is to do appears here as soon as the first recording is added."),
                self.tr("Add recording") if may_add else "",
            )
            empty.acted.connect(self.add_wanted)
        self.body.addWidget(empty, 1)


class BackgroundCard(Card):
    """Work in the background, with a way to stop it; signals as of the job tray."""

    cancel_wanted = Signal(str)
    retry_wanted = Signal(str)
    rest_wanted = Signal(str, bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.set_title(self.tr("Working in the background"))
        self._tray = JobTray()
        self._tray.cancel_wanted.connect(self.cancel_wanted)
        self._tray.retry_wanted.connect(self.retry_wanted)
        self._tray.rest_wanted.connect(self.rest_wanted)
        self._quiet = label(
            self.tr("Nothing is running. Transcriptions and suggestions are worked out here while you go on."),
            Role.SUBTITLE,
            wrap=True,
        )
        self.body.addWidget(self._quiet)
        self.body.addWidget(self._tray)
        self.body.addStretch(1)
        self.show_jobs(())

    def show_jobs(self, jobs: Sequence[Job]) -> None:
        """Show the first of these: what runs, then what comes next."""
        self._tray.set_jobs(jobs[:SHOWN])
        self._tray.setVisible(bool(jobs))
        self._quiet.setVisible(not jobs)
        self.set_trailing(counted(jobs))


class LearnCard(Card):
    """Five steps on the demo visit. ``opened(page, argument)``, ``demo_wanted()``, ``removal_wanted()``."""

    opened = Signal(str, str)
    demo_wanted = Signal()
    removal_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.set_title(self.tr("Learn the tool"))
        self.body.addWidget(Skeleton(3))
        self._busy = False
        self._demo_buttons: list[Button] = []

    def show_learning(self, learning: Learning, steps: Sequence[Step]) -> None:
        """Show the steps, or offer the demo where it is not here."""
        clear(self.body)
        self._demo_buttons.clear()
        self.set_trailing("")
        if not learning.session_id:
            self._offer()
        else:
            self._show_steps(steps, learning.transcribed)
        if learning.demo_here:
            self.remove_button = ghost(self.tr("Remove demo data"), "trash-2")
            self.remove_button.clicked.connect(self.removal_wanted)
            self._demo_buttons.append(self.remove_button)
            row = QHBoxLayout()
            row.addWidget(self.remove_button)
            row.addStretch(1)
            self.body.addLayout(row)
        self.set_busy(self._busy)

    def set_busy(self, busy: bool) -> None:
        """Switch the buttons off while demo data come or go."""
        self._busy = busy
        for button in self._demo_buttons:
            button.setEnabled(not busy)

    def _offer(self) -> None:
        self.body.addWidget(
            label(
                self.tr(
                    "Try everything on an invented family: a visit of five minutes with synthetic voices, and a year "
                    "of a made-up authority. It is marked as demo everywhere and removed in one step."
                ),
                Role.SUBTITLE,
                wrap=True,
            )
        )
        self.demo_button = primary(self.tr("Try the demo"), "circle-play")
        self.demo_button.clicked.connect(self.demo_wanted)
        self._demo_buttons.append(self.demo_button)
        row = QHBoxLayout()
        row.addWidget(self.demo_button)
        row.addStretch(1)
        self.body.addLayout(row)
        self.body.addStretch(1)

    def _show_steps(self, steps: Sequence[Step], transcribed: bool) -> None:
        following = next((place for place, step in enumerate(steps) if not step.done), len(steps))
        if following < len(steps):
            self.set_trailing(self.tr("step {0} of {1}").format(following + 1, len(steps)))
        else:
            self.set_trailing(self.tr("all done"))
        for place, step in enumerate(steps):
            self.body.addWidget(self._step(step, place, following, transcribed))
        self.body.addStretch(1)

    def _step(self, step: Step, place: int, following: int, transcribed: bool) -> QWidget:
        theme = current()
        row = QWidget()
        line = QHBoxLayout(row)
        line.setContentsMargins(theme.px(6), theme.px(3), theme.px(2), theme.px(3))
        line.setSpacing(theme.px(8))
        icon, token = (
            ("circle-check", "ok")
            if step.done
            else ("circle-play", "accent")
            if place == following
            else ("circle", "text3")
        )
        line.addWidget(IconMark(icon, 20, token))
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(ElidingLabel(step.text))
        words.addWidget(ElidingLabel(self._caption(step, place == following, transcribed), Role.CAPTION))
        line.addLayout(words, 1)
        if place == following:
            show = self.show_button = secondary(self.tr("Show me"))
            show.setAccessibleName(self.tr("Show me: {0}").format(step.text))
            show.clicked.connect(lambda: self.opened.emit(step.page, step.argument))
            line.addWidget(show)
        return row

    def _caption(self, step: Step, following: bool, transcribed: bool) -> str:
        if step.done:
            return self.tr("done")
        if following and not transcribed:
            return self.tr("the transcript is being made; until then you can listen")
        return step.minutes


class TurnaroundCard(Card):
    """The service's headline figure, or when it will come."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.set_title(self.tr("From tape to feedback"))
        self._figure = label("", Role.FIGURE)
        self._explained = label("", Role.SUBTITLE, wrap=True)
        self.body.addWidget(self._figure)
        self.body.addWidget(self._explained)
        self._figure.setVisible(False)

    def show_feedback(self, feedback: FeedbackTime) -> None:
        """Show the figure with its spread."""
        found = feedback.figure
        self._figure.setVisible(found is not None)
        self._figure.setText("" if found is None else figure(found))
        self.set_trailing(self.tr("demo data") if found is not None and found.demo else "")
        self._explained.setText(feedback_explained(feedback))


class NewsCard(Card):
    """What is new."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.set_title(self.tr("What is new"))
        self.set_trailing(self.tr("version {0}").format(NEWS[0].version))
        for news in NEWS:
            column = QVBoxLayout()
            column.setSpacing(0)
            column.addWidget(label(_news(news.title), Role.STRONG, wrap=True))
            column.addWidget(label(_news(news.sentence), Role.SUBTITLE, wrap=True))
            self.body.addLayout(column)
        self.body.addStretch(1)


def _news(text: str) -> str:
    return QCoreApplication.translate("news", text)
