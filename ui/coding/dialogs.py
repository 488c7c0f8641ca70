"""What the Code page asks: who spoke, memos and moments, and whether to lock."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QWidget,
)
from typing_extensions import override

from codebook.schema import MomentKind
from coder.domain.coding import Missing
from coder.domain.people import SpeakerRole
from coder.domain.practice import Practice, roles_in, whose_practice
from coder.domain.transcripts import Speaker, Transcript
from ui.coding.lock_line import MissingLine
from ui.coding.rows import role_words
from ui.coding.voices import longest_said, talk
from ui.coding.voices_alike import AlikeOffer, open_pairs
from ui.coding.voices_doubt import doubt_words
from ui.theme import Role, current
from ui.widgets.buttons import Button, secondary
from ui.widgets.labels import label, name_box
from ui.widgets.question import Question


def _asked(practice: Practice) -> str:
    listen = _tr("Listen to each voice and say who it is. Codes count from then on.")
    needed = {
        SpeakerRole.WORKER: _tr("One voice must be the worker's."),
        SpeakerRole.SUPERVISOR: _tr("One voice must be the supervisor's; in a group, the chair's."),
    }
    return f"{listen} {needed[whose_practice(practice)]}"


def _guess(speaker: Speaker, tr: Callable[[str], str]) -> str:
    if not speaker.role_probability:
        return tr("nothing was guessed")
    sure = round(100 * speaker.role_probability)
    return tr("guessed: {0}, {1} per cent sure").format(role_words(speaker.role, tr).lower(), sure)


class VoicesDialog(Question):
    """Asks who every voice is. ``confirmed(roles)`` (voice id → role); ``sample_wanted(start_s, end_s)``.

    ``voices_wanted()`` when voices are to be merged or split first, which is offered where one says next to nothing.
    """

    confirmed = Signal(object)
    voices_wanted = Signal()
    sample_wanted = Signal(float, float)

    def __init__(
        self, transcript: Transcript, parent: QWidget | None = None, practice: Practice = Practice.VISIT
    ) -> None:
        super().__init__(_tr("Who spoke?"), _asked(practice), _tr("Confirm"), parent)
        self._offered, self._needed = roles_in(practice), whose_practice(practice)
        self.roles: dict[str, QComboBox] = {}
        self.samples: dict[str, Button] = {}
        said = talk(transcript)
        doubtful = False
        for speaker in transcript.speakers:
            row = QHBoxLayout()
            row.addWidget(label(speaker.label, Role.STRONG))
            row.addWidget(label(_guess(speaker, self.tr), Role.SUBTITLE, wrap=True), 1)
            row.addWidget(self._sample(transcript, speaker.id, speaker.label))
            # In a group nearly everybody is a worker, and the one who is not has to be chosen anyhow.
            guess = speaker.role if speaker.role_probability else SpeakerRole.WORKER
            row.addWidget(self._role(speaker.id, speaker.label, guess))
            self.body.addLayout(row)
            doubt = doubt_words(said[speaker.id], len(transcript.speakers), self.tr)
            if doubt:
                self.body.addWidget(label(doubt, Role.CAPTION, wrap=True))
                doubtful = True
        names = {speaker.id: speaker.label for speaker in transcript.speakers}
        for pair in open_pairs(transcript):
            offer = AlikeOffer(transcript, pair, names, may_merge=False)
            offer.play_wanted.connect(self.sample_wanted)
            self.body.addWidget(offer)
            doubtful = True
        self.change = secondary(self.tr("Merge or split voices…"))
        self.change.setVisible(doubtful)
        self.change.clicked.connect(self._change)
        self.ends.insertWidget(0, self.change)
        self.accepted.connect(lambda: self.confirmed.emit(self.chosen()))
        self._check()

    def _change(self) -> None:
        self.reject()
        self.voices_wanted.emit()

    def chosen(self) -> dict[str, SpeakerRole]:
        """Who every voice is, as the dialog says now."""
        return {id_: SpeakerRole(box.currentData()) for id_, box in self.roles.items()}

    def _sample(self, transcript: Transcript, speaker_id: str, name: str) -> Button:
        button = secondary(self.tr("Hear"), "play")
        button.setAccessibleName(self.tr("Hear {0}").format(name))
        longest = longest_said(transcript, speaker_id)
        button.setEnabled(longest is not None)
        if longest is not None:
            start_s, end_s = longest.start_s, longest.end_s
            button.clicked.connect(lambda: self.sample_wanted.emit(start_s, end_s))
        self.samples[speaker_id] = button
        return button

    def _role(self, speaker_id: str, name: str, guess: SpeakerRole) -> QComboBox:
        box = QComboBox()
        name_box(box, self.tr("Who is {0}?").format(name))
        for role in self._offered:
            box.addItem(role_words(role, self.tr), role.value)
        fitting = guess if guess in self._offered else SpeakerRole.OTHER
        box.setCurrentIndex(self._offered.index(fitting))
        box.currentIndexChanged.connect(self._check)
        self.roles[speaker_id] = box
        return box

    def _check(self) -> None:
        self.act.setEnabled(self._needed in self.chosen().values())


class MemoField(QPlainTextEdit):
    """A note: Enter is done with it (``done``), Shift+Enter begins a new line."""

    done = Signal()

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.setAccessibleName(self.tr("Note"))
        self.setPlaceholderText(self.tr("Enter saves, Shift+Enter begins a new line"))
        self.setTabChangesFocus(True)
        self.setMaximumHeight(current().px(110))

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter saves, since most notes are one line."""
        plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and plain:
            self.done.emit()
        else:
            super().keyPressEvent(event)


class MemoDialog(Question):
    """A memo on a code, or, where there is no code, a kind of moment with a note.

    ``written(text)`` for a code; ``marked(kind, text, shareable)`` for a moment. ``stands_on`` names what the note is
    on, for Acts.resume.
    """

    written = Signal(str)
    marked = Signal(str, str, bool)

    def __init__(
        self, about: str, text: str, moments: Sequence[MomentKind], kind: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(_tr("Mark a moment") if moments else _tr("Memo"), about, _tr("Save"), parent)
        self.stands_on = ""
        self.kind = QComboBox()
        name_box(self.kind, self.tr("Kind of moment"))
        for moment in moments:
            self.kind.addItem(moment.name, moment.id)
        self.text = MemoField(text)
        self.text.done.connect(self.accept)
        self.shareable = QCheckBox(self.tr("The worker may hear this moment in the coaching conversation"))
        if moments:
            self._kinds = {moment.id: moment.definition for moment in moments}
            self.meaning = label("", Role.CAPTION, wrap=True)
            self.body.addWidget(self.kind)
            self.body.addWidget(self.meaning)
            self.kind.currentIndexChanged.connect(self._explain)
            self.kind.setCurrentIndex(max(0, self.kind.findData(kind)))
            self._explain()
        self.body.addWidget(self.text)
        if moments:
            self.body.addWidget(self.shareable)
        self.accepted.connect(self._done)
        # Also from the boxes beside the note.
        for key in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(key), self).activated.connect(self.accept)
        self.act.set_key_hint(self.tr("Enter"))

    def _explain(self) -> None:
        self.meaning.setText(self._kinds[str(self.kind.currentData())])

    def _done(self) -> None:
        text = self.text.toPlainText().strip()
        if self.kind.count():
            self.marked.emit(str(self.kind.currentData()), text, self.shareable.isChecked())
        else:
            self.written.emit(text)


class LockDialog(Question):
    """What is still missing, each with a way there and a written reason instead; or, with nothing, the last question.

    ``principle_wanted(id)``; ``reason_written(id, text)``; accepted means: lock. ``ways`` and ``reasons`` hold, by
    principle, the buttons and fields of what is missing now.
    """

    principle_wanted = Signal(str)
    reason_written = Signal(str, str)

    def __init__(self, missing: Sequence[Missing], unrated: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(_tr("Lock this coding?"), "", _tr("Lock"), parent)
        self.ways: dict[str, Button] = {}
        self.reasons: dict[str, QLineEdit] = {}
        self._lines: dict[str, MissingLine] = {}
        self._going_on = False
        self.show_missing(missing, unrated)

    @override
    def showEvent(self, event: QShowEvent) -> None:
        """Keep room for the last question where it may come to be asked: it is longer than what stands there before."""
        super().showEvent(event)
        if self.reasons and self.ways.keys() == self.reasons.keys():
            words = self.sentence.text()
            self.sentence.setText(self._last_question())
            self.sentence.setMinimumHeight(self.sentence.heightForWidth(self.sentence.width()))
            self.sentence.setText(words)
            self.sentence.setAlignment(Qt.AlignmentFlag.AlignTop)
            self.fit()

    def show_missing(self, missing: Sequence[Missing], unrated: Sequence[str]) -> None:
        """Show what is missing now; principles in ``unrated`` cannot be explained away."""
        still = self.tr("Something is still missing. Add it, or write a reason where the rule allows one.")
        self.sentence.setText(still if missing else self._last_question())
        for one in missing:
            if one.principle_id in self._lines:
                self._lines[one.principle_id].show_missing(one)
            else:
                self._add(one, can_explain=one.principle_id not in unrated)
        left = {one.principle_id for one in missing}
        for id_, line in self._lines.items():
            if id_ not in left:
                line.settle()
        open_lines = {id_: line for id_, line in self._lines.items() if id_ in left}
        self.ways = {id_: line.way for id_, line in open_lines.items()}
        self.reasons = {id_: line.reason for id_, line in open_lines.items() if line.reason is not None}
        self.act.setEnabled(not missing)
        self._go_on()

    def typed(self) -> dict[str, str]:
        """The reasons that are half written, by principle."""
        return {id_: text for id_, field in self.reasons.items() if (text := field.text().strip())}

    def take_typed(self, typed: Mapping[str, str]) -> None:
        """Go on with reasons that were half written, by principle."""
        for id_, text in typed.items():
            if id_ in self.reasons:
                self.reasons[id_].setText(text)

    def _last_question(self) -> str:
        return self.tr(
            "Would you give the same ratings if the accent, language, gender or ethnicity of either speaker were "
            "different? Your ratings and codes are then kept with their time, the profile shows the ratings, and "
            "suggestions become visible where there are any."
        )

    def _go_on(self) -> None:
        # The line just explained is settled: left to Qt, what is typed next would press "Not now".
        if self._going_on:
            self._going_on = False
            following = next(iter((*self.reasons.values(), *self.ways.values())), None)
            if following is None:
                # The question changed while somebody typed: going on typing must not answer it.
                self.cancel.setDefault(True)
            (following or self.cancel).setFocus(Qt.FocusReason.TabFocusReason)

    def _add(self, one: Missing, can_explain: bool) -> None:
        line = self._lines[one.principle_id] = MissingLine(one, can_explain)
        line.way.clicked.connect(lambda: self._go(one.principle_id))
        if line.reason is not None:
            line.reason.returnPressed.connect(lambda: self._explained(one.principle_id, going_on=True))
            line.reason.left.connect(lambda: self._explained(one.principle_id, going_on=False))
        self.body.addWidget(line)

    def _go(self, principle_id: str) -> None:
        self.principle_wanted.emit(principle_id)
        self.reject()

    def _explained(self, principle_id: str, *, going_on: bool) -> None:
        field = self.reasons.get(principle_id)
        text = "" if field is None else field.text().strip()
        if field is not None and text:
            self._going_on = going_on
            field.setEnabled(False)
            self.reason_written.emit(principle_id, text)


def _tr(words: str) -> str:
    # A dialog's own tr() is not there yet while its base is being made.
    return QCoreApplication.translate("coding", words)
