"""The five codes used last, each keeping its number as long as it is among them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from coder.domain.coding import Entry

PLACES = 5


class RecentCodes:
    """Numbered places for codes: a code that is used again keeps its number, a new one takes that of the oldest.

    A list that reorders itself with every key would have to be read before every key.
    """

    def __init__(self) -> None:
        self._places: list[str] = []
        self._used: list[str] = []

    @property
    def codes(self) -> Sequence[str]:
        """Code ids, the one for number 1 first; as many as were used, at most five."""
        return tuple(self._places)

    @property
    def in_order(self) -> Sequence[str]:
        """The same codes, the one used last at the end."""
        return tuple(self._used)

    def begin(self, entries: Iterable[Entry]) -> None:
        """Begin with the codes used last in a coding as it is stored."""
        self._places, self._used = [], []
        # Ids are made in order of time.
        for entry in sorted(entries, key=lambda one: one.id):
            self.use(entry.label)

    def use(self, code_id: str) -> None:
        """Take note that a code was given."""
        if code_id not in self._places:
            if len(self._places) < PLACES:
                self._places.append(code_id)
            else:
                self._places[self._places.index(self._used[0])] = code_id
                self._used.pop(0)
        self._used = [one for one in self._used if one != code_id] + [code_id]
