"""The page an evaluator lives in: puts header, banner, workspace, keys and dialogs together."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget
from typing_extensions import override

from coder.audio.outputs import Output
from coder.domain.coding import Direction
from coder.domain.suggestions import Difference
from ui.action_table import When
from ui.announce import announce
from ui.coding.acts import Acts
from ui.coding.arriving import Arriving
from ui.coding.banner import Banner
from ui.coding.care import Care
from ui.coding.codes_shown import CodesShown
from ui.coding.coding_tools import CodingTools
from ui.coding.focus_tags_tool import FocusTagsTool
from ui.coding.follow import Follower
from ui.coding.growing import Growing
from ui.coding.header import CODE, LISTEN, SECOND, CodeHeader
from ui.coding.incomplete import Incomplete
from ui.coding.intervals import Intervals
from ui.coding.keys import Keys
from ui.coding.listening import Listening
from ui.coding.masked_view import MaskedView
from ui.coding.masks_tool import MasksTool
from ui.coding.nothing_open import NothingOpen
from ui.coding.passages_tool import PassagesTool
from ui.coding.playback import Playback
from ui.coding.presenter import Presenter
from ui.coding.questions import Questions
from ui.coding.second_listen import SecondListen
from ui.coding.text_editing import TextEditing
from ui.coding.text_editing_tools import TextTools
from ui.coding.trouble import TroubleTeller
from ui.coding.viewmodel import CodingViewModel
from ui.coding.walk_through import WalkThrough
from ui.coding.workspace import PRINCIPLES, Workspace
from ui.context import Context
from ui.focus import takes_tab
from ui.tracking import track


class CodePage(QWidget):
    """One session at a time. ``connect`` and ``clock`` are the audio output and its clock, replaced in tests."""

    def __init__(
        self,
        context: Context,
        connect: Callable[[], Output] | None = None,
        clock: Callable[[], float] = time.monotonic,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setProperty("role", "page")
        self.context = context
        self.model = CodingViewModel(context, self)
        self.playback = Playback(context, connect, clock, self)
        self.second = SecondListen(context, self)
        self.keys = Keys(context.actions)
        self.header = CodeHeader(context)
        self.banner = Banner()
        self.space = Workspace(context, self.second)
        self.presenter = Presenter(context, self.model, self.space, self)
        self.acts = Acts(self.model, self.playback, self.space, self.presenter, self)
        self.tools, self.focus_tags = CodingTools(self), FocusTagsTool(self)
        self.text = TextEditing(self)
        self.walk, self.text_tools = WalkThrough(self), TextTools(self)
        self.masks = MasksTool(self)
        self.questions = Questions(self.model, self.playback, self.banner, self)
        self.playback.may_play = self.questions.may_listen
        self.follower = Follower(self.playback, self.space, self)
        self.intervals = Intervals(self)
        TroubleTeller(self.playback, self.space.transport, context.messages, self)
        self.listening = Listening(self)
        self.masked, self.codes_shown = MaskedView(self), CodesShown(self)
        self._book = ""
        self._lay_out()
        self.header.set_low(self.space.compact)
        self._connect_model()
        self._connect_widgets()
        self._bind()
        self.incomplete = Incomplete(self)
        self.care = Care(self, clock)
        self.growing = Growing(self)
        self.passages = PassagesTool(self)

    def open_with(self, argument: object) -> None:
        """Open a session by its id; one that is open already stays as it is."""
        if self.model.is_open and argument == self.model.session.id:
            return
        if isinstance(argument, str) and argument:
            self.care.desk.expect(argument)
            self._stack.setCurrentWidget(self._loading)
            self._loading.expect(argument)
            self.playback.close()
            self.model.open(argument)

    def panels(self) -> Sequence[QWidget]:
        """Where F6 stops."""
        space = self.space
        return (
            self.header,
            self.banner,
            self.incomplete.bar,
            self.care.breaks.bar,
            space.waveform,
            space.transport,
            space.filters,
            space.tabs,
            space.list,
            space.strip,
            space.palette_panel,
            space.second.list,
            space.second.place,
            space.principles,
        )

    @override
    def hideEvent(self, event: QHideEvent) -> None:
        """Nobody wants to hear a page they cannot see."""
        super().hideEvent(event)
        if self.playback.playing:
            self.playback.pause()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.empty = NothingOpen(self.context)
        self._loading = Arriving(self.context, self.header)
        self._stack = QStackedWidget()
        for widget in (self.empty, self._loading, self.space):
            self._stack.addWidget(widget)
        column.addWidget(self.header)
        column.addWidget(self.banner)
        column.addWidget(self._stack, 1)

    def _connect_model(self) -> None:
        model, playback = self.model, self.playback
        model.loaded.connect(self._loaded)
        model.closed.connect(self._closed)
        model.state_changed.connect(self._show_state)
        model.said.connect(partial(announce, self))
        self.presenter.rows_changed.connect(lambda: self.follower.set_rows(self.presenter.rows))
        playback.speed_changed.connect(self.space.transport.set_speed)
        playback.loop_changed.connect(lambda loop: self.space.transport.set_loop(loop is not None))
        self.space.compact_changed.connect(self._lower_header)
        self.acts.armed_changed.connect(self._show_armed)
        track(self, self.context.closing, playback.close)

    def _connect_widgets(self) -> None:
        space, acts, playback = self.space, self.acts, self.playback
        space.waveform.window_changed.connect(space.overview.set_window)
        space.waveform.seek_requested.connect(playback.seek)
        space.waveform.play_requested.connect(playback.play)
        space.overview.centre_wanted.connect(self._centre)
        space.transport.toggled.connect(playback.toggle)
        space.transport.stepped.connect(playback.step)
        space.transport.speed_chosen.connect(playback.set_speed)
        space.transport.loop_toggled.connect(acts.loop)
        space.transport.moment_wanted.connect(acts.moment)
        space.transport.zoomed.connect(space.waveform.zoom)
        space.list.word_pressed.connect(acts.play_word)
        space.list.menu_wanted.connect(acts.menu)
        space.list.activated.connect(acts.play_row)
        space.list.row_chosen.connect(self._row_chosen)
        space.palette_panel.code_chosen.connect(acts.code)
        space.no_text.acted.connect(self.model.ask_transcript)
        panel = space.principles
        panel.rated.connect(acts.rate)
        panel.reason_written.connect(acts.write_reason)
        panel.played.connect(lambda _, one: playback.play(one.start_s, one.end_s))
        panel.removed.connect(acts.remove_evidence)
        panel.evidence_wanted.connect(lambda id_, direction: acts.evidence(direction, id_))
        space.second.play_wanted.connect(playback.play)
        space.second.place_chosen.connect(self._difference_chosen)
        self.second.edit_wanted.connect(self.model.do)
        self.header.mode_chosen.connect(self.show_mode)
        self.header.lock_wanted.connect(self.questions.ask_lock)
        self.header.finish_wanted.connect(lambda: self.questions.ask_finish(self.second.undecided))
        self.header.undo_wanted.connect(self.model.undo)
        self.header.redo_wanted.connect(self.model.redo)
        self.banner.acted.connect(self.questions.answer)
        self.questions.settled.connect(self._show_state)
        self.questions.locked.connect(lambda: self.show_mode(SECOND if self.model.may_see_suggestions else CODE))
        self.questions.principle_wanted.connect(self._go_to_principle)
        self.questions.voices_wanted.connect(self.text_tools.open_voices)

    def _bind(self) -> None:
        acts, playback, space, keys = self.acts, self.playback, self.space, self.keys
        marking: dict[str, Callable[[], object]] = {
            "play.toggle": playback.toggle,
            "play.slower": partial(playback.change_speed, -1),
            "play.faster": partial(playback.change_speed, 1),
            "play.loop": acts.loop,
            "evidence.add": partial(acts.evidence, Direction.FOR),
            "evidence.against": partial(acts.evidence, Direction.AGAINST),
            "memo": acts.memo,
            "moment": acts.moment,
            "code.withdraw": acts.withdraw,
            "rating.leave": self._escape,
            "principle.not_evaluable": partial(acts.digit, 0),
            **{f"principle.{n}": partial(acts.digit, n) for n in range(1, 10)},
        }
        for widget in (space.list, space.waveform):
            keys.bind_all(widget, marking)
        keys.bind_all(space.list, {"row.withdraw": acts.withdraw})
        second = space.second
        keys.bind_all(
            second.list,
            {
                "difference.first": partial(second.choose, 1),
                "difference.second": partial(second.choose, 2),
                "difference.discuss": partial(second.choose, 3),
                "suggestion.next": partial(second.go_on, 1),
                "suggestion.previous": partial(second.go_on, -1),
                "play.toggle": playback.toggle,
            },
        )
        keys.bind_all(
            self,
            {
                "play.toggle_anywhere": playback.toggle,
                "play.back": partial(playback.step, -3.0),
                "play.forward": partial(playback.step, 3.0),
                "play.back_second": partial(playback.step, -1.0),
                "play.forward_second": partial(playback.step, 1.0),
                "undo": self.model.undo,
                "redo": self.model.redo,
                "find": self._find,
            },
        )
        keys.bind_field(space.filters.search, playback.toggle)

    def _loaded(self) -> None:
        model = self.model
        self._stack.setCurrentWidget(self.space)
        self.playback.open(model.session.id, model.duration_s)
        self.listening.begin()
        book = model.frame.codebook
        other_book, self._book = self._book != book.hash, book.hash
        if other_book:
            self.keys.set_codebook(book, [self.space.list, self.space.waveform], self.acts.code)
        self.presenter.show_session()
        if other_book:
            for principle in book.principles:
                self.keys.bind_field(self.space.principles.card(principle.id).reason, self.playback.toggle)
            self.space.second.set_names(lambda id_: book.code(id_).name)
        self.show_mode(CODE)
        if self.space.rows.rows:
            self.space.list.choose(self.space.rows.rows[0].id)
        self._work_place().setFocus(Qt.FocusReason.OtherFocusReason)
        self.questions.ask_first()

    def begin_at(self) -> QWidget | None:
        """Where letters code: coming back to the page, one goes on where one was, and not at the modes."""
        place = self._work_place()
        return place if self.model.is_open and takes_tab(place) else None

    def _work_place(self) -> QWidget:
        if self.header.modes.value == SECOND:
            return self.space.second.list
        # A list without rows is hidden, and would take the focus from whoever codes by ear once it is shown.
        return self.space.list if self.space.rows.rows else self.space.waveform

    def _closed(self) -> None:
        self.playback.close()
        self.second.close()
        self.context.session_at_work = ""
        self._stack.setCurrentWidget(self.empty)
        self.header.show_for(None)
        self.banner.setVisible(False)

    def _show_state(self) -> None:
        model, actions = self.model, self.context.actions
        self.header.show_for(model)
        self.banner.show_for(model)
        self.space.principles.set_possible(model.may_code)
        self.space.palette_panel.set_possible(model.may_code)
        self.space.second.set_finished(model.coding.finished_at if model.coding is not None else None)
        self.show_text_or_none()
        actions.set_condition(When.SESSION_OPEN, True)
        self.context.session_at_work = model.session.id
        actions.set_condition(When.CODING_OPEN, not model.finished)
        actions.set_condition(When.UTTERANCE_SELECTED, not model.finished)
        actions.set_condition(When.CAN_UNDO, model.can_undo)
        actions.set_condition(When.CAN_REDO, model.can_redo)
        actions.set_condition(When.SUGGESTION_SELECTED, self.header.modes.value == SECOND and not model.finished)

    def show_text_or_none(self) -> None:
        """Show the list, or in its place why there is nothing to read."""
        session = self.model.session
        no_text = self.model.transcript is None and not self.space.rows.rows
        listening = self.header.modes.value == LISTEN
        self.space.written_hint.setVisible(bool(self.space.written_hint.text()) and not listening)
        empty = no_text and not listening
        self.space.show_no_text(empty, session.state, session.recording is not None)

    def show_mode(self, mode: str) -> None:
        """Listen, code, or listen a second time."""
        self.header.modes.set_value(mode)
        self.presenter.show_listening(mode == LISTEN)
        self.space.show_mode(mode == LISTEN, mode == SECOND)
        if mode == SECOND:
            self.second.open(self.model.session.id, before_lock=not self.model.locked)
            self.space.second.begin(self.header.modes)
        self._show_state()
        self.passages.show_again()

    def _lower_header(self, low: bool) -> None:
        self.header.set_low(low)
        self.header.show_for(self.model if self.model.is_open else None)

    def _go_to_principle(self, principle_id: str) -> None:
        self.space.show_tab(PRINCIPLES)
        self.space.principles.choose(principle_id, focus=True)

    def _row_chosen(self, row_id: str) -> None:
        row = self.presenter.row(row_id)
        if row is None:
            return
        if not (self.playback.playing and self.follower.following):
            self.space.waveform.show_place(row.start_s, row.end_s)
        if not self.playback.playing:
            self.playback.seek(row.start_s)

    def _difference_chosen(self, difference: Difference) -> None:
        self.space.waveform.show_place(difference.start_s, difference.end_s)
        if not self.playback.playing:
            self.playback.seek(difference.start_s)

    def _centre(self, at_s: float) -> None:
        start_s, end_s = self.space.waveform.window_s
        self.space.waveform.scroll_to(at_s - (end_s - start_s) / 2)

    def _escape(self) -> None:
        self.acts.leave()

    def _find(self) -> None:
        self.space.filters.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.space.filters.search.selectAll()

    def _show_armed(self, principle_id: str) -> None:
        if not principle_id:
            self.space.principles.show_hint("")
            return
        name = self.model.frame.codebook.principle(principle_id).name
        words = self.tr("{0}: press 1 to 5, or 0 for not evaluable").format(name)
        self.space.principles.show_hint(words)
        announce(self, words)


def make_page(context: Context) -> QWidget:
    """The Code page for the window."""
    return CodePage(context)
