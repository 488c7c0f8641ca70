"""What several reports show beside each other: no subtraction or sum of them may tell of too few people.

All sets of recordings ever shown for a figure cut the recordings into *atoms* (recordings that always come together).
What can be worked out by adding and subtracting reports, however often and in whatever parts, is a combination of the
sets: a number for each atom. A combination is safe when the recordings it still holds (number ≠ 0) keep the rules that
hold for one figure. It is enough to look at the combinations that hold as few atoms as possible, since every other one
holds all recordings of such a one, or more. Atoms that keep the rules by themselves, with room for the few other
recordings of any worker, make every combination safe that they are in; so only combinations that leave all of those
out are looked at, and mostly there are none.

Fellegi, JASA 67 (1972) 7–18, has the combinations of published sums; the rest is worked out here.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from itertools import combinations
from math import comb

import numpy as np
from numpy.typing import NDArray

from coder.analysis.disclosure import (
    NOT_EVALUABLE,
    Contribution,
    ReportNumbers,
    Vector,
    combination_too_small,
    figure_too_small,
)
from coder.domain.reports import MAX_SHARE_OF_ONE_WORKER, MIN_RECORDINGS, MIN_WORKERS

Recordings = frozenset[Contribution]
# Beyond this many combinations nobody waits for an answer; the figure is held back as if one of them told too much.
MOST_COMBINATIONS = 1_000
_NOTHING = 1e-9


# Not by which rule: that a part is too much alike would tell what is in it.
HELD_BACK = "subtracting it from a report shown earlier would show a part that is too small or too much alike"


def refused(numbers: ReportNumbers, earlier: Sequence[ReportNumbers]) -> dict[str, str]:
    """The figures that may not be released beside the earlier reports, each with what is told; empty when all may.

    ``earlier`` are reports of every team and of the whole service: the service less its teams but one is that one.
    Numbers that were released before are allowed again.
    """
    shown: dict[str, list[Recordings]] = defaultdict(list)
    for one in earlier:
        for figure in one.shown:
            shown[figure.figure_id].append(figure.contributions)
    wanted: dict[str, list[Recordings]] = defaultdict(list)
    for figure in numbers.shown:
        wanted[figure.figure_id].append(figure.contributions)
    told = {figure_id: exposed(sets, shown[figure_id]) for figure_id, sets in wanted.items()}
    return {figure_id: HELD_BACK for figure_id, found in told.items() if found is not None}


def exposed(wanted: Sequence[Recordings], shown: Sequence[Recordings]) -> Recordings | None:
    """The recordings of a combination that would tell of too few people; None where there is none."""
    new = [one for one in wanted if one not in shown]
    if not new:
        return None
    sets = _touching(new, shown)
    if len(sets) == 1:
        return None
    atoms = _atoms(sets)
    safe = _safe(atoms)
    small = [pattern for pattern in atoms if pattern not in safe]
    left = _vanishing(len(sets), sorted(safe), small)
    if not len(left):
        return None
    if comb(len(small), len(left) - 1) > MOST_COMBINATIONS:
        return frozenset().union(*new)
    return _telling(_smallest(left), [atoms[pattern] for pattern in small])


def _telling(numbers: Vector, atoms: Sequence[Sequence[Contribution]]) -> Recordings | None:
    """The first of the combinations (rows; a number for each atom) that would tell of too few people."""
    weights = [_weights(members) for members in atoms]
    workers = sorted(set().union(*weights))
    of_worker = np.array([[float(own[who]) for who in workers] for own in weights]).reshape(len(atoms), -1)
    rated = np.array([sum(m.value != NOT_EVALUABLE for m in members) for members in atoms])
    parts, recordings = np.abs(numbers) @ of_worker, (numbers != 0) @ rated
    few = ((parts > 0).sum(axis=1) < MIN_WORKERS) | (recordings < MIN_RECORDINGS)
    uneven = parts.max(axis=1, initial=0) > (MAX_SHARE_OF_ONE_WORKER - _NOTHING) * parts.sum(axis=1)
    for row in numbers[few | uneven | (_values_of_several(numbers != 0, atoms, workers) <= 1)]:
        times = {member: n for n, members in zip(row, atoms, strict=True) if n for member in members}
        if combination_too_small(times):
            return frozenset(times)
    return None


def _values_of_several(
    held: NDArray[np.bool_], atoms: Sequence[Sequence[Contribution]], workers: Sequence[str]
) -> Vector:
    """How many of the values in each combination (rows; which atoms it holds) were given to more than one worker.

    A sum of codes has no values that could be alike, and counts as having many.
    """
    members = [member for own in atoms for member in own if member.value != NOT_EVALUABLE]
    several = np.zeros(len(held))
    if any(member.is_sum for member in members):
        return several + np.inf
    for value in {member.value for member in members}:
        given = [{member.worker_id for member in own if member.value == value} for own in atoms]
        to = np.array([[who in own for who in workers] for own in given], dtype=float).reshape(len(atoms), -1)
        several += ((held @ to) > 0).sum(axis=1) > 1
    return several


def _touching(new: Sequence[Recordings], shown: Sequence[Recordings]) -> list[Recordings]:
    """The new sets and all that overlap with them, also by way of others."""
    sets, rest = list(dict.fromkeys(new)), list(dict.fromkeys(shown))
    reached: Recordings = frozenset().union(*sets)
    while touching := [one for one in rest if not reached.isdisjoint(one)]:
        sets += touching
        rest = [one for one in rest if one not in touching]
        reached = reached.union(*touching)
    return sets


def _atoms(sets: Sequence[Recordings]) -> Mapping[int, list[Contribution]]:
    """Recordings by which of the sets they are in, as a number with a bit a set."""
    patterns: dict[Contribution, int] = defaultdict(int)
    for place, members in enumerate(sets):
        for member in members:
            patterns[member] |= 1 << place
    atoms: dict[int, list[Contribution]] = defaultdict(list)
    for member, pattern in patterns.items():
        atoms[pattern].append(member)
    return atoms


def _safe(atoms: Mapping[int, list[Contribution]]) -> set[int]:
    """The atoms that keep the rules, also with all recordings a worker has in atoms that do not."""
    safe = {pattern for pattern, members in atoms.items() if not figure_too_small(members)}
    while True:
        others: Counter[str] = Counter()
        for pattern, members in atoms.items():
            if pattern not in safe:
                others.update(_weights(members))
        tight = {pattern for pattern in safe if not _has_room(_weights(atoms[pattern]), others)}
        if not tight:
            return safe
        safe -= tight


def _weights(members: Sequence[Contribution]) -> Counter[str]:
    weights: Counter[str] = Counter()
    for member in members:
        if member.value != NOT_EVALUABLE:
            weights[member.worker_id] += member.weight
    return weights


def _has_room(weights: Counter[str], others: Counter[str]) -> bool:
    whole = weights.total()
    return all(
        weights[who] + others[who] <= MAX_SHARE_OF_ONE_WORKER * (whole + others[who]) for who in {*weights, *others}
    )


def _columns(patterns: Sequence[int], sets: int) -> Vector:
    """Sets × atoms: 1 where the atom is in the set."""
    return np.array([[float(pattern >> place & 1) for pattern in patterns] for place in range(sets)]).reshape(sets, -1)


def _null_space(matrix: Vector) -> Vector:
    """A basis, one row each, of the vectors x with ``matrix`` · x = 0."""
    if not matrix.size:
        return np.eye(matrix.shape[1])
    _, scale, rows = np.linalg.svd(matrix)
    rank = int((scale > max(matrix.shape) * np.finfo(float).eps * scale[0]).sum()) if scale[0] > 0 else 0
    return np.asarray(rows[rank:], dtype=np.float64)


def _vanishing(sets: int, safe: Sequence[int], small: Sequence[int]) -> Vector:
    """A basis, over the small atoms, of all combinations in which no safe atom is left."""
    combined = _null_space(_columns(safe, sets).T) @ _columns(small, sets)
    if not combined.size:
        return combined[:0]
    _, scale, rows = np.linalg.svd(combined, full_matrices=False)
    return np.asarray(rows[scale > _NOTHING], dtype=np.float64)


def _smallest(basis: Vector) -> Vector:
    """The combinations that hold as few atoms as possible, one row each, the largest number of each being 1."""
    freedom, atoms = basis.shape
    if freedom == 1:
        found = basis
    else:
        gone = np.array(list(combinations(range(atoms), freedom - 1)))
        _, scale, rows = np.linalg.svd(basis.T[gone])
        found = rows[scale[:, -1] > _NOTHING, -1] @ basis
    found = found / np.abs(found).max(axis=1, keepdims=True)
    return np.where(np.abs(found) > _NOTHING, found, 0.0)
