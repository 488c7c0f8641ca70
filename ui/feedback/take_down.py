"""Taking down what a family answers, and a goal in its words: for a colleague who does not work with the family."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, Slot
from PySide6.QtWidgets import QComboBox, QPlainTextEdit, QWidget

from codebook.schema import Codebook
from coder.domain.feedback import LONGEST_GOAL, RATERS, Audience, Goal, Side
from ui.feedback.choices import ChoiceRow
from ui.feedback.form import FeedbackForm
from ui.feedback.goal_words import goal_scale
from ui.theme import Role, current
from ui.widgets.labels import label
from ui.widgets.question import Question


def _tr(text: str) -> str:
    return QCoreApplication.translate("feedback", text)


def side_words(side: Side) -> str:
    """One side in words."""
    return {Side.FAMILY: _tr("the family"), Side.WORKER: _tr("the worker"), Side.TOGETHER: _tr("both together")}[side]


class TakeDownDialog(Question):
    """All questions of a form below one another. Nothing has to be answered, but something."""

    def __init__(
        self, book: Codebook, audience: Audience, goals: Sequence[Goal], parent: QWidget | None = None
    ) -> None:
        adult = audience is Audience.ADULT
        super().__init__(
            _tr("What an adult says") if adult else _tr("What a child says"),
            _tr(
                "Read each sentence out and press the answer; press it again to take it back. Leave out what they do "
                "not want to answer. Saying nothing, or no, has no consequence for the family."
            ),
            _tr("Keep the answers"),
            parent,
        )
        self.form = FeedbackForm(book, audience, goals)
        self.count = label("", Role.CAPTION)
        self.body.addWidget(self.form)
        self.body.addWidget(self.count)
        # Five faces stand side by side.
        self.setMinimumWidth(min(current().px(640), 1240))
        self.form.changed.connect(self._count)
        self._count()

    @Slot()
    def _count(self) -> None:
        answered, asked = self.form.answered, len(self.form.boxes)
        self.count.setText(self.tr("{0} of {1} answered").format(answered, asked))
        self.act.setEnabled(answered > 0)


class GoalDialog(Question):
    """A goal in the family's own words."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(
            _tr("A goal in the family's own words"),
            _tr("Write what they hope for, as they say it. Up to three goals; each side later says where they stand."),
            _tr("Keep the goal"),
            parent,
        )
        self.words = QPlainTextEdit()
        self.words.setAccessibleName(self.tr("Goal"))
        self.words.setTabChangesFocus(True)
        self.set_by = QComboBox()
        for side in (Side.FAMILY, Side.TOGETHER, Side.WORKER):
            self.set_by.addItem(side_words(side), side)
        self.body.addWidget(label(self.tr("What the family hopes for"), buddy=self.words))
        self.body.addWidget(self.words)
        self.body.addWidget(label(self.tr("Set by"), buddy=self.set_by))
        self.body.addWidget(self.set_by)
        self.words.textChanged.connect(self._typed)
        self._typed()

    @property
    def text(self) -> str:
        """What was typed, without blanks around it."""
        return self.words.toPlainText().strip()

    @property
    def side(self) -> Side:
        """Who set the goal."""
        return Side(self.set_by.currentData())

    @Slot()
    def _typed(self) -> None:
        self.act.setEnabled(0 < len(self.text) <= LONGEST_GOAL)


class RateDialog(Question):
    """Where a goal stands, as one side says. ``sides`` are those the user may answer for."""

    def __init__(
        self, book: Codebook, goal: Goal, sides: Sequence[Side] = RATERS, parent: QWidget | None = None
    ) -> None:
        super().__init__(_tr("Where does this goal stand?"), f"“{goal.words}”", _tr("Keep the rating"), parent)
        scale = goal_scale(book)
        self.choices = ChoiceRow(self.tr("Where it stands"), scale.labels, scale.values)
        self.rater = QComboBox()
        for side in sides:
            self.rater.addItem(side_words(side), side)
        self.body.addWidget(label(self.tr("As seen by"), buddy=self.rater))
        self.body.addWidget(self.rater)
        self.body.addWidget(label(self.tr("Family and worker rate apart, neither knowing the other's."), Role.CAPTION))
        self.body.addWidget(self.choices)
        self.choices.chosen.connect(self._chosen)
        self._chosen()

    @property
    def side(self) -> Side:
        """Whose rating it is."""
        return Side(self.rater.currentData())

    @Slot()
    def _chosen(self) -> None:
        self.act.setEnabled(self.choices.value is not None)
