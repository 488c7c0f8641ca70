"""One line of the permission ledger as a form."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import QDate, QSignalBlocker, Signal, Slot
from PySide6.QtWidgets import QComboBox, QGridLayout, QLineEdit, QWidget

from coder.domain.sessions import Answer, HowAsked
from ui.sessions.words import answer_words, how_words
from ui.theme import current
from ui.widgets.buttons import icon_button
from ui.widgets.date_field import DateField
from ui.widgets.labels import label

if TYPE_CHECKING:
    from coder.services.sessions import PermissionDraft


class PermissionForm(QWidget):
    """Who was asked, adult or child, how, by whom, when, and the answer. ``changed()`` at each edit; ``removed()``.

    Of a ``role_play`` of recruitment there is no family, and no worker who asks it.
    """

    changed = Signal()
    removed = Signal()

    def __init__(
        self, asked_on: date, *, removable: bool = False, role_play: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.who = QLineEdit()
        family, panel = self.tr("mother, social worker … no names"), self.tr("applicant, actor … no names")
        self.who.setPlaceholderText(panel if role_play else family)
        self.adult = QComboBox()
        self.adult.addItem(self.tr("adult"), True)
        self.adult.addItem(self.tr("child"), False)
        self.how = QComboBox()
        for how in HowAsked:
            self.how.addItem(how_words(how), how.value)
        self.asked_by = QLineEdit(self.tr("service lead") if role_play else self.tr("worker"))
        self.asked_by.setPlaceholderText(self.tr("their role"))
        self.asked_on = DateField(asked_on)
        self._own_day = False
        self.answer = QComboBox()
        for answer in (Answer.GIVEN, Answer.REFUSED):
            self.answer.addItem(answer_words(answer), answer.value)
        self._lay_out(removable)
        self.asked_on.dateChanged.connect(self._day_changed)
        self.who.textChanged.connect(self.changed)
        self.asked_by.textChanged.connect(self.changed)
        for box in (self.adult, self.how, self.answer):
            box.currentIndexChanged.connect(self.changed)

    def _lay_out(self, removable: bool) -> None:
        theme = current()
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(theme.px(8))
        grid.setVerticalSpacing(theme.px(3))
        fields: tuple[tuple[int, int, str, QWidget], ...] = (
            (0, 0, self.tr("Who was asked"), self.who),
            (0, 1, self.tr("Adult or child"), self.adult),
            (0, 2, self.tr("Answer"), self.answer),
            (2, 0, self.tr("How they were asked"), self.how),
            (2, 1, self.tr("Asked by"), self.asked_by),
            (2, 2, self.tr("Asked on"), self.asked_on),
        )
        for row, column, words, field in fields:
            field.setAccessibleName(words)
            grid.addWidget(label(words, buddy=field), row, column)
            grid.addWidget(field, row + 1, column)
        grid.setColumnStretch(0, 3)
        grid.setColumnStretch(1, 2)
        grid.setColumnStretch(2, 2)
        self._stops: list[QWidget] = [self.who, self.adult, self.answer, self.how, self.asked_by, self.asked_on]
        if removable:
            self.remove_button = icon_button("x", self.tr("Remove this person"))
            self.remove_button.clicked.connect(self.removed)
            grid.addWidget(self.remove_button, 3, 3)
            self._stops.append(self.remove_button)

    def stops(self) -> Sequence[QWidget]:
        """Where Tab stops, in reading order."""
        return self._stops

    def follow(self, day: date) -> None:
        """Move the day of asking to the day of the meeting, unless it was changed by hand."""
        if not self._own_day:
            with QSignalBlocker(self.asked_on):
                self.asked_on.setDate(QDate(day.year, day.month, day.day))

    @Slot()
    def _day_changed(self) -> None:
        self._own_day = True
        self.changed.emit()

    @property
    def complete(self) -> bool:
        """Whether somebody is named."""
        return bool(self.who.text().strip())

    def draft(self) -> PermissionDraft:
        """The line as it stands."""
        from coder.services.sessions import PermissionDraft

        return PermissionDraft(
            who=self.who.text().strip(),
            adult=bool(self.adult.currentData()),
            how_asked=HowAsked(self.how.currentData()),
            asked_by=self.asked_by.text().strip(),
            answer=Answer(self.answer.currentData()),
            asked_on=self.asked_on.day,
        )
