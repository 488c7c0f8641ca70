"""A role-play of recruitment in the details of its session: who rates it, what they agreed, until when it is kept."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QWidget

from coder.analysis.wording import day_text
from coder.domain.recruitment import RATERS, RolePlay, RolePlayRating
from ui.sessions.role_play import ShownRolePlay
from ui.theme import Role, current
from ui.widgets.buttons import secondary
from ui.widgets.card import Card
from ui.widgets.labels import label


class RecruitmentCard(Card):
    """``raters_wanted()`` to have two raters drawn; offered only where somebody may ask for it."""

    raters_wanted = Signal()

    def __init__(self, shown: ShownRolePlay, parent: QWidget | None = None) -> None:
        super().__init__(_tr("Recruitment"), _tr("apart from all practice"), parent)
        found = shown.found
        self.body.addWidget(label(self._stand(found), wrap=True))
        if found.ratings:
            self._add_ratings(found)
        if shown.may_ask and found.asked < RATERS:
            self.ask_button = secondary(self.tr("Draw two raters"), "users")
            self.ask_button.setToolTip(self.tr("By lot, among evaluators. Neither is told who the other is."))
            self.ask_button.clicked.connect(self.raters_wanted)
            row = QHBoxLayout()
            row.addWidget(self.ask_button)
            row.addStretch(1)
            self.body.addLayout(row)
        self.body.addWidget(label(self._kept(found, shown.today), Role.CAPTION, wrap=True))

    def _stand(self, found: RolePlay) -> str:
        if found.asked < RATERS:
            return self.tr("No raters are drawn yet. Two evaluators rate it, blind to each other.")
        if found.locked < RATERS:
            return self.tr("Two raters are asked. What they give is shown once both have locked.")
        if not found.ratings:
            return self.tr("Both raters have locked. Their ratings are for them and the service lead.")
        if all(one.agreed for one in found.ratings):
            return self.tr("Both raters have locked and agree.")
        return self.tr("Both raters have locked. Where they differ they talk it over on the Agreement page.")

    def _add_ratings(self, found: RolePlay) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(current().px(14))
        grid.setVerticalSpacing(current().px(4))
        for row, one in enumerate(found.ratings):
            grid.addWidget(label(one.name, wrap=True), row, 0)
            grid.addWidget(label(self._given(one), Role.STRONG), row, 1, Qt.AlignmentFlag.AlignRight)
        grid.setColumnStretch(0, 1)
        self.body.addLayout(grid)

    def _given(self, one: RolePlayRating) -> str:
        if one.agreed:
            return self.tr("{0}, agreed").format(one.agreed)
        return self.tr("{0} and {1}, to talk over").format(one.first, one.second)

    def _kept(self, found: RolePlay, today: date) -> str:
        never = self.tr("Nothing is suggested, and it is in no profile, report or figure of agreement.")
        last = found.keeping.last_day
        if today > last:
            late = self.tr("Its time was over on {0}: erase it below, under Permission.")
            return f"{late.format(day_text(last))} {never}"
        return f"{self.tr('Kept until {0}, then to be erased.').format(day_text(last))} {never}"


def _tr(text: str) -> str:
    return QCoreApplication.translate("sessions", text)
