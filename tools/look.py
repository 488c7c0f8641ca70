"""Render widgets to PNG without a screen, in light, dark and at 200 %, so that what was built can be looked at.

    .venv/bin/python -m tools.look OUT_FOLDER [MODULE:FUNCTION | page:ID ...]

A function takes nothing and returns a QWidget; without any, the widgets of tools.gallery are drawn. ``page:code``
draws a page of the program in its window, on a store with the demo authority that is made for it and thrown away.
"""

from __future__ import annotations

import atexit
import os
import shutil
import sys
import tempfile
from collections.abc import Callable
from datetime import date
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtWidgets import QApplication, QWidget

from ui.pictures import Photographer, window_on

if TYPE_CHECKING:
    from coder.bootstrap import Services

LOOK_PASSPHRASE = "only for looking at pages"


def page_maker(page_id: str) -> Callable[[], QWidget]:
    """Makes the main window with one page in front, over the demo store of this run."""
    services = demo_services()
    return lambda: window_on(services, page_id)


@cache
def demo_services() -> Services:
    """An open demo store in a folder that goes with this process."""
    from coder.bootstrap import create_home, open_home
    from coder.domain.people import Role

    folder = Path(tempfile.mkdtemp(prefix="practice-coder-look-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    create_home(folder / "store", passphrase=LOOK_PASSPHRASE, person_name="Sam", roles=list(Role))
    services = open_home(folder / "store", passphrase=LOOK_PASSPHRASE)
    atexit.register(services.close)
    services.demo.install(services.actor, date.today())
    return services


def main() -> None:
    """Draw what the command line names into a folder."""
    app = QApplication.instance() or QApplication(sys.argv[:1])
    assert app is not None
    if len(sys.argv) < 2:
        sys.exit("Say where to: python -m tools.look OUT_FOLDER [MODULE:FUNCTION | page:ID ...]")
    subjects = []
    for target in sys.argv[2:] or ["tools.gallery:gallery", "tools.gallery:fields"]:
        module, _, function = target.partition(":")
        make = page_maker(function) if module == "page" else getattr(import_module(module), function)
        subjects.append((function.replace("_", "-"), make))
    photographer = Photographer(subjects, Path(sys.argv[1]))
    photographer.finished.connect(app.quit)
    photographer.start()
    app.exec()
    print(*photographer.written, sep="\n")


if __name__ == "__main__":
    main()
