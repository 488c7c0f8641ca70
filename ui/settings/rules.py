"""The service's rules: read by everybody, changed by the lead or steward."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Slot
from PySide6.QtWidgets import QCheckBox, QComboBox, QDoubleSpinBox, QLineEdit, QPlainTextEdit, QSpinBox, QWidget

from coder.domain.overview import Nation
from coder.domain.permissions import Action
from ui.settings.section import Section
from ui.settings.viewmodel import SettingsViewModel, StoreFacts
from ui.theme import Role, current
from ui.widgets.buttons import primary
from ui.widgets.card import Card
from ui.widgets.form import row
from ui.widgets.labels import label
from ui.widgets.readable import Readable


class RulesSection(Section):
    """Suggestions while coding, recordings without any, targets, and what is shown at a safeguarding pause."""

    def __init__(self, model: SettingsViewModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self._readable = Readable()
        self.assisted = QCheckBox(self.tr("Assisted mode: show suggestions while coding"))
        self.withheld = _number(0, 100, "%")
        self.precision = _number(70, 99, "%")
        self.agreement = _kappa()
        self.codes_off = QLineEdit()
        self.target = _number(1, 60, self.tr(" working days"))
        self.holidays = _nations()
        self.recordings = _number(1, 24, "")
        self.worker_first = _number(0, 30, self.tr(" working days"))
        self.double = _number(0, 100, "%")
        self.save_button = primary(self.tr("Change the rules"))
        # First, so that who may only read is told why before coming to what cannot be changed.
        self.note = label("", Role.SUBTITLE, wrap=True)
        self.column.addWidget(self.note)
        card = self.card(self.tr("Suggestions"))
        card.body.addWidget(self.assisted)
        card.body.addLayout(self._readable.form(((self.assisted.text(), self.assisted),)))
        marked = self.tr(
            "Seeing suggestions first changes what people mark. In assisted mode every code is marked as made so, and "
            "none of them counts when agreement is worked out."
        )
        card.body.addWidget(label(marked, Role.CAPTION, wrap=True))
        card.body.addLayout(self._readable.form(((self.tr("Recordings that never show suggestions"), self.withheld),)))
        drawn = self.tr(
            "Drawn by chance, so that the effect of suggestions can be measured at all. A change holds for recordings "
            "that come from now on."
        )
        card.body.addWidget(label(drawn, Role.CAPTION, wrap=True))
        self._build_which(card)
        self._build_targets()
        self.save_button.clicked.connect(self._save)
        model.loaded.connect(self._show)

    def _build_which(self, card: Card) -> None:
        card.body.addLayout(
            self._readable.form(
                (
                    (self.tr("Suggestions shown that should be right"), self.precision),
                    (self.tr("Least agreement of people on a code (kappa)"), self.agreement),
                    (self.tr("Codes never to suggest"), self.codes_off),
                )
            )
        )
        which = self.tr(
            "The more often they should be right, the fewer are shown. A code is not suggested where two people here "
            "agree on it less than this, once ten recordings were coded by two. Write codes with blanks between them. "
            "All three count for suggestions made from now on; which codes are off, and why, is in the Library."
        )
        card.body.addWidget(label(which, Role.CAPTION, wrap=True))

    def _build_targets(self) -> None:
        targets = self.card(self.tr("Targets"))
        targets.body.addLayout(
            self._readable.form(
                (
                    (self.tr("From tape to feedback"), self.target),
                    (self.tr("Bank holidays"), self.holidays),
                    (self.tr("Recordings of a worker in a year"), self.recordings),
                    (self.tr("An evaluation is the worker's alone for"), self.worker_first),
                    (self.tr("Recordings coded a second time"), self.double),
                )
            )
        )
        unknown = self.tr(
            "Drawn by chance as the first coding begins; neither evaluator is told. A change holds for recordings that "
            "come from now on."
        )
        targets.body.addWidget(label(unknown, Role.CAPTION, wrap=True))
        self._build_procedure()
        self.column.addLayout(row(self.save_button))
        self.fill()

    def _build_procedure(self) -> None:
        card = self.card(
            self.tr("Safeguarding procedure"),
            sentence=self.tr(
                "Shown to whoever pauses a recording over a concern. Put in your own procedure and whom to ring. "
                "Empty it to have our neutral words again."
            ),
        )
        self.procedure = QPlainTextEdit()
        self.procedure.setAccessibleName(self.tr("Safeguarding procedure"))
        self.procedure.setTabChangesFocus(True)
        self.procedure.setMinimumHeight(current().px(150))
        card.body.addWidget(self.procedure)

    @Slot(object)
    def _show(self, facts: StoreFacts) -> None:
        policy = facts.policy
        self.assisted.setChecked(policy.assisted_mode)
        self.withheld.setValue(round(100 * policy.withheld_share))
        self.precision.setValue(round(100 * policy.target_precision))
        self.agreement.setValue(policy.agreement_line)
        self.codes_off.setText(policy.codes_off)
        self.target.setValue(policy.target_days)
        self.holidays.setCurrentIndex(self.holidays.findData(policy.bank_holidays))
        self.recordings.setValue(policy.recordings_a_year)
        self.worker_first.setValue(policy.worker_first_days)
        self.double.setValue(round(100 * policy.double_share))
        may_change = self._model.may(Action.MANAGE_POLICY)
        if not self.procedure.hasFocus():
            self.procedure.setPlainText(policy.safeguarding_text)
        self._readable.allow(may_change)
        self.procedure.setReadOnly(not may_change)
        self.save_button.setVisible(may_change)
        self.note.setText("" if may_change else self.tr("Only the service lead or the data steward may change these."))
        self.note.setVisible(not may_change)

    @Slot()
    def _save(self) -> None:
        self._model.change_policy(
            assisted_mode=self.assisted.isChecked(),
            withheld_share=self.withheld.value() / 100,
            target_precision=self.precision.value() / 100,
            agreement_line=round(self.agreement.value(), 2),
            codes_off=self.codes_off.text(),
            target_days=self.target.value(),
            bank_holidays=self.holidays.currentData(),
            recordings_a_year=self.recordings.value(),
            worker_first_days=self.worker_first.value(),
            double_share=self.double.value() / 100,
            safeguarding_text=self.procedure.toPlainText().strip() or self._model.usual_procedure(),
        )


def _nations() -> QComboBox:
    box = QComboBox()
    for nation in Nation:
        box.addItem(nation.value, nation)
    box.setAccessibleDescription(QCoreApplication.translate("settings", "Days that are no working days"))
    return box


def _kappa() -> QDoubleSpinBox:
    box = QDoubleSpinBox()
    box.setRange(0.0, 1.0)
    box.setSingleStep(0.05)
    box.lineEdit().setTextMargins(current().px(6), 0, 0, 0)
    return box


def _number(low: int, high: int, unit: str) -> QSpinBox:
    box = QSpinBox()
    box.setRange(low, high)
    box.setSuffix(unit)
    box.lineEdit().setTextMargins(current().px(6), 0, 0, 0)
    return box
