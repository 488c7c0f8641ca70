"""The whole recording on one strip, with the stretch in view; a click or drag goes there."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from ui.theme import current
from ui.tracking import track
from ui.widgets import paint
from ui.widgets.waveform_image import blank, draw_overview, draw_ticks
from ui.widgets.waveform_marks import marks_of
from ui.widgets.waveform_paint import Picture, picture
from ui.widgets.waveform_scene import Mark, Scene

# A key press must not wait for the whole strip: its ticks may follow a moment later.
_LATER_MS = 80
# Shares of the height: the voices, the codes below them, evidence and moments at the foot.
_CODES_FROM, _PLACES_FROM = 0.62, 0.82
_HEIGHT_PX = 30


class Overview(QWidget):
    """A picture for the eye and a handle for the mouse; keys and screen readers have the waveform itself.

    ``centre_wanted(s)``: the user wants this position in the middle of the view.
    """

    centre_wanted = Signal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._scene: Scene | None = None
        self._marks = marks_of(())
        self._window_s = (0.0, 0.0)
        self._cursor_s = 0.0
        self._image: Picture | None = None
        self._later = QTimer(self, singleShot=True, interval=_LATER_MS)
        self._later.timeout.connect(self._redraw)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("Whole recording"))
        track(self, current().changed, self._redraw)

    def set_scene(self, scene: Scene | None) -> None:
        """Show a recording, or nothing."""
        self._scene = scene
        self._redraw()

    def set_marks(self, marks: Sequence[Mark]) -> None:
        """Show these codes a moment later."""
        self._marks = marks_of(marks)
        self._later.start()

    def set_window(self, start_s: float, end_s: float) -> None:
        """Frame the stretch in view."""
        self._window_s = (start_s, end_s)
        self.update()

    def set_cursor_s(self, at_s: float) -> None:
        """Move the cursor, repainting only its own pixels, and only when it moved by a pixel."""
        old, new = round(self._x(self._cursor_s)), round(self._x(at_s))
        self._cursor_s = at_s
        if old != new:
            for x in (old, new):
                self.update(QRect(x - 2, 0, 5, self.height()))

    @override
    def sizeHint(self) -> QSize:
        """A thin strip."""
        return QSize(current().px(400), current().px(_HEIGHT_PX))

    @override
    def minimumSizeHint(self) -> QSize:
        """The same height."""
        return QSize(current().px(120), current().px(_HEIGHT_PX))

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        """Draw anew for the new size."""
        self._redraw()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        """The cached strip, then the frame and the cursor over it, where there is a view they belong to."""
        tokens = current().tokens
        with QPainter(self) as painter:
            if self._scene is None:
                return
            ratio = self.devicePixelRatioF()
            area = QRectF(event.rect())
            source = QRectF(area.x() * ratio, area.y() * ratio, area.width() * ratio, area.height() * ratio)
            painter.drawImage(area, self._picture(ratio).image, source)
            if not self._window_s[1]:
                return
            left, right = (self._x(edge) for edge in self._window_s)
            frame = QRectF(left, 0, max(6.0, right - left), self.height())
            fill = QColor(tokens.accent)
            fill.setAlpha(36)
            painter.fillRect(frame, fill)
            paint.box(painter, frame, 3, edge=tokens.accent, width=2)
            painter.fillRect(QRectF(self._x(self._cursor_s) - 1, 0, 2, self.height()), QColor(tokens.danger))

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Go there."""
        self._wanted(event)

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Follow the drag."""
        self._wanted(event)

    def _wanted(self, event: QMouseEvent) -> None:
        if self._scene is not None and event.buttons() & Qt.MouseButton.LeftButton:
            self.centre_wanted.emit(event.position().x() / max(1, self.width()) * self._scene.duration_s)

    def _x(self, at_s: float) -> float:
        duration = self._scene.duration_s if self._scene else 0.0
        return at_s / duration * self.width() if duration else 0.0

    def _picture(self, ratio: float) -> Picture:
        if self._image is None:
            assert self._scene is not None
            tokens = current().tokens
            pixels = blank(round(self.width() * ratio), round(self.height() * ratio), tokens.surface)
            rows, gap = pixels.shape[0], round(2 * ratio)
            codes, places = round(rows * _CODES_FROM), round(rows * _PLACES_FROM)
            draw_overview(pixels[:codes], self._scene, tokens)
            duration_s = self._scene.duration_s
            draw_ticks(pixels[codes + gap : places], self._marks.codes, 0.0, duration_s, tokens)
            draw_ticks(pixels[places + gap :], self._marks.places, 0.0, duration_s, tokens)
            self._image = picture(pixels)
        return self._image

    def _redraw(self) -> None:
        self._image = None
        self.update()
