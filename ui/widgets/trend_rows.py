"""What is rated over time: one row each on one time axis, with every recording, a running estimate and its range."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from codebook.schema import Codebook
from coder.analysis import chart_scale, wording
from coder.analysis.chart_scale import TimeAxis
from coder.analysis.practice_words import words_of
from coder.domain.practice import Practice
from coder.domain.profiles import PrincipleTrack, Profile, RatedRecording
from ui import icons
from ui.theme import Role, current
from ui.tokens import mix
from ui.widgets import paint
from ui.widgets.chart import RowChart, paint_badge, text_width

_NAME_PX = 150
_LEFT = Qt.AlignmentFlag.AlignLeft
_RIGHT = Qt.AlignmentFlag.AlignRight
_CENTRE = Qt.AlignmentFlag.AlignHCenter


class TrendRows(RowChart):
    """Dots (size = moments given, ring = double-coded), band (80% range), estimate, change since the first."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self.setAccessibleName(self.tr(words_of(Practice.VISIT).over_time))
        self._profile: Profile | None = None
        self._codebook: Codebook | None = None
        self._axis: TimeAxis | None = None

    def set_profile(self, profile: Profile, codebook: Codebook) -> None:
        """Show a profile; ``codebook`` is the one it was made with."""
        self._profile, self._codebook = profile, codebook
        self.setAccessibleName(self.tr(words_of(profile.practice).over_time))
        self._axis = chart_scale.time_axis(chart_scale.recording_days(profile))
        rows = tuple(wording.track_sentences(track, codebook.principle(track.principle_id)) for track in profile.tracks)
        self.set_words(wording.profile_summary(profile, codebook), rows)
        # Supervision has nine rows and visits seven.
        self.updateGeometry()

    @override
    def sizeHint(self) -> QSize:
        """Room for every row at the current text size."""
        theme = current()
        rows = len(self._profile.tracks) if self._profile is not None else 0
        return QSize(theme.px(660), self.head_px() + rows * theme.px(58))

    @override
    def minimumSizeHint(self) -> QSize:
        """Narrower and lower, and still readable."""
        theme = current()
        rows = len(self._profile.tracks) if self._profile is not None else 0
        plot = self._name_px() + self._words_px() + theme.px(88)
        return QSize(plot, self.head_px() + rows * theme.px(52))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        """Heading line, then the rows."""
        if self._profile is None or self._codebook is None:
            return
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            self._paint_head(painter, self._profile)
            for row, track in enumerate(self._profile.tracks):
                self._paint_ground(painter, row)
                self._paint_name(painter, row, track, self._codebook)
                if self._axis is not None:
                    self._paint_scale(painter, row, self._codebook)
                    self._paint_track(painter, row, track, self._codebook)

    def _name_px(self) -> int:
        theme = current()
        names = [p.name for p in self._codebook.principles] if self._codebook is not None else []
        whole = max((text_width(name, Role.STRONG) for name in names), default=0)
        # A longer name goes on below, broken between words.
        word = max((text_width(word, Role.STRONG) for name in names for word in name.split()), default=0)
        return theme.px(8 + 24 + 8) + max(word, min(whole, theme.px(_NAME_PX))) + theme.px(10)

    def _words_px(self) -> int:
        theme = current()
        estimate, change = self.tr("Estimate"), self.tr("Since first")
        return text_width(estimate, Role.CAPTION) + text_width(change, Role.CAPTION) + theme.px(66)

    def _plot(self, row: int) -> QRectF:
        theme = current()
        rect = self.row_rect(row)
        left = self._name_px() + theme.px(16)
        right = rect.width() - self._words_px() - theme.px(8)
        return QRectF(left, rect.top() + theme.px(9), max(1.0, right - left), rect.height() - theme.px(18))

    def _x(self, row: int, share: float) -> float:
        plot, margin = self._plot(row), current().px(10)
        return plot.left() + margin + share * (plot.width() - 2 * margin)

    def _y(self, row: int, value: float, codebook: Codebook) -> float:
        plot = self._plot(row)
        height = chart_scale.height_of(value, codebook.rules.scale_min, codebook.rules.scale_max)
        return plot.bottom() - height * plot.height()

    def _paint_head(self, painter: QPainter, profile: Profile) -> None:
        theme = current()
        font, ink = theme.font(Role.CAPTION), theme.tokens.text3
        words_left = self.width() - self._words_px() + theme.px(8)
        change_left = words_left + text_width(self.tr("Estimate"), Role.CAPTION) + theme.px(22)
        line = QRectF(words_left, 0, self.width() - words_left, self.head_px())
        paint.text(painter, line, self.tr("Estimate"), ink, font, _LEFT)
        line.setLeft(change_left)
        paint.text(painter, line, self.tr("Since first"), ink, font, _LEFT)
        if self._axis is None:
            return
        width = text_width(wording.short_day(self._axis.last), Role.CAPTION) + theme.px(8)
        room = width / max(1.0, self._plot(0).width() - 2 * theme.px(10))
        for day in chart_scale.labelled_days(chart_scale.recording_days(profile), self._axis, room):
            middle = self._x(0, self._axis.at(day))
            place = QRectF(middle - width / 2, 0, width, self.head_px())
            paint.text(painter, place, wording.short_day(day), ink, font, _CENTRE)

    def _paint_name(self, painter: QPainter, row: int, track: PrincipleTrack, codebook: Codebook) -> None:
        theme = current()
        principle = codebook.principle(track.principle_id)
        rect = self.row_rect(row)
        left = theme.px(8) + paint_badge(painter, theme.px(8), rect.center().y(), principle.badge, row) + theme.px(8)
        place = QRectF(left, rect.top(), self._name_px() - left - theme.px(4), rect.height())
        paint.lines(painter, place, principle.name, theme.tokens.text1, theme.font(Role.STRONG))

    def _paint_scale(self, painter: QPainter, row: int, codebook: Codebook) -> None:
        theme = current()
        plot, rules = self._plot(row), codebook.rules
        for value in (rules.scale_min, rules.neutral_value, rules.scale_max):
            y = self._y(row, value, codebook)
            pen = QPen(QColor(theme.tokens.line), 1)
            if value != rules.neutral_value:
                pen.setStyle(Qt.PenStyle.DotLine)
            painter.setPen(pen)
            painter.drawLine(QPointF(plot.left(), y), QPointF(plot.right(), y))
            place = QRectF(plot.left() - theme.px(16), y - theme.px(7), theme.px(11), theme.px(14))
            paint.text(painter, place, str(value), theme.tokens.text3, theme.font(Role.CAPTION), _RIGHT)

    def _paint_track(self, painter: QPainter, row: int, track: PrincipleTrack, codebook: Codebook) -> None:
        theme = current()
        colour = theme.tokens.principle(codebook.principle(track.principle_id).badge, row)
        self._paint_estimates(painter, row, track, colour, codebook)
        for recording in track.recordings:
            self._paint_recording(painter, row, recording, colour, codebook)
        if track.estimates:
            self._paint_words(painter, row, track)

    def _paint_estimates(
        self, painter: QPainter, row: int, track: PrincipleTrack, colour: str, codebook: Codebook
    ) -> None:
        assert self._axis is not None
        theme = current()
        xs = [self._x(row, self._axis.at(estimate.held_on)) for estimate in track.estimates]
        if not xs:
            return
        if len(xs) == 1:
            # One recording has a range but no line yet.
            xs = [xs[0] - theme.px(3), xs[0] + theme.px(3)]
        estimates = track.estimates * 2 if len(track.estimates) == 1 else track.estimates
        upper = [QPointF(x, self._y(row, e.high, codebook)) for x, e in zip(xs, estimates, strict=True)]
        lower = [QPointF(x, self._y(row, e.low, codebook)) for x, e in zip(xs, estimates, strict=True)]
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(mix(colour, theme.tokens.surface, 0.22)))
        painter.drawPolygon(QPolygonF([*upper, *reversed(lower)]))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(colour), theme.px(2)))
        painter.drawPolyline([QPointF(x, self._y(row, e.mean, codebook)) for x, e in zip(xs, estimates, strict=True)])

    def _paint_recording(
        self, painter: QPainter, row: int, recording: RatedRecording, colour: str, codebook: Codebook
    ) -> None:
        assert self._axis is not None
        theme = current()
        x = self._x(row, self._axis.at(recording.held_on))
        if recording.value is None:
            place = QRectF(x - theme.px(14), self._plot(row).bottom() - theme.px(12), theme.px(28), theme.px(13))
            paint.text(painter, place, wording.NOT_EVALUABLE, theme.tokens.text3, theme.font(Role.CAPTION), _CENTRE)
            return
        centre = QPointF(x, self._y(row, recording.value, codebook))
        radius = theme.px(8) * chart_scale.dot_size(recording.evidence)
        painter.setBrush(QColor(colour))
        painter.setPen(Qt.PenStyle.NoPen)
        if recording.double_coded:
            painter.setPen(QPen(QColor(colour), max(1.5, theme.px(2) * 0.9)))
            painter.setBrush(QColor(theme.tokens.surface))
            painter.drawEllipse(centre, radius + theme.px(2), radius + theme.px(2))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colour))
            radius = max(2.0, radius - theme.px(2))
        painter.drawEllipse(centre, radius, radius)

    def _paint_words(self, painter: QPainter, row: int, track: PrincipleTrack) -> None:
        theme = current()
        rect, latest = self.row_rect(row), track.estimates[-1]
        left = self.width() - self._words_px() + theme.px(8)
        middle = rect.center().y()
        number = QRectF(left, middle - theme.px(18), theme.px(60), theme.px(20))
        paint.text(painter, number, f"{latest.mean:.1f}", theme.tokens.text1, theme.font(Role.HEADING), _LEFT)
        below = QRectF(left, middle, theme.px(66), theme.px(16))
        paint.text(painter, below, wording.range_text(latest), theme.tokens.text2, theme.font(Role.CAPTION), _LEFT)
        left += text_width(self.tr("Estimate"), Role.CAPTION) + theme.px(22)
        if wording.may_change(track):
            size = theme.px(14)
            icon = "minus" if track.change is None else "trending-up" if track.change > 0 else "trending-down"
            icons.draw(painter, icon, QRectF(left, middle - size / 2, size, size), theme.tokens.text2)
        place = QRectF(left + theme.px(19), rect.top(), self.width() - left - theme.px(19), rect.height())
        paint.text(painter, place, wording.change_text(track), theme.tokens.text1, theme.font(), _LEFT)
