"""Pictures of every page without a screen: light, dark and at twice the text size."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication, QWidget

from coder.domain.errors import UserError
from ui.actions import Actions
from ui.context import Context
from ui.main_window import MainWindow
from ui.messages import Messages
from ui.operations import Operations, WaitingPool
from ui.pages import built_pages
from ui.theme import Mode, current

if TYPE_CHECKING:
    from coder.bootstrap import Services

VARIANTS = (("light", Mode.LIGHT, 1.0), ("dark", Mode.DARK, 1.0), ("200", Mode.LIGHT, 2.0))
SIZE = (1280, 720)


def render(make: Callable[[], QWidget], name: str, folder: Path, size: tuple[int, int] = SIZE) -> list[Path]:
    """Draw a widget in every variant and return the files written (PNG)."""
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


def window_on(services: Services, page_id: str, argument: object = None) -> MainWindow:
    """The main window with one page in front; everything it asks of the services is answered at once."""
    operations = Operations(Messages(), WaitingPool(), WaitingPool())
    context = Context(operations, operations.messages, Actions())
    context.open(services, services.actor)
    window = MainWindow(context)
    context.setParent(window)
    operations.setParent(window)
    window.show_page(page_id, argument)
    return window


def save_pictures(services: Services, folder: Path) -> list[Path]:
    """Draw every page of this build into ``folder`` as ``page-<id>-<variant>.png``; the demo visit on the Code page."""
    folder.mkdir(parents=True, exist_ok=True)
    shown = _demo_arguments(services)
    written = []
    for entry in built_pages():
        argument = shown.get(entry.id)

        def make(page_id: str = entry.id, argument: object = argument) -> QWidget:
            return window_on(services, page_id, argument)

        written += render(make, f"page-{entry.id}", folder)
    return written


def _demo_arguments(services: Services) -> dict[str, str]:
    """What the pages show where they can show one of many: the demo visit, its worker, its team."""
    visit = services.demo.visit_session(services.actor)
    if visit is None:
        return {}
    session = services.sessions.get(services.actor, visit)
    return {"code": session.id, "profiles": session.worker_id, "teams": session.team_id}


def take(folder: Path) -> int:
    """Open this user's store with the passphrase of the environment or the keychain, and draw its pages; 0 when done.

    A store that does not open is told in one sentence on standard error, with exit code 1.
    """
    from coder.bootstrap import PASSPHRASE_VARIABLE, default_home, open_home

    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    app = QApplication.instance() or QApplication(sys.argv[:1])
    try:
        services = open_home(default_home(), passphrase=os.environ.get(PASSPHRASE_VARIABLE) or None)
    except UserError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    try:
        for file in save_pictures(services, folder):
            sys.stderr.write(f"✓ {file.name}\n")
    finally:
        services.close()
        del app
    return 0
