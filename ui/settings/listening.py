"""How recordings are listened to on this machine: going back on resume, silences, holding, a lost output."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QCheckBox, QDoubleSpinBox, QWidget
from typing_extensions import override

from ui.context import Context
from ui.machine import preferences_of
from ui.settings.section import Section
from ui.theme import Role
from ui.tracking import track
from ui.widgets.form import form
from ui.widgets.labels import label

if TYPE_CHECKING:
    from coder.settings import Settings


class ListeningSection(Section):
    """Every change counts at once, also for a recording that is being played."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._followed = False
        self.rewind = _seconds(0.0, 10.0, self.tr(" s"))
        self.hold = QCheckBox(self.tr("Play only while the play key or pedal is held"))
        self.level = QCheckBox(self.tr("Make quiet voices louder"))
        self.skip = QCheckBox(self.tr("Skip silences"))
        self.over = _seconds(1.0, 30.0, self.tr(" s"))
        self.wait = QCheckBox(self.tr("Wait for the chosen output when it is unplugged"))
        card = self.card(self.tr("Listening"))
        card.body.addLayout(form(((self.tr("Go back when playing on"), self.rewind),)))
        card.body.addWidget(label(self.tr("So that the first word is whole after a pause."), Role.CAPTION, wrap=True))
        card.body.addWidget(self.hold)
        card.body.addWidget(label(self.tr("Let go, and it is silent at once."), Role.CAPTION, wrap=True))
        card.body.addWidget(self.level)
        sentence = self.tr("Only what you hear is louder. The recording stays as it is, and every place where it was.")
        card.body.addWidget(label(sentence, Role.CAPTION, wrap=True))
        card.body.addWidget(self.skip)
        card.body.addLayout(form(((self.tr("Longer than"), self.over),)))
        sentence = self.tr(
            "A stretch is left out only where the room is quiet and nobody was transcribed. The clock goes on showing "
            "the time of the recording. A single utterance and a loop are always played whole."
        )
        card.body.addWidget(label(sentence, Role.CAPTION, wrap=True))
        card.body.addWidget(self.wait)
        sentence = self.tr(
            "Otherwise the sound goes on through the system's own output, perhaps a loudspeaker that others hear."
        )
        card.body.addWidget(label(sentence, Role.CAPTION, wrap=True))
        self.fill()
        self.rewind.valueChanged.connect(lambda value: self._change(rewind_on_resume_s=value))
        self.over.valueChanged.connect(lambda value: self._change(skip_silence_over_s=value))
        self.hold.toggled.connect(lambda wanted: self._change(hold_to_play=wanted))
        self.level.toggled.connect(lambda wanted: self._change(level_loudness=wanted))
        self.skip.toggled.connect(lambda wanted: self._change(skip_silence=wanted))
        self.wait.toggled.connect(lambda wanted: self._change(wait_for_output=wanted))
        self._show()

    @override
    def showEvent(self, event: QShowEvent) -> None:
        """Show the settings, which may have been read since the section was built."""
        super().showEvent(event)
        self._show()

    @Slot()
    def _show(self) -> None:
        settings = self._settings()
        if settings is None:
            return
        self.rewind.setValue(settings.rewind_on_resume_s)
        self.over.setValue(settings.skip_silence_over_s)
        self.hold.setChecked(settings.hold_to_play)
        self.level.setChecked(settings.level_loudness)
        self.skip.setChecked(settings.skip_silence)
        self.wait.setChecked(settings.wait_for_output)

    def _settings(self) -> Settings | None:
        preferences = preferences_of(self._context)
        if preferences is None:
            return None
        if not self._followed:
            self._followed = True
            track(self, preferences.changed, self._show)
        return preferences.settings

    def _change(self, **values: Any) -> None:
        settings = self._settings()
        # Showing what is stored is no change.
        if settings is not None and any(getattr(settings, name) != value for name, value in values.items()):
            self._context.preferences.change(**values)


def _seconds(least: float, most: float, suffix: str) -> QDoubleSpinBox:
    field = QDoubleSpinBox()
    field.setRange(least, most)
    field.setSingleStep(0.5)
    field.setDecimals(1)
    field.setSuffix(suffix)
    # A half-typed number is not a setting.
    field.setKeyboardTracking(False)
    return field
