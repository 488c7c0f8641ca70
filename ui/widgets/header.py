"""The bar at the top of a page: what it is about, when it was last saved, and what can be done."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QLocale, QTime, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from ui.context import Context
from ui.theme import Role, current
from ui.tracking import track
from ui.widgets.labels import ElidingLabel


class SavedIndicator(QLabel):
    """ "Saved 14:02" in local time, or "Saving…" while a write is under way; empty before the first."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", Role.SUBTITLE.value)
        self._words = ""
        self._operations = context.operations
        track(self, context.saved, self.show_saved)
        track(self, context.operations.busy_changed, self.show_busy)

    @Slot(object)
    def show_saved(self, when: datetime) -> None:
        """Say when the last change was stored, unless another one is still on its way."""
        local = when.astimezone()
        clock = QLocale().toString(QTime(local.hour, local.minute), QLocale.FormatType.ShortFormat)
        self._words = self.tr("Saved {0}").format(clock)
        if not self._operations.busy:
            self.setText(self._words)

    @Slot(bool)
    def show_busy(self, busy: bool) -> None:
        """Say that something is being stored."""
        self.setText(self.tr("Saving…") if busy else self._words)


class HeaderBar(QFrame):
    """Title and subtitle at the left, the page's buttons at the right.

    With a ``context`` it also says when the last change was stored.
    """

    def __init__(
        self, title: str, subtitle: str = "", context: Context | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setProperty("role", "header")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        theme = current()
        row = QHBoxLayout(self)
        row.setSpacing(theme.px(8))
        words = QVBoxLayout()
        words.setSpacing(0)
        self._title = ElidingLabel(title, Role.TITLE)
        self._subtitle = ElidingLabel(subtitle, Role.SUBTITLE)
        words.addWidget(self._title)
        words.addWidget(self._subtitle)
        row.addLayout(words, 1)
        self._row, self._low = row, False
        self._set_margins()
        if context is not None:
            row.addWidget(SavedIndicator(context))
        self.set_texts(title, subtitle)

    def set_texts(self, title: str, subtitle: str = "") -> None:
        """Change what the page is about."""
        self._title.setText(title)
        self._subtitle.setText(subtitle)
        self._subtitle.setVisible(bool(subtitle) and not self._low)
        self.setAccessibleName(title)
        unseen = subtitle if self._low else ""
        self.setToolTip(unseen)
        self.setAccessibleDescription(unseen)

    @property
    def low(self) -> bool:
        """Whether there is room for one line only."""
        return self._low

    def set_low(self, low: bool) -> None:
        """Be as low as the buttons, where each line of text is the page's: the subtitle is left to the tool tip."""
        self._low = low
        self._set_margins()
        self.set_texts(self._title.text(), self._subtitle.text())

    def _set_margins(self) -> None:
        wide, high = current().px(16), current().px(4 if self._low else 9)
        self._row.setContentsMargins(wide, high, wide, high)

    def add(self, widget: QWidget) -> None:
        """Put a button or field at the right end."""
        self._row.addWidget(widget)
