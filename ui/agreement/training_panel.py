"""The way to the certificate, and how ratings lie beside gold and colleagues; for the lead everybody's, by code."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QHBoxLayout, QLayout, QVBoxLayout, QWidget

from coder.domain.training import Certificate, Drift, PlaceState, Placing, Progress, Use
from ui.agreement import training_words as words
from ui.agreement.drift_chart import DriftChart, DriftRow
from ui.agreement.section_panel import SectionPanel
from ui.agreement.training import Training
from ui.context import Context
from ui.reporting.columns import Columns
from ui.theme import Role, current
from ui.widgets.buttons import ghost, secondary
from ui.widgets.card import Card
from ui.widgets.clearing import clear
from ui.widgets.empty_state import IconMark
from ui.widgets.labels import label
from ui.widgets.table import ChartWithTable, Column, RowsTableModel, TableView

_NARROW_PX = 980
_ONLY_YOU = "Only you and the service lead see this. It is there to recalibrate by, and for nothing else."


class TrainingPanel(SectionPanel):
    """Shows ``model.state``; ``names`` of the principles come from the codebook in use."""

    def __init__(self, context: Context, model: Training) -> None:
        super().__init__()
        self._context, self.model = context, model
        self.way = Card(self.tr("Your way to the certificate"))
        self.own = Card(self.tr("Your ratings beside others"))
        self.chart = DriftChart(self.tr("Your ratings beside others, over time"))
        self._told = label("", wrap=True)
        self._advice = label("", Role.STRONG, wrap=True)
        for widget in (self.chart, self._told, self._advice, label(self.tr(_ONLY_YOU), Role.CAPTION, wrap=True)):
            self.own.body.addWidget(widget)
        self._build_everybody()
        columns = Columns(_NARROW_PX)
        columns.set_shares(1, 1)
        columns.fill((self.way, self.everybody), (self.own, self.drifts))
        self.hold(columns)
        model.loaded.connect(self._loaded)
        model.refused.connect(self.show_refusal)

    def _build_everybody(self) -> None:
        self._people: RowsTableModel[Progress] = RowsTableModel(_progress_columns(self))
        self.people = TableView(self.tr("Everybody's training, by code"), self._people)
        self.everybody = Card(self.tr("Everybody's training"))
        self.everybody.body.addWidget(self.people)
        self._drifts: RowsTableModel[Drift] = RowsTableModel(_drift_columns(self))
        table = TableView(self.tr("Everybody's ratings beside colleagues, as a table"), self._drifts)
        self.all_chart = DriftChart(self.tr("Everybody's ratings beside colleagues, over time"))
        self.both = ChartWithTable(self.all_chart, table)
        self.drifts = Card(self.tr("Everybody's ratings beside colleagues"))
        self.drifts.add_trailing(self.both.button)
        self.drifts.body.addWidget(self.both)
        note = self.tr(
            "By code, never by size. Each figure is the mean difference in steps, over so many of the last recordings. "
            "The band is half a step: within it nothing is asked for. A difference is a reason to recalibrate "
            "together, not a mistake."
        )
        self.drifts.body.addWidget(label(note, Role.CAPTION, wrap=True))
        self._offers = QVBoxLayout()
        self.drifts.body.addLayout(self._offers)

    @Slot()
    def _loaded(self) -> None:
        state = self.model.state
        self.way.setVisible(state.own is not None)
        self.own.setVisible(state.drift is not None)
        self.everybody.setVisible(state.leads and bool(state.everybody))
        self.drifts.setVisible(state.leads and bool(state.drifts))
        if state.own is None and not state.everybody and not state.drifts:
            self.content.show_empty("target", *self._nothing())
            return
        if state.own is not None:
            self._fill_way(state.own)
        if state.drift is not None:
            self._fill_own(state.drift)
        self._fill_everybody()
        self.content.show_content()

    def _nothing(self) -> tuple[str, str]:
        sentence = self.tr(
            "Training and drift appear here once evaluators code recordings with expert codes, or twice."
        )
        return self.tr("Nothing to show yet"), sentence

    def _fill_way(self, one: Progress) -> None:
        clear(self.way.body)
        self.way.set_trailing(one.codebook.upper())
        for step in words.steps(one):
            self.way.body.addLayout(_step(step))
        if one.read_at is None:
            button = secondary(self.tr("I have read the codebook"), "check")
            button.clicked.connect(self.model.mark_read)
            self._add_left(button)
        for placing in (*one.practice, *one.gold):
            self.way.body.addLayout(self._placing(placing))
        if not one.practice and not one.gold:
            sentence = self.tr(
                "No recordings with expert codes are here yet. The service lead adds them under Second codings: six to "
                "practise with discussion, ten to code alone."
            )
            self.way.body.addWidget(label(sentence, Role.SUBTITLE, wrap=True))
        if one.certificate is not None:
            self._add_certificate(one.certificate)

    def _add_left(self, button: QWidget) -> None:
        self.way.body.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)

    def _placing(self, one: Placing) -> QLayout:
        row = QHBoxLayout()
        row.setSpacing(current().px(8))
        kind = self.tr("practice") if one.use is Use.PRACTICE else self.tr("gold")
        row.addWidget(label(f"{one.session_code} · {kind} · {words.place_words(one)}"), 1)
        if one.state in (PlaceState.TO_CODE, PlaceState.CODING):
            button = ghost(self.tr("Code it"), "audio-lines")
            button.setAccessibleName(self.tr("Code {0}").format(one.session_code))
            button.clicked.connect(partial(self._context.go_to, "code", one.session_id))
            row.addWidget(button)
        elif one.use is Use.PRACTICE and one.state is PlaceState.LOCKED:
            button = ghost(self.tr("We talked it through"), "check")
            button.setAccessibleName(self.tr("We talked {0} through").format(one.session_code))
            button.clicked.connect(partial(self.model.mark_discussed, one.session_id))
            row.addWidget(button)
        return row

    def _add_certificate(self, one: Certificate) -> None:
        self.way.body.addWidget(label(self.tr("What the certificate asks for"), Role.STRONG))
        for rule in one.rules:
            self.way.body.addLayout(_step(words.Step(rule.name, rule.found, rule.met)))
        if one.note:
            self.way.body.addWidget(label(one.note, Role.CAPTION, wrap=True))

    def _fill_own(self, one: Drift) -> None:
        rows = [
            DriftRow(name, against.points, words.bias_words(against), f"{name}: {words.against_sentence(against)}")
            for name, against in ((self.tr("Gold"), one.gold), (self.tr("Colleagues"), one.peers))
        ]
        self.chart.setVisible(any(row.points for row in rows))
        self.chart.set_rows(rows)
        told = [
            f"{row.name}: {words.against_sentence(row_of)}"
            for row, row_of in zip(rows, (one.gold, one.peers), strict=True)
        ]
        self._told.setText("\n".join(told))
        self._advice.setText(one.sentence)
        # Where nothing can be told, the sentence is what was said of gold or colleagues already.
        self._advice.setVisible(not any(one.sentence in line for line in told))

    def _fill_everybody(self) -> None:
        state = self.model.state
        self._people.set_rows(state.everybody)
        self._fit(self.people, len(state.everybody))
        self._drifts.set_rows(state.drifts)
        self.all_chart.set_rows(
            [
                DriftRow(one.person_code, one.peers.points, words.bias_words(one.peers), words.drift_sentence(one))
                for one in state.drifts
            ]
        )
        clear(self._offers)
        for one in state.drifts:
            if one.alert:
                self._offers.addLayout(_offer(f"{one.person_code}: {one.sentence}"))

    def _fit(self, table: TableView, rows: int) -> None:
        """As tall as its rows: a table that scrolls inside a page that scrolls hides what is in it."""
        theme = current()
        table.setFixedHeight(theme.px(40) + min(rows, 12) * theme.px(32) + theme.px(14))


def _step(step: words.Step) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(current().px(8))
    mark = IconMark("circle-check" if step.done else "circle", 18, "ok" if step.done else "text3")
    row.addWidget(mark, 0, Qt.AlignmentFlag.AlignTop)
    row.addWidget(label(step.name, wrap=True), 1)
    row.addWidget(label(step.stand, Role.SUBTITLE))
    return row


def _offer(sentence: str) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(current().px(8))
    row.addWidget(IconMark("message-circle", 16, "accent"), 0, Qt.AlignmentFlag.AlignTop)
    row.addWidget(label(sentence, wrap=True), 1)
    return row


def _progress_columns(speaker: QWidget) -> list[Column[Progress]]:
    tr = speaker.tr
    return [
        Column(tr("Evaluator"), lambda one: one.person_code),
        Column(tr("Where"), lambda one: words.stage_name(one.stage)),
        Column(tr("Practice"), lambda one: words.steps(one)[1].stand),
        Column(tr("Gold set"), lambda one: words.steps(one)[2].stand),
    ]


def _drift_columns(speaker: QWidget) -> list[Column[Drift]]:
    tr = speaker.tr
    return [
        Column(tr("Evaluator"), lambda one: one.person_code),
        Column(tr("Beside gold"), lambda one: words.bias_words(one.gold)),
        Column(tr("Beside colleagues"), lambda one: words.bias_words(one.peers)),
        Column(tr("In words"), lambda one: one.sentence),
    ]
