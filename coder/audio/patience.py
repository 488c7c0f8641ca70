"""When to look for an audio output again: soon, then more seldom, and not for ever."""

from __future__ import annotations

from collections.abc import Callable

WAITS_S = (0.5, 1.0, 2.0, 4.0, 5.0)
"""Seconds between one look and the next; the last one is kept. Each look makes PortAudio list all devices anew."""

GIVE_UP_S = 120.0
"""Who plugs the headphones in after this has gone on to something else, and must not be startled by a voice."""

_HELD_S = 10.0


class Patience:
    """Counts the looks of one wish to play. An output that is lost soon after it was found does not start anew, so
    that a loose plug makes no storm."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self.start()

    def start(self) -> None:
        """A new wish to play: look at once."""
        self._began = self._clock()
        self._looks = 0
        self._next = self._began
        self._found: float | None = None

    def due(self) -> bool:
        """Whether it is time to look."""
        return self._clock() >= self._next

    def looked(self, found: bool) -> None:
        """One look is over."""
        now = self._clock()
        self._next = now + WAITS_S[min(self._looks, len(WAITS_S) - 1)]
        self._looks += 1
        self._found = now if found else self._found

    def lost(self) -> None:
        """The output went away: look at once if it had held for a while, else when its turn comes."""
        if self._found is not None and self._clock() - self._found >= _HELD_S:
            self.start()

    @property
    def over(self) -> bool:
        """Whether it has looked long enough."""
        return self._clock() - self._began >= GIVE_UP_S
