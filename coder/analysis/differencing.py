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

from collections import defaultdict
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from coder.analysis.disclosure import Contribution, Parts, ReportNumbers, Vector
from coder.domain.reports import MAX_SHARE_OF_ONE_WORKER, MIN_RECORDINGS

Recordings = frozenset[Contribution]
Held = NDArray[np.bool_]
# Beyond this many steps nobody waits for an answer; the figure is held back as if one of them told too much.
MOST_STEPS = 1_000
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
    return _telling(left, [atoms[pattern] for pattern in small])


def _telling(basis: Vector, atoms: Sequence[Sequence[Contribution]]) -> Recordings | None:
    """The recordings of a combination (of the rows; a number for each atom) that would tell of too few people.

    Atom by atom, the one with most recordings first: either a combination does without it, which leaves one row less,
    or it holds it, and then all that hold it are safe as soon as what they hold surely is.
    """
    parts = Parts(atoms)
    sizes = np.array([len(members) for members in atoms])
    by_size = np.argsort(-sizes, kind="stable")
    todo: list[tuple[Vector, Held]] = [(basis, np.zeros(len(atoms), dtype=np.bool_))]
    for _ in range(MOST_STEPS):
        if not todo:
            return None
        rows, held = todo.pop()
        if len(rows) == 1:
            times = _times(rows[0])
            if parts.too_small(times):
                return _members(times != 0, atoms)
            continue
        if sizes[held].sum() >= MIN_RECORDINGS and _surely_enough(held, parts):
            continue
        reached = (np.abs(rows).max(axis=0) > _NOTHING) & ~held
        free = by_size[reached[by_size]]
        if len(free):
            todo.append((rows, held | _together(rows, free)))
            todo.append((_without(rows, int(free[0])), held))
        elif parts.too_small(held.astype(np.float64)):
            return _members(held, atoms)
    return _members(np.ones(len(atoms), dtype=np.bool_), atoms)


def _members(held: Held, atoms: Sequence[Sequence[Contribution]]) -> Recordings:
    return frozenset(member for there, members in zip(held, atoms, strict=True) if there for member in members)


def _times(row: Vector) -> Vector:
    row = row / np.abs(row).max()
    return np.where(np.abs(row) > _NOTHING, row, 0.0)


def _surely_enough(held: Held, parts: Parts) -> bool:
    """Whether these recordings keep the rules, whatever other recordings of small atoms come to them."""
    if parts.too_small(held.astype(np.float64)):
        return False
    return _has_room(parts.weights[held].sum(axis=0), parts.weights[~held].sum(axis=0))


def _together(rows: Vector, free: NDArray[np.intp]) -> Held:
    """The first of these atoms, and those that every combination holds with it."""
    columns = rows[:, free]
    columns = columns / np.linalg.norm(columns, axis=0)
    alike = np.zeros(rows.shape[1], dtype=np.bool_)
    alike[free] = np.abs(columns[:, 0] @ columns) > 1 - _NOTHING
    return alike


def _without(rows: Vector, place: int) -> Vector:
    """A basis of the combinations that do without an atom."""
    pivot = int(np.abs(rows[:, place]).argmax())
    rest = np.delete(rows, pivot, axis=0)
    rest = rest - np.outer(rest[:, place] / rows[pivot, place], rows[pivot])
    return np.where(np.abs(rest) > _NOTHING, rest, 0.0)


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
    parts = Parts(list(atoms.values()))
    safe = np.array([not parts.too_small(one) for one in np.eye(len(atoms))])
    while True:
        others = parts.weights[~safe].sum(axis=0)
        tight = [place for place in np.flatnonzero(safe) if not _has_room(parts.weights[place], others)]
        if not tight:
            return {pattern for pattern, kept in zip(atoms, safe, strict=True) if kept}
        safe[tight] = False


def _has_room(weights: Vector, others: Vector) -> bool:
    """Whether nobody has too much of these recordings (a weight a worker), with any of the others added."""
    return bool(np.all(weights + others <= MAX_SHARE_OF_ONE_WORKER * (weights.sum() + others)))


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
