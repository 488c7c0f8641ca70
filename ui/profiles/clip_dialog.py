"""Saving a clip: what will be covered, who agreed, and whether voices are lowered."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Qt, Slot
from PySide6.QtWidgets import QCheckBox, QComboBox, QFileDialog, QGridLayout, QLineEdit, QVBoxLayout, QWidget

from coder.analysis.wording import counted
from coder.domain.clips import MARGIN_S, Asked, ClipDraft, ClipLook, Refusal, standing_answers
from coder.domain.errors import UserError
from coder.domain.sessions import Answer, HowAsked
from coder.domain.times import clock_text
from ui.profiles.clip_model import ClipModel
from ui.sessions.clip_answers import clip_answer_line
from ui.sessions.words import answer_words, how_words
from ui.theme import Role, current
from ui.widgets.buttons import secondary
from ui.widgets.clearing import clear
from ui.widgets.labels import label
from ui.widgets.question import Question

ENDING = ".flac"


def ask_clip_path(parent: QWidget, suggested: str) -> str:
    """Ask where to write a clip; empty for nowhere."""
    kind = parent.tr("Sound (*.flac)")
    path = QFileDialog.getSaveFileName(parent, parent.tr("Save clip"), suggested, kind)[0]
    return path if not path or path.lower().endswith(ENDING) else f"{path}{ENDING}"


class SaveClipDialog(Question):
    """Accepted when the clip is to be saved; until nothing speaks against it that cannot be pressed."""

    def __init__(self, model: ClipModel, parent: QWidget | None = None) -> None:
        clip = model.clip
        super().__init__(
            _tr("Save a clip of {0}, {1} to {2}").format(
                clip.session_code, clock_text(clip.start_s), clock_text(clip.end_s)
            ),
            _tr(
                "The clip leaves the program as a sound file and cannot be called back. That it left is noted. "
                "Hear it whole before you share it."
            ),
            _tr("Save clip…"),
            parent,
        )
        self._model = model
        self.covered = label(self.tr("Looking for names…"), wrap=True)
        self.body.addWidget(label(self.tr("Covered by a tone"), Role.STRONG))
        self.body.addWidget(self.covered)
        self.body.addWidget(label(self.tr("Who agreed that it may leave"), Role.STRONG))
        self._agreed = _column(self.body)
        self._against = _column(self.body)
        if model.may_note:
            self._add_form()
        self._add_disguise()
        self.act.setEnabled(False)
        # Enter keeps the answer that is being typed; it must not let the clip go.
        self.act.setDefault(False)
        model.loaded.connect(self._show)
        model.gone.connect(self._show_gone)
        model.refresh()

    def _add_form(self) -> None:
        self.who = QLineEdit()
        self.who.setPlaceholderText(self.tr("worker, mother … no names"))
        self.asked, self.how, self.said = QComboBox(), QComboBox(), QComboBox()
        for asked in (Asked.ADULT, Asked.CHILD, Asked.WORKER):
            self.asked.addItem(asked_words(asked), asked.value)
        for how in HowAsked:
            self.how.addItem(how_words(how), how.value)
        for answer in Answer:
            self.said.addItem(answer_words(answer), answer.value)
        for box in (self.asked, self.how, self.said):
            # Two boxes stand side by side, also in large text.
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            box.setMinimumContentsLength(8)
        self.keep = secondary(self.tr("Note the answer"), "plus")
        self.keep.setEnabled(False)
        self.keep.clicked.connect(self._keep)
        self.who.textChanged.connect(self._typed)
        self.who.returnPressed.connect(self.keep.click)
        grid = QGridLayout()
        grid.setHorizontalSpacing(current().px(8))
        grid.setVerticalSpacing(current().px(3))
        fields: tuple[tuple[int, int, str, QWidget], ...] = (
            (0, 0, self.tr("Who was asked"), self.who),
            (0, 1, self.tr("Answering for"), self.asked),
            (2, 0, self.tr("How they were asked"), self.how),
            (2, 1, self.tr("Answer"), self.said),
        )
        for row, column, words, field in fields:
            field.setAccessibleName(words)
            grid.addWidget(label(words, buddy=field), row, column)
            grid.addWidget(field, row + 1, column)
            grid.setColumnStretch(column, 1)
        self.body.addLayout(grid)
        self.body.addWidget(self.keep, 0, Qt.AlignmentFlag.AlignLeft)

    def _add_disguise(self) -> None:
        self.disguise = QCheckBox(self.tr("Lower all voices (voice disguise)"))
        words = self.tr(
            "A disguised voice can still be known by people who know it, and a sound editor can turn it back."
        )
        self.disguise.setAccessibleDescription(words)
        self.body.addWidget(self.disguise)
        self.body.addWidget(label(words, Role.CAPTION, wrap=True))

    @Slot()
    def _typed(self) -> None:
        self.keep.setEnabled(bool(self.who.text().strip()))

    @Slot()
    def _keep(self) -> None:
        asked, said = Asked(self.asked.currentData()), Answer(self.said.currentData())
        draft = ClipDraft(self.who.text().strip(), asked, said, HowAsked(self.how.currentData()))
        self.who.clear()
        self.who.setFocus()
        self._model.note(draft)

    @Slot()
    def _show(self) -> None:
        look = self._model.look
        assert look is not None
        self.covered.setText(_covered(look))
        clear(self._agreed)
        for one in standing_answers(look.answers):
            self._agreed.addWidget(label(clip_answer_line(one), Role.SUBTITLE, wrap=True))
        if not look.answers:
            words = self.tr("Nobody was asked yet. To agree to a recording is not to agree to this.")
            self._agreed.addWidget(label(words, Role.SUBTITLE, wrap=True))
        self._show_against(look.refusals)
        self.act.setEnabled(not look.refusals)
        self.fit()

    @Slot(object)
    def _show_gone(self, error: UserError) -> None:
        self.covered.setText(self.tr("Nothing: this moment cannot leave."))
        self._show_against((Refusal(error.sentence, error.hint),))
        self.act.setEnabled(False)
        self.fit()

    def _show_against(self, refusals: tuple[Refusal, ...]) -> None:
        clear(self._against)
        if refusals:
            self._against.addWidget(label(self.tr("It cannot leave yet"), Role.STRONG))
        for hint in dict.fromkeys(one.hint for one in refusals):
            sentences = " ".join(one.sentence for one in refusals if one.hint == hint)
            self._against.addWidget(label(f"• {sentences} {hint}", wrap=True))


def asked_words(asked: Asked) -> str:
    """For whom somebody answers."""
    return {
        Asked.WORKER: _tr("the worker, for themselves"),
        Asked.ADULT: _tr("an adult, for themselves"),
        Asked.CHILD: _tr("a child"),
    }[asked]


def _covered(look: ClipLook) -> str:
    if not look.covered:
        return _tr("No name was found in this stretch. Some names are missed.")
    words = _tr("{0}: {1}. The tone begins {2} s before and ends {2} s after. Some names are missed.")
    shown = ", ".join(dict.fromkeys(look.covered))
    return words.format(counted(len(look.covered), "name"), shown, f"{MARGIN_S:.1f}")


def _column(body: QVBoxLayout) -> QVBoxLayout:
    column = QVBoxLayout()
    column.setSpacing(current().px(4))
    body.addLayout(column)
    return column


def _tr(text: str) -> str:
    return QCoreApplication.translate("clips", text)
