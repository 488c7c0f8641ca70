"""Which speech model writes down what was said, and bringing one in from a folder."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QComboBox, QFileDialog, QProgressBar, QWidget

from coder.domain.permissions import Action
from ui.settings.section import Section, form, row
from ui.settings.viewmodel import SettingsViewModel, StoreFacts
from ui.theme import Role
from ui.widgets.buttons import secondary
from ui.widgets.labels import label

AskFolder = Callable[[QWidget], str]


def ask_model_folder(parent: QWidget) -> str:
    """Ask for a folder; empty when the user thought better of it."""
    return QFileDialog.getExistingDirectory(parent, parent.tr("Choose the folder of the speech model"))


class SpeechSection(Section):
    """The model new transcriptions use, unless another one is chosen for a session."""

    def __init__(
        self, model: SettingsViewModel, ask_folder: AskFolder = ask_model_folder, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._model, self._ask_folder = model, ask_folder
        self.choice = QComboBox()
        self.note = label("", Role.CAPTION, wrap=True)
        self.bring_button = secondary(self.tr("Bring in a model folder…"), "folder-open")
        self.stop_button = secondary(self.tr("Stop"), "x")
        self.progress = QProgressBar()
        self.progress.setRange(0, 1000)
        self.progress.setTextVisible(False)
        self.progress.setAccessibleName(self.tr("Copying the model"))
        sentence = self.tr(
            "Models are files on this computer; nothing is ever fetched. “base” comes with the program. A larger one "
            "makes fewer mistakes and takes longer; your administrator can bring it on a stick."
        )
        card = self.card(self.tr("Speech model"), sentence=sentence)
        card.body.addLayout(form(((self.tr("For new transcriptions"), self.choice),)))
        card.body.addWidget(self.note)
        card.body.addLayout(row(self.bring_button, self.stop_button))
        card.body.addWidget(self.progress)
        self.fill()
        self._set_copying(False)
        self.choice.activated.connect(self._chosen)
        self.bring_button.clicked.connect(self._bring)
        self.stop_button.clicked.connect(model.stop_copying)
        model.loaded.connect(self._show)
        model.copied.connect(lambda share: self.progress.setValue(round(1000 * share)))
        model.copying_changed.connect(self._set_copying)

    @Slot(object)
    def _show(self, facts: StoreFacts) -> None:
        self.choice.clear()
        for one in facts.models:
            self.choice.addItem(one.name if one.installed else self.tr("{0} (not here)").format(one.name), one.value)
        self.choice.setCurrentIndex(max(0, self.choice.findData(facts.policy.model)))
        may_choose = self._model.may(Action.MANAGE_POLICY)
        self.choice.setEnabled(may_choose)
        self.note.setText(
            ""
            if may_choose
            else self.tr("The service lead or data steward chooses it. For one session you may choose on its page.")
        )
        self.note.setVisible(not may_choose)

    @Slot()
    def _chosen(self) -> None:
        self._model.change_policy(model=str(self.choice.currentData()))

    @Slot()
    def _bring(self) -> None:
        folder = self._ask_folder(self)
        if folder:
            self._model.bring_model(Path(folder))

    @Slot(bool)
    def _set_copying(self, copying: bool) -> None:
        self.progress.setValue(0)
        self.progress.setVisible(copying)
        self.stop_button.setVisible(copying)
        self.bring_button.setEnabled(not copying)
