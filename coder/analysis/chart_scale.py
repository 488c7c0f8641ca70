"""Where things stand in a chart, as shares of its width or height. The screen and the PDF draw from these numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from coder.domain.profiles import Profile
from coder.domain.reports import PrincipleShares

MANY_MOMENTS = 4


@dataclass(frozen=True)
class TimeAxis:
    """Days of one chart laid out between 0 (first) and 1 (last); a single day stands in the middle."""

    first: date
    last: date

    def at(self, day: date) -> float:
        """Where a day stands."""
        days = (self.last - self.first).days
        return (day - self.first).days / days if days else 0.5


@dataclass(frozen=True)
class Span:
    """One value's part of a bar, from ``start`` to ``end`` (shares of its width)."""

    value: int
    start: float
    end: float
    percent: int


def recording_days(profile: Profile) -> tuple[date, ...]:
    """Every day with a recording on any track, each once, oldest first."""
    return tuple(sorted({recording.held_on for track in profile.tracks for recording in track.recordings}))


def time_axis(days: Sequence[date]) -> TimeAxis | None:
    """The axis over these days (sorted), or None without any."""
    return TimeAxis(days[0], days[-1]) if days else None


def labelled_days(days: Sequence[date], axis: TimeAxis, room: float) -> tuple[date, ...]:
    """The days that get a label so that no two stand closer than ``room``; the newest always has one."""
    kept: list[date] = []
    for day in reversed(days):
        if not kept or axis.at(kept[-1]) - axis.at(day) >= room:
            kept.append(day)
    return tuple(reversed(kept))


def height_of(value: float, low: int, high: int) -> float:
    """Height of a value on the scale, 0 for the lowest and 1 for the highest."""
    return (value - low) / (high - low)


def dot_size(evidence: int) -> float:
    """Radius of a dot as a share of the largest: it grows with the moments given, up to four."""
    return 0.55 + 0.45 * min(evidence, MANY_MOMENTS) / MANY_MOMENTS


def share_spans(shares: PrincipleShares) -> tuple[Span, ...]:
    """The parts of a bar that hold at least one recording, lowest value first; empty for a hidden bar."""
    spans, start = [], 0.0
    for value, share in enumerate(shares.shares or (), start=1):
        if share:
            spans.append(Span(value, start, start + share, round(100 * share)))
        start += share
    return tuple(spans)


def shade(position: int, steps: int) -> float:
    """How much of the principle's colour a value's part takes: from a tint for the lowest to all of it."""
    return 0.12 + 0.88 * (position - 1) / max(1, steps - 1)
