"""The review of masks: what exports hide, place by place, and the names of the case."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QDialog,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from coder.analysis.wording import counted
from coder.domain.masks import Mask, MaskedSession, Review, Verdict
from coder.domain.times import clock_text
from ui.coding.masks_names import CaseNames
from ui.focus import fit_to_screen
from ui.theme import Role, current
from ui.widgets.buttons import primary, secondary
from ui.widgets.flow import in_lines
from ui.widgets.labels import label

_INDENT = " " * 6


class MasksDialog(QDialog):
    """``note`` is what every masked copy says. Signals: ``decided(mask, verdict, here)``; ``name_wanted(kind, text)``;
    ``drop_wanted(name_id)``; ``undo_wanted()``, ``redo_wanted()``; ``play_wanted(start_s, end_s)``;
    ``gone_to(utterance_id)`` at each place that is reached; ``save_wanted(real)`` for a PDF of the transcript."""

    decided = Signal(object, object, bool)
    name_wanted = Signal(object, str)
    drop_wanted = Signal(str)
    undo_wanted = Signal()
    redo_wanted = Signal()
    play_wanted = Signal(float, float)
    gone_to = Signal(str)
    save_wanted = Signal(bool)

    def __init__(self, note: str, *, may_decide: bool, may_give_out: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Names and masks"))
        self._masks: Sequence[Mask] = ()
        self._said: dict[str, str] = {}
        theme = current()
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.px(14), theme.px(12), theme.px(14), theme.px(12))
        column.addWidget(label(self.tr("Names and masks"), Role.TITLE))
        self.told = label("", Role.BODY, wrap=True)
        column.addWidget(self.told)
        column.addWidget(label(note, Role.CAPTION, wrap=True))
        sides = QHBoxLayout()
        sides.addLayout(self._places(may_decide), 3)
        self.names = CaseNames(may_decide)
        self.names.name_wanted.connect(self.name_wanted)
        self.names.drop_wanted.connect(self.drop_wanted)
        sides.addWidget(self.names, 2)
        column.addLayout(sides, 1)
        column.addLayout(self._end(may_give_out))
        self._bind(may_decide)
        fit_to_screen(self, 900, 600)

    def show_session(self, found: MaskedSession, utterance_id: str = "") -> None:
        """Show names and masks as they are now, staying near the place that was chosen; at first on an utterance."""
        here = self.list.currentRow()
        self._masks = found.masks
        column = self.layout()
        assert column is not None
        # Before it is first shown it must know how wide the list will be.
        column.activate()
        utterances = found.transcript.utterances if found.transcript is not None else ()
        self._said = {one.id: one.text for one in utterances}
        self.list.blockSignals(True)
        self.list.clear()
        self.list.addItems([f"{self._line(mask)}\n{_INDENT}{self._around(mask)}" for mask in self._masks])
        self.list.blockSignals(False)
        self.names.show_names(found.names)
        self._tell(found)
        if here < 0:
            here = next((at for at, mask in enumerate(self._masks) if mask.utterance_id == utterance_id), 0)
        self.list.setCurrentRow(min(here, len(self._masks) - 1))
        if utterance_id and (not self._masks or self._masks[self.list.currentRow()].utterance_id != utterance_id):
            self.words.setText(self._said.get(utterance_id, ""))
            self.words.setCursorPosition(0)

    def _places(self, may_decide: bool) -> QVBoxLayout:
        column = QVBoxLayout()
        self.list = QListWidget()
        self.list.setAccessibleName(self.tr("Masked places"))
        self.list.setWordWrap(True)
        # Lines are broken to fit; the frame of the high contrast theme alone would call for a bar.
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setSpacing(current().px(1))
        self.list.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.list.currentRowChanged.connect(self._reached)
        self.words = QLineEdit()
        self.words.setReadOnly(True)
        self.words.setAccessibleName(self.tr("Words of the row: choose some to mask them too"))
        self.words.selectionChanged.connect(self._words_chosen)
        self.hear = secondary(self.tr("Hear"), "play")
        self.right = primary(self.tr("Right"))
        self.wrong = secondary(self.tr("Not a name"))
        self.here = QCheckBox(self.tr("Only here"))
        self.hear.setToolTip(self.tr("Space"))
        self.right.setToolTip(self.tr("Enter"))
        self.wrong.setToolTip(self.tr("Backspace"))
        self.hear.clicked.connect(self._play)
        self.right.clicked.connect(lambda: self._decide(Verdict.RIGHT))
        self.wrong.clicked.connect(lambda: self._decide(Verdict.NO_NAME))
        for button in (self.right, self.wrong, self.here):
            button.setEnabled(may_decide)
        caption = label(self.words.accessibleName(), Role.CAPTION)
        for part in (self.list, caption, self.words, in_lines(self.hear, self.right, self.wrong, self.here)):
            column.addWidget(part)
        return column

    def _end(self, may_give_out: bool) -> QHBoxLayout:
        row = QHBoxLayout()
        self.undo, self.redo = secondary(self.tr("Undo"), "undo-2"), secondary(self.tr("Redo"), "redo-2")
        self.undo.clicked.connect(self.undo_wanted)
        self.redo.clicked.connect(self.redo_wanted)
        self.real = QCheckBox(self.tr("With real names"))
        self.real.setToolTip(self.tr("That a copy with real names was made is noted."))
        self.real.setVisible(may_give_out)
        self.save = secondary(self.tr("Save transcript as PDF…"), "file-down")
        self.save.clicked.connect(lambda: self.save_wanted.emit(self.real.isChecked()))
        close = secondary(self.tr("Close"))
        close.clicked.connect(self.accept)
        for widget in (self.undo, self.redo):
            row.addWidget(widget)
        row.addStretch(1)
        for end in (self.real, self.save, close):
            row.addWidget(end)
        # Enter says that a mask is right; it must not press whatever button comes first.
        for button in (self.undo, self.redo, self.save, close, self.hear, self.right, self.wrong):
            button.setAutoDefault(False)
            button.setDefault(False)
        return row

    def _bind(self, may_decide: bool) -> None:
        key, shift = Qt.Key, Qt.KeyboardModifier.ShiftModifier.value
        self._on_list(key.Key_Space, self._play)
        if not may_decide:
            return
        for wanted in (key.Key_Return, key.Key_Enter):
            self._on_list(wanted, lambda: self._decide(Verdict.RIGHT))
            self._on_list(wanted.value | shift, lambda: self._decide(Verdict.RIGHT, here=True))
        for wanted in (key.Key_Backspace, key.Key_Delete):
            self._on_list(wanted, lambda: self._decide(Verdict.NO_NAME))
            self._on_list(wanted.value | shift, lambda: self._decide(Verdict.NO_NAME, here=True))
        for standard, signal in (("Ctrl+Z", self.undo_wanted), ("Ctrl+Shift+Z", self.redo_wanted)):
            QShortcut(QKeySequence(standard), self, signal.emit)

    def _on_list(self, key: Qt.Key | int, act: Callable[[], None]) -> None:
        # The context given to the constructor is not heeded: Enter in the field of a name would decide about a mask.
        QShortcut(QKeySequence(key), self.list, act).setContext(Qt.ShortcutContext.WidgetShortcut)

    @override
    def showEvent(self, event: QShowEvent) -> None:
        """Begin in the list, or where a name can be typed when nothing is masked yet."""
        super().showEvent(event)
        first = self.list if self._masks else self.names.name
        first.setFocus(Qt.FocusReason.OtherFocusReason)

    def _tell(self, found: MaskedSession) -> None:
        left = sum(mask.review is Review.OPEN for mask in self._masks)
        shown = self.tr("Copies show placeholders in {0}; {1} of them nobody has looked at yet.")
        hidden = sum(mask.hides for mask in self._masks)
        nothing = self.tr("Nothing is masked yet. Type the family's names, so that they are.")
        self.told.setText(shown.format(counted(hidden, "place"), left) if self._masks else nothing)
        for button, step in ((self.undo, found.undo_text), (self.redo, found.redo_text)):
            button.setEnabled(bool(step))
            button.setToolTip(step)
        for widget in (self.hear, self.right, self.wrong):
            widget.setEnabled(bool(self._masks) and (widget is self.hear or self.here.isEnabled()))
        self.save.setEnabled(bool(self._said))

    def _mask(self) -> Mask | None:
        here = self.list.currentRow()
        return self._masks[here] if 0 <= here < len(self._masks) else None

    def _reached(self, _: int) -> None:
        mask = self._mask()
        if mask is not None:
            self.words.setText(self._said.get(mask.utterance_id, ""))
            self.words.setCursorPosition(0)
            self.gone_to.emit(mask.utterance_id)

    def _words_chosen(self) -> None:
        if self.words.hasSelectedText():
            self.names.name.setText(self.words.selectedText().strip(" .,;:!?"))

    def _play(self) -> None:
        mask = self._mask()
        if mask is not None:
            self.play_wanted.emit(mask.start_s, mask.end_s)

    def _decide(self, verdict: Verdict, *, here: bool = False) -> None:
        mask = self._mask()
        if mask is None:
            return
        self.decided.emit(mask, verdict, here or self.here.isChecked())
        self.list.setCurrentRow(self._next_open(mask))

    def _next_open(self, done: Mask) -> int:
        """The next place nobody has looked at, else the one below; what is said the same was decided with it."""
        here = self.list.currentRow()
        for place in range(here + 1, len(self._masks)):
            other = self._masks[place]
            if other.review is Review.OPEN and other.text.casefold() != done.text.casefold():
                return place
        return min(here + 1, len(self._masks) - 1)

    def _line(self, mask: Mask) -> str:
        return f"{clock_text(mask.start_s)}  {mask.text} → {mask.shown}  ·  {_stands(mask)}"

    def _around(self, mask: Mask) -> str:
        said = self._said.get(mask.utterance_id, "")
        return around(said, mask.text, self._letters_of_a_line(said))

    def _letters_of_a_line(self, said: str) -> int:
        """How many letters of these words have room in one line of the list, beside its bar."""
        metrics, bar = QFontMetrics(current().font()), self.list.verticalScrollBar().sizeHint().width()
        room = self.list.width() - metrics.horizontalAdvance(f"{_INDENT}…  …") - bar - current().px(12)
        return room * len(said) // max(1, metrics.horizontalAdvance(said))


def around(said: str, name: str, longest: int) -> str:
    """What is said around a name, at most ``longest`` characters and an ellipsis at each end.

    The name is in it if it is said: one that comes late in a long turn could not be judged by how the turn begins.
    """
    at = max(0, said.find(name))
    begin = 0 if at + len(name) <= longest else max(0, at - (longest - len(name)) // 2)
    shown = said[begin : begin + longest]
    return f"{'…' if begin else ''}{shown.strip()}{'…' if begin + longest < len(said) else ''}"


def _stands(mask: Mask) -> str:
    if mask.review is Review.NO_NAME:
        return _tr("not a name, shown as it is")
    if mask.review is Review.RIGHT:
        return _tr("right")
    return _tr("sounds like a name: look") if mask.found.value == "sounds like" else _tr("not looked at")


def _tr(words: str) -> str:
    return QCoreApplication.translate("coding", words)
