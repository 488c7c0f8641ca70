"""The mouse on a waveform: a click goes there, a drag chooses a stretch or moves one end of a mark."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QMouseEvent

from ui.widgets.waveform_marks import Edge
from ui.widgets.waveform_scene import MIN_STRETCH_S, Mark, Seconds, nearest

if TYPE_CHECKING:
    from ui.widgets.waveform import Waveform

DRAG_PX = 5
_SNAP_PX = 6


@dataclass
class Drag:
    """A press: where, the end that stays, the mark whose other end moves (None for a stretch), what may be snapped to.

    ``fresh`` when the end that stays was chosen by this press.
    """

    pressed: QPointF
    fixed_s: float
    mark: Mark | None
    edge: Edge | None
    edges: Seconds
    fresh: bool
    moving: bool = False


class Pointer:
    """Turns presses, moves and releases into what the waveform does."""

    def __init__(self, wave: Waveform) -> None:
        self._wave = wave
        self._drag: Drag | None = None
        self._had: tuple[float, float] | None = None

    @property
    def dragging(self) -> bool:
        """Whether something is being dragged now."""
        return self._drag is not None and self._drag.moving

    def extend(self, place: QPointF) -> None:
        """Choose what lies between the click and the far end of the stretch, or the cursor where there is none."""
        wave = self._wave
        at_s, self._had = min(max(wave.second_at(place.x()), 0.0), wave.duration_s), wave.selection_s
        fixed_s = wave.cursor_s if self._had is None else max(self._had, key=lambda end_s: abs(end_s - at_s))
        self._drag = Drag(place, fixed_s, None, None, np.array([]), fresh=False, moving=True)
        wave.select((fixed_s, at_s))

    def press(self, place: QPointF) -> None:
        """Remember where a click or drag began."""
        wave = self._wave
        at_s, mark, edge = wave.second_at(place.x()), None, None
        fixed_s = self._far_edge(place.x())
        self._had = wave.selection_s
        if fixed_s is None:
            found = wave.hit_at(place)
            if found is not None and found.edge is not None and wave.may_move(found.mark):
                mark, edge = found.mark, found.edge
                fixed_s = mark.end_s if edge is Edge.START else mark.start_s
        edges = np.unique([edge for one in wave.movable_marks if one is not mark for edge in (one.start_s, one.end_s)])
        fresh = fixed_s is None
        self._drag = Drag(place, at_s if fixed_s is None else fixed_s, mark, edge, edges, fresh)

    def move(self, event: QMouseEvent) -> None:
        """Drag once the pointer has clearly moved; without a button, show what a drag would do."""
        drag, wave, x = self._drag, self._wave, event.position().x()
        if drag is None:
            self._show_cursor(event.position())
            return
        exact = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
        if not drag.moving:
            if abs(x - drag.pressed.x()) < DRAG_PX:
                return
            drag.moving = True
            drag.fixed_s = drag.fixed_s if exact or not drag.fresh else self._snapped(drag.fixed_s, drag)
        at_s = min(max(wave.second_at(x), 0.0), wave.duration_s)
        at_s = at_s if exact else self._snapped(at_s, drag)
        if drag.edge is Edge.START:
            at_s = min(at_s, drag.fixed_s - MIN_STRETCH_S)
        elif drag.edge is Edge.END:
            at_s = max(at_s, drag.fixed_s + MIN_STRETCH_S)
        wave.reach(at_s)
        wave.show_guide(at_s)
        if drag.mark is None:
            wave.select((drag.fixed_s, at_s))
        else:
            wave.choose(drag.mark.id)
            wave.preview(drag.mark.id, (drag.fixed_s, at_s))

    def release(self, place: QPointF) -> None:
        """End a drag, or go where the click was."""
        drag, self._drag = self._drag, None
        if drag is None:
            return
        self._wave.show_guide(None)
        if not drag.moving:
            self._wave.click(place)
        elif drag.mark is not None:
            self._wave.settle()
        else:
            self._wave.say_stretch()
            if self._wave.selection_s is not None:
                self._wave.stretch_made.emit(*self._wave.selection_s)

    def cancel(self) -> bool:
        """Leave a drag as if it had not begun; whether there was one."""
        if not self.dragging:
            return False
        drag, self._drag = self._drag, None
        self._wave.show_guide(None)
        if drag is not None and drag.mark is not None:
            self._wave.drop_preview()
        else:
            self._wave.select(self._had)
        return True

    def _snapped(self, at_s: float, drag: Drag) -> float:
        wave = self._wave
        within_s = wave.second_at(_SNAP_PX) - wave.second_at(0.0)
        found = nearest(at_s, within_s, wave.turns, drag.edges, np.array([wave.cursor_s]))
        return at_s if found is None or found == drag.fixed_s else found

    def _far_edge(self, x: float) -> float | None:
        selection = self._wave.selection_s
        if selection is not None:
            for near, far in ((0, 1), (1, 0)):
                if abs(self._wave.pixel_of(selection[near]) - x) <= DRAG_PX:
                    return selection[far]
        return None

    def _show_cursor(self, place: QPointF) -> None:
        found = self._wave.hit_at(place)
        grip = found is not None and found.edge is not None and self._wave.may_move(found.mark)
        if grip or self._far_edge(place.x()) is not None:
            self._wave.setCursor(Qt.CursorShape.SizeHorCursor)
        elif found is not None:
            self._wave.setCursor(Qt.CursorShape.PointingHandCursor)
        else:
            self._wave.unsetCursor()
