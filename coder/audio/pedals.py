"""USB foot pedals that send no keys: the Infinity IN-USB-2, read through the optional library hidapi."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from enum import IntFlag, StrEnum
from importlib.util import find_spec
from typing import Any, Protocol

log = logging.getLogger(__name__)

VENDOR, PRODUCT = 0x05F3, 0x00FF
_REPORT_BYTES = 8
_READ_MS = 100
_LOOK_EVERY_S = 2.0


class Pedal(IntFlag):
    """Which pedals are down; the bits of the first byte of a report."""

    NONE = 0
    LEFT = 1
    MIDDLE = 2
    RIGHT = 4


class PedalState(StrEnum):
    """``REFUSED``: it is plugged in, but the system does not let this user read it."""

    ABSENT = "absent"
    REFUSED = "refused"
    READY = "ready"


class Device(Protocol):
    """An open pedal, as hidapi gives it."""

    def read(self, max_length: int, timeout_ms: int) -> list[int]:
        """The next report, empty after ``timeout_ms`` without one. Raises OSError when the pedal is gone."""
        ...

    def close(self) -> None:
        """Give the pedal back."""
        ...


def decode(report: bytes) -> Pedal:
    """The pedals that are down. The second byte and the other bits of the first carry nothing.

    Raises ValueError for an empty report.
    """
    if not report:
        raise ValueError("an empty report says nothing about the pedals")
    return Pedal(report[0] & (Pedal.LEFT | Pedal.MIDDLE | Pedal.RIGHT))


def pedals_possible() -> bool:
    """Whether the library for USB pedals is installed."""
    return find_spec("hid") is not None


def open_pedal() -> Device:
    """Open the first pedal. Raises OSError when there is none (errno unset), PermissionError when it is refused."""
    import hid

    if not hid.enumerate(VENDOR, PRODUCT):
        raise OSError("no pedal is plugged in")
    device: Any = hid.device()
    try:
        device.open(VENDOR, PRODUCT)
    except OSError as error:
        raise PermissionError("the pedal cannot be opened") from error
    return device  # type: ignore[no-any-return]


class PedalReader:
    """Reads one pedal in a thread of its own, and waits for it when it is unplugged.

    ``moved(down)`` is called with the pedals that are down after each change, ``found(state)`` when it comes or goes;
    both in the reading thread. A pedal pulled out while down counts as let go.
    """

    def __init__(
        self,
        moved: Callable[[Pedal], object],
        found: Callable[[PedalState], object],
        connect: Callable[[], Device] = open_pedal,
        look_every_s: float = _LOOK_EVERY_S,
    ) -> None:
        self._moved, self._found, self._connect, self._look_every_s = moved, found, connect, look_every_s
        self._stop = threading.Event()
        self._down = Pedal.NONE
        self._state: PedalState | None = None
        self._thread = threading.Thread(target=self._run, name="pedal", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Stop reading; returns when the pedal was given back, after 0.1 s at most."""
        self._stop.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._stop.is_set():
            try:
                device = self._connect()
            except PermissionError:
                self._tell(PedalState.REFUSED)
            except OSError:
                self._tell(PedalState.ABSENT)
            else:
                self._tell(PedalState.READY)
                self._read(device)
            self._stop.wait(self._look_every_s)

    def _read(self, device: Device) -> None:
        try:
            while not self._stop.is_set():
                report = device.read(_REPORT_BYTES, _READ_MS)
                if report:
                    self._take(decode(bytes(report)))
        except OSError as error:
            log.info("the pedal went away: %s", type(error))
            self._tell(PedalState.ABSENT)
        finally:
            self._take(Pedal.NONE)
            device.close()

    def _take(self, down: Pedal) -> None:
        if down != self._down:
            self._down = down
            self._moved(down)

    def _tell(self, state: PedalState) -> None:
        if state is not self._state:
            self._state = state
            self._found(state)
