"""Prompts and headline figures of a team."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QSizePolicy, QWidget
from typing_extensions import override

from coder.analysis.prompts import DAILY_QUESTIONS
from coder.domain.reports import Prompt, TeamFigure
from ui.teams.viewmodel import TeamViewModel
from ui.theme import Role, current
from ui.widgets.badge import PrincipleBadge
from ui.widgets.card import Card
from ui.widgets.clearing import clear
from ui.widgets.empty_state import IconMark
from ui.widgets.labels import label

# A card narrower than this breaks its words too often.
CARD_PX = 175


class PromptCard(Card):
    """What the figures say about one principle, and a question that opens the talk."""

    def __init__(self, prompt: Prompt, model: TeamViewModel, parent: QWidget | None = None) -> None:
        super().__init__(prompt.title, parent=parent)
        if model.codebook is not None:
            principle = model.codebook.principle(prompt.principle_id)
            position = model.position(prompt.principle_id)
            self.add_leading(PrincipleBadge(principle.badge, principle.name, position, letters=False))
        self.body.addWidget(label(prompt.sentence, wrap=True))
        theme = current()
        question = QFrame()
        question.setProperty("role", "quote")
        row = QHBoxLayout(question)
        row.setContentsMargins(theme.px(10), theme.px(8), theme.px(10), theme.px(8))
        row.setSpacing(theme.px(8))
        row.addWidget(IconMark("messages-square", 16, "accent"), 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(label(prompt.question, wrap=True), 1)
        self.body.addWidget(question)


class DailyQuestions(Card):
    """Three questions for every day, whatever the figures say."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Three questions for every day"), parent=parent)
        for question in DAILY_QUESTIONS:
            self.body.addWidget(label(question, wrap=True))


class FigureCards(QWidget):
    """Headline figures side by side, as many in a row as there is room for; a hidden one says why."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(current().px(10))
        self._cards: list[Card] = []

    def show_figures(self, figures: Sequence[TeamFigure]) -> None:
        """Show other figures."""
        clear(self._grid)
        self._cards = [_figure_card(figure) for figure in figures]
        self.setVisible(bool(figures))
        self._arrange()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        """Break the row where it gets too narrow."""
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        columns = max(1, min(len(self._cards), self.width() // current().px(CARD_PX)))
        for place, card in enumerate(self._cards):
            self._grid.addWidget(card, place // columns, place % columns)
        for column in range(self._grid.columnCount()):
            self._grid.setColumnStretch(column, 1 if column < columns else 0)


def _figure_card(figure: TeamFigure) -> Card:
    card = Card()
    card.setAccessibleName(figure.title)
    # All columns are equally wide, however long the words.
    card.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
    card.body.addWidget(label(figure.title, Role.STRONG, wrap=True))
    if figure.suppressed_because:
        card.body.addWidget(label(card.tr("Not shown: {0}.").format(figure.suppressed_because), wrap=True))
    else:
        card.body.addWidget(label(figure.value, Role.FIGURE))
        card.body.addWidget(label(figure.note, Role.SUBTITLE, wrap=True))
    card.body.addStretch(1)
    return card
