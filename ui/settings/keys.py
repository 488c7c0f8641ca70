"""Keys: every act and its key, single keys as a whole, and foot pedals."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QCheckBox, QWidget

from ui.context import Context
from ui.settings.pedal import PedalCard
from ui.settings.section import Section
from ui.theme import Role, current
from ui.tracking import track
from ui.widgets.key_editor import KeyEditor
from ui.widgets.labels import label


class KeysSection(Section):
    """Every act and its key, with a way to move it; pedals below."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._actions = context.actions
        sentence = self.tr(
            "Choose an act, press its new key. A key that is taken is refused, and you are told by what."
        )
        card = self.card(self.tr("Keys"), sentence=sentence)
        self.single = QCheckBox(self.tr("Letters, digits and signs work without Ctrl or Alt"))
        card.body.addWidget(self.single)
        sentence = self.tr(
            "Switch this off if keys are pressed by accident, or if you speak to the computer: then they need Ctrl+Alt."
        )
        card.body.addWidget(label(sentence, Role.CAPTION, wrap=True))
        self.editor = KeyEditor(context.actions)
        self.editor.table.setMinimumHeight(current().px(220))
        card.body.addWidget(self.editor, 1)
        self.pedal = PedalCard(context)
        self.column.addWidget(self.pedal)
        self.column.setStretch(0, 1)
        self.single.toggled.connect(self._actions.set_single_keys)
        track(self, self._actions.changed, self._show)
        self._show()

    @Slot()
    def _show(self) -> None:
        self.single.setChecked(self._actions.single_keys)
