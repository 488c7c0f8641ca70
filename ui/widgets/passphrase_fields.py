"""Choosing a passphrase: typed twice, with a sentence that says how good it is."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QCheckBox, QLineEdit, QVBoxLayout, QWidget

from coder.security.strength import Strength, judge
from ui.theme import Role, current
from ui.widgets.labels import label


class PassphraseFields(QWidget):
    """``changed()`` at each key; ``valid`` once both are the same and not refused; then ``passphrase`` may be used."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(current().px(4))
        self.first, self.second = QLineEdit(), QLineEdit()
        self.strength = label("", Role.CAPTION, wrap=True)
        self.seen = QCheckBox(self.tr("Show what I type"))
        for words, field in ((self.tr("New passphrase"), self.first), (self.tr("Once more"), self.second)):
            field.setAccessibleName(words)
            field.setEchoMode(QLineEdit.EchoMode.Password)
            field.textChanged.connect(self._check)
            column.addWidget(label(words, buddy=field))
            column.addWidget(field)
        column.addWidget(self.strength)
        column.addWidget(self.seen)
        self.seen.toggled.connect(self._show)
        self._check()

    @property
    def passphrase(self) -> str:
        """What was typed first."""
        return self.first.text()

    @property
    def valid(self) -> bool:
        """Whether it may be used."""
        return judge(self.passphrase).strength is not Strength.REFUSED and self.passphrase == self.second.text()

    @Slot()
    def _check(self) -> None:
        judged = judge(self.passphrase)
        sentence = judged.sentence
        if judged.strength is not Strength.REFUSED and self.second.text() and self.passphrase != self.second.text():
            sentence = self.tr("The two are not the same yet.")
        self.strength.setText(sentence)
        self.first.setAccessibleDescription(sentence)
        self.changed.emit()

    @Slot(bool)
    def _show(self, seen: bool) -> None:
        mode = QLineEdit.EchoMode.Normal if seen else QLineEdit.EchoMode.Password
        self.first.setEchoMode(mode)
        self.second.setEchoMode(mode)
