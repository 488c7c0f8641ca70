"""Puts the application together and takes it apart again."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING
from zlib import crc32

from PySide6.QtCore import (
    QCoreApplication,
    QLibraryInfo,
    QLocale,
    QLockFile,
    QObject,
    QSize,
    Qt,
    QTimer,
    QTranslator,
    Slot,
)
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication, QMessageBox

from coder.domain.purpose import Purpose
from coder.settings_file import fault_file, settings_file
from ui import icons
from ui.actions import Actions
from ui.context import Context
from ui.erasure_clock import ErasureClock
from ui.hooks import Hooks, stop_watching_faults, watch_faults
from ui.main_window import MainWindow
from ui.messages import Messages
from ui.operations import Operations
from ui.preferences import Look, Preferences, early_look
from ui.theme import current
from ui.unlock.view import Gate

if TYPE_CHECKING:
    from ui.job_runner import JobRunner

TRANSLATIONS = Path(__file__).parent / "translations"


# Where nothing is remembered yet; smaller where the screen is.
_FIRST_SIZE = QSize(1360, 860)


def make_application(arguments: Sequence[str]) -> QApplication:
    """The QApplication with names, British formats, translations and the program's icon."""
    app = QApplication(list(arguments))
    QCoreApplication.setApplicationName("Practice Coder")
    QCoreApplication.setOrganizationName("Practice Coder")
    app.setDesktopFileName("practice-coder")
    QLocale.setDefault(QLocale(QLocale.Language.English, QLocale.Country.UnitedKingdom))
    install_translations(app, QLocale())
    app.setWindowIcon(program_icon())
    return app


def install_translations(app: QApplication, locale: QLocale) -> list[QTranslator]:
    """Load this program's and Qt's own words for a language where there are any; English needs none."""
    installed = []
    for folder, name in (
        (str(TRANSLATIONS), "practice_coder"),
        (QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath), "qtbase"),
    ):
        translator = QTranslator(app)
        if translator.load(locale, name, "_", folder):
            app.installTranslator(translator)
            installed.append(translator)
    return installed


def program_icon() -> QIcon:
    """The program's mark, in the colour that stands out on light and dark task bars."""
    return icons.icon("audio-lines", "#3651D1", size_px=64)


def instance_lock() -> QLockFile:
    """The lock that keeps one window a user and store; a lock whose process is gone counts for nothing."""
    name = f"{crc32(os.environ.get('PRACTICE_CODER_HOME', '').encode()):08x}"
    place = settings_file().parent
    place.mkdir(parents=True, exist_ok=True)
    lock = QLockFile(str(place / f"window-{name}.lock"))
    # Never stale by age: a window may be open for days.
    lock.setStaleLockTime(0)
    return lock


class Application(QObject):
    """Everything that lives as long as the window; :meth:`start` shows it, :meth:`finish` ends it in order.

    ``purpose`` is that of a store which is still to be made; one that is there says itself what it is for.
    """

    def __init__(
        self,
        folder: Path | None = None,
        look: Look | None = None,
        purpose: Purpose = Purpose.PRACTICE,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._look = look or early_look()
        current().apply(self._look.mode, self._look.scale, self._look.still)
        self.messages = Messages(self)
        self.operations = Operations(self.messages, parent=self)
        self.actions = Actions(parent=self)
        self.preferences = Preferences(self.operations, self.actions, parent=self)
        self.context = Context(self.operations, self.messages, self.actions, preferences=self.preferences, parent=self)
        self.erasure_clock = ErasureClock(self.context, self)
        self.gate = Gate(self.context, folder, purpose)
        self.window = MainWindow(self.context, gate=self.gate)
        self.jobs: JobRunner | None = None
        self.window.closing.connect(self.finish)
        self._finished = False

    def start(self) -> None:
        """Show the window, then read the settings and look for the store, so that both wait for the first picture."""
        if not (self._look.window and self.window.restore_geometry_text(self._look.window)):
            self.window.resize(_FIRST_SIZE.boundedTo(self.window.screen().availableSize()))
        self.window.show()
        self.window.activateWindow()
        QTimer.singleShot(0, self, self._after_first_picture)

    @Slot()
    def _after_first_picture(self) -> None:
        from ui.job_runner import JobRunner

        self.jobs = JobRunner(self.context, parent=self)
        self.jobs.jobs_changed.connect(self.window.show_jobs)
        self.jobs.jobs_changed.connect(self.context.show_jobs)
        self.window.tray.cancel_wanted.connect(self.jobs.cancel)
        self.window.tray.retry_wanted.connect(self.jobs.retry)
        self.window.tray.rest_wanted.connect(self.jobs.rest)
        self.preferences.load()
        self.gate.model.look()

    @Slot()
    def finish(self) -> None:
        """Remember the window, stop the worker, finish what is being stored, close the store. Harmless twice."""
        if self._finished:
            return
        self._finished = True
        self.context.closing.emit()
        if self.preferences.loaded:
            self.preferences.change(window=self.window.geometry_text())
        if self.jobs is not None:
            self.jobs.stop()
        if self.context.is_open:
            # On the thread that opened it, after the last write.
            self.operations.in_turn(self.context.services.close)
        self.operations.close()


def _log_into(context: Context) -> None:
    from coder.logs import start_logging

    start_logging(context.services.home.folder / "logs")


def run(arguments: Sequence[str] | None = None, purpose: Purpose = Purpose.PRACTICE) -> int:
    """Run the program until its window is closed; the exit code. Says so and ends when it is open already."""
    app = make_application(sys.argv if arguments is None else arguments)
    lock = instance_lock()
    if not lock.tryLock(0):
        box = QMessageBox(
            QMessageBox.Icon.Information,
            "Practice Coder",
            QCoreApplication.translate("app", "Practice Coder is open already. Look for its window on the task bar."),
        )
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.exec()
        return 1
    faults, fell = watch_faults(fault_file())
    hooks = Hooks(app)
    hooks.install()
    try:
        application = Application(purpose=purpose)
        if fell:
            application.messages.warn(
                QCoreApplication.translate("app", "The program ended by a fault last time. What you had done is saved.")
            )
        # Belongs to the process and not to the window: it takes over every log of the interpreter.
        application.context.opened.connect(partial(_log_into, application.context))
        application.start()
        return app.exec()
    finally:
        hooks.remove()
        stop_watching_faults(faults)
        lock.unlock()
