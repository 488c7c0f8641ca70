"""Second codings that are wanted, sealed packages, and the recordings to train on, with all that can be done there."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from coder.analysis.wording import full_day
from coder.domain.assignment import Assignment
from coder.domain.sealed import Partner
from coder.domain.training import TrainedOn
from ui.agreement import second_words as words
from ui.agreement.second_acts import SecondActs
from ui.agreement.second_wanted import SecondsModel
from ui.agreement.section_panel import SectionPanel
from ui.context import Context
from ui.reporting.columns import Columns
from ui.theme import Role
from ui.widgets.buttons import secondary
from ui.widgets.card import Card
from ui.widgets.flow import in_lines
from ui.widgets.labels import label
from ui.widgets.table import Column, RowsTableModel, TableView

T = TypeVar("T")
_NARROW_PX = 980


class SecondPanel(SectionPanel):
    """Shows ``model.state``; each card only to those who may do what it is for."""

    def __init__(self, context: Context, model: SecondsModel, acts: SecondActs) -> None:
        super().__init__()
        self.model, self.acts = model, acts
        self._keys = context.actions.key_text
        self._columns = columns = Columns(_NARROW_PX)
        self.wanted, self.set_card = self._wanted_card(), self._set_card()
        self.packages, self.training = self._packages_card(), self._training_card()
        columns.fill((self.wanted, self.set_card), (self.packages, self.training))
        self.hold(columns)
        model.loaded.connect(self._loaded)
        model.refused.connect(self.show_refusal)

    def _wanted_card(self) -> Card:
        card = Card(self.tr("Second codings that are wanted"))
        sentence = self.tr(
            "Neither evaluator is told. Recordings you code yourself are not listed until you have locked them."
        )
        card.body.addWidget(label(sentence, Role.SUBTITLE, wrap=True))
        self.wanted_rows: RowsTableModel[Assignment] = RowsTableModel(_wanted_columns(self))
        self.wanted_table = TableView(self.tr("Second codings that are wanted"), self.wanted_rows)
        self.nothing_wanted = label(self.tr("None is wanted at the moment."), wrap=True)
        card.body.addWidget(self.wanted_table)
        card.body.addWidget(self.nothing_wanted)
        self.ask_button = secondary(self.tr("Ask a colleague…"), "plus", self._keys("second.ask"))
        self.ask_button.clicked.connect(lambda: self.acts.ask())
        self.drop_button = secondary(self.tr("No longer want it…"), "x")
        self.drop_button.clicked.connect(self._drop)
        self.wanted_table.selectionModel().selectionChanged.connect(self._allow)
        card.body.addWidget(in_lines(self.ask_button, self.drop_button))
        return card

    def _set_card(self) -> Card:
        card = Card(self.tr("Triple-coded set"))
        self.due = label("", wrap=True)
        card.body.addWidget(self.due)
        self.draw_button = secondary(self.tr("Draw a set…"), "rotate-cw", self._keys("second.set"))
        self.draw_button.clicked.connect(self.acts.draw_set)
        card.body.addWidget(in_lines(self.draw_button))
        return card

    def _packages_card(self) -> Card:
        card = Card(self.tr("Sealed packages"))
        sentence = self.tr(
            "For a second coder on another computer, without a network. You exchange cards once; then a recording goes "
            "out from the Sessions page, and their coding comes back here."
        )
        card.body.addWidget(label(sentence, Role.SUBTITLE, wrap=True))
        self.partner_rows: RowsTableModel[Partner] = RowsTableModel(_partner_columns(self))
        self.partner_table = TableView(self.tr("Colleagues whose packages are taken"), self.partner_rows)
        self.no_partner = label(self.tr("No colleague's card is here yet."), wrap=True)
        self.waiting = label("", Role.STRONG, wrap=True)
        for widget in (self.partner_table, self.no_partner, self.waiting):
            card.body.addWidget(widget)
        self.take_button = secondary(self.tr("Take in a package…"), "file-up", self._keys("package.take"))
        self.card_button = secondary(self.tr("Your card…"), "key", self._keys("package.card"))
        self.partner_button = secondary(self.tr("Add a colleague's card…"), "plus", self._keys("package.partner"))
        self.take_button.clicked.connect(self.acts.take_in)
        self.card_button.clicked.connect(self.acts.show_card)
        self.partner_button.clicked.connect(self.acts.add_partner)
        card.body.addWidget(in_lines(self.take_button, self.card_button, self.partner_button))
        return card

    def _training_card(self) -> Card:
        card = Card(self.tr("Recordings to train on"))
        sentence = self.tr("With expert codes: six for practice, which is talked through, and ten for the gold set.")
        card.body.addWidget(label(sentence, Role.SUBTITLE, wrap=True))
        self.training_rows: RowsTableModel[TrainedOn] = RowsTableModel(_training_columns(self))
        self.training_table = TableView(self.tr("Recordings to train on"), self.training_rows)
        self.nothing_trained = label(self.tr("None yet."), wrap=True)
        card.body.addWidget(self.training_table)
        card.body.addWidget(self.nothing_trained)
        self.train_button = secondary(self.tr("Add one…"), "plus", self._keys("training.use"))
        self.train_button.setAccessibleName(self.tr("Add a recording to train on"))
        self.train_button.clicked.connect(lambda: self.acts.train_on())
        self.stop_button = secondary(self.tr("Train on it no longer…"), "x")
        self.stop_button.clicked.connect(self._stop)
        self.training_table.selectionModel().selectionChanged.connect(self._allow)
        card.body.addWidget(in_lines(self.train_button, self.stop_button))
        return card

    @Slot()
    def _loaded(self) -> None:
        state = self.model.state
        for card, part in (
            (self.wanted, state.wanted),
            (self.set_card, state.due),
            (self.packages, state.partners),
            (self.training, state.trained_on),
        ):
            card.setVisible(part is not None)
        # Who asks for nothing has nothing at the left.
        self._columns.set_shares(0 if state.wanted is None and state.due is None else 1, 1)
        _fill(self.wanted_table, self.wanted_rows, state.wanted or (), self.nothing_wanted)
        _fill(self.partner_table, self.partner_rows, state.partners or (), self.no_partner)
        _fill(self.training_table, self.training_rows, state.trained_on or (), self.nothing_trained)
        if state.due is not None:
            self.due.setText(words.due_words(state.due))
            self.draw_button.setEnabled(words.can_draw(state.due))
        self.waiting.setText(words.waiting_words(state.waiting))
        self.waiting.setVisible(state.waiting > 0)
        self._allow()
        self.content.show_content()

    @Slot()
    def _allow(self) -> None:
        self.drop_button.setEnabled(self.wanted_table.selected() is not None)
        self.stop_button.setEnabled(self.training_table.selected() is not None)

    @Slot()
    def _drop(self) -> None:
        chosen = self.wanted_table.selected()
        if isinstance(chosen, Assignment):
            self.acts.drop(chosen)

    @Slot()
    def _stop(self) -> None:
        chosen = self.training_table.selected()
        if isinstance(chosen, TrainedOn):
            self.acts.stop_training(chosen)


def _fill(table: TableView, model: RowsTableModel[T], rows: Sequence[T], nothing: QWidget) -> None:
    model.set_rows(rows)
    table.setVisible(bool(rows))
    nothing.setVisible(not rows)
    table.be_as_tall_as(len(rows))


def _wanted_columns(speaker: QWidget) -> list[Column[Assignment]]:
    tr = speaker.tr
    return [
        Column(tr("Session"), lambda one: one.session_code),
        Column(tr("Held on"), lambda one: full_day(one.held_on)),
        Column(tr("Asked of"), lambda one: one.evaluator_code or tr("nobody yet")),
        Column(tr("How"), words.why_words),
        Column(tr("State"), words.state_words),
    ]


def _partner_columns(speaker: QWidget) -> list[Column[Partner]]:
    tr = speaker.tr
    return [
        Column(tr("Colleague"), lambda one: one.person_code),
        Column(tr("Fingerprint of their card"), lambda one: one.fingerprint),
    ]


def _training_columns(speaker: QWidget) -> list[Column[TrainedOn]]:
    tr = speaker.tr
    return [
        Column(tr("Session"), lambda one: one.session_code),
        Column(tr("For"), lambda one: words.use_words(one.use)),
        Column(tr("Locked by"), words.locked_words, right=True),
    ]
