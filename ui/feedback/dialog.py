"""Everything a family said about one session, and the ways to add to it or take something back."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from coder.domain.feedback import MOST_GOALS, RATERS, Audience, Goal, Side, Way
from coder.domain.permissions import Action, may
from ui.context import Context
from ui.feedback.form import FeedbackForm
from ui.feedback.hand_over import HandOverDialog
from ui.feedback.handed_over import HandedOver
from ui.feedback.shown import FormCard, GoalsCard
from ui.feedback.take_down import GoalDialog, RateDialog, TakeDownDialog
from ui.feedback.viewmodel import FeedbackViewModel, Heard
from ui.theme import Role, current
from ui.widgets.buttons import secondary
from ui.widgets.clearing import clear
from ui.widgets.confirm import confirm
from ui.widgets.empty_state import EmptyState
from ui.widgets.labels import label
from ui.widgets.page import ScrollArea


class FamilyFeedbackDialog(QDialog):
    """Opened from the details of a session."""

    def __init__(self, context: Context, session_id: str, session_code: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Family feedback for {0}").format(session_code))
        self._context = context
        self.model = FeedbackViewModel(context, session_id, self)
        self.handed: HandedOver | None = None
        theme = current()
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.px(18), theme.px(14), theme.px(18), theme.px(14))
        column.setSpacing(theme.px(10))
        column.addWidget(label(self.windowTitle(), Role.TITLE))
        words = self.tr(
            "Somebody who does not work with the family asks. What they say stands beside the matching principle and "
            "is never merged with a rating."
        )
        column.addWidget(label(words, Role.SUBTITLE, wrap=True))
        self._add_buttons(column)
        inside = QWidget()
        self._said = QVBoxLayout(inside)
        self._said.setContentsMargins(0, 0, 0, 0)
        self._said.setSpacing(theme.px(10))
        column.addWidget(ScrollArea(inside), 1)
        self.close_button = secondary(self.tr("Close"))
        self.close_button.clicked.connect(self.accept)
        column.addWidget(self.close_button, 0, Qt.AlignmentFlag.AlignRight)
        self.resize(min(theme.px(760), 1200), min(theme.px(600), 680))
        self.model.loaded.connect(self._show)
        self.model.gone.connect(self.reject)
        self.model.refresh()

    def _add_buttons(self, column: QVBoxLayout) -> None:
        self.adult = secondary(self.tr("An adult answers…"), "user")
        self.child = secondary(self.tr("A child answers…"), "smile")
        self.hand = secondary(self.tr("Hand the screen over…"), "lock")
        self.adult.clicked.connect(partial(self.take_down, Audience.ADULT))
        self.child.clicked.connect(partial(self.take_down, Audience.CHILD))
        self.hand.clicked.connect(lambda: self.hand_over())
        row = QHBoxLayout()
        for button in (self.adult, self.child, self.hand):
            button.setEnabled(False)
            row.addWidget(button)
        row.addStretch(1)
        column.addLayout(row)
        self.why = label("", Role.CAPTION, wrap=True)
        column.addWidget(self.why)

    @Slot()
    def _show(self) -> None:
        heard = self.model.heard
        if heard is None:
            return
        state = heard.state
        self.adult.setEnabled(not state.why_not_taken_down)
        self.child.setEnabled(not state.why_not_taken_down)
        self.hand.setEnabled(not state.why_not_handed_over)
        reasons = dict.fromkeys((state.why_not_taken_down, state.why_not_handed_over, state.why_not_read))
        self.why.setText(" ".join(filter(None, reasons)))
        self.why.setVisible(bool(self.why.text()))
        clear(self._said)
        if heard.said is not None:
            self._show_said(heard)
        self._said.addStretch(1)

    def _show_said(self, heard: Heard) -> None:
        collecting = may(self._context.actor, Action.COLLECT_FEEDBACK) and not heard.state.why_not_handed_over
        assert heard.said is not None
        self.goals = GoalsCard(
            heard.said,
            heard.book,
            add=not heard.state.why_not_taken_down and len(heard.said.goals) < MOST_GOALS,
            rate=heard.own or not heard.state.why_not_taken_down,
            drop=collecting,
        )
        self.goals.add_wanted.connect(lambda: self.add_goal())
        self.goals.rate_wanted.connect(self.rate)
        self.goals.drop_wanted.connect(self._ask_drop)
        self._said.addWidget(self.goals)
        for one in reversed(heard.forms):
            card = FormCard(one, collecting)
            card.take_back_wanted.connect(self._ask_take_back)
            self._said.addWidget(card)
        if not heard.forms:
            words = self.tr("Answers appear here once somebody was asked.")
            self._said.addWidget(EmptyState("message-circle", self.tr("No form yet"), words))

    def take_down(self, audience: Audience) -> TakeDownDialog | None:
        """Ask for the answers of an adult or a child."""
        if self.model.heard is None:
            return None
        dialog = TakeDownDialog(self.model.heard.book, audience, self.model.goals(), self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        form = dialog.form
        dialog.accepted.connect(lambda: self.model.add(audience, Way.COLLECTOR, form.answers, form.goal_levels))
        dialog.open()
        return dialog

    def hand_over(self) -> HandOverDialog:
        """Ask for whom and for a PIN, then lock the screen on the form."""
        dialog = HandOverDialog(self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.accepted.connect(lambda: self._lock(dialog))
        dialog.open()
        return dialog

    def _lock(self, dialog: HandOverDialog) -> None:
        heard = self.model.heard
        if heard is None:
            return
        audience, pin = dialog.audience, dialog.pin
        form = FeedbackForm(heard.book, audience, self.model.goals(), large=True)
        window = HandedOver(form, pin, self.model.opens, self)
        window.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        window.sent.connect(lambda: self.model.add(audience, Way.HANDED_OVER, form.answers, form.goal_levels))
        self.model.kept.connect(window.show_sent)
        self.model.not_kept.connect(window.show_not_kept)
        window.released.connect(self._taken_back)
        self.handed = window
        window.fill_screen()

    @Slot()
    def _taken_back(self) -> None:
        self.handed = None

    def add_goal(self) -> GoalDialog:
        """Ask for a goal."""
        dialog = GoalDialog(self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.accepted.connect(lambda: self.model.add_goal(dialog.text, dialog.side))
        dialog.open()
        return dialog

    @Slot(object)
    def rate(self, goal: Goal) -> RateDialog | None:
        """Ask where a goal stands; the worker of the session answers for the worker only."""
        heard = self.model.heard
        if heard is None:
            return None
        dialog = RateDialog(heard.book, goal, (Side.WORKER,) if heard.own else RATERS, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.accepted.connect(lambda: self._rated(dialog, goal))
        dialog.open()
        return dialog

    def _rated(self, dialog: RateDialog, goal: Goal) -> None:
        level = dialog.choices.value
        if level is not None:
            self.model.rate_goal(goal.id, dialog.side, level)

    @Slot(str)
    def _ask_take_back(self, feedback_id: str) -> None:
        confirm(
            self,
            self.tr("Erase this form?"),
            self.tr(
                "The family takes back what it said. The answers, words and drawing of this form are gone for good."
            ),
            self.tr("Erase for good"),
            self.tr("I understand that this cannot be undone"),
            lambda: self.model.take_back(feedback_id),
        )

    @Slot(str)
    def _ask_drop(self, goal_id: str) -> None:
        confirm(
            self,
            self.tr("Erase this goal?"),
            self.tr("The goal and everything said about where it stands are gone for good."),
            self.tr("Erase for good"),
            self.tr("I understand that this cannot be undone"),
            lambda: self.model.drop_goal(goal_id),
        )
