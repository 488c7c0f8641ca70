"""A form as widgets: one box a question, to be shown all together or one at a time. Anything may be left out."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import QPlainTextEdit, QVBoxLayout, QWidget

from codebook.schema import Codebook, ResponseScale
from coder.domain.feedback import DRAWING, LONGEST_WORDS, Answers, Audience, Goal, Question, questions
from ui.feedback.choices import ChoiceRow
from ui.feedback.drawing import DrawingField
from ui.feedback.goal_words import goal_scale
from ui.theme import Role, current
from ui.widgets.labels import label

FACES = "faces_5"


def _tr(text: str) -> str:
    return QCoreApplication.translate("feedback", text)


class QuestionBox(QWidget):
    """One question and its answer; ``changed()`` when that changes. ``value``, ``words`` or ``drawing`` is filled."""

    changed = Signal()

    def __init__(
        self,
        id_: str,
        text: str,
        scale: ResponseScale,
        note: str = "",
        large: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.id, self._large = id_, large
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, current().px(6))
        column.setSpacing(current().px(6))
        column.addWidget(label(text, Role.TITLE if large else Role.HEADING, wrap=True))
        if note:
            column.addWidget(label(note, Role.SUBTITLE, wrap=True))
        self.choices: ChoiceRow | None = None
        self.field: QPlainTextEdit | None = None
        self.paper: DrawingField | None = None
        column.addWidget(self._answer(text, scale))

    @property
    def value(self) -> int | None:
        """The value chosen, if this question has values and one is."""
        return None if self.choices is None else self.choices.value

    @property
    def words(self) -> str:
        """What was typed, without blanks around it."""
        return "" if self.field is None else self.field.toPlainText().strip()[:LONGEST_WORDS]

    @property
    def answered(self) -> bool:
        """Whether there is an answer."""
        return self.value is not None or bool(self.words) or (self.paper is not None and bool(self.paper.sheet.strokes))

    def take_focus(self) -> None:
        """Let the keyboard answer this question."""
        widget = self.field or self.paper or (None if self.choices is None else self.choices.first)
        if widget is not None:
            widget.setFocus(Qt.FocusReason.OtherFocusReason)

    def _answer(self, text: str, scale: ResponseScale) -> QWidget:
        if scale.values:
            self.choices = ChoiceRow(text, scale.labels, scale.values, scale.id == FACES, self._large)
            self.choices.chosen.connect(self.changed)
            return self.choices
        if scale.id == DRAWING:
            self.paper = DrawingField()
            self.paper.changed.connect(self.changed)
            return self.paper
        self.field = QPlainTextEdit()
        self.field.setAccessibleName(text)
        self.field.setPlaceholderText(_tr("In your own words, or leave it out"))
        self.field.setTabChangesFocus(True)
        self.field.setFixedHeight(current().px(72))
        self.field.textChanged.connect(self.changed)
        return self.field


class FeedbackForm(QWidget):
    """All questions for an ``audience``, and where the family's goals stand; ``changed()`` after each answer."""

    changed = Signal()

    def __init__(
        self,
        book: Codebook,
        audience: Audience,
        goals: Sequence[Goal] = (),
        large: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.audience = audience
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(current().px(12))
        self._own = [QuestionBox(one.id, one.text, one.scale, _note(one), large) for one in questions(book, audience)]
        self._goals = _goal_boxes(book, goals, large) if audience is Audience.ADULT else []
        self.boxes = (*self._own, *self._goals)
        for box in self.boxes:
            box.changed.connect(self.changed)
            self._column.addWidget(box)
        self._column.addStretch(1)

    @property
    def answers(self) -> Answers:
        """What was answered so far; what was left out is not in it."""
        drawing = next((box.paper.sheet.strokes for box in self._own if box.paper is not None), ())
        return Answers(
            {box.id: box.value for box in self._own if box.value is not None},
            {box.id: box.words for box in self._own if box.words},
            drawing,
        )

    @property
    def goal_levels(self) -> dict[str, int]:
        """Where the family says its goals stand, by goal."""
        return {box.id: box.value for box in self._goals if box.value is not None}

    @property
    def answered(self) -> int:
        """How many boxes have an answer."""
        return sum(box.answered for box in self.boxes)

    def show_only(self, place: int | None) -> None:
        """Show one box, or with None all of them."""
        for number, box in enumerate(self.boxes):
            box.setVisible(place is None or number == place)


def _goal_boxes(book: Codebook, goals: Sequence[Goal], large: bool) -> list[QuestionBox]:
    if not goals:
        return []
    scale = goal_scale(book)
    asked = _tr("This is a goal you set. Where does it stand now?")
    return [QuestionBox(goal.id, f"“{goal.words}”", scale, asked, large) for goal in goals]


def _note(question: Question) -> str:
    """Whose form it is, or what the ends of bare numbers mean; answers in words explain themselves."""
    bare = bool(question.scale.labels) and all(one.isdecimal() for one in question.scale.labels)
    return question.form or (question.scale.name if bare else "")
