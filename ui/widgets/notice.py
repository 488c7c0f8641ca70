"""One line across a page that says something about all of it, with room around its frame."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from ui.theme import current
from ui.widgets.empty_state import IconMark
from ui.widgets.labels import label


class Notice(QWidget):
    """Icon and ``sentence``; buttons go to the end of ``row``. Hidden at first, when it takes no room at all.

    Without ``inset`` it is as wide as the cards it stands among, on a page that keeps room around all of them.
    """

    def __init__(self, icon_name: str, parent: QWidget | None = None, *, inset: bool = True) -> None:
        super().__init__(parent)
        theme = current()
        # Room that a layout of the page kept would be kept without a notice too.
        around = QVBoxLayout(self)
        around.setContentsMargins(*((theme.px(10), theme.px(8), theme.px(10), 0) if inset else (0, 0, 0, 0)))
        frame = QFrame()
        frame.setProperty("role", "message")
        around.addWidget(frame)
        self.row = QHBoxLayout(frame)
        self.row.setContentsMargins(theme.px(12), theme.px(6), theme.px(8), theme.px(6))
        self.row.addWidget(IconMark(icon_name, 18, "accent"))
        self.sentence = label("", wrap=True)
        self.row.addWidget(self.sentence, 1)
        self.setVisible(False)
