"""How the decoding child speaks to its parent: limits in, framed messages out, nothing through a file."""

from __future__ import annotations

import json
import struct
from dataclasses import asdict, dataclass
from typing import IO

WORKING_RATE = 16_000
"""Samples a second of every working copy; all positions in the program count in these."""

FLAC_HEAD_BYTES = 8192
"""The encoder rewrites its header at the end, so the child keeps this much back and sends it last."""

BODY, HEAD, PEAKS, PROGRESS, RESULT, PROBLEM = b"B", b"H", b"K", b"P", b"R", b"E"
_KINDS = BODY + HEAD + PEAKS + PROGRESS + RESULT + PROBLEM
_FRAME = struct.Struct("<cI")
_MAX_FRAME_BYTES = 64 * 1024 * 1024


@dataclass(frozen=True)
class DecodeLimits:
    """Caps on what one file may cost.

    ``min_bits_per_s`` bounds the length a file may decode to from its size: digital silence in FLAC takes about
    430 bit/s and Opus without speech about 400, so nothing real lies below 250. ``silence_dbfs`` is the peak below
    which a recording counts as silent. ``memory_bytes`` bounds the child's address space where the platform can.
    """

    max_file_bytes: int = 2 * 1024**3
    max_duration_s: float = 6 * 3600.0
    min_bits_per_s: float = 250.0
    absurd_claim_s: float = 1000 * 3600.0
    silence_dbfs: float = -60.0
    memory_bytes: int = 2 * 1024**3

    def longest_for(self, file_bytes: int) -> float:
        """Seconds of sound a file of this size could hold at most, one minute granted to the smallest."""
        return 60.0 + file_bytes * 8 / self.min_bits_per_s

    def deadline_for(self, file_bytes: int) -> float:
        """Seconds of wall time to grant: a minute, and 20 s a megabyte up to a tenth of the longest recording.

        Decoding measured 0.002–0.015 of real time on a slow core; a tenth leaves room for a busy laptop.
        """
        return 60.0 + min(file_bytes / 1e6 * 20.0, self.max_duration_s * 0.1)

    def to_json(self) -> str:
        """The limits as one line for the child's command line."""
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str) -> DecodeLimits:
        """The limits the parent wrote with `to_json`."""
        return cls(**json.loads(text))


def write_frame(stream: IO[bytes], kind: bytes, payload: bytes) -> None:
    """Send one message; large payloads are cut so that the reader's cap always holds."""
    for start in range(0, len(payload), _MAX_FRAME_BYTES) or (0,):
        part = payload[start : start + _MAX_FRAME_BYTES]
        stream.write(_FRAME.pack(kind, len(part)))
        stream.write(part)
    stream.flush()


def read_frame(stream: IO[bytes]) -> tuple[bytes, bytes] | None:
    """The next message, or None at the end or after a broken one (a killed child stops mid-message)."""
    header = stream.read(_FRAME.size)
    if len(header) < _FRAME.size:
        return None
    kind, length = _FRAME.unpack(header)
    if kind not in _KINDS or length > _MAX_FRAME_BYTES:
        return None
    payload = stream.read(length)
    return (kind, payload) if len(payload) == length else None
