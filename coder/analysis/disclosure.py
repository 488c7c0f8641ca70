"""No one can be picked out: what a team figure needs before it is shown, within one report and across reports.

Three rules of our own (product rule 7; official statistics hide small cells in the same spirit):

1. *Primary.* A figure needs ratings of at least 5 workers, at least 10 recordings, none of the workers with more than
   40 % of it, and more than one value (a bar with one value would tell what each of them got).
2. *Secondary.* What could give a hidden figure back is hidden with it. A hidden principle loses its shares, its
   "not evaluable" count, its recordings and its change, for each of them and the total would give another. Figures
   made of codes share codes, so ``hide_derivable`` hides more of them until no hidden sum is a combination of shown
   ones.
3. *Differencing.* Reports that overlap can be subtracted from each other. All sets of recordings ever shown for a
   figure cut the recordings into *atoms* (recordings that always appear together). Whatever is computed from the
   reports is a combination of sums over whole atoms; so when every atom keeps rule 1 by itself, no combination
   exposes fewer people than a single report may. ``may_release`` refuses a report that would break this. It is
   stricter than needed at times and never laxer.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from coder.domain.reports import MAX_SHARE_OF_ONE_WORKER, MIN_RECORDINGS, MIN_WORKERS

TOO_FEW_WORKERS = f"fewer than {MIN_WORKERS} workers"
TOO_FEW_RECORDINGS = f"fewer than {MIN_RECORDINGS} recordings"
# One sentence for two reasons: told apart, "all alike" would itself give away what everybody got.
TOO_CONCENTRATED = "too much of it comes from one person, or it is too uniform"
OVERLAPS = "subtracting it from a report shown earlier would show too small a part"
COULD_BE_DERIVED = "another hidden figure could be worked out from it"

Vector = NDArray[np.float64]


@dataclass(frozen=True, order=True)
class Contribution:
    """One recording's part in one figure. ``value`` is what it adds, so that a changed rating counts as another one."""

    session_id: str
    worker_id: str
    value: str


@dataclass(frozen=True)
class ShownFigure:
    """One figure that a reader of a report sees, and the recordings it was made of."""

    figure_id: str
    contributions: frozenset[Contribution]


@dataclass(frozen=True)
class ReportNumbers:
    """What a released report gave away. Ids and values only; keep it with the audit trail, never show it."""

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
    """Why a figure made of these recordings may not be shown, or "" (rule 1)."""
    reason = too_small(Counter(member.worker_id for member in members), len(members))
    if not reason and len({member.value for member in members}) == 1:
        return TOO_CONCENTRATED
    return reason


def _atoms(sets: Sequence[frozenset[Contribution]]) -> list[list[Contribution]]:
    by_pattern: dict[tuple[bool, ...], list[Contribution]] = defaultdict(list)
    for member in frozenset().union(*sets):
        by_pattern[tuple(member in shown for shown in sets)].append(member)
    return list(by_pattern.values())


def may_release(report_numbers: ReportNumbers, earlier_released: Sequence[ReportNumbers]) -> str | None:
    """Why this report may not be released beside the earlier ones, or None when it may.

    Only earlier reports of the same team are compared. Releasing the same numbers again is always allowed. A report
    that differs from an earlier one by fewer than 5 workers or 10 recordings is refused: subtracting the two would
    show a few people's ratings. What to do then is to show the earlier report until enough is new.
    """
    earlier = [numbers for numbers in earlier_released if numbers.team_id == report_numbers.team_id]
    sets: dict[str, list[frozenset[Contribution]]] = defaultdict(list)
    for numbers in (*earlier, report_numbers):
        for figure in numbers.shown:
            if figure.contributions not in sets[figure.figure_id]:
                sets[figure.figure_id].append(figure.contributions)
    for shown in sets.values():
        for atom in _atoms(shown) if len(shown) > 1 else ():
            if reason := figure_too_small(atom):
                return f"{OVERLAPS} ({reason})"
    return None


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
