"""The number that takes a screen back from whom it was handed to. Kept in memory only, and only while it is needed."""

from __future__ import annotations

import hmac

SHORTEST, LONGEST = 4, 12
MOST_TRIES = 5


class Pin:
    """A PIN of 4 to 12 digits. After five wrong tries it opens nothing any more; the passphrase still does."""

    def __init__(self, digits: str) -> None:
        if not is_pin(digits):
            raise ValueError("a PIN has 4 to 12 digits")
        self._digits = digits.encode()
        self._tries = 0

    @property
    def spent(self) -> bool:
        """Whether it was guessed at too often."""
        return self._tries >= MOST_TRIES

    @property
    def tries_left(self) -> int:
        """How many tries are left."""
        return MOST_TRIES - self._tries

    def opens(self, given: str) -> bool:
        """Whether this is the PIN; a wrong one is counted. Never once it is spent."""
        if self.spent:
            return False
        right = hmac.compare_digest(given.encode(), self._digits)
        self._tries += not right
        return right


def is_pin(text: str) -> bool:
    """Whether a text can be a PIN: 4 to 12 of the digits 0 to 9."""
    return text.isascii() and text.isdigit() and SHORTEST <= len(text) <= LONGEST
