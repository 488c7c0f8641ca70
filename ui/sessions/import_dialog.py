"""Adding a recording: the file, whose it is, who agreed, and what must be known before listening."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QFormLayout,
    QHBoxLayout,
    QProgressBar,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from coder.domain.errors import UserError
from coder.domain.purpose import Purpose
from coder.domain.sessions import Context as ContextSheet
from coder.domain.sessions import SessionKind
from ui.announce import announce
from ui.context import Context
from ui.sessions.chosen_files import AskFiles, ChosenFiles, ask_sound_files
from ui.sessions.discarding import DiscardQuestion
from ui.sessions.import_model import ImportDraft, ImportModel, People, missing, worker_note
from ui.sessions.known_box import KnownBox
from ui.sessions.permission_form import PermissionForm
from ui.sessions.words import kind_words, offered_kinds, whose_words
from ui.theme import Role, current
from ui.widgets.buttons import ghost, primary, secondary
from ui.widgets.card import Card
from ui.widgets.context_form import ContextForm
from ui.widgets.date_field import DateField
from ui.widgets.labels import label
from ui.widgets.page import ScrollArea

if TYPE_CHECKING:
    from coder.services.sessions import PermissionDraft


class ImportDialog(QDialog):
    """``added(session_id)`` when the recording is stored. Closing while it runs stops it; nothing is stored then."""

    added = Signal(str)

    def __init__(
        self,
        context: Context,
        files: Sequence[Path] = (),
        ask_files: AskFiles = ask_sound_files,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Add recording"))
        self.model = ImportModel(context, self)
        self.files = ChosenFiles(files, ask_files)
        self._people = People((), (), "")
        self._build()
        self._connect()
        self.add_permission()
        self._worker_changed()
        self._blank = self.draft()
        self.model.load()
        # A dialog that sizes itself takes two thirds of the screen at most, which is too little for large text.
        self.resize(self.sizeHint())

    def _build(self) -> None:
        theme = current()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, theme.px(14), 0, theme.px(12))
        column.setSpacing(theme.px(8))
        inside = QWidget()
        cards = QVBoxLayout(inside)
        cards.setContentsMargins(theme.px(14), 0, theme.px(14), 0)
        cards.setSpacing(theme.px(10))
        cards.addWidget(self._recording_card())
        cards.addWidget(self._permission_card())
        cards.addWidget(self._sheet_card())
        column.addWidget(ScrollArea(inside), 1)
        column.addLayout(self._footer())

    def _recording_card(self) -> Card:
        card = Card(self.tr("The recording"))
        form = QFormLayout()
        form.setVerticalSpacing(current().px(8))
        form.addRow(label(self.tr("File"), buddy=self.files.field), self.files)
        apart = self.model.purpose is Purpose.RECRUITMENT
        self.worker = KnownBox(self.tr("a code, for example A-07") if apart else self.tr("a code, for example W-41"))
        self.team = KnownBox(self.tr("for example spring 2026") if apart else self.tr("the team at the time"))
        self.kind = QComboBox()
        self.worker_note = label("", Role.CAPTION, wrap=True)
        self.held_on = DateField(self.model.today)
        for kind in offered_kinds(self.model.purpose):
            self.kind.addItem(kind_words(kind), kind.value)
        whose = QVBoxLayout()
        whose.setSpacing(current().px(3))
        whose.addWidget(self.worker)
        whose.addWidget(self.worker_note)
        whose_words_now = whose_words(SessionKind(self.kind.currentData()))
        self.worker.setAccessibleName(whose_words_now)
        self.whose = label(whose_words_now, buddy=self.worker)
        form.addRow(self.whose, whose)
        rows: tuple[tuple[str, QWidget], ...] = (
            (self.tr("Round of recruitment") if apart else self.tr("Team"), self.team),
            (self.tr("Held on"), self.held_on),
            (self.tr("Kind"), self.kind),
        )
        for words, field in rows:
            field.setAccessibleName(words)
            form.addRow(label(words, buddy=field), field)
        card.body.addLayout(form)
        return card

    def _permission_card(self) -> Card:
        card = Card(self.tr("Permission"), self.tr("everybody who can be heard"))
        self._forms: list[PermissionForm] = []
        self._lines = QVBoxLayout()
        self._lines.setSpacing(current().px(12))
        card.body.addLayout(self._lines)
        self.another_button = ghost(self.tr("Another person"), "plus")
        row = QHBoxLayout()
        row.addWidget(self.another_button)
        row.addStretch(1)
        card.body.addLayout(row)
        return card

    def _sheet_card(self) -> Card:
        card = Card(self.tr("Context sheet"), self.tr("needed before anybody listens"))
        self.sheet = ContextForm(ContextSheet(), SessionKind(self.kind.currentData()))
        card.body.addWidget(self.sheet)
        return card

    def _footer(self) -> QVBoxLayout:
        theme = current()
        column = QVBoxLayout()
        column.setContentsMargins(theme.px(16), theme.px(2), theme.px(16), 0)
        column.setSpacing(theme.px(6))
        self.problem = label("", wrap=True)
        self.progress = QProgressBar()
        self.progress.setRange(0, 1000)
        self.progress.setTextVisible(False)
        self.progress.setAccessibleName(self.tr("Reading the recording"))
        self.progress.setVisible(False)
        self.transcribe = QCheckBox(self.tr("Transcribe it right away"))
        self.transcribe.setChecked(self.model.may_transcribe)
        self.transcribe.setVisible(self.model.may_transcribe)
        self.cancel_button = secondary(self.tr("Cancel"))
        self.add_button = primary(self.tr("Add recording"), "check")
        # Enter adds from any field once nothing is missing, as in every other dialog.
        self.add_button.setDefault(True)
        row = QHBoxLayout()
        row.addWidget(self.transcribe)
        row.addStretch(1)
        row.addWidget(self.cancel_button)
        row.addWidget(self.add_button)
        column.addWidget(self.progress)
        column.addWidget(self.problem)
        column.addLayout(row)
        return column

    def _connect(self) -> None:
        self.files.changed.connect(self._check)
        self.another_button.clicked.connect(self.add_permission)
        self.cancel_button.clicked.connect(self.reject)
        self.add_button.clicked.connect(self.start)
        self.worker.currentTextChanged.connect(self._worker_changed)
        self.kind.currentIndexChanged.connect(self._kind_changed)
        self.team.currentTextChanged.connect(self._check)
        self.held_on.dateChanged.connect(self._day_changed)
        self.model.people_known.connect(self._show_people)
        self.model.progressed.connect(self._show_progress)
        self.model.failed.connect(self._show_failure)
        self.model.stopped.connect(self._stopped)
        self.model.done.connect(self._done)

    @property
    def permission_forms(self) -> tuple[PermissionForm, ...]:
        """The lines of the ledger as they are filled in."""
        return tuple(self._forms)

    @override
    def sizeHint(self) -> QSize:
        """A comfortable form, never larger than the window it stands over."""
        theme, parent = current(), self.parentWidget()
        wanted = QSize(theme.px(700), theme.px(680))
        return wanted if parent is None else wanted.boundedTo(parent.window().size() - QSize(40, 40))

    @Slot()
    def add_permission(self) -> None:
        """One more person who was asked."""
        apart = self.model.purpose is Purpose.RECRUITMENT
        form = PermissionForm(self.held_on.day, removable=bool(self.permission_forms), role_play=apart)
        form.changed.connect(self._check)
        form.removed.connect(lambda: self._remove(form))
        self._forms.append(form)
        self._lines.addWidget(form)
        self._order_focus()
        if self.isVisible():
            form.who.setFocus()
        self._check()

    def draft(self) -> ImportDraft:
        """What was filled in."""
        permissions: tuple[PermissionDraft, ...] = tuple(form.draft() for form in self.permission_forms)
        return ImportDraft(
            files=self.files.files,
            worker=self.worker.text,
            team=self.team.text,
            held_on=self.held_on.day,
            kind=SessionKind(self.kind.currentData()),
            permissions=permissions,
            sheet=self.sheet.sheet(),
            transcribe=self.model.may_transcribe and self.transcribe.isChecked(),
        )

    @Slot()
    def start(self) -> None:
        """Add the recording, or say what is missing."""
        draft = self.draft()
        if not missing(draft, self.model.today, self._people) and not self.model.running:
            self._set_running(True)
            self._say(self.tr("Reading the recording. Nothing is stored until the whole of it has been read."))
            self.model.start(draft)

    @override
    def reject(self) -> None:
        """Stop what runs, ask about what was filled in, or close. Qt comes here for Esc and for closing, too."""
        if self.model.running:
            self.cancel_button.setEnabled(False)
            self.model.cancel()
        elif self._filled_in:
            question = DiscardQuestion(self)
            question.discarded.connect(lambda: QDialog.reject(self))
            question.open()
        else:
            super().reject()

    @property
    def _filled_in(self) -> bool:
        return replace(self.draft(), transcribe=self._blank.transcribe) != self._blank

    def _order_focus(self) -> None:
        # What was made last would otherwise be reached last, behind the buttons that end the dialog.
        stops = [stop for form in self.permission_forms for stop in form.stops()]
        for before, after in pairwise((self.kind, *stops, self.another_button)):
            QWidget.setTabOrder(before, after)

    def _remove(self, form: PermissionForm) -> None:
        self._forms.remove(form)
        self._lines.removeWidget(form)
        form.hide()
        form.deleteLater()
        self._check()

    @Slot(object)
    def _show_people(self, people: People) -> None:
        self._people = people
        # Quick hands may have typed both before anybody is known.
        untouched = not self._filled_in
        self.worker.offer([person.code for person in people.workers], self.worker.text or people.own_code)
        self.team.offer([one.name for one in people.teams], self.team.text)
        self._worker_changed()
        if untouched:
            self._blank = self.draft()

    @Slot()
    def _worker_changed(self) -> None:
        code = self.worker.text
        team = self._people.team_of(code)
        self.team.setEnabled(not team)
        if team:
            self.team.setCurrentText(team)
        # Never hidden: a row that comes while one types moves the field that is about to be pressed.
        self.worker_note.setText(worker_note(code, self._people, SessionKind(self.kind.currentData())))
        self._check()

    @Slot()
    def _kind_changed(self) -> None:
        words = whose_words(SessionKind(self.kind.currentData()))
        self.whose.setText(words)
        self.worker.setAccessibleName(words)
        self.sheet.show_kind(SessionKind(self.kind.currentData()))

    @Slot()
    def _day_changed(self) -> None:
        for form in self.permission_forms:
            form.follow(self.held_on.day)
        self._check()

    @Slot()
    def _check(self) -> None:
        if self.model.running:
            return
        sentence = missing(self.draft(), self.model.today, self._people)
        self.add_button.setEnabled(not sentence)
        self.add_button.setAccessibleDescription(sentence)
        self.problem.setText(sentence)

    def _set_running(self, running: bool) -> None:
        self.progress.setVisible(running)
        self.progress.setValue(0)
        for widget in (self.add_button, self.files, self.worker, self.held_on, self.kind, self.transcribe):
            widget.setEnabled(not running)
        self.cancel_button.setEnabled(True)
        self.cancel_button.setText(self.tr("Stop") if running else self.tr("Cancel"))

    @Slot(float)
    def _show_progress(self, share: float) -> None:
        self.progress.setValue(round(1000 * share))

    def _say(self, sentence: str) -> None:
        self.problem.setText(sentence)
        announce(self, sentence)

    @Slot(object)
    def _show_failure(self, error: UserError) -> None:
        self._set_running(False)
        self._worker_changed()
        self._say(str(error))

    @Slot()
    def _stopped(self) -> None:
        self._set_running(False)
        self._worker_changed()
        self._say(self.tr("Stopped. Nothing was stored."))

    @Slot(str)
    def _done(self, session_id: str) -> None:
        self.added.emit(session_id)
        self.accept()
