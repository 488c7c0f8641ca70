"""The key sheet: every act and its key, over whatever page is open, and the same as text to print."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from ui.actions import Actions
from ui.focus import fit_to_screen
from ui.theme import Role, current
from ui.widgets.buttons import secondary
from ui.widgets.key_editor import KeyEditor, grouped, keys_text, where_words
from ui.widgets.labels import label


class KeySheet(QDialog):
    """The table of acts with a way to move keys; nothing here needs a mouse."""

    def __init__(self, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._actions = actions
        self.setWindowTitle(self.tr("Keys"))
        theme = current()
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.px(18), theme.px(14), theme.px(18), theme.px(14))
        column.setSpacing(theme.px(8))
        column.addWidget(label(self.tr("Keys"), Role.TITLE))
        self.editor = editor = KeyEditor(actions)
        self.filter, self.table, self.key = editor.filter, editor.table, editor.key
        self.set_button, self.problem, self.use_key = editor.set_button, editor.problem, editor.use_key
        self.copy_button = secondary(self.tr("Copy as text"), "copy")
        self.copy_button.clicked.connect(self.copy)
        close = secondary(self.tr("Close"))
        close.clicked.connect(self.accept)
        editor.buttons.addWidget(self.copy_button)
        editor.buttons.addWidget(close)
        column.addWidget(editor, 1)
        fit_to_screen(self, 860, 520)

    @Slot()
    def copy(self) -> None:
        """Put the sheet on the clipboard as plain text, to be printed from any program."""
        QGuiApplication.clipboard().setText(sheet_text(self._actions))
        self.editor.say(self.tr("The key sheet is on the clipboard. Paste it where you want to print it."))


def sheet_text(actions: Actions) -> str:
    """All acts that have a key or a pedal, by group, one line each, in columns of plain text."""
    lines: list[str] = []
    group = ""
    for spec in grouped(actions.listed()):
        keys = keys_text(actions, spec.id)
        if not keys:
            continue
        if spec.group != group:
            group = spec.group
            lines += (
                ["", QCoreApplication.translate("actions", group)]
                if lines
                else [QCoreApplication.translate("actions", group)]
            )
        lines.append(f"  {keys:<28}  {actions.text(spec.id)} [{where_words(actions, spec)}]")
    return "\n".join(lines) + "\n"
