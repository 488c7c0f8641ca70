"""The picture of a stretch of a recording: ruler, a lane a voice, code strip and markers, in one image."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter

from coder.domain.times import clock_text
from ui.theme import Role, Theme
from ui.widgets import paint
from ui.widgets.waveform_image import (
    Pixels,
    blank,
    column_edges,
    draw_lane,
    draw_ticks,
    lane_colour,
    pixel,
)
from ui.widgets.waveform_layout import Layout, Window
from ui.widgets.waveform_marks import MOST_CHIPS, Box, Marks, chips, markers, paint_chips, paint_markers
from ui.widgets.waveform_scene import Lane, Mark, Scene

_STEPS_S = (0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600)
_STEP_PX = 90
# A short word in a long column is still seen.
_LEAST_REACH = 0.2
_FLAT_REACH = 0.35
_HEARD_REACH = 0.1


@dataclass(frozen=True)
class Picture:
    """A drawn image and the pixels it borrows, which must live as long as it is shown, and where its marks lie."""

    image: QImage
    pixels: Pixels
    chips: tuple[Box, ...] = ()
    markers: tuple[Box, ...] = ()


def picture(pixels: Pixels) -> Picture:
    """Pixels as an image, without copying them."""
    height, width = pixels.shape
    return Picture(QImage(pixels.data, width, height, pixels.strides[0], QImage.Format.Format_RGB32), pixels)


def step_s(scale: float) -> float:
    """The distance between two times on the ruler, in seconds, at ``scale`` pixels a second."""
    return next((step for step in _STEPS_S if step * scale >= _STEP_PX), _STEPS_S[-1])


def names(theme: Theme, scene: Scene, parts: Layout, ratio: float) -> Pixels:
    """The names of the voices, which stay while the rest scrolls, at ``ratio`` device pixels a logical one."""
    pixels = blank(round(parts.gutter * ratio), round(parts.height * ratio), theme.tokens.surface)
    drawn = picture(pixels)
    drawn.image.setDevicePixelRatio(ratio)
    with QPainter(drawn.image) as painter:
        _names(painter, theme, scene, parts)
    return pixels


def render(
    theme: Theme, scene: Scene, marks: Marks, parts: Layout, window: Window, ratio: float, beside: Pixels
) -> Picture:
    """The whole picture but for cursor, selection and focus, with the names ``beside`` it."""
    pixels = blank(round(parts.width * ratio), round(parts.height * ratio), theme.tokens.surface)
    _lanes(theme, scene, parts, window, ratio, pixels)
    rows = (
        (parts.lanes_bottom + 2, parts.height - parts.markers - 2),
        (parts.height - parts.markers + 2, parts.height - 2),
    )
    few: list[list[Mark]] = []
    for table, (top, bottom), most in zip((marks.codes, marks.places), rows, (MOST_CHIPS, 2 * MOST_CHIPS), strict=True):
        seen = table.visible(window.start_s, window.end_s)
        few.append([table.marks[index] for index in seen] if len(seen) <= most else [])
        if len(seen) > most:
            columns = slice(round(window.left * ratio), round(window.right * ratio))
            inside = pixels[round(top * ratio) : round(bottom * ratio), columns]
            draw_ticks(inside, table, window.start_s, window.end_s, theme.tokens)
    shown, placed = chips(few[0], window), markers(few[1], parts, window)
    pixels[:, : beside.shape[1]] = beside
    drawn = picture(pixels)
    drawn.image.setDevicePixelRatio(ratio)
    with QPainter(drawn.image) as painter:
        _ruler(painter, theme, parts, window)
        painter.setClipRect(QRectF(window.left, 0, window.right - window.left, parts.height))
        paint_chips(painter, theme, shown, parts, window)
        painter.setClipRect(QRectF(window.left - parts.shape_px / 2, 0, window.right, parts.height))
        paint_markers(painter, theme, placed, parts)
    return replace(drawn, chips=shown, markers=placed)


def _lanes(theme: Theme, scene: Scene, parts: Layout, window: Window, ratio: float, pixels: Pixels) -> None:
    left, right = round(window.left * ratio), round(window.right * ratio)
    edges = column_edges(window.start_s, window.end_s, max(1, right - left))
    for at_s in _times(window):
        column = round(window.x(at_s) * ratio)
        if left <= column < right:
            pixels[round(parts.ruler * ratio) : round(parts.lanes_bottom * ratio), column] = pixel(theme.tokens.line)
    heights = scene.heights(edges)
    for index, each in shown_lanes(scene, parts):
        top, bottom = (round(edge * ratio) for edge in parts.lane_rows(index))
        colour = lane_colour(each, theme.tokens)
        share = each.share(edges)
        active = share > 0
        if each.hatched:
            active &= np.arange(len(active)) // round(3 * ratio) % 2 == 0
        # Seen from afar everybody speaks in every column: the share of it tells who speaks most.
        part = np.float32(1.0) if each.hatched else np.sqrt(share)
        reach = np.where(active, np.float32(_FLAT_REACH), 0) if each.flat else np.maximum(heights * part, _LEAST_REACH)
        if each.heard is not None:
            # A thin line without breaks beside the tall strokes: told apart by shape and not by colour.
            quiet = (each.heard.share(edges) > 0) & (share == 0)
            active, reach = active | quiet, np.where(quiet, np.float32(_HEARD_REACH), reach)
        draw_lane(pixels[top + 1 : bottom - 1, left:right], reach, active, colour, theme.tokens.line)


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


def shown_lanes(scene: Scene, parts: Layout) -> list[tuple[int, Lane]]:
    """The lanes that have room, with their places among all."""
    return list(enumerate(scene.lanes))[parts.first_lane : parts.first_lane + parts.lanes]


def _names(painter: QPainter, theme: Theme, scene: Scene, parts: Layout) -> None:
    each_px = (parts.lanes_bottom - parts.ruler) / max(1, parts.lanes)
    font = theme.font(Role.STRONG if each_px >= theme.px(17) else Role.CAPTION)
    side = min(theme.px(9), each_px - 4)
    left = Qt.AlignmentFlag.AlignLeft
    for index, each in shown_lanes(scene, parts):
        top, bottom = parts.lane_rows(index)
        square = QRectF(theme.px(8), (top + bottom - side) / 2, side, side)
        paint.box(painter, square, theme.px(3), lane_colour(each, theme.tokens))
        room = QRectF(theme.px(22), top, parts.gutter - theme.px(24), bottom - top)
        paint.text(painter, room, each.label, theme.tokens.text1, font, left)
    if parts.lanes < len(scene.lanes):
        words = f"{parts.first_lane + 1}–{parts.first_lane + parts.lanes} / {len(scene.lanes)}"
        room = QRectF(theme.px(8), 0, parts.gutter - theme.px(10), parts.ruler)
        paint.text(painter, room, words, theme.tokens.text2, theme.font(Role.CAPTION), left)
        _lane_bar(painter, theme, len(scene.lanes), parts)


def _lane_bar(painter: QPainter, theme: Theme, all_lanes: int, parts: Layout) -> None:
    """Which of all lanes are in view, as a scroll bar to look at."""
    room = QRectF(parts.gutter - theme.px(5), parts.ruler + 1, theme.px(3), parts.lanes_bottom - parts.ruler - 2)
    paint.box(painter, room, theme.px(1), theme.tokens.line)
    top = room.top() + room.height() * parts.first_lane / all_lanes
    thumb = QRectF(room.left(), top, room.width(), room.height() * parts.lanes / all_lanes)
    paint.box(painter, thumb, theme.px(1), theme.tokens.border)
