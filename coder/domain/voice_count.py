"""How many voices a recording has, as far as its user knows."""

from __future__ import annotations

import re
from typing import TypeAlias

from coder.domain.errors import UserError

MOST_VOICES = 12
"""More are not told apart by anybody."""

VoiceCount: TypeAlias = int | tuple[int, int]
"""The number, or the fewest and the most it may be."""

_WRITTEN = re.compile(r"(\d{1,3})(?:\s*[-–]\s*(\d{1,3}))?")


def checked(count: VoiceCount) -> VoiceCount:
    """The same. Raises UserError unless it is 1–12, the fewest not above the most."""
    least, most = (count, count) if isinstance(count, int) else count
    if not 1 <= least <= most <= MOST_VOICES:
        raise UserError(
            f"The number of voices is a whole number from 1 to {MOST_VOICES}, or two of them.", "As 3, or as 2-4."
        )
    return count


def read_count(text: str) -> VoiceCount:
    """A number of voices as it is typed: “3”, or “2-4”. Raises UserError for anything else."""
    found = _WRITTEN.fullmatch(text.strip())
    if found is None:
        return checked(0)
    least = int(found[1])
    return checked(least if found[2] is None else (least, int(found[2])))
