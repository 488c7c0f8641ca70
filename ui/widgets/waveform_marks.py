"""Codes, evidence and moments on a waveform: where each is drawn, how it looks, and which one is under the pointer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPen, QPolygonF

from ui.theme import Role, Theme
from ui.tokens import text_on
from ui.widgets import paint
from ui.widgets.waveform_image import ink_colour
from ui.widgets.waveform_layout import Layout, Window
from ui.widgets.waveform_scene import Mark, MarkKind, MarkTable, mark_table

# Chips with words cost a painter call each; beyond this many, numpy blocks keep a frame within its budget.
MOST_CHIPS = 120
# Marks on the same words stand beside each other, as far as that does not lead away from their place.
_ASIDE_PX = 30
_GRIP_PX = 5


class Edge(StrEnum):
    """One end of a stretch."""

    START = "start"
    END = "end"


@dataclass(frozen=True)
class Marks:
    """What the evaluator marked: codes for the strip; evidence and moments for the row of markers."""

    codes: MarkTable
    places: MarkTable

    @property
    def movable(self) -> list[Mark]:
        """What stands on its own stretch: codes by ear, evidence and moments, earliest first."""
        marks = (*self.codes.marks, *self.places.marks)
        return sorted((one for one in marks if one.movable), key=lambda one: one.start_s)

    def find(self, id_: str) -> Mark | None:
        """The mark with an id, if there is one."""
        return self.codes.find(id_) or self.places.find(id_)

    def like(self, mark: Mark) -> Mark | None:
        """A mark that says the same of the same place, whatever its id, if there is one."""
        table = self.codes if mark.kind is MarkKind.CODE else self.places
        return next((one for one in table.marks if one.is_like(mark)), None)

    def with_moved(self, id_: str, start_s: float, end_s: float) -> Marks:
        """The same marks with one of them on another stretch."""
        codes, places = self.codes, self.places
        return Marks(codes.with_moved(id_, start_s, end_s), places.with_moved(id_, start_s, end_s))


def marks_of(marks: Sequence[Mark]) -> Marks:
    """Sort marks into the two rows."""
    codes = mark_table([mark for mark in marks if mark.kind is MarkKind.CODE])
    return Marks(codes, mark_table([mark for mark in marks if mark.kind is not MarkKind.CODE]))


@dataclass(frozen=True)
class Box:
    """Where a mark is drawn: its stretch [left, right) in logical pixels, for a marker with its shape at ``shape``."""

    mark: Mark
    left: float
    right: float
    shape: float | None = None


@dataclass(frozen=True)
class Hit:
    """A mark under the pointer, and the end of it that would be dragged, if any."""

    mark: Mark
    edge: Edge | None


def chips(marks: Sequence[Mark], window: Window) -> tuple[Box, ...]:
    """Boxes for the strip of codes; those that can be moved come last, to lie on top."""
    ordered = sorted(marks, key=lambda mark: mark.movable)
    return tuple(
        Box(mark, window.x(mark.start_s), max(window.x(mark.end_s), window.x(mark.start_s) + 3)) for mark in ordered
    )


def markers(marks: Sequence[Mark], parts: Layout, window: Window) -> tuple[Box, ...]:
    """Boxes for the row of markers; shapes that would cover each other stand side by side."""
    out: list[Box] = []
    free = -1e9
    for mark in marks:
        left = window.x(mark.start_s)
        aside = 0 < free - left <= _ASIDE_PX
        shape = free if aside else left
        free = shape + parts.shape_px + 1
        out.append(Box(mark, left, max(window.x(mark.end_s), left), shape))
    return tuple(out)


def hit(boxes: Sequence[Box], x: float, half: float) -> Hit | None:
    """The mark at a pixel in its row: an end that can be dragged, else a body. ``half`` is half a shape's width."""
    for box in reversed(boxes):
        if box.mark.movable and box.right - box.left > _GRIP_PX:
            if abs(box.right - x) <= _GRIP_PX:
                return Hit(box.mark, Edge.END)
            if abs((box.left if box.shape is None else box.shape) - x) <= _GRIP_PX:
                return Hit(box.mark, Edge.START)
    for box in reversed(boxes):
        if box.left <= x < box.right or (box.shape is not None and abs(box.shape - x) <= half):
            return Hit(box.mark, None)
    return None


def paint_chips(painter: QPainter, theme: Theme, boxes: Sequence[Box], parts: Layout, window: Window) -> None:
    """Codes with their short names; those coded by ear have a foot, on which they can be told and taken."""
    font = theme.font(Role.CAPTION)
    for box in boxes:
        _chip(painter, theme, font, box, parts, window)


def _chip(painter: QPainter, theme: Theme, font: QFont, box: Box, parts: Layout, window: Window) -> None:
    top = parts.lanes_bottom + theme.px(1)
    left = max(box.left, window.left - 8)
    right = min(max(box.right - 1, left + 3), window.right + 8)
    chip = QRectF(left, top, right - left, parts.strip - theme.px(2))
    colour = ink_colour(box.mark.badge, box.mark.position, theme.tokens)
    paint.box(painter, chip, theme.px(3), colour)
    if chip.width() > theme.px(16):
        centre = Qt.AlignmentFlag.AlignHCenter
        paint.text(painter, chip, box.mark.label, _text_on(colour), font, centre)
    if box.mark.movable and chip.width() > theme.px(10):
        painter.setPen(QPen(QColor(_text_on(colour)), 1.5))
        for x in (chip.left() + 3, chip.right() - 3):
            painter.drawLine(QPointF(x, chip.top() + 3), QPointF(x, chip.bottom() - 3))


def paint_markers(painter: QPainter, theme: Theme, boxes: Sequence[Box], parts: Layout) -> None:
    """Evidence and moments, each a shape at its start and a line to its end."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    middle, half = parts.markers_middle, parts.shape_px / 2
    for box in boxes:
        colour = QColor(ink_colour(box.mark.badge, box.mark.position, theme.tokens))
        at = box.left if box.shape is None else box.shape
        if box.right - at > half + 2:
            painter.setPen(QPen(colour, 1.5))
            painter.drawLine(QPointF(at, middle), QPointF(box.right, middle))
            painter.drawLine(QPointF(box.right, middle - half + 1), QPointF(box.right, middle + half - 1))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        painter.drawPolygon(_shape(box.mark, QPointF(at, middle), half))


@cache
def _text_on(colour: str) -> str:
    return text_on(colour)


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
