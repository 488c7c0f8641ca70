"""The five values of a principle and "not evaluable", as radio buttons that carry their anchors."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QFont, QFontMetrics, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget
from typing_extensions import override

from ui.theme import Role, current
from ui.tokens import text_on
from ui.widgets import paint
from ui.widgets.checkable import CheckableButton

NOT_EVALUABLE = 0
ARROWS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Up: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Down: 1}


class RatingButton(CheckableButton):
    """One value; filled with the principle's colour when it is the rating."""

    def __init__(self, value: int, badge: str, position: int, parent: QWidget | None = None) -> None:
        super().__init__("NE" if value == NOT_EVALUABLE else str(value), parent)
        self.value = value
        self._badge, self._position = badge, position
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setCheckable(True)
        # Auto-exclusive buttons are read out as radio buttons.
        self.setAutoExclusive(True)
        self.setAutoDefault(False)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    @override
    def sizeHint(self) -> QSize:
        """26 px square at 100 %; wider for "NE"."""
        theme = current()
        width = QFontMetrics(self._strong()).horizontalAdvance(self.text()) + theme.px(12)
        return QSize(max(theme.px(26), width), theme.px(26))

    @override
    def minimumSizeHint(self) -> QSize:
        """The value is never cut."""
        return self.sizeHint()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave arrows to the scale: by itself Qt would also choose the button that an arrow moves to."""
        if event.key() in ARROWS:
            event.ignore()
        else:
            super().keyPressEvent(event)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        """Ground, value, focus ring."""
        theme = current()
        tokens = theme.tokens
        colour = tokens.principle(self._badge, self._position)
        rect = paint.whole(self.rect())
        fill, edge, ink = tokens.surface, tokens.border, tokens.text1
        if self.isChecked():
            fill, edge, ink = colour, colour, text_on(colour)
        elif not self.isEnabled():
            edge, ink = tokens.line, tokens.text3
        elif self.underMouse():
            fill, edge = tokens.tinted(colour), colour
        with QPainter(self) as painter:
            paint.box(painter, rect, theme.px(5), fill, edge)
            paint.text(painter, rect, self.text(), ink, self._strong(), Qt.AlignmentFlag.AlignHCenter)
            if self.hasFocus():
                paint.focus_ring(painter, rect, theme.px(5))

    def _strong(self) -> QFont:
        return current().font(Role.STRONG)


class RatingScale(QWidget):
    """1 to 5 and NE for one principle.

    ``chosen(value)`` is emitted when the user rates (0 for not evaluable), by mouse, Space or the digit keys; arrows
    only move the focus, since each rating is stored. ``anchors`` holds one sentence a value, the lowest first.
    """

    chosen = Signal(int)

    def __init__(
        self,
        principle: str,
        badge: str,
        anchors: Sequence[str],
        position: int = 0,
        not_evaluable_when: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("Rating of {0}").format(principle))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(current().px(4))
        self._buttons: dict[int, RatingButton] = {}
        for value in (*range(1, len(anchors) + 1), NOT_EVALUABLE):
            button = RatingButton(value, badge, position)
            name = (
                self.tr("not evaluable")
                if value == NOT_EVALUABLE
                else self.tr("{0} of {1}").format(value, len(anchors))
            )
            button.setAccessibleName(f"{principle}: {name}")
            anchor = not_evaluable_when if value == NOT_EVALUABLE else anchors[value - 1]
            button.setAccessibleDescription(anchor)
            button.setToolTip(anchor)
            button.clicked.connect(self._chosen)
            self._buttons[value] = button
            row.addWidget(button)
        self._rest_on(self._buttons[1])

    @property
    def value(self) -> int | None:
        """The rating shown: 1–5, 0 for not evaluable, None for not yet rated."""
        return next((value for value, button in self._buttons.items() if button.isChecked()), None)

    def set_value(self, value: int | None) -> None:
        """Show a rating without emitting ``chosen``. Raises KeyError for a value outside the scale."""
        wanted = None if value is None else self._buttons[value]
        for button in self._buttons.values():
            # While exclusive, Qt would not let the last one go.
            button.setAutoExclusive(False)
            button.show_checked(button is wanted)
        for button in self._buttons.values():
            button.setAutoExclusive(True)
        self._rest_on(wanted or self._buttons[1])

    def button(self, value: int) -> RatingButton:
        """One of the buttons, 0 for not evaluable. Raises KeyError outside the scale."""
        return self._buttons[value]

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Digits rate; left and right move the focus."""
        digit = event.key() - Qt.Key.Key_0.value
        if digit in self._buttons and event.modifiers() in (
            Qt.KeyboardModifier.NoModifier,
            Qt.KeyboardModifier.KeypadModifier,
        ):
            self._buttons[digit].setFocus()
            self._buttons[digit].click()
        elif event.key() in ARROWS:
            self._move_focus(ARROWS[Qt.Key(event.key())])
        else:
            super().keyPressEvent(event)

    def _move_focus(self, step: int) -> None:
        buttons = [button for button in self._buttons.values() if button.isEnabled()]
        focused = next((place for place, button in enumerate(buttons) if button.hasFocus()), None)
        if focused is not None:
            self._rest_on(buttons[(focused + step) % len(buttons)])
            buttons[(focused + step) % len(buttons)].setFocus(Qt.FocusReason.TabFocusReason)

    def _rest_on(self, resting: RatingButton) -> None:
        """Tab stops once a scale: on the rating, or on the button the arrows have reached."""
        for button in self._buttons.values():
            button.setFocusPolicy(Qt.FocusPolicy.StrongFocus if button is resting else Qt.FocusPolicy.ClickFocus)
        self.setFocusProxy(resting)

    @Slot()
    def _chosen(self) -> None:
        sender = self.sender()
        if isinstance(sender, RatingButton):
            self._rest_on(sender)
            self.chosen.emit(sender.value)
