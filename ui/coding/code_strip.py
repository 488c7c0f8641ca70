"""One line above the codes: where a mark goes, the codes used last, and what can be said about the code just given."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFont, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget
from typing_extensions import override

from ui.theme import Role, current
from ui.tracking import track
from ui.widgets.buttons import Button, Kind
from ui.widgets.flow import FlowLayout
from ui.widgets.labels import ElidingLabel

_ARROWS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_HEIGHT_PX, _SPARED_PX = 24, 10


@dataclass(frozen=True)
class Offer:
    """One thing to press: ``id`` comes back when it is, ``key`` stands on it; ``on`` while it is marked (None: never
    a mark)."""

    id: str
    text: str
    key: str = ""
    on: bool | None = None


class _Choice(Button):
    """A button of the strip, small so that five fit on a line. Arrows and Enter belong to the strip."""

    @override
    def sizeHint(self) -> QSize:
        """As high as a code below it."""
        hint = super().sizeHint()
        return QSize(hint.width() - current().px(_SPARED_PX), current().px(_HEIGHT_PX))

    @override
    def _font(self) -> QFont:
        return current().font(Role.CAPTION)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave arrows and Enter to the strip."""
        if event.key() in _ARROWS or event.key() in _ENTER:
            event.ignore()
        else:
            super().keyPressEvent(event)


class CodeStrip(QWidget):
    """Signals: ``chosen(id)`` of an offer; ``left()`` when the user is done here (Esc)."""

    chosen = Signal(str)
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._offers: tuple[Offer, ...] = ()
        self._buttons: list[_Choice] = []
        theme = current()
        self.where = ElidingLabel("", Role.CAPTION)
        self.about = ElidingLabel("", Role.CAPTION)
        for one in (self.where, self.about):
            one.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._flow_home = QWidget()
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self._flow_home.setSizePolicy(policy)
        self._flow = FlowLayout(theme.px(4), self._flow_home)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(2))
        self._words = QHBoxLayout()
        self._words.setSpacing(theme.px(10))
        self._words.addWidget(self.where, 1)
        self._words.addWidget(self.about, 1)
        column.addLayout(self._words)
        column.addWidget(self._flow_home)
        self._keep_room()
        track(self, theme.changed, self._keep_room)
        self.setAccessibleName(self.tr("About the code"))

    @property
    def offers(self) -> Sequence[Offer]:
        """What is offered now."""
        return self._offers

    def end_words_with(self, widget: QWidget) -> None:
        """Put a widget at the end of the line of words."""
        self._words.addWidget(widget)

    def set_where(self, words: str) -> None:
        """Say where a mark goes."""
        self.where.setText(words)

    def offer(self, about: str, offers: Sequence[Offer]) -> None:
        """Offer these, under a few words; buttons that stay are kept, so that the focus stays too."""
        self.about.setText(about)
        if tuple(offers) == self._offers:
            return
        before, self._offers = self._offers, tuple(offers)
        while len(self._buttons) < len(offers):
            self._add()
        for place, (button, one) in enumerate(zip(self._buttons, self._offers, strict=False)):
            if before[place : place + 1] != (one,):
                _dress(button, one)
        self._show_only(len(offers))
        self._flow_home.updateGeometry()
        self._flow.invalidate()

    def button(self, offer_id: str) -> Button:
        """The button of one offer. Raises StopIteration for an unknown id."""
        return self._buttons[next(place for place, one in enumerate(self._offers) if one.id == offer_id)]

    def enter(self) -> None:
        """Put the focus on the first offer."""
        if self._offers:
            self._buttons[0].setFocus(Qt.FocusReason.ShortcutFocusReason)

    def set_possible(self, possible: bool) -> None:
        """Switch everything on or off."""
        self._flow_home.setEnabled(possible)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Digits press the offer that shows them, arrows move, Enter presses, Esc leaves."""
        key = Qt.Key(event.key())
        focused = next((place for place, button in enumerate(self._buttons) if button.hasFocus()), None)
        plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
        numbered = next((one.id for one in self._offers if plain and event.text() and one.key == event.text()), "")
        if numbered:
            self.chosen.emit(numbered)
        elif key == Qt.Key.Key_Escape:
            self.left.emit()
        elif focused is None:
            super().keyPressEvent(event)
        elif key in _ENTER:
            self._buttons[focused].click()
        elif key in _ARROWS:
            self._buttons[(focused + _ARROWS[key]) % len(self._offers)].setFocus(Qt.FocusReason.TabFocusReason)
        else:
            super().keyPressEvent(event)

    def _keep_room(self) -> None:
        # The list above must not jump whenever there is something to offer.
        self._flow_home.setMinimumHeight(current().px(_HEIGHT_PX))

    def _add(self) -> None:
        button = _Choice(kind=Kind.SECONDARY)
        button.clicked.connect(partial(self._pressed, len(self._buttons)))
        self._buttons.append(button)
        self._flow.addWidget(button)

    def _show_only(self, count: int) -> None:
        """Spare buttons are kept out of sight: their number changes with almost every key, and new ones cost a lot."""
        had_focus = any(button.hasFocus() for button in self._buttons[count:])
        # Each button that appears on a visible ground has Qt lay out the page anew.
        away = not any(button.hasFocus() for button in self._buttons)
        self._flow_home.setVisible(not away)
        for place, button in enumerate(self._buttons):
            if button.isHidden() == (place < count):
                button.setVisible(place < count)
        self._flow_home.show()
        if had_focus:
            self.enter()

    def _pressed(self, place: int, _checked: bool = False) -> None:
        one = self._offers[place]
        # The page decides what a press means and shows it; until then the button stays as it was.
        self._buttons[place].show_checked(bool(one.on))
        self.chosen.emit(one.id)


def _dress(button: Button, one: Offer) -> None:
    button.setCheckable(one.on is not None)
    button.setText(one.text)
    button.setAccessibleName(one.text)
    button.set_key_hint(one.key)
    if one.on is not None:
        button.show_checked(one.on)
