"""Pictures of every page without a screen: light, dark and at twice the text size."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal, Slot
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QWidget

from coder.domain.errors import UserError
from ui.actions import Actions
from ui.context import Context
from ui.main_window import MainWindow
from ui.messages import Messages
from ui.operations import Operations, WaitingPool
from ui.pages import PAGES
from ui.theme import Mode, current

if TYPE_CHECKING:
    from coder.bootstrap import Services

VARIANTS = (("light", Mode.LIGHT, 1.0), ("dark", Mode.DARK, 1.0), ("200", Mode.LIGHT, 2.0))
SIZE = (1280, 720)
# What ``open_with`` of a page calls its sections.
SECTIONS: dict[str, tuple[str, ...]] = {
    "agreement": ("ratings", "codes", "differences", "training", "anchoring", "second"),
    "library": ("codebook", "decisions", "compare", "model", "learning", "limits"),
    "settings": (
        *("look", "keys", "listening", "sound", "care", "speech"),
        *("rules", "recruitment", "people", "storage", "demo", "about"),
    ),
}
# Style, then layout, then the sizes that follow from it: each posts the next, and a busy computer takes its time.
_LOOK_AGAIN_MS = 60
_AT_LEAST, _AT_MOST = 5, 60


class Photographer(QObject):
    """Draws widgets one after the other in every variant, giving each time to lay itself out; ``finished`` at the end.

    ``subjects`` are names and what makes the widget; ``written`` holds the files (``<name>-<variant>.png``) so far.
    """

    finished = Signal()

    def __init__(
        self, subjects: Sequence[tuple[str, Callable[[], QWidget]]], folder: Path, size: tuple[int, int] = SIZE
    ) -> None:
        super().__init__()
        folder.mkdir(parents=True, exist_ok=True)
        self._shots = [(name, make, variant) for name, make in subjects for variant in VARIANTS]
        self._folder = folder
        self._size = size
        self._widget: QWidget | None = None
        self._seen: QImage | None = None
        self._looks = 0
        self.written: list[Path] = []

    def start(self) -> None:
        """Begin; needs a running event loop."""
        QTimer.singleShot(0, self, self._pose)

    @Slot()
    def _pose(self) -> None:
        if not self._shots:
            self.finished.emit()
            return
        _, make, (_, mode, scale) = self._shots[0]
        current().apply(mode, scale)
        self._widget = make()
        self._widget.resize(*self._size)
        self._widget.show()
        self._seen, self._looks = None, 0
        QTimer.singleShot(_LOOK_AGAIN_MS, self, self._look)

    @Slot()
    def _look(self) -> None:
        """Take the picture once it looks as it did the time before; what never rests is taken in the end."""
        assert self._widget is not None
        now, before = self._widget.grab().toImage(), self._seen
        self._seen, self._looks = now, self._looks + 1
        if self._looks < _AT_MOST and (self._looks < _AT_LEAST or now != before):
            QTimer.singleShot(_LOOK_AGAIN_MS, self, self._look)
        else:
            self._take()

    def _take(self) -> None:
        name, _, (suffix, _, _) = self._shots.pop(0)
        assert self._widget is not None
        assert self._seen is not None
        target = self._folder / f"{name}-{suffix}.png"
        self._seen.save(str(target))
        self.written.append(target)
        self._widget.close()
        self._widget.deleteLater()
        self._widget = None
        self._pose()


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


def subjects(services: Services) -> list[tuple[str, Callable[[], QWidget]]]:
    """Every page of this build as ``page-<id>``; the demo visit and its people where a page shows one of many."""
    shown = _demo_arguments(services)
    entries = [entry for entry in PAGES if entry.serves(services.actor.purpose)]
    return [(f"page-{entry.id}", partial(window_on, services, entry.id, shown.get(entry.id))) for entry in entries]


def section_subjects(services: Services) -> list[tuple[str, Callable[[], QWidget]]]:
    """Every section of the pages that have several, as ``page-<id>-<section>``."""
    return [
        (f"page-{page}-{section}", partial(window_on, services, page, section))
        for page, sections in SECTIONS.items()
        for section in sections
    ]


def _demo_arguments(services: Services) -> dict[str, str]:
    """What the pages show where they can show one of many: the demo visit, its worker, its team."""
    visit = services.demo.visit_session(services.actor)
    if visit is None:
        return {}
    session = services.sessions.get(services.actor, visit)
    return {"sessions": session.id, "code": session.id, "profiles": session.worker_id, "teams": session.team_id}


def take(folder: Path, sections: bool = False) -> int:
    """Open this user's store with the passphrase of the environment or the keychain, and draw its pages; 0 when done.

    With ``sections`` each section of a page as well.

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
        wanted = subjects(services) + (section_subjects(services) if sections else [])
        photographer = Photographer(wanted, folder)
        photographer.finished.connect(app.quit)
        photographer.start()
        app.exec()
        sys.stderr.write(f"✓ {len(photographer.written)} pictures of the pages\n")
    finally:
        services.close()
    return 0
