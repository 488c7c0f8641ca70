"""The context sheet as a form: what an evaluator must know before listening, and never a score."""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QFormLayout, QGridLayout, QLineEdit, QWidget

from coder.domain.practice import Practice, practice_of
from coder.domain.recruitment import sheet_for
from coder.domain.sessions import LEGAL_STATUSES, STAGES, Context, SessionKind
from ui.theme import current
from ui.widgets.labels import label
from ui.widgets.sheet_words import sheet_words

_COLUMNS = 3
_LONGEST_NOTE = 300


class ContextForm(QWidget):
    """Fields for purpose, stage, legal status, who was there, interpreter, planned; ``changed()`` at each edit.

    What is asked follows from the ``kind`` of session: where no family is spoken to, there is no stage or legal status.
    """

    changed = Signal()

    def __init__(self, sheet: Context, kind: SessionKind = SessionKind.VISIT, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kind = kind
        form = QFormLayout(self)
        form.setContentsMargins(0, 0, 0, 0)
        form.setVerticalSpacing(current().px(8))
        self.purpose = QLineEdit(sheet.purpose)
        self.stage = _choice(STAGES, sheet.stage, self.tr("Choose"))
        self.legal_status = _choice(LEGAL_STATUSES, sheet.legal_status, self.tr("Choose"))
        self._people = QWidget()
        # Once each, since some are asked for in two kinds of practice.
        asked = dict.fromkeys(name for practice in Practice for name in sheet_words(practice).present)
        self._boxes = {name: QCheckBox(name, self._people) for name in asked}
        known = sheet_words(practice_of(kind)).present
        self.others = QLineEdit(", ".join(one for one in sheet.present if one not in known))
        self.others.setPlaceholderText(self.tr("others, without names"))
        self.interpreter = QCheckBox(self.tr("An interpreter was used"))
        self.interpreter.setChecked(sheet.interpreter)
        self.planned = QCheckBox()
        self.planned.setChecked(sheet.planned)
        self.change_target = QLineEdit(sheet.change_target)
        self.change_target.setPlaceholderText(self.tr("The change that was in play, if there was one"))
        self.content_note = QLineEdit(sheet.content_note)
        self.content_note.setMaxLength(_LONGEST_NOTE)
        self.content_note.setPlaceholderText(self.tr("What may distress whoever listens, if anything is known"))
        for name, box in self._boxes.items():
            box.setChecked(name in sheet.present)
        self._grid = QGridLayout(self._people)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._form = form
        self._lay_out(form)
        self.show_kind(kind)
        self._connect()

    def show_kind(self, kind: SessionKind) -> None:
        """Ask what is asked of another kind of session; what was filled in and is asked there too stays."""
        self._kind = kind
        practice = practice_of(kind)
        asked = sheet_words(practice)
        self.purpose.setPlaceholderText(asked.purpose)
        self.planned.setText(asked.planned)
        present = self._present
        for name, box in self._boxes.items():
            self._grid.removeWidget(box)
            box.setVisible(name in present)
        for place, box in enumerate(present.values()):
            self._grid.addWidget(box, *divmod(place, _COLUMNS))
        # Those that are asked for in two kinds of practice were made in the order of the first.
        for before, after in pairwise((self.legal_status, *present.values(), self.others)):
            QWidget.setTabOrder(before, after)
        for field in (self.stage, self.legal_status, self.change_target):
            self._form.setRowVisible(field, practice is Practice.VISIT)

    @property
    def _present(self) -> dict[str, QCheckBox]:
        return {name: self._boxes[name] for name in sheet_words(practice_of(self._kind)).present}

    def _lay_out(self, form: QFormLayout) -> None:
        rows: tuple[tuple[str, QWidget], ...] = (
            (self.tr("Purpose"), self.purpose),
            (self.tr("Stage"), self.stage),
            (self.tr("Legal status"), self.legal_status),
        )
        for words, field in rows:
            self._row(form, words, field)
        form.addRow(label(self.tr("Who was there")), self._people)
        self._row(form, self.tr("Others there"), self.others)
        form.addRow("", self.interpreter)
        form.addRow("", self.planned)
        self._row(form, self.tr("Change in play"), self.change_target)
        self._row(form, self.tr("Content note"), self.content_note)

    def _row(self, form: QFormLayout, words: str, field: QWidget) -> None:
        field.setAccessibleName(words)
        form.addRow(label(words, buddy=field), field)

    def _connect(self) -> None:
        for field in (self.purpose, self.others, self.change_target, self.content_note):
            field.textChanged.connect(self.changed)
        for choice in (self.stage, self.legal_status):
            choice.currentIndexChanged.connect(self.changed)
        for box in (*self._boxes.values(), self.interpreter, self.planned):
            box.toggled.connect(self.changed)

    def missing(self) -> tuple[tuple[str, QWidget], ...]:
        """What must still be said before anybody listens (Context.complete), each with the field to say it in."""
        said = self.sheet()
        needed: tuple[tuple[object, str, QWidget], ...] = (
            (said.purpose, self.tr("purpose"), self.purpose),
            (said.stage, self.tr("stage"), self.stage),
            (said.legal_status, self.tr("legal status"), self.legal_status),
            (said.present, self.tr("who was there"), next(iter(self._present.values()))),
        )
        return tuple((words, field) for value, words, field in needed if not value)

    def sheet(self) -> Context:
        """What the form says now."""
        others = tuple(part.strip() for part in self.others.text().split(",") if part.strip())
        there = tuple(name for name, box in self._present.items() if box.isChecked())
        sheet = Context(
            purpose=self.purpose.text().strip(),
            stage=str(self.stage.currentData() or ""),
            legal_status=str(self.legal_status.currentData() or ""),
            present=there + others,
            interpreter=self.interpreter.isChecked(),
            planned=self.planned.isChecked(),
            change_target=self.change_target.text().strip(),
            content_note=" ".join(self.content_note.text().split()),
        )
        return sheet_for(self._kind, sheet)


def _choice(values: tuple[str, ...], chosen: str, none: str) -> QComboBox:
    box = QComboBox()
    box.addItem(none, "")
    # What a sheet holds already stays, also where it is not offered: role-play has no legal status.
    for value in values if chosen in ("", *values) else (*values, chosen):
        box.addItem(value, value)
    box.setCurrentIndex(max(0, box.findData(chosen)))
    return box
