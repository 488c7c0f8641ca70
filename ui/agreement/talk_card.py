"""One place where two differ: both sides with their evidence, and what the talk about it came to."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QLineEdit, QPlainTextEdit, QWidget

from codebook.schema import Codebook
from coder.domain.consensus import NOT_EVALUABLE, Disagreement, Matter
from coder.domain.times import clock_text
from ui.agreement import difference_words as words
from ui.agreement.differences import Differences
from ui.agreement.side_card import Heard, SideCard
from ui.reporting.columns import Columns
from ui.theme import Role, current
from ui.widgets.buttons import primary, secondary
from ui.widgets.card import Card
from ui.widgets.clearing import clear
from ui.widgets.flow import in_lines
from ui.widgets.labels import label, name_box

_SIDE_BY_SIDE_PX = 420


class TalkCard(Card):
    """Fill it with ``show_place``; ``played(Heard)`` when a moment is to be heard."""

    played = Signal(object)

    def __init__(self, model: Differences, parent: QWidget | None = None) -> None:
        super().__init__("", parent=parent)
        self._model = model
        self._one: Disagreement | None = None
        self._sides = Columns(_SIDE_BY_SIDE_PX)
        self._sides.set_shares(1, 1)
        self._said = label("", wrap=True)
        self._came_to = label("", Role.STRONG, wrap=True)
        self.hear = secondary(self.tr("Play this place"), "play")
        self.hear.clicked.connect(self._play_place)
        for widget in (self._said, self.hear, self._sides, self._came_to):
            self.body.addWidget(widget, 0, Qt.AlignmentFlag.AlignLeft if widget is self.hear else Qt.AlignmentFlag(0))
        self._add_form()
        self.body.addStretch(1)

    def _add_form(self) -> None:
        theme = current()
        self.agreed = QComboBox()
        self._asks = label("", Role.STRONG, wrap=True, buddy=self.agreed)
        self.reason = QPlainTextEdit()
        self.reason.setPlaceholderText(self.tr("Why, in a sentence that would help a colleague next time"))
        self.reason.setAccessibleName(self.tr("What the talk came to"))
        self.reason.setTabChangesFocus(True)
        self.reason.setFixedHeight(theme.px(64))
        self.reason.textChanged.connect(self._typed)
        self.question = QLineEdit()
        self.question.setAccessibleName(self.tr("Question for the decision log"))
        self.keep = primary("", "check")
        self.leave = secondary(self.tr("Leave it open: ask the decision log"), "messages-square")
        self.keep.clicked.connect(self._keep)
        self.leave.clicked.connect(self._leave)
        self.body.addWidget(self._asks)
        self.body.addWidget(self.agreed)
        self.body.addWidget(self.reason)
        self.body.addWidget(label(self.tr("If it stays open, the question (it names nobody)"), Role.CAPTION, wrap=True))
        self.body.addWidget(self.question)
        self.body.addWidget(in_lines(self.keep, self.leave))
        self._note = label("", Role.CAPTION, wrap=True)
        self.body.addWidget(self._note)
        self._say_whose(between_others=False)

    def show_place(self, one: Disagreement) -> None:
        """Show a place; what was half typed about it is there again."""
        book = self._model.codebook(one)
        changed = self._one is None or self._one.id != one.id
        self._one = one
        self.set_title(f"{words.about(one)} · {one.session_code}")
        self.set_trailing(words.apart(one))
        self._said.setText(one.text)
        self._said.setVisible(bool(one.text))
        heard = one.session_id in self._model.with_sound
        self.hear.setVisible(one.matter is Matter.CODE and heard)
        self.hear.setAccessibleDescription(clock_text(one.start_s))
        for column, given in zip((self._sides.left, self._sides.right), one.given, strict=True):
            clear(column)
            side = SideCard(one, given, book, heard)
            side.played.connect(self.played)
            column.addWidget(side)
        self._came_to.setText(words.talk_sentence(one, book))
        self._came_to.setVisible(one.talk is not None)
        if changed:
            self._fill_form(one, book)

    def _say_whose(self, between_others: bool) -> None:
        if between_others:
            name_box(self.agreed, self.tr("What they agreed on"))
            self._asks.setText(self.tr("The two talked it over: what do they agree on?"))
            self.keep.setText(self.tr("Keep what they agreed"))
            note = self.tr(
                "Both originals stay as they are. What the two agree on is kept beside them as noted by you. It is "
                "neither one's rating and feeds no figure."
            )
        else:
            name_box(self.agreed, self.tr("What you agreed on"))
            self._asks.setText(self.tr("Talk it over: what do you agree on?"))
            self.keep.setText(self.tr("Keep what we agreed"))
            note = self.tr(
                "Both originals stay as they are. What you agree on is kept beside them and feeds no figure."
            )
        self._note.setText(note)

    def _fill_form(self, one: Disagreement, book: Codebook | None) -> None:
        self._say_whose(self._model.between_others(one))
        self.agreed.clear()
        for value in self._values(one, book):
            self.agreed.addItem(words.value_words(value, one, book), value)
        agreed = one.talk.agreed if one.talk is not None else one.given[0].value
        self.agreed.setCurrentIndex(max(0, self.agreed.findData(agreed)))
        self.question.setText(words.question_for(one, book))
        self.reason.setPlainText(self._model.drafts.get(one.id, ""))
        self._show_possible()

    def _values(self, one: Disagreement, book: Codebook | None) -> list[str]:
        if book is None:
            return [given.value for given in one.given]
        if one.matter is Matter.RATING:
            return [*map(str, book.rules.values), NOT_EVALUABLE]
        first = dict.fromkeys(given.value for given in one.given)
        return [*first, *(code.id for code in book.codes if code.id not in first), *([] if "" in first else [""])]

    def _typed(self) -> None:
        if self._one is not None:
            self._model.drafts[self._one.id] = self.reason.toPlainText()
        self._show_possible()

    def _show_possible(self) -> None:
        written = bool(self.reason.toPlainText().strip())
        self.keep.setEnabled(written)
        self.leave.setEnabled(written)
        why = "" if written else self.tr("Write first, in a sentence, what it came to.")
        self.keep.setToolTip(why)
        self.leave.setToolTip(why)

    def _keep(self) -> None:
        if self._one is not None:
            self._model.agree(self._one, str(self.agreed.currentData()), self.reason.toPlainText())

    def _leave(self) -> None:
        if self._one is not None:
            self._model.leave_open(self._one, self.reason.toPlainText(), self.question.text())

    def _play_place(self) -> None:
        if self._one is not None:
            self.played.emit(Heard(self._one.session_id, self._one.start_s, self._one.end_s))
