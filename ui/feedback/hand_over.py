"""Before a screen is handed over: for whom, and the number that takes it back."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Slot
from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from coder.domain.feedback import Audience
from ui.feedback.pin import LONGEST, SHORTEST, Pin, is_pin
from ui.theme import Role
from ui.widgets.labels import label
from ui.widgets.question import Question


def _tr(text: str) -> str:
    return QCoreApplication.translate("feedback", text)


class HandOverDialog(Question):
    """Asks for the audience and a PIN, typed twice; ``pin`` and ``audience`` once it was accepted."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(
            _tr("Hand the screen over"),
            _tr(
                "The form fills the whole screen, and nothing else of this program can be reached until you type your "
                "PIN or the passphrase. Other programs are not locked: close what the family should not see."
            ),
            _tr("Hand over now"),
            parent,
        )
        self.who = QComboBox()
        self.who.addItem(self.tr("an adult"), Audience.ADULT)
        self.who.addItem(self.tr("a child of about eight or older"), Audience.CHILD)
        self.first, self.second = QLineEdit(), QLineEdit()
        self.body.addWidget(label(self.tr("The form is for"), buddy=self.who))
        self.body.addWidget(self.who)
        words = self.tr("PIN to take the screen back ({0} to {1} digits)").format(SHORTEST, LONGEST)
        for name, field in ((words, self.first), (self.tr("The PIN once more"), self.second)):
            field.setAccessibleName(name)
            field.setEchoMode(QLineEdit.EchoMode.Password)
            field.setMaxLength(LONGEST)
            field.textChanged.connect(self._typed)
            self.body.addWidget(label(name, buddy=field))
            self.body.addWidget(field)
        self.note = label("", Role.CAPTION, wrap=True)
        self.body.addWidget(self.note)
        self._typed()

    @property
    def audience(self) -> Audience:
        """Whom the form is for."""
        return Audience(self.who.currentData())

    @property
    def pin(self) -> Pin:
        """The PIN chosen."""
        return Pin(self.first.text())

    @Slot()
    def _typed(self) -> None:
        first, second = self.first.text(), self.second.text()
        good = is_pin(first)
        if first and not good:
            said = self.tr("A PIN has {0} to {1} digits, nothing else.").format(SHORTEST, LONGEST)
        elif good and second and first != second:
            said = self.tr("The two are not the same yet.")
        else:
            said = self.tr("It is forgotten as soon as the screen is yours again.")
        self.note.setText(said)
        self.act.setEnabled(good and first == second)
