"""Loaded by child interpreters that tests start: the same refusal of the network as in the test process itself."""

from __future__ import annotations

import os
import socket
import sys
from contextlib import suppress

GUARDED_EVENTS = {"socket.connect", "socket.sendto", "socket.sendmsg"}
NAME_EVENTS = {"socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr"}
LOCAL_NAMES = {None, "", b"", "localhost", "127.0.0.1", "::1"}


def _watch(event: str, arguments: tuple[object, ...]) -> None:
    if event in GUARDED_EVENTS:
        opened, address = arguments[0], arguments[1]
        if getattr(opened, "family", None) != getattr(socket, "AF_UNIX", None) and address is not None:
            _refuse(f"{event} {address!r}")
    elif event in NAME_EVENTS and arguments[0] not in LOCAL_NAMES:
        _refuse(f"{event} {arguments[0]!r}")


def _refuse(what: str) -> None:
    # A library may swallow the refusal, so the test that started this process reads of it here.
    log = os.environ.get("PRACTICE_CODER_NETWORK_LOG")
    if log:
        # Some children may write no files at all.
        with suppress(OSError), open(log, "a", encoding="utf-8") as file:
            file.write(f"{what}\n")
    sys.stderr.write(f"network refused: {what}\n")
    raise PermissionError(f"the test suite allows no network: {what}")


sys.addaudithook(_watch)
