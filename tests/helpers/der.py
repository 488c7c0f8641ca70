"""Diarisation error rate, the plain definition: missed, invented and misattributed speech over all speech."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

FRAME_S = 0.01
Turn = tuple[float, float, str]


def read_rttm(path: Path) -> list[Turn]:
    """Turns (start, end, speaker) of an RTTM file."""
    rows = [line.split() for line in path.read_text().splitlines() if line.startswith("SPEAKER")]
    return [(float(r[3]), float(r[3]) + float(r[4]), r[7]) for r in rows]


def _grid(turns: list[Turn], frames: int) -> NDArray[np.bool_]:
    names = sorted({name for _, _, name in turns})
    grid = np.zeros((max(1, len(names)), frames), bool)
    for start, end, name in turns:
        grid[names.index(name), round(start / FRAME_S) : round(end / FRAME_S)] = True
    return grid


def der(reference: list[Turn], found: list[Turn], collar_s: float = 0.25) -> float:
    """Error rate with overlap scored and the speakers matched as well as they can be.

    ``collar_s`` is left out on both sides of each reference boundary.
    """
    frames = round(max(end for _, end, _ in [*reference, *found]) / FRAME_S) + 1
    true, guess = _grid(reference, frames), _grid(found, frames)
    scored = np.ones(frames, bool)
    for start, end, _ in reference if collar_s else ():
        for edge in (start, end):
            scored[max(0, round((edge - collar_s) / FRAME_S)) : round((edge + collar_s) / FRAME_S)] = False
    true, guess = true[:, scored], guess[:, scored]
    together = true.astype(np.int64) @ guess.T.astype(np.int64)
    rows, columns = linear_sum_assignment(-together)
    correct = together[rows, columns].sum()
    n_true, n_guess = true.sum(axis=0), guess.sum(axis=0)
    return float((np.maximum(n_true, n_guess).sum() - correct) / n_true.sum())
