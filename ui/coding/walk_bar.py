"""One line above the transcript while its doubtful places are heard one after the other."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QWidget

from ui.actions import Actions
from ui.theme import Role, current
from ui.tracking import track
from ui.widgets.buttons import Button, Kind
from ui.widgets.flow import FlowLayout
from ui.widgets.labels import label

HEAR = "hear"


class WalkBar(QFrame):
    """``acted(id)`` for a pressed button: an act of the key table, or HEAR."""

    acted = Signal(str)

    def __init__(self, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "message")
        self._actions = actions
        theme = current()
        flow = FlowLayout(theme.px(6), self)
        flow.setContentsMargins(theme.px(10), theme.px(5), theme.px(6), theme.px(5))
        self.about = label("", Role.STRONG)
        self.about.setMinimumHeight(theme.px(28))
        flow.addWidget(self.about)
        self.buttons: dict[str, Button] = {}
        for id_, words, icon_name in (
            (HEAR, self.tr("Hear again"), "play"),
            ("walk.right", self.tr("Heard, right"), "check"),
            ("text.edit", self.tr("Correct"), "pencil"),
            ("walk.previous", self.tr("Before"), "chevron-left"),
            ("walk.next", self.tr("Next"), "chevron-right"),
            ("walk.end", self.tr("End"), "x"),
        ):
            button = self.buttons[id_] = Button(words, Kind.SECONDARY, icon_name)
            button.clicked.connect(partial(self.acted.emit, id_))
            flow.addWidget(button)
        self.setVisible(False)
        self._show_keys()
        track(self, actions.changed, self._show_keys)

    def show_place(self, words: str, can_judge: bool, is_gap: bool) -> None:
        """Say where the walk stands; with nothing left, only what leads out of it can be pressed."""
        self.about.setText(words)
        self.setAccessibleName(words)
        for id_ in (HEAR, "walk.right", "text.edit"):
            self.buttons[id_].setEnabled(can_judge)
        self.buttons["walk.right"].setText(self.tr("Heard, nothing said") if is_gap else self.tr("Heard, right"))
        self.buttons["text.edit"].setText(self.tr("Write it down") if is_gap else self.tr("Correct"))
        self.setVisible(True)

    def _show_keys(self) -> None:
        for id_, button in self.buttons.items():
            if id_ != HEAR:
                button.set_key_hint(self._actions.key_text(id_))
