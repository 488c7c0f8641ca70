"""The recovery key, shown once: to be written down, printed or saved away from the store."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QTextDocument
from PySide6.QtWidgets import QCheckBox, QFileDialog, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from ui.theme import Role, current
from ui.widgets.buttons import secondary
from ui.widgets.labels import label

AskPlace = Callable[[QWidget], str]
_GROUP = 6
_HEAD = "AGE-SECRET-KEY-1"


def ask_key_file(parent: QWidget) -> str:
    """Ask where to write the key; empty when the user thought better of it."""
    return QFileDialog.getSaveFileName(parent, parent.tr("Save the recovery key"), "recovery-key.txt", "*.txt")[0]


def grouped(key: str) -> str:
    """The key in groups of six, which people copy with fewer mistakes; spaces do not matter when it is typed.

    What all such keys begin with stays in one piece.
    """
    head, mark, tail = key.partition(_HEAD)
    rest = tail if mark else head
    groups = [rest[place : place + _GROUP] for place in range(0, len(rest), _GROUP)]
    return " ".join([mark, *groups] if mark else groups)


def same_disk(file: Path, store: Path) -> bool:
    """Whether a file would lie on the disk that holds the store, where a fire or thief would take both."""
    place = file.parent
    return place.exists() and store.exists() and place.stat().st_dev == store.stat().st_dev


class RecoveryKeyView(QWidget):
    """The key with ways to keep it; ``written_changed(bool)`` when the user says that it is written down."""

    written_changed = Signal(bool)

    def __init__(self, key: str, store: Path, ask_file: AskPlace = ask_key_file, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._key, self._store, self._ask_file = key, store, ask_file
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(current().px(8))
        why = self.tr(
            "This key opens the store when the passphrase is forgotten. It is shown only now. Keep it on paper, in a "
            "safe or with your manager, never beside this computer. Without both nobody can open the recordings."
        )
        column.addWidget(label(why, wrap=True))
        self.key_label = self._key_label()
        column.addWidget(self.key_label)
        self.save_button = secondary(self.tr("Save to a stick…"), "download")
        self.print_button = secondary(self.tr("Print…"), "file-text")
        row = QHBoxLayout()
        row.addWidget(self.save_button)
        row.addWidget(self.print_button)
        row.addStretch(1)
        column.addLayout(row)
        self.note = label("", Role.CAPTION, wrap=True)
        self.note.setVisible(False)
        column.addWidget(self.note)
        self.written = QCheckBox(self.tr("I have written it down"))
        column.addWidget(self.written)
        self.written.toggled.connect(self.written_changed)
        self.save_button.clicked.connect(self._save)
        self.print_button.clicked.connect(self._print)

    def _key_label(self) -> QLabel:
        shown = label(grouped(self._key), Role.HEADING, wrap=True)
        shown.setAccessibleName(self.tr("Recovery key"))
        shown.setAccessibleDescription(" ".join(self._key))
        return shown

    def _say(self, sentence: str) -> None:
        self.note.setText(sentence)
        self.note.setVisible(True)

    @Slot()
    def _save(self) -> None:
        chosen = self._ask_file(self)
        if not chosen:
            return
        file = Path(chosen)
        if same_disk(file, self._store):
            self._say(
                self.tr("That is the disk the store lies on, so nothing was written. Choose a stick or another disk.")
            )
            return
        try:
            file.write_text(f"{self._text()}\n", encoding="utf-8")
        except OSError:
            self._say(self.tr("It could not be written there. Choose another place."))
        else:
            self._say(self.tr("Written. Take the stick away from this computer."))

    @Slot()
    def _print(self) -> None:
        from PySide6.QtPrintSupport import QPrintDialog, QPrinter

        printer = QPrinter()
        if QPrintDialog(printer, self).exec():
            page = QTextDocument()
            page.setPlainText(self._text())
            page.print_(printer)
            self._say(self.tr("Sent to the printer."))

    def _text(self) -> str:
        heading = self.tr("Practice Coder: recovery key")
        return (
            f"{heading}\n\n{grouped(self._key)}\n\n{self.tr('Spaces do not matter. Keep this away from the computer.')}"
        )
