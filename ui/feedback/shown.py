"""One form as it was given, and the goals of a family with where each side says they stand."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QWidget

from codebook.schema import Codebook
from coder.analysis.wording import day_text
from coder.domain.feedback import RATERS, Audience, Goal, SessionFeedback, Side, Way
from ui.feedback.drawing import Sheet
from ui.feedback.goal_words import level_names, stands_words
from ui.feedback.take_down import side_words
from ui.feedback.viewmodel import FormShown
from ui.theme import Role, current
from ui.widgets.buttons import ghost, secondary
from ui.widgets.card import Card
from ui.widgets.labels import label


class FormCard(Card):
    """Questions and answers of one form; ``take_back_wanted(id)`` when the family wants it erased."""

    take_back_wanted = Signal(str)

    def __init__(self, shown: FormShown, collecting: bool, parent: QWidget | None = None) -> None:
        super().__init__("", parent=parent)
        form = shown.form
        adult = form.audience is Audience.ADULT
        self.set_title(self.tr("An adult said") if adult else self.tr("A child said"))
        handed = form.way is Way.HANDED_OVER
        way = self.tr("on the screen handed over") if handed else self.tr("taken down by a colleague")
        self.set_trailing(f"{day_text(form.at.date())}, {way}")
        grid = QGridLayout()
        grid.setHorizontalSpacing(current().px(14))
        grid.setColumnStretch(0, 3)
        grid.setColumnStretch(1, 2)
        for row, (question, answer) in enumerate(shown.lines):
            grid.addWidget(label(question, wrap=True), row, 0)
            grid.addWidget(label(answer, Role.STRONG, wrap=True), row, 1)
        self.body.addLayout(grid)
        for score in shown.scores:
            words = self.tr("{0}, {1}: {2} (from {3} to {4} over {5} items; no cut-off)")
            told = words.format(score.form, score.part, score.value, score.low, score.high, score.items)
            self.body.addWidget(label(told, Role.SUBTITLE, wrap=True))
        if form.answers.drawing:
            self.body.addWidget(Sheet(form.answers.drawing, fixed=True))
        if collecting:
            self.back = ghost(self.tr("The family takes it back…"), "trash-2")
            self.back.clicked.connect(lambda: self.take_back_wanted.emit(form.id))
            self.body.addWidget(self.back, 0, Qt.AlignmentFlag.AlignLeft)


class GoalsCard(Card):
    """Goals with both ratings and the gap. ``add_wanted()``, ``rate_wanted(Goal)``, ``drop_wanted(id)``."""

    add_wanted = Signal()
    rate_wanted = Signal(object)
    drop_wanted = Signal(str)

    def __init__(
        self,
        said: SessionFeedback,
        book: Codebook,
        *,
        add: bool,
        rate: bool,
        drop: bool,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__("", parent=parent)
        self.set_title(self.tr("Goals"))
        self._rate, self._drop = rate, drop
        if not said.goals:
            self.body.addWidget(label(self.tr("No goal is set yet."), Role.SUBTITLE))
        for goal in said.goals:
            self._add_goal(goal, book)
        self._add_scores(said)
        if add:
            self.add_button = secondary(self.tr("Add a goal…"), "plus")
            self.add_button.clicked.connect(lambda: self.add_wanted.emit())
            self.body.addWidget(self.add_button, 0, Qt.AlignmentFlag.AlignLeft)

    def _add_goal(self, goal: Goal, book: Codebook) -> None:
        self.body.addWidget(label(f"“{goal.words}”", Role.STRONG, wrap=True))
        self.body.addWidget(label(self.tr("Set by {0}").format(side_words(goal.set_by)), Role.CAPTION))
        said = stands_words(
            goal.level(Side.FAMILY), goal.level(Side.WORKER), level_names(book), hidden=goal.family_hidden
        )
        self.body.addWidget(label(f"{said[0].upper()}{said[1:]}.", wrap=True))
        row = QHBoxLayout()
        if self._rate:
            button = secondary(self.tr("Say where it stands…"), "pencil")
            button.setAccessibleName(self.tr("Say where “{0}” stands").format(goal.words))
            button.clicked.connect(partial(self.rate_wanted.emit, goal))
            row.addWidget(button)
        if self._drop:
            gone = ghost(self.tr("Take away…"), "trash-2")
            gone.setAccessibleName(self.tr("Take “{0}” away").format(goal.words))
            gone.clicked.connect(partial(self.drop_wanted.emit, goal.id))
            row.addWidget(gone)
        row.addStretch(1)
        self.body.addLayout(row)

    def _add_scores(self, said: SessionFeedback) -> None:
        scores = [(side, said.t_score(side)) for side in RATERS]
        told = [
            self.tr("T-score as {0} sees it: {1}").format(side_words(side), f"{score:.1f}")
            for side, score in scores
            if score is not None
        ]
        if told:
            note = self.tr(
                "50 is all goals where it was hoped (Kiresuk and Sherman 1968). It describes goals, not people."
            )
            self.body.addWidget(label(f"{'; '.join(told)}. {note}", Role.CAPTION, wrap=True))
