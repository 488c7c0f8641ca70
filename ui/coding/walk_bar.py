"""One line above the transcript while its doubtful places are heard one after the other."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from ui.actions import Actions
from ui.theme import Role, current
from ui.tracking import track
from ui.widgets.buttons import Button, icon_button, secondary
from ui.widgets.labels import ElidingLabel

HEAR = "hear"


class WalkBar(QFrame):
    """``acted(id)`` for a pressed button: an act of the key table, or HEAR."""

    acted = Signal(str)

    def __init__(self, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "message")
        self._actions = actions
        theme = current()
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.px(10), theme.px(4), theme.px(4), theme.px(4))
        row.setSpacing(theme.px(6))
        self.about = ElidingLabel("", Role.STRONG)
        row.addWidget(self.about, 1)
        self.buttons: dict[str, Button] = {
            HEAR: icon_button("play", self.tr("Hear again")),
            "walk.right": secondary("", "check"),
            "text.edit": secondary("", "pencil"),
            "walk.previous": icon_button("chevron-left", self.tr("Place before")),
            "walk.next": icon_button("chevron-right", self.tr("Next place")),
            "walk.end": icon_button("x", self.tr("End the checking")),
        }
        for id_, button in self.buttons.items():
            button.clicked.connect(partial(self.acted.emit, id_))
            row.addWidget(button)
        self.setVisible(False)
        self._show_keys()
        track(self, actions.changed, self._show_keys)

    def show_place(self, words: str, can_judge: bool, is_gap: bool, narrow: bool) -> None:
        """Say where the walk stands; with nothing left, only what leads out of it can be pressed.

        In the narrow form the buttons are icons, so that there is room for the words.
        """
        self.about.setText(words)
        self.setAccessibleName(words)
        for id_ in (HEAR, "walk.right", "text.edit"):
            self.buttons[id_].setEnabled(can_judge)
        told = {
            "walk.right": self.tr("Heard, nothing said") if is_gap else self.tr("Heard, right"),
            "text.edit": self.tr("Write it down") if is_gap else self.tr("Correct"),
        }
        for id_, text in told.items():
            self.buttons[id_].setText("" if narrow else text)
            self.buttons[id_].setAccessibleName(text)
            self.buttons[id_].setToolTip(text)

    def _show_keys(self) -> None:
        """The keys on the two buttons with words; those of the others are read out with them."""
        for id_ in ("walk.right", "text.edit"):
            self.buttons[id_].set_key_hint(self._actions.key_text(id_))
        for id_ in ("walk.previous", "walk.next"):
            button, key = self.buttons[id_], self._actions.key_text(id_)
            button.setToolTip(f"{button.accessibleName()} ({key})" if key else button.accessibleName())
            button.setAccessibleDescription(self.tr("Key: {0}").format(key) if key else "")
