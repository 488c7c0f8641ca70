"""What is missing in the middle of a sound file, told by the times and places of the packets around it."""

from __future__ import annotations

from dataclasses import dataclass

from av.audio.frame import AudioFrame
from av.audio.stream import AudioStream
from av.packet import Packet

# Files without times of their own: their packets are counted, so a missing one is only told by its bytes, and where
# FFmpeg counts these anew as well, by nothing.
_UNTIMED = frozenset({"mp3"})
_UNPLACED = frozenset({"aac"})
# Recorders whose clock and sampling disagree drift by this in an hour; a pause is longer.
_DRIFT_S = 0.25
_AFTER_DAMAGE_S = 0.01
_MARKED_PAUSE_S = 1.0


@dataclass(frozen=True)
class Hole:
    """Seconds of sound that are missing before a frame; ``marked`` when the user should see it."""

    length_s: float
    damaged: bool

    @property
    def marked(self) -> bool:
        """Whether it is more than a recorder that writes nothing while nobody speaks."""
        return self.damaged or self.length_s >= _MARKED_PAUSE_S


class HoleFinder:
    """Follows the packets of one reading of a file. ``longest_s`` is the longest the whole file can be."""

    def __init__(self, format_name: str, longest_s: float) -> None:
        names = set(format_name.split(","))
        self._timed, self._unplaced = not names & _UNTIMED, bool(names & _UNPLACED)
        self._longest_s = longest_s
        self._heard_s = 0.0
        self._origin_s: float | None = None
        self._bytes = 0
        self._end: int | None = None
        self._damaged = False
        self._lost_bytes = 0

    def damaged(self) -> None:
        """A packet could not be read."""
        self._damaged = True

    def packet(self, packet: Packet[AudioStream]) -> None:
        """A packet that could be read; its frames follow."""
        place = packet.pos if packet.pos is not None and packet.pos >= 0 else None
        if place is not None:
            self._lost_bytes = max(0, place - self._end) if self._end is not None else 0
            self._end = place + packet.size
        self._bytes += packet.size

    def before(self, frame: AudioFrame) -> Hole | None:
        """What is missing before the next frame, which is taken to be heard after it."""
        if self._unplaced:
            return None
        missing_s = self._by_time(frame) if self._timed else self._by_bytes()
        damaged, self._damaged = self._damaged, False
        hole = None
        least_s = _AFTER_DAMAGE_S if damaged else _DRIFT_S
        if missing_s >= least_s and self._heard_s > 0:
            # A time beyond the end of the file is part of the damage.
            possible = self._heard_s + missing_s <= self._longest_s
            hole = Hole(missing_s if possible else _MARKED_PAUSE_S, damaged or not self._timed)
            self._heard_s += missing_s if possible else 0.0
            if not possible:
                self._origin_s = None
        if frame.sample_rate:
            self._heard_s += frame.samples / frame.sample_rate
        return hole

    def _by_time(self, frame: AudioFrame) -> float:
        if frame.pts is None or frame.time_base is None:
            return 0.0
        at_s = float(frame.pts * frame.time_base)
        if self._origin_s is None:
            self._origin_s = at_s - self._heard_s
        return at_s - self._origin_s - self._heard_s

    def _by_bytes(self) -> float:
        lost, self._lost_bytes = self._lost_bytes, 0
        if not lost or self._heard_s <= 0:
            return 0.0
        return lost / (self._bytes / self._heard_s)
