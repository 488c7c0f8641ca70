"""A dialog that asks one thing: a heading, a sentence, what is asked, and two ways out."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget
from typing_extensions import override

from ui.focus import takes_tab
from ui.theme import Role, current
from ui.widgets.buttons import primary, secondary
from ui.widgets.labels import label
from ui.widgets.page import ScrollArea

_MOST_OF_SCREEN = 0.6
_TALLEST_OF_SCREEN = 0.9


class _Body(ScrollArea):
    """As high as what is inside, up to a share of the screen; beyond that it scrolls."""

    def __init__(self, inside: QWidget) -> None:
        super().__init__(inside)
        self._inside = inside

    @override
    def sizeHint(self) -> QSize:
        """The height that the inside needs at the width it will have."""
        inside = self._inside
        width = max(inside.sizeHint().width(), self.width() if self.isVisible() else 0, _width())
        layout = inside.layout()
        high = layout.heightForWidth(width) if layout is not None and layout.hasHeightForWidth() else -1
        most = self.screen().availableGeometry().height() * _MOST_OF_SCREEN
        return QSize(width, round(min((high if high >= 0 else inside.sizeHint().height()) + 2, most)))

    @override
    def minimumSizeHint(self) -> QSize:
        """Qt asks for room for scroll bars, which one line does not need."""
        least = super().minimumSizeHint()
        return QSize(least.width(), min(least.height(), self.sizeHint().height()))


def _width() -> int:
    return min(current().px(520), 900)


def fit_height(dialog: QDialog, width: int) -> None:
    """Make a dialog so wide, as tall as its words need then, up to most of the screen, and keep it on the screen."""
    inside = dialog.layout()
    assert inside is not None
    inside.activate()
    # Broken at the width it has, a sentence needs fewer lines than Qt's size hint is made for.
    high = inside.totalHeightForWidth(width) if inside.hasHeightForWidth() else dialog.sizeHint().height()
    room = dialog.screen().availableGeometry()
    dialog.resize(width, round(min(high, room.height() * _TALLEST_OF_SCREEN)))
    # Qt put it over the middle of its parent before it had this height.
    below = dialog.frameGeometry().bottom() - room.bottom()
    if below > 0:
        dialog.move(dialog.x(), max(room.top(), dialog.y() - below))


class Question(QDialog):
    """A dialog with a heading, a sentence, a body to fill, and one thing to do beside going back."""

    def __init__(self, title: str, sentence: str, act: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        theme = current()
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.px(18), theme.px(14), theme.px(18), theme.px(14))
        column.setSpacing(theme.px(10))
        column.addWidget(label(title, Role.TITLE))
        self.sentence = label(sentence, Role.SUBTITLE, wrap=True)
        column.addWidget(self.sentence)
        self._inside = QWidget()
        self.body = QVBoxLayout(self._inside)
        self.body.setContentsMargins(0, 0, 0, 0)
        self.body.setSpacing(theme.px(8))
        self._area = _Body(self._inside)
        column.addWidget(self._area, 1)
        self.ends = QHBoxLayout()
        self.ends.addStretch(1)
        self.cancel = secondary(self.tr("Not now"))
        self.act = primary(act)
        self.act.setDefault(True)
        self.ends.addWidget(self.cancel)
        self.ends.addWidget(self.act)
        column.addLayout(self.ends)
        self.cancel.clicked.connect(self.reject)
        self.act.clicked.connect(self.accept)
        self.setMinimumWidth(_width())

    @override
    def showEvent(self, event: QShowEvent) -> None:
        """Begin with the first thing that is asked, and have Tab reach the buttons last."""
        super().showEvent(event)
        self._area.setVisible(self.body.count() > 0)
        asked = [one for one in self._inside.findChildren(QWidget) if takes_tab(one)]
        if asked:
            self.setTabOrder(asked[-1], self.cancel)
            self.setTabOrder(self.cancel, self.act)
            asked[0].setFocus(Qt.FocusReason.OtherFocusReason)
        self.fit()

    def fit(self) -> None:
        """Be as tall as what is asked needs, up to most of the screen: for large text Qt's own limit is too low."""
        # A bar that came at a lower height makes lines shorter, and would then stay though all of them have room.
        self._area.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        fit_height(self, max(self.sizeHint().width(), self.minimumWidth()))
        self._area.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
