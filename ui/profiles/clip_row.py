"""A moment to listen to: a chip that plays it, and what was said or noted there."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget
from typing_extensions import override

from coder.analysis.wording import short_day
from coder.domain.profiles import Clip
from coder.domain.times import clock_text
from ui.theme import Role, current
from ui.widgets import paint
from ui.widgets.evidence_chip import EvidenceChip
from ui.widgets.labels import label


class ClipRow(QFrame):
    """``played(clip)`` when its chip is pressed; without sound there is no chip, only the place."""

    played = Signal(object)

    def __init__(
        self, clip: Clip, principle: str, badge: str, position: int = 0, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        theme = current()
        self._clip, self._badge, self._position = clip, badge, position
        self.setProperty("role", "quote")
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.px(12), theme.px(6), theme.px(8), theme.px(6))
        row.setSpacing(theme.px(10))
        day = short_day(clip.held_on)
        if clip.has_sound:
            chip = EvidenceChip(clip.start_s, principle, badge, position, before=day)
            chip.setAccessibleName(self.tr("Play {0} from {1}, {2}").format(principle, day, clock_text(clip.start_s)))
            chip.clicked.connect(self._play)
            row.addWidget(chip, 0, Qt.AlignmentFlag.AlignTop)
        else:
            place = label(self.tr("{0} {1}, no sound any more").format(day, clock_text(clip.start_s)), Role.CAPTION)
            row.addWidget(place, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(label(clip.note or clip.text or self.tr("Listen to this moment."), wrap=True), 1)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        """The frame, and a bar in the principle's colour at its left edge."""
        super().paintEvent(event)
        theme = current()
        with QPainter(self) as painter:
            bar = QRectF(0, theme.px(3), theme.px(4), self.height() - 2 * theme.px(3))
            paint.box(painter, bar, theme.px(2), theme.tokens.principle(self._badge, self._position))

    def _play(self) -> None:
        self.played.emit(self._clip)
