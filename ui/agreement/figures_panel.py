"""The figures of agreement: a dot for each principle or code with its table twin, and all about the chosen one."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QComboBox, QVBoxLayout, QWidget
from typing_extensions import override

from coder.analysis import wording
from coder.analysis.agreement_report import Month
from ui.agreement import rows
from ui.agreement.detail_card import DetailCard
from ui.agreement.dot_plot import DotPlot, DotRow
from ui.agreement.free_marks import FreeMarksCard
from ui.agreement.month_pairs import MonthPairs
from ui.agreement.rows import FigureRow
from ui.agreement.section_panel import SectionPanel
from ui.agreement.viewmodel import AgreementViewModel
from ui.reporting.columns import Columns
from ui.theme import Role, current
from ui.widgets.card import Card
from ui.widgets.flow import in_lines
from ui.widgets.labels import label, name_box
from ui.widgets.table import ChartWithTable, Column, RowsTableModel, TableView

_NARROW_PX = 980


class FiguresPanel(SectionPanel):
    """Shows ``model.report``; subclasses say which rows, which figures, and what there is to know about one."""

    def __init__(self, model: AgreementViewModel, title: str, keys: Sequence[str], columns: list[Column[FigureRow]]):
        super().__init__()
        self.model = model
        self.chart = DotPlot(title)
        self._table_rows: RowsTableModel[FigureRow] = RowsTableModel(columns)
        self.table = TableView(self.tr("{0}, as a table").format(title), self._table_rows)
        self.both = ChartWithTable(self.chart, self.table)
        self.figure = QComboBox()
        name_box(self.figure, self.tr("Which figure the chart shows"))
        names = rows.figure_names()
        for key in keys:
            self.figure.addItem(names[key], key)
        self.detail = DetailCard()
        self.scale = label("", Role.CAPTION, wrap=True)
        columns_ = Columns(_NARROW_PX)
        self.card = self._card(title)
        columns_.left.addWidget(self.card)
        self.months = MonthPairs()
        self.by_month = Card(self.tr("Month by month"))
        self.by_month.body.addWidget(self.months)
        columns_.left.addWidget(self.by_month)
        columns_.left.addStretch(1)
        columns_.right.addWidget(self.detail)
        columns_.right.addStretch(1)
        self.by_month.setVisible(False)
        inside = QWidget()
        self._inside = QVBoxLayout(inside)
        self._inside.setContentsMargins(0, 0, 0, 0)
        self._inside.setSpacing(current().px(10))
        self._inside.addWidget(columns_)
        self.hold(inside)
        self.figure.activated.connect(self.show_report)
        self.chart.row_chosen.connect(self._show_detail)
        self.table.selectionModel().currentRowChanged.connect(lambda index: self._show_detail(index.row()))

    def _card(self, title: str) -> Card:
        card = Card(title)
        # A line of their own, which breaks at large text.
        card.body.addWidget(in_lines(self.figure, self.both.button))
        card.body.addWidget(self.both, 1)
        card.body.addWidget(self.scale)
        return card

    @property
    def key(self) -> str:
        """The figure that is shown."""
        return str(self.figure.currentData())

    @Slot()
    def show_report(self) -> None:
        """Show the report of the model, or say when there will be something to show."""
        if self.model.report is None or not self._any():
            self.content.show_empty("git-compare-arrows", *self._why_nothing())
            return
        dots = self._dots()
        summary = rows.sentence_of(dots, self._counted)
        chosen = self.chart.chosen
        self.card.setVisible(bool(dots))
        self.detail.setVisible(bool(dots))
        self.chart.set_rows(dots, rows.limits(self.model.scale), summary)
        self._table_rows.set_rows(self._lines())
        self.scale.setText(f"{rows.scale_sentence(self.model.scale)} {self._note()}")
        self.content.show_content()
        self._show_detail(min(chosen, len(dots) - 1))

    def _why_nothing(self) -> tuple[str, str]:
        if not self.model.narrowed:
            return self._reason()
        sentence = self.tr("Nothing here was coded by two. Choose another team or a longer period above.")
        return self.tr("No such recording of this team and period"), sentence

    def _counted(self) -> str:
        report = self.model.report
        assert report is not None
        recordings = wording.counted(report.recordings, self.tr("recording"), self.tr("recordings"))
        return self.tr("{0} coded blind by two or more.").format(recordings)

    @Slot(int)
    def _show_detail(self, row: int) -> None:
        if self.model.report is not None and row >= 0:
            months = self._months(row)
            self.months.set_months(months)
            self.by_month.setVisible(bool(months))
            self._fill_detail(row)

    def _months(self, _row: int) -> Sequence[Month]:
        return ()

    def _any(self) -> bool:
        raise NotImplementedError

    def _reason(self) -> tuple[str, str]:
        raise NotImplementedError

    def _dots(self) -> tuple[DotRow, ...]:
        raise NotImplementedError

    def _lines(self) -> tuple[FigureRow, ...]:
        raise NotImplementedError

    def _note(self) -> str:
        raise NotImplementedError

    def _fill_detail(self, row: int) -> None:
        raise NotImplementedError


class RatingsPanel(FiguresPanel):
    """Agreement on the ratings of each principle."""

    def __init__(self, model: AgreementViewModel) -> None:
        title = model.tr("Ratings, principle by principle")
        super().__init__(model, title, rows.RATING_FIGURES, _rating_columns(model))

    @override
    def _any(self) -> bool:
        return self.model.report is not None and self.model.report.recordings > 0

    @override
    def _reason(self) -> tuple[str, str]:
        sentence = self.tr(
            "Figures appear here once two evaluators have coded and locked the same recording without seeing each "
            "other's work. Of ten such recordings on there are coefficients; before, the pairs themselves."
        )
        return self.tr("No recording has been coded by two yet"), sentence

    @override
    def _dots(self) -> tuple[DotRow, ...]:
        assert self.model.report is not None
        return rows.principle_rows(self.model.report, self.key, self.model.scale)

    @override
    def _lines(self) -> tuple[FigureRow, ...]:
        assert self.model.report is not None
        return rows.principle_table(self.model.report, self.key, self.model.scale)

    @override
    def _note(self) -> str:
        return self.tr("Lines are 95% intervals over recordings.")

    @override
    def _months(self, row: int) -> Sequence[Month]:
        assert self.model.report is not None
        one = self.model.report.principles[row]
        self.by_month.set_title(self.tr("Month by month: {0}").format(one.name))
        return one.months

    @override
    def _fill_detail(self, row: int) -> None:
        assert self.model.report is not None
        self.detail.show_principle(self.model.report, row, self.model.scale)


class CodesPanel(FiguresPanel):
    """Agreement on the codes of what the worker says."""

    def __init__(self, model: AgreementViewModel) -> None:
        title = model.tr("Codes of what was said, code by code")
        super().__init__(model, title, rows.CODE_FIGURES, _code_columns(model))
        self.free = FreeMarksCard()
        self._inside.addWidget(self.free)
        self._inside.addStretch(1)

    @override
    def show_report(self) -> None:
        """Show the report's codes, and the marks set freely below them."""
        super().show_report()
        if self.model.report is not None:
            self.free.show_report(self.model.report)

    @override
    def _any(self) -> bool:
        report = self.model.report
        return report is not None and bool(rows.given(report) or report.free_marks)

    @override
    def _reason(self) -> tuple[str, str]:
        sentence = self.tr(
            "Figures appear here once two evaluators have coded the utterances of the same recording, each on their "
            "own. A code needs ten utterances, and ten recordings, for a figure; over recordings that others coded, "
            "also three evaluators, so that no single person's codes are told."
        )
        return self.tr("No utterances coded by two to show yet"), sentence

    @override
    def _dots(self) -> tuple[DotRow, ...]:
        assert self.model.report is not None
        return rows.code_rows(self.model.report, self.key, self.model.scale)

    @override
    def _lines(self) -> tuple[FigureRow, ...]:
        assert self.model.report is not None
        return rows.code_table(self.model.report, self.key, self.model.scale)

    @override
    def _note(self) -> str:
        return self.tr("Each code against all others, on utterances that at least one of two coded.")

    @override
    def _fill_detail(self, row: int) -> None:
        assert self.model.report is not None
        self.detail.show_code(self.model.report, rows.given(self.model.report)[row], self.model.scale)


def _columns(model: AgreementViewModel, first: str, exact: str, within: str) -> list[Column[FigureRow]]:
    tr = model.tr
    return [
        Column(first, lambda row: row.name),
        Column(tr("Figure"), lambda row: row.value, right=True),
        Column(tr("95% interval"), lambda row: row.interval, right=True),
        Column(tr("In words"), lambda row: row.label),
        Column(tr("Recordings"), lambda row: row.n, right=True),
        Column(exact, lambda row: row.exact, right=True),
        Column(within, lambda row: row.within_one, right=True),
        Column(tr("Note"), lambda row: row.note),
    ]


def _rating_columns(model: AgreementViewModel) -> list[Column[FigureRow]]:
    return _columns(model, model.tr("Principle"), model.tr("Equal"), model.tr("Within one"))


def _code_columns(model: AgreementViewModel) -> list[Column[FigureRow]]:
    return _columns(model, model.tr("Code"), model.tr("Utterances"), model.tr("Share of codes"))
