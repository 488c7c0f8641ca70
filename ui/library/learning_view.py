"""Learning from the service's own codes: what counts, what came of it, and which sessions would teach most."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QCheckBox, QFormLayout, QHBoxLayout, QVBoxLayout, QWidget
from typing_extensions import override

from coder.analysis.wording import counted, day_text
from coder.domain.learning import LEAST_SESSIONS, DoubleCoding, LearntModel, TrainingSet
from ui.library.learning import Learning, LearningState
from ui.library.learning_words import compared, grouped, left_out, percent
from ui.library.learnt_figures import FoldedFigures
from ui.theme import Role, current
from ui.widgets.buttons import primary, secondary
from ui.widgets.card import Card
from ui.widgets.clearing import clear
from ui.widgets.labels import label


class LearningView(QWidget):
    """The training set with its switch, a card for each model, and the sessions offered for a second coding."""

    def __init__(self, model: Learning, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(current().px(10))
        column.addWidget(self._set_card())
        self._models = QVBoxLayout()
        self._models.setSpacing(current().px(10))
        column.addLayout(self._models)
        self._offers = Card(self.tr("Worth a second coding"), self.tr("an offer, not a rule"))
        self._offered = QVBoxLayout()
        self._offers.body.addLayout(self._offered)
        column.addWidget(self._offers)
        column.addStretch(1)
        model.loaded.connect(self._show)
        model.outdated.connect(self._look_again)

    def _set_card(self) -> Card:
        card = Card(self.tr("What suggestions can learn from"))
        rule = self.tr(
            "Only codes that people here gave before they saw suggestions, and locked. Ratings are never learnt, and "
            "there is one model for the whole service, never one of a worker."
        )
        card.body.addWidget(label(rule, Role.SUBTITLE, wrap=True))
        self._facts = QVBoxLayout()
        card.body.addLayout(self._facts)
        self.switch = QCheckBox(self.tr("Learn from coded sessions: our privacy notice says so"))
        self.switch.clicked.connect(self._model.switch)
        card.body.addWidget(self.switch)
        row = QHBoxLayout()
        row.setSpacing(current().px(10))
        self.learn_button = primary(self.tr("Learn now"), "sparkles")
        self.learn_button.clicked.connect(self._model.learn)
        self.reason = label("", Role.CAPTION, wrap=True)
        row.addWidget(self.learn_button)
        row.addWidget(self.reason, 1)
        card.body.addLayout(row)
        return card

    @override
    def showEvent(self, event: QShowEvent) -> None:
        """Read what changed while nobody looked."""
        super().showEvent(event)
        self._model.refresh()

    @Slot()
    def _look_again(self) -> None:
        if self.isVisible():
            self._model.refresh()

    @Slot()
    def _show(self) -> None:
        state = self._model.state
        if state is None:
            return
        clear(self._facts)
        self._facts.addWidget(_form(self._facts_of(state.known)))
        self._show_acts(state)
        clear(self._models)
        for one in state.models:
            self._models.addWidget(self._model_card(one))
        clear(self._offered)
        self._show_offers(state)

    def _show_acts(self, state: LearningState) -> None:
        may_teach = self._model.may_teach
        self.switch.setChecked(state.switched_on)
        self.switch.setEnabled(may_teach)
        self.learn_button.setVisible(may_teach)
        self.learn_button.setEnabled(state.switched_on and not state.known.missing)
        self.reason.setText(self._reason(state, may_teach))

    def _reason(self, state: LearningState, may_teach: bool) -> str:
        if not may_teach:
            return self.tr("Only the service lead or the data steward may have suggestions learnt.")
        if state.known.missing:
            here = self.tr("{0} of {1} sessions are here; {2} more are needed before anything is learnt.")
            if state.known.missing == 1:
                here = self.tr("{0} of {1} sessions are here; {2} more is needed before anything is learnt.")
            return here.format(state.known.sessions, LEAST_SESSIONS, state.known.missing)
        if not state.switched_on:
            return self.tr("Switched off. What is coded here teaches nothing.")
        return self.tr("Takes a few minutes in the background. A new model takes over only if it is better.")

    def _facts_of(self, known: TrainingSet) -> list[tuple[str, str]]:
        facts = [
            (self.tr("Sessions"), str(known.sessions)),
            (self.tr("Coded utterances"), str(known.utterances)),
        ]
        if known.codes:
            facts.append((self.tr("By code"), " · ".join(f"{code} {count}" for code, count in known.codes.items())))
        if known.left_out:
            facts.append((self.tr("Sessions left out"), left_out(known)))
        if known.after_seeing:
            apart = self.tr("{0} given once suggestions could be seen: counted, never learnt from")
            facts.append((self.tr("Set apart"), apart.format(counted(known.after_seeing, "code"))))
        return facts

    def _model_card(self, one: LearntModel) -> Card:
        kept = self.tr("kept") if one.kept else self.tr("not adopted")
        card = Card(one.name, self.tr("in use") if one.in_use else kept)
        if one.learnt_from is None or one.made_at is None:
            card.body.addWidget(label(self.tr("The model that comes with the program; always kept."), wrap=True))
        else:
            made = self.tr("Made on {0} from {1} with {2}, codebook {3}, beside ours.")
            day, known = day_text(one.made_at.astimezone().date()), one.learnt_from
            of, with_ = counted(known.sessions, "session"), counted(known.utterances, "coded utterance")
            text = made.format(day, of, with_, one.codebook_version)
            card.body.addWidget(label(text, wrap=True))
            card.body.addWidget(label(compared(one), wrap=True))
            card.body.addWidget(label(grouped(one), Role.CAPTION, wrap=True))
        if one.withdrawn:
            gone = self.tr("It learnt from {0} withdrawn since. Learn again to leave out what was withdrawn.")
            card.body.addWidget(label(gone.format(counted(one.withdrawn, "recording")), Role.STRONG, wrap=True))
        if one.kept and not one.in_use and self._model.may_teach:
            button = secondary(self.tr("Use this one"), "rotate-ccw")
            button.setAccessibleName(self.tr("Use this one: {0}").format(one.name))
            button.clicked.connect(partial(self._model.use, one))
            card.body.addLayout(_left(button))
        if one.comparison is not None:
            card.body.addWidget(FoldedFigures(one.name, one.comparison))
        return card

    def _show_offers(self, state: LearningState) -> None:
        if not state.offers:
            none = self.tr("Sessions with one coding stand here once suggestions were worked out for them.")
            self._offered.addWidget(label(none, Role.SUBTITLE, wrap=True))
        for one in state.offers:
            self._offered.addWidget(label(self._why(one), wrap=True))
            button = secondary(self.tr("Open {0}").format(one.session_code), "audio-lines")
            button.clicked.connect(partial(self._model.open_session, one))
            self._offered.addLayout(_left(button))

    def _why(self, one: DoubleCoding) -> str:
        silent = self.tr("{0}: the model kept silent on {1} of {2} of the worker").format(
            one.session_code, one.silent, counted(one.utterances, "utterance")
        )
        if one.silent == one.utterances:
            return f"{silent}."
        sure = self.tr("and was {0} sure of the others on average").format(percent(one.certainty))
        return f"{silent} {sure}."


def _form(facts: Sequence[tuple[str, str]]) -> QWidget:
    made = QWidget()
    form = QFormLayout(made)
    form.setContentsMargins(0, 0, 0, 0)
    form.setHorizontalSpacing(current().px(14))
    for heading, text in facts:
        beside = label(heading, Role.SUBTITLE)
        beside.setAlignment(Qt.AlignmentFlag.AlignTop)
        form.addRow(beside, label(text, wrap=True))
    return made


def _left(button: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    row.addWidget(button)
    row.addStretch(1)
    return row
