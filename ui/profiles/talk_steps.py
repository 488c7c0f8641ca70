"""The steps of a coaching conversation, one card each (codebook §I)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QCheckBox, QComboBox, QVBoxLayout, QWidget

from coder.analysis import wording
from coder.domain.coaching import Conversation, Part
from coder.domain.profiles import Clip, Stance, WorkerComment
from coder.domain.times import clock_text
from coder.exports.coach_pack import ASKED, NO_SCORE_FIRST
from ui.profiles.cards import question_line
from ui.profiles.clip_row import ClipRow
from ui.profiles.note_field import NoteField
from ui.profiles.stance_choice import StanceChoice
from ui.profiles.talk_model import TalkModel
from ui.reporting.clip_player import ClipPlayer
from ui.theme import Role, current
from ui.widgets.card import Card
from ui.widgets.clearing import clear
from ui.widgets.date_field import DateField
from ui.widgets.labels import label, name_box

# A visit that is recorded comes about every two months; an intention is for the next one.
_DUE_IN = timedelta(days=56)


class WordsCard(Card):
    """A heading and a field for each part that is written."""

    def __init__(self, title: str, parts: Sequence[Part], model: TalkModel, parent: QWidget | None = None) -> None:
        super().__init__(title, parent=parent)
        self._model = model
        self.fields: dict[Part, NoteField] = {}
        for part in parts:
            asked = self.tr(ASKED[part])
            self.fields[part] = field = NoteField(asked)
            field.left.connect(lambda text, part=part: self._left(part, text))
            self.body.addWidget(label(asked, Role.SUBTITLE, wrap=True, buddy=field))
            self.body.addWidget(field)

    def show_talk(self, talk: Conversation) -> None:
        """Show what is written; nothing can be typed once somebody has signed."""
        for part, field in self.fields.items():
            field.setReadOnly(not self._model.editable)
            field.show_kept(talk.words.get(part, ""), talk.id)

    def keep(self) -> None:
        """Have everything kept that was typed."""
        for field in self.fields.values():
            field.keep()

    def _left(self, part: Part, text: str) -> None:
        self._model.write(part, text)


class IntentionStep(WordsCard):
    """The intention with the day by which it is tried."""

    def __init__(self, model: TalkModel, parent: QWidget | None = None) -> None:
        super().__init__("", (Part.INTENTION,), model, parent)
        self.set_title(self.tr("5. One intention"))
        self.day = DateField(model.today + _DUE_IN)
        self.day.setAccessibleName(self.tr("To be tried by"))
        self.day.editingFinished.connect(self._day_changed)
        self.body.addWidget(label(self.tr("To be tried by"), Role.SUBTITLE, buddy=self.day))
        self.body.addWidget(self.day, 0, Qt.AlignmentFlag.AlignLeft)

    def show_talk(self, talk: Conversation) -> None:
        """Show words and day; the day is only proposed until there are words."""
        super().show_talk(talk)
        self.day.setEnabled(self._model.editable)
        if talk.due_on is not None and not self.day.hasFocus():
            self.day.setDate(talk.due_on)  # type: ignore[arg-type]  # PySide6 takes a date of Python as well

    def _left(self, part: Part, text: str) -> None:
        self._model.write(part, text, self.day.day)

    @Slot()
    def _day_changed(self) -> None:
        talk = self._model.talk
        text = self.fields[Part.INTENTION].toPlainText().strip()
        if talk is not None and text and self._model.editable and talk.due_on != self.day.day:
            self._model.write(Part.INTENTION, text, self.day.day)


class BrightStep(Card):
    """Two bright moments to hear together; that one was heard opens the ratings."""

    def __init__(self, model: TalkModel, player: ClipPlayer, parent: QWidget | None = None) -> None:
        super().__init__("", parent=parent)
        self.set_title(self.tr("2. Listen to a bright moment"))
        self._model, self._player = model, player
        self._clips = QVBoxLayout()
        self._clips.setSpacing(current().px(6))
        self.body.addLayout(self._clips)
        self.heard = QCheckBox(self.tr("We listened together"))
        self.heard.clicked.connect(lambda: model.hear())
        self.body.addWidget(self.heard)

    def show_talk(self, talk: Conversation) -> None:
        """Show the prepared moments."""
        clear(self._clips)
        for clip in talk.bright:
            self._clips.addWidget(clip_row(self._model, self._player, clip))
        if not talk.bright:
            words = self.tr("No bright moment is marked in the latest recordings. Let the worker name one.")
            self._clips.addWidget(label(words, Role.SUBTITLE, wrap=True))
        self.heard.setChecked(talk.heard)
        self.heard.setEnabled(not talk.heard and self._model.editable)


class ForkStep(Card):
    """One fork, chosen by the worker, with the codebook's questions for its principle."""

    def __init__(self, model: TalkModel, player: ClipPlayer, parent: QWidget | None = None) -> None:
        super().__init__("", parent=parent)
        self.set_title(self.tr("3. Listen to a fork"))
        self._model, self._player = model, player
        self.choice = QComboBox()
        self.choice.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.choice.setMinimumContentsLength(18)
        name_box(self.choice, self.tr("The worker chooses the fork"))
        self.choice.activated.connect(self._picked)
        self._rest = QVBoxLayout()
        self._rest.setSpacing(current().px(6))
        meaning = self.tr("A fork is an opening taken or missed. The worker chooses which one.")
        self.body.addWidget(label(meaning, Role.CAPTION, wrap=True))
        self.body.addWidget(self.choice)
        self.body.addLayout(self._rest)

    def show_talk(self, talk: Conversation) -> None:
        """Show the fork, what else there is to choose from, and the questions."""
        clear(self._rest)
        self.choice.clear()
        for clip in talk.choices:
            words = f"{wording.short_day(clip.held_on)} {clock_text(clip.start_s)}  {clip.note or clip.text}"
            self.choice.addItem(words.strip())
        places = [_place(clip) for clip in talk.choices]
        chosen = places.index(_place(talk.fork)) if talk.fork is not None and _place(talk.fork) in places else -1
        self.choice.setCurrentIndex(chosen)
        self.choice.setVisible(len(talk.choices) > 1 and self._model.editable)
        if talk.fork is not None:
            self._rest.addWidget(clip_row(self._model, self._player, talk.fork))
        else:
            words = self.tr("No fork is marked in the latest recordings. Let the worker name one.")
            self._rest.addWidget(label(words, Role.SUBTITLE, wrap=True))
        for question in talk.questions:
            self._rest.addWidget(question_line(question))

    @Slot(int)
    def _picked(self, index: int) -> None:
        talk = self._model.talk
        if talk is not None and 0 <= index < len(talk.choices):
            self._model.choose_fork(talk.choices[index])


class CommentStep(Card):
    """The ratings, once a bright moment was heard, and how the worker sees them."""

    def __init__(self, model: TalkModel, parent: QWidget | None = None) -> None:
        super().__init__("", parent=parent)
        self.set_title(self.tr("6. What the worker says of the evaluation"))
        self._model = model
        self._shown: tuple[str, WorkerComment | None] = ("", None)
        self.ratings = label("", wrap=True)
        self.choice = StanceChoice()
        self.field = NoteField(self.tr("In the worker's words"), self.tr("In the worker's words…"))
        self.field.left.connect(self._keep)
        self.choice.picked.connect(self._keep)
        for widget in (self.ratings, self.choice, self.field):
            self.body.addWidget(widget)

    def show_talk(self, talk: Conversation) -> None:
        """Show the ratings if they may be seen, and the comment that stands beside them."""
        self.ratings.setText(self._told(talk) if talk.heard else self.tr(NO_SCORE_FIRST))
        said = talk.comment
        if self._shown != (talk.id, said):
            self._shown = (talk.id, said)
            self.choice.show_stance(said.stance if said is not None else None)
        self.field.show_kept(said.text if said is not None else "", talk.id)
        can_say = talk.heard and not talk.closed
        self.choice.setEnabled(can_say)
        self.field.setReadOnly(not can_say)

    def keep(self) -> None:
        """Have everything kept that was typed."""
        self.field.keep()

    def _told(self, talk: Conversation) -> str:
        book = self._model.codebook
        if book is None:
            return ""
        given = [f"{book.principle(one.principle_id).name} {wording.rating_text(one.value)}" for one in talk.ratings]
        place = self.tr("{0} of {1}").format(talk.session_code, wording.day_text(talk.held_on))
        return f"{place}: {' · '.join(given)}"

    @Slot()
    def _keep(self) -> None:
        text, stance = self.field.toPlainText().strip(), self.choice.stance
        if stance is Stance.AGREE or (stance is Stance.OTHERWISE and text):
            self._model.comment(stance, text)


def clip_row(model: TalkModel, player: ClipPlayer, clip: Clip) -> ClipRow:
    """A moment that plays inside the program."""
    book = model.codebook
    ids = [one.id for one in book.principles] if book is not None else []
    known = book is not None and clip.principle_id in ids
    principle = book.principle(clip.principle_id) if book is not None and known else None
    row = ClipRow(clip, principle, ids.index(clip.principle_id) if known else 0)
    row.played.connect(player.play)
    return row


def _place(clip: Clip) -> tuple[str, float, float]:
    return clip.session_id, clip.start_s, clip.end_s
