"""The sound files of one meeting: one as a rule; several in an order that can be changed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QSize, Signal, Slot
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLineEdit, QListWidget, QSizePolicy, QVBoxLayout, QWidget
from typing_extensions import override

from coder.audio.joining import in_order
from ui.announce import announce
from ui.theme import Role, current
from ui.widgets.buttons import ghost, secondary
from ui.widgets.labels import label

AskFiles = Callable[[QWidget], Sequence[str]]
FORMATS = "*.wav *.mp3 *.m4a *.aac *.wma *.ogg *.opus *.flac *.amr *.3gp *.mp4 *.mov *.dss *.mkv *.webm"
_ROWS_SHOWN = 4


def ask_sound_files(parent: QWidget) -> Sequence[str]:
    """Ask for sound files; empty when the user thought better of it."""
    filters = f"{parent.tr('Recordings')} ({FORMATS});;{parent.tr('All files')} (*)"
    return QFileDialog.getOpenFileNames(parent, parent.tr("Choose a recording"), "", filters)[0]


class _Rows(QListWidget):
    """As high as its rows, up to four."""

    def __init__(self) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    @override
    def sizeHint(self) -> QSize:
        """Follows the size of the text."""
        rows = min(_ROWS_SHOWN, max(2, self.count()))
        return QSize(current().px(120), max(1, self.sizeHintForRow(0)) * rows + current().px(12))

    @override
    def minimumSizeHint(self) -> QSize:
        """The same: a list that is squeezed hides what is in it."""
        return self.sizeHint()


class ChosenFiles(QWidget):
    """``changed()`` whenever other files, or the same in another order, are chosen."""

    changed = Signal()

    def __init__(self, files: Sequence[Path], ask: AskFiles = ask_sound_files, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ask = ask
        self._files: tuple[Path, ...] = ()
        self.field = QLineEdit()
        self.field.setPlaceholderText(self.tr("Type or paste where it is, or choose it"))
        self.field.setAccessibleName(self.tr("File"))
        self.choose_button = secondary(self.tr("Choose a file…"), "folder-open")
        self.more_button = ghost(self.tr("Another file of the same meeting…"), "plus")
        self._build_list()
        row = QHBoxLayout()
        row.setSpacing(current().px(8))
        row.addWidget(self.field, 1)
        row.addWidget(self.choose_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(current().px(6))
        column.addLayout(row)
        column.addWidget(self.several)
        below = QHBoxLayout()
        below.addWidget(self.more_button)
        below.addStretch(1)
        column.addLayout(below)
        self.field.textChanged.connect(self._typed)
        self.choose_button.clicked.connect(self.choose)
        self.more_button.clicked.connect(self.add)
        self.take(files)

    def _build_list(self) -> None:
        self.several = QWidget()
        self.list = _Rows()
        self.list.setAccessibleName(self.tr("Files of this meeting, in order"))
        self.earlier_button = ghost(self.tr("Earlier"), "chevron-up")
        self.later_button = ghost(self.tr("Later"), "chevron-down")
        self.remove_button = ghost(self.tr("Leave out"), "x")
        self.note = label("", Role.CAPTION, wrap=True)
        column = QVBoxLayout(self.several)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(current().px(4))
        row = QHBoxLayout()
        for button in (self.earlier_button, self.later_button, self.remove_button):
            row.addWidget(button)
        row.addStretch(1)
        column.addWidget(self.list)
        column.addLayout(row)
        column.addWidget(self.note)
        self.list.currentRowChanged.connect(self._show_buttons)
        self.earlier_button.clicked.connect(lambda: self._move(-1))
        self.later_button.clicked.connect(lambda: self._move(1))
        self.remove_button.clicked.connect(self._leave_out)

    @property
    def files(self) -> tuple[Path, ...]:
        """The files in the order in which they are joined."""
        return self._files

    def stops(self) -> tuple[QWidget, ...]:
        """What takes the keyboard, in order."""
        buttons = (self.earlier_button, self.later_button, self.remove_button, self.more_button)
        return (self.field, self.choose_button, self.list, *buttons)

    def take(self, files: Sequence[Path]) -> None:
        """Choose these, in the order in which they were most likely recorded."""
        self._set(tuple(in_order(files)), 0)

    @Slot()
    def choose(self) -> None:
        """Ask for the file, or all files of the meeting at once."""
        chosen = self._asked()
        if chosen:
            self.take(chosen)

    @Slot()
    def add(self) -> None:
        """Ask for more files, which come after those that are chosen."""
        new = [path for path in self._asked() if path not in self._files]
        if new:
            self._set((*self._files, *in_order(new)), len(self._files))
            self.list.setFocus()

    def _asked(self) -> list[Path]:
        return [Path(path) for path in self._ask(self) if path]

    def _set(self, files: tuple[Path, ...], row: int) -> None:
        self._files = files
        several = len(files) > 1
        self.several.setVisible(several)
        self.field.setVisible(not several)
        self.choose_button.setVisible(not several)
        self.more_button.setVisible(bool(files))
        shown = "" if several or not files else str(files[0])
        if self.field.text().strip().strip("\"'") != shown:
            self.field.blockSignals(True)
            self.field.setText(shown)
            self.field.blockSignals(False)
        self.list.clear()
        self.list.addItems([f"{number}.  {path.name}" for number, path in enumerate(files, 1)])
        self.list.updateGeometry()
        self.list.setCurrentRow(min(row, len(files) - 1))
        self.note.setText(
            self.tr("{0} files of one meeting, joined in this order with a few seconds of silence between.").format(
                len(files)
            )
        )
        self._show_buttons()
        self.changed.emit()

    @Slot(str)
    def _typed(self, typed: str) -> None:
        # File managers copy a path with quotes round it.
        path = typed.strip().strip("\"'")
        self._files = (Path(path),) if path else ()
        self.more_button.setVisible(bool(path))
        self.changed.emit()

    def _move(self, by: int) -> None:
        row = self.list.currentRow()
        files = list(self._files)
        files.insert(row + by, files.pop(row))
        self._set(tuple(files), row + by)
        announce(self, self.tr("{0} is number {1} of {2}.").format(files[row + by].name, row + by + 1, len(files)))

    @Slot()
    def _leave_out(self) -> None:
        row = self.list.currentRow()
        gone = self._files[row].name
        self._set(self._files[:row] + self._files[row + 1 :], row)
        announce(self, self.tr("{0} is left out.").format(gone))
        if len(self._files) == 1:
            self.field.setFocus()

    @Slot()
    def _show_buttons(self) -> None:
        row = self.list.currentRow()
        self.earlier_button.setEnabled(row > 0)
        self.later_button.setEnabled(0 <= row < len(self._files) - 1)
