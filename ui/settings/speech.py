"""Which speech model writes down what was said: what each costs here, bringing one in, and whose packs are taken."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QCheckBox, QComboBox, QFileDialog, QPlainTextEdit, QProgressBar, QWidget
from typing_extensions import override

from coder.domain.speech_models import Cost, Here, SpeechModel
from ui.context import Context
from ui.machine import preferences_of
from ui.settings.section import Section
from ui.settings.speech_viewmodel import SpeechFacts, SpeechViewModel
from ui.settings.speech_words import cost_explained, cost_words, here_words, size_words, trust_words
from ui.theme import Role, current
from ui.widgets.buttons import secondary
from ui.widgets.confirm import ConfirmDialog, confirm
from ui.widgets.form import form, row
from ui.widgets.labels import label
from ui.widgets.table import Column, RowsTableModel, TableView

AskPath = Callable[[QWidget], str]


def ask_model_folder(parent: QWidget) -> str:
    """Ask for a folder; empty when the user thought better of it."""
    return QFileDialog.getExistingDirectory(parent, parent.tr("Choose the folder of the speech model"))


def ask_model_pack(parent: QWidget) -> str:
    """Ask for a pack; empty when the user thought better of it."""
    return QFileDialog.getOpenFileName(parent, parent.tr("Choose a model pack"), "", parent.tr("Model pack (*.zip)"))[0]


class SpeechSection(Section):
    """The model new transcriptions use, unless another one is chosen for a session."""

    def __init__(
        self,
        context: Context,
        ask_folder: AskPath = ask_model_folder,
        ask_pack: AskPath = ask_model_pack,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.model = SpeechViewModel(context, self)
        self._ask_folder, self._ask_pack = ask_folder, ask_pack
        self._facts: SpeechFacts | None = None
        self._make()
        self._build_models()
        self._build_keys()
        self.fill()
        self._context = context
        self._set_busy("")
        self._connect()
        self.model.told.connect(context.messages.info)

    def _make(self) -> None:
        self.choice = QComboBox()
        self.note = label("", Role.CAPTION, wrap=True)
        self.rows: RowsTableModel[SpeechModel] = RowsTableModel(
            [
                Column(self.tr("Model"), lambda model: model.name),
                Column(self.tr("An hour of tape takes"), lambda model: cost_words(self._cost(model))),
                Column(self.tr("On this computer"), here_words),
                Column(self.tr("Size"), size_words, right=True),
                Column(self.tr("Taken because"), trust_words),
            ]
        )
        self.table = TableView(self.tr("Speech models"), self.rows)
        self.explained = label("", Role.CAPTION, wrap=True)
        self.measure_button = secondary(self.tr("Measure on this computer"), "clock")
        self.remove_button = secondary(self.tr("Remove…"), "trash-2")
        self.pack_button = secondary(self.tr("Bring in a pack…"), "download")
        self.bring_button = secondary(self.tr("Bring in a model folder…"), "folder-open")
        self.stop_button = secondary(self.tr("Stop"), "x")
        self.progress = QProgressBar()
        self.progress.setRange(0, 1000)
        self.progress.setTextVisible(False)
        self.graphics = QCheckBox(self.tr("Use this computer's graphics card where it passes a trial"))
        self.keys = QPlainTextEdit()
        self.fingerprints = label("", Role.CAPTION, wrap=True)
        self.trust_button = secondary(self.tr("Trust these keys"), "shield-check")

    def _build_models(self) -> None:
        sentence = self.tr(
            "Models are files on this computer; nothing is ever fetched. “base” comes with the program. A larger one "
            "makes fewer mistakes and takes longer; your administrator can bring it on a stick or a share."
        )
        card = self.card(self.tr("Speech model"), sentence=sentence)
        card.body.addLayout(form(((self.tr("For new transcriptions"), self.choice),)))
        card.body.addWidget(self.note)
        self.table.setMinimumHeight(current().px(200))
        card.body.addWidget(self.table)
        card.body.addWidget(self.explained)
        card.body.addLayout(row(self.measure_button, self.remove_button))
        card.body.addLayout(row(self.pack_button, self.bring_button))
        card.body.addLayout(row(self.stop_button))
        card.body.addWidget(self.progress)
        card.body.addWidget(self.graphics)
        sentence = self.tr(
            "We have not measured any card. Where the trial fails, the processor does the work as usual."
        )
        card.body.addWidget(label(sentence, Role.CAPTION, wrap=True))

    def _build_keys(self) -> None:
        sentence = self.tr(
            "A pack of a published model needs no signature: its hashes are known. Any other pack is taken only if "
            "one of these keys signed it. One public key a line."
        )
        card = self.card(self.tr("Whose packs are taken"), sentence=sentence)
        self.keys.setAccessibleName(self.tr("Public keys that may sign model packs"))
        self.keys.setTabChangesFocus(True)
        self.keys.setFixedHeight(current().px(72))
        card.body.addWidget(self.keys)
        card.body.addWidget(self.fingerprints)
        card.body.addLayout(row(self.trust_button))

    def _connect(self) -> None:
        model = self.model
        self.choice.activated.connect(lambda: model.choose(str(self.choice.currentData())))
        self.bring_button.clicked.connect(lambda: self._bring(self._ask_folder))
        self.pack_button.clicked.connect(lambda: self._bring(self._ask_pack))
        self.measure_button.clicked.connect(model.measure)
        self.stop_button.clicked.connect(model.stop)
        self.remove_button.clicked.connect(self.ask_removal)
        self.trust_button.clicked.connect(lambda: model.trust(self.keys.toPlainText()))
        self.graphics.toggled.connect(self._set_graphics)
        self.table.selectionModel().currentRowChanged.connect(self._explain)
        model.loaded.connect(self._show)
        model.progressed.connect(lambda share: self.progress.setValue(round(1000 * share)))
        model.busy_changed.connect(self._set_busy)

    @override
    def showEvent(self, event: QShowEvent) -> None:
        """Look what is on this computer now; somebody may have used the command line."""
        super().showEvent(event)
        self.model.refresh()
        preferences = preferences_of(self._context)
        self.graphics.setEnabled(preferences is not None)
        self.graphics.setChecked(preferences is not None and preferences.settings.graphics_card)

    @Slot()
    def ask_removal(self) -> ConfirmDialog | None:
        """Ask before the chosen model is deleted."""
        chosen = self._selected()
        if chosen is None:
            return None
        sentence = self.tr("“{0}” is deleted from this computer. Transcripts it made stay as they are.")
        return confirm(
            self,
            self.tr("Remove this speech model?"),
            sentence.format(chosen.name),
            self.tr("Remove the model"),
            self.tr("I have it elsewhere, or no longer need it."),
            partial(self.model.remove, chosen),
        )

    def _selected(self) -> SpeechModel | None:
        chosen = self.table.selected()
        return chosen if isinstance(chosen, SpeechModel) else None

    def _cost(self, model: SpeechModel) -> Cost | None:
        return self._facts.costs.get(model.value) if self._facts is not None else None

    @Slot(object)
    def _show(self, facts: SpeechFacts) -> None:
        selected = self._selected()
        wanted = facts.chosen if selected is None else selected.value
        self._facts = facts
        self.choice.clear()
        for one in facts.models:
            if one.installed or one.value == facts.chosen:
                name = one.name if one.installed else self.tr("{0} ({1})").format(one.name, here_words(one))
                self.choice.addItem(name, one.value)
        self.choice.setCurrentIndex(max(0, self.choice.findData(facts.chosen)))
        self.rows.set_rows(facts.models)
        kept = next((number for number, one in enumerate(facts.models) if one.value == wanted), 0)
        self.table.selectRow(kept)
        self._show_rights(facts)
        self._explain()

    def _show_rights(self, facts: SpeechFacts) -> None:
        may_choose = self.model.may_choose
        self.choice.setEnabled(may_choose)
        self.note.setText(self._note(facts, may_choose))
        self.note.setVisible(bool(self.note.text()))
        if not self.keys.hasFocus():
            self.keys.setPlainText("\n".join(facts.keys.split()))
        self.keys.setReadOnly(not may_choose)
        self.trust_button.setVisible(may_choose)
        said = "; ".join(facts.fingerprints)
        self.fingerprints.setText(
            self.tr("To compare over the telephone: {0}").format(said) if said else self.tr("No key is trusted yet.")
        )

    def _note(self, facts: SpeechFacts, may_choose: bool) -> str:
        chosen = next((one for one in facts.models if one.value == facts.chosen), None)
        if chosen is None or not chosen.installed:
            return self.tr(
                "The chosen model cannot be used, so nothing is transcribed; coding by ear goes on. Choose another "
                "one, or bring it in below."
            )
        if may_choose:
            return ""
        return self.tr("The service lead or data steward chooses it. For one session you may choose on its page.")

    @Slot()
    def _explain(self) -> None:
        chosen = self._selected()
        words = cost_explained(self._cost(chosen)) if chosen is not None else ""
        if chosen is not None and chosen.here is Here.DAMAGED:
            words = self.tr("“{0}” is damaged, so it is not used. Remove it, then bring it in again.")
            words = words.format(chosen.name)
        if not words:
            words = self.tr("Measuring hears a minute of the demo visit with every model that is here.")
        self.explained.setText(words)
        removable = chosen is not None and (chosen.brought or chosen.here is Here.DAMAGED)
        self.remove_button.setEnabled(removable and not self.stop_button.isVisibleTo(self))

    @Slot(bool)
    def _set_graphics(self, wanted: bool) -> None:
        preferences = preferences_of(self._context)
        # Showing what is stored is no change.
        if preferences is not None and preferences.settings.graphics_card != wanted:
            preferences.change(graphics_card=wanted)

    def _bring(self, ask: AskPath) -> None:
        path = ask(self)
        if path:
            self.model.bring(Path(path))

    @Slot(str)
    def _set_busy(self, what: str) -> None:
        self.progress.setValue(0)
        self.progress.setAccessibleName(
            self.tr("Copying the model") if what == "copying" else self.tr("Measuring the models")
        )
        self.progress.setVisible(bool(what))
        self.stop_button.setVisible(bool(what))
        for button in (self.bring_button, self.pack_button, self.measure_button):
            button.setEnabled(not what)
        self._explain()
