"""Lengths and places of a recording as people say them."""

from __future__ import annotations

from collections.abc import Sequence

from coder.domain.times import clock_text
from coder.domain.unrecorded import Reason, Unrecorded

_PLACES_TOLD = 3


def in_words(seconds: float) -> str:
    """A length as people say it."""
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest:02d} s" if minutes else f"{rest} s"


def about_holes(unrecorded: Sequence[Unrecorded]) -> list[str]:
    """A sentence about what is damaged and one about pauses, with the first places; files that end are not told."""
    said = []
    holes = [one for one in unrecorded if one.reason is Reason.DAMAGED]
    if holes:
        said.append(f"The file is damaged: nothing could be read at {_places(holes)}. The rest was kept, in its time.")
    pauses = [one for one in unrecorded if one.reason is Reason.PAUSE]
    if pauses:
        said.append(f"The recorder stood still at {_places(pauses)}; nothing was recorded there.")
    return said


def _places(those: Sequence[Unrecorded]) -> str:
    told = [f"{clock_text(one.start_s)} ({in_words(max(1.0, one.end_s - one.start_s))})" for one in those]
    more = len(told) - _PLACES_TOLD
    return ", ".join(told[:_PLACES_TOLD]) + (f" and {more} more places" if more > 0 else "")
