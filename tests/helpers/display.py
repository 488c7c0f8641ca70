"""A real X display for one test, without a window manager, and keys as the X server itself sends them."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

SCREEN = "1600x1000x24"
TIMEOUT_S = 60


@contextmanager
def x_display() -> Iterator[str]:
    """Starts Xvfb on a free number; the display's name for ``DISPLAY``. Skips where Xvfb is not installed."""
    server = shutil.which("Xvfb")
    if server is None:
        pytest.skip("Xvfb is not installed")
    read, write = os.pipe()
    # A server that finds a free number by itself, says it, and takes no connection but local ones.
    command = [server, "-displayfd", str(write), "-screen", "0", SCREEN, "-nolisten", "tcp", "-noreset"]
    with subprocess.Popen(command, pass_fds=[write], stderr=subprocess.DEVNULL) as process:
        os.close(write)
        try:
            with os.fdopen(read) as told:
                number = told.readline().strip()
            assert number, "the X server ended before it was ready"
            yield f":{number}"
        finally:
            process.terminate()


class XKeys:
    """xdotool on one display: real key events, and windows found by their titles."""

    def __init__(self, display: str) -> None:
        self._environment = {**os.environ, "DISPLAY": display}

    def press(self, *keys: str) -> None:
        """Press keys one after the other, by their X names: ``ctrl+k``, ``Return``."""
        self._do("key", "--delay", "40", *keys)

    def type(self, text: str) -> None:
        """Type text."""
        self._do("type", "--delay", "40", text)

    def wait_for_window(self, title: str) -> None:
        """Wait until a visible window has this title (a regular expression)."""
        self._do("search", "--sync", "--onlyvisible", "--name", title)

    def titles(self) -> list[str]:
        """The titles of all windows on the display."""
        ids = self._do("search", "--onlyvisible", "--name", ".+").split()
        return [self._do("getwindowname", one).strip() for one in ids]

    def _do(self, *arguments: str) -> str:
        done = subprocess.run(
            ["xdotool", *arguments],
            env=self._environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=TIMEOUT_S,
        )
        assert done.returncode == 0, f"xdotool {arguments[0]}: {done.stderr}"
        return done.stdout
