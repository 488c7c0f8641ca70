"""The content note: what may distress is said before a recording is heard, and may be written for the next listener."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QObject, Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from shiboken6 import isValid
from typing_extensions import override

from ui.coding.desk import DeskKeeper
from ui.machine import preferences_of
from ui.theme import Role
from ui.widgets.labels import label
from ui.widgets.question import Question

if TYPE_CHECKING:
    from ui.coding.view import CodePage

ACT = "content_note.write"
LONGEST = 300


class NoteDialog(Question):
    """Says what may distress; accepted means that the person wants to listen."""

    def __init__(self, note: str, parent: QWidget | None = None) -> None:
        super().__init__(
            _tr("A note before you listen"),
            _tr("You need not hear this now or alone. Talk to your manager if you would rather not hear it at all."),
            _tr("Listen"),
            parent,
        )
        self.note = label(note, Role.STRONG, wrap=True)
        self.body.addWidget(self.note)
        self.setAccessibleDescription(note)
        # Who has just pressed play may press it once more without looking.
        self.act.setDefault(False)
        self.cancel.setDefault(True)

    @override
    def showEvent(self, event: QShowEvent) -> None:
        """Begin with the way back."""
        super().showEvent(event)
        self.cancel.setFocus(Qt.FocusReason.OtherFocusReason)


class WriteNoteDialog(Question):
    """Asks for the note; empty takes it away."""

    def __init__(self, note: str, parent: QWidget | None = None) -> None:
        super().__init__(
            _tr("Content note"),
            _tr(
                "What may distress whoever listens next, in one sentence and without names. It is shown before the "
                "recording is heard. Leave it empty for none."
            ),
            _tr("Save"),
            parent,
        )
        self.field = QLineEdit(note)
        self.field.setMaxLength(LONGEST)
        self.field.setAccessibleName(self.tr("Content note"))
        self.field.setPlaceholderText(self.tr("For example: talks about the death of a child"))
        self.body.addWidget(self.field)


class ContentNote(QObject):
    """Stands between play and sound, once for each person and session."""

    def __init__(self, page: CodePage, desk: DeskKeeper) -> None:
        super().__init__(page)
        self._page, self._desk = page, desk
        self._dialog: NoteDialog | None = None
        self._may_play = page.playback.may_play
        page.playback.may_play = self.may_play
        self._sheet_missing = False
        page.model.loaded.connect(self._loaded)
        page.questions.settled.connect(self._settled)
        page.context.actions.bind(ACT, page, self.write)

    def may_play(self) -> bool:
        """Whether the sound may be heard now; asks where there is a note that this person has not read."""
        if not self._may_play():
            return False
        note = self._page.model.session.context.content_note
        if not note or self._desk.note_read or not self._wanted():
            return True
        self._ask(note)
        return False

    def write(self) -> None:
        """Write, change or take away the note of the open session."""
        if not self._page.model.is_open:
            return
        dialog = WriteNoteDialog(self._page.model.session.context.content_note, self._page)
        dialog.accepted.connect(lambda: self._store(dialog.field.text()))
        self._page.questions.open(dialog)

    def _loaded(self) -> None:
        self._sheet_missing = self._page.model.context_missing

    def _settled(self) -> None:
        # Whoever has just filled in the sheet wrote the note on it, or left it empty.
        if self._sheet_missing and not self._page.model.context_missing:
            self._sheet_missing = False
            self._desk.agree_to_note()

    def _store(self, note: str) -> None:
        context, session_id = self._page.context, self._page.model.session.id
        # Whoever writes the note knows it.
        self._desk.agree_to_note()
        context.operations.write(
            partial(context.services.welfare.write_content_note, context.actor, session_id, note), owner=self
        )
        self._page.model.said.emit(self.tr("Content note kept") if note.strip() else self.tr("Content note taken away"))

    def _ask(self, note: str) -> None:
        if self._dialog is not None and isValid(self._dialog) and self._dialog.isVisible():
            return
        over = QApplication.activeModalWidget()
        dialog = self._dialog = NoteDialog(note, over or self._page)
        dialog.accepted.connect(partial(self._agreed, over is None))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def _agreed(self, go_on: bool) -> None:
        self._desk.agree_to_note()
        if go_on:
            self._page.playback.play(self._page.playback.position_s)

    def _wanted(self) -> bool:
        from coder.settings import Settings

        preferences = preferences_of(self._page.context)
        return (preferences.settings if preferences is not None else Settings()).content_notes


def _tr(words: str) -> str:
    # A dialog's own tr() is not there yet while its base is being made.
    return QCoreApplication.translate("content_note", words)
