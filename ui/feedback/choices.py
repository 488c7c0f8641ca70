"""A row of answers of which one, or none, is chosen: words, numbers, or faces with words."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from ui import icons
from ui.feedback.faces import draw_face
from ui.theme import Role, current
from ui.widgets import paint
from ui.widgets.checkable import CheckableButton
from ui.widgets.flow import FlowLayout

FACE_PX = 56
LARGE = 1.5
_WIDE_PX, _WIDEST = 600, 1160


class ChoiceButton(CheckableButton):
    """One answer; chosen, it has a tick beside its words and a heavier edge. ``face`` 0–4 draws one above the words.

    ``large`` is for a screen somebody is handed: more to press, as long as the text is not large already.
    """

    def __init__(self, words: str, face: int | None = None, large: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(words, parent)
        self._face = face
        self._more = LARGE if large and current().scale < LARGE else 1.0
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setCheckable(True)
        self.setAutoDefault(False)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    @override
    def sizeHint(self) -> QSize:
        """Room for face, words and tick at the current text size."""
        theme = current()
        words = QFontMetrics(theme.font(Role.STRONG)).horizontalAdvance(self.text())
        width = max(
            words + theme.px(20 if self._face is not None else 40),
            theme.px((38 if self._face is None else FACE_PX + 16) * self._more),
        )
        return QSize(width, theme.px(32 * self._more if self._face is None else FACE_PX * self._more + 44))

    @override
    def minimumSizeHint(self) -> QSize:
        """The words are never cut."""
        return self.sizeHint()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        """Ground, face, words, tick, focus ring."""
        theme = current()
        tokens, chosen = theme.tokens, self.isChecked()
        rect = paint.whole(self.rect())
        lit = self.underMouse() and self.isEnabled()
        fill = tokens.selection if chosen else tokens.raised if lit else tokens.surface
        ink = tokens.on_selection if chosen else tokens.text1
        with QPainter(self) as painter:
            paint.box(painter, rect, theme.px(8), fill, tokens.accent if chosen else tokens.border, 2 if chosen else 1)
            line = rect
            if self._face is not None:
                line = QRectF(rect.left(), rect.bottom() - theme.px(36), rect.width(), theme.px(30))
                face = QRectF(rect.left(), rect.top() + theme.px(8), rect.width(), theme.px(FACE_PX * self._more))
                draw_face(painter, face, self._face, ink)
            paint.text(painter, line, self.text(), ink, theme.font(Role.STRONG), Qt.AlignmentFlag.AlignHCenter)
            if chosen:
                self._tick(painter, rect, ink)
            if self.hasFocus():
                paint.focus_ring(painter, rect, theme.px(8))

    def _tick(self, painter: QPainter, rect: QRectF, ink: str) -> None:
        size = current().px(12)
        top = rect.top() + current().px(5)
        if self._face is None:
            top = rect.center().y() - size / 2
        icons.draw(painter, "check", QRectF(rect.left() + current().px(5), top, size, size), ink)


class ChoiceRow(QWidget):
    """``chosen()`` when the answer changes. A press on the answer that stands takes it back: any may be skipped."""

    chosen = Signal()

    def __init__(
        self,
        name: str,
        labels: Sequence[str],
        values: Sequence[int],
        faces: bool = False,
        large: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        row = FlowLayout(current().px(6), self)
        self._buttons: dict[int, ChoiceButton] = {}
        for step, (words, value) in enumerate(zip(labels, values, strict=True)):
            button = ChoiceButton(words, step if faces else None, large)
            button.setAccessibleName(f"{name} {words}")
            button.clicked.connect(self._pressed)
            self._buttons[value] = button
            row.addWidget(button)

    @override
    def sizeHint(self) -> QSize:
        """One line, or where that is too wide for a dialog, several."""
        layout = self.layout()
        assert layout is not None
        width = min(layout.sizeHint().width(), current().px(_WIDE_PX), _WIDEST)
        return QSize(width, layout.heightForWidth(width))

    @property
    def value(self) -> int | None:
        """The answer, None while there is none."""
        return next((value for value, button in self._buttons.items() if button.isChecked()), None)

    @property
    def first(self) -> ChoiceButton:
        """Where the keyboard begins: the answer that stands, else the first one."""
        return self._buttons[next(iter(self._buttons)) if self.value is None else self.value]

    def set_value(self, value: int | None) -> None:
        """Show an answer without emitting ``chosen``."""
        for one, button in self._buttons.items():
            button.show_checked(one == value)

    def button(self, value: int) -> ChoiceButton:
        """The button of an answer. Raises KeyError for one that is not offered."""
        return self._buttons[value]

    @Slot()
    def _pressed(self) -> None:
        pressed = self.sender()
        for button in self._buttons.values():
            if button is not pressed:
                button.show_checked(False)
        self.chosen.emit()
