"""Signs of life of a worker, and time that a laptop slept through."""

from __future__ import annotations

import logging
import os
import platform
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from hashlib import sha256

from coder.domain.errors import UserError
from coder.domain.ids import new_id
from coder.domain.jobs import ClaimLost

log = logging.getLogger(__name__)

BEAT_S = 5.0
# Between two beats a busy laptop may lose a few seconds; what is longer was sleep, or a stopped process.
_SLEPT_S = 3 * BEAT_S


def worker_name() -> str:
    """What a worker calls itself in its claims: its computer (no name that could be read), process, and a fresh id."""
    return f"{_computer()}/{os.getpid()}/{new_id()}"


def certainly_gone(worker: str) -> bool:
    """Whether a worker was on this computer and its process is there no more; false whenever that cannot be told."""
    computer, _, rest = worker.partition("/")
    number = rest.partition("/")[0]
    return computer == _computer() and number.isdecimal() and not _process_exists(int(number))


def _computer() -> str:
    return sha256(platform.node().encode()).hexdigest()[:12]


def _process_exists(number: int) -> bool:
    if sys.platform == "win32":
        import ctypes

        synchronize, still_there = 0x0010_0000, 0x102
        kernel = ctypes.windll.kernel32
        handle = kernel.OpenProcess(synchronize, False, number)
        if not handle:
            return False
        exists: bool = kernel.WaitForSingleObject(handle, 0) == still_there
        kernel.CloseHandle(handle)
        return exists
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


class AwakeClock:
    """Seconds of work: monotonic time without the stretches in which nobody looked, as a laptop that sleeps.

    Some systems count sleep in their monotonic clock and some do not, and a stopped process is not told either.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._last = clock()
        self._slept = 0.0
        self._lock = threading.Lock()

    def __call__(self) -> float:
        """Seconds of work; never goes back. Must be called every few seconds by somebody."""
        with self._lock:
            now = self._clock()
            gap = now - self._last
            if gap > _SLEPT_S:
                # Of a stretch that was slept through, one beat may have been work.
                self._slept += gap - BEAT_S
            self._last = now
            return now - self._slept


@contextmanager
def pulse(beat: Callable[[], None], clock: AwakeClock, every_s: float = BEAT_S) -> Iterator[None]:
    """Call ``beat`` every few seconds while the block runs, however long a step of the work takes.

    A claim that is lost ends the beating; the work itself hears of it when it next writes.
    """
    over = threading.Event()

    def run() -> None:
        while not over.wait(every_s):
            clock()
            try:
                beat()
            except ClaimLost:
                return
            except UserError as error:
                # The store is busy or the disk is full; the work will say so if it lasts.
                log.warning("no sign of life: %s", type(error).__name__)

    thread = threading.Thread(target=run, name="pulse", daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()
