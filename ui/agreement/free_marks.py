"""Moments and stretches that two evaluators set freely in the sound: how many both found, and how nearly."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from coder.analysis import wording
from coder.analysis.agreement.figures import Coefficient
from coder.analysis.agreement_report import TOLERANCE_S, AgreementReport, FreeMarks
from ui.agreement import rows
from ui.theme import Role, current
from ui.widgets.card import Card
from ui.widgets.labels import label
from ui.widgets.table import Column, RowsTableModel, TableView

_MOST_ROWS = 12


class FreeMarksCard(Card):
    """A table, since matched marks have no scale of words and no chance to be corrected for."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", parent=parent)
        self.set_title(self.tr("Moments and codes set freely in the sound"))
        self._rows: RowsTableModel[FreeMarks] = RowsTableModel(self._columns())
        self.table = TableView(self.tr("Moments and codes set freely in the sound"), self._rows)
        self.body.addWidget(self.table)
        words = self.tr(
            "Two marks are one where both their ends lie within {0} seconds. Agreement is twice the marks found by "
            "both, of all marks, and under Ends of all starts and ends, each by itself. Places where nobody marked "
            "anything cannot be counted, so chance is not taken off."
        )
        self.body.addWidget(label(words.format(f"{TOLERANCE_S:g}"), Role.CAPTION, wrap=True))

    def show_report(self, report: AgreementReport) -> None:
        """Show the report's marks; hidden without any."""
        self.setVisible(bool(report.free_marks))
        self._rows.set_rows(report.free_marks)
        theme = current()
        self.table.setFixedHeight(theme.px(54) + min(len(report.free_marks), _MOST_ROWS) * theme.px(32))

    def _columns(self) -> list[Column[FreeMarks]]:
        return [
            Column(self.tr("What"), _name),
            Column(self.tr("Recordings"), lambda one: str(one.figures.n_recordings), right=True),
            Column(self.tr("By both"), lambda one: str(one.figures.matched), right=True),
            Column(self.tr("By one"), lambda one: str(one.figures.first_only + one.figures.second_only), right=True),
            Column(self.tr("Agreement"), lambda one: _share(one.figures.positive), right=True),
            Column(self.tr("Ends"), lambda one: _share(one.figures.boundaries), right=True),
            Column(self.tr("Note"), lambda one: one.figures.positive.reason),
        ]


def _name(one: FreeMarks) -> str:
    return f"{one.code} · {one.name}" if one.code else one.name


def _share(one: Coefficient | None) -> str:
    """A share with its interval; a dash where there is none."""
    if one is None or one.value is None:
        return wording.DASH
    return rows.number(one.value) if one.low is None else f"{rows.number(one.value)} ({rows.interval(one)})"
