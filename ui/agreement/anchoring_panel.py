"""What became of codes once suggestions were seen: the service, and oneself, or for the lead everybody by code."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.agreement.anchoring import AnchoringModel, MeterRow, meter_rows
from ui.agreement.meter_chart import MeterChart
from ui.agreement.section_panel import SectionPanel
from ui.theme import Role, current
from ui.widgets.card import Card
from ui.widgets.labels import label
from ui.widgets.table import Column, RowsTableModel, TableView


class AnchoringPanel(SectionPanel):
    """Shows ``model.meter``: the bars, and everything as a table below."""

    def __init__(self, model: AnchoringModel) -> None:
        super().__init__()
        self.model = model
        self.chart = MeterChart()
        self._rows: RowsTableModel[MeterRow] = RowsTableModel(self._columns())
        self.table = TableView(self.tr("What became of codes once suggestions were seen, as a table"), self._rows)
        inside = QWidget()
        cards = QVBoxLayout(inside)
        cards.setContentsMargins(0, 0, 0, 0)
        cards.setSpacing(current().px(10))
        for card in (self._chart_card(), self._table_card()):
            cards.addWidget(card)
        cards.addStretch(1)
        self.hold(inside)
        model.loaded.connect(self._loaded)
        model.refused.connect(self.show_refusal)

    def _chart_card(self) -> Card:
        card = Card(self.tr("Once suggestions were seen"))
        words = self.tr(
            "Places of the second listen where code and suggestion differed. Moving toward suggestions is "
            "neither good nor bad in itself: what a talk with a colleague came to later says whether it was right."
        )
        card.body.addWidget(label(words, Role.SUBTITLE, wrap=True))
        card.body.addWidget(self.chart)
        return card

    def _table_card(self) -> Card:
        card = Card(self.tr("Was it right, and what does assisted coding do?"))
        card.body.addWidget(self.table)
        words = self.tr(
            "“Right” counts places that a consensus talk settled since. “Same as suggested” compares codes given "
            "blind, before anything was seen, with codes given while suggestions could be seen."
        )
        card.body.addWidget(label(words, Role.CAPTION, wrap=True))
        return card

    def _columns(self) -> list[Column[MeterRow]]:
        return [
            Column(self.tr("Who"), lambda row: row.name),
            Column(self.tr("Places"), lambda row: str(row.places), right=True),
            Column(self.tr("Kept"), lambda row: str(row.kept), right=True),
            Column(self.tr("To the suggestion"), lambda row: str(row.toward), right=True),
            Column(self.tr("To another"), lambda row: str(row.elsewhere), right=True),
            Column(self.tr("Changed and right"), lambda row: row.proved_toward, right=True),
            Column(self.tr("Kept and right"), lambda row: row.proved_kept, right=True),
            Column(self.tr("Same as suggested, blind"), lambda row: row.blind_same, right=True),
            Column(self.tr("Same, assisted"), lambda row: row.assisted_same, right=True),
        ]

    @Slot()
    def _loaded(self) -> None:
        rows = meter_rows(self.model.meter)
        if not rows:
            sentence = self.tr(
                "Figures appear here once a recording was finished: lock its coding, go through the second listen on "
                "the Code page, then finish it."
            )
            self.content.show_empty("sparkles", self.tr("Nobody has seen suggestions yet"), sentence)
            return
        self.chart.set_rows(rows)
        self._rows.set_rows(rows)
        theme = current()
        self.table.setFixedHeight(theme.px(54) + min(len(rows), 12) * theme.px(32))
        self.content.show_content()
