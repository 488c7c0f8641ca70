"""Breaking thousands of rows of words into lines at once: each distinct word is measured one time."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from unicodedata import bidirectional

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class WordBox:
    """Where one word of a row stands: its line, and its left edge and width in logical pixels."""

    line: int
    left: float
    width: float


class WordWrap:
    """The words of all rows, laid end to end, so that line counts of every row come from one array.

    ``measure`` gives the advance of a text in pixels; it is asked once a distinct word.
    """

    def __init__(self, rows: Sequence[Sequence[str]], measure: Callable[[str], float]) -> None:
        self._measure = measure
        self._space = measure(" ")
        self._known: dict[str, float] = {}
        self._widths = self._measured(rows)
        self._first = _firsts(rows)
        self._sum()

    def replace(self, first: int, last: int, rows: Sequence[Sequence[str]]) -> None:
        """Put ``rows`` in the place of the rows [first, last); the words of all others are not looked at again."""
        start, end = int(self._first[first]), int(self._first[last])
        fresh = self._measured(rows)
        self._widths = np.concatenate([self._widths[:start], fresh, self._widths[end:]])
        inside = _firsts(rows)[1:] + start
        self._first = np.concatenate(
            [self._first[: first + 1], inside, self._first[last + 1 :] + len(fresh) - end + start]
        )
        self._sum()

    def _measured(self, rows: Sequence[Sequence[str]]) -> NDArray[np.float64]:
        known, measure = self._known, self._measure
        widths: list[float] = []
        for words in rows:
            for word in words:
                width = known.get(word)
                if width is None:
                    width = known[word] = measure(word)
                widths.append(width)
        return np.array(widths, np.float64)

    def _sum(self) -> None:
        self._starts = np.concatenate([[0.0], np.cumsum(self._widths + self._space)])

    def line_counts(self, width: float, first: int = 0, last: int | None = None) -> NDArray[np.int64]:
        """How many lines each of the rows [first, last) takes at a width; a row without words takes one."""
        until = len(self._first) - 1 if last is None else last
        at, ends = self._first[first:until].copy(), self._first[first + 1 : until + 1]
        lines = np.zeros(len(at), np.int64)
        running = at < ends
        while running.any():
            at[running] = self._next_line(at[running], ends[running], width)
            lines[running] += 1
            running = at < ends
        return np.maximum(lines, 1)

    def boxes(self, row: int, width: float) -> list[WordBox]:
        """Every word of one row, in order."""
        at, end = int(self._first[row]), int(self._first[row + 1])
        boxes: list[WordBox] = []
        line = 0
        while at < end:
            left = self._starts[at]
            # The rule of _next_line without numpy's search, which lets other threads in and waits for them each time.
            fits = bisect_right(self._starts, left + self._room(width), at, end + 1) - 1
            stop = min(max(fits, at + 1), end)
            boxes += [WordBox(line, float(self._starts[i] - left), float(self._widths[i])) for i in range(at, stop)]
            at, line = stop, line + 1
        return boxes

    def _next_line(self, at: NDArray[np.int64], ends: NDArray[np.int64], width: float) -> NDArray[np.int64]:
        # The running sum rises, so the last word that fits is found for all rows by one search.
        fits = np.searchsorted(self._starts, self._starts[at] + self._room(width), side="right") - 1
        return np.minimum(np.maximum(fits, at + 1), ends)

    def _room(self, width: float) -> float:
        return width + self._space + 1e-6


def _firsts(rows: Sequence[Sequence[str]]) -> NDArray[np.int64]:
    return np.concatenate([[0], np.cumsum([len(words) for words in rows])]).astype(np.int64)


def in_reading_order(boxes: Sequence[WordBox], words: Sequence[str], width: float) -> list[WordBox]:
    """The same boxes moved within their lines, so that text written from right to left reads so.

    The first word with a direction decides where lines begin; runs the other way are turned round within the line
    (rule L2 of the Unicode bidirectional algorithm, by whole words). Left-to-right text comes back as it is.
    """
    ways = [_way(word) for word in words]
    if "R" not in ways:
        return list(boxes)
    backwards = next(way for way in ways if way) == "R"
    placed = list(boxes)
    for line in range(boxes[-1].line + 1):
        on_line = [place for place, box in enumerate(boxes) if box.line == line]
        left = width - boxes[on_line[-1]].left - boxes[on_line[-1]].width if backwards else 0.0
        gap = _gap([boxes[place] for place in on_line])
        for place in _visual(on_line, ways, backwards):
            placed[place] = replace(boxes[place], left=left)
            left += boxes[place].width + gap
    return placed


def _gap(boxes: Sequence[WordBox]) -> float:
    return boxes[1].left - boxes[0].left - boxes[0].width if len(boxes) > 1 else 0.0


def _visual(places: Sequence[int], ways: Sequence[str], backwards: bool) -> list[int]:
    """Places from left to right."""
    against = "L" if backwards else "R"
    runs: list[list[int]] = []
    for place in places:
        joined = ways[place] == against and bool(runs) and ways[runs[-1][-1]] == against
        if joined:
            runs[-1].append(place)
        else:
            runs.append([place])
    if backwards:
        return [place for run in reversed(runs) for place in run]
    return [place for run in runs for place in reversed(run)]


def _way(word: str) -> str:
    """``R`` or ``L`` by the first letter that has a direction; empty for signs and emoji."""
    for sign in word:
        kind = bidirectional(sign)
        if kind in ("R", "AL"):
            return "R"
        if kind in ("L", "EN", "AN"):
            return "L"
    return ""
