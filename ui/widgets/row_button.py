"""A line of a list that is a button: icon, what it is, a quieter line below, and something short at its right."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget
from typing_extensions import override

from ui import icons
from ui.theme import Role, current
from ui.tokens import mix
from ui.widgets import paint

_MARGIN_PX = 6
_ICON_PX = 20


class RowButton(QPushButton):
    """``text`` is the line, ``caption`` stands below it, ``trailing`` at the right; all three are read out.

    Lines give way with an ellipsis and are whole in the tool tip.
    """

    def __init__(
        self,
        text: str,
        caption: str = "",
        icon_name: str = "",
        trailing: str = "",
        token: str = "text2",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, parent)
        self._caption, self._icon_name, self._trailing, self._token = caption, icon_name, trailing, token
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setAutoDefault(False)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(text)
        self.setAccessibleDescription(". ".join(part for part in (caption, trailing) if part))
        self.setToolTip("\n".join(part for part in (text, caption, trailing) if part))

    @override
    def sizeHint(self) -> QSize:
        """Two lines of text, or one without a caption."""
        theme = current()
        lines = QFontMetrics(theme.font()).height()
        if self._caption:
            lines += QFontMetrics(theme.font(Role.CAPTION)).height()
        wanted = QFontMetrics(theme.font()).horizontalAdvance(self.text()) + theme.px(80)
        return QSize(min(wanted, theme.px(320)), lines + theme.px(2 * _MARGIN_PX))

    @override
    def minimumSizeHint(self) -> QSize:
        """Room for the icon and a few letters."""
        return QSize(current().px(120), self.sizeHint().height())

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        """Ground when the pointer is over it, icon, lines, focus ring."""
        theme = current()
        rect = paint.whole(self.rect())
        lit = self.isEnabled() and (self.underMouse() or self.isDown())
        with QPainter(self) as painter:
            if lit:
                paint.box(painter, rect, theme.px(6), mix(theme.tokens.border, theme.tokens.surface, 0.14))
            inside = rect.adjusted(theme.px(_MARGIN_PX), 0, -theme.px(_MARGIN_PX), 0)
            inside = self._paint_icon(painter, inside)
            self._paint_lines(painter, self._paint_trailing(painter, inside))
            if self.hasFocus():
                paint.focus_ring(painter, rect, theme.px(6))

    def _paint_icon(self, painter: QPainter, rect: QRectF) -> QRectF:
        if not self._icon_name:
            return rect
        theme = current()
        side = theme.px(_ICON_PX)
        square = QRectF(rect.left(), rect.center().y() - side / 2, side, side)
        icons.draw(painter, self._icon_name, square, getattr(theme.tokens, self._token))
        return rect.adjusted(side + theme.px(8), 0, 0, 0)

    def _paint_trailing(self, painter: QPainter, rect: QRectF) -> QRectF:
        if not self._trailing:
            return rect
        theme = current()
        font = theme.font(Role.CAPTION)
        width = QFontMetrics(font).horizontalAdvance(self._trailing) + 1
        place = QRectF(rect.right() - width, rect.top(), width, rect.height())
        paint.text(painter, place, self._trailing, theme.tokens.text2, font, Qt.AlignmentFlag.AlignRight)
        return rect.adjusted(0, 0, -(width + theme.px(10)), 0)

    def _paint_lines(self, painter: QPainter, rect: QRectF) -> None:
        theme = current()
        tokens = theme.tokens
        font, small = theme.font(), theme.font(Role.CAPTION)
        ink = tokens.text1 if self.isEnabled() else tokens.text3
        left = Qt.AlignmentFlag.AlignLeft
        if not self._caption:
            paint.text(painter, rect, self.text(), ink, font, left)
            return
        first, second = QFontMetrics(font).height(), QFontMetrics(small).height()
        top = rect.center().y() - (first + second) / 2
        paint.text(painter, QRectF(rect.left(), top, rect.width(), first), self.text(), ink, font, left)
        below = QRectF(rect.left(), top + first, rect.width(), second)
        paint.text(painter, below, self._caption, tokens.text2, small, left)
