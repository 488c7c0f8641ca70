"""The card of the suggestion model: what it was taught on, how it did, what it must not be used for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QFormLayout, QVBoxLayout, QWidget

from codebook.schema import Codebook
from coder.analysis.wording import day_text
from ui.library.viewmodel import LibraryViewModel
from ui.theme import Role, current
from ui.widgets.card import Card
from ui.widgets.clearing import clear
from ui.widgets.labels import label
from ui.widgets.table import Column, RowsTableModel, TableView

if TYPE_CHECKING:
    from coder.services.model_cards import CodeFigures, ModelCard

EXAMPLES = 2


class ModelCardView(QWidget):
    """Facts at the top, the figures of each code as a table below."""

    def __init__(self, model: LibraryViewModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self._names: dict[str, str] = {}
        self._facts = QVBoxLayout()
        self.rows = RowsTableModel(self._columns())
        self.table = TableView(self.tr("Figures of each code"), self.rows, sortable=True)
        self.table.sortByColumn(EXAMPLES, Qt.SortOrder.DescendingOrder)
        self.table.setMinimumHeight(current().px(300))
        figures = Card(self.tr("How it did on each code"))
        explained = self.tr(
            "Per cent of what it marked that was right (precision), of what was there that it found (recall), and "
            "its answers sure enough to be shown. A code with few examples says little."
        )
        figures.body.addWidget(label(explained, Role.SUBTITLE, wrap=True))
        figures.body.addWidget(self.table, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(current().px(10))
        column.addLayout(self._facts)
        column.addWidget(figures, 1)
        model.loaded.connect(self._show)

    def _columns(self) -> list[Column[CodeFigures]]:
        return [
            Column(self.tr("Code"), lambda one: one.code),
            Column(self.tr("Name"), lambda one: self._names.get(one.code, "")),
            Column(self.tr("Examples"), lambda one: str(one.n), sort=lambda one: one.n, right=True),
            Column(
                self.tr("Precision"), lambda one: _percent(one.precision), sort=lambda one: one.precision, right=True
            ),
            Column(self.tr("Recall"), lambda one: _percent(one.recall), sort=lambda one: one.recall, right=True),
            Column(self.tr("Shown"), lambda one: str(one.shown), sort=lambda one: one.shown, right=True),
            Column(self.tr("Right when shown"), _right_when_shown, sort=lambda one: one.shown_precision, right=True),
        ]

    @Slot()
    def _show(self) -> None:
        shelf = self._model.shelf
        if shelf is None:
            return
        self._names = _names(shelf.books, shelf.card)
        clear(self._facts)
        self._facts.addWidget(self._fact_card(shelf.card))
        self.rows.set_rows(shelf.card.codes)

    def _fact_card(self, card: ModelCard) -> Card:
        made = Card(self.tr("Suggestion model “{0}”").format(card.name), self.tr("not validated in any service"))
        form = QFormLayout()
        form.setHorizontalSpacing(current().px(14))
        for heading, text in self._facts_of(card):
            beside = label(heading, Role.SUBTITLE)
            beside.setAlignment(Qt.AlignmentFlag.AlignTop)
            form.addRow(beside, label(text, wrap=True))
        made.body.addLayout(form)
        for note in card.notes:
            made.body.addWidget(label(f"• {note}", wrap=True))
        return made

    def _facts_of(self, card: ModelCard) -> tuple[tuple[str, str], ...]:
        taught = self.tr("{0} invented conversations with {1} worker utterances, coded by us").format(
            card.conversations, card.utterances
        )
        agreement = self.tr("kappa {0} with the one person who coded the same invented text").format(
            f"{card.kappa:.2f}"
        )
        shown = self.tr("{0} of its answers; of these {1} were right (it aims at {2})").format(
            _percent(card.coverage), _percent(card.shown_precision), _percent(card.target_precision)
        )
        human = self.tr("not measured yet: two evaluators must code the same recordings first")
        return (
            (self.tr("Taught on"), taught),
            (self.tr("Codebook"), f"{card.codebook_id} {card.codebook_version}"),
            (self.tr("Made on"), day_text(card.fitted_on)),
            (self.tr("Agreement of the model"), agreement),
            (self.tr("Agreement between people"), human),
            (self.tr("Sure enough to be shown"), shown),
            (self.tr("Licence"), card.licence),
        )


def _names(books: tuple[Codebook, ...], card: ModelCard) -> dict[str, str]:
    book = next((one for one in books if one.id == card.codebook_id), None)
    return {} if book is None else {code.id: code.name for code in book.codes}


def _percent(share: float) -> str:
    return f"{round(100 * share)} %"


def _right_when_shown(figures: CodeFigures) -> str:
    return _percent(figures.shown_precision) if figures.shown > 0 else "–"
