"""No one can be picked out: what a team figure needs before it is shown, and what one report may hold together.

Rules of our own (product rule 7; official statistics hide small cells in the same spirit):

1. *Primary.* A figure needs ratings of at least 5 workers, at least 10 recordings, none of the workers with more than
   40 % of it, and more than one value, also when a worker takes their own ratings away (a bar with one value would tell
   what each of them got).
2. *Secondary.* What could give a hidden figure back is hidden with it. A hidden principle loses its shares, its
   "not evaluable" count, its recordings and its change, for each of them and the total would give another. Figures
   made of codes share codes, so ``hide_derivable`` hides more of them until no hidden sum is a combination of shown
   ones.

What several reports may show beside each other is in coder.analysis.differencing. Figures are true: a rating that
nobody gave never stands in a report. So whoever was told the ratings of all others can subtract them; no rule about
sums keeps what people tell each other.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from coder.domain.reports import MAX_SHARE_OF_ONE_WORKER, MIN_RECORDINGS, MIN_WORKERS

TOO_FEW_WORKERS = f"fewer than {MIN_WORKERS} workers"
TOO_FEW_RECORDINGS = f"fewer than {MIN_RECORDINGS} recordings"
# One sentence for two reasons: told apart, "all alike" would itself give away what everybody got.
TOO_CONCENTRATED = "too much of it comes from one person, or it is too uniform"
# What is told of a bar: which rule it was would tell those who know how many recordings each has that all are alike.
BAR_HIDDEN = "too few people or recordings, or too much alike"
COULD_BE_DERIVED = "another hidden figure could be worked out from it"

NOT_EVALUABLE = "n/e"
_SUM = "sum:"

Vector = NDArray[np.float64]


class Contribution(NamedTuple):
    """One recording's part in one figure. ``value`` is what it adds, so that a changed rating counts as another one.

    A rating or "n/e" in a bar; how many of the codes ("sum:12") in a sum of codes.
    """

    session_id: str
    worker_id: str
    value: str

    @classmethod
    def of_codes(cls, session_id: str, worker_id: str, count: int) -> Contribution:
        """The part of a recording with so many (≥ 0) of the codes."""
        return cls(session_id, worker_id, f"{_SUM}{count}")

    @property
    def is_sum(self) -> bool:
        """Whether it is a part of a sum of codes."""
        return self.value.startswith(_SUM)

    @property
    def weight(self) -> int:
        """How much of the figure it is: one recording, or as many as there were codes."""
        return int(self.value[len(_SUM) :]) if self.is_sum else 1


@dataclass(frozen=True)
class ShownFigure:
    """One figure that a reader of a report sees, and the recordings it was made of."""

    figure_id: str
    contributions: frozenset[Contribution]


@dataclass(frozen=True)
class ReportNumbers:
    """What a released report gave away. Ids and values only; keep it with the audit trail, never show it.

    ``team_id`` is empty for the whole service.
    """

    team_id: str
    shown: tuple[ShownFigure, ...]

    def as_document(self) -> dict[str, object]:
        """These numbers as plain lists for a JSON column, in a fixed order."""
        figures = [
            [figure.figure_id, sorted([part.session_id, part.worker_id, part.value] for part in figure.contributions)]
            for figure in self.shown
        ]
        return {"team": self.team_id, "shown": figures}

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> ReportNumbers:
        """The numbers that ``as_document`` wrote. Raises KeyError, TypeError or ValueError for anything else."""
        figures = [
            ShownFigure(figure_id, frozenset(Contribution(*part) for part in parts))
            for figure_id, parts in document["shown"]
        ]
        return cls(document["team"], tuple(figures))


def too_small(weights: Mapping[str, float], recordings: int) -> str:
    """Why a figure may not be shown, or "". ``weights`` maps worker id to that worker's part of the figure (≥ 0)."""
    parts = [weight for weight in weights.values() if weight > 0]
    if len(parts) < MIN_WORKERS:
        return TOO_FEW_WORKERS
    if recordings < MIN_RECORDINGS:
        return TOO_FEW_RECORDINGS
    if max(parts) > MAX_SHARE_OF_ONE_WORKER * sum(parts):
        return TOO_CONCENTRATED
    return ""


def figure_too_small(members: Collection[Contribution]) -> str:
    """Why a figure made of these recordings may not be shown, or "" (rule 1). "Not evaluable" counts for nothing."""
    return Parts([members]).too_small(np.ones(1))


class Parts:
    """Recordings that always come together, as arrays: a search looks at thousands of combinations of them.

    ``weights`` is parts × workers: how much of a figure each worker has in each part.
    """

    def __init__(self, parts: Sequence[Collection[Contribution]]) -> None:
        rated = [[member for member in part if member.value != NOT_EVALUABLE] for part in parts]
        everything = [member for part in rated for member in part]
        workers = _numbered({member.worker_id for member in everything})
        # A sum of codes does not tell that its parts are alike; a bar with one value does.
        values = _numbered({member.value for member in everything if not member.is_sum})
        self.weights = np.zeros((len(parts), len(workers)))
        self._workers = tuple(workers)
        self._recordings = np.array([float(len(part)) for part in rated])
        self._sums = any(member.is_sum for member in everything)
        self._given = np.zeros((len(parts), len(values), len(workers)))
        for place, part in enumerate(rated):
            for member in part:
                worker = workers[member.worker_id]
                self.weights[place, worker] += member.weight
                if not member.is_sum:
                    self._given[place, values[member.value], worker] = 1.0

    def too_small(self, times: Vector) -> str:
        """Why a sum that takes each part so many times (0: not at all) may not be known, or "" (rule 1)."""
        weights = dict(zip(self._workers, (np.abs(times) @ self.weights).tolist(), strict=True))
        held = (times != 0).astype(np.float64)
        reason = too_small(weights, int(held @ self._recordings))
        if not reason and not self._sums and self._alike_to_one_of_them(held):
            return TOO_CONCENTRATED
        return reason

    def _alike_to_one_of_them(self, held: Vector) -> bool:
        """Whether all ratings are alike, or all but those of one worker, who would know the colleagues' for certain."""
        given = (held @ self._given.reshape(len(held), -1)).reshape(self._given.shape[1:]) > 0
        workers = given.sum(axis=1)
        alone = given[workers == 1].any(axis=0)
        return bool((workers > 1).sum() <= 1 and alone.sum() <= 1)


def _numbered(names: Collection[str]) -> dict[str, int]:
    return {name: place for place, name in enumerate(sorted(names))}


def in_span(target: Vector, rows: Sequence[Vector]) -> bool:
    """Whether a sum is a combination of published sums, so that a reader could work it out. Vectors of equal length."""
    if not target.any():
        return True
    published = [row for row in rows if row.any()]
    if not published:
        return False
    matrix = np.array(published)
    rank = np.linalg.matrix_rank(matrix)
    return bool(np.linalg.matrix_rank(np.vstack([matrix, target])) == rank)


def hide_derivable(sums: Sequence[Sequence[Vector]], unsafe: Sequence[Sequence[Vector]]) -> frozenset[int]:
    """Which figures to hide so that nothing unsafe can be worked out from the figures left.

    ``sums[i]`` are the sums that figure i publishes (coefficients over the codes), ``unsafe[i]`` those of them that may
    not be known. A figure with an unsafe sum is hidden at once. While an unsafe sum is still a combination of sums
    left, the last figure that shares a code with it goes too; earlier figures are kept, as the codebook puts first
    what matters most.
    """
    hidden = {index for index, own in enumerate(unsafe) if own}
    targets = [target for own in unsafe for target in own if target.any()]
    for target in targets:
        while in_span(target, [row for index, own in enumerate(sums) if index not in hidden for row in own]):
            hidden.add(
                max(
                    index
                    for index, own in enumerate(sums)
                    if index not in hidden and any((row * target).any() for row in own)
                )
            )
    return frozenset(hidden)
