"""The machine's version of the transcript beside the present one, place by place, with a way back."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtGui import QColor, QFont, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QListWidgetItem, QTextEdit, QVBoxLayout, QWidget

from coder.domain.times import clock_text
from coder.domain.transcripts import Transcript, Utterance
from ui.coding.compare import Fate, Pair, Run, pairs
from ui.coding.rows import speaker_names
from ui.theme import Role, current
from ui.widgets.buttons import Button, Kind, secondary
from ui.widgets.flow import in_lines
from ui.widgets.labels import label
from ui.widgets.question import Question


class CompareDialog(Question):
    """``back_wanted(Pair)`` for one place, ``all_back_wanted()``, ``play_wanted(start_s, end_s)``."""

    back_wanted = Signal(object)
    all_back_wanted = Signal()
    play_wanted = Signal(float, float)

    def __init__(self, original: Transcript, now: Transcript, parent: QWidget | None = None) -> None:
        super().__init__(_tr("The machine's version and yours"), "", _tr("Close"), parent)
        self.cancel.setVisible(False)
        self._pairs: Sequence[Pair] = ()
        self._names: dict[str, str] = {}
        self.places = QListWidget()
        self.places.setAccessibleName(self.tr("Places that differ"))
        self.places.setMaximumHeight(current().px(76))
        self.places.currentRowChanged.connect(self._show_place)
        self.places.itemActivated.connect(self._play)
        self.body.addWidget(self.places)
        self.body.addWidget(label(self.tr("Struck through: taken out. Underlined: put in."), Role.CAPTION, wrap=True))
        sides = QHBoxLayout()
        self.machine = self._side(sides, self.tr("The machine's version"))
        self.now = self._side(sides, self.tr("Now"))
        self.body.addLayout(sides)
        self.body.addWidget(self._buttons())
        self.show_versions(original, now)

    def show_versions(self, original: Transcript, now: Transcript) -> None:
        """Show what differs at present, staying near the place that was chosen."""
        self._names = speaker_names(original.speakers, self.tr) | speaker_names(now.speakers, self.tr)
        self._pairs = pairs(original, now)
        here = max(0, self.places.currentRow())
        self.places.clear()
        for pair in self._pairs:
            self.places.addItem(QListWidgetItem(self._told(pair)))
        count = len(self._pairs)
        self.sentence.setText(
            self._counted(count) if count else self.tr("Every word is the machine's: nothing differs.")
        )
        for widget in (self.hear, self.back, self.all_back):
            widget.setEnabled(bool(count))
        self.places.setCurrentRow(min(here, count - 1))
        if not count:
            self._show_place(-1)

    def _counted(self, count: int) -> str:
        differ = self.tr("One place differs.") if count == 1 else self.tr("{0} places differ.").format(count)
        return self.tr("{0} Going back keeps every code, and can be undone.").format(differ)

    def _side(self, sides: QHBoxLayout, name: str) -> QTextEdit:
        column = QVBoxLayout()
        column.addWidget(label(name, Role.STRONG))
        text = QTextEdit()
        text.setReadOnly(True)
        text.setTabChangesFocus(True)
        text.setAccessibleName(name)
        text.setFixedHeight(current().px(110))
        column.addWidget(text)
        sides.addLayout(column, 1)
        return text

    def _buttons(self) -> QWidget:
        self.hear = secondary(self.tr("Hear"), "play")
        self.back = secondary(self.tr("The machine's version here"), "undo-2")
        self.all_back = Button(self.tr("Everywhere"), Kind.DANGER)
        self.all_back.setAccessibleName(self.tr("The machine's version everywhere"))
        self.all_back.setToolTip(self.tr("The machine's version everywhere"))
        self.hear.clicked.connect(self._play)
        self.back.clicked.connect(self._back)
        self.all_back.clicked.connect(self.all_back_wanted)
        return in_lines(self.hear, self.back, self.all_back)

    def _pair(self) -> Pair | None:
        here = self.places.currentRow()
        return self._pairs[here] if 0 <= here < len(self._pairs) else None

    def _play(self) -> None:
        pair = self._pair()
        if pair is not None:
            self.play_wanted.emit(pair.start_s, pair.end_s)

    def _back(self) -> None:
        pair = self._pair()
        if pair is not None:
            self.back_wanted.emit(pair)

    def _show_place(self, place: int) -> None:
        if not 0 <= place < len(self._pairs):
            for text in (self.machine, self.now):
                text.clear()
                text.setAccessibleDescription("")
            return
        pair = self._pairs[place]
        before, after = pair.runs()
        self._fill(self.machine, pair.old, before)
        self._fill(self.now, pair.new, after)

    def _fill(self, text: QTextEdit, said: Sequence[Utterance], words: Sequence[Run]) -> None:
        """Who speaks, then the words; what differs is struck through or underlined, and named when read out."""
        text.clear()
        cursor = text.textCursor()
        cursor.insertText(self._who(said) + "\n", _format(Fate.SAME, strong=True))
        for run in words:
            cursor.insertText(run.text, _format(run.fate))
            cursor.insertText(" ", _format(Fate.SAME))
        text.moveCursor(QTextCursor.MoveOperation.Start)
        text.setAccessibleDescription(_spoken(words, self.tr("taken out"), self.tr("put in")))

    def _who(self, said: Sequence[Utterance]) -> str:
        if not said:
            return self.tr("Nothing")
        return " · ".join(self._names.get(one.speaker_id, self.tr("Another voice")) for one in said)

    def _told(self, pair: Pair) -> str:
        """One place in a line: when, who, and what became of it."""
        if not pair.old:
            what = self.tr("written down by hand")
        elif not pair.new:
            what = self.tr("taken out")
        elif len(pair.old) > len(pair.new):
            what = self.tr("merged")
        elif len(pair.old) < len(pair.new):
            what = self.tr("split")
        elif [one.text for one in pair.old] == [one.text for one in pair.new]:
            what = self.tr("somebody else said it")
        else:
            what = self.tr("other words")
        return f"{clock_text(pair.start_s)}  {self._who(pair.new or pair.old)}: {what}"


def _format(fate: Fate, strong: bool = False) -> QTextCharFormat:
    tokens, made = current().tokens, QTextCharFormat()
    made.setForeground(QColor(tokens.text1))
    if strong:
        made.setForeground(QColor(tokens.text2))
        made.setFontWeight(QFont.Weight.DemiBold)
    if fate is Fate.TAKEN_OUT:
        made.setFontStrikeOut(True)
        made.setForeground(QColor(tokens.danger))
    elif fate is Fate.PUT_IN:
        made.setFontUnderline(True)
        made.setFontWeight(QFont.Weight.DemiBold)
        made.setForeground(QColor(tokens.ok))
    return made


def _spoken(words: Sequence[Run], taken_out: str, put_in: str) -> str:
    told = {Fate.TAKEN_OUT: taken_out, Fate.PUT_IN: put_in}
    return "; ".join(f"{told[run.fate]}: {run.text}" for run in words if run.fate in told)


def _tr(words: str) -> str:
    # A dialog's own tr() is not there yet while its base is being made.
    return QCoreApplication.translate("coding", words)
