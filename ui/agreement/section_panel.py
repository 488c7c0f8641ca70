"""The frame of every section of the page: what it holds, that it is being worked out, or why it may not be shown."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from coder.domain.errors import UserError
from ui.reporting.content_or_empty import ContentOrEmpty


class SectionPanel(QWidget):
    """Call ``hold`` once, and ``content.show_content()`` when there is something to show."""

    def hold(self, inside: QWidget) -> None:
        """Take in what the section shows; until it was read the panel says that it is on its way."""
        self.content = ContentOrEmpty(inside)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.content)
        self.show_reading()

    def show_reading(self) -> None:
        """Say that figures are on their way; where many recordings were coded by two they take seconds."""
        sentence = self.content.tr("This takes a moment where many recordings were coded by two.")
        self.content.show_empty("clock", self.content.tr("Being worked out…"), sentence)

    @Slot(object)
    def show_refusal(self, error: UserError) -> None:
        """Say why nothing is shown, and what to do."""
        self.content.show_empty("lock", error.sentence.rstrip("."), error.hint)
