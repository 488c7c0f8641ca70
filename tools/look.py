"""Render widgets to PNG without a screen, in light, dark and at 200 %, so that what was built can be looked at.

    PYTHONPATH=. python tools/look.py OUT_FOLDER [MODULE:FUNCTION ...]

A function takes nothing and returns a QWidget; without any, the widgets of tools/gallery.py are drawn.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtWidgets import QApplication, QWidget

from ui.theme import Mode, current

VARIANTS = (("light", Mode.LIGHT, 1.0), ("dark", Mode.DARK, 1.0), ("200", Mode.LIGHT, 2.0))


def render(make: Callable[[], QWidget], name: str, folder: Path, size: tuple[int, int] = (1280, 720)) -> list[Path]:
    """Draw a widget in every variant and return the files written."""
    written = []
    for suffix, mode, scale in VARIANTS:
        current().apply(mode, scale)
        widget = make()
        widget.resize(*size)
        widget.show()
        # Style, then layout, then the sizes that follow from it: each posts the next.
        for _ in range(3):
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
    for target in sys.argv[2:] or ["gallery:gallery", "gallery:fields"]:
        module, _, function = target.partition(":")
        make = getattr(import_module(module), function)
        for path in render(make, function.replace("_", "-"), folder):
            print(path)


if __name__ == "__main__":
    main()
