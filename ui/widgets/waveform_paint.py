"""The picture of a stretch of a recording: ruler, a lane a voice, code strip and markers, in one image."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetrics, QImage, QPainter, QPolygonF

from coder.domain.times import clock_text
from ui.theme import Role, Theme
from ui.tokens import text_on
from ui.widgets import paint
from ui.widgets.waveform_image import (
    Pixels,
    blank,
    column_edges,
    draw_lane,
    draw_ticks,
    ink_colour,
    lane_colour,
    pixel,
)
from ui.widgets.waveform_scene import Mark, MarkKind, MarkTable, Scene, mark_table

_STEPS_S = (0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600)
_STEP_PX = 90
# Chips with words cost a painter call each; beyond this many, numpy blocks keep a frame within its budget.
_MOST_CHIPS = 120


@dataclass(frozen=True)
class Layout:
    """Where the parts of a waveform lie, in logical pixels."""

    width: int
    height: int
    gutter: int
    ruler: int
    strip: int
    markers: int
    lanes: int

    @property
    def lanes_bottom(self) -> int:
        """Lower edge of the last lane."""
        return self.height - self.strip - self.markers

    def lane_rows(self, index: int) -> tuple[int, int]:
        """Upper and lower edge of one lane."""
        each = (self.lanes_bottom - self.ruler) / max(1, self.lanes)
        return round(self.ruler + index * each), round(self.ruler + (index + 1) * each)


@dataclass(frozen=True)
class Marks:
    """What the evaluator marked: codes for the strip; evidence and moments for the row of markers."""

    codes: MarkTable
    places: MarkTable


def marks_of(marks: Sequence[Mark]) -> Marks:
    """Sort marks into the two rows."""
    codes = mark_table([mark for mark in marks if mark.kind is MarkKind.CODE])
    return Marks(codes, mark_table([mark for mark in marks if mark.kind is not MarkKind.CODE]))


@dataclass(frozen=True)
class Picture:
    """A drawn image and the pixels it borrows; both must live as long as it is shown."""

    image: QImage
    pixels: Pixels


def picture(pixels: Pixels) -> Picture:
    """Pixels as an image, without copying them."""
    height, width = pixels.shape
    return Picture(QImage(pixels.data, width, height, pixels.strides[0], QImage.Format.Format_RGB32), pixels)


@dataclass(frozen=True)
class Window:
    """The stretch [start_s, end_s) shown over the pixels [left, right)."""

    start_s: float
    end_s: float
    left: float
    right: float

    @property
    def scale(self) -> float:
        """Pixels a second."""
        return (self.right - self.left) / (self.end_s - self.start_s)

    def x(self, at_s: float) -> float:
        """The pixel of a position; outside the picture for a position outside the window."""
        return self.left + (at_s - self.start_s) * self.scale

    def at(self, x: float) -> float:
        """The position of a pixel, in seconds."""
        return self.start_s + (x - self.left) / self.scale


def layout(theme: Theme, scene: Scene, width: int, height: int) -> Layout:
    """Make room for the longest name of a voice at the left."""
    metrics = QFontMetrics(theme.font(Role.STRONG))
    names = max((metrics.horizontalAdvance(each.label) for each in scene.lanes), default=0)
    gutter = min(names + theme.px(34), width // 4)
    ruler = QFontMetrics(theme.font(Role.CAPTION)).height() + theme.px(4)
    return Layout(width, height, gutter, ruler, theme.px(17), theme.px(12), len(scene.lanes))


def step_s(scale: float) -> float:
    """The distance between two times on the ruler, in seconds, at ``scale`` pixels a second."""
    return next((step for step in _STEPS_S if step * scale >= _STEP_PX), _STEPS_S[-1])


def render(theme: Theme, scene: Scene, marks: Marks, parts: Layout, window: Window, ratio: float) -> Picture:
    """The whole picture but for cursor, selection and focus, at ``ratio`` device pixels a logical one."""
    pixels = blank(round(parts.width * ratio), round(parts.height * ratio), theme.tokens.surface)
    codes = marks.codes.visible(window.start_s, window.end_s)
    as_chips = len(codes) <= _MOST_CHIPS
    _lanes(theme, scene, parts, window, ratio, pixels)
    if not as_chips:
        top, bottom = round((parts.lanes_bottom + 2) * ratio), round((parts.height - parts.markers - 2) * ratio)
        inside = pixels[top:bottom, round(window.left * ratio) : round(window.right * ratio)]
        draw_ticks(inside, marks.codes, window.start_s, window.end_s, theme.tokens)
    drawn = picture(pixels)
    drawn.image.setDevicePixelRatio(ratio)
    with QPainter(drawn.image) as painter:
        _ruler(painter, theme, parts, window)
        _names(painter, theme, scene, parts)
        painter.setClipRect(QRectF(window.left, 0, window.right - window.left, parts.height))
        if as_chips:
            _chips(painter, theme, [marks.codes.marks[index] for index in codes], parts, window)
        places = marks.places.visible(window.start_s, window.end_s)[: 2 * _MOST_CHIPS]
        _markers(painter, theme, [marks.places.marks[index] for index in places], parts, window)
    return drawn


def _lanes(theme: Theme, scene: Scene, parts: Layout, window: Window, ratio: float, pixels: Pixels) -> None:
    left, right = round(window.left * ratio), round(window.right * ratio)
    edges = column_edges(window.start_s, window.end_s, max(1, right - left))
    for at_s in _times(window):
        column = round(window.x(at_s) * ratio)
        if left <= column < right:
            pixels[round(parts.ruler * ratio) : round(parts.lanes_bottom * ratio), column] = pixel(theme.tokens.line)
    heights = scene.heights(edges)
    for index, each in enumerate(scene.lanes):
        top, bottom = (round(edge * ratio) for edge in parts.lane_rows(index))
        colour = lane_colour(each, theme.tokens)
        active = each.speaks(edges)
        if each.hatched:
            active &= np.arange(len(active)) // round(3 * ratio) % 2 == 0
        draw_lane(pixels[top + 1 : bottom - 1, left:right], heights, active, colour, theme.tokens.line)


def _times(window: Window) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    step = step_s(window.scale)
    return np.arange(np.ceil(window.start_s / step), np.floor(window.end_s / step) + 1) * step


def _ruler(painter: QPainter, theme: Theme, parts: Layout, window: Window) -> None:
    painter.setFont(theme.font(Role.CAPTION))
    painter.setPen(QColor(theme.tokens.text2))
    for at_s in _times(window):
        text = clock_text(at_s) if at_s == int(at_s) else f"{clock_text(at_s)}.5"
        room = QRectF(window.x(at_s) + theme.px(3), 0, _STEP_PX, parts.ruler)
        if room.left() < window.right - theme.px(24):
            painter.drawText(room, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), text)


def _names(painter: QPainter, theme: Theme, scene: Scene, parts: Layout) -> None:
    side = theme.px(9)
    for index, each in enumerate(scene.lanes):
        top, bottom = parts.lane_rows(index)
        middle = (top + bottom) / 2
        square = QRectF(theme.px(8), middle - side / 2, side, side)
        paint.box(painter, square, theme.px(3), lane_colour(each, theme.tokens))
        room = QRectF(theme.px(22), top, parts.gutter - theme.px(24), bottom - top)
        paint.text(painter, room, each.label, theme.tokens.text1, theme.font(Role.STRONG), Qt.AlignmentFlag.AlignLeft)


def _chips(painter: QPainter, theme: Theme, marks: Sequence[Mark], parts: Layout, window: Window) -> None:
    font = theme.font(Role.CAPTION)
    top = parts.lanes_bottom + theme.px(1)
    for mark in marks:
        left = max(window.x(mark.start_s), window.left - 8)
        right = min(max(window.x(mark.end_s) - 1, left + 3), window.right + 8)
        chip = QRectF(left, top, right - left, parts.strip - theme.px(2))
        colour = ink_colour(mark.badge, mark.position, theme.tokens)
        paint.box(painter, chip, theme.px(3), colour)
        if chip.width() > theme.px(16):
            paint.text(painter, chip, mark.label, text_on(colour), font, Qt.AlignmentFlag.AlignHCenter)


def _markers(painter: QPainter, theme: Theme, marks: Sequence[Mark], parts: Layout, window: Window) -> None:
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    middle, half = parts.height - parts.markers / 2, parts.markers / 2 - 1
    for mark in marks:
        painter.setBrush(QColor(ink_colour(mark.badge, mark.position, theme.tokens)))
        painter.drawPolygon(_shape(mark, QPointF(window.x(mark.start_s), middle), half))


def _shape(mark: Mark, centre: QPointF, half: float) -> QPolygonF:
    """A diamond for a moment; a triangle, upside down if it speaks against, for evidence: told apart without colour."""
    x, y = centre.x(), centre.y()
    if mark.kind is MarkKind.MOMENT:
        corners = [(x, y - half), (x + half, y), (x, y + half), (x - half, y)]
    elif mark.against:
        corners = [(x - half, y - half), (x + half, y - half), (x, y + half)]
    else:
        corners = [(x - half, y + half), (x + half, y + half), (x, y - half)]
    return QPolygonF([QPointF(*corner) for corner in corners])
