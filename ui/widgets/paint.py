"""The few shapes that widgets draw themselves, so that edges and focus rings look the same everywhere."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen

from ui.theme import Role, current

RING_PX = 2.0


def box(painter: QPainter, rect: QRectF, radius: float, fill: str = "", edge: str = "", width: float = 1.0) -> None:
    """A rounded rectangle whose edge lies wholly inside ``rect``; an empty colour draws nothing of that part."""
    inside = rect.adjusted(width / 2, width / 2, -width / 2, -width / 2) if edge else rect
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(edge), width) if edge else QPen(Qt.PenStyle.NoPen))
    painter.setBrush(QColor(fill) if fill else Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(inside, radius, radius)


def focus_ring(painter: QPainter, rect: QRectF, radius: float) -> None:
    """The focus ring just inside ``rect``, with a gap in the surface colour so that it shows on a filled control."""
    tokens = current().tokens
    box(painter, rect, radius, edge=tokens.focus, width=RING_PX)
    gap = rect.adjusted(RING_PX, RING_PX, -RING_PX, -RING_PX)
    box(painter, gap, max(1.0, radius - RING_PX), edge=tokens.surface, width=1.5)


def text(painter: QPainter, rect: QRectF, words: str, colour: str, font: QFont, align: Qt.AlignmentFlag) -> None:
    """One line of text, cut with an ellipsis where it does not fit."""
    painter.setFont(font)
    painter.setPen(QColor(colour))
    cut = QFontMetrics(font).elidedText(words, Qt.TextElideMode.ElideRight, int(rect.width()) + 1)
    painter.drawText(rect, int(align | Qt.AlignmentFlag.AlignVCenter) | int(Qt.TextFlag.TextSingleLine), cut)


def lines(painter: QPainter, rect: QRectF, words: str, colour: str, font: QFont) -> None:
    """Text from the left, broken between words into as many lines as it takes."""
    painter.setFont(font)
    painter.setPen(QColor(colour))
    left_in_the_middle = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    painter.drawText(rect, left_in_the_middle | int(Qt.TextFlag.TextWordWrap), words)


def on_cap(key: str) -> str:
    """What a key cap has room for: Ctrl+Alt, which all single signs need once they are switched off, is in the tip."""
    return key.removeprefix("Ctrl+Alt+").replace("Shift+", "⇧") if key.startswith("Ctrl+Alt+") else key


def key_cap_width(words: str) -> int:
    """How wide :func:`key_cap` draws ``words``, in logical pixels; 0 for none."""
    theme, words = current(), on_cap(words)
    if not words:
        return 0
    return max(theme.px(18), QFontMetrics(theme.font(Role.CAPTION)).horizontalAdvance(words) + theme.px(9))


def key_cap(painter: QPainter, left: float, middle: float, words: str, colour: str) -> None:
    """A key as a small outlined box that starts at ``left`` and is centred on ``middle``."""
    theme, words = current(), on_cap(words)
    height = theme.px(18)
    rect = QRectF(QPointF(left, middle - height / 2), QPointF(left + key_cap_width(words), middle + height / 2))
    box(painter, rect, theme.px(4), edge=colour)
    text(painter, rect, words, colour, theme.font(Role.CAPTION), Qt.AlignmentFlag.AlignHCenter)


def whole(rect: QRect) -> QRectF:
    """A widget's rectangle in the form painters want."""
    return QRectF(rect)
