"""The parts of the model card below its facts: figures of each code, two curves, kinds of talk, what became of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from coder.analysis import suggestion_words
from coder.analysis.wording import day_text
from coder.domain.suggestion_worth import CodeSwitch, Outcome, Worth
from ui.library import card_rows
from ui.library.card_charts import Point, ShareCurve
from ui.library.card_rows import CodeRow, CountsRow, kappa, percent
from ui.theme import Role, current
from ui.widgets.card import Card
from ui.widgets.clearing import clear
from ui.widgets.labels import label
from ui.widgets.table import ChartWithTable, Column, RowsTableModel, TableView

if TYPE_CHECKING:
    from coder.services.model_cards import GroupFigures, HeldOut

EXAMPLES = 3


class CodesCard(Card):
    """The figures of each code, and below them which codes are not suggested and why."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.set_title(self.tr("How it did on each code"))
        explained = self.tr(
            "Precision: what it marked that was right. Recall: what was there that it found. F1: both in one. Kappa: "
            "agreement beyond chance, of the model with the labels of the text, of two evaluators here, and of two "
            "labellings of the text by those who wrote the program. In brackets: the 95% interval. A code with "
            "few examples says little."
        )
        self.body.addWidget(label(explained, Role.SUBTITLE, wrap=True))
        self.rows = RowsTableModel(self._columns())
        self.table = TableView(self.tr("Figures of each code"), self.rows, sortable=True)
        self.table.sortByColumn(EXAMPLES, Qt.SortOrder.DescendingOrder)
        self.table.setMinimumHeight(current().px(300))
        self.body.addWidget(self.table, 1)
        self._off = QVBoxLayout()
        self.body.addLayout(self._off)

    def show_codes(self, rows: tuple[CodeRow, ...], switches: tuple[CodeSwitch, ...]) -> None:
        """Show other figures."""
        self.rows.set_rows(rows)
        clear(self._off)
        self._off.addWidget(label(self.tr("Not suggested"), Role.STRONG))
        for sentence in card_rows.reasons(switches):
            self._off.addWidget(label(sentence, wrap=True))

    def _columns(self) -> list[Column[CodeRow]]:
        yes, no = self.tr("yes"), self.tr("no")
        return [
            Column(self.tr("Code"), lambda one: one.code),
            Column(self.tr("Name"), lambda one: one.name),
            Column(self.tr("Suggested"), lambda one: yes if one.suggested else no),
            Column(
                self.tr("Examples"), lambda one: str(one.figures.n or "—"), sort=lambda one: one.figures.n, right=True
            ),
            _kappa(self.tr("Kappa, model"), lambda one: one.figures.kappa),
            Column(
                self.tr("Kappa, people here"),
                lambda one: card_rows.people_kappa(one.people),
                sort=_people_order,
                right=True,
            ),
            _kappa(self.tr("Kappa, two labellings"), lambda one: one.labellings),
            _share(self.tr("Of all"), "prevalence"),
            _share(self.tr("Precision"), "precision"),
            _share(self.tr("Recall"), "recall"),
            _share(self.tr("F1"), "f1"),
            Column(
                self.tr("Shown"),
                lambda one: str(one.figures.shown) if one.figures.n else "—",
                sort=lambda one: one.figures.shown,
                right=True,
            ),
            Column(
                self.tr("Right when shown"), _right_when_shown, sort=lambda one: one.figures.shown_precision, right=True
            ),
        ]


class CurveCard(Card):
    """A curve, and the same figures as a table."""

    def __init__(self, title: str, explained: str, heading: str, promised: str = "") -> None:
        super().__init__(title)
        self.body.addWidget(label(explained, Role.SUBTITLE, wrap=True))
        self.chart = ShareCurve(title, heading)
        columns: list[Column[Point]] = [Column(heading, lambda one: one.name)]
        if promised:
            columns += [
                Column(promised, lambda one: percent(one.promised or 0.0), right=True),
                Column(self.tr("Answers"), lambda one: str(one.n), right=True),
            ]
        columns.append(Column(self.tr("Right"), lambda one: percent(one.value), right=True))
        self.rows = RowsTableModel(columns)
        self.both = ChartWithTable(self.chart, TableView(title, self.rows))
        self.both.button.setAccessibleName(self.tr("{0}: {1}").format(title, self.both.button.text()))
        self.both.table_shown.connect(
            lambda _: self.both.button.setAccessibleName(self.tr("{0}: {1}").format(title, self.both.button.text()))
        )
        self.add_trailing(self.both.button)
        self.body.addWidget(self.both)

    def show_points(self, points: tuple[Point, ...]) -> None:
        """Show another curve."""
        self.rows.set_rows(points)
        self.chart.set_points(points, card_rows.summary(points))


class GroupsCard(Card):
    """How the model did on kinds of talk."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.set_title(self.tr("How it did on kinds of talk"))
        explained = self.tr(
            "On invented talk it had not seen. Real voices, accents, dialects and interpreters were not tried."
        )
        self.body.addWidget(label(explained, Role.SUBTITLE, wrap=True))
        columns: list[Column[GroupFigures]] = [
            Column(self.tr("Talk"), card_rows.group_name),
            Column(self.tr("Utterances"), lambda one: str(one.n), sort=lambda one: one.n, right=True),
            Column(self.tr("Right"), lambda one: percent(one.accuracy), sort=lambda one: one.accuracy, right=True),
            Column(self.tr("Kappa"), lambda one: kappa(one.kappa), sort=lambda one: one.kappa or -1.0, right=True),
            Column(self.tr("Shown"), lambda one: percent(one.coverage), sort=lambda one: one.coverage, right=True),
            Column(
                self.tr("Right when shown"),
                lambda one: "—" if one.shown_precision is None else percent(one.shown_precision),
                sort=lambda one: one.shown_precision or -1.0,
                right=True,
            ),
        ]
        self.rows = RowsTableModel(columns)
        self.table = TableView(self.tr("Figures of kinds of talk"), self.rows)
        self.body.addWidget(self.table)

    def show_groups(self, held_out: HeldOut) -> None:
        """Show other figures."""
        self.rows.set_rows(held_out.groups)
        self.table.be_as_tall_as(len(held_out.groups))


class WorthCard(Card):
    """What evaluators here did with suggestions; never by worker or evaluator."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.set_title(self.tr("What became of suggestions here"))
        explained = self.tr(
            "Of finished recordings, in groups of at least ten from five workers, so that nobody can be picked out. "
            "The model is silent where it is unsure; those are counted by the code the evaluator gave."
        )
        self.body.addWidget(label(explained, Role.SUBTITLE, wrap=True))
        self.rows = RowsTableModel(self._columns())
        self.table = TableView(self.tr("What became of suggestions, by code"), self.rows)
        self.below = label("", Role.STRONG, wrap=True)
        self.body.addWidget(self.below)
        self.body.addWidget(self.table)
        self.note = label("", wrap=True)
        self.body.addWidget(self.note)
        self.effect = label("", wrap=True)
        self.body.addWidget(self.effect)

    def show_worth(self, worth: Worth, target: float) -> None:
        """Show other counts; without any, why there are none yet. ``target`` (0–1) is how many should be right."""
        self.below.setText(suggestion_words.below_target(worth, target))
        self.below.setVisible(bool(self.below.text()))
        self.effect.setText(suggestion_words.effect(worth.effect))
        rows = card_rows.counts_rows(worth)
        self.rows.set_rows(rows)
        self.table.setVisible(bool(rows))
        self.table.be_as_tall_as(len(rows), bars=1)
        if worth.waiting == 1:
            waiting = self.tr("1 finished recording waits until there are enough beside it.")
        elif worth.waiting:
            waiting = self.tr("{0} finished recordings wait until there are enough beside them.").format(worth.waiting)
        else:
            waiting = "" if rows else self.tr("They come once recordings with suggestions are finished.")
        split = map(suggestion_words.with_interpreter, worth.interpreter)
        none = [] if rows else [self.tr("No figures yet.")]
        self.note.setText(" ".join(filter(None, (*none, *split, waiting))))

    def _columns(self) -> list[Column[CountsRow]]:
        blind, assisted = self.tr("blind"), self.tr("assisted")
        names = card_rows.outcome_names()
        return [
            Column(self.tr("Finished"), _period, sort=lambda one: one.batch.since),
            Column(self.tr("Coded"), lambda one: assisted if one.batch.assisted else blind),
            Column(self.tr("Model"), lambda one: one.batch.model_id),
            Column(self.tr("Code"), lambda one: one.code.code),
            *(_counted(names[outcome], outcome) for outcome in Outcome),
        ]


def _counted(heading: str, outcome: Outcome) -> Column[CountsRow]:
    return Column(
        heading,
        lambda one: str(one.code.counts[outcome]),
        sort=lambda one: one.code.counts[outcome],
        right=True,
    )


def _period(row: CountsRow) -> str:
    return f"{day_text(row.batch.since)} – {day_text(row.batch.until)}"


def _share(heading: str, field: str) -> Column[CodeRow]:
    return Column(
        heading,
        lambda one: percent(getattr(one.figures, field) or 0.0) if one.figures.n else "—",
        sort=lambda one: getattr(one.figures, field) or 0.0,
        right=True,
    )


def _kappa(heading: str, of: Any) -> Column[CodeRow]:
    return Column(heading, lambda one: kappa(of(one)), sort=lambda one: of(one) or -1.0, right=True)


def _people_order(row: CodeRow) -> float:
    return -1.0 if row.people is None or row.people.kappa is None else row.people.kappa


def _right_when_shown(row: CodeRow) -> str:
    return percent(row.figures.shown_precision) if row.figures.shown > 0 else "—"
