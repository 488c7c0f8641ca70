"""What keys and menus do to the text of a row: correct, split, merge, move its ends, say who spoke, undo it all."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint
from PySide6.QtWidgets import QMenu

from coder.domain.text_edits import RemoveUtterance, RestoreText
from coder.domain.transcripts import Transcript
from ui.coding.rows import speaker_names
from ui.coding.text_editing_field import RowTyping
from ui.coding.text_editing_rights import hindered, names_hidden
from ui.coding.text_editing_steps import (
    Steps,
    given_to,
    merged,
    neighbours,
    other_voice,
    split,
    utterance,
    word_moved,
)
from ui.widgets.digit_menu import DigitMenu
from ui.widgets.transcript_rows import WORDED, Row, RowKind

if TYPE_CHECKING:
    from ui.coding.view import CodePage


_WHILE_TYPING = ("text.keep_next", "text.loop")


class TextEditing(QObject):
    """Connects the acts that correct the transcript to one Code page."""

    def __init__(self, page: CodePage) -> None:
        super().__init__(page)
        self._page, self._model = page, page.model
        self._list = page.space.list
        self.typing = RowTyping(page)
        self._pressed: tuple[str, int] = ("", -1)
        self._list.word_pressed.connect(self._word_pressed)
        page.acts.menu_opening.connect(self._fill_menu)
        page.keys.bind_all(self._list, self._acts())

    def edit(self) -> None:
        """Correct the words of the current row, or keep what was typed over it."""
        if self._list.editor is not None:
            self.typing.keep()
        else:
            self.typing.open(self._list.current_id)

    def split(self) -> None:
        """Split the current row at the cursor, or before the word being played or pressed last."""
        if self._list.editor is not None:
            self.typing.split_here()
            return
        row = self._row()
        if row is None:
            return
        playing, word = self._list.playing
        at_word = word if playing == row.id and word > 0 else self._pressed[1] if self._pressed[0] == row.id else 0
        if at_word > 0:
            self._do(split(row.id, at_word), self.tr("Split"), self.tr("Split an utterance"))
        else:
            self._model.said.emit(self.tr("Click the word the second part begins with, or play up to it."))

    def merge(self, step: int) -> None:
        """Make one row of the current one and the next (1) or the one before (-1)."""
        row, transcript = self._row(), self._model.transcript
        if row is None or transcript is None:
            return
        pair = neighbours(transcript, row.id, step)
        if self._out_of_view(pair):
            return
        self._do(merged(transcript, row.id, step), self.tr("Merged"), self.tr("Merged two utterances"))
        if pair is not None:
            self._list.choose(pair[0])

    def move_word(self, step: int, give: bool) -> None:
        """Move the boundary to the next (1) or the row before (-1) by one word."""
        row, transcript = self._row(), self._model.transcript
        if row is None or transcript is None:
            return
        pair = neighbours(transcript, row.id, step)
        if self._out_of_view(pair):
            return
        giver = None if pair is None else row.id if give else next(id_ for id_ in pair if id_ != row.id)
        one = utterance(transcript, giver) if giver else None
        if one is not None and len(one.text.split()) < 2:
            self._model.said.emit(self.tr("This is the only word of its row. Merge the rows instead."))
            return
        edits = word_moved(transcript, row.id, step, give)
        self._do(edits, self.tr("One word moved"), self.tr("Moved the boundary of two utterances"))

    def other_voice(self) -> None:
        """Say that somebody else said the current row: the other voice, or one of a numbered list."""
        row, transcript = self._row(), self._model.transcript
        if row is None or transcript is None:
            return
        known = other_voice(transcript, row.id)
        if known:
            self.give_to(row.id, known)
        else:
            self._ask_voice(row, transcript)

    def give_to(self, row_id: str, speaker_id: str) -> None:
        """Say that a voice said a row."""
        transcript = self._model.transcript
        if transcript is not None:
            name = speaker_names(transcript.speakers, self.tr)[speaker_id]
            words = self.tr("Now said by: {0}").format(name)
            self._do(given_to(row_id, speaker_id), words, self.tr("Changed who spoke"))

    def remove(self) -> None:
        """Take out the words of the current row, which nobody said; codes on it stay on that stretch of time."""
        row = self._row()
        if row is not None:
            here = self._list.transcript.place_of(row.id)
            self._do((RemoveUtterance(row.id),), self.tr("Taken out"), self.tr("Took out words nobody said"))
            rows = self._list.transcript.rows
            if rows:
                self._list.choose(rows[min(here, len(rows) - 1)].id)

    def restore(self) -> None:
        """Have the machine's words again on the current row."""
        row = self._row()
        if row is not None and row.edited:
            step = self.tr("Went back to the machine's words")
            self._do((RestoreText(row.id),), self.tr("The machine's words again"), step)

    def _acts(self) -> dict[str, Callable[[], object]]:
        return {
            "text.edit": self.edit,
            "text.keep_next": self.typing.keep_and_next,
            "text.loop": self.typing.loop,
            "text.split": self.split,
            "text.merge_next": partial(self.merge, 1),
            "text.merge_previous": partial(self.merge, -1),
            "text.word_down": partial(self.move_word, 1, True),
            "text.word_up": partial(self.move_word, -1, True),
            "text.take_next": partial(self.move_word, 1, False),
            "text.take_previous": partial(self.move_word, -1, False),
            "text.other_voice": self.other_voice,
            "text.remove": self.remove,
            "text.original": self.restore,
        }

    def _row(self) -> Row | None:
        """The utterance the acts are about, once what was being typed is kept."""
        self.typing.keep()
        row = self._page.presenter.row(self._list.current_id)
        if row is None or row.kind is not RowKind.UTTERANCE:
            self._model.said.emit(self.tr("Choose a row with words first."))
            return None
        why_not = names_hidden(self._page.presenter.instead is not None, self.tr)
        if why_not:
            self._page.context.messages.warn(why_not, self.tr("Nothing was changed."))
            return None
        return row

    def _out_of_view(self, pair: tuple[str, str] | None) -> bool:
        """Whether a filter hides one of two neighbours, which is told: nobody means words they do not see."""
        hidden = any(self._list.transcript.place_of(id_) < 0 for id_ in pair or ())
        if hidden:
            self._model.said.emit(self.tr("The row on that side is hidden by the filters."))
        return hidden

    def _do(self, edits: Steps, words: str, step: str) -> None:
        if edits:
            self._model.edit_text(edits, words, step)
        else:
            self._model.said.emit(self.tr("There is no row on that side."))

    def _word_pressed(self, row_id: str, word: int) -> None:
        self._pressed = (row_id, word)

    def _ask_voice(self, row: Row, transcript: Transcript) -> None:
        menu = DigitMenu(self._list)
        menu.setAccessibleName(self.tr("Who said this?"))
        self._offer_voices(menu, row, transcript)
        if menu.isEmpty():
            self._model.said.emit(self.tr("There is only one voice. Add another one under Voices."))
            menu.deleteLater()
            return
        menu.aboutToHide.connect(menu.deleteLater)
        area = self._list.visualRect(self._list.currentIndex())
        menu.popup(self._list.viewport().mapToGlobal(area.bottomLeft() + QPoint(40, 0)))
        menu.setActiveAction(menu.actions()[0])

    def _offer_voices(self, menu: DigitMenu, row: Row, transcript: Transcript) -> None:
        for id_, name in speaker_names(transcript.speakers, self.tr).items():
            if id_ != row.speaker_id:
                menu.offer(name, partial(self.give_to, row.id, id_))

    def _fill_menu(self, menu: QMenu, row: Row) -> None:
        """What corrects the text, below what codes it."""
        masked = self._page.presenter.instead is not None
        if row.kind not in WORDED or masked or hindered(self._model, self._page.context.actor, self.tr):
            return
        actions = self._page.context.actions
        menu.addSeparator()
        about_gap = row.kind is RowKind.GAP
        ids = ["text.edit"] if about_gap else [id_ for id_ in self._acts() if id_ not in _WHILE_TYPING]
        if not row.edited:
            ids = [id_ for id_ in ids if id_ != "text.original"]
        for id_ in ids:
            if id_ == "text.other_voice" and self._model.transcript is not None:
                voices = DigitMenu(menu)
                voices.setTitle(self.tr("Who said this"))
                menu.addMenu(voices)
                self._offer_voices(voices, row, self._model.transcript)
                voices.menuAction().setVisible(not voices.isEmpty())
                continue
            words = self.tr("Write down what is said") if about_gap else actions.text(id_)
            key = actions.key_text(id_)
            menu.addAction(f"{words}\t{key}" if key else words, self._acts()[id_])
