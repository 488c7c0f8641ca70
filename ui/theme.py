"""The look of the application: Fusion, palette, style sheet, fonts and text size, all from one token table."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path

from PySide6.QtCore import QObject, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QIcon, QPalette
from PySide6.QtWidgets import QApplication

import coder
from ui import icons
from ui.motion import hold_still, system_wants_stillness
from ui.style_sheet import style_sheet
from ui.tokens import CONTRAST_DARK, CONTRAST_LIGHT, DARK, LIGHT, Tokens

# One place for screen and paper: the PDFs are set in the same files.
FONTS = Path(coder.__file__).parent / "resources" / "fonts"
FAMILY = "Inter"
MIN_SCALE, MAX_SCALE = 1.0, 2.0


class Mode(StrEnum):
    """Which theme the user asked for."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"
    CONTRAST = "contrast"


class Role(StrEnum):
    """What a piece of text is, from which its size and weight follow. Also the ``role`` property of a QLabel."""

    BODY = "body"
    STRONG = "strong"
    CAPTION = "caption"
    HEADING = "heading"
    TITLE = "title"
    SUBTITLE = "subtitle"
    FIGURE = "figure"
    LEAD = "lead"
    QUESTION = "question"


SIZES_PX = {
    Role.BODY: 13,
    Role.STRONG: 13,
    Role.CAPTION: 11,
    Role.HEADING: 14,
    Role.TITLE: 20,
    Role.SUBTITLE: 13,
    Role.FIGURE: 26,
    Role.LEAD: 22,
    Role.QUESTION: 40,
}
WEIGHTS = {
    Role.STRONG: QFont.Weight.DemiBold,
    Role.HEADING: QFont.Weight.DemiBold,
    Role.TITLE: QFont.Weight.DemiBold,
    Role.FIGURE: QFont.Weight.Bold,
}


def load_fonts() -> None:
    """Register the shipped Inter weights with Qt once a process. Raises FileNotFoundError if one is unreadable."""
    if FAMILY in QFontDatabase.families():
        return
    for path in sorted(FONTS.glob("Inter-*.ttf")):
        if QFontDatabase.addApplicationFont(str(path)) < 0:
            raise FileNotFoundError(path)


class Theme(QObject):
    """The current tokens and text size; one an application, reached by :func:`current`.

    ``changed`` is emitted after palette, style sheet and font are set, for what draws itself from tokens.
    """

    changed = Signal()

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self.setObjectName("theme")
        self._app = app
        self._mode = Mode.SYSTEM
        self._scale = 1.0
        self._still_wanted = False
        self._fonts: dict[Role, QFont] = {}
        self.tokens: Tokens = LIGHT
        load_fonts()
        app.setStyle("Fusion")
        self._hints = app.styleHints()
        self._hints.colorSchemeChanged.connect(self._system_changed)
        self._hints.accessibility().contrastPreferenceChanged.connect(self._system_changed)
        self._system_still = system_wants_stillness()
        self.apply(Mode.SYSTEM, 1.0)

    @property
    def mode(self) -> Mode:
        """What the user asked for; ``tokens.name`` says what is shown."""
        return self._mode

    @property
    def scale(self) -> float:
        """Text size, 1.0 to 2.0."""
        return self._scale

    @property
    def still(self) -> bool:
        """Whether nothing may move by itself: asked for in the settings, or by the system."""
        return self._still_wanted or self._system_still

    @property
    def still_wanted(self) -> bool:
        """Whether the settings ask for stillness, whatever the system says."""
        return self._still_wanted

    def apply(self, mode: Mode, scale: float, still: bool | None = None) -> None:
        """Show a theme at a text size (clamped to 1.0–2.0) and emit ``changed``; ``still`` None leaves motion as is."""
        self._mode = mode
        self._scale = min(MAX_SCALE, max(MIN_SCALE, scale))
        self._fonts.clear()
        self._still_wanted = self._still_wanted if still is None else still
        hold_still(self._app, self.still)
        self.tokens = self._resolve()
        self._app.setPalette(palette(self.tokens))
        self._app.setFont(self.font())
        self._app.setStyleSheet(style_sheet(self.tokens, self.px, self.still))
        self.changed.emit()

    def px(self, at_full_size: float) -> int:
        """A length in logical pixels at the current text size, at least 1."""
        return max(1, round(at_full_size * self._scale))

    def font(self, role: Role = Role.BODY) -> QFont:
        """The font of a role, with figures of equal width so that times and columns stand still."""
        if role not in self._fonts:
            font = QFont(FAMILY)
            font.setPixelSize(self.px(SIZES_PX[role]))
            font.setWeight(WEIGHTS.get(role, QFont.Weight.Normal))
            font.setFeature(QFont.Tag("tnum"), 1)
            self._fonts[role] = font
        # A copy, since whoever asks may change what they get.
        return QFont(self._fonts[role])

    def colour(self, token: str) -> QColor:
        """A token by name as QColor. Raises AttributeError for a name that is no token."""
        return QColor(getattr(self.tokens, token))

    def icon(self, name: str, token: str = "text2", size_px: float = 18) -> QIcon:
        """An icon in a token's colour at the current text size; ask again when ``changed`` is emitted."""
        tokens = self.tokens
        return icons.icon(name, getattr(tokens, token), tokens.border, self.px(size_px))

    def icon_size(self, size_px: float = 18) -> QSize:
        """The size to give to ``setIconSize`` beside :meth:`icon`."""
        return QSize(self.px(size_px), self.px(size_px))

    def _resolve(self) -> Tokens:
        dark = self._hints.colorScheme() is Qt.ColorScheme.Dark
        strong = self._hints.accessibility().contrastPreference() is Qt.ContrastPreference.HighContrast
        if self._mode is Mode.CONTRAST or (self._mode is Mode.SYSTEM and strong):
            return CONTRAST_DARK if dark else CONTRAST_LIGHT
        return DARK if self._mode is Mode.DARK or (self._mode is Mode.SYSTEM and dark) else LIGHT

    def _system_changed(self) -> None:
        if self._resolve() is not self.tokens:
            self.apply(self._mode, self._scale)


def current() -> Theme:
    """The theme of the running application, made on first use. Raises RuntimeError without a QApplication."""
    app = QApplication.instance()
    if not isinstance(app, QApplication):
        raise RuntimeError("a theme needs a QApplication")
    found = app.findChild(Theme, "theme", Qt.FindChildOption.FindDirectChildrenOnly)
    return found if isinstance(found, Theme) else Theme(app)


def palette(tokens: Tokens) -> QPalette:
    """The tokens as a palette, for what Fusion draws itself."""
    role = QPalette.ColorRole
    colours = {
        role.Window: tokens.bg,
        role.WindowText: tokens.text1,
        role.Base: tokens.surface,
        role.AlternateBase: tokens.raised,
        role.Text: tokens.text1,
        role.PlaceholderText: tokens.text3,
        role.Button: tokens.surface,
        role.ButtonText: tokens.text1,
        role.BrightText: tokens.danger,
        role.Highlight: tokens.selection,
        role.HighlightedText: tokens.text1,
        role.Link: tokens.accent,
        role.LinkVisited: tokens.accent,
        role.ToolTipBase: tokens.text1,
        role.ToolTipText: tokens.surface,
        role.Light: tokens.raised,
        role.Midlight: tokens.line,
        role.Mid: tokens.border,
        role.Dark: tokens.border,
        role.Shadow: tokens.line,
        role.Accent: tokens.accent,
    }
    made = QPalette()
    for which, colour in colours.items():
        made.setColor(which, QColor(colour))
    for which in (role.Text, role.WindowText, role.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, which, QColor(tokens.text3))
    return made
