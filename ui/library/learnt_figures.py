"""The figures of a model that was learnt here, on sessions held back: each code, and two curves."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from coder.domain.learning import Comparison
from coder.services.model_cards import CodeFigures, code_figures
from ui.library.card_rows import kappa, percent
from ui.library.curve_cards import CurveCards
from ui.theme import Role, current
from ui.widgets.buttons import secondary
from ui.widgets.labels import label
from ui.widgets.table import Column, RowsTableModel, TableView


class FoldedFigures(QWidget):
    """A button that shows the figures of one comparison and puts them away again; made when first wanted."""

    def __init__(self, name: str, comparison: Comparison, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name, self._comparison = name, comparison
        self._figures: LearntFigures | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(current().px(10))
        self.button = secondary(self.tr("Show its figures"))
        self.button.clicked.connect(self._turn)
        row = QHBoxLayout()
        row.addWidget(self.button)
        row.addStretch(1)
        self._column.addLayout(row)
        self._word(shown=False)

    @Slot()
    def _turn(self) -> None:
        if self._figures is None:
            self._figures = LearntFigures(self._name, self._comparison)
            self._figures.hide()
            self._column.addWidget(self._figures)
        shown = self._figures.isHidden()
        self._figures.setVisible(shown)
        self._word(shown=shown)

    def _word(self, *, shown: bool) -> None:
        text = self.tr("Hide its figures") if shown else self.tr("Show its figures")
        self.button.setText(text)
        self.button.setAccessibleName(self.tr("{0}: {1}").format(text, self._name))


class LearntFigures(QWidget):
    """What is known of one comparison; a model that was learnt before its curves were kept has figures alone."""

    def __init__(self, name: str, comparison: Comparison, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(current().px(10))
        explained = self.tr(
            "On sessions held back, had it always answered. Few sessions make rough figures, and a code with few "
            "examples says little."
        )
        column.addWidget(label(explained, Role.SUBTITLE, wrap=True))
        self.rows = RowsTableModel(self._columns())
        self.rows.set_rows(code_figures(comparison.new))
        self.table = TableView(self.tr("Figures of each code: {0}").format(name), self.rows)
        self.table.be_as_tall_as(self.rows.rowCount())
        column.addWidget(self.table)
        if comparison.curves is None:
            column.addWidget(label(self.tr("Its curves were not kept. Learn again to see them."), wrap=True))
        else:
            self.curves = CurveCards()
            self.curves.show_curves(comparison.curves)
            column.addWidget(self.curves)

    def _columns(self) -> list[Column[CodeFigures]]:
        return [
            Column(self.tr("Code"), lambda one: one.code),
            Column(self.tr("Examples"), lambda one: str(one.n), right=True),
            Column(self.tr("Kappa"), lambda one: kappa(one.kappa), right=True),
            Column(self.tr("Precision"), lambda one: percent(one.precision), right=True),
            Column(self.tr("Recall"), lambda one: percent(one.recall), right=True),
            Column(self.tr("F1"), lambda one: percent(one.f1), right=True),
            Column(self.tr("Shown"), lambda one: str(one.shown), right=True),
            Column(
                self.tr("Right when shown"),
                lambda one: percent(one.shown_precision) if one.shown else "—",
                right=True,
            ),
        ]
