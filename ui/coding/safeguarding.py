"""The safeguarding pause: one act, from any page with a session open, that stops the sound and says what to do."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QLocale, QObject, Qt, QTime
from PySide6.QtWidgets import QApplication, QDialog, QPlainTextEdit, QVBoxLayout, QWidget
from shiboken6 import isValid

from coder.domain.changes import Changes, Kind
from coder.domain.errors import UserError
from coder.domain.times import clock_text
from ui.announce import announce
from ui.theme import Role, current
from ui.tracking import track
from ui.widgets.buttons import icon_button
from ui.widgets.labels import label
from ui.widgets.question import Question

if TYPE_CHECKING:
    from coder.services.welfare import Paused
    from ui.coding.view import CodePage

ACT = "safeguarding"
_PROCEDURE_PX = 215


class PauseDialog(Question):
    """The authority's procedure, and what was recorded of the pause. There is nothing to fill in."""

    def __init__(self, at_s: float, procedure: str, parent: QWidget | None = None) -> None:
        super().__init__(
            _tr("Safeguarding pause"),
            _tr("The recording is paused at {0}.").format(clock_text(at_s)),
            _tr("Back to the recording"),
            parent,
        )
        self.cancel.hide()
        # A field and no label: it has the focus, so that arrows scroll a long one and a screen reader begins with it.
        self.procedure = QPlainTextEdit(procedure)
        self.procedure.setReadOnly(True)
        self.procedure.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.procedure.setTabChangesFocus(True)
        self.procedure.setAccessibleName(self.tr("Safeguarding procedure"))
        self.procedure.setMinimumHeight(current().px(_PROCEDURE_PX))
        self.recorded = label(self.tr("The pause is being recorded."), Role.SUBTITLE, wrap=True)
        self.body.addWidget(self.procedure)
        # Below what scrolls: what was recorded about somebody is never out of their sight.
        column = self.layout()
        assert isinstance(column, QVBoxLayout)
        column.insertWidget(column.count() - 1, self.recorded)

    def show_recorded(self, paused: Paused, procedure: str) -> None:
        """Say what the audit trail holds now."""
        local = paused.at.astimezone()
        clock = QLocale().toString(QTime(local.hour, local.minute), QLocale.FormatType.ShortFormat)
        words = self.tr(
            "Recorded in the audit trail: that you paused session {0} at {1}, today at {2}. Nothing else is kept: no "
            "note, no code, no rating, and nothing reaches the worker's profile."
        )
        self._show(words.format(paused.session_code, clock_text(paused.at_s), clock), procedure)

    def show_not_recorded(self, error: UserError) -> None:
        """Say that the pause could not be recorded; the procedure holds all the same."""
        words = self.tr("The pause could not be recorded: {0} Follow the procedure all the same.")
        self._show(words.format(error.sentence), self.procedure.toPlainText())

    def _show(self, words: str, procedure: str) -> None:
        if procedure != self.procedure.toPlainText():
            self.procedure.setPlainText(procedure)
        self.recorded.setText(words)
        announce(self, words)
        self.fit()


class Safeguarding(QObject):
    """Hears the key in the window and in every dialog over it, and adds the button to the header."""

    def __init__(self, page: CodePage) -> None:
        super().__init__(page)
        self._page, self._context = page, page.context
        self._procedure = ""
        self._dialog: PauseDialog | None = None
        actions = self._context.actions
        self.button = icon_button("shield-check", self.tr("Safeguarding pause"), actions.key_text(ACT))
        self.button.clicked.connect(self.pause)
        self.button.setVisible(False)
        page.header.add_before_lock(self.button)
        page.model.loaded.connect(self._loaded)
        page.model.closed.connect(lambda: self.button.setVisible(False))
        track(self, self._context.changed, self._changed)
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        track(self, app.focusChanged, self._focus_moved)

    def pause(self) -> None:
        """Fall silent, show the procedure, and have the pause recorded."""
        page, showing = self._page, self._dialog is not None and isValid(self._dialog) and self._dialog.isVisible()
        if not page.model.is_open or showing:
            return
        page.playback.pause()
        at_s, session_id = page.playback.position_s, page.model.session.id
        over = QApplication.activeModalWidget() or page.window()
        dialog = self._dialog = PauseDialog(at_s, self._procedure, over)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()
        announce(page, self.tr("Paused. Safeguarding procedure."), assertive=True)
        services, actor = self._context.services, self._context.actor

        def record() -> tuple[Paused, str]:
            return services.welfare.pause(actor, session_id, at_s), services.welfare.procedure(actor)

        self._context.operations.in_turn(
            record, partial(self._recorded, dialog), owner=self, failed=partial(self._not_recorded, dialog)
        )

    def _recorded(self, dialog: PauseDialog, answer: tuple[Paused, str]) -> None:
        paused, self._procedure = answer
        if isValid(dialog):
            dialog.show_recorded(paused, self._procedure)

    def _not_recorded(self, dialog: PauseDialog, error: UserError) -> None:
        if isValid(dialog):
            dialog.show_not_recorded(error)
        else:
            self._context.messages.user_error(error)

    def _loaded(self) -> None:
        self.button.setVisible(True)
        self._hear(self._page.window())
        self._read()

    def _hear(self, window: QWidget) -> None:
        if not any(action.objectName() == ACT for action in window.actions()):
            self._context.actions.bind(ACT, window, self.pause)

    def _changed(self, changed: Changes, _initiator: object) -> None:
        if Kind.POLICY in changed.kinds and self._page.model.is_open:
            self._read()

    def _read(self) -> None:
        # Read beforehand, so that the words are there at once even while something long is being stored.
        services, actor = self._context.services, self._context.actor
        self._context.operations.read(
            partial(services.welfare.procedure, actor), self._keep, owner=self, key="procedure"
        )

    def _keep(self, procedure: str) -> None:
        self._procedure = procedure

    def _focus_moved(self, _before: QWidget | None, now: QWidget | None) -> None:
        """A dialog keeps the keys of the page below from being heard, so it gets this one too."""
        dialog = now.window() if now is not None else None
        if not isinstance(dialog, QDialog) or isinstance(dialog, PauseDialog):
            return
        if self._page.model.is_open and _stands_over(dialog, self._page.window()):
            self._hear(dialog)


def _stands_over(dialog: QWidget, window: QWidget) -> bool:
    # Not isAncestorOf(), which looks no further than the window that a widget is in.
    below: QWidget | None = dialog
    while below is not None and below is not window:
        below = below.parentWidget()
    return below is window


def _tr(words: str) -> str:
    # A dialog's own tr() is not there yet while its base is being made.
    return QCoreApplication.translate("safeguarding", words)
