"""What stands before the pages until the store is open."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QStackedWidget, QVBoxLayout, QWidget

from coder.domain.purpose import Purpose
from ui.context import Context
from ui.recruitment import window_title
from ui.theme import Role, current
from ui.tracking import track
from ui.unlock.viewmodel import UnlockViewModel
from ui.widgets.buttons import ghost, primary
from ui.widgets.card import Card
from ui.widgets.empty_state import EmptyState
from ui.widgets.labels import label
from ui.widgets.skeleton import Skeleton

FIRST_RUN = "ui.first_run.view"


class UnlockCard(Card):
    """A field for the passphrase or, after a press, for the recovery key."""

    def __init__(self, model: UnlockViewModel, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.set_title(self.tr("Open your recordings"))
        self._model = model
        self._by_recovery = False
        theme = current()
        self.body.setSpacing(theme.px(8))
        self._prompt = label("", wrap=True)
        self.field = QLineEdit()
        self.field.returnPressed.connect(self.open)
        self._problem = label("", Role.STRONG, wrap=True)
        self._problem.setVisible(False)
        self.open_button = primary(self.tr("Open"), "lock-open")
        self.open_button.clicked.connect(self.open)
        self.other_button = ghost("", "key")
        self.other_button.clicked.connect(self._switch)
        row = QHBoxLayout()
        row.addWidget(self.open_button)
        row.addWidget(self.other_button)
        row.addStretch(1)
        self.body.addWidget(self._prompt)
        self.body.addWidget(self.field)
        self.body.addWidget(self._problem)
        self.body.addLayout(row)
        self._fit()
        track(self, theme.changed, self._fit)
        model.refused.connect(self.refuse)
        model.busy_changed.connect(self._wait)
        self._ask()

    @Slot()
    def open(self) -> None:
        """Try what was typed."""
        typed = self.field.text()
        if not typed:
            self.field.setFocus()
        elif self._by_recovery:
            self._model.recover(typed)
        else:
            self._model.unlock(typed)

    @Slot(str)
    def refuse(self, sentence: str) -> None:
        """Say why it was not opened, if something stood in the way, and let the user try again."""
        self._problem.setText(sentence)
        self._problem.setVisible(bool(sentence))
        self.field.setAccessibleDescription(sentence)
        self.field.selectAll()
        self.field.setFocus()

    @Slot(bool)
    def _wait(self, busy: bool) -> None:
        self.open_button.setEnabled(not busy)
        self.field.setReadOnly(busy)

    @Slot()
    def _switch(self) -> None:
        self._by_recovery = not self._by_recovery
        self.field.clear()
        self._problem.setVisible(False)
        self._ask()
        self.field.setFocus()

    @Slot()
    def _fit(self) -> None:
        self.setMaximumWidth(current().px(480))

    def _ask(self) -> None:
        recovery = self._by_recovery
        self._prompt.setText(
            self.tr("Type the recovery key from the printed page.") if recovery else self.tr("Type your passphrase.")
        )
        self.field.setAccessibleName(self.tr("Recovery key") if recovery else self.tr("Passphrase"))
        # A recovery key is copied from paper, which is hard without seeing it.
        self.field.setEchoMode(QLineEdit.EchoMode.Normal if recovery else QLineEdit.EchoMode.Password)
        self.other_button.setText(
            self.tr("Use the passphrase") if recovery else self.tr("Use the recovery key instead")
        )


class Gate(QStackedWidget):
    """Loading, then the unlock card, or the first run where there is no store yet.

    ``purpose`` is what a store that is still to be made will be for. A first-run page ends with ``context.open``; it
    makes and opens the store inside ``operations.in_turn``, since the lock of a store belongs to the thread that opened
    it and is given back on the writing thread.
    """

    def __init__(
        self,
        context: Context,
        folder: Path | None = None,
        purpose: Purpose = Purpose.PRACTICE,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setProperty("role", "page")
        self._context, self._purpose = context, purpose
        self.model = UnlockViewModel(context, folder, self)
        self.addWidget(_centred(Skeleton(4)))
        self.card = UnlockCard(self.model)
        self._locked_page = _centred(self.card)
        self.addWidget(self._locked_page)
        self.model.locked.connect(self.show_card)
        self.model.missing.connect(self.show_first_run)

    @Slot(str)
    def show_card(self, sentence: str) -> None:
        """Ask for the passphrase, and say why it is asked for."""
        purpose = self.model.looks_like()
        self.setCurrentWidget(self._locked_page)
        if purpose is Purpose.RECRUITMENT:
            self.card.set_title(self.tr("Open the recruitment store"))
        self.card.refuse(sentence)
        self._name_window(self.tr("Open your recordings"), purpose)

    @Slot()
    def show_first_run(self) -> None:
        """Show how a store is made: the first-run page of this build, or in words."""
        page = _first_run(self._context, self.model.folder(), self._purpose)
        self.addWidget(page)
        self.setCurrentWidget(page)
        self._name_window(self.tr("First start"), self._purpose)

    def _name_window(self, shown: str, purpose: Purpose) -> None:
        # The title is what a screen reader says first, and what a task bar shows of several windows.
        self.window().setWindowTitle(window_title(shown, purpose))


def _first_run(context: Context, store: Path, purpose: Purpose) -> QWidget:
    folder = FIRST_RUN.rpartition(".")[0]
    if find_spec(folder) is not None and find_spec(FIRST_RUN) is not None:
        made: QWidget = import_module(FIRST_RUN).make_page(context, store, purpose)
        return made
    return EmptyState(
        "folder-open",
        context.tr("There is no store on this computer yet"),
        context.tr("Make one with the command “practice-coder init”, then open this program again."),
    )


def _centred(inside: QWidget) -> QWidget:
    around = QWidget()
    row = QHBoxLayout(around)
    row.addStretch(1)
    column = QVBoxLayout()
    column.addStretch(1)
    column.addWidget(inside)
    column.addStretch(2)
    row.addLayout(column, 3)
    row.addStretch(1)
    return around
