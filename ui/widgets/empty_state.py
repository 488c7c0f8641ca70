"""What a page or card shows while there is nothing: when content will come, and what can be done now."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget
from typing_extensions import override

from ui import icons
from ui.theme import Role, current
from ui.widgets.buttons import Button, Kind
from ui.widgets.labels import label


class IconMark(QWidget):
    """A large quiet icon; it says nothing a screen reader would miss."""

    def __init__(self, name: str, size_px: int = 40, token: str = "text3", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name, self._size_px, self._token = name, size_px, token
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    @override
    def sizeHint(self) -> QSize:
        """A square at the current text size."""
        side = current().px(self._size_px)
        return QSize(side, side)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        """The icon in its token's colour."""
        with QPainter(self) as painter:
            icons.draw(painter, self._name, QRectF(self.rect()), getattr(current().tokens, self._token))


class EmptyState(QWidget):
    """Icon, heading, one sentence that says when content will come, and an action; ``acted`` when it is pressed."""

    acted = Signal()

    def __init__(
        self, icon_name: str, title: str, sentence: str, action_text: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        theme = current()
        column = QVBoxLayout(self)
        column.setSpacing(theme.px(8))
        column.addStretch(1)
        column.addWidget(IconMark(icon_name), 0, Qt.AlignmentFlag.AlignHCenter)
        self._heading = heading = label(title, Role.HEADING, wrap=True)
        self._explained = explained = label(sentence, Role.SUBTITLE, wrap=True)
        explained.setMaximumWidth(theme.px(520))
        for words in (heading, explained):
            words.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(heading)
        # An alignment would fix the width before the lines are broken and cut the last of them.
        middle = QHBoxLayout()
        middle.addStretch(1)
        middle.addWidget(explained, 100)
        middle.addStretch(1)
        column.addLayout(middle)
        if action_text:
            self.button = Button(action_text, Kind.SECONDARY)
            self.button.clicked.connect(self.acted)
            column.addWidget(self.button, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(1)
        self.setAccessibleName(f"{title}. {sentence}")

    def set_words(self, title: str, sentence: str) -> None:
        """Say something else."""
        self._heading.setText(title)
        self._explained.setText(sentence)
        self.setAccessibleName(f"{title}. {sentence}")
