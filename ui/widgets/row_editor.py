"""A field over one row of the transcript in which its words are corrected, one paragraph without line ends."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QEvent, QMimeData, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QKeySequence, QTextCursor
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QVBoxLayout, QWidget
from typing_extensions import override

from ui.theme import Role, current
from ui.widgets.labels import ElidingLabel

_ENTER = {Qt.Key.Key_Return, Qt.Key.Key_Enter}
Acts = Mapping[str, Callable[[], object]]


class RowEditor(QFrame):
    """``acts`` are keys (portable sequences) and what they do; they come before the keys of the page around.

    Signals: ``kept()`` for Enter; ``left()`` for Ctrl+Z with nothing typed to undo; ``resized()`` when the text needs
    more or fewer lines.
    """

    kept = Signal()
    left = Signal()
    resized = Signal()

    def __init__(self, row_id: str, text: str, acts: Acts, hint: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.row_id = row_id
        self._before = text
        self.setAutoFillBackground(True)
        self.field = _Field(text, acts, self)
        self.field.setAccessibleName(self.tr("Words of this utterance"))
        self.field.setAccessibleDescription(hint)
        self.hint = ElidingLabel(hint, Role.CAPTION)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(current().px(2))
        column.addWidget(self.field)
        column.addWidget(self.hint)
        self.setFocusProxy(self.field)
        self.field.document().documentLayout().documentSizeChanged.connect(self.resized)

    @property
    def text(self) -> str:
        """What stands in the field, with one space between words."""
        return " ".join(self.field.toPlainText().split())

    @property
    def changed(self) -> bool:
        """Whether the words differ from those it was opened with."""
        return self.text != " ".join(self._before.split())

    @property
    def words_before_cursor(self) -> int:
        """How many words stand before the cursor; one it stands in counts with those before."""
        return len(self.field.toPlainText()[: self.field.textCursor().position()].split())

    def replace_text(self, text: str) -> None:
        """Have other words in the field, with the cursor at their end; Ctrl+Z brings back those before."""
        self.field.selectAll()
        self.field.insertPlainText(text)

    def put_cursor_at_word(self, word: int) -> None:
        """Stand before a word (from 0), or at the end where there are fewer."""
        position = 0
        for one in self.text.split()[:word]:
            position = self.field.toPlainText().index(one, position) + len(one) + 1
        cursor = self.field.textCursor()
        cursor.setPosition(min(position, len(self.field.toPlainText())))
        self.field.setTextCursor(cursor)

    def fit(self, width: int) -> int:
        """Take a width and the height at which nothing typed is hidden; that height in logical pixels."""
        self.resize(width, max(self.height(), self.sizeHint().height()))
        layout = self.layout()
        assert layout is not None
        layout.activate()
        # The document of a plain text field counts its height in lines.
        lines = self.field.document().size().height()
        text = lines * QFontMetrics(self.field.font()).lineSpacing()
        around = self.field.height() - self.field.viewport().height() + 2 * self.field.document().documentMargin()
        high = round(text + around) + self.hint.sizeHint().height() + layout.spacing() + 1
        self.resize(width, high)
        return high


class _Field(QPlainTextEdit):
    def __init__(self, text: str, acts: Acts, editor: RowEditor) -> None:
        super().__init__(text, editor)
        self._acts, self._editor = acts, editor
        self.setTabChangesFocus(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.DefaultContextMenu)
        self.moveCursor(QTextCursor.MoveOperation.End)

    @override
    def event(self, event: QEvent) -> bool:
        """Claim the keys of this field before shortcuts of the page take them."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and self._own(event):
            event.accept()
            return True
        return bool(super().event(event))

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Do what the key stands for; everything else is typed."""
        act = self._act(event)
        if act is not None:
            act()
        elif event.key() in _ENTER and event.modifiers() in (
            Qt.KeyboardModifier.NoModifier,
            Qt.KeyboardModifier.KeypadModifier,
        ):
            self._editor.kept.emit()
        elif event.matches(QKeySequence.StandardKey.Undo) and not self.document().isUndoAvailable():
            self._editor.left.emit()
        elif event.key() not in _ENTER:
            super().keyPressEvent(event)

    @override
    def insertFromMimeData(self, source: QMimeData) -> None:
        """What is pasted becomes one line of plain words."""
        self.insertPlainText(" ".join(source.text().split()))

    def _own(self, event: QKeyEvent) -> bool:
        return self._act(event) is not None or event.matches(QKeySequence.StandardKey.Undo)

    def _act(self, event: QKeyEvent) -> Callable[[], object] | None:
        modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        key = Qt.Key.Key_Return if event.key() in _ENTER else event.key()
        pressed = QKeySequence(modifiers.value | key).toString(QKeySequence.SequenceFormat.PortableText)
        return self._acts.get(pressed)
