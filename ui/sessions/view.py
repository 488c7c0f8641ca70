"""The Sessions page."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QSignalBlocker, Qt, Slot
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QAbstractItemView, QComboBox, QHBoxLayout, QLineEdit, QWidget
from typing_extensions import override

from coder.analysis.wording import full_day
from coder.domain.errors import UserError
from coder.domain.permissions import Action
from coder.domain.purpose import Purpose
from coder.domain.sessions import Session
from ui.announce import announce
from ui.coding.context_dialog import ContextDialog
from ui.context import Context
from ui.feedback.dialog import FamilyFeedbackDialog
from ui.lengths import length_text
from ui.reporting.columns import Columns
from ui.reporting.content_or_empty import ContentOrEmpty
from ui.sessions.chosen_files import AskFiles, ask_sound_files
from ui.sessions.details import DetailsPanel, Rights
from ui.sessions.dialogs import LineDialog, ask_refusal, ask_withdrawal
from ui.sessions.drop import Drops
from ui.sessions.import_dialog import ImportDialog
from ui.sessions.keeping_acts import KeepingActs
from ui.sessions.rating_acts import RatingActs
from ui.sessions.requests import AddRecording
from ui.sessions.second import SecondOfSession
from ui.sessions.viewmodel import Details, Filter, SessionsViewModel, Several
from ui.sessions.words import STATE_ICONS, kind_words, queued_words, several_title, stand_words, state_words
from ui.theme import current
from ui.tracking import track
from ui.widgets.buttons import ghost, primary
from ui.widgets.labels import name_box
from ui.widgets.page import Page
from ui.widgets.table import Column, RowsTableModel, TableView

# No column holds a rating, and none ever will: sessions are sorted by date and state, never by score.
CODE, HELD_ON, WORKER, STATE, TEAM, KIND, LENGTH = range(7)


class SessionsPage(Page):
    """``open_with`` takes a session's id or code, or an :class:`AddRecording`."""

    def __init__(self, context: Context, ask_files: AskFiles = ask_sound_files, parent: QWidget | None = None) -> None:
        super().__init__(context, "", parent=parent)
        self.header.set_texts(self.tr("Sessions"))
        self.model = SessionsViewModel(context, self)
        self._ask_files = ask_files
        self._build_header()
        self._build_body()
        self.second = SecondOfSession(context, self, self._chosen)
        self.keeping = KeepingActs(context, self)
        self.rating = RatingActs(context, self, self._chosen)
        self._drops = Drops(self, self.tr("Drop the recording here"), self._take_dropped)
        self._connect()

    def _build_header(self) -> None:
        actions = self.context.actions
        self.add_button = primary(self.tr("Add recording"), "plus", actions.key_text("recording.add"))
        self.add_button.clicked.connect(lambda: self.add_recording())
        self.header.add(self.add_button)
        actions.bind("recording.add", self, lambda: self.add_recording())
        actions.bind("find", self, self._find)
        actions.bind("feedback.open", self, self._feedback_of_chosen)

    def _build_body(self) -> None:
        theme = current()
        self.search = QLineEdit()
        self.search.setAccessibleName(self.tr("Search sessions"))
        key = self.context.actions.key_text("find")
        hint = self.tr("Search code, worker, team, date ({0})")
        if self._apart:
            hint = self.tr("Search code, applicant, round, date ({0})")
        self.search.setPlaceholderText(hint.format(key))
        self.search.setClearButtonEnabled(True)
        self.state_box, self.team_box = QComboBox(), QComboBox()
        name_box(self.state_box, self.tr("State"))
        name_box(self.team_box, self.tr("Round") if self._apart else self.tr("Team"))
        for box in (self.state_box, self.team_box):
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.reset_button = ghost(self.tr("Show all"), "x")
        filters = QHBoxLayout()
        filters.setSpacing(theme.px(8))
        filters.addWidget(self.search, 1)
        for widget in (self.state_box, self.team_box, self.reset_button):
            filters.addWidget(widget)
        self.rows = RowsTableModel(self._columns())
        self.table = TableView(self.tr("Sessions"), self.rows, sortable=True)
        self.table.sortByColumn(HELD_ON, Qt.SortOrder.DescendingOrder)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.table.setMinimumHeight(theme.px(240))
        self.found = ContentOrEmpty(self.table)
        self.details = DetailsPanel()
        columns = Columns(980)
        columns.left.addLayout(filters)
        columns.left.addWidget(self.found, 1)
        columns.right.addWidget(self.details)
        self.content = ContentOrEmpty(columns)
        self.body.addWidget(self.content, 1)

    @property
    def _apart(self) -> bool:
        return self.context.purpose is Purpose.RECRUITMENT

    def _columns(self) -> list[Column[Session]]:
        apart = self._apart
        return [
            Column(self.tr("Session"), lambda one: one.code),
            Column(self.tr("Held on"), _day, sort=lambda one: one.held_on.toordinal()),
            Column(self.tr("Applicant") if apart else self.tr("Worker"), lambda one: one.worker_code),
            Column(self.tr("State"), stand_words, icon=lambda one: STATE_ICONS[one.state]),
            Column(self.tr("Round") if apart else self.tr("Team"), lambda one: one.team_name),
            Column(self.tr("Kind"), lambda one: kind_words(one.kind)),
            Column(self.tr("Length"), _length, sort=_seconds, right=True),
        ]

    def _connect(self) -> None:
        self.model.rows_changed.connect(self._show_rows)
        self.model.details_changed.connect(self._show_details)
        self.model.refused.connect(self._show_refusal)
        self.search.textChanged.connect(self._filter)
        self.state_box.currentIndexChanged.connect(self._filter)
        self.team_box.currentIndexChanged.connect(self._filter)
        self.reset_button.clicked.connect(self._reset)
        self.table.selectionModel().selectionChanged.connect(self._selection_changed)
        # Later, so that a click has chosen its row by then.
        moved = self.table.selectionModel().currentRowChanged
        moved.connect(self._current_changed, Qt.ConnectionType.QueuedConnection)
        self.table.row_opened.connect(self._open_row)
        self.details.open_wanted.connect(self.model.open)
        self.details.transcription_wanted.connect(self.model.transcribe)
        self.details.several_wanted.connect(self.model.transcribe_many)
        self.model.queued.connect(lambda done: self.context.messages.info(queued_words(done)))
        self.details.line_wanted.connect(self._ask_line)
        self.details.withdrawal_wanted.connect(self._ask_withdrawal)
        self.details.sheet_wanted.connect(self._ask_sheet)
        self.details.session_wanted.connect(self.model.select)
        self.details.raters_wanted.connect(self.model.draw_raters)
        self.details.role_play_shown.connect(self.keeping.bind)
        self.details.certificate_wanted.connect(self.keeping.save)
        self.details.role_play_shown.connect(self.rating.bind)
        self.details.thread_joined.connect(self.model.join_thread)
        self.details.thread_parted.connect(self.model.part_thread)
        self.details.feedback_wanted.connect(self._open_feedback)
        track(self, self.context.opened, self.model.refresh)

    def open_with(self, argument: object) -> None:
        """Choose a session, or ask for a recording to be added."""
        if isinstance(argument, AddRecording):
            self.add_recording(*argument.files)
        else:
            self._reset()
            self.model.select(str(argument))

    @override
    def panels(self) -> Sequence[QWidget]:
        """The filters and table, then the details."""
        return (self.header, self.found, self.details)

    @override
    def showEvent(self, event: QShowEvent) -> None:
        """Read what changed while nobody looked."""
        super().showEvent(event)
        self.model.shown = True
        self.add_button.setVisible(self.model.may(Action.IMPORT_RECORDING))
        self.model.refresh()

    @override
    def hideEvent(self, event: QHideEvent) -> None:
        """Leave reading to the next look."""
        self.model.shown = False
        super().hideEvent(event)

    def add_recording(self, *files: Path) -> ImportDialog | None:
        """Ask for everything about a recording; nothing for those who may not add one."""
        if not self.model.may(Action.IMPORT_RECORDING):
            return None
        dialog = ImportDialog(self.context, files, self._ask_files, self)
        dialog.added.connect(self._added)
        dialog.open()
        return dialog

    @Slot(str)
    def _added(self, session_id: str) -> None:
        self._reset()
        self.model.select(session_id)
        self.context.messages.info(self.tr("The recording is stored and encrypted. You may delete the original file."))

    def _take_dropped(self, files: list[Path]) -> None:
        if len(files) > 1:
            self.context.messages.info(
                self.tr("They are taken as one meeting. Add recordings of other meetings one at a time.")
            )
        self.add_recording(*files)

    @Slot()
    def _find(self) -> None:
        self.search.setFocus()
        self.search.selectAll()

    @Slot()
    def _filter(self) -> None:
        self.model.set_filter(
            Filter(self.search.text(), str(self.state_box.currentData() or ""), str(self.team_box.currentData() or ""))
        )

    @Slot()
    def _reset(self) -> None:
        for widget in (self.search, self.state_box, self.team_box):
            with QSignalBlocker(widget):
                widget.clear() if isinstance(widget, QLineEdit) else widget.setCurrentIndex(0)
        self.model.reset_filter()

    @Slot()
    def _show_rows(self) -> None:
        model = self.model
        self.header.set_texts(self.tr("Sessions"), self._counted())
        self._fill(self.state_box, self.tr("All states"), [(state_words(one), one.value) for one in model.states])
        every = self.tr("All rounds") if self._apart else self.tr("All teams")
        self._fill(self.team_box, every, [(name, name) for name in model.teams])
        self.reset_button.setVisible(model.filter != Filter())
        with QSignalBlocker(self.table.selectionModel()):
            self.rows.set_rows(model.rows)
        self._mark_selected()
        if not model.count:
            self._show_none()
        else:
            self.content.show_content()
            self._show_found()

    def _counted(self) -> str:
        shown, count = len(self.model.rows), self.model.count
        if shown != count:
            return self.tr("{0} of {1} shown").format(shown, count)
        return self.tr("1 session") if count == 1 else self.tr("{0} sessions").format(count)

    def _show_none(self) -> None:
        self.content.show_empty(
            "folder-open",
            self.tr("No recordings yet"),
            self.tr("Add one with the button above, or drop a sound file here. It is encrypted and stays here."),
        )

    def _show_found(self) -> None:
        if self.model.rows:
            self.found.show_content()
        else:
            self.found.show_empty(
                "search", self.tr("No session fits"), self.tr("Search for something else, or show all again.")
            )

    def _fill(self, box: QComboBox, everything: str, choices: Sequence[tuple[str, str]]) -> None:
        chosen = box.currentData()
        with QSignalBlocker(box):
            box.clear()
            box.addItem(everything, "")
            for words, value in choices:
                box.addItem(words, value)
            box.setCurrentIndex(max(0, box.findData(chosen)))

    def _mark_selected(self) -> None:
        """Choose the rows again whose details are shown; the current one among them stays where keys go on from."""
        chosen = set(self.model.selected)
        places = [n for n, session in enumerate(self.rows.rows) if session.id in chosen]
        found = [self.table.proxy.mapFromSource(self.rows.index(place, CODE)) for place in places]
        here, selection = self.table.currentIndex(), self.table.selectionModel()
        if not found or {one.row() for one in found} == {one.row() for one in selection.selectedRows()}:
            return
        wanted, flag = QItemSelection(), QItemSelectionModel.SelectionFlag
        for one in found:
            wanted.select(one, one)
        with QSignalBlocker(selection):
            current_row = here if here.row() in {one.row() for one in found} else found[0]
            selection.setCurrentIndex(current_row, flag.NoUpdate)
            selection.select(wanted, flag.ClearAndSelect | flag.Rows)
        self.table.scrollTo(current_row)
        self.table.viewport().update()

    @Slot(QItemSelection, QItemSelection)
    def _selection_changed(self) -> None:
        places = [self.table.proxy.mapToSource(one).row() for one in self.table.selectionModel().selectedRows()]
        self.model.choose([self.rows.row(place).id for place in sorted(places)])

    @Slot()
    def _current_changed(self) -> None:
        """Arriving in the table by Tab makes a row the current one, which is then shown, without choosing it."""
        here = self.table.currentIndex()
        if here.isValid() and not self.table.selectionModel().hasSelection():
            self.model.choose([self.rows.row(self.table.proxy.mapToSource(here).row()).id])

    @Slot(object)
    def _open_row(self, session: Session) -> None:
        if session.recording is not None and self.model.may(Action.LISTEN):
            self.model.open(session.id)

    def _chosen(self) -> Details | None:
        details = self.model.details
        return details if isinstance(details, Details) else None

    @Slot(object)
    def _show_details(self, details: Details | Several | None) -> None:
        if details is None:
            self.details.show_nothing()
            return
        rights = Rights(
            listen=self.model.may(Action.LISTEN),
            transcribe=self.model.may(Action.TRANSCRIBE),
            permissions=self.model.may(Action.RECORD_PERMISSION),
            second=self.second.card,
        )
        if isinstance(details, Several):
            self.details.show_several(details, rights)
            announce(self, several_title(details.count))
        else:
            self.details.show_details(details, rights)
        self._mark_selected()

    @Slot(object)
    def _show_refusal(self, error: UserError) -> None:
        self.content.show_empty("lock", error.sentence.rstrip("."), error.hint)

    @Slot(object)
    def _ask_line(self, details: Details) -> None:
        dialog = LineDialog(details.session, self.model.today, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.accepted.connect(lambda: self._line_given(dialog, details))
        dialog.open()

    def _line_given(self, dialog: LineDialog, details: Details) -> None:
        draft, session = dialog.form.draft(), details.session
        if dialog.refused:
            ask_refusal(self, session, lambda: self.model.record_permission(session.id, draft))
        else:
            self.model.record_permission(session.id, draft)

    @Slot(object)
    def _ask_withdrawal(self, details: Details) -> None:
        session_id = details.session.id
        ask_withdrawal(self, details.session, lambda who, reason: self.model.withdraw(session_id, who, reason))

    @Slot(object)
    def _ask_sheet(self, details: Details) -> None:
        dialog = ContextDialog(details.session.context, details.session.kind, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.filled.connect(lambda sheet: self.model.set_sheet(details.session.id, sheet))
        dialog.open()

    @Slot()
    def _feedback_of_chosen(self) -> None:
        details = self.model.details
        if isinstance(details, Details) and details.feedback is not None:
            self._open_feedback(details)

    @Slot(object)
    def _open_feedback(self, details: Details) -> None:
        FamilyFeedbackDialog(self.context, details.session.id, details.session.code, self).open()


def _day(session: Session) -> str:
    return full_day(session.held_on)


def _length(session: Session) -> str:
    return length_text(_seconds(session)) or "–"


def _seconds(session: Session) -> float:
    return 0.0 if session.recording is None else session.recording.duration_s


def make_page(context: Context) -> QWidget:
    """The Sessions page."""
    return SessionsPage(context)
