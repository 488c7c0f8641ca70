"""The list of the second listen, and the two marks of the place that is chosen in it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from coder.domain.people import SpeakerRole
from coder.domain.suggestions import Decision, Difference
from coder.domain.times import clock_text
from ui.coding.second_listen import SecondListen
from ui.coding.second_listen_words import decided_words, decision_words, outcome
from ui.focus import takes_tab
from ui.theme import Role, current
from ui.tracking import track
from ui.widgets.buttons import Button, secondary
from ui.widgets.flow import in_lines
from ui.widgets.labels import label
from ui.widgets.transcript_list import TranscriptList
from ui.widgets.transcript_rows import Row, RowKind, TranscriptModel

Names = Callable[[str], str]


class SecondListenView(QFrame):
    """``play_wanted(start_s, end_s)`` to hear the chosen place; ``place_chosen(difference)`` when another is chosen;
    ``discuss_wanted(difference)`` when it is to be brought to the calibration meeting."""

    discuss_wanted = Signal(object)
    play_wanted = Signal(float, float)
    place_chosen = Signal(object)

    def __init__(self, model: SecondListen, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._second = model
        self._name: Names = str
        self._finished_at: datetime | None = None
        self._meanwhile: QWidget | None = None
        self.setProperty("role", "card")
        theme = current()
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.px(12), theme.px(10), theme.px(12), theme.px(10))
        column.setSpacing(theme.px(8))
        self.sentence = label("", Role.SUBTITLE, wrap=True)
        column.addWidget(self.sentence)
        self.ask = secondary(self.tr("Have suggestions worked out"), "sparkles")
        self.ask.clicked.connect(model.ask)
        column.addWidget(self.ask, 0, Qt.AlignmentFlag.AlignLeft)
        self.rows = TranscriptModel(self)
        self.list = TranscriptList(self.rows, with_marks=False)
        self.list.setAccessibleName(self.tr("Places to hear again"))
        self.list.row_chosen.connect(self._moved)
        self.list.activated.connect(self.hear)
        column.addWidget(self.list, 1)
        column.addWidget(self._detail())
        # Without a list the words stay at the top.
        column.addStretch(0)
        track(self, model.changed, self._show)
        self._show()

    def _detail(self) -> QWidget:
        self.place = QWidget()
        column = QVBoxLayout(self.place)
        column.setContentsMargins(0, 0, 0, 0)
        self._text = label("", Role.BODY, wrap=True)
        column.addWidget(self._text)
        self._decided = label("", Role.CAPTION, wrap=True)
        column.addWidget(self._decided)
        self.hear_button = secondary(self.tr("Hear it"), "play")
        self.first = secondary("", key_hint="1")
        self.second = secondary("", key_hint="2")
        self.discuss = secondary(self.tr("Discuss it…"), "messages-square", "3")
        self.hear_button.clicked.connect(self.hear)
        self.first.clicked.connect(lambda: self.choose(1))
        self.second.clicked.connect(lambda: self.choose(2))
        self.discuss.clicked.connect(lambda: self.choose(3))
        column.addWidget(in_lines(self.hear_button, self.first, self.second, self.discuss, gap=6))
        return self.place

    @property
    def current(self) -> Difference | None:
        """The chosen place, if there is one."""
        chosen = self.list.current_id
        return next((one for one in self._second.revealed.differences if one.suggestion_id == chosen), None)

    def set_names(self, name: Names) -> None:
        """How codes are called."""
        self._name = name
        self._show()

    def set_finished(self, at: datetime | None) -> None:
        """Say what was decided and offer no more to choose once the coding was finished; None while it is not."""
        self._finished_at = at
        for button in (self.first, self.second, self.discuss):
            button.setEnabled(at is None)
        self._show()

    def begin(self, meanwhile: QWidget) -> None:
        """Have the keyboard in the list; until its places are there on ``meanwhile``, and only if it stays there."""
        self._meanwhile = None if takes_tab(self.list) else meanwhile
        (self._meanwhile or self.list).setFocus(Qt.FocusReason.OtherFocusReason)

    def hear(self) -> None:
        """Play the chosen place."""
        one = self.current
        if one is not None:
            self.play_wanted.emit(one.start_s, one.end_s)

    def choose(self, which: int) -> None:
        """Take the first (1) or second (2) mark, or leave the place for discussion (3), and go to the next place."""
        one = self.current
        if one is None or self._finished_at is not None or (which == 3 and self._second.before_lock):
            return
        if which == 3:
            self.discuss_wanted.emit(one)
            return
        # Gone on first, since a place that was coded on before the lock leaves the list.
        self.next_undecided(1)
        self._second.choose(one, one.first_code if which == 1 else one.second_code)

    def go_on(self, step: int) -> None:
        """Go to the next (1) or previous (-1) place that is not decided, or out of the list where there is no other."""
        here = self.list.current_id
        self.next_undecided(step)
        if self.list.current_id == here:
            (self.focusNextChild if step > 0 else self.focusPreviousChild)()

    def next_undecided(self, step: int) -> None:
        """Go to the next (1) or previous (-1) place that is not decided yet, in a circle."""
        differences = self._second.revealed.differences
        here = self.list.currentIndex().row()
        for away in range(1, len(differences) + 1):
            one = differences[(here + step * away) % len(differences)]
            if one.decision is None:
                self.list.choose(one.suggestion_id)
                return

    def _moved(self) -> None:
        self._show_place()
        one = self.current
        if one is not None:
            self.place_chosen.emit(one)

    def _show(self) -> None:
        revealed = self._second.revealed
        rows = [self._row(one) for one in revealed.differences]
        if rows != self.rows.rows:
            keep = self.list.current_id
            self.rows.set_rows(rows)
            self.list.choose(keep or (rows[0].id if rows else ""))
        open_ = self._finished_at is None
        on_the_way = revealed.asked and not revealed.failure
        none_to_ask_for = revealed.ready or revealed.refusal or revealed.wordless
        self.ask.setVisible(open_ and not (none_to_ask_for or on_the_way))
        self.first.setVisible(open_)
        self.second.setVisible(open_)
        self.list.setVisible(bool(revealed.differences))
        self.discuss.setVisible(open_ and not self._second.before_lock)
        self.sentence.setText(self._words())
        self._show_place()
        self._take_keyboard()

    def _take_keyboard(self) -> None:
        if self._meanwhile is None or not takes_tab(self.list):
            return
        now = self.window().focusWidget()
        if now is not None and self._meanwhile.isAncestorOf(now):
            self.list.setFocus(Qt.FocusReason.OtherFocusReason)
        self._meanwhile = None

    def _row(self, one: Difference) -> Row:
        undecided = self.tr("To hear") if self._finished_at is None else self.tr("Not decided")
        decided = undecided if one.decision is None else decision_words(one.decision)
        words = tuple(one.text.split())
        role = SpeakerRole.WORKER if one.decision is None else SpeakerRole.OTHER
        return Row(one.suggestion_id, RowKind.UTTERANCE, one.start_s, one.end_s, decided, role, words)

    def _words(self) -> str:
        revealed = self._second.revealed
        if self._finished_at is not None:
            return outcome(revealed.differences, self._finished_at)
        if revealed.refusal:
            return revealed.refusal
        if revealed.wordless:
            none = self.tr("Codes are suggested for words, and this recording has no transcript.")
            return none if self._second.before_lock else f"{none} {self.tr('You can finish.')}"
        if revealed.failure:
            words = self.tr("Suggestions could not be worked out: {0} Ask again, or finish without them.")
            return words.format(f"{revealed.failure.rstrip('.')}.")
        if not revealed.asked:
            return self.tr("Suggestions were not asked for yet.")
        if not revealed.ready:
            return self.tr("Suggestions are being worked out. They appear here by themselves.")
        if not revealed.differences:
            none = self.tr("No place differs from the suggestions.")
            return none if self._second.before_lock else f"{none} {self.tr('You can finish.')}"
        return self.tr(
            "{0} of {1} places left, the surest suggestions first. At each place two marks differ; hear it again and "
            "choose. Which mark is whose is not told."
        ).format(self._second.undecided, len(revealed.differences))

    def _show_place(self) -> None:
        one = self.current
        self.place.setVisible(one is not None)
        if one is None:
            return
        self._text.setText(f"{clock_text(one.start_s)}  {one.text}")
        self._decided.setText(decided_words(one, self._name))
        self._decided.setVisible(bool(self._decided.text()))
        for button, code in ((self.first, one.first_code), (self.second, one.second_code)):
            self._show_choice(button, code, one)

    def _show_choice(self, button: Button, code: str, one: Difference) -> None:
        name = self._name(code) if code else self.tr("No code")
        stands = one.decision in (Decision.KEEP, Decision.CHANGE) and one.chosen_code == code
        button.setText(name)
        button.set_icon_name("check" if stands else "")
        button.setAccessibleName(self.tr("Choose {0}").format(name))
