"""Looking after oneself while listening: breaks, and notes before what may distress."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QCheckBox, QSpinBox, QWidget

from ui.context import Context
from ui.machine import preferences_of
from ui.settings.section import Section
from ui.theme import Role, current
from ui.tracking import track
from ui.widgets.form import form
from ui.widgets.labels import label

_LONGEST_MIN = 240
_STEP_MIN = 5


class CareSection(Section):
    """Belongs to this machine and its user; takes effect at once."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.after = QSpinBox()
        self.after.setRange(0, _LONGEST_MIN)
        self.after.setSingleStep(_STEP_MIN)
        self.after.setSuffix(self.tr(" min of listening"))
        self.after.setSpecialValueText(self.tr("Never"))
        self.after.lineEdit().setTextMargins(current().px(6), 0, 0, 0)
        breaks = self.card(
            self.tr("Breaks"),
            sentence=self.tr("Only the time that sound is playing counts, and nothing is ever stopped."),
        )
        breaks.body.addLayout(form(((self.tr("Remind me of a break after"), self.after),)))
        self.notes = QCheckBox(self.tr("Show content notes before I listen"))
        notes = self.card(self.tr("Content notes"))
        notes.body.addWidget(self.notes)
        told = self.tr(
            "A note says what in a recording may distress, and is shown once before you hear it. Without it you may "
            "meet such things unprepared."
        )
        notes.body.addWidget(label(told, Role.CAPTION, wrap=True))
        self.fill()
        self.after.valueChanged.connect(self._keep)
        self.notes.toggled.connect(self._keep)
        track(self, context.opened, self.load)

    @Slot()
    def load(self) -> None:
        """Show what is set, once the settings have been read."""
        preferences = preferences_of(self._context)
        for field in (self.after, self.notes):
            field.setEnabled(preferences is not None)
            field.blockSignals(True)
        if preferences is not None:
            self.after.setValue(preferences.settings.break_after_min)
            self.notes.setChecked(preferences.settings.content_notes)
        for field in (self.after, self.notes):
            field.blockSignals(False)

    @Slot()
    def _keep(self) -> None:
        preferences = preferences_of(self._context)
        if preferences is not None:
            preferences.change(break_after_min=self.after.value(), content_notes=self.notes.isChecked())
