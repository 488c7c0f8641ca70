"""A few choices side by side of which one holds, for example the mode of a page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QWidget
from typing_extensions import override

from ui.widgets.buttons import Button, Kind

_STEPS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Up: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Down: 1}


@dataclass(frozen=True)
class Segment:
    """One choice: its id, words and, if wanted, icon and key hint."""

    id: str
    text: str
    icon_name: str = ""
    key_hint: str = ""


class _SegmentButton(Button):
    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave arrows to the control, which moves along its own row only."""
        if event.key() in _STEPS:
            event.ignore()
        else:
            super().keyPressEvent(event)


class SegmentedControl(QFrame):
    """Exclusive buttons in a row; arrows move the choice. ``chosen(id)`` when the user chooses another."""

    chosen = Signal(str)

    def __init__(self, name: str, segments: Sequence[Segment], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setProperty("role", "segmented")
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        row = QHBoxLayout(self)
        row.setContentsMargins(2, 2, 2, 2)
        row.setSpacing(2)
        self._name = name
        self._buttons: dict[str, Button] = {}
        self._words: dict[str, str] = {}
        self._with_icon = {segment.id for segment in segments if segment.icon_name}
        self._bare = self._chosen_told = False
        self._value = segments[0].id
        for segment in segments:
            button = _SegmentButton(segment.text, Kind.GHOST, segment.icon_name, segment.key_hint)
            button.setCheckable(True)
            button.setAutoExclusive(True)
            button.clicked.connect(self._clicked)
            self._buttons[segment.id] = button
            self.set_text(segment.id, segment.text)
            row.addWidget(button)
        self.set_value(self._value)

    @property
    def value(self) -> str:
        """The id of the choice that holds."""
        return self._value

    def set_value(self, id_: str) -> None:
        """Show a choice without emitting ``chosen``. Raises KeyError for an unknown id."""
        self._buttons[id_].show_checked(True)
        self._value = id_
        # Tab stops once, on the choice that holds.
        for one, button in self._buttons.items():
            button.setFocusPolicy(Qt.FocusPolicy.StrongFocus if one == id_ else Qt.FocusPolicy.ClickFocus)
        self.setFocusProxy(self._buttons[id_])
        if self._chosen_told:
            self._show_words()

    def set_possible(self, id_: str, possible: bool) -> None:
        """Switch one choice on or off. Raises KeyError for an unknown id."""
        self._buttons[id_].setEnabled(possible)

    def set_text(self, id_: str, text: str) -> None:
        """Call one choice something else. Raises KeyError for an unknown id."""
        self._words[id_] = text
        self._show_text(id_)

    def show_icons_only(self, bare: bool, but_chosen: bool = False) -> None:
        """Leave the words of choices that have an icon to their tool tips, where there is no room for both.

        ``but_chosen``: the one that holds keeps its words, where there is room for those.
        """
        self._bare, self._chosen_told = bare, but_chosen
        self._show_words()

    def _show_words(self) -> None:
        for id_ in self._words:
            self._show_text(id_)

    def _show_text(self, id_: str) -> None:
        button, text = self._buttons[id_], self._words[id_]
        told = self._chosen_told and id_ == self._value
        bare = self._bare and id_ in self._with_icon and not told
        button.setText("" if bare else text)
        button.setToolTip(text if bare else "")
        button.setAccessibleName(f"{self._name}: {text}")

    def choose(self, id_: str) -> None:
        """Choose as the user would; nothing happens for a choice that is switched off. Raises KeyError if unknown."""
        self._buttons[id_].click()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows choose the neighbour."""
        step = _STEPS.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
            return
        ids = [one for one, button in self._buttons.items() if button.isEnabled()]
        target = self._buttons[ids[(ids.index(self._value) + step) % len(ids)]]
        target.setFocus(Qt.FocusReason.TabFocusReason)
        target.click()

    @Slot()
    def _clicked(self) -> None:
        id_ = next(one for one, button in self._buttons.items() if button.isChecked())
        if id_ != self._value:
            self.set_value(id_)
            self.chosen.emit(id_)
