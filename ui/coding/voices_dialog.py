"""The voices of a recording: hear, rename, merge, split and add them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import partial

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QLineEdit, QMenu, QVBoxLayout, QWidget

from coder.analysis.wording import counted
from coder.domain.people import SpeakerRole
from coder.domain.practice import Practice, roles_in
from coder.domain.times import clock_text
from coder.domain.transcripts import Speaker, Transcript
from ui.coding.rows import role_words, speaker_names
from ui.coding.voices import Talk, longest_said, talk
from ui.coding.voices_alike import AlikeOffer, open_pairs
from ui.coding.voices_doubt import doubt_words
from ui.theme import Role, current
from ui.widgets.buttons import secondary
from ui.widgets.clearing import clear
from ui.widgets.labels import label, name_box
from ui.widgets.question import Question

_OVERHEARD = (
    SpeakerRole.CHILD,
    SpeakerRole.INTERPRETER,
    SpeakerRole.PARENT,
    SpeakerRole.WORKER,
    SpeakerRole.SUPERVISOR,
    SpeakerRole.OTHER,
)


class VoiceCard(QFrame):
    """One voice. ``renamed(name)``, ``hear_wanted()``, ``split_wanted()``, ``merge_wanted(into_id)``."""

    renamed = Signal(str)
    hear_wanted = Signal()
    split_wanted = Signal()
    merge_wanted = Signal(str)

    def __init__(self, speaker: Speaker, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._id = speaker.id
        self._shown = ""
        self.name = QLineEdit()
        self.name.setMaxLength(60)
        self.name.editingFinished.connect(self._name_written)
        self.told = label("", Role.SUBTITLE, wrap=True)
        self.hear = secondary(self.tr("Hear"), "play")
        self.hear.clicked.connect(self.hear_wanted)
        self.split = secondary(self.tr("Split…"))
        self.split.clicked.connect(self.split_wanted)
        self.merge = secondary(self.tr("Merge into"), "chevron-down")
        self._others = QMenu(self.merge)
        self.merge.clicked.connect(self._offer_others)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(current().px(4))
        first = QHBoxLayout()
        first.addWidget(self.name, 1)
        for button in (self.hear, self.split, self.merge):
            first.addWidget(button)
        column.addLayout(first)
        column.addWidget(self.told)

    def show_voice(self, speaker: Speaker, name: str, said: Talk, others: dict[str, str]) -> None:
        """Show what a voice is called now, who it is, how much it speaks, and what it could be merged into."""
        self._shown = name
        if self.name.text() != name and not self.name.hasFocus():
            self.name.setText(name)
        self.name.setAccessibleName(self.tr("Name of {0}").format(name))
        who = role_words(speaker.role, self.tr)
        told = self.tr("{0} · {1} of talk, {2}% · {3}").format(
            who if speaker.confirmed else self.tr("{0}, not confirmed").format(who),
            clock_text(said.seconds),
            round(100 * said.share),
            counted(said.utterances, "utterance"),
        )
        doubt = doubt_words(said, len(others) + 1, self.tr)
        self.told.setText(f"{told}\n{doubt}" if doubt else told)
        for button, words in (
            (self.hear, self.tr("Hear {0}")),
            (self.split, self.tr("Split {0}")),
            (self.merge, self.tr("Merge {0} into another voice")),
        ):
            button.setAccessibleName(words.format(name))
        self.hear.setEnabled(said.utterances > 0)
        self.split.setEnabled(said.utterances > 1)
        self.merge.setEnabled(bool(others))
        self._others.clear()
        for id_, other in others.items():
            self._others.addAction(other.replace("&", "&&"), partial(self.merge_wanted.emit, id_))

    def _name_written(self) -> None:
        name = " ".join(self.name.text().split())
        if name and name != self._shown:
            self._shown = name
            self.renamed.emit(name)
        elif not name:
            self.name.setText(self._shown)

    def _offer_others(self) -> None:
        self._others.popup(self.merge.mapToGlobal(self.merge.rect().bottomLeft()))
        if self._others.actions():
            self._others.setActiveAction(self._others.actions()[0])


class AddVoice(QWidget):
    """``added(name, role)`` for a voice that was not told apart."""

    added = Signal(str, object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.role = QComboBox()
        name_box(self.role, self.tr("Who the new voice is"))
        self.offer(roles_in(Practice.VISIT))
        self.name = QLineEdit()
        self.name.setMaxLength(60)
        self.name.setPlaceholderText(self.tr("Name, if one is wanted"))
        self.name.setAccessibleName(self.tr("Name of the new voice"))
        self.add = secondary(self.tr("Add a voice"), "plus")
        self.add.clicked.connect(self._add)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.role)
        row.addWidget(self.name, 1)
        row.addWidget(self.add)

    def offer(self, roles: Iterable[SpeakerRole]) -> None:
        """Let the new voice be one of these, those who are overheard most often first."""
        self.role.clear()
        for role in sorted(roles, key=_OVERHEARD.index):
            self.role.addItem(role_words(role, self.tr), role.value)

    def chosen(self) -> tuple[str, SpeakerRole]:
        """The name, by default the role in words, and the role."""
        role = SpeakerRole(self.role.currentData())
        return " ".join(self.name.text().split()) or role_words(role, self.tr), role

    def _add(self) -> None:
        self.added.emit(*self.chosen())
        self.name.clear()


class VoicesPanel(Question):
    """All voices of a transcript.

    ``renamed(id, name)``, ``merged(id, into_id)``, ``split_wanted(id)``, ``added(name, role)``,
    ``play_wanted(start_s, end_s)``, ``roles_wanted()``.
    """

    renamed = Signal(str, str)
    merged = Signal(str, str)
    split_wanted = Signal(str)
    added = Signal(str, object)
    play_wanted = Signal(float, float)
    roles_wanted = Signal()

    def __init__(self, transcript: Transcript, parent: QWidget | None = None) -> None:
        super().__init__(
            _tr("Voices"),
            _tr("What you change here keeps every code, and can be undone."),
            _tr("Close"),
            parent,
        )
        self.cancel.setText(self.tr("Say who they are…"))
        self.cancel.clicked.connect(self.roles_wanted)
        self.cards: dict[str, VoiceCard] = {}
        self._cards = QVBoxLayout()
        self._cards.setSpacing(current().px(10))
        self.body.addLayout(self._cards)
        self._alike = QVBoxLayout()
        self.body.addLayout(self._alike)
        self._transcript = transcript
        self.show_transcript(transcript)
        self.more = AddVoice()
        self.more.added.connect(self.added)
        self.body.addWidget(self.more)

    def show_transcript(self, transcript: Transcript) -> None:
        """Show the voices as they are now; cards stay while their voices do."""
        self._transcript = transcript
        names, said = speaker_names(transcript.speakers, self.tr), talk(transcript)
        for gone in self.cards.keys() - names.keys():
            card = self.cards.pop(gone)
            self._cards.removeWidget(card)
            card.hide()
            card.deleteLater()
        for speaker in transcript.speakers:
            if speaker.id not in self.cards:
                self._add_card(speaker)
            others = {id_: name for id_, name in names.items() if id_ != speaker.id}
            self.cards[speaker.id].show_voice(speaker, names[speaker.id], said[speaker.id], others)
        self._offer_alike(names)
        if self.isVisible():
            self.fit()

    def _offer_alike(self, names: Mapping[str, str]) -> None:
        clear(self._alike)
        self.offers = {
            pair: AlikeOffer(self._transcript, pair, names, may_merge=True) for pair in open_pairs(self._transcript)
        }
        for offer in self.offers.values():
            offer.play_wanted.connect(self.play_wanted)
            offer.merge_wanted.connect(self.merged)
            self._alike.addWidget(offer)

    def _add_card(self, speaker: Speaker) -> None:
        card = self.cards[speaker.id] = VoiceCard(speaker)
        card.renamed.connect(partial(self.renamed.emit, speaker.id))
        card.merge_wanted.connect(partial(self.merged.emit, speaker.id))
        card.split_wanted.connect(partial(self.split_wanted.emit, speaker.id))
        card.hear_wanted.connect(partial(self._hear, speaker.id))
        self._cards.addWidget(card)

    def _hear(self, speaker_id: str) -> None:
        longest = longest_said(self._transcript, speaker_id)
        if longest is not None:
            self.play_wanted.emit(longest.start_s, longest.end_s)


def _tr(words: str) -> str:
    # A dialog's own tr() is not there yet while its base is being made.
    return QCoreApplication.translate("coding", words)
