"""What the worker says of the evaluations, and the asking for a second listen."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QComboBox, QPlainTextEdit, QVBoxLayout, QWidget

from codebook.schema import Principle
from coder.analysis import wording
from coder.analysis.practice_words import PracticeWords, words_of
from coder.domain.practice import Practice
from coder.domain.profiles import Profile, RatedRecording, SecondListen, Stance, WorkerComment
from ui.profiles.stance_choice import StanceChoice
from ui.profiles.viewmodel import ProfileViewModel
from ui.theme import Role, current
from ui.widgets.buttons import ghost, secondary
from ui.widgets.card import Card
from ui.widgets.clearing import clear
from ui.widgets.flow import in_lines
from ui.widgets.labels import label, name_box


class AnswerCard(Card):
    """One recording at a time, the latest first; what was said of all of them stands above.

    ``said(session_id, stance, text)``, ``taken_back(session_id)`` and ``heard_again(session_id)`` when it is wanted.
    """

    said = Signal(str, object, str)
    taken_back = Signal(str)
    heard_again = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", parent=parent)
        self._profile: Profile | None = None
        self._shown: tuple[str, WorkerComment | None] = ("", None)
        self._principles: tuple[Principle, ...] = ()
        self._kept = QVBoxLayout()
        self._kept.setSpacing(current().px(6))
        self.recording = QComboBox()
        self.recording.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.recording.setMinimumContentsLength(18)
        name_box(self.recording, self.tr("Recording to say something about"))
        self.choice = StanceChoice()
        self.field = QPlainTextEdit()
        self.field.setTabChangesFocus(True)
        self.field.setFixedHeight(current().px(64))
        self.keep = secondary(self.tr("Keep beside the score"), "check")
        self.take_back = ghost(self.tr("Take back"), "undo-2")
        self.again = secondary(self.tr("Ask for a second listen"), "audio-lines")
        self.told = label("", Role.CAPTION, wrap=True)
        self.listens = label("", Role.CAPTION, wrap=True)
        self.again.setToolTip(
            self.tr("Somebody else hears and codes it, drawn by lot and not told why. Both ratings stay.")
        )
        self._build()
        self._speak_to(words_of(Practice.VISIT), own=False)

    def _build(self) -> None:
        self.body.addWidget(self.recording)
        self.body.addWidget(self.choice)
        self.body.addWidget(self.field)
        self.body.addWidget(in_lines(self.keep, self.take_back, self.again))
        self.body.addWidget(self.told)
        self.body.addWidget(self.listens)
        self.body.addLayout(self._kept)
        self.recording.currentIndexChanged.connect(self._show_recording)
        self.choice.picked.connect(self._follow)
        self.field.textChanged.connect(self._follow)
        self.keep.clicked.connect(self._keep)
        self.take_back.clicked.connect(lambda: self.taken_back.emit(self.session_id))
        self.again.clicked.connect(lambda: self.heard_again.emit(self.session_id))

    @property
    def session_id(self) -> str:
        """The recording that is chosen, empty for none."""
        return str(self.recording.currentData() or "")

    def show_profile(self, model: ProfileViewModel) -> None:
        """Show what is kept, and the recordings one may speak of."""
        profile = model.profile
        if profile is None:
            return
        chosen = self.session_id if self._profile is not None and self._profile.worker_id == profile.worker_id else ""
        self._profile = profile
        self._speak_to(words_of(profile.practice), own=model.own)
        self._principles = tuple(model.codebook.principles) if model.codebook is not None else ()
        self.recording.blockSignals(True)
        self.recording.clear()
        for one in reversed(_recordings(profile)):
            words = self.tr("{0} of {1}").format(one.session_code, wording.day_text(one.held_on))
            self.recording.addItem(words, one.session_id)
        self.recording.setCurrentIndex(max(0, self.recording.findData(chosen)))
        self.recording.blockSignals(False)
        self.setVisible(self.recording.count() > 0)
        self._show_recording()

    def _speak_to(self, called: PracticeWords, *, own: bool) -> None:
        self.set_title(self.tr("What you say of the evaluation") if own else self.tr(called.says))
        self.choice.speak_to(own=own)
        words = self.tr("In your own words") if own else self.tr("In the {0}'s words").format(called.who)
        self.field.setAccessibleName(words)
        self.field.setPlaceholderText(f"{words}…")

    def _show_kept(self, profile: Profile) -> None:
        clear(self._kept)
        for comment in (one for one in reversed(profile.comments) if one.session_id != self.session_id):
            place = self.tr("{0} of {1}").format(comment.session_code, wording.day_text(comment.held_on))
            self._kept.addWidget(label(place, Role.CAPTION))
            self._kept.addWidget(label(wording.comment_text(comment, profile.practice), wrap=True))

    @Slot()
    def _show_recording(self) -> None:
        profile = self._profile
        if profile is None:
            return
        self._show_kept(profile)
        said = next((one for one in profile.comments if one.session_id == self.session_id), None)
        self.told.setVisible(said is not None)
        told = "" if said is None else wording.comment_text(replace(said, text=""), profile.practice)
        self.told.setText(told)
        # The page is filled again whenever anything is stored; a half-written answer stays.
        if self._shown != (self.session_id, said):
            self._shown = (self.session_id, said)
            self.choice.show_stance(said.stance if said is not None else None)
            self.field.setPlainText(said.text if said is not None else "")
        self.take_back.setVisible(said is not None)
        listen = next((one for one in profile.second_listens if one.session_id == self.session_id), None)
        # Nobody is there to hear an invented recording again.
        self.again.setVisible(listen is None and not profile.demo)
        self.listens.setVisible(listen is not None)
        if listen is not None:
            done = self.tr("Somebody else has heard it since.") if listen.done else self.tr("It is on its way.")
            asked = self.tr("A second listen was asked for on {0}.").format(wording.day_text(listen.asked_at.date()))
            self.listens.setText(" ".join(filter(None, (asked, done, self._second(listen)))))
        self._follow()

    def _second(self, listen: SecondListen) -> str:
        """The ratings of the second listen in the codebook's order; the first ones stay as they are."""
        given = dict(listen.ratings)
        shown = [one for one in self._principles if one.id in given]
        told = [f"{one.name} {wording.rating_text(given[one.id])}" for one in shown]
        return self.tr("Rated then: {0}. Both stay as they were given.").format(" · ".join(told)) if told else ""

    @Slot()
    def _follow(self) -> None:
        words, stance = self.field.toPlainText().strip(), self.choice.stance
        said = self._shown[1]
        kept = said is not None and (said.stance, said.text) == (stance, words)
        whole = stance is Stance.AGREE or (stance is Stance.OTHERWISE and bool(words))
        self.keep.setEnabled(whole and not kept)

    @Slot()
    def _keep(self) -> None:
        self.said.emit(self.session_id, self.choice.stance, self.field.toPlainText())


def _recordings(profile: Profile) -> list[RatedRecording]:
    """Every recording of the profile once, in order of time."""
    found = {one.session_id: one for track in profile.tracks for one in track.recordings}
    return sorted(found.values(), key=lambda one: (one.held_on, one.session_code))
