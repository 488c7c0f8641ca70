"""Drawing one row of a transcript: time, speaker, words, and at the right what is marked on it."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen

from coder.domain.times import clock_text
from coder.domain.transcripts import Flag
from ui import icons
from ui.theme import Role, Theme
from ui.tokens import Tokens, text_on
from ui.widgets import paint
from ui.widgets.transcript_rows import ROLE_TOKENS, Row, RowCode, RowKind, RowMark, RowMarks
from ui.widgets.word_wrap import WordBox

FLAG_ICONS = {
    Flag.LOW_CONFIDENCE: "triangle-alert",
    Flag.SUSPECT: "circle-question-mark",
    Flag.OVERLAP: "users",
    Flag.TIME_UNCERTAIN: "clock",
}
_MARKS_SHOWN = 3
_MARK_PX = 20
# Beside a code, whose name comes first, what the row is about gets no more than this share of their room.
_ABOUT_SHARE = 0.45


@dataclass(frozen=True)
class Columns:
    """Where the parts of a row lie, in logical pixels from its left edge; ``line`` is the height of one line
    of words, ``side`` that of a code or mark."""

    width: int
    time: int
    speaker: int
    text: int
    text_width: int
    marks: int
    marks_width: int
    line: float
    ascent: float
    pad: int
    side: int

    def height(self, lines: int) -> int:
        """The height of a row with so many lines of text."""
        return max(round(lines * self.line), self.side) + 2 * self.pad


def columns(theme: Theme, width: int, longest_time: str, longest_speaker: str, with_marks: bool = True) -> Columns:
    """Share a width out: times and speakers as wide as needed, a quarter to the marks, the rest to the words."""
    caption = QFontMetricsF(theme.font(Role.CAPTION))
    strong = QFontMetricsF(theme.font(Role.STRONG))
    body = QFontMetricsF(theme.font())
    time_left = theme.px(10)
    speaker = time_left + round(caption.horizontalAdvance(longest_time)) + theme.px(10)
    named = min(round(strong.horizontalAdvance(longest_speaker)), width // 6)
    text = speaker + named + theme.px(26)
    marks_width = min(theme.px(216), max(theme.px(60), width // 4)) if with_marks else 0
    marks = width - marks_width - theme.px(8)
    text_width = max(theme.px(60), marks - text - theme.px(12))
    pad = theme.px(4)
    return Columns(
        width,
        time_left,
        speaker,
        text,
        text_width,
        marks,
        marks_width,
        body.height() * 1.12,
        body.ascent(),
        pad,
        theme.px(_MARK_PX),
    )


def _sign(row: Row, tokens: Tokens) -> tuple[str, str]:
    """The icon beside the words, and its colour: what is to be checked, else that it was, else that it was edited."""
    if row.asks:
        return FLAG_ICONS[row.asks[0]], tokens.warn
    if row.checked:
        return "check", tokens.ok
    return ("pencil", tokens.text3) if row.edited else ("", "")


@dataclass(frozen=True)
class RowState:
    """How a row is shown just now."""

    current: bool = False
    playing: bool = False
    focused: bool = False


class RowPainter:
    """Draws rows with one theme and one set of columns. ``wanted`` are lower-case words to underline (search)."""

    def __init__(self, theme: Theme, shape: Columns, wanted: Set[str] = frozenset()) -> None:
        self._theme, self._shape, self._wanted = theme, shape, wanted
        self._tokens = theme.tokens
        self._body = theme.font()
        self._strong = theme.font(Role.STRONG)
        self._caption = theme.font(Role.CAPTION)

    def row(
        self,
        painter: QPainter,
        row: Row,
        marks: RowMarks,
        boxes: list[WordBox],
        height: int,
        how: RowState,
        lines: range | None = None,
    ) -> None:
        """One whole row with its upper left corner at the painter's origin; of its words only those on ``lines``."""
        shape, tokens = self._shape, self._tokens
        ground = QRectF(0, 0, shape.width, height)
        fill = tokens.selection if how.current else tokens.playing if how.playing else tokens.surface
        painter.fillRect(ground, QColor(fill))
        painter.fillRect(QRectF(0, height - 1, shape.width, 1), QColor(tokens.line))
        self._bar(painter, row, height)
        if how.current:
            paint.box(
                painter,
                ground.adjusted(1, 0, -1, -1),
                self._theme.px(5),
                edge=tokens.accent,
                width=2 if how.focused else 1,
            )
        first = QRectF(shape.time, shape.pad, shape.speaker - shape.time, shape.line)
        left = Qt.AlignmentFlag.AlignLeft
        paint.text(painter, first, clock_text(row.start_s), tokens.text2, self._caption, left)
        ink = getattr(tokens, ROLE_TOKENS[row.role]) if row.kind is RowKind.UTTERANCE else tokens.text2
        name = QRectF(shape.speaker, shape.pad, shape.text - shape.speaker - self._theme.px(22), shape.line)
        paint.text(painter, name, row.speaker, ink, self._strong, left)
        icon, tint = _sign(row, tokens)
        if icon:
            size = self._theme.px(13)
            corner = QRectF(shape.text - size - self._theme.px(5), shape.pad + (shape.line - size) / 2, size, size)
            icons.draw(painter, icon, corner, tint)
        self._words(painter, row, boxes, lines)
        self._marks(painter, marks, height)

    def word(self, painter: QPainter, row: Row, box: WordBox, index: int) -> None:
        """One word of a row, lit up as the one being heard."""
        area = self.word_area(box)
        paint.box(painter, area, self._theme.px(3), self._tokens.word)
        painter.setFont(self._body)
        painter.setPen(QColor(self._tokens.text1))
        painter.drawText(self._base(box), row.words[index])

    def word_area(self, box: WordBox) -> QRectF:
        """Where the light behind a word lies in its row."""
        shape = self._shape
        top = shape.pad + box.line * shape.line
        return QRectF(shape.text + box.left - 2, top, box.width + 4, shape.line)

    def _base(self, box: WordBox) -> QPointF:
        shape = self._shape
        return QPointF(shape.text + box.left, shape.pad + box.line * shape.line + shape.ascent + shape.line * 0.05)

    def _bar(self, painter: QPainter, row: Row, height: int) -> None:
        width = self._theme.px(4)
        colour = QColor(getattr(self._tokens, ROLE_TOKENS[row.role]))
        if row.kind is RowKind.UTTERANCE:
            painter.fillRect(QRectF(0, 1, width, height - 3), colour)
            return
        pen = QPen(QColor(self._tokens.text3), width, Qt.PenStyle.DotLine, Qt.PenCapStyle.FlatCap)
        painter.setPen(pen)
        painter.drawLine(QPointF(width / 2, 1), QPointF(width / 2, height - 2))

    def _words(self, painter: QPainter, row: Row, boxes: list[WordBox], lines: range | None) -> None:
        tokens = self._tokens
        spoken = row.kind is RowKind.UTTERANCE
        painter.setFont(self._body)
        ink = QColor(tokens.text1 if spoken else tokens.text2)
        for index, box in enumerate(boxes):
            if lines is not None and box.line not in lines:
                continue
            base = self._base(box)
            if self._wanted and any(one in row.words[index].lower() for one in self._wanted):
                paint.box(painter, self.word_area(box), self._theme.px(3), tokens.word)
            painter.setPen(ink)
            painter.drawText(base, row.words[index])
            if index in row.unsure and not row.checked:
                painter.setPen(QPen(QColor(tokens.warn), 1.5, Qt.PenStyle.DotLine))
                painter.drawLine(base + QPointF(0, 3), base + QPointF(box.width, 3))

    def _marks(self, painter: QPainter, marks: RowMarks, height: int) -> None:
        shape, theme = self._shape, self._theme
        side = shape.side
        shown = marks.marks[:_MARKS_SHOWN]
        right = shape.marks + shape.marks_width
        for mark in reversed(shown):
            width = theme.px(30)
            right -= width
            self._mark(painter, mark, QRectF(right, shape.pad, width - theme.px(3), side))
        if len(marks.marks) > _MARKS_SHOWN:
            right -= theme.px(22)
            more = QRectF(right, shape.pad, theme.px(22), side)
            words = f"+{len(marks.marks) - _MARKS_SHOWN}"
            paint.text(painter, more, words, self._tokens.text2, self._caption, Qt.AlignmentFlag.AlignLeft)
        taken = self._about(painter, marks, right, height) if marks.about else 0.0
        for code in marks.codes[:1]:
            room = right - taken - shape.marks - theme.px(4)
            self._code(painter, code, QRectF(shape.marks, shape.pad, room, side))

    def _about(self, painter: QPainter, marks: RowMarks, end: float, height: int) -> float:
        """What the row is about, in plain words before the marks; how much room they took from the code.

        Where code and words do not both fit, the words go below the code if the row has a second line, else they are
        shortened.
        """
        shape, theme = self._shape, self._theme
        metrics = QFontMetricsF(self._caption)
        first, gap, right = marks.about[0].name, theme.px(4), end
        more = f" +{len(marks.about) - 1}" if len(marks.about) > 1 else ""
        words, top = first + more, float(shape.pad)
        room = right - shape.marks - gap - max((self._code_width(code) for code in marks.codes[:1]), default=0)
        below = metrics.horizontalAdvance(words) > room and height >= shape.side + metrics.height() + 2 * shape.pad
        if below:
            top, right, room = top + shape.side, float(shape.marks + shape.marks_width), float(shape.marks_width)
        elif metrics.horizontalAdvance(words) > room:
            # One word and the code's whole name say more than two halves.
            words, room = f"{first.split()[0]} …{more}", max(room, _ABOUT_SHARE * (right - shape.marks))
        width = min(metrics.horizontalAdvance(words) + theme.px(2), room)
        place = QRectF(right - gap - width, top, width, metrics.height() if below else shape.side)
        paint.text(painter, place, words, self._tokens.text2, self._caption, Qt.AlignmentFlag.AlignRight)
        return 0.0 if below else width + gap

    def _code_width(self, code: RowCode) -> float:
        """How wide a code is with its whole name."""
        theme, wide = self._theme, QFontMetricsF(self._caption).horizontalAdvance
        cap = max(float(theme.px(15)), wide(code.key) + theme.px(6))
        return theme.px(4) + cap + theme.px(5) + wide(code.name) + theme.px(20 if code.memo else 5) + theme.px(4)

    def _code(self, painter: QPainter, code: RowCode, chip: QRectF) -> None:
        theme, tokens = self._theme, self._tokens
        colour = tokens.principle(code.badge, code.position) if code.badge else tokens.text3
        paint.box(painter, chip, theme.px(6), tokens.tinted(colour), colour, 1.5)
        cap = QRectF(chip.left() + theme.px(4), chip.top() + theme.px(3), theme.px(15), chip.height() - theme.px(6))
        wide = max(cap.width(), QFontMetricsF(self._caption).horizontalAdvance(code.key) + theme.px(6))
        cap.setWidth(wide)
        paint.box(painter, cap, theme.px(3), colour)
        paint.text(painter, cap, code.key, text_on(colour), self._caption, Qt.AlignmentFlag.AlignHCenter)
        end = chip.right() - theme.px(20 if code.memo else 5)
        name = QRectF(cap.right() + theme.px(5), chip.top(), end - cap.right() - theme.px(5), chip.height())
        paint.text(painter, name, code.name, tokens.text1, self._caption, Qt.AlignmentFlag.AlignLeft)
        if code.memo:
            size = theme.px(12)
            corner = QRectF(chip.right() - size - theme.px(5), chip.center().y() - size / 2, size, size)
            icons.draw(painter, "message-circle", corner, tokens.text1)

    def _mark(self, painter: QPainter, mark: RowMark, pill: QRectF) -> None:
        theme, tokens = self._theme, self._tokens
        if not mark.badge:
            size = theme.px(14)
            icons.draw(
                painter,
                "star",
                QRectF(pill.center().x() - size / 2, pill.center().y() - size / 2, size, size),
                tokens.text2,
            )
            return
        colour = tokens.principle(mark.badge, mark.position)
        paint.box(painter, pill, theme.px(4), "" if mark.against else colour, colour, 1.5)
        ink = tokens.text1 if mark.against else text_on(colour)
        words = f"−{mark.badge}" if mark.against else mark.badge
        paint.text(painter, pill, words, ink, self._caption, Qt.AlignmentFlag.AlignHCenter)
