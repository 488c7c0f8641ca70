"""The mark of a principle: colour, icon and two letters together, so that colour never carries meaning alone."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from ui import icons
from ui.theme import Role, current
from ui.tokens import OTHER_ICON, PRINCIPLE_ICONS, PRINCIPLES, text_on
from ui.widgets import paint


class PrincipleBadge(QWidget):
    """A coloured square with the principle's icon and, if wanted, its two letters.

    ``badge`` is the codebook's two-letter mark, ``name`` the principle's name (the accessible name), ``position`` its
    place in the codebook from 0, which chooses a colour for badges of other codebooks.
    """

    def __init__(
        self, badge: str, name: str, position: int = 0, letters: bool = True, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._badge = badge
        self._position = position
        self._letters = letters
        self.setAccessibleName(name)
        self.setToolTip(name)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    @override
    def sizeHint(self) -> QSize:
        """A square of 22 px at 100 %, wider with letters."""
        theme = current()
        side = theme.px(22)
        if not self._letters:
            return QSize(side, side)
        metrics = QFontMetrics(theme.font(Role.CAPTION))
        # Badges below each other line up: all are as wide as the widest of the seven.
        letters = max(metrics.horizontalAdvance(badge) for badge in (*PRINCIPLES, self._badge))
        return QSize(side + letters + theme.px(6), side)

    @override
    def minimumSizeHint(self) -> QSize:
        """The same: a badge is never squeezed."""
        return self.sizeHint()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        """Ground in the principle's colour, icon and letters in black or white."""
        theme = current()
        colour = theme.tokens.principle(self._badge, self._position)
        ink = text_on(colour)
        rect = paint.whole(self.rect())
        side, size = theme.px(22), theme.px(14)
        with QPainter(self) as painter:
            paint.box(painter, rect, theme.px(5), colour)
            square = QRectF((side - size) / 2, (rect.height() - size) / 2, size, size)
            icons.draw(painter, PRINCIPLE_ICONS.get(self._badge, OTHER_ICON), square, ink)
            if self._letters:
                beside = QRectF(side - theme.px(2), 0, rect.width() - side, rect.height())
                paint.text(painter, beside, self._badge, ink, theme.font(Role.CAPTION), Qt.AlignmentFlag.AlignLeft)


class KeyCap(QWidget):
    """A key drawn as a small outlined box, for key hints outside buttons."""

    def __init__(self, words: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = words
        self.setAccessibleName(self.tr("Key {0}").format(words))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    @override
    def sizeHint(self) -> QSize:
        """As wide as its words."""
        return QSize(paint.key_cap_width(self._words), current().px(20))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        """The box and its words."""
        with QPainter(self) as painter:
            paint.key_cap(painter, 0, self.height() / 2, self._words, current().tokens.text2)
