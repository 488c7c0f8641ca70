"""Shows what is posted to ui.messages, newest last, and announces it to screen readers."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget
from typing_extensions import override

from ui.announce import announce
from ui.messages import Level, Message, Messages
from ui.theme import Role, current
from ui.tracking import track
from ui.widgets.buttons import Button, Kind, icon_button
from ui.widgets.empty_state import IconMark
from ui.widgets.labels import label

ICONS = {Level.INFO: "circle-check", Level.WARN: "triangle-alert", Level.ERROR: "circle-alert"}
TOKENS = {Level.INFO: "ok", Level.WARN: "warn", Level.ERROR: "danger"}
# Long enough to read two lines slowly; nothing is lost, as the message is kept and can be listed.
INFO_MS = 8_000
SHOWN = 3
# More than this share of the window's height is the page's, whose work goes on meanwhile.
_SHARE = 0.25
_LARGE = 1.5


class MessageRow(QFrame):
    """One message with its action and a button to close it; ``closed`` is emitted once."""

    closed = Signal(object)

    def __init__(self, message: Message, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.message = message
        self.setProperty("role", "message")
        self.setAccessibleName(message.text)
        theme = current()
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.px(12), theme.px(6), theme.px(6), theme.px(6))
        row.setSpacing(theme.px(8))
        row.addWidget(IconMark(ICONS[message.level], 18, TOKENS[message.level]))
        row.addWidget(self._words(), 1)
        self.count = label("", Role.CAPTION)
        row.addWidget(self.count)
        if message.action_text:
            act = Button(message.action_text, Kind.SECONDARY)
            act.clicked.connect(self._act)
            row.addWidget(act)
        self.close_button = icon_button("x", self.tr("Close message"))
        self.close_button.clicked.connect(self.dismiss)
        row.addWidget(self.close_button)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._time_over)
        if message.level is Level.INFO or message.passing:
            self._timer.start(INFO_MS)

    def _words(self) -> QWidget:
        if current().scale >= _LARGE:
            # One text of two sentences is a line lower than two texts, and each line is taken from the page.
            return label(self.message.text, wrap=True)
        words = QWidget()
        column = QVBoxLayout(words)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(label(self.message.sentence, Role.STRONG, wrap=True))
        if self.message.hint:
            column.addWidget(label(self.message.hint, wrap=True))
        return words

    def show_behind(self, others: int) -> None:
        """Say that others wait for this one to be closed; nothing for none."""
        self.count.setText(self.tr("{0} more").format(others))
        self.count.setVisible(others > 0)

    def height_at(self, width: int) -> int:
        """The height in logical pixels that no line of it is cut at."""
        inside = self.layout()
        assert inside is not None
        return inside.totalHeightForWidth(width) if inside.hasHeightForWidth() else self.sizeHint().height()

    @property
    def has_focus(self) -> bool:
        """Whether the focus is on one of its buttons."""
        focused = QApplication.focusWidget()
        return focused is not None and self.isAncestorOf(focused)

    @Slot()
    def dismiss(self) -> None:
        """Close the message."""
        self._timer.stop()
        self.closed.emit(self)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc closes the message that has the focus."""
        if event.key() == Qt.Key.Key_Escape:
            self.dismiss()
        else:
            super().keyPressEvent(event)

    @Slot()
    def _time_over(self) -> None:
        # Never take a message away from someone who is reading it or about to press its button, nor one that waits.
        if self.underMouse() or self.has_focus or self.isHidden():
            self._timer.start(INFO_MS)
        else:
            self.dismiss()

    @Slot()
    def _act(self) -> None:
        if self.message.action is not None:
            self.message.action()
        self.dismiss()


class MessageBar(QWidget):
    """The place in the window where messages appear; takes no room while there is none.

    Where not all have room the newest is shown, and the one before it once that is closed.
    """

    def __init__(self, messages: Messages, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        theme = current()
        self._column = QVBoxLayout(self)
        edge = theme.px(4 if theme.scale >= _LARGE else 8)
        self._column.setContentsMargins(theme.px(10), edge, theme.px(10), edge)
        self._column.setSpacing(theme.px(6))
        self._rows: list[MessageRow] = []
        self.setVisible(False)
        track(self, messages.posted, self.show_message)

    @property
    def rows(self) -> tuple[MessageRow, ...]:
        """The messages shown now, oldest first."""
        return tuple(self._rows)

    @Slot(object)
    def show_message(self, message: Message) -> None:
        """Show one more; the oldest gives way when there are too many, information before errors."""
        row = MessageRow(message)
        row.closed.connect(self._remove)
        self._rows.append(row)
        self._column.addWidget(row)
        self.setVisible(True)
        if len(self._rows) > SHOWN:
            quiet = [one for one in self._rows[:-1] if one.message.level is Level.INFO]
            (quiet or self._rows)[0].dismiss()
        self._fit()
        announce(self, message.text, assertive=message.level is Level.ERROR)

    @Slot(object)
    def _remove(self, row: MessageRow) -> None:
        if row not in self._rows:
            return
        self._rows.remove(row)
        self._column.removeWidget(row)
        row.hide()
        row.deleteLater()
        self.setVisible(bool(self._rows))
        self._fit()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        """Break lines anew, and show as many as have room then."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._fit()

    def _fit(self) -> None:
        margins = self._column.contentsMargins()
        around = self.parentWidget() or self
        width = max(self.width(), around.width() if not self.isVisible() else 0) - margins.left() - margins.right()
        left = self.window().height() * _SHARE
        behind = 0
        for row in reversed(self._rows):
            high = row.height_at(width)
            row.setMinimumHeight(high)
            left -= high + self._column.spacing()
            shown = left >= 0 or row is self._rows[-1] or row.has_focus
            behind += not shown
            row.setVisible(shown)
            row.show_behind(0)
        if behind:
            self._rows[-1].show_behind(behind)
