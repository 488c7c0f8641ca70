"""What is asked about the recording programme: about one worker's next recording, and the list of all."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from PySide6.QtCore import QCoreApplication, QDate, Qt, Signal, Slot
from PySide6.QtWidgets import QButtonGroup, QComboBox, QHBoxLayout, QRadioButton, QWidget

from coder.domain.programme import (
    MISS_REASONS,
    REST_REASONS,
    YEAR_DAYS,
    Programme,
    Reason,
    Standing,
    WorkerProgramme,
)
from ui.home.programme_words import about, caption, missed_words, reason_words, stands, taken_back_words
from ui.theme import Role, current
from ui.widgets.date_field import DateField
from ui.widgets.labels import label
from ui.widgets.question import Question
from ui.widgets.table import Column, RowsTableModel, TableView

_FIRST_OFFER = timedelta(days=14)
# At twice the text size it scrolls inside the dialog instead of making the dialog scroll as well.
_TABLE_MOST_PX = 380


class NextRecordingDialog(Question):
    """What to do about one worker's next recording: ``planned(day)``, ``missed(Reason)``, ``rested(Reason)`` or
    ``taken_back()``, whichever was chosen. Only what is possible now is offered."""

    planned = Signal(object)
    missed = Signal(object)
    rested = Signal(object)
    taken_back = Signal()

    def __init__(self, one: WorkerProgramme, programme: Programme, today: date, parent: QWidget | None = None) -> None:
        said = [*map(_sentence, (stands(one), *about(one, programme))), missed_words(one)]
        title = _tr("Next recording of {0}").format(one.worker_code)
        super().__init__(title, " ".join(filter(None, said)), _tr("Note it"), parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._choices = QButtonGroup(self)
        self.day = self._day_field(one, today)
        self.miss_reason, self.rest_reason = _reasons(MISS_REASONS), _reasons(REST_REASONS)
        self.plan_choice = self._choice(self.tr("It is planned for"), self.day)
        self.miss_choice = self._choice(self.tr("It is not made, because"), self.miss_reason)
        self.rest_choice = self._choice(self.tr("None for now, because"), self.rest_reason)
        self.back_choice = self._choice(taken_back_words(one))
        self._offer(one)
        self.accepted.connect(self._tell)

    def _day_field(self, one: WorkerProgramme, today: date) -> DateField:
        field = DateField(max(one.next.on or today + _FIRST_OFFER, today))
        # The service refuses other days too; here nobody needs to be told.
        field.setMinimumDate(_qt_day(today))
        field.setMaximumDate(_qt_day(today + timedelta(days=YEAR_DAYS)))
        return field

    def _choice(self, words: str, field: QWidget | None = None) -> QRadioButton:
        choice = QRadioButton(words)
        self._choices.addButton(choice)
        row = QHBoxLayout()
        row.setSpacing(current().px(8))
        row.addWidget(choice)
        if field is not None:
            field.setAccessibleName(words)
            field.setAccessibleDescription(words)
            field.setEnabled(False)
            choice.toggled.connect(field.setEnabled)
            row.addWidget(field)
        row.addStretch(1)
        self.body.addLayout(row)
        return choice

    def _offer(self, one: WorkerProgramme) -> None:
        resting, due = one.next.standing is Standing.RESTING, one.next.standing is not Standing.LATER
        choices: tuple[tuple[QRadioButton, QWidget | None, bool], ...] = (
            (self.plan_choice, self.day, not resting),
            (self.miss_choice, self.miss_reason, not resting and due),
            (self.rest_choice, self.rest_reason, not resting),
            (self.back_choice, None, bool(taken_back_words(one))),
        )
        offered = [choice for choice, _, possible in choices if possible and one.may_note]
        for choice, field, _ in choices:
            choice.setVisible(choice in offered)
            if field is not None:
                field.setVisible(choice in offered)
        self.act.setVisible(bool(offered))
        if offered:
            offered[0].setChecked(True)
            return
        self.cancel.setText(self.tr("Close"))
        self.body.addWidget(label(self.tr("They plan it with their evaluator or coach."), Role.BODY, wrap=True))

    @Slot()
    def _tell(self) -> None:
        if self.plan_choice.isChecked():
            self.planned.emit(self.day.day)
        elif self.miss_choice.isChecked():
            self.missed.emit(self.miss_reason.currentData())
        elif self.rest_choice.isChecked():
            self.rested.emit(self.rest_reason.currentData())
        elif self.back_choice.isChecked():
            self.taken_back.emit()


class AllWorkersDialog(Question):
    """Everybody whose recordings concern one, by code; ``worker_wanted(id)`` for a row. No heading sorts it."""

    worker_wanted = Signal(str)

    def __init__(self, programme: Programme, parent: QWidget | None = None) -> None:
        sentence = _tr("{0} recordings a year each. In the order of codes; Enter opens a row.")
        super().__init__(_tr("Recording programme"), sentence.format(programme.a_year), _tr("Open"), parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.cancel.setText(self.tr("Close"))
        columns: list[Column[WorkerProgramme]] = [
            Column(self.tr("Worker"), lambda one: one.worker_code),
            Column(self.tr("Team"), lambda one: one.team_name),
            Column(self.tr("Next recording"), stands),
        ]
        if any(caption(one, programme) for one in programme.workers):
            columns.append(Column(self.tr("About it"), lambda one: caption(one, programme)))
        self.rows = RowsTableModel(columns)
        self.table = TableView(self.tr("Recording programme"), self.rows)
        self.table.setMinimumHeight(min(current().px(260), _TABLE_MOST_PX))
        self.body.addWidget(self.table)
        self.table.row_opened.connect(self.accept)
        self.accepted.connect(self._tell)
        self.rows.set_rows(programme.workers)
        self.table.selectRow(0)
        self.setMinimumWidth(min(current().px(780), 1100))

    @Slot()
    def _tell(self) -> None:
        one = self.table.selected()
        if isinstance(one, WorkerProgramme):
            self.worker_wanted.emit(one.worker_id)


def _reasons(reasons: Sequence[Reason]) -> QComboBox:
    box = QComboBox()
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
    for reason in reasons:
        box.addItem(reason_words(reason), reason)
    return box


def _sentence(words: str) -> str:
    return f"{words[:1].upper()}{words[1:]}." if words else ""


def _qt_day(day: date) -> QDate:
    return QDate(day.year, day.month, day.day)


def _tr(text: str) -> str:
    # A dialog's own tr() is not there yet while its base is being made.
    return QCoreApplication.translate("programme", text)
