"""The stretch of a recording a waveform shows: scrolling, zooming, the cursor, and keeping the picture of it."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractSlider, QSizePolicy, QWidget
from typing_extensions import override

from ui.theme import Role, current
from ui.tracking import track
from ui.widgets import paint
from ui.widgets.waveform_image import Pixels
from ui.widgets.waveform_layout import Layout, Window, layout, least_height, wanted_height
from ui.widgets.waveform_marks import Hit, Marks, hit, marks_of
from ui.widgets.waveform_over import Over, paint_over
from ui.widgets.waveform_paint import Picture, names, render
from ui.widgets.waveform_scene import Scene, Seconds

MIN_WINDOW_S = 2.0
FIRST_WINDOW_S = 60.0
KEY_STEP_S = 1.0
_NO_LANES = 2
# What is shown keeps this share of the view free before it.
_BEFORE = 0.1
# A screen reader is told the new view once the hand has come to rest.
_TELL_LATER_MS = 150


class WaveformView(QAbstractSlider):
    """A slider to screen readers, whose value is the position in whole seconds.

    ``window_changed(start_s, end_s)`` after scrolling or zooming.
    """

    window_changed = Signal(float, float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._scene: Scene | None = None
        self._marks = marks_of(())
        self._start_s, self._end_s = 0.0, FIRST_WINDOW_S
        self._cursor_s = 0.0
        self._image: Picture | None = None
        self._names: Pixels | None = None
        self._parts: Layout | None = None
        self._first_lane = 0
        self._corner: QWidget | None = None
        self._tell_later = QTimer(self, singleShot=True, interval=_TELL_LATER_MS)
        self._tell_later.timeout.connect(self._tell)
        # Never squeezed by what comes and goes around it: the page says how many pixels may be spared (spare).
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._spared = 0
        self.setRange(0, 0)
        track(self, current().changed, self._theme_changed)

    @property
    def window_s(self) -> tuple[float, float]:
        """The stretch in view, in seconds."""
        return self._start_s, self._end_s

    @property
    def duration_s(self) -> float:
        """Length of the recording; 0 without one."""
        return self._scene.duration_s if self._scene else 0.0

    @property
    def cursor_s(self) -> float:
        """Where the recording stands, in seconds."""
        return self._cursor_s

    @property
    def turns(self) -> Seconds:
        """Rising positions where a voice begins or ends, in seconds."""
        return self._scene.turns if self._scene else np.zeros(0)

    @property
    def marks(self) -> Marks:
        """The marks as they are shown."""
        return self._marks

    def set_scene(self, scene: Scene | None) -> None:
        """Show a recording from its start, or nothing."""
        self._scene = scene
        self._first_lane = 0
        self.setRange(0, int(self.duration_s))
        self._show_window(0.0, min(FIRST_WINDOW_S, self.duration_s) or FIRST_WINDOW_S)
        self._lay_out()
        self.updateGeometry()

    def set_lanes_of(self, scene: Scene | None) -> None:
        """Show other lanes of the same recording without moving; what is chosen stays."""
        if scene is None or self._scene is None:
            self.set_scene(scene)
            return
        self._scene = scene
        self._lay_out()
        self.updateGeometry()

    def set_corner(self, widget: QWidget) -> None:
        """Put a small control under the names of the voices."""
        self._corner = widget
        widget.setParent(self)
        self._lay_out()

    def set_cursor_s(self, at_s: float, follow: bool = False) -> None:
        """Move the cursor, repainting only its own pixels; ``follow`` turns the page when it leaves the view."""
        if follow and not self._start_s <= at_s < self._end_s and self._scene is not None:
            self.scroll_to(at_s - (self._end_s - self._start_s) * _BEFORE)
        old, self._cursor_s = self._cursor_s, at_s
        if int(old) != int(at_s):
            self.setValue(int(at_s))
        if abs(at_s - old) > KEY_STEP_S / 2:
            self._tell_later.start()
        for each in (old, at_s):
            self.update(self._cursor_strip(each))

    def scroll_to(self, start_s: float) -> None:
        """Show the recording from a position on, at the same zoom."""
        self._show_window(start_s, self._end_s - self._start_s)

    def show_place(self, start_s: float, end_s: float) -> None:
        """Scroll so that a stretch is in view; nothing happens when it is."""
        if start_s < self._start_s or end_s > self._end_s:
            self.scroll_to(start_s - (self._end_s - self._start_s) * _BEFORE)

    def show_window(self, start_s: float, end_s: float) -> None:
        """Show exactly a stretch, at least two seconds of it and no more than the recording has."""
        length_s = self._possible(end_s - start_s)
        self._show_window((start_s + end_s - length_s) / 2, length_s)

    def zoom(self, factor: float, at_s: float | None = None) -> None:
        """Show ``factor`` times less (below 1: more) round a position, which stays where it is."""
        at_s = self._zoom_centre() if at_s is None else at_s
        length = self._possible((self._end_s - self._start_s) / factor)
        share = (at_s - self._start_s) / (self._end_s - self._start_s)
        self._show_window(at_s - share * length, length)

    def scroll_lanes(self, steps: int) -> bool:
        """Show the voices further down (or with −1 up), where not all have room; whether there were any."""
        if self._scene is None or self._parts is None or self._parts.lanes >= len(self._scene.lanes):
            return False
        self._first_lane = self._parts.first_lane + steps
        self._lay_out()
        return True

    def second_at(self, x: float) -> float:
        """The position of a pixel, in seconds; outside the view for a pixel outside."""
        return self._window().at(x)

    def pixel_of(self, at_s: float) -> float:
        """The pixel of a position."""
        return self._window().x(at_s)

    def hit_at(self, place: QPointF) -> Hit | None:
        """The mark at a place of the widget, with the end that would be dragged."""
        parts = self._parts
        if self._scene is None or parts is None or place.y() < parts.lanes_bottom or place.x() < parts.gutter:
            return None
        in_strip = place.y() < parts.lanes_bottom + parts.strip
        shown = self._picture(self.devicePixelRatioF())
        found = hit(shown.chips if in_strip else shown.markers, place.x(), parts.shape_px / 2)
        if found is not None:
            return found
        table = self._marks.codes if in_strip else self._marks.places
        under = table.visible(self.second_at(place.x() - 1), self.second_at(place.x() + 1))
        return Hit(table.marks[under[0]], None) if len(under) else None

    def sliderChange(self, change: QAbstractSlider.SliderChange) -> None:  # noqa: N802
        """Nothing: the base class would repaint the whole widget once a second."""

    @override
    def sizeHint(self) -> QSize:
        """A comfortable height for each lane."""
        return QSize(current().px(600), max(self._least(), self._wanted() - self._spared))

    def spare(self, pixels: int) -> None:
        """Do with so many pixels of height less than is comfortable, as far as voices can still be told apart."""
        pixels = min(max(0, pixels), self._wanted() - self._least())
        if pixels != self._spared:
            self._spared = pixels
            self.updateGeometry()

    @property
    def comfortable(self) -> int:
        """The height at which nothing is spared, in logical pixels."""
        return self._wanted()

    def _wanted(self) -> int:
        return wanted_height(current(), self._lane_count())

    def _least(self) -> int:
        return least_height(current(), self._lane_count())

    @override
    def minimumSizeHint(self) -> QSize:
        """Enough to tell lanes apart."""
        return QSize(current().px(240), self._least())

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        """Draw anew for the new size."""
        self._lay_out()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        """The cached picture, then what lies over it and the focus ring."""
        theme = current()
        with QPainter(self) as painter:
            if self._scene is None or self._parts is None:
                self._paint_nothing(painter)
            else:
                ratio = self.devicePixelRatioF()
                image = self._picture(ratio).image
                area = QRectF(event.rect())
                source = QRectF(area.x() * ratio, area.y() * ratio, area.width() * ratio, area.height() * ratio)
                painter.drawImage(area, image, source)
                paint_over(painter, theme, self._over(), self._parts, self._window())
            if self.hasFocus():
                paint.focus_ring(painter, paint.whole(self.rect()), theme.px(4))

    def _paint_nothing(self, painter: QPainter) -> None:
        theme = current()
        painter.fillRect(self.rect(), QColor(theme.tokens.surface))
        words, font = self.tr("No sound to show"), theme.font(Role.CAPTION)
        room = paint.whole(self.rect()).adjusted(8, 0, -8, 0)
        paint.text(painter, room, words, theme.tokens.text3, font, Qt.AlignmentFlag.AlignHCenter)

    def _over(self) -> Over:
        return Over(self._cursor_s)

    def _tell(self) -> None:
        """Say the view to a screen reader; empty here, since only what is chosen makes it whole."""

    def _lane_count(self) -> int:
        return len(self._scene.lanes) if self._scene else _NO_LANES

    def _possible(self, length_s: float) -> float:
        return min(max(length_s, MIN_WINDOW_S), max(self.duration_s, MIN_WINDOW_S))

    def _zoom_centre(self) -> float:
        inside = self._start_s <= self._cursor_s < self._end_s
        return self._cursor_s if inside else (self._start_s + self._end_s) / 2

    def _show_window(self, start_s: float, length_s: float) -> None:
        start_s = min(max(0.0, start_s), max(0.0, self.duration_s - length_s))
        self._start_s, self._end_s = start_s, start_s + length_s
        self._redraw()
        self._tell_later.start()
        self.window_changed.emit(self._start_s, self._end_s)

    def _window(self) -> Window:
        gutter = self._parts.gutter if self._parts else 0
        return Window(self._start_s, self._end_s, gutter, max(gutter + 1, self.width()))

    def _lay_out(self) -> None:
        theme, corner = current(), self._corner
        self._parts = self._names = None
        if self._scene is not None:
            least = corner.sizeHint().width() + theme.px(8) if corner is not None else 0
            self._parts = layout(theme, self._scene, self.width(), self.height(), self._first_lane, least)
            self._first_lane = self._parts.first_lane
        if corner is not None:
            corner.setVisible(self._parts is not None)
            if self._parts is not None:
                room = QRect(0, self._parts.lanes_bottom, self._parts.gutter, self._parts.strip + self._parts.markers)
                corner.resize(corner.sizeHint().boundedTo(room.size()))
                corner.move(theme.px(4), room.top() + (room.height() - corner.height()) // 2)
        self._redraw()

    def _picture(self, ratio: float) -> Picture:
        if self._image is None:
            assert self._scene is not None
            assert self._parts is not None
            if self._names is None or self._names.shape[0] != round(self._parts.height * ratio):
                self._names = names(current(), self._scene, self._parts, ratio)
            theme, parts = current(), self._parts
            self._image = render(theme, self._scene, self._marks, parts, self._window(), ratio, self._names)
        return self._image

    def _cursor_strip(self, at_s: float) -> QRect:
        return QRect(int(self._window().x(at_s)) - 2, 0, 5, self.height())

    def _redraw(self) -> None:
        self._image = None
        self.update()

    def _theme_changed(self) -> None:
        self._lay_out()
        self.updateGeometry()
