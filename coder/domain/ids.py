"""Identifiers made on the client, so that laptops can merge without a server.

Their order is the order in which things were done: everything append-only asks which of two ids is greater, and never
which time is later. A clock may stand still or be set back, so an id never goes behind one that is known already.
"""

from __future__ import annotations

import secrets
from threading import Lock
from uuid import UUID

import uuid_utils

_VERSION = 7
_TAIL_BITS = 62
_TAIL = (1 << _TAIL_BITS) - 1
# A random step keeps two processes that go on from the same id from making the same next one.
_STEP_BITS = 32

_lock = Lock()
_latest = ""


def new_id() -> str:
    """A fresh UUIDv7 as 36 characters. It sorts after all that were made or told to ``go_on_after`` in this process."""
    global _latest
    with _lock:
        fresh = str(uuid_utils.uuid7())
        _latest = fresh if fresh > _latest else _next_after(_latest)
        return _latest


def go_on_after(known: str) -> None:
    """Have all ids from now on sort after ``known``, such as the greatest in a store. Anything but a UUIDv7 is passed
    over: it was not made here and says nothing about an order."""
    global _latest
    if not _made_here(known):
        return
    with _lock:
        _latest = max(_latest, known)


def _made_here(id_: str) -> bool:
    try:
        found = UUID(id_)
    except ValueError:
        return False
    return found.version == _VERSION and str(found) == id_


def _next_after(id_: str) -> str:
    """A UUIDv7 a little greater: version and variant stay, and what runs over in the tail goes on into the time."""
    known = UUID(id_).int
    tail = (known & _TAIL) + 1 + secrets.randbits(_STEP_BITS)
    # Above the two bits of the variant stand the 12 upper random bits, the version, and the 48 of the time.
    upper = ((known >> 64) & 0xFFF) + (tail >> _TAIL_BITS)
    time_ms = (known >> 80) + (upper >> 12)
    return str(UUID(int=time_ms << 80 | _VERSION << 76 | (upper & 0xFFF) << 64 | 0b10 << _TAIL_BITS | tail & _TAIL))
