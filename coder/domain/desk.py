"""Where a person stopped in a session, so that they come back to exactly that."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True)
class Desk:
    """The Code page as one person left it over one session; all of it is convenience and none of it evidence.

    Positions are seconds. ``window_s`` is the stretch of the waveform in view, None for the usual one. ``row_id``,
    ``principle_id``, ``speaker`` and ``code`` are ids as the page has them, empty for none. ``drafts`` holds text that
    was typed and not yet kept, by the field it stands in (``memo:12.000-15.500``, ``reason:EVO``).
    """

    position_s: float = 0.0
    window_s: tuple[float, float] | None = None
    mode: str = ""
    row_id: str = ""
    principle_id: str = ""
    speed: float = 1.0
    search: str = ""
    speaker: str = ""
    code: str = ""
    note_read: bool = False
    drafts: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class LeftOff:
    """The session a person had open last, and where in it they stopped (seconds) and when."""

    session_id: str
    position_s: float
    at: datetime
