"""What one evaluator gave and on what grounds, with moments to hear."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from codebook.schema import Codebook, Principle
from coder.domain.coding import Direction, Entry
from coder.domain.consensus import Disagreement, Given, Matter
from coder.domain.times import clock_text
from ui.agreement import difference_words as words
from ui.theme import Role, current
from ui.widgets.evidence_chip import EvidenceChip
from ui.widgets.labels import label


@dataclass(frozen=True)
class Heard:
    """A stretch of a session's recording to be heard."""

    session_id: str
    start_s: float
    end_s: float


class SideCard(QFrame):
    """One of the two; ``played(Heard)`` when a moment is to be heard."""

    played = Signal(object)

    def __init__(
        self, one: Disagreement, given: Given, book: Codebook | None, with_sound: bool, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        theme = current()
        self.setProperty("role", "quote")
        value = words.value_words(given.value, one, book)
        self.setAccessibleName(self.tr("{0}: {1}").format(given.evaluator_code, value))
        self._one, self._with_sound = one, with_sound
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.px(12), theme.px(8), theme.px(12), theme.px(10))
        column.setSpacing(theme.px(6))
        column.addWidget(label(given.evaluator_code, Role.CAPTION))
        column.addWidget(label(value, Role.HEADING, wrap=True))
        principle = _principle(one, book)
        if principle is not None and given.value.isdigit():
            column.addWidget(label(principle.anchor(int(given.value)), Role.SUBTITLE, wrap=True))
        if given.memo:
            column.addWidget(label(given.memo, wrap=True))
        for entry in given.evidence:
            column.addLayout(self._moment(entry, principle, book))
        if one.matter is Matter.RATING and not given.evidence:
            column.addWidget(label(self.tr("No moment was given."), Role.CAPTION, wrap=True))
        column.addStretch(1)

    def _moment(self, entry: Entry, principle: Principle | None, book: Codebook | None) -> QHBoxLayout:
        theme = current()
        row = QHBoxLayout()
        row.setSpacing(theme.px(8))
        top = Qt.AlignmentFlag.AlignTop
        if self._with_sound and principle is not None and book is not None:
            position = book.principles.index(principle)
            chip = EvidenceChip(entry.start_s, principle.name, principle.badge, position, note=entry.note)
            chip.clicked.connect(partial(self._play, entry))
            row.addWidget(chip, 0, top)
        else:
            row.addWidget(label(clock_text(entry.start_s), Role.CAPTION), 0, top)
        side = self.tr("for") if entry.direction is Direction.FOR else self.tr("against")
        row.addWidget(label(f"{side}: {entry.note}" if entry.note else side, wrap=True), 1)
        return row

    def _play(self, entry: Entry) -> None:
        self.played.emit(Heard(self._one.session_id, entry.start_s, entry.end_s))


def _principle(one: Disagreement, book: Codebook | None) -> Principle | None:
    if book is None or one.matter is not Matter.RATING:
        return None
    return next((principle for principle in book.principles if principle.id == one.label), None)
