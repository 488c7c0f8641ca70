"""The header of the Code page: which session, how far it is, modes, undo, lock and finish."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QCoreApplication, QTime, Signal
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from coder.domain.coding import Coding, History
from coder.domain.sessions import Session
from coder.domain.times import clock_text
from ui.coding.viewmodel import CodingViewModel
from ui.context import Context
from ui.sessions.words import kind_words, whose_words
from ui.widgets.buttons import Kind, icon_button, primary
from ui.widgets.header import HeaderBar
from ui.widgets.segmented import Segment, SegmentedControl

LISTEN, CODE, SECOND = "listen", "code", "second"


class CodeHeader(HeaderBar):
    """``mode_chosen(id)``; ``lock_wanted()``; ``finish_wanted()``; ``undo_wanted()``; ``redo_wanted()``."""

    mode_chosen = Signal(str)
    lock_wanted = Signal()
    finish_wanted = Signal()
    undo_wanted = Signal()
    redo_wanted = Signal()

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(QCoreApplication.translate("coding", "Code"), "", context, parent)
        self._context = context
        actions = context.actions
        self.undo = icon_button("undo-2", self.tr("Undo"), actions.key_text("undo"))
        self.redo = icon_button("redo-2", self.tr("Redo"), actions.key_text("redo"))
        self.modes = SegmentedControl(
            self.tr("Mode"),
            (
                Segment(LISTEN, self.tr("Listen"), "volume-2"),
                Segment(CODE, self.tr("Code"), "tag"),
                Segment(SECOND, self.tr("Second listen"), "git-compare-arrows"),
            ),
        )
        self.lock = primary(self.tr("Lock"), "lock")
        self.finish = primary(self.tr("Finish"), "check")
        for widget in (self.undo, self.redo, self.modes, self.lock, self.finish):
            self.add(widget)
        self.undo.clicked.connect(self.undo_wanted)
        self.redo.clicked.connect(self.redo_wanted)
        self.modes.chosen.connect(self.mode_chosen)
        self.lock.clicked.connect(self.lock_wanted)
        self.finish.clicked.connect(self.finish_wanted)
        self.finish.set_kind(Kind.PRIMARY)
        # Bound to what can be pressed, so that the palette offers each only while it is there.
        for id_, mode in (("mode.listen", LISTEN), ("mode.code", CODE), ("mode.second", SECOND)):
            actions.bind(id_, self.modes, partial(self.modes.choose, mode))
        actions.bind("coding.lock", self.lock, self.lock.click)
        actions.bind("coding.finish", self.finish, self.finish.click)
        self.show_for(None)

    def show_for(self, model: CodingViewModel | None) -> None:
        """Show the open session, or that there is none."""
        is_open = model is not None and model.is_open
        for widget in (self.undo, self.redo, self.modes):
            widget.setVisible(is_open)
        if model is None or not is_open:
            self.lock.setVisible(False)
            self.finish.setVisible(False)
            self.set_texts(self.tr("Code"), "")
            return
        coding = model.coding
        code, about = model.session.code, self._about(model, coding)
        self.set_texts(code if self.low else self.tr("Session {0}").format(code), about)
        self.setAccessibleName(self.tr("Session {0}").format(code))
        revealed = model.may_see_suggestions
        self.modes.set_value(CODE if self.modes.value == SECOND and not revealed else self.modes.value)
        self.modes.set_possible(SECOND, revealed)
        early = revealed and not model.locked
        self.modes.set_text(SECOND, self.tr("Suggestions") if early else self.tr("Second listen"))
        self.lock.setVisible(not model.locked)
        self.lock.setEnabled(model.may_code)
        self.finish.setVisible(model.locked)
        self.finish.setEnabled(model.locked and not model.finished)
        self._show_undo(model.history, model.finished)

    def add_before_lock(self, widget: QWidget) -> None:
        """Put a button before those that end a coding."""
        self._row.insertWidget(self._row.indexOf(self.lock), widget)

    @override
    def set_low(self, low: bool) -> None:
        """With large text there is no room for the words of the modes either."""
        super().set_low(low)
        self.modes.show_icons_only(low)

    def _show_undo(self, history: History, finished: bool) -> None:
        actions = self._context.actions
        for button, id_, words, text in (
            (self.undo, "undo", self.tr("Undo"), history.undo_text),
            (self.redo, "redo", self.tr("Redo"), history.redo_text),
        ):
            whole = f"{words}: {text}" if text else words
            button.setEnabled(bool(text) and not finished)
            button.setAccessibleName(whole)
            button.setToolTip(f"{whole} ({actions.key_text(id_)})")

    def _about(self, model: CodingViewModel, coding: Coding | None) -> str:
        session = model.session
        book = model.frame.codebook
        parts = [
            kind_words(session.kind),
            clock_text(model.duration_s),
            f"{whose_words(session.kind)} {session.worker_code}",
            self._coder(session, coding),
            f"{book.id.upper()} {book.version}",
            self._state(model, coding),
        ]
        return " · ".join(part for part in parts if part)

    def _coder(self, session: Session, coding: Coding | None) -> str:
        if coding is not None:
            return self.tr("Coder: you, {0}").format(coding.mode.value)
        mine = session.evaluator_id in (None, self._context.actor.id)
        return self.tr("Not coded yet") if mine else self.tr("Second coding, blind")

    def _state(self, model: CodingViewModel, coding: Coding | None) -> str:
        if coding is None or coding.locked_at is None:
            return self.tr("erased") if model.session.time_over else model.session.state.value
        local = coding.locked_at.astimezone()
        when = QTime(local.hour, local.minute).toString("HH:mm")
        return self.tr("finished") if coding.finished_at else self.tr("locked {0}").format(when)
