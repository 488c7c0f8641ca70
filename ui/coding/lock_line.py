"""One line of the question before a coding is locked."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget
from typing_extensions import override

from coder.domain.coding import Missing
from ui.widgets.buttons import Button, secondary
from ui.widgets.labels import label


class ReasonField(QLineEdit):
    """``left()`` when somebody goes on to what comes next, or into another reason, and not to a button by the mouse."""

    left = Signal()

    @override
    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Tell of what is meant to stand; who clicks "Not now" or "Go there" has not decided."""
        super().focusOutEvent(event)
        by_tab = event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)
        if self.isEnabled() and (by_tab or isinstance(QApplication.focusWidget(), ReasonField)):
            self.left.emit()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter is done with the reason, and presses no button of the question besides."""
        super().keyPressEvent(event)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.accept()


class MissingLine(QWidget):
    """One thing that is missing, with a way there and, where the rule allows one, a field for a reason instead.

    Once it is settled it stays where it is, so that no other line moves under the hand.
    """

    def __init__(self, one: Missing, can_explain: bool) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        row = QHBoxLayout()
        self.words: QLabel = label(one.sentence, wrap=True)
        self.way: Button = secondary(self.tr("Go there"))
        policy = self.way.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self.way.setSizePolicy(policy)
        row.addWidget(self.words, 1)
        row.addWidget(self.way, 0, Qt.AlignmentFlag.AlignTop)
        column.addLayout(row)
        self.reason: ReasonField | None = ReasonField() if can_explain else None
        if self.reason is not None:
            column.addWidget(self.reason)
        self._name, _, _ = one.sentence.partition(":")
        self.show_missing(one)

    def show_missing(self, one: Missing) -> None:
        """Say what is missing now."""
        self.words.setText(one.sentence)
        self.way.setVisible(True)
        self.way.setAccessibleName(self.tr("Go there: {0}").format(one.sentence))
        if self.reason is not None:
            self.reason.setEnabled(True)
            self.reason.setPlaceholderText(self.tr("Or write a reason here, then press Enter"))
            self.reason.setAccessibleName(self.tr("Reason instead: {0}").format(one.sentence))

    def settle(self) -> None:
        """Say that nothing is missing here any more, in the room the line has."""
        self.words.setMinimumHeight(self.words.height())
        self.words.setText(self.tr("{0}: nothing is missing any more.").format(self._name))
        self.way.setVisible(False)
        if self.reason is not None:
            self.reason.setEnabled(False)
            self.reason.setPlaceholderText("")
