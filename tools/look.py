"""Render widgets to PNG without a screen, in light, dark and at 200 %, so that what was built can be looked at.

    python tools/look.py OUT_FOLDER [MODULE:FUNCTION ...]

A function takes nothing and returns a QWidget; without one the shell's own gallery is drawn.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout, QWidget

from ui.theme import Mode, Role, current
from ui.widgets.badge import KeyCap, PrincipleBadge
from ui.widgets.buttons import Button, Kind, ghost, icon_button, primary, secondary
from ui.widgets.card import Card
from ui.widgets.labels import label

VARIANTS = (("light", Mode.LIGHT, 1.0), ("dark", Mode.DARK, 1.0), ("200", Mode.LIGHT, 2.0))
NAMES = ("Evocation", "Empathy", "Purposefulness", "Autonomy", "Collaboration", "Child focus", "Clarity of concern")


def gallery() -> QWidget:
    """Every base widget on one page."""
    page = QWidget()
    page.setProperty("role", "page")
    column = QVBoxLayout(page)
    card = Card("Buttons", "28 px high")
    row = QHBoxLayout()
    focused = primary("Focused", "check")
    disabled = secondary("Disabled", "x")
    disabled.setEnabled(False)
    row.addWidget(primary("Finish coding", "check"))
    row.addWidget(secondary("Review", "sparkles"))
    row.addWidget(secondary("Find anything", "search", "Ctrl K"))
    for button in (ghost("Skip"), Button("Delete", Kind.DANGER, "trash-2"), icon_button("zoom-in", "Zoom in")):
        row.addWidget(button)
    for button in (disabled, focused):
        row.addWidget(button)
    row.addStretch(1)
    card.body.addLayout(row)
    column.addWidget(card)
    badges = Card("Badges")
    line = QHBoxLayout()
    for position, (badge, name) in enumerate(zip(("Ev", "Em", "Pu", "Au", "Co", "Ch", "Cl"), NAMES, strict=True)):
        line.addWidget(PrincipleBadge(badge, name, position))
        line.addWidget(PrincipleBadge(badge, name, position, letters=False))
        line.addWidget(label(name, Role.STRONG))
    line.addWidget(KeyCap("1"))
    line.addStretch(1)
    badges.body.addLayout(line)
    column.addWidget(badges)
    for role in Role:
        column.addWidget(label(f"{role.value}: Session S-0412 at 14:02, 0123456789", role))
    column.addStretch(1)
    focused.setFocus()
    return page


def render(make: Callable[[], QWidget], name: str, folder: Path, size: tuple[int, int] = (1280, 720)) -> list[Path]:
    """Draw a widget in every variant and return the files written."""
    written = []
    for suffix, mode, scale in VARIANTS:
        current().apply(mode, scale)
        widget = make()
        widget.resize(*size)
        widget.show()
        QApplication.processEvents()
        target = folder / f"{name}-{suffix}.png"
        widget.grab().save(str(target))
        written.append(target)
        widget.close()
        widget.deleteLater()
    return written


def main() -> None:
    """Draw what the command line names into a folder."""
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    app = QApplication.instance() or QApplication(sys.argv[:1])
    assert app is not None
    for target in sys.argv[2:] or ["gallery"]:
        module, _, function = target.partition(":")
        make = getattr(import_module(module), function) if function else gallery
        for path in render(make, (function or "gallery").replace("_", "-"), folder):
            print(path)


if __name__ == "__main__":
    main()
