"""No test reaches a network: a connection to anything but a local (AF_UNIX) socket is refused and fails the test.

An audit hook sees every socket of this interpreter, also those a library opens and then keeps quiet about. Child
interpreters that a test starts refuse as well, and tell the test what they were asked.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest

GUARDED_EVENTS = {"socket.connect", "socket.sendto", "socket.sendmsg"}
NAME_EVENTS = {"socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr"}
LOCAL_NAMES = {None, "", b"", "localhost", "127.0.0.1", "::1"}
LOG_VARIABLE = "PRACTICE_CODER_NETWORK_LOG"
"""Names the file to which children (see ``child/sitecustomize.py``) write what they tried."""


class NetworkUsed(PermissionError):
    """Something tried to leave this computer."""


attempts: list[str] = []


def _refuse(what: str) -> None:
    attempts.append(what)
    raise NetworkUsed(f"the test suite allows no network: {what}")


def _watch(event: str, arguments: tuple[object, ...]) -> None:
    if event in GUARDED_EVENTS:
        opened, address = arguments[0], arguments[1]
        family = getattr(opened, "family", None)
        local = getattr(socket, "AF_UNIX", None)
        # An unconnected sendmsg has no address: the connection itself was already judged.
        if family != local and address is not None:
            _refuse(f"{event} {address!r}")
    elif event in NAME_EVENTS and arguments[0] not in LOCAL_NAMES:
        _refuse(f"{event} {arguments[0]!r}")


# Only one hook a process, however often the module is loaded; a hook cannot be taken away again.
if not getattr(sys, "_practice_coder_network_watched", False):
    sys.addaudithook(_watch)
    sys._practice_coder_network_watched = True  # type: ignore[attr-defined]


def guarded_environment() -> dict[str, str]:
    """An environment in which a child Python refuses the network too, through its ``sitecustomize``."""
    folder = Path(__file__).parent / "child"
    return {
        **os.environ,
        "PYTHONPATH": os.pathsep.join([str(folder), os.environ.get("PYTHONPATH", "")]).rstrip(os.pathsep),
    }


@pytest.fixture(scope="session")
def network_logs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of what children tried, a file a test; a folder a test would be looked for among thousands."""
    return tmp_path_factory.mktemp("network")


@pytest.fixture(autouse=True)
def no_network(network_logs: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Fail the test during which a connection was tried, here or in a child, even if the error was swallowed."""
    log = network_logs / uuid4().hex
    monkeypatch.setenv(LOG_VARIABLE, str(log))
    monkeypatch.setenv("PYTHONPATH", guarded_environment()["PYTHONPATH"])
    attempts.clear()
    yield
    tried = list(attempts)
    attempts.clear()
    if log.exists():
        tried += log.read_text(encoding="utf-8").splitlines()
    if tried:
        pytest.fail(f"the network was used: {tried}", pytrace=False)


@pytest.fixture(scope="session")
def native_guard(tmp_path_factory: pytest.TempPathFactory) -> Path | None:
    """A library that refuses the network to compiled code in children; None where none can be made."""
    compiler = shutil.which("cc")
    if sys.platform != "linux" or compiler is None:
        return None
    library = tmp_path_factory.mktemp("guard") / "no_network.so"
    source = Path(__file__).parent / "child" / "no_network.c"
    subprocess.run([compiler, "-shared", "-fPIC", "-O1", "-Wall", "-o", library, source, "-ldl"], check=True)
    return library


@pytest.fixture
def no_native_network(native_guard: Path | None, no_network: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where possible fail the test if compiled code of a child tries the network, which no audit hook sees."""
    if native_guard is not None:
        monkeypatch.setenv("LD_PRELOAD", str(native_guard))
