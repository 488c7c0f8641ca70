"""What lies over the picture of a waveform and changes without drawing it anew: chosen stretch, chosen mark, cursor."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QLineF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPen

from ui.theme import Role, Theme
from ui.widgets import paint
from ui.widgets.waveform_layout import Layout, Window
from ui.widgets.waveform_scene import Mark, MarkKind
from ui.widgets.waveform_words import Stretch, stretch_label

_WORDS_MAX_PX = 420


@dataclass(frozen=True)
class Over:
    """What to paint: ``begun_s`` is a stretch with a start and no end yet, ``guide_s`` the end being dragged."""

    cursor_s: float
    selection: Stretch | None = None
    begun_s: float | None = None
    guide_s: float | None = None
    chosen: Mark | None = None
    words: str = ""


def paint_over(painter: QPainter, theme: Theme, over: Over, parts: Layout, window: Window) -> None:
    """Everything that lies over the picture, in the order of its importance."""
    painter.save()
    painter.setClipRect(
        QRectF(window.left, 0, window.right - window.left, parts.height), Qt.ClipOperation.IntersectClip
    )
    if over.selection is not None:
        _selection(painter, theme, over.selection, parts, window)
    if over.chosen is not None:
        _chosen(painter, theme, over.chosen, over.words, parts, window)
    if over.begun_s is not None and window.start_s <= over.begun_s <= window.end_s:
        _line(painter, theme, window.x(over.begun_s), parts, Qt.PenStyle.DashLine)
    if over.guide_s is not None:
        _line(painter, theme, window.x(over.guide_s), parts, Qt.PenStyle.SolidLine)
    x = window.x(over.cursor_s)
    # A clipped rectangle hours away took two milliseconds to draw nothing.
    if window.left - 1 <= x <= window.right + 1:
        painter.fillRect(QRectF(x - 1, 0, 2, parts.height), QColor(theme.tokens.danger))
    painter.restore()


def _selection(painter: QPainter, theme: Theme, selection: Stretch, parts: Layout, window: Window) -> None:
    left, right = (window.x(edge) for edge in selection)
    # Far outside the picture a painter loses its accuracy.
    left, right = max(left, window.left - 8), min(right, window.right + 8)
    if right < window.left or left > window.right:
        return
    chosen = QRectF(left, 0, max(2.0, right - left), parts.height)
    _veil(painter, theme, chosen, 50)
    painter.setPen(QColor(theme.tokens.accent))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(chosen.adjusted(0, 0, -1, -1))
    _label(painter, theme, stretch_label(selection), left, 0.0, window)


def _chosen(painter: QPainter, theme: Theme, mark: Mark, words: str, parts: Layout, window: Window) -> None:
    left, right = (window.x(edge) for edge in (mark.start_s, mark.end_s))
    left, right = max(left, window.left - 8), min(max(right, left + 3), window.right + 8)
    if right < window.left or left > window.right:
        return
    code = mark.kind is MarkKind.CODE
    top = parts.lanes_bottom if code else parts.height - parts.markers
    height = parts.strip if code else parts.markers - 2
    paint.box(painter, QRectF(left - 2, top, right - left + 4, height), theme.px(4), edge=theme.tokens.focus, width=2)
    if mark.movable:
        _veil(painter, theme, QRectF(left, parts.ruler, right - left, parts.lanes_bottom - parts.ruler), 28)
    if words:
        line = QFontMetrics(theme.font(Role.CAPTION)).height() + theme.px(6)
        _label(painter, theme, words, left, parts.lanes_bottom - line - 1, window)


def _veil(painter: QPainter, theme: Theme, area: QRectF, alpha: int) -> None:
    fill = QColor(theme.tokens.accent)
    fill.setAlpha(alpha)
    painter.fillRect(area, fill)


def _label(painter: QPainter, theme: Theme, words: str, left: float, top: float, window: Window) -> None:
    """Words in a small box that begins at ``left`` as far as the picture has room for it."""
    font = theme.font(Role.CAPTION)
    metrics = QFontMetrics(font)
    width = min(metrics.horizontalAdvance(words) + theme.px(12), theme.px(_WORDS_MAX_PX), window.right - window.left)
    left = max(window.left, min(left, window.right - width))
    room = QRectF(left, top, width, metrics.height() + theme.px(4))
    paint.box(painter, room, theme.px(3), theme.tokens.surface, theme.tokens.accent)
    inner = room.adjusted(theme.px(5), 0, -theme.px(5), 0)
    paint.text(painter, inner, words, theme.tokens.text1, font, Qt.AlignmentFlag.AlignLeft)


def _line(painter: QPainter, theme: Theme, x: float, parts: Layout, style: Qt.PenStyle) -> None:
    painter.setPen(QPen(QColor(theme.tokens.focus), 2, style))
    painter.drawLine(QLineF(x, 0, x, parts.height))
