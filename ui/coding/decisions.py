"""The decision log beside the coding: what was decided about the code at hand, and asking about this very place."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QObject
from PySide6.QtWidgets import QVBoxLayout, QWidget
from shiboken6 import isValid

from coder.domain.decisions import LoggedDecision
from coder.domain.errors import UserError
from coder.domain.suggestions import Difference
from ui.coding.edits import code_at
from ui.library.decision_dialogs import DECIDE, AskDialog, WritingDialog, labels_of
from ui.library.decision_log import DecisionLog
from ui.library.decision_view import DecisionView, open_decide
from ui.theme import current
from ui.widgets.buttons import ghost
from ui.widgets.question import Question

if TYPE_CHECKING:
    from ui.coding.view import CodePage

ACT = "decisions"
ASK, DIFFERENCE = "ask", "difference"
Opened = Callable[[WritingDialog], object]


class DecisionsDialog(Question):
    """The log over the Code page, at first only what is about one code."""

    def __init__(self, log: DecisionLog, name: str, parent: QWidget | None = None) -> None:
        about = _tr("Decisions about {0}").format(name) if name else _tr("Decisions")
        super().__init__(about, _tr("What was decided about reading the codebook, open questions first."), "", parent)
        self._log = log
        self.act.hide()
        self.cancel.setText(self.tr("Close"))
        self.all = ghost(self.tr("Show all decisions"), "list")
        self.all.setVisible(bool(name))
        self.all.clicked.connect(self._show_all)
        self.view = DecisionView(log)
        column = QVBoxLayout()
        column.addWidget(self.view)
        column.addWidget(self.all)
        self.body.addLayout(column)
        self.setMinimumHeight(min(current().px(420), 560))
        log.refresh()
        log.loaded.emit()

    def _show_all(self) -> None:
        self.all.hide()
        self.setWindowTitle(self.tr("Decisions"))
        self._log.about("")
        self.view.search.setFocus()


class Decisions(QObject):
    """Opens the log for the code on the current place; a row's menu leads there as well."""

    def __init__(self, page: CodePage) -> None:
        super().__init__(page)
        self._page = page
        self._dialog: DecisionsDialog | None = None
        page.context.actions.bind(ACT, page, self.open)
        page.acts.menu_opening.connect(self._fill_menu)
        page.space.second.discuss_wanted.connect(self.ask_difference)

    def open(self) -> None:
        """Show what was decided about the code on the current place; without one, everything."""
        page = self._page
        if not page.model.is_open or (self._dialog is not None and isValid(self._dialog) and self._dialog.isVisible()):
            return
        known = code_at(page.model.shown, page.acts.place())
        log = DecisionLog(page.context)
        if not log.may_read:
            page.context.messages.warn(self.tr("The decision log is open to evaluators, coaches and leads."))
            return
        log.label = known.label if known is not None else ""
        name = page.model.frame.codebook.code(known.label).name if known is not None else ""
        dialog = self._dialog = DecisionsDialog(log, name, page)
        log.setParent(dialog)
        dialog.view.ask_wanted.connect(lambda: self.ask(log))
        dialog.view.recording_wanted.connect(self._go)
        page.questions.open(dialog)

    def ask(self, log: DecisionLog) -> None:
        """Put a question about the code on the current place on the log, with the place."""
        place = self._page.acts.place()
        self._ask_at(log, place.start_s, place.end_s)

    def resume(self, stands_on: str, opened: Opened) -> None:
        """Open again what was being written, then ``opened(dialog)``; not at all while what it stood on is not here."""
        what, _, rest = stands_on.partition(" ")
        if what == ASK:
            start_s, end_s = (float(part) for part in rest.split())
            opened(self._ask_at(DecisionLog(self._page.context, self), start_s, end_s))
        elif what == DIFFERENCE:
            places = self._page.second.revealed.differences
            for one in (one for one in places if one.suggestion_id == rest and one.decision is None):
                opened(self.ask_difference(one))
        elif what == DECIDE:
            log = DecisionLog(self._page.context, self)
            log.loaded.connect(partial(self._decide_again, log, rest, opened))
            log.refresh()

    def _ask_at(self, log: DecisionLog, start_s: float, end_s: float) -> AskDialog:
        page = self._page
        over = self._dialog if self._dialog is not None and isValid(self._dialog) else page
        dialog = AskDialog(labels_of(page.model.frame.codebook), log.label, parent=over)
        dialog.stands_on = f"{ASK} {start_s} {end_s}"
        where = (page.model.session.id, start_s, end_s)
        dialog.asked.connect(lambda about, text: log.ask_at(about, text, where, dialog.stored, dialog.refused))
        dialog.open()
        return dialog

    def _decide_again(self, log: DecisionLog, thread_id: str, opened: Opened) -> None:
        log.loaded.disconnect()
        one = next((one for one in log.decisions if one.thread_id == thread_id), None)
        if one is not None:
            opened(open_decide(log, one, self._page))

    def ask_difference(self, one: Difference) -> AskDialog:
        """Bring a place of the second listen to the calibration meeting, with a question that tells no one's mark."""
        page, book = self._page, self._page.model.frame.codebook
        codes = [code for code in (one.first_code, one.second_code) if code]
        names = [book.code(code).name for code in codes]
        asked = self.tr("Is this “{0}” or “{1}”?") if len(names) > 1 else self.tr("Is this “{0}”, or no code at all?")
        wanted = [pair for pair in labels_of(book) if pair[0] in codes]
        dialog = AskDialog(wanted, codes[0], asked.format(*names), page)
        dialog.stands_on = f"{DIFFERENCE} {one.suggestion_id}"

        # Whoever leaves with Esc while it is stored has closed the dialog, which is gone by the answer.
        def stored() -> None:
            if isValid(dialog):
                dialog.stored()
            page.space.second.next_undecided(1)
            page.model.said.emit(self.tr("On the decision log"))

        def refused(error: UserError) -> None:
            if isValid(dialog):
                dialog.refused(error)
            else:
                page.context.messages.user_error(error)

        dialog.asked.connect(lambda about, text: page.second.discuss(one, about, text, stored, refused))
        page.questions.open(dialog)
        return dialog

    def _go(self, one: LoggedDecision) -> None:
        if self._dialog is not None and isValid(self._dialog):
            self._dialog.reject()
        if one.session_id == self._page.model.session.id and one.start_s is not None:
            self._page.playback.play(one.start_s, one.end_s)
        else:
            self._page.context.go_to("code", one.session_id)

    def _fill_menu(self, menu: object, _row: object) -> None:
        from PySide6.QtWidgets import QMenu

        if isinstance(menu, QMenu):
            actions = self._page.context.actions
            menu.addSeparator()
            menu.addAction(f"{actions.text(ACT)}\t{actions.key_text(ACT)}", self.open)


def _tr(words: str) -> str:
    # A dialog's own tr() is not there yet while its base is being made.
    return QCoreApplication.translate("decisions", words)
