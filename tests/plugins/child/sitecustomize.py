"""Loaded by child interpreters that tests start: the same refusal of the network as in the test process itself."""

from __future__ import annotations

import socket
import sys


def _watch(event: str, arguments: tuple[object, ...]) -> None:
    if event in {"socket.connect", "socket.sendto"}:
        opened, address = arguments[0], arguments[1]
        if getattr(opened, "family", None) != getattr(socket, "AF_UNIX", None):
            sys.stderr.write(f"network refused: {event} {address!r}\n")
            raise PermissionError(f"the test suite allows no network: {event}")


sys.addaudithook(_watch)
