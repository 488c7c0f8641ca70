"""Workers' own words in the report of their team, and choosing which."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, Qt, Signal, Slot
from PySide6.QtWidgets import QCheckBox, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from coder.domain.quotes import HOW_QUOTED, IN_OUR_OWN_WORDS, MOST_QUOTES, RECOGNISED, QuoteToChoose
from ui.theme import Role, current
from ui.widgets.buttons import secondary
from ui.widgets.card import Card
from ui.widgets.clearing import clear
from ui.widgets.labels import label
from ui.widgets.question import Question


class QuotesCard(Card):
    """What is quoted, and for whoever chooses a button: ``choosing()``. Hidden where nothing was offered."""

    choosing = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(IN_OUR_OWN_WORDS, parent=parent)
        self._quotes = QVBoxLayout()
        self._quotes.setSpacing(current().px(6))
        self.body.addLayout(self._quotes)
        self.note = label("", Role.CAPTION, wrap=True)
        self.button = secondary(self.tr("Choose quotes…"), "quote")
        self.button.clicked.connect(lambda: self.choosing.emit())
        self.body.addWidget(self.note)
        self.body.addWidget(self.button, 0, Qt.AlignmentFlag.AlignLeft)

    def show_quotes(self, quotes: Sequence[str], to_choose: Sequence[QuoteToChoose]) -> None:
        """Show the quotes of a report, and the button where there is something ``to_choose``."""
        clear(self._quotes)
        for words in quotes:
            self._quotes.addWidget(_quoted(words))
        offered = self.tr("Workers offered words for this report. None are shown yet.")
        self.note.setText(HOW_QUOTED if quotes else offered)
        self.button.setVisible(bool(to_choose))
        self.setVisible(bool(quotes or to_choose))


class ChooseQuotesDialog(Question):
    """Accepted when ``chosen`` are to be shown and no others."""

    def __init__(self, to_choose: Sequence[QuoteToChoose], parent: QWidget | None = None) -> None:
        super().__init__(_tr("Choose quotes for this report"), RECOGNISED, _tr("Show these"), parent)
        most = self.tr("At most {0}. Whoever offered one can take it back at any time.").format(MOST_QUOTES)
        self.body.addWidget(label(most, wrap=True))
        self.boxes: dict[str, QCheckBox] = {}
        for one in to_choose:
            box = QCheckBox()
            box.setAccessibleName(one.text)
            box.setChecked(one.chosen)
            box.toggled.connect(self._allow)
            self.boxes[one.id] = box
            row = QHBoxLayout()
            row.setSpacing(current().px(8))
            row.addWidget(box, 0, Qt.AlignmentFlag.AlignTop)
            row.addWidget(label(f"“{one.text}”", wrap=True, buddy=box), 1, Qt.AlignmentFlag.AlignTop)
            self.body.addLayout(row)
        self.body.addStretch(1)
        self._allow()

    @property
    def chosen(self) -> tuple[str, ...]:
        """The ids of what is ticked."""
        return tuple(id_ for id_, box in self.boxes.items() if box.isChecked())

    @Slot()
    def _allow(self) -> None:
        full = len(self.chosen) >= MOST_QUOTES
        for box in self.boxes.values():
            box.setEnabled(box.isChecked() or not full)


def _quoted(words: str) -> QWidget:
    frame = QFrame()
    frame.setProperty("role", "quote")
    theme = current()
    row = QHBoxLayout(frame)
    row.setContentsMargins(theme.px(10), theme.px(8), theme.px(10), theme.px(8))
    row.addWidget(label(f"“{words}”", wrap=True))
    return frame


def _tr(text: str) -> str:
    return QCoreApplication.translate("quotes", text)
