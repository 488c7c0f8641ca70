"""The dialogs of the Code page: what must be known first, what is missing at the lock, and the last question."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QDialog, QWidget
from shiboken6 import isValid

from coder.domain.coding import Missing
from coder.domain.practice import practice_of
from ui.coding.banner import CONTEXT, Banner
from ui.coding.context_dialog import ContextDialog
from ui.coding.dialogs import LockDialog, VoicesDialog
from ui.coding.edits import Rate, WriteOverride
from ui.coding.playback import Playback
from ui.coding.viewmodel import CodingViewModel
from ui.widgets.question import Question


class Questions(QObject):
    """Opens one dialog at a time over ``page``.

    Signals: ``settled()`` when an answer is stored; ``voices_wanted()`` when voices are to be merged or split first;
    ``locked()`` when the blind pass is closed;
    ``principle_wanted(id)`` when the user goes from the lock to what is missing.
    """

    settled = Signal()
    locked = Signal()
    principle_wanted = Signal(str)
    voices_wanted = Signal()

    def __init__(self, model: CodingViewModel, playback: Playback, banner: Banner, page: QWidget) -> None:
        super().__init__(page)
        self._model, self._playback, self._banner, self._page = model, playback, banner, page
        self._asked: set[str] = set()
        self._dialog: QDialog | None = None

    def may_listen(self) -> bool:
        """Whether the sound may be heard; the context sheet comes first, so that it is not coloured by it."""
        if not self._model.is_open or self._model.peaks is None:
            return False
        if self._model.context_missing:
            self.answer(CONTEXT)
            return False
        return True

    def ask_first(self) -> None:
        """Ask once a session for what must be known before it is heard or coded."""
        session_id = self._model.session.id
        if self._banner.what and session_id not in self._asked:
            self._asked.add(session_id)
            self.answer(self._banner.what)

    def answer(self, what: str) -> None:
        """Open what the banner asks for, unless a dialog is open already."""
        if self._dialog is not None and isValid(self._dialog) and self._dialog.isVisible():
            return
        if what == CONTEXT:
            sheet = ContextDialog(self._model.session.context, self._model.session.kind, self._page)
            sheet.filled.connect(lambda filled: self._model.set_context(filled, self._ask_next))
            self.open(sheet)
        elif self._model.transcript is not None:
            voices = VoicesDialog(self._model.transcript, self._page, practice_of(self._model.session.kind))
            voices.sample_wanted.connect(self._playback.play)
            voices.voices_wanted.connect(self.voices_wanted)
            voices.confirmed.connect(lambda roles: self._model.confirm_voices(roles, self.settled.emit))
            voices.finished.connect(self._playback.pause)
            self.open(voices)

    def ask_lock(self, typed: Mapping[str, str] | None = None) -> None:
        """Show what is missing, or ask the last question and lock; ``typed`` are reasons begun before, by principle."""
        self._model.missing(partial(self._open_lock, typed or {}))

    def ask_finish(self, left: int) -> None:
        """Ask before the coding is closed for good, since there is no way back; ``left`` places are undecided."""
        sentence = self.tr("This ends the second listen. From then on the coding can no longer be changed.")
        if left:
            one = self.tr("One place of the second listen is not decided yet. {1}")
            many = self.tr("{0} places of the second listen are not decided yet. {1}")
            sentence = (one if left == 1 else many).format(left, sentence)
        dialog = Question(self.tr("Finish this coding?"), sentence, self.tr("Finish"), self._page)
        if left:
            # Enter must not end what is half done.
            dialog.cancel.setDefault(True)
            dialog.cancel.setFocus()
        dialog.accepted.connect(lambda: self._model.finish(self.settled.emit))
        self.open(dialog)

    def open(self, dialog: QDialog) -> None:
        """Show a dialog over the page; it goes when it is closed."""
        self._dialog = dialog
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def _ask_next(self) -> None:
        self.settled.emit()
        if self._banner.what:
            self.answer(self._banner.what)

    def _open_lock(self, typed: Mapping[str, str], missing: tuple[Missing, ...]) -> None:
        dialog = LockDialog(missing, self._unrated(), self._page)
        dialog.principle_wanted.connect(self.principle_wanted)
        dialog.reason_written.connect(partial(self._explained, dialog))
        dialog.accepted.connect(lambda: self._model.lock(self.locked.emit))
        self.open(dialog)
        dialog.take_typed(typed)

    def _unrated(self) -> list[str]:
        rated = self._model.shown.ratings
        return [one.id for one in self._model.frame.codebook.principles if one.id not in rated]

    def _explained(self, dialog: LockDialog, principle_id: str, text: str) -> None:
        rating = self._model.shown.ratings[principle_id]
        edit = Rate(principle_id, None, text) if rating.not_evaluable else WriteOverride(principle_id, text)
        self._model.do(edit)
        self._model.missing(lambda rest: dialog.show_missing(rest, self._unrated()))
