"""A moment of a recording as a chip: press it and hear that very second."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget
from typing_extensions import override

from coder.domain.times import clock_text
from ui import icons
from ui.theme import Role, current
from ui.widgets import paint


class EvidenceChip(QPushButton):
    """A play icon and a time in the principle's colour.

    ``clicked`` asks to hear it; Delete, while ``removable``, emits ``removal_wanted``. ``before`` stands in front of
    the time, for example a date. ``badge`` and ``position`` choose the colour as in PrincipleBadge. ``sign`` is an
    icon beside the words, ``note`` what was written on the moment: it is read out and has a mark of its own.
    """

    removal_wanted = Signal()

    def __init__(
        self,
        start_s: float,
        principle: str,
        badge: str,
        position: int = 0,
        before: str = "",
        removable: bool = False,
        sign: str = "",
        note: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(f"{before} {clock_text(start_s)}".strip(), parent)
        self.start_s = start_s
        self._icons_before = ("play", sign) if sign else ("play",)
        self._noted = bool(note)
        self._badge, self._position, self._removable = badge, position, removable
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setAutoDefault(False)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        name = self.tr("Play evidence for {0} at {1}").format(principle, self.text())
        self.setAccessibleName(name)
        self._say(note)

    def say_as(self, words: str, note: str = "") -> None:
        """Be called otherwise, with the note of the moment."""
        self.setAccessibleName(words)
        self._say(note)

    def _say(self, note: str) -> None:
        told = [self.tr("Note: {0}").format(note)] if note else []
        keys = [self.tr("Delete takes it away")] if self._removable else []
        self.setAccessibleDescription(". ".join(told + keys))
        self.setToolTip("\n".join([self.accessibleName(), *told]))

    @override
    def sizeHint(self) -> QSize:
        """Room for icon and time."""
        theme = current()
        icons_wide = theme.px(17) * (len(self._icons_before) + self._noted)
        return QSize(self._words_width() + icons_wide + theme.px(19), theme.px(22))

    @override
    def minimumSizeHint(self) -> QSize:
        """The time is never cut."""
        return self.sizeHint()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter plays as Space does; Delete asks to take the evidence away."""
        if self._removable and event.key() == Qt.Key.Key_Delete:
            self.removal_wanted.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        """Tinted ground, coloured edge, play icon, time, focus ring."""
        theme = current()
        tokens = theme.tokens
        colour = tokens.principle(self._badge, self._position)
        rect = paint.whole(self.rect())
        radius = rect.height() / 2
        lit = self.underMouse() or self.isDown()
        with QPainter(self) as painter:
            paint.box(painter, rect, radius, tokens.surface if lit else tokens.tinted(colour), colour)
            left = float(theme.px(9))
            for name in self._icons_before:
                left = self._icon(painter, name, left)
            words = QRectF(left, 0, self._words_width() + 2, rect.height())
            paint.text(painter, words, self.text(), tokens.text1, theme.font(), Qt.AlignmentFlag.AlignLeft)
            if self._noted:
                self._icon(painter, "message-circle", words.right() + theme.px(3))
            if self.hasFocus():
                paint.focus_ring(painter, rect, radius)

    def _icon(self, painter: QPainter, name: str, left: float) -> float:
        size, middle = current().px(13), self.height() / 2
        icons.draw(painter, name, QRectF(left, middle - size / 2, size, size), current().tokens.text1)
        return left + current().px(17)

    def _words_width(self) -> int:
        return QFontMetrics(current().font(Role.BODY)).horizontalAdvance(self.text())
