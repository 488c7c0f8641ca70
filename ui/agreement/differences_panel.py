"""The places where two codings differ, the largest first, and the talk about the chosen one."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QComboBox

from coder.domain.consensus import Disagreement
from coder.domain.permissions import Action, may
from ui.agreement import difference_words as words
from ui.agreement.differences import Differences
from ui.agreement.section_panel import SectionPanel
from ui.agreement.talk_card import TalkCard
from ui.announce import announce
from ui.context import Context
from ui.reporting.clip_player import ClipPlayer
from ui.reporting.columns import Columns
from ui.theme import Role, current
from ui.widgets.card import Card
from ui.widgets.labels import label, name_box
from ui.widgets.table import Column, RowsTableModel, TableView

_NARROW_PX = 980
_TO_TALK, _ALL, _TALKED = "to talk", "all", "talked"


class DifferencesPanel(SectionPanel):
    """Shows ``model.items``; moments are heard through ``player``."""

    def __init__(self, context: Context, model: Differences, player: ClipPlayer) -> None:
        super().__init__()
        self._context, self.model = context, model
        self._chosen = ""
        self._wanted = ""
        self._rows: RowsTableModel[Disagreement] = RowsTableModel(self._columns())
        self.table = TableView(self.tr("Where two codings differ"), self._rows)
        self.table.setMinimumHeight(current().px(260))
        self.which = QComboBox()
        name_box(self.which, self.tr("Which differences"))
        for key, text in (
            (_TO_TALK, self.tr("To talk about")),
            (_ALL, self.tr("All differences")),
            (_TALKED, self.tr("Talked through")),
        ):
            self.which.addItem(text, key)
        self.found = label("", Role.CAPTION, wrap=True)
        self.talk = TalkCard(model)
        self.talk.played.connect(player.play)
        columns = Columns(_NARROW_PX)
        columns.set_shares(1, 1)
        columns.left.addWidget(self._card(), 1)
        columns.right.addWidget(self.talk)
        columns.right.addStretch(1)
        self.hold(columns)
        self.which.activated.connect(self._show_rows)
        self.table.selectionModel().currentRowChanged.connect(lambda index: self._choose(index.row()))
        model.loaded.connect(self._loaded)
        model.refused.connect(self.show_refusal)
        model.kept.connect(self._say_kept)

    def _card(self) -> Card:
        card = Card(self.tr("Where two evaluators differ"))
        card.add_trailing(self.which)
        card.body.addWidget(self.found)
        card.body.addWidget(self.table, 1)
        return card

    def _columns(self) -> list[Column[Disagreement]]:
        return [
            Column(self.tr("Recording"), lambda one: one.session_code),
            Column(self.tr("About"), words.about),
            Column(self.tr("One"), lambda one: words.short_value(one.given[0])),
            Column(self.tr("Other"), lambda one: words.short_value(one.given[1])),
            Column(self.tr("Apart"), words.apart),
            Column(self.tr("Talk"), words.stands),
        ]

    @property
    def shown(self) -> tuple[Disagreement, ...]:
        """The places that fit the choice, the largest difference first."""
        which = self.which.currentData()
        if which == _TO_TALK:
            return tuple(one for one in self.model.items if one.talk is None and one.asks_for_talk)
        if which == _TALKED:
            return tuple(one for one in self.model.items if one.talk is not None)
        return self.model.items

    @Slot()
    def _loaded(self) -> None:
        if not self.model.items:
            self.content.show_empty("git-compare-arrows", *self._reason())
            return
        if not self.shown and not self._chosen:
            # Nothing waits for a talk: what else differs is more use than an empty list.
            self.which.setCurrentIndex(self.which.findData(_ALL))
        self.content.show_content()
        self._show_rows()
        self._choose_wanted()

    def show_session(self, session_id: str) -> None:
        """Choose the first place of a session that is not talked about yet, once it has been read."""
        self._wanted = session_id
        self._choose_wanted()

    def _choose_wanted(self) -> None:
        places = [one for one in self.model.items if one.session_id == self._wanted]
        if places:
            self._wanted = ""
            self._chosen = min(places, key=lambda one: one.talk is not None).id
            self.which.setCurrentIndex(self.which.findData(_ALL))
            self._show_rows()

    def _reason(self) -> tuple[str, str]:
        if self.model.pairs:
            return self.tr("They gave the same throughout"), self.tr("There is nothing to talk over.")
        own = self.tr(
            "When a recording you coded has been coded by a colleague too, and both of you have locked, the places "
            "where you differ stand here, each with both your moments to hear."
        )
        elsewhere = self.tr("Those of two colleagues at other computers follow once both codings have come.")
        leads = may(self._context.actor, Action.NOTE_TALK)
        return self.tr("Nothing to compare yet"), f"{own} {elsewhere}" if leads else own

    @Slot()
    def _show_rows(self) -> None:
        shown = self.shown
        self._rows.set_rows(shown)
        count = self.tr("{0} of {1} places. From more than one step apart on, the rule asks for a talk.")
        self.found.setText(count.format(len(shown), len(self.model.items)))
        self.talk.setVisible(bool(shown))
        if shown:
            ids = [one.id for one in shown]
            self.table.selectRow(ids.index(self._chosen) if self._chosen in ids else 0)

    def _choose(self, row: int) -> None:
        if 0 <= row < len(self._rows.rows):
            one = self._rows.rows[row]
            self._chosen = one.id
            self.talk.show_place(one)
            announce(self.table, words.sentence(one, self.model.codebook(one)))

    @Slot(str)
    def _say_kept(self, told: str) -> None:
        self._context.messages.info(told)
