"""One way off the user-interface thread and one way back.

A page never waits: it hands over a callable and gets the result, on the UI thread, in a function of its own. Writes
run one after the other on a thread of their own, so two quick key presses are stored in their order.
"""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from threading import Event
from typing import Any, Protocol, TypeVar

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from shiboken6 import isValid

from coder.domain.errors import Cancelled, UserError
from ui.binding import leave_sources_unread
from ui.messages import Messages

T = TypeVar("T")
READERS = 3
# A thread that stores or reads keeps Python to itself for so long while the window wants to paint; Python's own 5 ms
# add up over the many small steps of a painting.
_TURN_S = 0.0005
# Python looks for cycles after so many new objects. The tens of thousands of a long transcript have none, and with
# Python's own 700 looking for them takes longer than reading the transcript.
_OBJECTS_BETWEEN_SEARCHES = 20_000
# A window that is busy for longer than this does not hold up what is to be stored.
_PAINTED_WITHIN_S = 0.02


def share_python() -> None:
    """Have the threads of this process take short turns, and cycles be looked for seldom; for the whole process."""
    sys.setswitchinterval(_TURN_S)
    gc.set_threshold(_OBJECTS_BETWEEN_SEARCHES, 20, 20)


class Writer(ThreadPoolExecutor):
    """One thread that stores, in order, and begins once what is shown at once is painted.

    Begun at the same time, the two wait for each other at every step, and a code is painted twice as late.
    """

    def __init__(self) -> None:
        super().__init__(1, "writer")

    def submit(self, fn: Callable[..., T], /, *args: Any, **kwargs: Any) -> Future[T]:
        """Start a callable once the events that wait are handled, and return its future; for the UI thread."""
        painted = Event()
        QTimer.singleShot(0, painted.set)

        def after_painting() -> T:
            painted.wait(_PAINTED_WITHIN_S)
            return fn(*args, **kwargs)

        return super().submit(after_painting)


class Pool(Protocol):
    """Runs callables somewhere; ``concurrent.futures.Executor`` is one."""

    def submit(self, fn: Callable[[], T], /) -> Future[T]:
        """Start a callable and return its future."""

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Let running work end and take no more."""


class WaitingPool:
    """A pool for tests: the work runs on another thread, but is done, and answered, before the asking returns."""

    def __init__(self) -> None:
        self._inner = ThreadPoolExecutor(1, "waiting")

    def submit(self, fn: Callable[[], T], /) -> Future[T]:
        """Run a callable to its end."""
        future = self._inner.submit(fn)
        wait([future])
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """End the thread."""
        self._inner.shutdown(wait=wait, cancel_futures=cancel_futures)


@dataclass(eq=False)
class Operation:
    """One running piece of work; :meth:`cancel` makes it silent, and keeps it from starting if it has not."""

    done: Callable[[Any], None] | None
    failed: Callable[[UserError], None] | None
    owner: QObject | None
    key: str
    initiator: QObject | None = None
    writes: bool = False
    silent: bool = False
    future: Future[Any] = field(default_factory=Future)

    def cancel(self) -> None:
        """Deliver nothing. Work that already runs goes on to its end; a write is never cut in half."""
        self.silent = True
        self.future.cancel()


class Operations(QObject):
    """Runs reads and writes for all pages.

    ``written(changes, initiator)`` follows each successful write; ``busy_changed(bool)`` says whether a write is under
    way. A :class:`UserError` goes to ``failed`` if given and otherwise to the message bar; :class:`Cancelled` is
    silent; anything else is a bug and is raised on the UI thread, where the crash dialog waits for it.
    """

    written = Signal(object, object)
    busy_changed = Signal(bool)
    _finished = Signal(object)

    def __init__(
        self,
        messages: Messages,
        readers: Pool | None = None,
        writer: Pool | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.messages = messages
        share_python()
        leave_sources_unread()
        self._readers: Pool = readers or ThreadPoolExecutor(READERS, "reader")
        self._writer: Pool = writer or Writer()
        self._running: set[Operation] = set()
        self._closed = False
        # Queued even for work that ends at once, so that no answer ever comes before the question has returned.
        self._finished.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    @property
    def busy(self) -> bool:
        """Whether a write has been asked for and is not yet stored."""
        return any(operation.writes for operation in self._running)

    def read(
        self,
        work: Callable[[], T],
        done: Callable[[T], None],
        *,
        owner: QObject | None = None,
        key: str = "",
        failed: Callable[[UserError], None] | None = None,
    ) -> Operation:
        """Run ``work`` off the UI thread and give its result to ``done`` on it.

        Nothing is delivered once ``owner`` is destroyed. A later read of the same owner and (non-empty) ``key``
        silences the earlier one, so that stale rows never arrive.
        """
        if key:
            for earlier in [one for one in self._running if one.key == key and one.owner is owner and not one.writes]:
                earlier.cancel()
        return self._start(self._readers, work, Operation(done, failed, owner, key))

    def write(
        self,
        work: Callable[[], T],
        done: Callable[[T], None] | None = None,
        *,
        owner: QObject | None = None,
        initiator: QObject | None = None,
        failed: Callable[[UserError], None] | None = None,
    ) -> Operation:
        """Run what changes something, after all earlier writes; then ``done``, then ``written``.

        A service call answers with its ``Changes``, which ``written`` carries on. ``initiator`` is who need not reload
        because of them. The change is announced even if the owner is gone by then.
        """
        return self._start(self._writer, work, Operation(done, failed, owner, "", initiator, writes=True))

    def in_turn(
        self,
        work: Callable[[], T],
        done: Callable[[T], None] | None = None,
        *,
        owner: QObject | None = None,
        failed: Callable[[UserError], None] | None = None,
    ) -> Operation:
        """Run ``work`` on the writing thread after all earlier writes, though it stores nothing that pages show.

        For what must not meet its like on another thread: opening and closing the store, and the first import of large
        libraries (two threads that import one package by different doors find it half made).
        """
        return self._start(self._writer, work, Operation(done, failed, owner, ""))

    def close(self) -> None:
        """Let writes under way and those waiting finish, drop everything else, deliver nothing more."""
        self._closed = True
        self._readers.shutdown(wait=True, cancel_futures=True)
        self._writer.shutdown(wait=True, cancel_futures=False)
        self._running.clear()

    def _start(self, pool: Pool, work: Callable[[], Any], operation: Operation) -> Operation:
        was_busy = self.busy
        self._running.add(operation)
        if self.busy != was_busy:
            self.busy_changed.emit(True)
        operation.future = pool.submit(work)
        if isinstance(pool, WaitingPool):
            self._deliver(operation)
        else:
            # The callback runs on the worker thread; the signal carries the operation to the UI thread.
            operation.future.add_done_callback(lambda _: self._finished.emit(operation))
        return operation

    def _deliver(self, operation: Operation) -> None:
        if operation not in self._running:
            return
        was_busy = self.busy
        self._running.discard(operation)
        if was_busy and not self.busy:
            self.busy_changed.emit(False)
        if self._closed or operation.future.cancelled():
            return
        # The two hold each other: a transcript or a recording would stay in memory until cycles are looked for.
        future, operation.future = operation.future, Future()
        error = future.exception()
        if error is None:
            self._succeed(operation, future.result())
        elif isinstance(error, UserError):
            self._refuse(operation, error)
        elif not isinstance(error, Cancelled):
            raise error

    def _succeed(self, operation: Operation, result: object) -> None:
        if operation.done is not None and self._wanted(operation):
            operation.done(result)
        if operation.writes:
            self.written.emit(result, operation.initiator)

    def _refuse(self, operation: Operation, error: UserError) -> None:
        if operation.failed is not None and self._wanted(operation):
            operation.failed(error)
        elif operation.writes or self._wanted(operation):
            # A write that failed must be told even when the page that asked for it is gone.
            self.messages.user_error(error)

    def _wanted(self, operation: Operation) -> bool:
        return not operation.silent and (operation.owner is None or isValid(operation.owner))
