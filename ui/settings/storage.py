"""Where the store lies, what opens it, backups and checks, and the demo data."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QSignalBlocker, Qt, Slot
from PySide6.QtWidgets import QCheckBox, QFileDialog, QLineEdit, QWidget

from coder.domain.permissions import Action
from coder.security.keys import Slot as Way
from ui.home.removal import ask_demo_removal
from ui.settings.section import Section
from ui.settings.viewmodel import SettingsViewModel, StoreFacts
from ui.settings.words import slot_words
from ui.theme import Role
from ui.widgets.buttons import Button, Kind, secondary
from ui.widgets.confirm import ConfirmDialog, confirm
from ui.widgets.form import row
from ui.widgets.labels import label
from ui.widgets.passphrase_fields import PassphraseFields
from ui.widgets.question import Question
from ui.widgets.recovery_key import RecoveryKeyView

AskPlace = Callable[[QWidget, str], str]


def _tr(text: str) -> str:
    # A dialog's own tr() is not there yet while its base is being made.
    return QCoreApplication.translate("settings", text)


def ask_backup_file(parent: QWidget, suggested: str) -> str:
    """Ask where to write a backup; empty when the user thought better of it."""
    return QFileDialog.getSaveFileName(parent, parent.tr("Back up to"), suggested, parent.tr("Backup (*.backup)"))[0]


class StorageSection(Section):
    """Place, keys, backup and checks. ``said`` repeats the last outcome beside the buttons."""

    def __init__(
        self, model: SettingsViewModel, ask_file: AskPlace = ask_backup_file, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._model, self._ask_file = model, ask_file
        self._folder = Path()
        self.place = label("", wrap=True)
        self.ways = label("", Role.SUBTITLE, wrap=True)
        self.passphrase_button = secondary(self.tr("Change the passphrase…"), "key")
        self.recovery_button = secondary(self.tr("New recovery key…"), "rotate-ccw")
        self.remember = QCheckBox(self.tr("Open the store on this computer without asking"))
        self.backup_button = secondary(self.tr("Back up now…"), "download")
        self.verify_button = secondary(self.tr("Check store and audit trail"), "shield-check")
        self.said = label("", Role.CAPTION, wrap=True)
        self._build()
        self._connect()

    def _build(self) -> None:
        where = self.card(
            self.tr("Where your data lie"),
            sentence=self.tr("Encrypted in one folder on this computer: sound, text, codes and names."),
        )
        where.body.addWidget(self.place)
        keys = self.card(self.tr("What opens it"))
        keys.body.addWidget(self.ways)
        keys.body.addLayout(row(self.passphrase_button, self.recovery_button))
        keys.body.addWidget(self.remember)
        hint = self.tr("Leave this off where other people use the same account.")
        keys.body.addWidget(label(hint, Role.CAPTION, wrap=True))
        care = self.card(
            self.tr("Backup and checks"),
            sentence=self.tr(
                "A backup is one encrypted file that is checked by reading it back. It opens with the passphrase or "
                "recovery key of today. Keep it on another disk."
            ),
        )
        care.body.addLayout(row(self.backup_button, self.verify_button))
        care.body.addWidget(self.said)
        self.fill()

    def _connect(self) -> None:
        self.passphrase_button.clicked.connect(self.ask_passphrase)
        self.recovery_button.clicked.connect(self.ask_recovery_key)
        self.remember.toggled.connect(self._model.remember)
        self.backup_button.clicked.connect(self._back_up)
        self.verify_button.clicked.connect(self._verify)
        self._model.loaded.connect(self._show)
        self._model.told.connect(self._say)
        self._model.recovery_key_made.connect(self._show_key)

    @Slot()
    def ask_passphrase(self) -> PassphraseDialog:
        """Ask for the old and a new passphrase."""
        dialog = PassphraseDialog(self)
        dialog.accepted.connect(lambda: self._model.change_passphrase(dialog.old.text(), dialog.fields.passphrase))
        dialog.open()
        return dialog

    @Slot()
    def ask_recovery_key(self) -> ConfirmDialog:
        """Ask whether the printed recovery key may stop working."""
        return confirm(
            self,
            self.tr("Make a new recovery key?"),
            self.tr("The one printed before stops working at once. Have paper, a printer or a stick at hand."),
            self.tr("Make a new one"),
            self.tr("I can write the new one down now"),
            self._model.make_recovery_key,
        )

    @Slot(object)
    def _show(self, facts: StoreFacts) -> None:
        self._folder = facts.folder
        self.place.setText(str(facts.folder))
        ways = ", ".join(slot_words(slot) for slot in Way if slot in facts.ways_in)
        self.ways.setText(self.tr("Now: {0}.").format(ways))
        with QSignalBlocker(self.remember):
            self.remember.setChecked(Way.KEYCHAIN in facts.ways_in)
        self.backup_button.setVisible(self._model.may(Action.BACK_UP))

    @Slot()
    def _back_up(self) -> None:
        chosen = self._ask_file(self, "practice-coder.backup")
        if chosen:
            self._say(self.tr("Writing the backup…"))
            self._model.back_up(Path(chosen))

    @Slot()
    def _verify(self) -> None:
        self._say(self.tr("Reading everything…"))
        self._model.verify()

    @Slot(str)
    def _say(self, sentence: str) -> None:
        self.said.setText(sentence)

    @Slot(str)
    def _show_key(self, key: str) -> None:
        KeyDialog(key, self._folder, self).open()


class PassphraseDialog(Question):
    """The old passphrase once, the new one twice."""

    def __init__(self, parent: QWidget | None = None) -> None:
        sentence = _tr("The recovery key and this computer's keychain keep working.")
        super().__init__(_tr("Change the passphrase"), sentence, _tr("Change"), parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.old = QLineEdit()
        self.old.setEchoMode(QLineEdit.EchoMode.Password)
        self.old.setAccessibleName(self.tr("Present passphrase"))
        self.fields = PassphraseFields()
        self.body.addWidget(label(self.tr("Present passphrase"), buddy=self.old))
        self.body.addWidget(self.old)
        self.body.addWidget(self.fields)
        self.old.textChanged.connect(self._check)
        self.fields.changed.connect(self._check)
        self._check()
        self.old.setFocus()

    @Slot()
    def _check(self) -> None:
        self.act.setEnabled(bool(self.old.text()) and self.fields.valid)


class KeyDialog(Question):
    """The new recovery key, which closes only when it is written down."""

    def __init__(self, key: str, store: Path, parent: QWidget | None = None) -> None:
        super().__init__(_tr("Your new recovery key"), "", _tr("Done"), parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.sentence.setVisible(False)
        self.cancel.setVisible(False)
        self.key_view = RecoveryKeyView(key, store)
        self.body.addWidget(self.key_view)
        self.act.setEnabled(False)
        self.key_view.written_changed.connect(self.act.setEnabled)

    def reject(self) -> None:
        """Esc does not throw the only copy away."""
        if self.key_view.written.isChecked():
            super().reject()


class DemoSection(Section):
    """Adding and removing what a newcomer can try the program on."""

    def __init__(self, model: SettingsViewModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        card = self.card(
            self.tr("Demo data"),
            sentence=self.tr(
                "An invented authority: three teams, twenty workers, a year of ratings at the published level, and one "
                "visit with synthetic voices. Marked as demo everywhere, and never mixed into your own figures."
            ),
        )
        self.state = label("", wrap=True)
        self.add_button = secondary(self.tr("Add the demo data"), "plus")
        self.remove_button = Button(self.tr("Remove demo data…"), Kind.DANGER, "trash-2")
        card.body.addWidget(self.state)
        card.body.addLayout(row(self.add_button, self.remove_button))
        self.fill()
        self.add_button.clicked.connect(model.install_demo)
        self.remove_button.clicked.connect(self.ask_removal)
        model.loaded.connect(self._show)

    @Slot()
    def ask_removal(self) -> ConfirmDialog:
        """Ask before everything invented is erased."""
        return ask_demo_removal(self, self._model.remove_demo)

    @Slot(object)
    def _show(self, facts: StoreFacts) -> None:
        here = facts.demo_here
        self.state.setText(self.tr("They are in this store.") if here else self.tr("They are not in this store."))
        self.add_button.setVisible(not here)
        self.remove_button.setVisible(here)
