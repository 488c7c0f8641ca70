"""What a waveform shows, as plain data: the envelope, who speaks when, and the marks of the evaluator. No Qt here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from coder.audio.peaks import Peaks
from coder.domain.times import SAMPLE_RATE

_GAIN_PERCENTILE = 99.5

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
    neutral one. ``against`` turns the triangle of a piece of evidence upside down.
    """

    kind: MarkKind
    start_s: float
    end_s: float
    label: str
    badge: str = ""
    position: int = 0
    against: bool = False


@dataclass(frozen=True)
class MarkTable:
    """Marks as arrays, so that a frame with thousands in sight costs no loop. ``inks`` holds each colour once."""

    marks: tuple[Mark, ...]
    starts: Seconds
    ends: Seconds
    ink: NDArray[np.intp]
    inks: tuple[tuple[str, int], ...]

    def visible(self, start_s: float, end_s: float) -> NDArray[np.intp]:
        """Indices of the marks that meet [start_s, end_s)."""
        return np.flatnonzero((self.ends > start_s) & (self.starts < end_s))


def mark_table(marks: Sequence[Mark]) -> MarkTable:
    """Marks as arrays."""
    inks = {ink: index for index, ink in enumerate(dict.fromkeys((mark.badge, mark.position) for mark in marks))}
    return MarkTable(
        tuple(marks),
        np.array([mark.start_s for mark in marks], np.float64),
        np.array([mark.end_s for mark in marks], np.float64),
        np.array([inks[mark.badge, mark.position] for mark in marks], np.intp),
        tuple(inks),
    )


@dataclass(frozen=True)
class Lane:
    """One row: a voice, or (``hatched``) speech without text. ``token`` names its colour in the token table.

    ``edges`` and ``covered`` are a piecewise linear function: seconds spoken before each edge.
    """

    label: str
    token: str
    edges: Seconds
    covered: Seconds
    hatched: bool = False

    def speaks(self, edges: Seconds) -> NDArray[np.bool_]:
        """For columns between ``edges`` (n + 1 rising positions): whether this voice is in them, shape (n,)."""
        return np.diff(np.interp(edges, self.edges, self.covered)) > 0


def lane(label: str, token: str, spans: Sequence[tuple[float, float]], hatched: bool = False) -> Lane:
    """A lane from its stretches of speech, in any order; overlapping ones are joined."""
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
    return Lane(label, token, edges, covered, hatched)


@dataclass(frozen=True)
class Scene:
    """A recording ready to be drawn. ``gain`` lifts its usual loudness to the height of a lane."""

    peaks: Peaks
    lanes: tuple[Lane, ...]
    duration_s: float
    gain: float

    def heights(self, edges: Seconds) -> NDArray[np.float32]:
        """Loudness 0–1 of the columns between ``edges``, which are evenly spaced seconds; shape (n,)."""
        start, stop = round(edges[0] * SAMPLE_RATE), round(edges[-1] * SAMPLE_RATE)
        columns = self.peaks.columns(start, max(stop, start + 1), len(edges) - 1)
        loudest = np.maximum(-columns[:, 0], columns[:, 1]) * self.gain
        # Quiet speech must still be seen: the root lifts it without cutting the loud.
        return np.sqrt(np.minimum(loudest, 1.0))


def scene(peaks: Peaks, lanes: Sequence[Lane]) -> Scene:
    """A scene; its gain comes from the loudest half per cent of the recording."""
    finest = peaks.levels[0]
    loudest = np.maximum(-finest[:, 0].astype(np.int16), finest[:, 1]) / 128 if len(finest) else np.zeros(1)
    usual = float(np.percentile(loudest, _GAIN_PERCENTILE))
    return Scene(peaks, tuple(lanes), peaks.sample_count / SAMPLE_RATE, 1.0 / usual if usual > 0 else 1.0)
