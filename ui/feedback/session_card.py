"""What a family said, as one card among the details of a session; nothing of what was said."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from coder.analysis.wording import counted
from coder.domain.feedback import FeedbackState
from ui.theme import Role
from ui.widgets.buttons import secondary
from ui.widgets.card import Card
from ui.widgets.labels import label


class FeedbackCard(Card):
    """``wanted()`` when the feedback is to be opened."""

    wanted = Signal()

    def __init__(self, state: FeedbackState, parent: QWidget | None = None) -> None:
        super().__init__("", parent=parent)
        self.set_title(self.tr("Family feedback"))
        self.body.addWidget(label(self._said(state), Role.SUBTITLE, wrap=True))
        self.button = secondary(self.tr("Family feedback…"), "message-circle")
        self.button.clicked.connect(lambda: self.wanted.emit())
        self.body.addWidget(self.button, 0, Qt.AlignmentFlag.AlignLeft)

    def _said(self, state: FeedbackState) -> str:
        if not state.forms and not state.goals:
            return self.tr("Nobody of the family was asked yet.")
        parts = [counted(state.forms, "form")] if state.forms else []
        parts += [counted(state.goals, "goal")] if state.goals else []
        return self.tr("{0}. Shown beside the matching principle, never merged with a rating.").format(", ".join(parts))
