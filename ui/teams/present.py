"""Present mode: the report's questions for a team in one room, one a screen, in big type, by keyboard."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget
from typing_extensions import override

from ui.announce import announce
from ui.teams.slides import Slide
from ui.theme import Role, current
from ui.widgets.buttons import ghost, primary, secondary
from ui.widgets.labels import label

# Lines longer than this (at 100 %) are hard to read from the back of a room.
_LINE_PX = 1000
# Keys that people know from presenting; clickers send PageDown and PageUp.
_NEXT = (Qt.Key.Key_Right, Qt.Key.Key_PageDown)
_BACK = (Qt.Key.Key_Left, Qt.Key.Key_PageUp, Qt.Key.Key_Backspace)


class PresentDialog(QDialog):
    """The whole screen for one slide at a time; Esc ends it.

    ``slides`` must not be empty. ``about`` says of what and when the figures are, on every slide.
    """

    def __init__(self, slides: Sequence[Slide], about: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Present the reflection report"))
        self.slides, self.place = tuple(slides), 0
        theme = current()
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.px(40), theme.px(28), theme.px(40), theme.px(24))
        column.addWidget(label(about, Role.SUBTITLE, wrap=True))
        self._title = label("", Role.LEAD, wrap=True)
        self._sentence = label("", Role.LEAD, wrap=True)
        self.question = label("", Role.QUESTION, wrap=True)
        column.addWidget(self._scrolled(), 1)
        self._count = label("", Role.SUBTITLE)
        self.back_button = secondary(self.tr("Back"), "chevron-left")
        self.next_button = primary(self.tr("Next"), "chevron-right")
        self.close_button = ghost(self.tr("End (Esc)"), "x")
        column.addLayout(self._foot())
        self._bind_keys()
        self.show_slide(0)
        self.next_button.setFocus()

    @Slot(int)
    def show_slide(self, place: int) -> None:
        """Show one slide; a place before the first or after the last changes nothing."""
        if not 0 <= place < len(self.slides):
            return
        self.place = place
        slide = self.slides[place]
        self._title.setText(slide.title)
        self._sentence.setText(slide.sentence)
        self._sentence.setVisible(bool(slide.sentence))
        self.question.setText(slide.question)
        self._count.setText(self.tr("{0} of {1}").format(place + 1, len(self.slides)))
        self._area.verticalScrollBar().setValue(0)
        self._allow_steps()
        announce(self, slide.spoken)

    @override
    def open(self) -> None:
        """Fill the screen that the window is on."""
        self.setWindowState(Qt.WindowState.WindowFullScreen)
        super().open()

    def _allow_steps(self) -> None:
        ends = {self.back_button: self.place > 0, self.next_button: self.place < len(self.slides) - 1}
        # The focus would leave for anywhere with a button that is switched off under it.
        for button, other in ((self.back_button, self.next_button), (self.next_button, self.back_button)):
            if button.hasFocus() and not ends[button]:
                other.setEnabled(True)
                other.setFocus()
        for button, able in ends.items():
            button.setEnabled(able)

    def _scrolled(self) -> QScrollArea:
        theme = current()
        text = QWidget()
        text.setProperty("role", "scrolled")
        text.setMaximumWidth(theme.px(_LINE_PX))
        lines = QVBoxLayout(text)
        lines.setSpacing(theme.px(18))
        lines.addStretch(1)
        for words in (self._title, self._sentence, self.question):
            lines.addWidget(words)
        lines.addStretch(2)
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._area.setWidget(text)
        return self._area

    def _foot(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(current().px(8))
        row.addWidget(self._count)
        row.addStretch(1)
        for button in (self.back_button, self.next_button, self.close_button):
            # Enter presses the one that has the focus, as Space does; some clickers send it.
            button.setAutoDefault(True)
            row.addWidget(button)
        self.back_button.clicked.connect(self._back)
        self.next_button.clicked.connect(self._next)
        self.close_button.clicked.connect(self.accept)
        return row

    def _bind_keys(self) -> None:
        keys = {
            self._next: _NEXT,
            self._back: _BACK,
            self._down: (Qt.Key.Key_Down,),
            self._up: (Qt.Key.Key_Up,),
            self._first: (Qt.Key.Key_Home,),
            self._last: (Qt.Key.Key_End,),
        }
        for act, its_keys in keys.items():
            for key in its_keys:
                QShortcut(QKeySequence(key), self).activated.connect(act)

    def _scroll(self, step: int) -> bool:
        """Whether there was more of this slide that way, at very large text; then it is in view now."""
        bar = self._area.verticalScrollBar()
        before = bar.value()
        bar.setValue(before + step * bar.pageStep() // 2)
        return bar.value() != before

    @Slot()
    def _next(self) -> None:
        self.show_slide(self.place + 1)

    @Slot()
    def _back(self) -> None:
        self.show_slide(self.place - 1)

    @Slot()
    def _down(self) -> None:
        if not self._scroll(1):
            self._next()

    @Slot()
    def _up(self) -> None:
        if not self._scroll(-1):
            self._back()

    @Slot()
    def _first(self) -> None:
        self.show_slide(0)

    @Slot()
    def _last(self) -> None:
        self.show_slide(len(self.slides) - 1)
