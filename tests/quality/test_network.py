"""The watch over the network itself: what a child process tries is noticed even when it hides it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.plugins.network import LOG_VARIABLE, guarded_environment

SWALLOWS = """
import socket
for attempt in ({attempt},):
    try:
        attempt()
    except OSError:
        pass
"""


@pytest.mark.parametrize(
    "attempt",
    [
        "lambda: socket.create_connection(('192.0.2.1', 80), timeout=1)",
        "lambda: socket.create_connection(('2001:db8::1', 80), timeout=1)",
        "lambda: socket.getaddrinfo('example.org', 443)",
        "lambda: socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b'x', ('192.0.2.1', 53))",
    ],
)
def test_a_connection_that_a_child_tries_and_hides_is_noticed(tmp_path: Path, attempt: str) -> None:
    log = tmp_path / "attempts"
    environment = {**guarded_environment(), LOG_VARIABLE: str(log)}
    subprocess.run([sys.executable, "-P", "-c", SWALLOWS.format(attempt=attempt)], env=environment, check=True)
    assert log.exists()


@pytest.mark.parametrize("attempt", ["create_connection(('192.0.2.1', 80), 1)", "getaddrinfo('example.org', 1)"])
def test_compiled_code_is_watched_too(tmp_path: Path, native_guard: Path | None, attempt: str) -> None:
    if native_guard is None:
        pytest.skip("watching compiled code needs Linux and a C compiler")
    log = tmp_path / "attempts"
    # Without site the audit hook is not loaded, so that only the preloaded library can notice.
    command = [sys.executable, "-S", "-P", "-c", f"import socket; socket.{attempt}"]
    environment = {**os.environ, LOG_VARIABLE: str(log), "LD_PRELOAD": str(native_guard)}
    tried = subprocess.run(command, env=environment, capture_output=True, check=False)
    assert tried.returncode == 1
    assert log.read_text(encoding="utf-8").endswith("in compiled code\n")


def test_what_stays_on_this_computer_is_allowed(tmp_path: Path) -> None:
    log = tmp_path / "attempts"
    code = "import socket; a, b = socket.socketpair(); a.send(b'x'); socket.getaddrinfo('localhost', 0)"
    subprocess.run(
        [sys.executable, "-P", "-c", code], env={**guarded_environment(), LOG_VARIABLE: str(log)}, check=True
    )
    assert not log.exists()


def test_children_that_no_test_thinks_of_are_watched_too() -> None:
    tried = subprocess.run(
        [sys.executable, "-P", "-c", "import socket; socket.gethostbyname('example.org')"],
        capture_output=True,
        text=True,
        check=False,
    )
    log = Path(os.environ[LOG_VARIABLE])
    assert tried.returncode == 1
    assert log.read_text(encoding="utf-8").startswith("socket.gethostbyname")
    # It was tried on purpose.
    log.unlink()
