"""One clock for all positions: samples of the 16 kHz working copy; and aware UTC for dates."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

SAMPLE_RATE = 16_000

Clock = Callable[[], datetime]


def to_samples(seconds: float) -> int:
    """The sample index nearest to a position in seconds (≥ 0)."""
    return round(seconds * SAMPLE_RATE)


def to_seconds(samples: int) -> float:
    """The position in seconds of a sample index."""
    return samples / SAMPLE_RATE


def utc_now() -> datetime:
    """The present moment, aware, in UTC."""
    return datetime.now(UTC)


def clock_text(seconds: float) -> str:
    """A position as people read it: ``m:ss`` below one hour, ``h:mm:ss`` from there."""
    whole = int(seconds)
    hours, rest = divmod(whole, 3600)
    minutes, secs = divmod(rest, 60)
    return f"{hours}:{minutes:02d}:{secs:02d}" if hours else f"{minutes}:{secs:02d}"
