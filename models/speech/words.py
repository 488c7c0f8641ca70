"""One word with its time, as every stage after the speech model takes it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Word:
    """One word with its punctuation; seconds from the start of the recording, ``probability`` 0…1."""

    start_s: float
    end_s: float
    text: str
    probability: float


def plain(text: str) -> str:
    """A word as it is compared: lower case, without the marks around it."""
    return text.strip(".,!?;:…-\"'“”’()[]").casefold()
