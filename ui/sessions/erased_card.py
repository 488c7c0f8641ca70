"""That a recording is erased, in the details of its session, with the certificate to take along."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QHBoxLayout

from coder.domain.certificate import ErasureCertificate
from ui.sessions.keeping_words import erased_words
from ui.theme import Role
from ui.widgets.buttons import Button, secondary
from ui.widgets.card import Card
from ui.widgets.empty_state import IconMark
from ui.widgets.flow import in_lines
from ui.widgets.labels import label


def add_erased(card: Card, found: ErasureCertificate) -> Button:
    """Say on a card what a look at the store found; the button that is pressed for the certificate."""
    first, looked_up = erased_words(found)
    add_marked(card, "circle-check" if found.complete else "triangle-alert", "accent", first)
    card.body.addWidget(label(looked_up, Role.SUBTITLE, wrap=True))
    button = secondary(QCoreApplication.translate("keeping", "Save the certificate…"), "file-down")
    card.body.addWidget(in_lines(button))
    return button


def add_marked(card: Card, icon_name: str, token: str, sentence: str) -> None:
    """Add a sentence with an icon before it."""
    row = QHBoxLayout()
    row.addWidget(IconMark(icon_name, 16, token), 0, Qt.AlignmentFlag.AlignTop)
    row.addWidget(label(sentence, wrap=True), 1)
    card.body.addLayout(row)
