"""The coaching conversation: six steps from top to bottom, then looking back, then both sign."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QCheckBox, QComboBox, QFileDialog, QPushButton, QVBoxLayout, QWidget
from typing_extensions import override

from coder.analysis import wording
from coder.analysis.practice_words import words_of
from coder.domain.coaching import Conversation, Part
from coder.domain.practice import Practice
from ui.coding.playback import Playback
from ui.profiles.sign_card import SignCard
from ui.profiles.talk_model import TalkModel
from ui.profiles.talk_steps import BrightStep, CommentStep, ForkStep, IntentionStep, WordsCard
from ui.profiles.worker_cards import IntentionCard
from ui.reporting.ask_path import AskPath
from ui.reporting.clip_player import ClipPlayer
from ui.reporting.columns import Columns
from ui.theme import Role, current
from ui.widgets.buttons import ghost, primary, secondary
from ui.widgets.empty_state import EmptyState
from ui.widgets.flow import in_lines
from ui.widgets.labels import label, name_box
from ui.widgets.notice import Notice


def ask_pack_path(parent: QWidget, suggested: str) -> str:
    """Ask where to write a coach pack, to read or to write on in; empty for nowhere."""
    kinds = {
        parent.tr("PDF, to read (*.pdf)"): ".pdf",
        parent.tr("Text document, to write on in (*.docx)"): ".docx",
    }
    path, chosen = QFileDialog.getSaveFileName(parent, parent.tr("Coach pack"), suggested, ";;".join(kinds))
    return str(Path(path).with_suffix(kinds[chosen])) if path else ""


class TalkView(QWidget):
    """``left()`` when somebody goes back to the profile."""

    left = Signal()

    def __init__(self, model: TalkModel, playback: Playback, ask_path: AskPath, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model, self._ask_path = model, ask_path
        model.setParent(self)
        player = ClipPlayer(playback, self)
        self.back = ghost(self.tr("Back to the profile"), "chevron-left")
        self.begin = primary(self.tr("Prepare from the latest recordings"), "messages-square")
        self.picker = QComboBox()
        name_box(self.picker, self.tr("Conversation"))
        self.undo = secondary(self.tr("Undo"), "undo-2")
        self.real = QCheckBox(self.tr("With real names"))
        self.real.setToolTip(self.tr("That a copy with real names was made is noted."))
        self.pack = secondary(self.tr("Coach pack…"), "file-down")
        self.pack.setToolTip(self.tr("A document to take along, without sound and without names of the family."))
        self.nothing = EmptyState(
            "messages-square",
            self.tr("No conversation yet"),
            self.tr(
                "Two bright moments, a fork (an opening taken or missed) and questions are laid ready from the latest "
                "recordings. The two listen, write down one intention, and both sign."
            ),
        )
        self.told = label("", Role.CAPTION, wrap=True)
        self.fixed = Notice("lock", inset=False)
        self.last = IntentionCard()
        self.first = WordsCard(self.tr("1. The worker first"), (Part.PLEASED, Part.AGAIN, Part.WANTED), model)
        self.bright = BrightStep(model, player)
        self.fork = ForkStep(model, player)
        self.tried = WordsCard(self.tr("4. Try it again aloud"), (Part.TRIED,), model)
        self.intention = IntentionStep(model)
        self.comment = CommentStep(model)
        self.reflection = WordsCard(self.tr("Looking back"), (Part.REFLECTION,), model)
        self.sign = SignCard(model)
        self._build()
        model.shown_changed.connect(self._show)

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(current().px(10))
        column.addWidget(in_lines(self.back, self.picker, self.begin, self.undo, self.pack, self.real))
        column.addWidget(self.told)
        column.addWidget(self.fixed)
        self.columns = Columns()
        self.columns.set_shares(1, 1)
        self.columns.fill(
            (self.last, self.first, self.bright, self.fork),
            (self.tried, self.intention, self.comment, self.reflection, self.sign),
        )
        column.addWidget(self.columns)
        column.addWidget(self.nothing)
        column.addStretch(1)
        self.back.clicked.connect(self._leave)
        self.begin.clicked.connect(self.model.begin)
        self.picker.activated.connect(lambda index: self.model.choose(str(self.picker.itemData(index))))
        self.undo.clicked.connect(self.model.undo)
        self.pack.clicked.connect(self._export)
        self.model.exported.connect(lambda _: self.real.setChecked(False))

    def stops(self) -> list[QWidget]:
        """Where Tab stops, in reading order."""
        clips = [*self.bright.findChildren(QPushButton), self.bright.heard, self.fork.choice]
        return [
            *(self.back, self.picker, self.begin, self.undo, self.pack, self.real),
            *self.first.fields.values(),
            *clips,
            *self.fork.findChildren(QPushButton),
            *self.tried.fields.values(),
            *(*self.intention.fields.values(), self.intention.day),
            *(self.comment.choice.agree, self.comment.choice.otherwise, self.comment.field),
            *self.reflection.fields.values(),
            *self.sign.stops(),
        ]

    def keep(self) -> None:
        """Have everything kept that was typed."""
        for card in (self.first, self.tried, self.intention, self.comment, self.reflection):
            card.keep()

    @override
    def hideEvent(self, event: QHideEvent) -> None:
        """Lose no word that was typed."""
        super().hideEvent(event)
        if self.model.talk is not None:
            self.keep()

    @Slot()
    def _show(self) -> None:
        talk = self.model.talk
        self._show_picker()
        self.begin.setVisible(self.model.may_begin)
        for widget in (self.undo, self.pack):
            widget.setVisible(talk is not None)
        self.real.setVisible(talk is not None and self.model.may_give_out_names)
        self.columns.setVisible(talk is not None)
        self.told.setVisible(talk is not None)
        self.nothing.setVisible(talk is None)
        self.fixed.setVisible(talk is not None and bool(talk.signatures))
        if talk is None:
            return
        self.told.setText(self._said(talk))
        self.fixed.sentence.setText(self._why_fixed(talk))
        self.undo.setEnabled(bool(talk.undo_text))
        self.undo.setToolTip(self.tr("Takes back: {0}").format(talk.undo_text) if talk.undo_text else "")
        self.last.show_step(talk.last_intention)
        for card in (self.first, self.bright, self.fork, self.tried, self.intention, self.comment, self.reflection):
            card.show_talk(talk)
        self.sign.show_talk(talk)

    def _show_picker(self) -> None:
        self.picker.clear()
        for one in self.model.talks:
            self.picker.addItem(wording.day_text(one.at.date()), one.id)
        if self.model.talk is not None:
            self.picker.setCurrentIndex(self.picker.findData(self.model.talk.id))
        self.picker.setVisible(len(self.model.talks) > 1)

    def _why_fixed(self, talk: Conversation) -> str:
        if talk.closed:
            return self.tr("Both have signed: nothing changes any more. The agreed next step opens the profile.")
        return self.tr("One of you has signed, so the words cannot change. Undo takes the signature back.")

    def _said(self, talk: Conversation) -> str:
        parts = [
            self.tr("about {0} of {1}").format(talk.session_code, wording.day_text(talk.held_on)),
            self.tr(words_of(Practice.VISIT).for_two),
            self.tr("moments play inside the program only"),
            self.tr("demonstration data") if talk.demo else "",
        ]
        return " · ".join(filter(None, parts))

    @Slot()
    def _leave(self) -> None:
        self.keep()
        self.left.emit()

    @Slot()
    def _export(self) -> None:
        path = self._ask_path(self, f"coaching-{self.model.worker_code}")
        if path:
            self.model.export(Path(path), real=self.real.isChecked())
