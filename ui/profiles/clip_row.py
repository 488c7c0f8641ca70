"""A moment to listen to: a chip that plays it, and what was said or noted there."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget
from typing_extensions import override

from codebook.schema import Principle
from coder.analysis.wording import short_day
from coder.domain.profiles import Clip
from coder.domain.times import clock_text
from ui.theme import Role, current
from ui.widgets import paint
from ui.widgets.buttons import Button, Kind, icon_button
from ui.widgets.evidence_chip import EvidenceChip
from ui.widgets.labels import label


class ClipRow(QFrame):
    """``played(clip)`` when its chip is pressed; without sound there is no chip, only the place above the words.
    ``save_wanted(clip)`` from a button that a row has when it is ``savable`` and there is sound; ``quote_wanted(clip)``
    from one that it has when its words may be offered to the team.

    ``principle`` is the one the moment speaks to, with its ``position`` in the codebook, or None.
    """

    played = Signal(object)
    save_wanted = Signal(object)
    quote_wanted = Signal(object)

    def __init__(
        self,
        clip: Clip,
        principle: Principle | None,
        position: int = 0,
        parent: QWidget | None = None,
        *,
        savable: bool = False,
        quotable: bool = False,
    ) -> None:
        super().__init__(parent)
        theme = current()
        self._clip, self._principle, self._position = clip, principle, position
        self.setProperty("role", "quote")
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.px(12), theme.px(6), theme.px(8), theme.px(6))
        row.setSpacing(theme.px(10))
        place = f"{short_day(clip.held_on)} {clock_text(clip.start_s)}"
        words = label(clip.note or clip.text or self.tr("Listen to this moment."), wrap=True)
        if clip.has_sound:
            row.addWidget(self._chip(place), 0, Qt.AlignmentFlag.AlignTop)
            row.addWidget(words, 1)
        else:
            column = QVBoxLayout()
            column.setSpacing(theme.px(2))
            column.addWidget(label(self.tr("{0}, no sound any more").format(place), Role.CAPTION))
            column.addWidget(words)
            row.addLayout(column, 1)
        if savable and clip.has_sound:
            save = icon_button("download", self.tr("Save clip of {0}…").format(place))
            save.clicked.connect(self._save)
            row.addWidget(save, 0, Qt.AlignmentFlag.AlignTop)
        if quotable:
            offer = icon_button("quote", self.tr("Offer words of {0} to the team’s report…").format(place))
            offer.clicked.connect(self._offer)
            row.addWidget(offer, 0, Qt.AlignmentFlag.AlignTop)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        """The frame, and a bar in the principle's colour at its left edge."""
        super().paintEvent(event)
        theme = current()
        colour = theme.tokens.accent
        if self._principle is not None:
            colour = theme.tokens.principle(self._principle.badge, self._position)
        with QPainter(self) as painter:
            bar = QRectF(0, theme.px(3), theme.px(4), self.height() - 2 * theme.px(3))
            paint.box(painter, bar, theme.px(2), colour)

    def _chip(self, place: str) -> QPushButton:
        """A chip in the principle's colour; a plain button for a moment that speaks to none in particular."""
        principle = self._principle
        chip: QPushButton
        if principle is None:
            chip = Button(place, Kind.SECONDARY, "play", label=self.tr("Play the moment of {0}").format(place))
        else:
            day = short_day(self._clip.held_on)
            chip = EvidenceChip(self._clip.start_s, principle.name, principle.badge, self._position, before=day)
            chip.setAccessibleName(self.tr("Play {0}, {1}").format(principle.name, place))
        chip.clicked.connect(self._play)
        return chip

    def _play(self) -> None:
        self.played.emit(self._clip)

    def _save(self) -> None:
        self.save_wanted.emit(self._clip)

    def _offer(self) -> None:
        self.quote_wanted.emit(self._clip)
