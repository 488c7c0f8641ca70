"""Whether things may move by themselves: what the system was told, and Qt's own effects switched off."""

from __future__ import annotations

import configparser
import ctypes
import os
import plistlib
import sys
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

# Windows: winuser.h, SPI_GETCLIENTAREAANIMATION ("Show animations in Windows").
_CLIENT_AREA_ANIMATION = 0x1042
_CARET_PROPERTY = "usual caret time"


def system_wants_stillness() -> bool:
    """Whether this computer was told to show as little motion as can be; False where it does not say.

    Asked once at the start, without a connection to anything: Windows is asked directly; macOS and the desktops of
    Linux keep it in a file of the user (KDE, GTK). What GNOME keeps elsewhere is not seen; there the setting helps.
    """
    if sys.platform == "win32":
        shown = ctypes.c_int(1)
        asked = ctypes.windll.user32.SystemParametersInfoW(_CLIENT_AREA_ANIMATION, 0, ctypes.byref(shown), 0)
        return bool(asked) and not shown.value
    if sys.platform == "darwin":
        return mac_says_still(Path.home() / "Library" / "Preferences" / "com.apple.universalaccess.plist")
    return desktop_says_still(Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config"))


def mac_says_still(file: Path) -> bool:
    """Whether the settings of macOS at ``file`` ask for reduced motion; False when they cannot be read."""
    try:
        with file.open("rb") as opened:
            return bool(plistlib.load(opened).get("reduceMotion", False))
    except (OSError, ValueError):
        return False


def desktop_says_still(folder: Path) -> bool:
    """Whether KDE or GTK was told, in the configuration folder of a user on Linux, not to animate."""
    kde = _value(folder / "kdeglobals", "KDE", "AnimationDurationFactor")
    gtk = [
        _value(folder / name / "settings.ini", "Settings", "gtk-enable-animations") for name in ("gtk-3.0", "gtk-4.0")
    ]
    return kde in ("0", "0.0") or any(one.lower() in ("0", "false") for one in gtk)


def _value(file: Path, section: str, key: str) -> str:
    parser = configparser.ConfigParser(interpolation=None, strict=False)
    try:
        parser.read_string(file.read_text(encoding="utf-8"))
    except (OSError, ValueError, configparser.Error):
        return ""
    return parser.get(section, key, fallback="").strip()


def hold_still(app: QApplication, still: bool) -> None:
    """Stop the caret and the effects of menus, boxes and tips, or let them be as the system has them."""
    usual = app.property(_CARET_PROPERTY)
    if usual is None:
        usual = app.cursorFlashTime()
        app.setProperty(_CARET_PROPERTY, usual)
    app.setCursorFlashTime(0 if still else int(usual))
    if still:
        for effect in Qt.UIEffect:
            app.setEffectEnabled(effect, False)
