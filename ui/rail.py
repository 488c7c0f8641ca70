"""The left rail: one button a page, work in the background, and settings at the bottom."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QPushButton, QSizePolicy, QVBoxLayout, QWidget
from typing_extensions import override

from ui import icons
from ui.actions import Actions
from ui.pages import PageEntry
from ui.theme import current
from ui.tokens import mix
from ui.tracking import track
from ui.widgets import paint
from ui.widgets.page import ScrollArea


class RailButton(QPushButton):
    """An icon over a word; tinted when its page is the one shown."""

    def __init__(self, text: str, icon_name: str, parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self._icon_name = icon_name
        self._shown = False
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setAutoDefault(False)
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)

    @property
    def shown(self) -> bool:
        """Whether its page is the one shown."""
        return self._shown

    def set_shown(self, shown: bool) -> None:
        """Mark the page as the one shown, for eye and ear."""
        self._shown = shown
        self.setAccessibleDescription(self.tr("This page is shown") if shown else "")
        self.update()

    @override
    def sizeHint(self) -> QSize:
        """Room for icon and word."""
        theme = current()
        width = max(theme.px(62), QFontMetrics(theme.font()).horizontalAdvance(self.text()) + theme.px(12))
        return QSize(width, theme.px(38) + 14)

    @override
    def minimumSizeHint(self) -> QSize:
        """The word is never cut."""
        return self.sizeHint()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        """Ground, icon, word, focus ring."""
        theme = current()
        tokens = theme.tokens
        rect = paint.whole(self.rect())
        ground = tokens.selection if self._shown else mix(tokens.border, tokens.surface, 0.14) if self._lit() else ""
        ink = tokens.on_selection if self._shown else tokens.text2
        with QPainter(self) as painter:
            if ground:
                paint.box(painter, rect, theme.px(8), ground)
            if self._shown:
                # A bar beside the ground: the page that is shown is not told by colour alone.
                bar = QRectF(theme.px(2), rect.height() * 0.25, theme.px(3), rect.height() * 0.5)
                paint.box(painter, bar, theme.px(1), tokens.accent)
            size = theme.px(20)
            icons.draw(painter, self._icon_name, QRectF((rect.width() - size) / 2, 7, size, size), ink)
            words = QRectF(0, 7 + size, rect.width(), rect.height() - size - 9)
            paint.text(painter, words, self.text(), ink, theme.font(), Qt.AlignmentFlag.AlignHCenter)
            if self.hasFocus():
                paint.focus_ring(painter, rect, theme.px(8))

    def _lit(self) -> bool:
        return self.underMouse() or self.isDown()


class Rail(QFrame):
    """``page_chosen(id)`` and ``jobs_chosen()`` say what was pressed."""

    page_chosen = Signal(str)
    jobs_chosen = Signal()

    def __init__(self, entries: Sequence[PageEntry], actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "rail")
        self.setAccessibleName(self.tr("Pages"))
        self._actions = actions
        self._buttons: dict[str, RailButton] = {}
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(8, 8, 8, 8)
        column.setSpacing(4)
        for entry in [one for one in entries if not one.apart]:
            column.addWidget(self._add(entry))
        column.addStretch(1)
        self.jobs_button = RailButton(self.tr("Jobs"), "refresh-cw")
        self.jobs_button.clicked.connect(self.jobs_chosen)
        self.jobs_button.setVisible(False)
        column.addWidget(self.jobs_button)
        for entry in [one for one in entries if one.apart]:
            column.addWidget(self._add(entry))
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 1, 0)
        self._inside = inside
        self._area = ScrollArea(inside)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        outer.addWidget(self._area)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        self._show_keys()
        track(self, actions.changed, self._show_keys)

    def button(self, page_id: str) -> RailButton:
        """The button of a page. Raises KeyError for one that is not in this build."""
        return self._buttons[page_id]

    def show_page(self, page_id: str) -> None:
        """Mark the page that is shown."""
        for id_, button in self._buttons.items():
            button.set_shown(id_ == page_id)

    def show_jobs(self, words: str) -> None:
        """Show the jobs button while there is work; ``words`` count it and are empty for none."""
        self.jobs_button.setVisible(bool(words))
        self.updateGeometry()
        self.jobs_button.setAccessibleName(self.tr("Jobs: {0}").format(words))
        self.jobs_button.setToolTip(words)

    @override
    def sizeHint(self) -> QSize:
        """As wide as the widest word, with room for a scroll bar only where one is needed."""
        bar = self._area.verticalScrollBar().sizeHint().width() if self._scrolls() else 0
        return QSize(self._inside.sizeHint().width() + 3 + bar, super().sizeHint().height())

    @override
    def minimumSizeHint(self) -> QSize:
        """Never narrower than its words."""
        return QSize(self.sizeHint().width(), 0)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        """Ask for other room when the scroll bar comes or goes."""
        super().resizeEvent(event)
        self.updateGeometry()

    def _scrolls(self) -> bool:
        return self._inside.minimumSizeHint().height() > self.height()

    def _add(self, entry: PageEntry) -> RailButton:
        button = RailButton(self._actions.text(entry.action_id), entry.icon_name)
        button.clicked.connect(partial(self.page_chosen.emit, entry.id))
        self._buttons[entry.id] = button
        return button

    def _show_keys(self) -> None:
        for id_, button in self._buttons.items():
            key = self._actions.key_text(f"page.{id_}")
            button.setToolTip(f"{button.text()} ({key})" if key else button.text())
