"""The section of the Library that says what is and is not validated."""

from __future__ import annotations

from itertools import groupby

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QHBoxLayout, QLayout, QVBoxLayout, QWidget

from coder.analysis.wording import joined
from ui.library.limits import LIMITS, Limit, Standing, limit_text, told_in
from ui.theme import Role, current
from ui.widgets.card import Card
from ui.widgets.empty_state import IconMark
from ui.widgets.labels import label


class LimitsView(QWidget):
    """One card a subject; in it the sentences stand under what they rest on."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(current().px(10))
        column.addWidget(label(self.tr("What is and is not validated"), Role.HEADING))
        words = self.tr("By whom, for whom, what we measured, what is our own, and what nobody knows.")
        column.addWidget(label(words, Role.SUBTITLE, wrap=True))
        for limit in LIMITS:
            column.addWidget(_card(limit))
        column.addStretch(1)


def _card(limit: Limit) -> Card:
    card = Card(limit_text(limit.heading))
    for place, (standing, sentences) in enumerate(groupby(limit.said, key=lambda pair: pair[0])):
        if place:
            card.body.addSpacing(current().px(6))
        card.body.addLayout(_rests_on(standing))
        for _, sentence in sentences:
            card.body.addWidget(label(limit_text(sentence), wrap=True))
            if documents := told_in(sentence):
                card.body.addWidget(label(_told(documents), Role.CAPTION, wrap=True))
    return card


def _told(documents: tuple[str, ...]) -> str:
    words = QCoreApplication.translate("limits", "How it was measured: {0}")
    return words.format(joined([f"docs/{name}" for name in documents]))


def _rests_on(standing: Standing) -> QLayout:
    words, icon = standing.value
    row = QHBoxLayout()
    row.setSpacing(current().px(6))
    row.addWidget(IconMark(icon, 14, "text2"), 0, Qt.AlignmentFlag.AlignVCenter)
    row.addWidget(label(limit_text(words), Role.SUBTITLE), 1)
    return row
