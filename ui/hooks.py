"""Nothing ends unseen: bugs of any thread reach the crash dialog, hard faults are told at the next start."""

from __future__ import annotations

import faulthandler
import logging
import sys
import threading
from pathlib import Path
from types import TracebackType
from typing import TextIO

from PySide6.QtCore import QCoreApplication, QObject, Qt, Signal, Slot
from PySide6.QtWidgets import QApplication

log = logging.getLogger(__name__)


class Hooks(QObject):
    """Takes over ``sys.excepthook`` and ``threading.excepthook``; :meth:`remove` gives them back.

    ``bug_found(error)`` is emitted on the UI thread for each bug that is shown; while a dialog is open, more bugs are
    logged but not shown, since they mostly follow from the first.
    """

    bug_found = Signal(object)
    _from_thread = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        # Kept here, as a dialog without a window behind it would be collected at once.
        self._dialog: QObject | None = None
        self._before = (sys.excepthook, threading.excepthook)
        self._from_thread.connect(self.show_bug, Qt.ConnectionType.QueuedConnection)

    def install(self) -> None:
        """Take the hooks over."""
        sys.excepthook = self._caught
        threading.excepthook = self._caught_in_thread

    def remove(self) -> None:
        """Give the hooks back to who had them."""
        sys.excepthook, threading.excepthook = self._before

    @Slot(object)
    def show_bug(self, error: BaseException) -> None:
        """Show the crash dialog for one error, on the UI thread."""
        log.error("bug %s", type(error))
        if self._dialog is not None:
            return
        if not isinstance(QCoreApplication.instance(), QApplication):
            from ui.crash_report import crash_report

            sys.stderr.write(crash_report(error))
            return
        from ui.crash_dialog import CrashDialog

        dialog = CrashDialog(error, QApplication.activeWindow())
        self._dialog = dialog
        dialog.finished.connect(self._closed)
        dialog.open()
        self.bug_found.emit(error)

    @Slot()
    def _closed(self) -> None:
        self._dialog = None

    def _caught(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            QCoreApplication.quit()
            return
        shown = error.with_traceback(trace)
        if threading.current_thread() is threading.main_thread():
            self.show_bug(shown)
        else:
            self._from_thread.emit(shown)

    def _caught_in_thread(self, caught: threading.ExceptHookArgs) -> None:
        if caught.exc_value is not None and not isinstance(caught.exc_value, SystemExit):
            self._from_thread.emit(caught.exc_value)


def watch_faults(file: Path) -> tuple[TextIO, bool]:
    """Have the interpreter write hard faults (a crash in a C library) to ``file``, which holds places only.

    Returns the open file, to be closed at the end, and whether the last run left a fault in it, which is deleted.
    """
    file.parent.mkdir(parents=True, exist_ok=True)
    fell = file.exists() and file.stat().st_size > 0
    opened = file.open("w", encoding="utf-8")
    faulthandler.enable(opened)
    return opened, fell


def stop_watching_faults(opened: TextIO) -> None:
    """Close the file of :func:`watch_faults`; an orderly end leaves it empty."""
    faulthandler.disable()
    opened.close()
