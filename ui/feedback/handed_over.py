"""A form over the whole screen, one question at a time, that only a PIN or the passphrase takes back."""

from __future__ import annotations

from collections.abc import Callable
from enum import IntEnum

from PySide6.QtCore import QCoreApplication, QEvent, Qt, Signal, Slot
from PySide6.QtGui import QCloseEvent, QKeyEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QLineEdit, QStackedWidget, QVBoxLayout, QWidget
from typing_extensions import override

from coder.analysis.wording import counted
from coder.domain.feedback import Audience
from ui.announce import announce
from ui.feedback.form import FeedbackForm
from ui.feedback.pin import Pin
from ui.theme import Role, current
from ui.widgets.buttons import Button, Kind, ghost, primary, secondary
from ui.widgets.labels import label
from ui.widgets.page import ScrollArea

Opens = Callable[[str, Callable[[bool], None]], object]
"""Asks whether a text is the store's passphrase, and tells its second argument."""


class Step(IntEnum):
    """What fills the screen."""

    WELCOME, FORM, THANKS, RELEASE = range(4)


class HandedOver(QDialog):
    """``sent()`` when the family sends the form (read ``form``); ``released()`` when the screen is taken back.

    It is modal to the whole program, has no frame, and neither Esc nor closing ends it.
    """

    sent = Signal()
    released = Signal()

    def __init__(self, form: FeedbackForm, pin: Pin, opens: Opens, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.form, self._pin, self._opens = form, pin, opens
        self._place, self._before, self._free = 0, Step.WELCOME, False
        self.setWindowModality(Qt.WindowModality.ApplicationModal)
        self.setWindowFlags(
            Qt.WindowType.Window | Qt.WindowType.FramelessWindowHint | Qt.WindowType.WindowStaysOnTopHint
        )
        self.setWindowTitle(self.tr("Your say"))
        self._stack = QStackedWidget()
        for page in (self._welcome(), self._asking(), self._thanks(), self._release()):
            self._stack.addWidget(page)
        self.back_out = ghost(self.tr("Take the screen back…"), "lock")
        self.back_out.clicked.connect(self._ask_release)
        column = QVBoxLayout(self)
        column.setContentsMargins(*(current().px(24),) * 4)
        middle = QHBoxLayout()
        self._stack.setMaximumWidth(current().px(820))
        middle.addStretch(1)
        middle.addWidget(self._stack, 100)
        middle.addStretch(1)
        column.addLayout(middle, 1)
        column.addWidget(self.back_out, 0, Qt.AlignmentFlag.AlignRight)
        form.changed.connect(self._answered)
        self._show(Step.WELCOME)

    @property
    def step(self) -> Step:
        """What fills the screen now."""
        return Step(self._stack.currentIndex())

    def fill_screen(self) -> None:
        """Cover the whole screen."""
        self.showFullScreen()
        self.begin.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_sent(self) -> None:
        """Say thank you, once the form is kept."""
        self._show(Step.THANKS)

    def show_not_kept(self) -> None:
        """Say that the answers could not be kept; they stay on the screen."""
        said = self.tr("Your answers could not be kept. Please give the computer back and say so; they are still here.")
        self._problem.setText(said)
        self._problem.setVisible(True)
        announce(self, said, assertive=True)
        self._answered()

    @override
    def event(self, event: QEvent) -> bool:
        """Keep every key from acts of the program, also from those that are heard in all dialogs."""
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        return super().event(event)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc asks for the PIN, or goes back from there; it never ends anything."""
        if event.key() == Qt.Key.Key_Escape:
            self._go_back() if self.step is Step.RELEASE else self._ask_release()
        elif event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            super().keyPressEvent(event)

    @override
    def reject(self) -> None:
        """Nothing: a dialog would close itself."""

    @override
    def closeEvent(self, event: QCloseEvent) -> None:
        """Stay, unless the screen was taken back."""
        if self._free:
            super().closeEvent(event)
        else:
            event.ignore()
            self._ask_release()

    def _welcome(self) -> QWidget:
        said = _to_a_child() if self.form.audience is Audience.CHILD else _to_an_adult()
        self.begin = primary(self.tr("Begin"), "arrow-right")
        self.begin.clicked.connect(lambda: self._ask(0))
        return _sheet([*said], self.begin)

    def _asking(self) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        self._where = label("", Role.SUBTITLE, wrap=True)
        column.addWidget(self._where)
        middle = QWidget()
        inside = QVBoxLayout(middle)
        inside.addStretch(1)
        inside.addWidget(self.form)
        inside.addStretch(2)
        column.addWidget(ScrollArea(middle), 1)
        # Beside the button that was just pressed; whoever looks there overlooks the top of the screen.
        self._problem = label("", Role.STRONG, wrap=True)
        self._problem.setVisible(False)
        column.addWidget(self._problem)
        self.earlier = secondary(self.tr("Back"), "chevron-left")
        self.skip = secondary(self.tr("Leave this out"))
        self.next = primary(self.tr("Next"), "chevron-right")
        self.earlier.clicked.connect(lambda: self._ask(self._place - 1))
        self.skip.clicked.connect(lambda: self._ask(self._place + 1))
        self.next.clicked.connect(self._next)
        row = QHBoxLayout()
        row.addWidget(self.earlier)
        row.addStretch(1)
        row.addWidget(self.skip)
        row.addWidget(self.next)
        column.addLayout(row)
        return page

    def _thanks(self) -> QWidget:
        return _sheet([self.tr("Thank you."), self.tr("Please give the computer back now.")], None)

    def _release(self) -> QWidget:
        self.code = QLineEdit()
        self.code.setAccessibleName(self.tr("PIN or passphrase"))
        self.code.setEchoMode(QLineEdit.EchoMode.Password)
        self.code.setMaximumWidth(current().px(280))
        self.code.returnPressed.connect(self._try)
        self.told = label("", Role.SUBTITLE, wrap=True)
        self.unlock = primary(self.tr("Take the screen back"), "lock-open")
        self.unlock.clicked.connect(self._try)
        self.stay = Button(self.tr("Go back to the form"), Kind.SECONDARY)
        self.stay.clicked.connect(self._go_back)
        row = QHBoxLayout()
        row.addWidget(self.stay)
        row.addWidget(self.unlock)
        row.addStretch(1)
        field = label(self.tr("PIN or passphrase of the person who handed this over"), buddy=self.code)
        return _sheet([self.tr("Give the computer back")], None, field, self.code, self.told, row)

    def _ask(self, place: int) -> None:
        self._place = min(max(place, 0), len(self.form.boxes) - 1)
        self._problem.setVisible(False)
        if place >= len(self.form.boxes):
            self._send()
            return
        self.form.show_only(self._place)
        self._show(Step.FORM)
        self._answered()
        said = self.tr("Question {0} of {1}").format(self._place + 1, len(self.form.boxes))
        self._where.setText(said)
        announce(self, said)
        self.earlier.setEnabled(self._place > 0)
        # A button that is no longer to be pressed would hand the focus on to the one that asks for the PIN.
        self.form.boxes[self._place].take_focus()

    @Slot()
    def _answered(self) -> None:
        last = self._place == len(self.form.boxes) - 1
        here = self.form.boxes[self._place].answered
        self.next.setEnabled(here)
        self.next.setText(self.tr("Send") if last else self.tr("Next"))
        self.skip.setText(self.tr("Leave this out and send") if last else self.tr("Leave this out"))
        self.skip.setVisible(not here)
        self.skip.setEnabled(True)

    @Slot()
    def _next(self) -> None:
        self._ask(self._place + 1)

    def _send(self) -> None:
        """An empty form is a family that said nothing; nothing is kept of it."""
        if self.form.answered:
            for button in (self.next, self.skip):
                button.setEnabled(False)
            self.sent.emit()
        else:
            self.show_sent()

    @Slot()
    def _ask_release(self) -> None:
        if self.step is not Step.RELEASE:
            self._before = self.step
        self.code.clear()
        self.told.setText(self.tr("After five wrong PINs only the passphrase opens it.") if not self._pin.spent else "")
        self._show(Step.RELEASE)
        self.stay.setVisible(self._before is not Step.THANKS)
        self.code.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def _go_back(self) -> None:
        self._show(self._before)

    @Slot()
    def _try(self) -> None:
        given = self.code.text()
        self.code.clear()
        if given and self._pin.opens(given):
            self._let_go(True)
        elif given:
            self.unlock.setEnabled(False)
            self._opens(given, self._let_go)

    def _let_go(self, right: bool) -> None:
        self.unlock.setEnabled(True)
        if right:
            self._free = True
            self.released.emit()
            self.close()
            return
        left = self._pin.tries_left
        only = self.tr("That is neither. The PIN opens nothing any more; type the passphrase.")
        self.told.setText(
            self.tr("That is neither. The PIN has {0} left.").format(counted(left, "try", "tries")) if left else only
        )
        announce(self, self.told.text())
        self.code.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show(self, step: Step) -> None:
        self._stack.setCurrentIndex(step)
        self.back_out.setVisible(step is not Step.RELEASE)


def _to_a_child() -> tuple[str, str]:
    return (
        _tr("How was it for you?"),
        _tr(
            "You see one question at a time. You can leave out any question and stop when you want. Whatever you say, "
            "nobody will be cross with you."
        ),
    )


def _to_an_adult() -> tuple[str, str]:
    return (
        _tr("We would like to know how it was for you."),
        _tr(
            "You see one question at a time. You may leave out any of them, and stop whenever you like. Nothing "
            "happens if you say no, or if you say something critical."
        ),
    )


def _tr(text: str) -> str:
    return QCoreApplication.translate("feedback", text)


def _sheet(said: list[str], act: Button | None, *more: QWidget | QHBoxLayout) -> QWidget:
    """A page with a title, sentences, and what is to be done, in the middle of the screen."""
    page = QWidget()
    column = QVBoxLayout(page)
    column.setSpacing(current().px(14))
    column.addStretch(2)
    for number, sentence in enumerate(said):
        words: QLabel = label(sentence, Role.TITLE if number == 0 else Role.HEADING, wrap=True)
        words.setMaximumWidth(current().px(640))
        column.addWidget(words)
    for one in more:
        column.addLayout(one) if isinstance(one, QHBoxLayout) else column.addWidget(one)
    if act is not None:
        column.addWidget(act, 0, Qt.AlignmentFlag.AlignLeft)
    column.addStretch(3)
    return page
