"""The Code page without a session: the one that was open last, and what else waits, each one press away."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from itertools import pairwise

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QVBoxLayout, QWidget
from typing_extensions import override

from coder.domain.changes import Changes, Kind
from coder.domain.people import Actor
from coder.domain.permissions import Action, may
from coder.services.overview import OverviewService
from ui.context import Context
from ui.home.words import Line, todo_line
from ui.theme import current
from ui.tracking import track
from ui.widgets.clearing import clear
from ui.widgets.empty_state import EmptyState
from ui.widgets.row_button import RowButton

PAGE = "code"
# What is seen without scrolling at 200 per cent on a small screen; the Sessions page has them all.
OFFERED = 4


class NothingOpen(EmptyState):
    """Offers sessions as soon as it is seen. Enter opens what has the focus, which is the last one at first."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(
            "audio-lines",
            context.tr("No session is open"),
            context.tr("Choose one to listen to and code, or find it by its code with {0}.").format(
                context.actions.key_text("palette")
            ),
            context.tr("Go to Sessions"),
            parent,
        )
        self._context = context
        self.rows: list[RowButton] = []
        self.acted.connect(lambda: context.go_to("sessions"))
        self._place()
        track(self, context.changed, self._changed)
        track(self, context.opened, self._ask)

    def _place(self) -> None:
        self._rows = QVBoxLayout()
        around = QWidget()
        around.setMaximumWidth(current().px(460))
        around.setLayout(self._rows)
        middle = QHBoxLayout()
        middle.addStretch(1)
        middle.addWidget(around, 100)
        middle.addStretch(1)
        column = self.layout()
        assert isinstance(column, QVBoxLayout)
        # Before the button that leads elsewhere and the room below it.
        column.insertLayout(column.count() - 2, middle)

    @override
    def showEvent(self, event: QShowEvent) -> None:
        """Read again what may have changed while nobody looked."""
        super().showEvent(event)
        self._ask()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter does what Space does: there is nothing else on this page that it could mean."""
        chosen = self.focusWidget()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and isinstance(chosen, QAbstractButton):
            chosen.click()
        else:
            super().keyPressEvent(event)

    def _changed(self, changed: Changes, _initiator: object) -> None:
        if changed.kinds & {Kind.SESSION, Kind.CODING, Kind.TRANSCRIPT}:
            self._ask()

    def _ask(self) -> None:
        context = self._context
        if self.isVisible() and context.is_open and may(context.actor, Action.READ_SESSION):
            work = partial(_offered, context.services.overview, context.actor)
            context.operations.read(work, self._show, owner=self, key="offered")

    def _show(self, lines: Sequence[Line]) -> None:
        self.rows.clear()
        clear(self._rows)
        for line in lines:
            row = RowButton(line.text, line.caption, line.icon_name)
            row.clicked.connect(lambda _=False, one=line: self._context.go_to(PAGE, one.argument))
            self._rows.addWidget(row)
            self.rows.append(row)
        for before, after in pairwise((*self.rows, self.button)):
            self.setTabOrder(before, after)
        # The page had the focus before there was anything to offer, on the button that leads elsewhere.
        if self.rows and self.isVisible() and self.focusWidget() in (None, self.button):
            self.rows[0].setFocus(Qt.FocusReason.OtherFocusReason)


def _offered(overview: OverviewService, actor: Actor) -> list[Line]:
    lines = [todo_line(todo) for todo in overview.get(actor).todos]
    return [line for line in lines if line.page == PAGE][:OFFERED]
