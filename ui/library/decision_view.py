"""The decision log to read and search: one card a question."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from coder.analysis.wording import short_day
from coder.domain.decisions import DecisionState, LoggedDecision
from ui.library.decision_dialogs import AskDialog, DecideDialog, labels_of
from ui.library.decision_log import DecisionLog
from ui.theme import Role, current
from ui.widgets.buttons import ghost, secondary
from ui.widgets.card import Card
from ui.widgets.clearing import clear
from ui.widgets.empty_state import EmptyState
from ui.widgets.labels import label

# What a person reads through; beyond that searching is quicker.
SHOWN = 40


class DecisionView(QWidget):
    """Search field, the questions that fit, and what may be done with each.

    ``recording_wanted(decision)`` to go to where a question arose; ``ask_wanted()`` when the button is pressed.
    """

    recording_wanted = Signal(object)
    ask_wanted = Signal()

    def __init__(self, log: DecisionLog, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._log = log
        self._rows: Sequence[LoggedDecision] | None = None
        theme = current()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(8))
        self.search = QLineEdit()
        self.search.setPlaceholderText(self.tr("Search questions and decisions"))
        self.search.setAccessibleName(self.tr("Search the decision log"))
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(log.search)
        self.ask_button = secondary(self.tr("Ask a question…"), "plus")
        self.ask_button.clicked.connect(self.ask_wanted)
        self.found = label("", Role.CAPTION, wrap=True)
        row = QHBoxLayout()
        row.setSpacing(theme.px(8))
        row.addWidget(self.search, 1)
        row.addWidget(self.ask_button)
        column.addLayout(row)
        column.addWidget(self.found)
        self._cards = QVBoxLayout()
        self._cards.setSpacing(theme.px(8))
        column.addLayout(self._cards)
        column.addStretch(1)
        log.loaded.connect(self._show)

    def ask(self) -> None:
        """Ask a question that arose nowhere in particular."""
        dialog = AskDialog(labels_of(self._log.codebook()), self._log.label, parent=self.window())
        dialog.asked.connect(lambda about, text: self._log.ask(about, text, dialog.stored, dialog.refused))
        dialog.open()

    def decide(self, one: LoggedDecision) -> None:
        """Write down what was decided."""
        open_decide(self._log, one, self.window())

    def _show(self) -> None:
        rows, shown = self._log.decisions, self._log.decisions[:SHOWN]
        self.ask_button.setVisible(self._log.may_ask)
        self.found.setText(self._found(len(rows)))
        self.found.setVisible(bool(rows))
        if rows == self._rows:
            return
        self._rows = rows
        clear(self._cards)
        for one in shown:
            self._cards.addWidget(self._card(one))
        if not rows:
            self._cards.addWidget(self._empty())

    def _found(self, count: int) -> str:
        if count > SHOWN:
            return self.tr("{0} found, the first {1} shown. Type more words to find one.").format(count, SHOWN)
        return self.tr("1 found") if count == 1 else self.tr("{0} found").format(count)

    def _empty(self) -> EmptyState:
        if self._log.empty:
            return EmptyState(
                "messages-square",
                self.tr("No question yet"),
                self.tr("What evaluators ask about the codebook, and what is decided at the meeting, stands here."),
            )
        return EmptyState("search", self.tr("Nothing fits"), self.tr("No question or decision holds these words."))

    def _card(self, one: LoggedDecision) -> Card:
        about = f"{one.label} · {one.label_name}" if one.label_name else self.tr("The codebook as a whole")
        open_ = one.state is DecisionState.OPEN
        day = short_day(one.at.astimezone().date())
        state = self.tr("open since {0}") if open_ else self.tr("decided {0}")
        card = Card(
            about, f"{state.format(day)} · {one.author_code} · {one.codebook_id.upper()} {one.codebook_version}"
        )
        card.body.addWidget(label(one.question, wrap=True))
        answer = self.tr("Not decided yet.") if open_ else self.tr("Decided: {0}").format(one.decision)
        card.body.addWidget(label(answer, Role.SUBTITLE if open_ else Role.STRONG, wrap=True))
        acts = QHBoxLayout()
        if self._log.may_decide:
            words = self.tr("Decide…") if open_ else self.tr("Decide anew…")
            button = ghost(words, "pencil")
            button.setAccessibleName(f"{words} {one.question}")
            button.clicked.connect(partial(self.decide, one))
            acts.addWidget(button)
        if one.session_id:
            there = ghost(self.tr("Go to the place"), "audio-lines")
            there.setAccessibleName(self.tr("Go to the place of: {0}").format(one.question))
            there.clicked.connect(partial(self.recording_wanted.emit, one))
            acts.addWidget(there)
        acts.addStretch(1)
        card.body.addLayout(acts)
        return card


def open_decide(log: DecisionLog, one: LoggedDecision, parent: QWidget) -> DecideDialog:
    """Ask over ``parent`` what was decided about a question, and keep the answer."""
    dialog = DecideDialog(one, parent)
    dialog.decided.connect(
        lambda question, text: log.decide(one.thread_id, question, text, dialog.stored, dialog.refused)
    )
    dialog.open()
    return dialog
