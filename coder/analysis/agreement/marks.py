"""Agreement on marks that people set freely in the sound: moments and stretches, matched with a tolerance."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from coder.analysis.agreement import notes
from coder.analysis.agreement.chance import kappa
from coder.analysis.agreement.figures import DRAWS, MIN_PAIRED, SEED, Coefficient, MarkAgreement
from coder.analysis.agreement.resampling import Measure, coefficient, drawn, ratio

Array = NDArray[Any]
Span = tuple[float, float]


@dataclass(frozen=True)
class MarkedRecording:
    """The marks of two people on one recording of ``length_s`` seconds, as (start, end) in seconds, half-open.

    Of a moment start and end are the same. ``first`` belongs to whoever comes first by name.
    """

    recording: str
    first: Sequence[Span]
    second: Sequence[Span]
    length_s: float


@dataclass(frozen=True)
class Match:
    """Places of two marks that stand for each other, and how far apart they are in seconds (mean of both ends)."""

    first: int
    second: int
    apart_s: float


def matched(first: Sequence[Span], second: Sequence[Span], tolerance_s: float) -> tuple[Match, ...]:
    """As many pairs as possible of one mark each, with both ends at most ``tolerance_s`` ≥ 0 apart.

    Of equally many, those that are nearest. Pairs keep the order of time (no two cross), so that one mark shifted by a
    little cannot take another's partner.
    Found exactly, by dynamic programming over both lists in order of start.
    """
    ours, theirs = (sorted(range(len(marks)), key=marks.__getitem__) for marks in (first, second))
    # Best of the marks so far: how many pairs, less distance, and the pairs themselves as a chain.
    best: list[_Best] = [(0, 0.0, None)] * (len(theirs) + 1)
    for one in ours:
        row: list[_Best] = [(0, 0.0, None)]
        for place, other in enumerate(theirs):
            choice = max(best[place + 1], row[place], key=_rank)
            apart = _apart(first[one], second[other])
            if max(apart) <= tolerance_s + 1e-9:
                pairs, distance, chain = best[place]
                found = Match(one, other, sum(apart) / 2)
                choice = max(choice, (pairs + 1, distance - found.apart_s, (found, chain)), key=_rank)
            row.append(choice)
        best = row
    return tuple(_unchained(best[-1][2]))


_Best = tuple[int, float, Any]


def _rank(one: _Best) -> tuple[int, float]:
    return one[0], one[1]


def _unchained(chain: Any) -> list[Match]:
    found: list[Match] = []
    while chain is not None:
        match, chain = chain
        found.append(match)
    return found[::-1]


def _apart(one: Span, other: Span) -> Span:
    return abs(one[0] - other[0]), abs(one[1] - other[1])


def mark_agreement(
    recordings: Sequence[MarkedRecording],
    tolerance_s: float,
    *,
    allow_small: bool = False,
    draws: int = DRAWS,
    seed: int = SEED,
) -> MarkAgreement:
    """Agreement on marks of one kind (one code, or moments) over recordings that two people marked.

    Several pairs of people on one recording stand as several entries of the same ``recording``, and are drawn together.
    Fewer than ten recordings give counts and no coefficient unless ``allow_small``. Raises ValueError when the
    tolerance is negative, or a mark ends before it starts or lies outside its recording.
    """
    if tolerance_s < 0:
        raise ValueError("a tolerance is not negative")
    if any(not 0 <= start <= end <= one.length_s for one in recordings for start, end in (*one.first, *one.second)):
        raise ValueError("a mark lies outside its recording")
    pairs = [matched(one.first, one.second, tolerance_s) for one in recordings]
    apart = [match.apart_s for found in pairs for match in found]
    work = _Work(tuple(recordings), tolerance_s, allow_small, draws, seed)
    stretches = any(start < end for one in recordings for start, end in (*one.first, *one.second))
    partners = [(len(one.first) + len(one.second), 2 * len(own)) for one, own in zip(recordings, pairs, strict=True)]
    return MarkAgreement(
        n_recordings=work.n,
        tolerance_s=tolerance_s,
        matched=len(apart),
        first_only=sum(len(one.first) for one in recordings) - len(apart),
        second_only=sum(len(one.second) for one in recordings) - len(apart),
        positive=work.share("positive", partners),
        boundaries=work.share("boundaries", [_boundaries(one, tolerance_s) for one in recordings])
        if stretches
        else None,
        time_kappa=work.over_time() if stretches else None,
        offset_s=float(np.mean(apart)) if apart else None,
        withheld=work.withheld,
    )


@dataclass(frozen=True)
class _Work:
    """Makes figures of what each entry adds, drawn by recording."""

    recordings: tuple[MarkedRecording, ...]
    tolerance_s: float
    allow_small: bool
    draws: int
    seed: int

    @property
    def n(self) -> int:
        return len({one.recording for one in self.recordings})

    @property
    def withheld(self) -> bool:
        return self.n < MIN_PAIRED and not self.allow_small

    def share(self, key: str, added: Sequence[Sequence[float]]) -> Coefficient:
        return self._figure(key, added, lambda rows: ratio(rows[:, 0], rows[:, 1]), notes.NO_MARKS)

    def over_time(self) -> Coefficient:
        added = [_seconds(one) for one in self.recordings]
        return self._figure("time_kappa", added, lambda rows: Measure(rows, kappa), notes.ALWAYS_OR_NEVER_MARKED)

    def _figure(
        self, key: str, added: Sequence[Sequence[float]], measure: Callable[[Array], Measure], undefined: str
    ) -> Coefficient:
        form = notes.FORMS_OF_MARKS[key].format(tolerance=f"{self.tolerance_s:g}")
        if not self.n:
            return Coefficient(key, form, 0, reason=notes.NO_CODINGS)
        if self.withheld:
            return Coefficient(key, form, self.n, reason=notes.few_recordings(self.n))
        place = {name: number for number, name in enumerate(sorted({one.recording for one in self.recordings}))}
        rows = np.zeros((self.n, len(added[0])))
        np.add.at(rows, [place[one.recording] for one in self.recordings], np.array(added, float))
        sample = drawn(np.ones(self.n), self.draws, self.seed)
        return coefficient(key, form, self.n, measure(rows), sample, undefined)


def _boundaries(one: MarkedRecording, tolerance_s: float) -> tuple[float, float]:
    """How many starts and ends there are, and how many of them have a partner of their own kind."""
    found = 0
    for end in (0, 1):
        ours, theirs = ([(mark[end], mark[end]) for mark in marks] for marks in (one.first, one.second))
        found += 2 * len(matched(ours, theirs, tolerance_s))
    return 2.0 * (len(one.first) + len(one.second)), float(found)


def _seconds(one: MarkedRecording) -> tuple[float, ...]:
    """Sums for Cohen's kappa over time: all seconds, seconds alike, and of either the marked and the unmarked ones."""
    first, second = _joined(one.first), _joined(one.second)
    both = sum(max(0.0, min(a[1], b[1]) - max(a[0], b[0])) for a in first for b in second)
    ours, theirs = (sum(end - start for start, end in spans) for spans in (first, second))
    alike = one.length_s - ours - theirs + 2 * both
    return one.length_s, alike, ours, one.length_s - ours, theirs, one.length_s - theirs


def _joined(spans: Sequence[Span]) -> list[Span]:
    """Stretches without overlap."""
    found: list[Span] = []
    for start, end in sorted(spans):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found
