"""Push buttons: primary, secondary, ghost and danger; an icon before the words, the key that does the same after."""

from __future__ import annotations

from enum import StrEnum

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from ui import icons
from ui.theme import Role, current
from ui.tokens import mix
from ui.widgets import paint
from ui.widgets.checkable import CheckableButton


class Kind(StrEnum):
    """How much a button asks for attention; at most one primary button a page."""

    PRIMARY = "primary"
    SECONDARY = "secondary"
    GHOST = "ghost"
    DANGER = "danger"


class Button(CheckableButton):
    """A push button drawn from the tokens.

    ``icon_name`` is a shipped icon; ``key_hint`` a key in words ("Ctrl K"), shown as a key cap and read out as the
    accessible description. A button without words needs ``label``, which becomes its accessible name and tool tip.
    """

    def __init__(
        self,
        text: str = "",
        kind: Kind = Kind.SECONDARY,
        icon_name: str = "",
        key_hint: str = "",
        label: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, parent)
        self._kind = kind
        self._icon_name = icon_name
        self._key_hint = ""
        self._bare = False
        # Makes Qt repaint when the pointer comes and goes.
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        # Enter on a dialog must not press the button that merely stands first.
        self.setAutoDefault(False)
        if label:
            self.setAccessibleName(label)
            self.setToolTip(label)
        self.set_key_hint(key_hint)

    @property
    def kind(self) -> Kind:
        """How the button is drawn."""
        return self._kind

    def set_kind(self, kind: Kind) -> None:
        """Draw the button in another way."""
        self._kind = kind
        self.update()

    def set_icon_name(self, name: str) -> None:
        """Show another icon, or none for an empty name."""
        self._icon_name = name
        self.updateGeometry()
        self.update()

    def set_key_hint(self, hint: str) -> None:
        """Show another key, or none for an empty hint."""
        self._key_hint = hint
        if self.text() and paint.on_cap(hint) != hint:
            self.setToolTip(hint)
        self.setAccessibleDescription(self.tr("Key: {0}").format(hint) if hint else "")
        self.updateGeometry()
        self.update()

    def show_key(self, hint: str) -> None:
        """Show another key where there is room for it: beside the words, or in the tip of a mere icon."""
        if self.text():
            self.set_key_hint(hint)
            return
        self.setToolTip(f"{self.accessibleName()} ({hint})" if hint else self.accessibleName())
        self.setAccessibleDescription(self.tr("Key: {0}").format(hint) if hint else "")

    def show_icon_only(self, bare: bool) -> None:
        """Leave words and key of a button that has an icon to its tool tip where there is no room for them.

        Screen readers hear the words either way.
        """
        if bare is not self._bare:
            self._bare = bare
            self.setToolTip("")
            self.updateGeometry()
            self.update()

    @override
    def sizeHint(self) -> QSize:
        """Room for icon, words and key at the current text size."""
        theme = current()
        height = theme.px(28)
        width = self._content_width()
        if not self._words():
            return QSize(max(height, width + theme.px(10)), height)
        return QSize(width + theme.px(24), height)

    @override
    def minimumSizeHint(self) -> QSize:
        """The words are never cut by a layout."""
        return self.sizeHint()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        """Ground, icon, words, key cap, focus ring."""
        if self._bare:
            # Here, since the words may have changed meanwhile.
            hint = f" ({self._key_hint})" if self._key_hint else ""
            self.setToolTip(f"{self._plain()}{hint}")
        theme = current()
        fill, edge, ink = self._colours()
        rect = paint.whole(self.rect())
        with QPainter(self) as painter:
            paint.box(painter, rect, theme.px(6), fill, edge)
            self._paint_content(painter, rect, ink)
            if self.hasFocus():
                paint.focus_ring(painter, rect, theme.px(6))

    def _paint_content(self, painter: QPainter, rect: QRectF, ink: str) -> None:
        theme = current()
        left = rect.center().x() - self._content_width() / 2
        middle = rect.center().y()
        if self._icon_name:
            size = self._icon_px()
            icons.draw(painter, self._icon_name, QRectF(left, middle - size / 2, size, size), ink)
            left += size + theme.px(6)
        if self._words():
            width = self._words_width()
            line = QRectF(left, rect.top(), width, rect.height())
            paint.text(painter, line, self._words(), ink, self._font(), Qt.AlignmentFlag.AlignLeft)
            left += width + theme.px(8)
        if self._cap():
            paint.key_cap(painter, left, middle, self._cap(), ink if self._kind is Kind.PRIMARY else self._faint())

    def _colours(self) -> tuple[str, str, str]:
        """Ground, edge and ink; an empty ground or edge is not drawn."""
        t = current().tokens
        lit = self.isEnabled() and (self.underMouse() or self.isDown())
        if self._kind is Kind.PRIMARY:
            if not self.isEnabled():
                return t.skeleton, "", t.text3
            return (t.accent_hover if lit else t.accent), "", t.on_accent
        ink = t.text3 if not self.isEnabled() else t.danger if self._kind is Kind.DANGER else t.text1
        if self.isChecked():
            return t.selection, t.accent, t.on_selection
        if self._kind is Kind.GHOST:
            return (mix(t.border, t.surface, 0.16) if lit else ""), "", ink
        return (t.raised if lit else t.surface), (t.border if self.isEnabled() else t.line), ink

    def _faint(self) -> str:
        return current().tokens.text3

    def _font(self) -> QFont:
        return current().font(Role.STRONG if self._kind is not Kind.GHOST else Role.BODY)

    def _cap(self) -> str:
        return "" if self._bare else self._key_hint

    def _words(self) -> str:
        return "" if self._bare else self._plain()

    def _plain(self) -> str:
        return self.text().replace("&&", "\0").replace("&", "").replace("\0", "&")

    def _words_width(self) -> int:
        return QFontMetrics(self._font()).horizontalAdvance(self._words()) + 1

    def _icon_px(self) -> int:
        return current().px(16 if self._words() else 18)

    def _content_width(self) -> int:
        theme = current()
        widths = [self._icon_px()] if self._icon_name else []
        total = sum(widths) + (theme.px(6) if self._icon_name and (self._words() or self._cap()) else 0)
        if self._words():
            total += self._words_width()
        if self._cap():
            total += paint.key_cap_width(self._cap()) + (theme.px(8) if self._words() else 0)
        return total


def primary(text: str, icon_name: str = "", key_hint: str = "") -> Button:
    """The one button a page is for."""
    return Button(text, Kind.PRIMARY, icon_name, key_hint)


def secondary(text: str, icon_name: str = "", key_hint: str = "") -> Button:
    """An outlined button."""
    return Button(text, Kind.SECONDARY, icon_name, key_hint)


def ghost(text: str, icon_name: str = "", key_hint: str = "") -> Button:
    """A button without an edge, for what is seldom needed."""
    return Button(text, Kind.GHOST, icon_name, key_hint)


def icon_button(icon_name: str, label: str, key_hint: str = "") -> Button:
    """A button that is only an icon; ``label`` is its name for screen readers and its tool tip."""
    button = Button("", Kind.GHOST, icon_name, label=label)
    button.show_key(key_hint)
    return button
