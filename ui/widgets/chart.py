"""What the two charts share: rows chosen by key or mouse, and words for those who cannot see them."""

from __future__ import annotations

from PySide6.QtCore import QObject, QRectF, Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleInterface, QFontMetrics, QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import QAccessibleWidget, QSizePolicy, QWidget
from typing_extensions import override

from ui import icons
from ui.announce import announce
from ui.theme import Role, current
from ui.tokens import OTHER_ICON, PRINCIPLE_ICONS, text_on
from ui.tracking import track
from ui.widgets import paint

_STEPS = {Qt.Key.Key_Up: -1, Qt.Key.Key_Left: -1, Qt.Key.Key_Down: 1, Qt.Key.Key_Right: 1}


class RowChart(QWidget):
    """A chart of rows of equal height under a heading line.

    To a screen reader it is a chart: its name, one paragraph about all rows as description, and the chosen row as
    value. Arrows, Home and End choose a row and say it; ``row_chosen(index)`` follows. Subclasses paint.
    """

    row_chosen = Signal(int)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        _install_chart_role()
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._sentences: tuple[str, ...] = ()
        self._chosen = 0
        track(self, current().changed, self._theme_changed)

    @property
    def chosen(self) -> int:
        """The row that has the selection, from 0."""
        return self._chosen

    @property
    def chosen_sentence(self) -> str:
        """The chosen row in words; empty without rows."""
        return self._sentences[self._chosen] if self._sentences else ""

    def set_words(self, summary: str, sentences: tuple[str, ...]) -> None:
        """Say the chart in words: all of it, and one sentence a row."""
        self._sentences = sentences
        self._chosen = min(self._chosen, max(0, len(sentences) - 1))
        self.setAccessibleDescription(summary)
        self.updateGeometry()
        self.update()

    def choose(self, row: int) -> None:
        """Select a row (cut to those there are) and tell it."""
        if not self._sentences:
            return
        self._chosen = min(max(0, row), len(self._sentences) - 1)
        self.update()
        announce(self, self.chosen_sentence)
        self.row_chosen.emit(self._chosen)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows, Home and End move between rows."""
        key = Qt.Key(event.key())
        if key in _STEPS:
            self.choose(self._chosen + _STEPS[key])
        elif key == Qt.Key.Key_Home:
            self.choose(0)
        elif key == Qt.Key.Key_End:
            self.choose(len(self._sentences) - 1)
        else:
            super().keyPressEvent(event)

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click chooses the row under it."""
        for row in range(len(self._sentences)):
            if self.row_rect(row).contains(event.position()):
                self.choose(row)
                return
        super().mousePressEvent(event)

    def head_px(self) -> int:
        """Height of the heading line."""
        return current().px(24)

    def row_rect(self, row: int) -> QRectF:
        """Where a row is drawn."""
        height = (self.height() - self.head_px()) / max(1, len(self._sentences))
        return QRectF(0, self.head_px() + row * height, self.width(), height)

    def _theme_changed(self) -> None:
        self.updateGeometry()
        self.update()

    def _paint_ground(self, painter: QPainter, row: int) -> None:
        """Every other row is shaded; the chosen one has an edge, and the focus ring while the chart has the focus."""
        theme = current()
        rect = self.row_rect(row).adjusted(1, 1, -1, -1)
        if row % 2 == 0:
            paint.box(painter, rect, theme.px(6), theme.tokens.raised)
        if row == self._chosen and self.hasFocus():
            paint.focus_ring(painter, rect, theme.px(6))
        elif row == self._chosen:
            paint.box(painter, rect, theme.px(6), edge=theme.tokens.line, width=1.5)


def paint_badge(painter: QPainter, left: float, middle: float, badge: str, position: int) -> float:
    """A principle's icon on its colour, centred on ``middle``; returns its width."""
    theme = current()
    side, size = theme.px(24), theme.px(15)
    colour = theme.tokens.principle(badge, position)
    paint.box(painter, QRectF(left, middle - side / 2, side, side), theme.px(6), colour)
    place = QRectF(left + (side - size) / 2, middle - size / 2, size, size)
    icons.draw(painter, PRINCIPLE_ICONS.get(badge, OTHER_ICON), place, text_on(colour))
    return float(side)


def text_width(words: str, role: Role) -> int:
    """Width of a line of text in logical pixels."""
    return QFontMetrics(current().font(role)).horizontalAdvance(words) + 2


class _ChartAccess(QAccessibleWidget):
    """What assistive technology is told about a chart."""

    def __init__(self, chart: RowChart) -> None:
        super().__init__(chart, QAccessible.Role.Chart)
        self._chart = chart

    @override
    def text(self, what: QAccessible.Text) -> str:
        """The chosen row is the value; name and description are the widget's own."""
        return self._chart.chosen_sentence if what is QAccessible.Text.Value else super().text(what)


def _interface_of(_name: str, thing: QObject) -> QAccessibleInterface | None:
    return _ChartAccess(thing) if isinstance(thing, RowChart) else None


_installed = False


def _install_chart_role() -> None:
    global _installed
    if not _installed:
        QAccessible.installFactory(_interface_of)
        _installed = True
