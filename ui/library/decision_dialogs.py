"""Asking a question about the frame, and writing down what was decided. Both stay open until they are stored."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QComboBox, QPlainTextEdit, QVBoxLayout, QWidget
from typing_extensions import override

from codebook.schema import Codebook
from coder.domain.decisions import LoggedDecision
from coder.domain.errors import UserError
from ui.announce import announce
from ui.theme import Role, current
from ui.widgets.labels import label, name_box
from ui.widgets.question import Question

DECIDE = "decide"
_ABOUT = "about"
_NOBODY = "Many people read this: name no worker, no family and no recording."


class WritingDialog(Question):
    """A question with texts that must not be lost: it closes by ``stored()`` and stays after ``refused(error)``.

    ``stands_on`` says what is written about, for whoever keeps half-typed texts (ui.coding.dialog_drafts).
    """

    def __init__(self, title: str, sentence: str, act: str, parent: QWidget | None = None) -> None:
        super().__init__(title, sentence, act, parent)
        self.stands_on = ""
        self.texts: dict[str, QPlainTextEdit] = {}
        self.trouble = label("", Role.STRONG, wrap=True)
        self.trouble.setVisible(False)
        # Beside the button that was pressed, and never scrolled out of sight.
        column = self.layout()
        assert isinstance(column, QVBoxLayout)
        column.insertWidget(column.count() - 1, self.trouble)
        for key in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(key), self).activated.connect(self.accept)
        self.act.set_key_hint(QKeySequence("Ctrl+Return").toString(QKeySequence.SequenceFormat.NativeText))

    def stored(self) -> None:
        """Close: what was written is kept."""
        super().accept()

    def refused(self, error: UserError) -> None:
        """Say why nothing was kept, with everything that was written still there."""
        self.trouble.setText(f"{error.sentence} {error.hint}".strip())
        self.trouble.setVisible(True)
        announce(self, self.trouble.text(), assertive=True)
        self.act.setEnabled(True)
        self.fit()

    @override
    def accept(self) -> None:
        """Ask for storing; the dialog goes once that is done."""
        if self.act.isEnabled():
            self.act.setEnabled(False)
            self.send()

    def send(self) -> None:
        """Hand over what was written."""
        raise NotImplementedError

    def typed(self) -> dict[str, str]:
        """The texts by the name of their field, once one of them was typed in; else nothing."""
        if not any(field.document().isModified() for field in self.texts.values()):
            return {}
        return {key: field.toPlainText() for key, field in self.texts.items()}

    def take_typed(self, typed: Mapping[str, str]) -> None:
        """Put texts back that were typed before."""
        for key, field in self.texts.items():
            field.setPlainText(typed.get(key, ""))
            field.document().setModified(True)

    def field(self, key: str, name: str, text: str) -> QPlainTextEdit:
        """A text field under its name, at the end of the body; ``key`` is its name among ``texts``."""
        made = self.texts[key] = QPlainTextEdit(text)
        made.setAccessibleName(name)
        made.setTabChangesFocus(True)
        made.setMinimumHeight(current().px(64))
        made.setMaximumHeight(current().px(110))
        self.body.addWidget(label(name, Role.STRONG, buddy=made))
        self.body.addWidget(made)
        return made


class AskDialog(WritingDialog):
    """``asked(label, question)`` when the question is to be put on the log."""

    asked = Signal(str, str)

    def __init__(
        self, labels: Sequence[tuple[str, str]], chosen: str, question: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(_tr("Ask the decision log"), _tr(_NOBODY), _tr("Put it on the log"), parent)
        self.about = QComboBox()
        name_box(self.about, self.tr("What the question is about"))
        for id_, words in labels:
            self.about.addItem(words, id_)
        self.about.setCurrentIndex(max(0, self.about.findData(chosen)))
        self.body.addWidget(self.about)
        self.question = self.field("question", self.tr("Question"), question)

    @override
    def typed(self) -> dict[str, str]:
        """The question, once it was typed in, and what it is about."""
        texts = super().typed()
        return {**texts, _ABOUT: str(self.about.currentData())} if texts else {}

    @override
    def take_typed(self, typed: Mapping[str, str]) -> None:
        """Put the question back, and what it was about."""
        super().take_typed(typed)
        self.about.setCurrentIndex(max(0, self.about.findData(typed.get(_ABOUT, ""))))

    @override
    def send(self) -> None:
        """Hand over the question."""
        self.asked.emit(str(self.about.currentData()), self.question.toPlainText().strip())


class DecideDialog(WritingDialog):
    """``decided(question, decision)``: what was decided, and the question in words that fit it."""

    decided = Signal(str, str)

    def __init__(self, one: LoggedDecision, parent: QWidget | None = None) -> None:
        sentence = _tr(
            "{0} The decision holds for every recording and stays when the one it was made over is erased; what stood "
            "before stays readable."
        )
        super().__init__(
            _tr("Write down what was decided"), sentence.format(_tr(_NOBODY)), _tr("Keep the decision"), parent
        )
        self.stands_on = f"{DECIDE} {one.thread_id}"
        self.question = self.field("question", self.tr("Question"), one.question)
        self.decision = self.field("decision", self.tr("Decision"), one.decision)

    @override
    def showEvent(self, event: QShowEvent) -> None:
        """Begin with the decision: the question has been asked."""
        super().showEvent(event)
        self.decision.setFocus(Qt.FocusReason.OtherFocusReason)

    @override
    def send(self) -> None:
        """Hand over question and decision."""
        self.decided.emit(self.question.toPlainText().strip(), self.decision.toPlainText().strip())


def labels_of(book: Codebook) -> list[tuple[str, str]]:
    """What a question may be about: the frame as a whole, every code and every principle, as id and words."""
    codes = [(one.id, f"{one.id} · {one.name}") for one in (*book.codes, *book.talk_codes)]
    return [("", _tr("The codebook as a whole")), *codes, *((one.id, one.name) for one in book.principles)]


def _tr(words: str) -> str:
    # A dialog's own tr() is not there yet while its base is being made.
    return QCoreApplication.translate("decisions", words)
