"""What a waveform shows, as plain data: the envelope, who speaks when, and the marks of the evaluator. No Qt here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from coder.audio.peaks import Peaks
from coder.domain.coding import SAME_PLACE_S
from coder.domain.times import SAMPLE_RATE

_GAIN_PERCENTILE = 99.5
_ROUNDING = 1e-6
# Shorter than a syllable: nobody means to mark that.
MIN_STRETCH_S = 0.05

Seconds = NDArray[np.float64]


class MarkKind(StrEnum):
    """What a mark stands for, which decides where and in what shape it is drawn."""

    CODE = "code"
    EVIDENCE = "evidence"
    MOMENT = "moment"


@dataclass(frozen=True)
class Mark:
    """One code, piece of evidence or moment on [start_s, end_s).

    ``label`` is the short text in it; ``badge`` and ``position`` choose the principle's colour, an empty badge the
    neutral one. ``against`` turns the triangle of a piece of evidence upside down. ``id`` tells marks apart and is
    empty for one that is only to be looked at; a ``movable`` one has ends that can be dragged.
    """

    kind: MarkKind
    start_s: float
    end_s: float
    label: str
    badge: str = ""
    position: int = 0
    against: bool = False
    id: str = ""
    movable: bool = False

    def is_like(self, other: Mark) -> bool:
        """Whether two marks say the same of the same place, whatever their ids."""
        if max(abs(self.start_s - other.start_s), abs(self.end_s - other.end_s)) >= SAME_PLACE_S:
            return False
        return replace(self, start_s=other.start_s, end_s=other.end_s, id=other.id) == other


@dataclass(frozen=True)
class MarkTable:
    """Marks as arrays, so that a frame with thousands in sight costs no loop.

    ``inks`` holds each colour once; ``at`` the place of each mark by its id.
    """

    marks: tuple[Mark, ...]
    starts: Seconds
    ends: Seconds
    ink: NDArray[np.intp]
    inks: tuple[tuple[str, int], ...]
    at: Mapping[str, int]

    def visible(self, start_s: float, end_s: float) -> NDArray[np.intp]:
        """Indices of the marks that meet [start_s, end_s)."""
        return np.flatnonzero((self.ends > start_s) & (self.starts < end_s))

    def find(self, id_: str) -> Mark | None:
        """The mark with an id, if it is here."""
        place = self.at.get(id_) if id_ else None
        return self.marks[place] if place is not None else None

    def with_moved(self, id_: str, start_s: float, end_s: float) -> MarkTable:
        """The same marks with one of them on another stretch."""
        place = self.at.get(id_)
        if place is None:
            return self
        starts, ends, marks = self.starts.copy(), self.ends.copy(), list(self.marks)
        starts[place], ends[place] = start_s, end_s
        marks[place] = replace(marks[place], start_s=start_s, end_s=end_s)
        return replace(self, marks=tuple(marks), starts=starts, ends=ends)


def mark_table(marks: Sequence[Mark]) -> MarkTable:
    """Marks as arrays."""
    inks = {ink: index for index, ink in enumerate(dict.fromkeys((mark.badge, mark.position) for mark in marks))}
    return MarkTable(
        tuple(marks),
        np.array([mark.start_s for mark in marks], np.float64),
        np.array([mark.end_s for mark in marks], np.float64),
        np.array([inks[mark.badge, mark.position] for mark in marks], np.intp),
        tuple(inks),
        {mark.id: place for place, mark in enumerate(marks)},
    )


@dataclass(frozen=True)
class Lane:
    """One row: a voice, or (``hatched``) speech without text. ``token`` names its colour in the token table.

    ``edges`` and ``covered`` are a piecewise linear function: seconds spoken before each edge. ``heard`` holds the
    stretches of a hatched lane where somebody listened and found nothing. A ``flat`` lane shows stretches without any
    sound, all at one height.
    """

    label: str
    token: str
    edges: Seconds
    covered: Seconds
    hatched: bool = False
    heard: Lane | None = None
    flat: bool = False

    def share(self, edges: Seconds) -> NDArray[np.float32]:
        """For columns between ``edges`` (n + 1 rising positions): the part this voice speaks in, 0–1, shape (n,)."""
        spoken = np.diff(np.interp(edges, self.edges, self.covered)) / np.diff(edges)
        # Sums of lengths differ by a rounding in silence, which is no speech.
        return np.where(spoken < _ROUNDING, 0.0, np.minimum(spoken, 1.0)).astype(np.float32)

    def stretch_at(self, at_s: float) -> tuple[float, float] | None:
        """The stretch of speech at a position, in seconds, or None in a silence."""
        place = int(np.searchsorted(self.edges, at_s, "right"))
        if place % 2 == 0 or place >= len(self.edges):
            return None
        return float(self.edges[place - 1]), float(self.edges[place])


def lane(
    label: str,
    token: str,
    spans: Sequence[tuple[float, float]],
    hatched: bool = False,
    heard: Sequence[tuple[float, float]] = (),
    flat: bool = False,
) -> Lane:
    """A lane from its stretches of speech, in any order; overlapping ones are joined. ``heard``, ``flat``: see Lane."""
    joined: list[tuple[float, float]] = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    edges = np.array(joined, np.float64).reshape(-1)
    lengths = edges[1::2] - edges[::2]
    covered = np.empty(len(edges))
    covered[1::2] = np.cumsum(lengths)
    covered[::2] = covered[1::2] - lengths
    if not len(edges):
        edges = covered = np.zeros(1)
    return Lane(label, token, edges, covered, hatched, lane(label, token, heard) if heard else None, flat)


@dataclass(frozen=True)
class Scene:
    """A recording ready to be drawn. ``gain`` lifts its usual loudness to the height of a lane.

    ``turns`` are the rising positions where some voice begins or ends.
    """

    peaks: Peaks
    lanes: tuple[Lane, ...]
    duration_s: float
    gain: float
    turns: Seconds

    def heights(self, edges: Seconds) -> NDArray[np.float32]:
        """Loudness 0–1 of the columns between ``edges``, which are evenly spaced seconds; shape (n,)."""
        start, stop = round(edges[0] * SAMPLE_RATE), round(edges[-1] * SAMPLE_RATE)
        columns = self.peaks.columns(start, max(stop, start + 1), len(edges) - 1)
        loudest = np.maximum(-columns[:, 0], columns[:, 1]) * self.gain
        # Quiet speech must still be seen: the root lifts it without cutting the loud.
        return np.sqrt(np.minimum(loudest, 1.0))


def scene(peaks: Peaks, lanes: Sequence[Lane]) -> Scene:
    """A scene; its gain comes from the loudest half per cent of the recording."""
    # A coarser level tells the same in a quarter of the time, which counts when each edit of the text draws anew.
    pairs = peaks.levels[min(1, len(peaks.levels) - 1)]
    loudest = np.maximum(-pairs[:, 0].astype(np.int16), pairs[:, 1]) / 128 if len(pairs) else np.zeros(1)
    # numpy's own percentile and unique load its masked arrays at first use, which the first picture would wait for.
    place = min(len(loudest) - 1, int(len(loudest) * _GAIN_PERCENTILE / 100))
    usual = float(np.partition(loudest, place)[place])
    gain = 1.0 / usual if usual > 0 else 1.0
    turns = np.sort(np.concatenate([np.zeros(0), *(each.edges for each in lanes)]))
    turns = turns[np.diff(turns, prepend=-1.0) > 0]
    return Scene(peaks, tuple(lanes), peaks.sample_count / SAMPLE_RATE, gain, turns)


def nearest(at_s: float, within_s: float, *rising: Seconds) -> float | None:
    """The position nearest to ``at_s`` among some rising ones, if one lies within a distance."""
    found: list[float] = []
    for each in rising:
        place = int(np.searchsorted(each, at_s))
        found += [float(one) for one in each[max(0, place - 1) : place + 1]]
    best = min(found, key=lambda one: abs(one - at_s), default=None)
    return best if best is not None and abs(best - at_s) <= within_s else None
