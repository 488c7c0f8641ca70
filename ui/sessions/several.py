"""What the Sessions page offers for several sessions at once: their transcription, in one act."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from ui.sessions.transcription_form import TranscriptionForm
from ui.sessions.viewmodel import Several
from ui.sessions.words import several_title, transcribe_words, what_can_be_queued
from ui.theme import Role
from ui.widgets.buttons import primary
from ui.widgets.card import Card
from ui.widgets.labels import label


class SeveralCard(Card):
    """``wanted(Wish)`` when all that can be are to be transcribed."""

    wanted = Signal(object)

    def __init__(self, several: Several, may_transcribe: bool, parent: QWidget | None = None) -> None:
        super().__init__(several_title(several.count), parent=parent)
        found = several.sorted
        for line in what_can_be_queued(found):
            self.body.addWidget(label(line, wrap=True))
        if not may_transcribe or not found.waiting:
            return
        self.wish = TranscriptionForm(several.models, several.model)
        self.body.addWidget(self.wish)
        turn = self.tr(
            "They are done one after the other, and go on after a restart. The list of work shows the order."
        )
        self.body.addWidget(label(turn, Role.SUBTITLE, wrap=True))
        self.button = primary(transcribe_words(len(found.waiting)), "file-text")
        self.button.clicked.connect(lambda: self.wanted.emit(self.wish.wish))
        row = QHBoxLayout()
        row.addWidget(self.button)
        row.addStretch(1)
        self.body.addLayout(row)
