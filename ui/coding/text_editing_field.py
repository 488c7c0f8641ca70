"""Typing over a row of the transcript while the sound can be played, stepped back and looped."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtWidgets import QApplication
from typing_extensions import override

from coder.domain.errors import UserError
from coder.domain.text_edits import AddUtterance, TextEdit, apply_all
from coder.domain.transcripts import Transcript
from ui.coding.text_editing_rights import hindered, names_hidden
from ui.coding.text_editing_steps import split, typed
from ui.tracking import track
from ui.widgets.row_editor import RowEditor
from ui.widgets.transcript_rows import WORDED, Row, RowKind

if TYPE_CHECKING:
    from ui.coding.view import CodePage


class RowTyping(QObject):
    """Opens the field over a row and keeps what was typed, whichever way the row is left.

    ``kept(row_id)`` when words were kept, ``left(row_id)`` when the field was closed with nothing kept.
    """

    kept = Signal(str)
    left = Signal(str)

    def __init__(self, page: CodePage) -> None:
        super().__init__(page)
        self._page, self._model, self._playback = page, page.model, page.playback
        self._list, self._actions = page.space.list, page.context.actions
        self._row: Row | None = None
        self._escaped = QTimer(self, singleShot=True, interval=QApplication.doubleClickInterval())
        self._list.row_chosen.connect(self._other_row)
        self._list.installEventFilter(self)
        page.presenter.rows_changed.connect(self._rows_changed)
        self._model.loaded.connect(self._list.close_editor)
        self._model.closed.connect(self._list.close_editor)
        track(self, page.context.closing, self.keep)

    @property
    def draft(self) -> tuple[str, str]:
        """The row being typed in and what stands there; two empty strings while nothing is typed."""
        editor = self._list.editor
        return (editor.row_id, editor.text) if editor is not None and editor.changed else ("", "")

    def restore(self, row_id: str, text: str) -> bool:
        """Go on with words that were half typed; False where the row is not in view."""
        editor = self.open(row_id)
        if editor is not None:
            editor.replace_text(text)
        return editor is not None

    def open(self, row_id: str) -> RowEditor | None:
        """Type over a row in view, which becomes the current one; None where that is not possible."""
        row = self._page.presenter.row(row_id)
        if row is None or row.kind not in WORDED:
            self._model.said.emit(self.tr("Choose a row with words first."))
            return None
        why_not = hindered(self._model, self._page.context.actor, self.tr)
        why_not = why_not or names_hidden(self._page.presenter.instead is not None, self.tr)
        if why_not:
            self._page.context.messages.warn(why_not, self.tr("Nothing was changed."))
            return None
        self._list.choose(row_id)
        text = row.text if row.kind is RowKind.UTTERANCE else ""
        editor = self._list.open_editor(row_id, text, self._acts(), self._hint())
        if editor is not None:
            editor.kept.connect(self.keep)
            editor.left.connect(self.leave)
            self._row = row
            if self._list.playing[0] == row_id and self._list.playing[1] > 0:
                editor.put_cursor_at_word(self._list.playing[1])
        return editor

    def keep(self) -> None:
        """Close the field and keep what was typed, as one step."""
        editor = self._list.editor
        if editor is None:
            return
        # The row as it was opened: by now the list may show others, moments for example.
        row, text = self._row, editor.text
        transcript = self._model.transcript if self._model.is_open else None
        edits = typed(transcript, row, text) if transcript is not None and row is not None else ()
        if transcript is not None and not self._would_do(transcript, edits):
            return
        self._list.close_editor()
        if row is None or not edits:
            self.left.emit(editor.row_id)
            return
        self._store(row, edits)
        self.kept.emit(editor.row_id)

    def _would_do(self, transcript: Transcript, edits: tuple[TextEdit, ...]) -> bool:
        """Whether edits apply; where not, the reason is told and the field stays, so that nothing typed is lost."""
        try:
            apply_all(transcript, edits)
        except UserError as error:
            self._page.context.messages.user_error(error)
            return False
        return True

    def leave(self) -> None:
        """Close the field and leave the row as it was."""
        editor = self._list.editor
        if editor is not None:
            self._list.close_editor()
            self._model.said.emit(self.tr("Left as it was"))
            self.left.emit(editor.row_id)

    def split_here(self) -> None:
        """Keep what was typed, and split it at the cursor."""
        editor = self._list.editor
        row, transcript = self._row, self._model.transcript
        if editor is None or row is None or transcript is None or row.kind is not RowKind.UTTERANCE:
            return
        at_word, count = editor.words_before_cursor, len(editor.text.split())
        if not 0 < at_word < count:
            self._model.said.emit(self.tr("Put the cursor between two words to split there."))
            return
        edits: tuple[TextEdit, ...] = (*typed(transcript, row, editor.text), *split(row.id, at_word))
        self._list.close_editor()
        self._model.edit_text(edits, self.tr("Split"), self.tr("Split an utterance"))
        self.kept.emit(row.id)

    def _store(self, row: Row, edits: tuple[TextEdit, ...]) -> None:
        added = row.kind is RowKind.GAP
        step = self.tr("Wrote down what was said") if added else self.tr("Corrected the words")
        self._model.edit_text(edits, self.tr("Kept"), step)
        # What was typed for speech without text stands on a row of its own now.
        if added:
            self._list.choose(next(one.new_id for one in edits if isinstance(one, AddUtterance)))

    def _acts(self) -> dict[str, Callable[[], object]]:
        """The key of the field itself; all others are those of the list around it."""
        escape = self._actions.key("play.toggle_typing")
        return {escape: self._escape} if escape else {}

    def _hint(self) -> str:
        keys = self._actions.key_text
        words = self.tr("{0} keeps · {1} plays and pauses, twice leaves · {2} splits")
        ids = ("text.keep", "play.toggle_typing", "text.split")
        return words.format(*(keys(id_) for id_ in ids))

    def _escape(self) -> None:
        """Play or pause; twice quickly, which leaves the sound as it was, leaves the field as well."""
        self._playback.toggle()
        if self._escaped.isActive():
            self._escaped.stop()
            self.leave()
        else:
            self._escaped.start()

    def loop(self) -> None:
        """Repeat the row that is typed in, or else the current one; once more, and the sound goes on."""
        row = self._page.presenter.row(self._list.current_id)
        if row is None or self._playback.loop is not None:
            self._playback.set_loop(None)
            return
        self._playback.set_loop((row.start_s, row.end_s))
        if not self._playback.playing:
            self._playback.play(row.start_s)

    def keep_and_next(self) -> None:
        """Keep what was typed and type over the next row."""
        rows = self._list.transcript.rows
        here = self._list.transcript.place_of(self._list.current_id)
        following = [row.id for row in rows[here + 1 :] if row.kind in WORDED]
        self.keep()
        if following:
            self.open(following[0])

    def _other_row(self, row_id: str) -> None:
        editor = self._list.editor
        if editor is not None and row_id and row_id != editor.row_id:
            self.keep()

    def _rows_changed(self) -> None:
        editor = self._list.editor
        if editor is not None and self._list.transcript.place_of(editor.row_id) < 0:
            self.keep()

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """What was half typed is kept when the list goes out of sight: another mode, page or session."""
        if event.type() == QEvent.Type.Hide and watched is self._list:
            self.keep()
        return False
