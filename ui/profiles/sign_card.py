"""Both sign: oneself with one press, the other one by typing their own name or code at this screen."""

from __future__ import annotations

from PySide6.QtWidgets import QLineEdit, QPushButton, QWidget

from coder.domain.coaching import Conversation, Side, what_is_missing
from coder.exports.coach_pack import signature_text
from ui.profiles.talk_model import TalkModel
from ui.theme import Role
from ui.widgets.buttons import secondary
from ui.widgets.card import Card
from ui.widgets.clearing import clear
from ui.widgets.flow import in_lines
from ui.widgets.labels import label


class SignCard(Card):
    """A line for each of the two: who signed, or the way to."""

    def __init__(self, model: TalkModel, parent: QWidget | None = None) -> None:
        super().__init__("", parent=parent)
        self.set_title(self.tr("Both sign"))
        self._model = model
        self._stops: list[QWidget] = []

    def stops(self) -> list[QWidget]:
        """Where Tab stops, in reading order."""
        return self._stops

    def show_talk(self, talk: Conversation) -> None:
        """Show the signatures that are given, and what the others need."""
        clear(self.body)
        self._stops = []
        signed = {one.side for one in talk.signatures}
        for side in Side:
            self.body.addWidget(label(signature_text(talk, side), wrap=True))
            if side not in signed:
                self.body.addWidget(self._way(talk, side))
        missing = what_is_missing(talk.words, talk.due_on)
        words = (
            self.tr("Signed by both, nothing changes any more.")
            if talk.closed
            else self.tr("Still missing: {0}.").format(" and ".join(missing))
            if missing
            else self.tr("The words stand as they were signed; undo takes the signature back.")
            if signed
            else self.tr("Once both have signed, the intention is the agreed next step.")
        )
        self.body.addWidget(label(words, Role.CAPTION, wrap=True))

    def _way(self, talk: Conversation, side: Side) -> QWidget:
        able = not what_is_missing(talk.words, talk.due_on)
        if side is self._model.own_side:
            words = self.tr("Sign as the worker") if side is Side.WORKER else self.tr("Sign as the coach")
            button: QPushButton = secondary(words, "check")
            button.clicked.connect(lambda: self._model.sign(side))
            button.setEnabled(able)
            self._stops.append(button)
            return in_lines(button)
        code = talk.worker_code if side is Side.WORKER else talk.coach_code
        field = QLineEdit()
        field.setPlaceholderText(self.tr("Own name or code"))
        field.setAccessibleName(self.tr("Own name or code of {0}, to sign at this screen").format(code))
        field.setEnabled(able)
        button = secondary(self.tr("{0} signs here").format(code), "check")
        button.setEnabled(False)
        field.textChanged.connect(lambda text: button.setEnabled(bool(text.strip())))
        field.returnPressed.connect(lambda: self._model.sign(side, field.text()))
        button.clicked.connect(lambda: self._model.sign(side, field.text()))
        self._stops += [field, button]
        return in_lines(field, button)
