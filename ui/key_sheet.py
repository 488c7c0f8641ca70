"""The key sheet: every act and its key, over whatever page is open."""

from __future__ import annotations

from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from ui.actions import Actions
from ui.focus import fit_to_screen
from ui.theme import Role, current
from ui.widgets.buttons import secondary
from ui.widgets.key_editor import KeyEditor
from ui.widgets.labels import label


class KeySheet(QDialog):
    """The table of acts with a way to move keys; nothing here needs a mouse."""

    def __init__(self, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Keys"))
        theme = current()
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.px(18), theme.px(14), theme.px(18), theme.px(14))
        column.setSpacing(theme.px(8))
        column.addWidget(label(self.tr("Keys"), Role.TITLE))
        editor = KeyEditor(actions)
        self.filter, self.table, self.key = editor.filter, editor.table, editor.key
        self.set_button, self.problem, self.use_key = editor.set_button, editor.problem, editor.use_key
        close = secondary(self.tr("Close"))
        close.clicked.connect(self.accept)
        editor.buttons.addWidget(close)
        column.addWidget(editor, 1)
        fit_to_screen(self, 640, 520)
