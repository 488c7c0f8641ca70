"""The cards at the right of a profile."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QPlainTextEdit, QWidget

from codebook.schema import Codebook
from coder.analysis import wording
from coder.analysis.practice_words import PracticeWords, words_of
from coder.domain.profiles import BehaviourFigure, Clip, PrincipleTrack
from ui.coding.playback import Playback
from ui.profiles.clip_row import ClipRow
from ui.profiles.viewmodel import ProfileViewModel
from ui.reporting.clip_player import ClipPlayer
from ui.theme import Role, current
from ui.widgets.badge import PrincipleBadge
from ui.widgets.buttons import secondary
from ui.widgets.card import Card
from ui.widgets.clearing import clear
from ui.widgets.empty_state import IconMark
from ui.widgets.labels import label

MAX_CLIPS = 3


class _ClipsCard(Card):
    """A heading with a principle's badge, a sentence, moments to hear, and what else a subclass adds.

    ``save_wanted(clip)`` when one of them is to leave the program, ``quote_wanted(clip)`` when its words are to be
    offered to the team.
    """

    save_wanted = Signal(object)
    quote_wanted = Signal(object)

    def __init__(self, playback: Playback, parent: QWidget | None = None) -> None:
        super().__init__("", parent=parent)
        self._player = ClipPlayer(playback, self)
        self._badge: PrincipleBadge | None = None

    def _set_badge(self, model: ProfileViewModel, principle_id: str) -> None:
        if self._badge is not None:
            self._badge.hide()
            self._badge.deleteLater()
            self._badge = None
        if principle_id and model.codebook is not None:
            principle = model.codebook.principle(principle_id)
            self._badge = PrincipleBadge(principle.badge, principle.name, model.position(principle_id), letters=False)
            self.add_leading(self._badge)

    def _add_clips(self, model: ProfileViewModel, clips: Sequence[Clip], principle_id: str = "") -> None:
        for clip in clips[:MAX_CLIPS]:
            id_ = clip.principle_id or principle_id
            principle = model.codebook.principle(id_) if id_ and model.codebook is not None else None
            row = ClipRow(
                clip, principle, model.position(id_), savable=model.may_give_out_clips, quotable=model.may_offer_quotes
            )
            row.played.connect(self._player.play)
            row.save_wanted.connect(self.save_wanted)
            row.quote_wanted.connect(self.quote_wanted)
            self.body.addWidget(row)


class StrengthCard(_ClipsCard):
    """Bright moments, headed by the principle that has risen, where one has."""

    def show_profile(self, model: ProfileViewModel) -> None:
        """Show the open profile's bright moments."""
        clear(self.body)
        strength = model.strength()
        self._set_badge(model, strength.principle_id if strength is not None else "")
        self.set_title(self.tr("A strength to share"))
        if strength is not None and model.codebook is not None and model.profile is not None:
            name = model.codebook.principle(strength.principle_id).name.lower()
            self.set_title(self.tr("A strength to share: {0}").format(name))
            self.body.addWidget(label(self._rise(strength, words_of(model.profile.practice)), Role.SUBTITLE, wrap=True))
        bright = model.bright()
        self._add_clips(model, bright)
        if not bright:
            words = self.tr("No bright moment is marked yet. Evaluators mark them while listening.")
            self.body.addWidget(label(words, Role.SUBTITLE, wrap=True))

    def _rise(self, track: PrincipleTrack, called: PracticeWords) -> str:
        since = wording.day_text(track.estimates[0].held_on)
        words = self.tr("Up {0} since {1}: more than chance between {2}s would make likely.")
        return words.format(f"{track.change or 0:.1f}", since, called.meeting)


class ExploreCard(_ClipsCard):
    """One thing to look at together: a fact about the latest recording, its moments, and questions."""

    def show_profile(self, model: ProfileViewModel) -> None:
        """Show the open profile's principle to explore; hidden when there is none."""
        profile, book = model.profile, model.codebook
        clear(self.body)
        wanted = profile.to_explore_principle if profile is not None else ""
        self.setVisible(bool(wanted))
        self._set_badge(model, wanted)
        if profile is None or book is None or not wanted:
            return
        self.set_title(self.tr("Something to look at together: {0}").format(book.principle(wanted).name.lower()))
        self.body.addWidget(label(wording.explore_sentence(profile), Role.SUBTITLE, wrap=True))
        self._add_clips(model, profile.to_explore, wanted)
        for question in profile.questions:
            self.body.addWidget(question_line(question))


def question_line(words: str) -> QWidget:
    """A question for the two to think about, behind a mark."""
    holder = QWidget()
    row = QHBoxLayout(holder)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(current().px(8))
    row.addWidget(IconMark("message-circle", 16, "accent"), 0, Qt.AlignmentFlag.AlignTop)
    row.addWidget(label(words, wrap=True), 1)
    return holder


class NextStepCard(Card):
    """A field for the next agreed step, without a conversation; ``wanted(text)`` when it is to be kept."""

    wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", parent=parent)
        self.set_title(self.tr("Agreed next step"))
        self.field = QPlainTextEdit()
        self.field.setPlaceholderText(self.tr("Write together, in the worker's words…"))
        self.field.setAccessibleName(self.tr("Next step for the next recorded visit"))
        self.field.setTabChangesFocus(True)
        self.field.setFixedHeight(current().px(64))
        self.field.textChanged.connect(self._typed)
        self.button = secondary(self.tr("Save for both"), "check")
        self.button.clicked.connect(self._save)
        self.body.addWidget(self.field)
        self.body.addWidget(self.button, 0, Qt.AlignmentFlag.AlignLeft)
        self._typed()

    @Slot()
    def saved(self) -> None:
        """Empty the field once the step is kept."""
        self.field.clear()

    @Slot()
    def _typed(self) -> None:
        self.button.setEnabled(bool(self.field.toPlainText().strip()))

    @Slot()
    def _save(self) -> None:
        self.wanted.emit(self.field.toPlainText())


class BehaviourCard(Card):
    """What was said, counted: each measure with its n, quieter where it rests on few utterances."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", parent=parent)
        self.set_title(self.tr("What was said, counted"))

    def show_profile(self, model: ProfileViewModel) -> None:
        """Show the measures; hidden when nothing was coded by utterance."""
        clear(self.body)
        figures = model.profile.behaviours if model.profile is not None else ()
        self.setVisible(bool(figures))
        if model.codebook is None:
            return
        grid = QGridLayout()
        grid.setHorizontalSpacing(current().px(14))
        grid.setColumnStretch(0, 1)
        for row, figure in enumerate(figures):
            self._add(grid, row, figure, model.codebook)
        self.body.addLayout(grid)
        self.body.addWidget(label(wording.reference_lines(model.codebook), Role.CAPTION, wrap=True))

    def _add(self, grid: QGridLayout, row: int, figure: BehaviourFigure, book: Codebook) -> None:
        thin = wording.is_thin(figure, book)
        value = wording.measure_text(figure.value, figure.unit)
        few = self.tr(" (few)") if thin and figure.value is not None else ""
        role = Role.SUBTITLE if thin else Role.STRONG
        grid.addWidget(label(figure.name, Role.SUBTITLE if thin else Role.BODY, wrap=True), row, 0)
        grid.addWidget(label(value + few, role), row, 1, Qt.AlignmentFlag.AlignRight)
        grid.addWidget(label(wording.counts_text(figure), Role.CAPTION), row, 2, Qt.AlignmentFlag.AlignRight)
