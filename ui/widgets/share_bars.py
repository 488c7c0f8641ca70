"""How a team's recordings were rated: one bar a principle, with the share of every value in words and width."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from codebook.schema import Codebook
from coder.analysis import chart_scale, wording
from coder.domain.reports import PrincipleShares, TeamReport
from ui.theme import Role, current
from ui.tokens import mix, text_on
from ui.widgets import paint
from ui.widgets.chart import RowChart, paint_badge, text_width

_LEFT = Qt.AlignmentFlag.AlignLeft
_RIGHT = Qt.AlignmentFlag.AlignRight
_CENTRE = Qt.AlignmentFlag.AlignHCenter


class ShareBars(RowChart):
    """Stacked shares of 1–5. Each part has its value and percentage; a hidden bar is hatched and says why."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self.setAccessibleName(self.tr("How our recordings were rated"))
        self._report: TeamReport | None = None
        self._codebook: Codebook | None = None

    def set_report(self, report: TeamReport, codebook: Codebook) -> None:
        """Show a report; ``codebook`` is the one it was made with."""
        self._report, self._codebook = report, codebook
        rows = tuple(
            wording.shares_sentence(shares, codebook.principle(shares.principle_id)) for shares in report.principles
        )
        self.set_words(wording.report_summary(report, codebook), rows)

    @override
    def sizeHint(self) -> QSize:
        """Room for every bar at the current text size."""
        theme = current()
        rows = len(self._report.principles) if self._report is not None else 0
        return QSize(theme.px(660), self.head_px() + rows * theme.px(50))

    @override
    def minimumSizeHint(self) -> QSize:
        """Narrower and lower, and still readable."""
        theme = current()
        rows = len(self._report.principles) if self._report is not None else 0
        width = self._name_px() + self._change_px() + theme.px(180)
        return QSize(width, self.head_px() + rows * theme.px(44))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        """Heading line, then the bars."""
        if self._report is None or self._codebook is None:
            return
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            self._paint_head(painter)
            for row, shares in enumerate(self._report.principles):
                self._paint_ground(painter, row)
                self._paint_row(painter, row, shares, self._codebook)

    def _name_px(self) -> int:
        theme = current()
        names = [p.name for p in self._codebook.principles] if self._codebook is not None else []
        widest = max((text_width(name, Role.STRONG) for name in names), default=0)
        return theme.px(8 + 24 + 8) + min(widest, theme.px(170)) + theme.px(12)

    def _change_px(self) -> int:
        if not self._has_changes():
            return current().px(8)
        return text_width(self.tr("since period before"), Role.CAPTION) + current().px(16)

    def _has_changes(self) -> bool:
        return self._report is not None and any(shares.change is not None for shares in self._report.principles)

    def bar_rect(self, row: int) -> QRectF:
        """Where a row's bar is drawn."""
        theme = current()
        rect = self.row_rect(row)
        width = rect.width() - self._name_px() - self._change_px()
        return QRectF(self._name_px(), rect.top() + theme.px(7), max(1.0, width), rect.height() - theme.px(14))

    def _paint_head(self, painter: QPainter) -> None:
        theme = current()
        font, ink = theme.font(Role.CAPTION), theme.tokens.text3
        line = QRectF(self._name_px(), 0, self.bar_rect(0).width(), self.head_px())
        paint.text(painter, line, self.tr("rated 1, on the left, to 5, on the right"), ink, font, _LEFT)
        if self._has_changes():
            end = QRectF(self.width() - self._change_px(), 0, self._change_px() - theme.px(8), self.head_px())
            paint.text(painter, end, self.tr("since period before"), ink, font, _RIGHT)

    def _paint_row(self, painter: QPainter, row: int, shares: PrincipleShares, codebook: Codebook) -> None:
        theme = current()
        principle = codebook.principle(shares.principle_id)
        rect = self.row_rect(row)
        left = theme.px(8) + paint_badge(painter, theme.px(8), rect.center().y(), principle.badge, row) + theme.px(8)
        place = QRectF(left, rect.top(), self._name_px() - left - theme.px(4), rect.height())
        paint.text(painter, place, principle.name, theme.tokens.text1, theme.font(Role.STRONG), _LEFT)
        if shares.counts is None:
            self._paint_hidden(painter, self.bar_rect(row), shares.suppressed_because)
            return
        colour = theme.tokens.principle(principle.badge, row)
        self._paint_parts(painter, self.bar_rect(row), shares, colour, len(codebook.rules.values))
        if shares.change is not None:
            end = QRectF(0, rect.top(), self.width() - theme.px(8), rect.height())
            paint.text(painter, end, wording.signed(shares.change), theme.tokens.text1, theme.font(Role.STRONG), _RIGHT)

    def _paint_parts(self, painter: QPainter, bar: QRectF, shares: PrincipleShares, colour: str, steps: int) -> None:
        theme = current()
        for span in chart_scale.share_spans(shares):
            part = QRectF(bar.left() + span.start * bar.width(), bar.top(), 0, bar.height())
            part.setWidth((span.end - span.start) * bar.width())
            fill = mix(colour, theme.tokens.surface, chart_scale.shade(span.value, steps))
            painter.fillRect(part.adjusted(1, 0, -1, 0), QColor(fill))
            painter.setPen(QPen(QColor(colour), 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(part.adjusted(1, 0.5, -1, -0.5))
            self._paint_part_words(painter, part, str(span.value), f"{span.percent}%", text_on(fill))

    def _paint_part_words(self, painter: QPainter, part: QRectF, value: str, percent: str, ink: str) -> None:
        theme = current()
        corner = QRectF(part.left() + theme.px(5), part.top() + theme.px(2), part.width(), theme.px(14))
        if part.width() >= text_width(value, Role.CAPTION) + theme.px(8):
            paint.text(painter, corner, value, ink, theme.font(Role.CAPTION), _LEFT)
        if part.width() >= text_width(percent, Role.STRONG) + theme.px(6):
            low = part.adjusted(0, theme.px(8), 0, 0) if part.height() < theme.px(44) else part
            paint.text(painter, low, percent, ink, theme.font(Role.STRONG), _CENTRE)

    def _paint_hidden(self, painter: QPainter, bar: QRectF, reason: str) -> None:
        theme = current()
        painter.setPen(QPen(QColor(theme.tokens.border), 1))
        painter.setBrush(QBrush(QColor(theme.tokens.line), Qt.BrushStyle.BDiagPattern))
        painter.drawRect(bar.adjusted(1, 0.5, -1, -0.5))
        words = self.tr("Not shown: {0}.").format(reason)
        width = min(bar.width() - theme.px(16), text_width(words, Role.BODY) + theme.px(12))
        ground = QRectF(bar.left() + theme.px(8), bar.center().y() - theme.px(11), width, theme.px(22))
        paint.box(painter, ground, theme.px(4), theme.tokens.surface)
        paint.text(painter, ground.adjusted(theme.px(6), 0, 0, 0), words, theme.tokens.text1, theme.font(), _LEFT)
