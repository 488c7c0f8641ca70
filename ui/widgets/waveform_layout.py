"""Where the parts of a waveform lie: ruler, a lane a voice, strip of codes, row of markers; and the stretch shown."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtGui import QFontMetrics

from ui.theme import Role, Theme
from ui.widgets.waveform_scene import Scene

LANE_PX = 26
# A name in small letters still fits such a lane; more voices than have room are scrolled to.
THIN_PX = 13
_FEW_LANES, _LEAST_LANES = 4, 2
# Many voices must not take the room of what they say.
_LANES_MAX_PX = 190
# The focus ring lies over the last pixels of the markers.
_STRIP_PX, _MARKERS_PX, _RING_PX = 17, 12, 4


@dataclass(frozen=True)
class Layout:
    """Where the parts of a waveform lie, in logical pixels. ``lanes`` from ``first_lane`` on have room."""

    width: int
    height: int
    gutter: int
    ruler: int
    strip: int
    markers: int
    lanes: int
    first_lane: int = 0

    @property
    def markers_middle(self) -> float:
        """The height at which markers are centred."""
        return self.height - _RING_PX - self.shape_px / 2

    @property
    def shape_px(self) -> float:
        """Width and height of a marker."""
        return self.markers - _RING_PX - 2.0

    @property
    def lanes_bottom(self) -> int:
        """Lower edge of the last lane."""
        return self.height - self.strip - self.markers

    def lane_rows(self, index: int) -> tuple[int, int]:
        """Upper and lower edge of one of the lanes that have room, counted among all."""
        each = (self.lanes_bottom - self.ruler) / max(1, self.lanes)
        place = index - self.first_lane
        return round(self.ruler + place * each), round(self.ruler + (place + 1) * each)

    def lane_at(self, y: float) -> int | None:
        """The lane at a height, counted among all; None above and below them."""
        if not self.lanes or not self.ruler <= y < self.lanes_bottom:
            return None
        each = (self.lanes_bottom - self.ruler) / self.lanes
        return self.first_lane + min(self.lanes - 1, int((y - self.ruler) / each))


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


def layout(theme: Theme, scene: Scene, width: int, height: int, first_lane: int = 0, least_gutter: int = 0) -> Layout:
    """Make room for the longest name of a voice at the left, and for as many lanes as stay readable."""
    metrics = QFontMetrics(theme.font(Role.STRONG))
    names = max((metrics.horizontalAdvance(each.label) for each in scene.lanes), default=0)
    gutter = max(min(names + theme.px(34), width // 4), least_gutter)
    ruler = QFontMetrics(theme.font(Role.CAPTION)).height() + theme.px(4)
    strip, markers = theme.px(_STRIP_PX), theme.px(_MARKERS_PX) + _RING_PX
    room = max(1, (height - ruler - strip - markers) // theme.px(THIN_PX))
    shown = min(len(scene.lanes), room)
    first = min(max(0, first_lane), len(scene.lanes) - shown)
    return Layout(width, height, gutter, ruler, strip, markers, shown, first)


def wanted_height(theme: Theme, lanes: int) -> int:
    """A comfortable height in logical pixels: full lanes for a few voices, thin ones for many."""
    few = theme.px(LANE_PX) * min(max(lanes, 2), _FEW_LANES)
    return _rest(theme) + max(few, min(theme.px(THIN_PX) * lanes, _LANES_MAX_PX))


def least_height(theme: Theme, lanes: int) -> int:
    """The least height in logical pixels at which voices can be told apart, the others being scrolled to."""
    return _rest(theme) + theme.px(THIN_PX) * min(max(lanes, 1), _LEAST_LANES)


def _rest(theme: Theme) -> int:
    return theme.px(_STRIP_PX + _MARKERS_PX + 18) + _RING_PX
