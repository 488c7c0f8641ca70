"""Breaking thousands of rows of words into lines at once: each distinct word is measured one time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

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
        self._space = measure(" ")
        known: dict[str, float] = {}
        widths: list[float] = []
        for words in rows:
            for word in words:
                width = known.get(word)
                if width is None:
                    width = known[word] = measure(word)
                widths.append(width)
        self._widths = np.array(widths, np.float64)
        self._starts = np.concatenate([[0.0], np.cumsum(self._widths + self._space)])
        self._first = np.concatenate([[0], np.cumsum([len(words) for words in rows])]).astype(np.int64)

    def line_counts(self, width: float) -> NDArray[np.int64]:
        """How many lines each row takes at a width; a row without words takes one."""
        at, ends = self._first[:-1].copy(), self._first[1:]
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
            stop = int(self._next_line(np.array([at]), np.array([end]), width)[0])
            left = self._starts[at]
            boxes += [WordBox(line, float(self._starts[i] - left), float(self._widths[i])) for i in range(at, stop)]
            at, line = stop, line + 1
        return boxes

    def _next_line(self, at: NDArray[np.int64], ends: NDArray[np.int64], width: float) -> NDArray[np.int64]:
        # The running sum rises, so the last word that fits is found for all rows by one search.
        fits = np.searchsorted(self._starts, self._starts[at] + width + self._space + 1e-6, side="right") - 1
        return np.minimum(np.maximum(fits, at + 1), ends)
