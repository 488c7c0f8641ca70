"""Where a person stopped in a session, so that they come back to exactly that."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True)
class Desk:
    """The Code page as one person left it over one session; all of it is convenience and none of it evidence.

    Positions are seconds. ``window_s`` is the stretch of the waveform in view and ``selection_s`` the one chosen on it,
    None for the usual one and for none. ``row_id`` and ``principle_id`` are ids as the page has them, empty for none.
    ``filters`` says what each box above the transcript was set to; ``drafts`` holds text that was typed and not yet
    kept, by the field it stands in (``memo``, ``reason:EVO``). ``note_read``: the content note was read and agreed to.
    """

    position_s: float = 0.0
    window_s: tuple[float, float] | None = None
    selection_s: tuple[float, float] | None = None
    mode: str = ""
    row_id: str = ""
    principle_id: str = ""
    speed: float = 1.0
    search: str = ""
    filters: dict[str, str] = field(default_factory=dict)
    note_read: bool = False
    drafts: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class LeftOff:
    """The session a person had open last, and where in it they stopped (seconds) and when."""

    session_id: str
    position_s: float
    at: datetime
