"""A test that leaves a thread, timer, Qt thread, animation or child process behind fails, and names who started it."""

from __future__ import annotations

import os
import sys
import threading
import weakref
from collections.abc import Callable, Iterator
from typing import Any

import psutil
import pytest

# Helpers of the interpreter and of libraries that live as long as the process and hold nothing of ours.
ALLOWED_THREADS = ("pytest_timeout", "ThreadPoolExecutor-keep", "asyncio_", "execnet", "Dummy-", "pydevd")
ALLOWED_PROCESSES = ("resource_tracker", "semaphore_tracker", "forkserver")
PATIENCE_S = 5.0


def _threads() -> set[threading.Thread]:
    return {
        thread
        for thread in threading.enumerate()
        if thread.is_alive() and not thread.name.startswith(ALLOWED_THREADS) and not _is_foreign(thread)
    }


def _is_foreign(thread: threading.Thread) -> bool:
    # A thread of C++ (Qt, PortAudio) that once called into Python; it is not ours to end.
    return isinstance(thread, threading._DummyThread)


def _has_children() -> bool:
    """Whether there is any child process at all; a quick no spares a look at every process of the machine."""
    if not hasattr(os, "waitid"):
        return True
    try:
        os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)
    except ChildProcessError:
        return False
    return True


def _processes() -> set[psutil.Process]:
    found: set[psutil.Process] = set()
    if not _has_children():
        return found
    for child in psutil.Process().children():
        try:
            if child.status() != psutil.STATUS_ZOMBIE and not any(
                word in part for part in child.cmdline() for word in ALLOWED_PROCESSES
            ):
                found.add(child)
        except psutil.NoSuchProcess:
            continue
    return found


@pytest.fixture(autouse=True)
def nothing_left_running(request: pytest.FixtureRequest) -> Iterator[None]:
    """Compare threads and child processes before and after; a moment is given to those that are just ending."""
    threads, processes = _threads(), _processes()
    yield
    left = _threads() - threads
    for thread in left:
        thread.join(PATIENCE_S / max(1, len(left)))
    alive = [thread.name for thread in left if thread.is_alive()]
    gone, still = psutil.wait_procs(list(_processes() - processes), timeout=PATIENCE_S)
    del gone
    names = [_command(process) for process in still]
    for process in still:
        process.kill()
    if alive or names:
        pytest.fail(f"left running: threads {alive}, processes {names}", pytrace=False)


def _command(process: psutil.Process) -> str:
    try:
        return " ".join(process.cmdline()[:4])
    except psutil.NoSuchProcess:
        return "ended meanwhile"


class QtStarts:
    """Remembers every QTimer, QThread and animation that Python code starts, and the line that did."""

    METHODS = (("QTimer", "start"), ("QThread", "start"), ("QAbstractAnimation", "start"))

    def __init__(self) -> None:
        self.started: list[tuple[weakref.ref[Any], str]] = []

    def watch(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Wrap the start methods for one test with plain functions."""
        from PySide6 import QtCore

        for class_name, method in self.METHODS:
            owner = getattr(QtCore, class_name)
            monkeypatch.setattr(owner, method, self._remembering(getattr(owner, method)))

    def _remembering(self, original: Callable[..., Any]) -> Callable[..., Any]:
        def start(instance: Any, *arguments: Any, **named: Any) -> Any:
            frame = sys._getframe(1)
            where = f"{type(instance).__name__} started at {frame.f_code.co_filename}:{frame.f_lineno}"
            self.started.append((weakref.ref(instance), where))
            return original(instance, *arguments, **named)

        return start

    def still_running(self) -> list[str]:
        """Where each of those was started that is still alive and active."""
        from shiboken6 import isValid

        return [where for ref, where in self.started if (one := ref()) is not None and isValid(one) and _active(one)]


def _active(one: Any) -> bool:
    from PySide6.QtCore import QAbstractAnimation, QThread, QTimer

    if isinstance(one, QTimer):
        return bool(one.isActive())
    if isinstance(one, QThread):
        return bool(one.isRunning())
    return bool(one.state() == QAbstractAnimation.State.Running)


@pytest.fixture(autouse=True)
def no_qt_left_running(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """For tests that use Qt: after all widgets are closed, no timer, Qt thread or animation may still run."""
    if not {"qtbot", "qapp"} & set(request.fixturenames):
        yield
        return
    starts = QtStarts()
    starts.watch(monkeypatch)
    yield
    from PySide6.QtCore import QCoreApplication, QEvent

    app = QCoreApplication.instance()
    if app is not None:
        app.processEvents()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    running = starts.still_running()
    _delete_windows()
    if running:
        pytest.fail(f"left running: {running}", pytrace=False)


def _delete_windows() -> None:
    """Delete what a test built and gave to nobody: thousands of such widgets would be styled anew in later tests."""
    from PySide6.QtCore import QCoreApplication, QEvent
    from PySide6.QtWidgets import QApplication

    left = [widget for widget in QApplication.topLevelWidgets() if widget.parent() is None]
    for widget in left:
        widget.deleteLater()
    if left:
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def pytest_sessionfinish() -> None:
    """Say so if a thread of a session-long fixture outlived even that."""
    stray = [thread.name for thread in _threads() if thread is not threading.main_thread() and not thread.daemon]
    if stray:
        sys.stderr.write(f"threads outlive the tests: {stray}\n")
