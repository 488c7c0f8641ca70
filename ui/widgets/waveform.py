"""The waveform: a lane a voice, codes and markers beneath, a cursor; click to go there, drag to choose a stretch."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractSlider, QSizePolicy, QWidget
from typing_extensions import override

from ui.theme import current
from ui.tracking import track
from ui.widgets import paint
from ui.widgets.waveform_paint import Layout, Picture, Window, layout, marks_of, render
from ui.widgets.waveform_scene import Mark, Scene

MIN_WINDOW_S = 2.0
FIRST_WINDOW_S = 60.0
KEY_STEP_S = 1.0
_DRAG_PX = 5
_LANE_PX = 30


class Waveform(QAbstractSlider):
    """The zoomed view. A slider to screen readers, whose value is the position in whole seconds.

    Signals: ``seek_requested(s)``; ``selection_changed((start_s, end_s) or None)`` while the user chooses a stretch;
    ``window_changed(start_s, end_s)`` after scrolling or zooming; ``play_requested(start_s, end_s)`` for the stretch.
    """

    seek_requested = Signal(float)
    selection_changed = Signal(object)
    window_changed = Signal(float, float)
    play_requested = Signal(float, float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._scene: Scene | None = None
        self._marks = marks_of(())
        self._start_s, self._end_s = 0.0, FIRST_WINDOW_S
        self._cursor_s = 0.0
        self._selection: tuple[float, float] | None = None
        self._pressed_at: QPointF | None = None
        self._anchor_s: float | None = None
        self._image: Picture | None = None
        self._parts: Layout | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.setAccessibleName(self.tr("Waveform"))
        self.setRange(0, 0)
        track(self, current().changed, self._theme_changed)

    @property
    def window_s(self) -> tuple[float, float]:
        """The stretch in view, in seconds."""
        return self._start_s, self._end_s

    @property
    def selection_s(self) -> tuple[float, float] | None:
        """The stretch the user chose, in seconds, or None."""
        return self._selection

    @property
    def duration_s(self) -> float:
        """Length of the recording; 0 without one."""
        return self._scene.duration_s if self._scene else 0.0

    def set_scene(self, scene: Scene | None) -> None:
        """Show a recording from its start, or nothing."""
        self._scene = scene
        self._selection = None
        self.setRange(0, int(self.duration_s))
        self._show_window(0.0, min(FIRST_WINDOW_S, self.duration_s) or FIRST_WINDOW_S)
        self.updateGeometry()

    def set_lanes_of(self, scene: Scene) -> None:
        """Show other lanes of the same recording without moving."""
        self._scene = scene
        self.updateGeometry()
        self._redraw()

    def set_marks(self, marks: Sequence[Mark]) -> None:
        """Show these codes, evidence and moments."""
        self._marks = marks_of(marks)
        self._redraw()

    def set_cursor_s(self, at_s: float, follow: bool = False) -> None:
        """Move the cursor, repainting only its own pixels; ``follow`` turns the page when it leaves the view."""
        if follow and not self._start_s <= at_s < self._end_s and self._scene is not None:
            self.scroll_to(at_s - (self._end_s - self._start_s) * 0.1)
        old, self._cursor_s = self._cursor_s, at_s
        if int(old) != int(at_s):
            self.setValue(int(at_s))
        for each in (old, at_s):
            self.update(self._cursor_strip(each))

    def select(self, selection: tuple[float, float] | None) -> None:
        """Choose a stretch, clamped to the recording, or none, and tell."""
        if selection is not None:
            low, high = sorted(min(max(edge, 0.0), self.duration_s) for edge in selection)
            selection = (low, high) if high - low >= 0.05 else None
        if selection != self._selection:
            self._selection = selection
            self.selection_changed.emit(selection)
            self.update()

    def scroll_to(self, start_s: float) -> None:
        """Show the recording from a position on, at the same zoom."""
        self._show_window(start_s, self._end_s - self._start_s)

    def show_place(self, start_s: float, end_s: float) -> None:
        """Scroll so that a stretch is in view; nothing happens when it is."""
        if start_s < self._start_s or end_s > self._end_s:
            self.scroll_to(start_s - (self._end_s - self._start_s) * 0.1)

    def zoom(self, factor: float, at_s: float | None = None) -> None:
        """Show ``factor`` times less (below 1: more) round a position, which stays where it is."""
        at_s = self._zoom_centre() if at_s is None else at_s
        length = (self._end_s - self._start_s) / factor
        length = min(max(length, MIN_WINDOW_S), max(self.duration_s, MIN_WINDOW_S))
        share = (at_s - self._start_s) / (self._end_s - self._start_s)
        self._show_window(at_s - share * length, length)

    def sliderChange(self, change: QAbstractSlider.SliderChange) -> None:  # noqa: N802
        """Nothing: the base class would repaint the whole widget once a second."""

    @override
    def sizeHint(self) -> QSize:
        """A comfortable height for each lane."""
        return QSize(current().px(600), self._height(_LANE_PX))

    @override
    def minimumSizeHint(self) -> QSize:
        """Enough to tell lanes apart."""
        return QSize(current().px(240), self._height(_LANE_PX * 0.45))

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        """Draw anew for the new size."""
        self._redraw()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        """The cached picture, then selection, cursor and focus ring over it."""
        theme = current()
        with QPainter(self) as painter:
            if self._scene is None:
                painter.fillRect(event.rect(), QColor(theme.tokens.surface))
                return
            ratio = self.devicePixelRatioF()
            image = self._picture(ratio).image
            area = QRectF(event.rect())
            source = QRectF(area.x() * ratio, area.y() * ratio, area.width() * ratio, area.height() * ratio)
            painter.drawImage(area, image, source)
            self._paint_selection(painter)
            x = self._window().x(self._cursor_s)
            if x >= self._window().left:
                painter.fillRect(QRectF(x - 1, 0, 2, self.height()), QColor(theme.tokens.danger))
            if self.hasFocus():
                paint.focus_ring(painter, paint.whole(self.rect()), theme.px(4))

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Remember where a click or drag began."""
        if event.button() is not Qt.MouseButton.LeftButton or self._scene is None:
            super().mousePressEvent(event)
            return
        self._pressed_at = event.position()
        at_s = self._window().at(event.position().x())
        self._anchor_s = self._far_edge(at_s, event.position().x())

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Choose a stretch once the pointer has clearly moved."""
        if self._pressed_at is None or self._anchor_s is None:
            return
        if abs(event.position().x() - self._pressed_at.x()) >= _DRAG_PX or self._selection is not None:
            self.select((self._anchor_s, self._window().at(event.position().x())))

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click goes to the place, or to the start of the code under the pointer."""
        if self._pressed_at is not None and abs(event.position().x() - self._pressed_at.x()) < _DRAG_PX:
            self.select(None)
            self.seek_requested.emit(self._clicked_s(event.position()))
        self._pressed_at = self._anchor_s = None

    @override
    def wheelEvent(self, event: QWheelEvent) -> None:
        """The wheel scrolls; with Ctrl it zooms round the pointer."""
        turn = event.angleDelta().y() or event.angleDelta().x()
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoom(2 ** (turn / 240), self._window().at(event.position().x()))
        else:
            self.scroll_to(self._start_s - turn / 120 * (self._end_s - self._start_s) * 0.15)
        event.accept()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows move, with Shift they choose a stretch; + and − zoom; Enter plays the stretch; Esc drops it."""
        key, shift = event.key(), bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        step = {Qt.Key.Key_Left: -KEY_STEP_S, Qt.Key.Key_Right: KEY_STEP_S}.get(Qt.Key(key), 0.0)
        if event.modifiers() & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier):
            event.ignore()
        elif step and shift:
            self._stretch(step / 2)
        elif step:
            self.seek_requested.emit(min(max(self._cursor_s + step, 0.0), self.duration_s))
        elif not self._other_key(Qt.Key(key)):
            event.ignore()

    def _other_key(self, key: Qt.Key) -> bool:
        length = self._end_s - self._start_s
        if key in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            self.scroll_to(self._start_s + (length if key == Qt.Key.Key_PageDown else -length))
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            self.seek_requested.emit(0.0 if key == Qt.Key.Key_Home else self.duration_s)
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal, Qt.Key.Key_Minus):
            self.zoom(0.5 if key == Qt.Key.Key_Minus else 2.0)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._selection is not None:
            self.play_requested.emit(*self._selection)
        elif key == Qt.Key.Key_Escape and self._selection is not None:
            self.select(None)
        else:
            return False
        return True

    def _stretch(self, step_s: float) -> None:
        start, end = self._selection or (self._cursor_s, self._cursor_s)
        self.select((start, max(start, end + step_s)))

    def _zoom_centre(self) -> float:
        inside = self._start_s <= self._cursor_s < self._end_s
        return self._cursor_s if inside else (self._start_s + self._end_s) / 2

    def _far_edge(self, at_s: float, x: float) -> float:
        if self._selection is not None:
            edges = [self._window().x(edge) for edge in self._selection]
            for near, far in ((0, 1), (1, 0)):
                if abs(edges[near] - x) <= _DRAG_PX:
                    return self._selection[far]
        return at_s

    def _clicked_s(self, place: QPointF) -> float:
        at_s = self._window().at(place.x())
        if self._parts is not None and place.y() >= self._parts.lanes_bottom:
            under = self._marks.codes.visible(at_s, at_s + 1e-3)
            at_s = float(self._marks.codes.starts[under[0]]) if len(under) else at_s
        return min(max(at_s, 0.0), self.duration_s)

    def _show_window(self, start_s: float, length_s: float) -> None:
        start_s = min(max(0.0, start_s), max(0.0, self.duration_s - length_s))
        self._start_s, self._end_s = start_s, start_s + length_s
        self._redraw()
        self.window_changed.emit(self._start_s, self._end_s)

    def _window(self) -> Window:
        gutter = self._parts.gutter if self._parts else 0
        return Window(self._start_s, self._end_s, gutter, max(gutter + 1, self.width()))

    def _picture(self, ratio: float) -> Picture:
        if self._image is None:
            assert self._scene is not None
            self._parts = layout(current(), self._scene, self.width(), self.height())
            self._image = render(current(), self._scene, self._marks, self._parts, self._window(), ratio)
        return self._image

    def _paint_selection(self, painter: QPainter) -> None:
        if self._selection is None:
            return
        window, tokens = self._window(), current().tokens
        left = max(window.left, window.x(self._selection[0]))
        chosen = QRectF(left, 0, max(2.0, window.x(self._selection[1]) - left), self.height())
        fill = QColor(tokens.accent)
        fill.setAlpha(50)
        painter.fillRect(chosen, fill)
        painter.setPen(QColor(tokens.accent))
        painter.drawRect(chosen.adjusted(0, 0, -1, -1))

    def _cursor_strip(self, at_s: float) -> QRect:
        return QRect(int(self._window().x(at_s)) - 2, 0, 5, self.height())

    def _height(self, lane_px: float) -> int:
        theme = current()
        lanes = len(self._scene.lanes) if self._scene else 2
        return theme.px(lane_px) * max(1, lanes) + theme.px(17 + 12 + 18)

    def _redraw(self) -> None:
        self._image = None
        self.update()

    def _theme_changed(self) -> None:
        self.updateGeometry()
        self._redraw()
