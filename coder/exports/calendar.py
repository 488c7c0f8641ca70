"""Days of the recording programme as a calendar file (iCalendar, RFC 5545) that any calendar takes in."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid5

from coder.domain.programme import Standing, WorkerProgramme

# RFC 5545 §3.1: no line is longer than 75 octets without its end.
_LINE_OCTETS = 75
# Any fixed value does: it only keeps these ids apart from those of other programs.
_NAMESPACE = UUID("6d1f7a52-6f0e-5c39-9a41-0d8f6f6f7c11")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_DESCRIPTION = (
    "From the recording programme of Practice Coder. The worker is named by code and the family not at all; "
    "please add no name."
)
_PLANNED = frozenset({Standing.PLANNED, Standing.PASSED})


def calendar_file(workers: Sequence[WorkerProgramme], revisions: Mapping[str, int], made_at: datetime) -> bytes:
    """An all-day event for each worker whose next recording has a day (``next.on`` is not None); UTF-8, CRLF.

    ``revisions`` maps worker id to the number of notes about that worker, which only ever grows: with the same UID it
    makes calendars move an event they know instead of adding another. Invented workers are marked as demo data.
    """
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Practice Coder//Recording programme//EN",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
    ]
    for one in workers:
        if one.next.on is not None:
            lines += _event(one, one.next.on, revisions.get(one.worker_id, 0), made_at)
    return b"".join(_folded(line) for line in [*lines, "END:VCALENDAR"])


def event_uid(worker_id: str, after: str) -> str:
    """The same for one recording however often its day changes: it is known by the worker and by what it follows."""
    return f"{uuid5(_NAMESPACE, f'{worker_id}/{after}')}@practice-coder"


def _event(one: WorkerProgramme, on: date, revision: int, made_at: datetime) -> list[str]:
    planned = one.next.standing in _PLANNED
    words = f"Recording planned: {one.worker_code}" if planned else f"Recording due: {one.worker_code}"
    return [
        "BEGIN:VEVENT",
        f"UID:{event_uid(one.worker_id, one.next.after)}",
        f"DTSTAMP:{made_at.astimezone(UTC):%Y%m%dT%H%M%SZ}",
        f"DTSTART;VALUE=DATE:{on:%Y%m%d}",
        f"DTEND;VALUE=DATE:{on + timedelta(days=1):%Y%m%d}",
        f"SEQUENCE:{revision}",
        f"SUMMARY:{_escaped(f'{words} (demo data)' if one.demo else words)}",
        f"DESCRIPTION:{_escaped(_DESCRIPTION)}",
        f"STATUS:{'CONFIRMED' if planned else 'TENTATIVE'}",
        "TRANSP:TRANSPARENT",
        "CLASS:PRIVATE",
        "END:VEVENT",
    ]


def _escaped(text: str) -> str:
    """TEXT of RFC 5545 §3.3.11; control characters have no place in it."""
    text = re.sub(r"\r\n?|[\u0085\u2028\u2029]", "\n", text)
    text = re.sub(r"([\\;,])", r"\\\1", text).replace("\n", "\\n")
    return _CONTROL.sub(" ", text)


def _folded(line: str) -> bytes:
    """The line with its end, cut between characters so that no part has more than 75 octets."""
    parts: list[bytearray] = [bytearray()]
    for character in line:
        octets = character.encode()
        if len(parts[-1]) + len(octets) > _LINE_OCTETS:
            # A line that goes on begins with a blank, which counts.
            parts.append(bytearray(b" "))
        parts[-1] += octets
    return b"\r\n".join(bytes(part) for part in parts) + b"\r\n"
