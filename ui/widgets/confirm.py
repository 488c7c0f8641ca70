"""Asking once more before something that cannot be taken back, with what will happen in plain words."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QCheckBox, QDialog, QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget
from typing_extensions import override

from ui.theme import Role, current
from ui.widgets.buttons import Button, Kind, secondary
from ui.widgets.labels import label
from ui.widgets.question import fit_height


class ConfirmDialog(QDialog):
    """Says what will happen; ``act`` does it, and stays grey until ``understood`` is ticked.

    Add fields to ``body``. The focus begins on going back, so that Enter alone never does the act.
    """

    def __init__(self, title: str, sentence: str, act: str, understood: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        theme = current()
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.px(18), theme.px(14), theme.px(18), theme.px(14))
        column.setSpacing(theme.px(10))
        column.addWidget(label(title, Role.TITLE, wrap=True))
        self.sentence: QLabel = label(sentence, wrap=True)
        column.addWidget(self.sentence)
        self.body = QVBoxLayout()
        self.body.setSpacing(theme.px(6))
        self._fields: list[QLineEdit] = []
        column.addLayout(self.body)
        column.addStretch(1)
        self.understood = QCheckBox(understood)
        column.addWidget(self.understood)
        self.cancel = secondary(self.tr("Go back"))
        self.act = Button(act, Kind.DANGER)
        self.act.setEnabled(False)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self.cancel)
        row.addWidget(self.act)
        column.addLayout(row)
        self.understood.toggled.connect(self._check)
        self.cancel.clicked.connect(self.reject)
        self.act.clicked.connect(self.accept)
        self.setMinimumWidth(min(theme.px(480), 900))
        self.cancel.setFocus()

    @override
    def showEvent(self, event: QShowEvent) -> None:
        """Be as tall as the sentence needs: Qt's own limit cuts it at large text."""
        super().showEvent(event)
        fit_height(self, max(self.minimumSizeHint().width(), self.minimumWidth()))

    def add_field(self, name: str, placeholder: str = "", needed: bool = True) -> QLineEdit:
        """A field, which must not stay empty where it is ``needed``."""
        field = QLineEdit()
        if needed:
            self._fields.append(field)
        field.setAccessibleName(name)
        field.setPlaceholderText(placeholder)
        field.textChanged.connect(self._check)
        self.body.addWidget(label(name, buddy=field))
        self.body.addWidget(field)
        return field

    def _check(self) -> None:
        filled = all(field.text().strip() for field in self._fields)
        self.act.setEnabled(self.understood.isChecked() and filled)


def confirm(
    parent: QWidget, title: str, sentence: str, act: str, understood: str, then: Callable[[], object]
) -> ConfirmDialog:
    """Ask, and do ``then`` when the user says so twice."""
    dialog = ConfirmDialog(title, sentence, act, understood, parent)
    dialog.accepted.connect(then)
    dialog.open()
    return dialog
