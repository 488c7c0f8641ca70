"""The guards around every test do catch what they are for."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tests.plugins import network
from tests.plugins.network import NetworkUsed, guarded_environment

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("address", [("192.0.2.1", 80), ("127.0.0.1", 9)])
def test_no_connection_is_made(address):
    with socket.socket() as opened, pytest.raises(NetworkUsed):
        opened.connect(address)
    network.attempts.clear()


def test_no_name_is_looked_up():
    with pytest.raises(NetworkUsed):
        socket.getaddrinfo("example.org", 443)
    network.attempts.clear()


def test_no_datagram_is_sent():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as opened, pytest.raises(NetworkUsed):
        opened.sendto(b"x", ("192.0.2.1", 53))
    network.attempts.clear()


def test_local_sockets_work(tmp_path):
    with socket.socket(socket.AF_UNIX) as server, socket.socket(socket.AF_UNIX) as client:
        server.bind(str(tmp_path / "s"))
        server.listen()
        client.connect(str(tmp_path / "s"))


def test_a_child_interpreter_refuses_too():
    source = "import socket; socket.create_connection(('192.0.2.1', 80), timeout=1)"
    done = subprocess.run(
        [sys.executable, "-c", source],
        env=guarded_environment(),
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode != 0
    assert "allows no network" in done.stderr
    # It was asked for: without this the guard would fail this test as well.
    Path(os.environ[network.LOG_VARIABLE]).unlink()


LEAKS = """
import subprocess, sys, threading

def test_thread():
    threading.Thread(target=threading.Event().wait, daemon=True).start()

def test_process():
    subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])

def test_timer(qapp):
    from PySide6.QtCore import QTimer
    test_timer.kept = QTimer()
    test_timer.kept.start(1000)

def test_swallowed_connection():
    import socket
    try:
        socket.create_connection(("192.0.2.1", 80), timeout=1)
    except OSError:
        pass

def test_qt_warning(qapp):
    from PySide6.QtCore import qWarning
    qWarning("something is wrong")

def test_home():
    from pathlib import Path
    assert str(Path.home()).startswith("/tmp") or "home" in str(Path.home())

def test_good(qtbot):
    from PySide6.QtWidgets import QLabel
    label = QLabel("x")
    qtbot.addWidget(label)
    label.show()
"""


def test_what_a_test_leaves_behind_fails_it(pytester, monkeypatch):
    pytester.makepyfile(LEAKS)
    pytester.makepyprojecttoml('[tool.pytest.ini_options]\nqt_log_level_fail = "WARNING"\nqt_api = "pyside6"\n')
    plugins = [part for name in ("network", "leaks", "qt") for part in ("-p", f"tests.plugins.{name}")]
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    result = pytester.runpytest_subprocess("-p", "no:randomly", "-p", "no:cacheprovider", *plugins, timeout=120)
    text = result.stdout.str()
    assert "left running: threads ['Thread-" in text
    assert "time.sleep(60)" in text
    assert "QTimer started at" in text
    assert "the network was used" in text
    assert "something is wrong" in text
    outcomes = result.parseoutcomes()
    assert outcomes["passed"] >= 2
    assert outcomes.get("failed", 0) + outcomes.get("errors", outcomes.get("error", 0)) == 5


def test_each_test_has_a_home_of_its_own(own_home):
    assert Path.home() == own_home
    assert Path(os.environ["XDG_CONFIG_HOME"]).is_relative_to(own_home)
