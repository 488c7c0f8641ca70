"""How something is to be transcribed: by which model, for how many voices, in which language."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QComboBox, QFormLayout, QWidget

from coder.domain.languages import FIND_OUT, LANGUAGES
from coder.domain.speech_models import SpeechModel
from ui.sessions.viewmodel import Wish
from ui.widgets.labels import label

VOICES_MAX = 6


class TranscriptionForm(QWidget):
    """Three boxes; ``wish`` is what they say."""

    def __init__(self, models: Sequence[SpeechModel], chosen: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model_box = self._models(models, chosen)
        self.voices_box = self._voices()
        self.language_box = self._languages()
        form = QFormLayout(self)
        form.setContentsMargins(0, 0, 0, 0)
        for words, box in (
            (self.tr("Speech model"), self.model_box),
            (self.tr("Number of voices"), self.voices_box),
            (self.tr("Language"), self.language_box),
        ):
            box.setAccessibleName(words)
            form.addRow(label(words, buddy=box), box)

    @property
    def wish(self) -> Wish:
        """What is chosen."""
        count = self.voices_box.currentData()
        voices = count if count is None or isinstance(count, int) else tuple(count)
        return Wish(str(self.model_box.currentData()), voices, str(self.language_box.currentData()))

    def _models(self, models: Sequence[SpeechModel], chosen: str) -> QComboBox:
        box = QComboBox()
        for model in models:
            name = model.name if model.installed else self.tr("{0} (not on this computer)").format(model.name)
            box.addItem(name, model.value)
        box.setCurrentIndex(max(0, box.findData(chosen)))
        return box

    def _voices(self) -> QComboBox:
        box = QComboBox()
        box.addItem(self.tr("work it out"), None)
        for count in range(1, VOICES_MAX + 1):
            box.addItem(str(count), count)
        for said, bounds in (
            (self.tr("2 or 3"), (2, 3)),
            (self.tr("3 or 4"), (3, 4)),
            (self.tr("4 to {0}").format(VOICES_MAX), (4, VOICES_MAX)),
        ):
            box.addItem(said, bounds)
        return box

    def _languages(self) -> QComboBox:
        box = QComboBox()
        for code, name in LANGUAGES.items():
            box.addItem(name, code)
        box.insertItem(1, self.tr("work it out"), FIND_OUT)
        return box
