"""A store that is slower than the hands: what is asked of it waits until the test lets it go on."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from typing import Any, TypeVar

T = TypeVar("T")


class LatePool:
    """A pool whose work begins at once, or, while it is held, when it is let go on; always in the order asked."""

    def __init__(self) -> None:
        self._inner = ThreadPoolExecutor(1, "late")
        self._waiting: deque[tuple[Future[Any], Callable[[], Any]]] = deque()
        self.held = False

    @property
    def waiting(self) -> int:
        """How much has been asked and not begun."""
        return len(self._waiting)

    def submit(self, fn: Callable[[], T], /) -> Future[T]:
        """Take a piece of work."""
        future: Future[T] = Future()
        self._waiting.append((future, fn))
        if not self.held:
            self.go_on()
        return future

    def go_on(self, pieces: int = 1_000_000) -> None:
        """Do so many pieces of what waits, each to its end."""
        while self._waiting and pieces:
            pieces -= 1
            future, work = self._waiting.popleft()
            if not future.set_running_or_notify_cancel():
                continue
            inner = self._inner.submit(work)
            wait([inner])
            error = inner.exception()
            if error is None:
                future.set_result(inner.result())
            else:
                future.set_exception(error)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Do what waits and end."""
        self.go_on()
        self._inner.shutdown(wait=wait, cancel_futures=cancel_futures)
