"""Text on a page: labels that never read their text as markup, since names and notes come from people."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QComboBox, QLabel, QSizePolicy, QWidget
from typing_extensions import override

from ui.theme import Role


def label(text: str = "", role: Role = Role.BODY, wrap: bool = False, buddy: QWidget | None = None) -> QLabel:
    """A plain-text label of a role; ``buddy`` is the field it names for screen readers and its mnemonic."""
    made = QLabel()
    _dress(made, text, role)
    made.setWordWrap(wrap)
    if buddy is not None:
        made.setBuddy(buddy)
    return made


def name_box(box: QComboBox, words: str) -> None:
    """Name a box that stands without a label: in its tool tip, which is also read out as its description.

    On Linux Qt tells a screen reader only what is chosen as the name of a box, and leaves the rest to its label.
    """
    box.setAccessibleName(words)
    box.setToolTip(words)


class ElidingLabel(QLabel):
    """One line that gives way when there is no room: cut with an ellipsis, whole in the tool tip and when read out."""

    def __init__(self, text: str = "", role: Role = Role.BODY, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        _dress(self, text, role)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    @override
    def minimumSizeHint(self) -> QSize:
        """Room for a few letters only, and for none while there are none."""
        least = QFontMetrics(self.font()).averageCharWidth() * 4 if self.text() else 0
        return QSize(least, super().minimumSizeHint().height())

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        """The text, or as much of it as fits."""
        metrics = QFontMetrics(self.font())
        rect = self.contentsRect()
        cut = metrics.elidedText(self.text(), Qt.TextElideMode.ElideRight, rect.width())
        self.setToolTip("" if cut == self.text() else self.text())
        with QPainter(self) as painter:
            painter.setPen(self.palette().color(QPalette.ColorRole.WindowText))
            painter.drawText(rect, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), cut)


def _dress(made: QLabel, text: str, role: Role) -> None:
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setProperty("role", role.value)
    made.setText(text)
