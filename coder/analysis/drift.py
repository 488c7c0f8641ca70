"""How an evaluator's ratings lie beside gold and beside colleagues, over the last eight recordings (codebook §K).

Beside colleagues each rating is taken as what its recording has in common for all who rated it, plus how high the
evaluator rates (two-way additive model, least squares), counted from the evaluator in the middle (median). So whoever
was often paired with a colleague who rates high is not taken for one who rates low. With only two evaluators nobody can
tell which of them moved, and nothing is alerted.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import fmean, median

import numpy as np

from coder.domain.training import DRIFT_OVER, MOST_BIAS, Against, Drift, DriftPoint

GOLD, PEERS = "gold recordings", "colleagues"
Ratings = Mapping[str, int | None]


@dataclass(frozen=True)
class RatedTogether:
    """One recording with its ratings by evaluator (principle → value, None for not evaluable), and when each locked."""

    session_id: str
    ratings: Mapping[str, Ratings]
    locked_at: Mapping[str, datetime]


@dataclass(frozen=True)
class RatedGold:
    """One gold recording as an evaluator and as the experts rated it."""

    session_id: str
    own: Ratings
    expert: Ratings
    locked_at: datetime


def against_gold(recordings: Iterable[RatedGold]) -> Against:
    """One evaluator against the experts; order plays no part but that the last eight locked count."""
    ordered = sorted(recordings, key=lambda one: (one.locked_at, one.session_id))
    apart = [(one.locked_at, _differences(one.own, one.expert)) for one in ordered]
    apart = [(at, found) for at, found in apart if found]
    last = [pair for _, found in apart[-DRIFT_OVER:] for pair in found]
    bias = _mean(difference for _, difference in last)
    by_principle = _by_principle(last)
    return _against(GOLD, min(len(apart), DRIFT_OVER), bias, by_principle, [d for _, d in last], _points(apart), True)


def against_peers(recordings: Sequence[RatedTogether], wanted: Container[str] | None = None) -> dict[str, Against]:
    """Every evaluator who rated beside somebody else, against all who are linked with them by common recordings.

    With ``wanted`` only of these, which are the same as among all.
    """
    mine: dict[str, list[RatedTogether]] = defaultdict(list)
    recordings = sorted(recordings, key=lambda one: one.session_id)
    for one in recordings:
        for person in one.ratings:
            if len(one.ratings) > 1:
                mine[person].append(one)
    for person, found in mine.items():
        found.sort(key=lambda one: (one.locked_at[person], one.session_id))
    window = {person: {one.session_id for one in found[-DRIFT_OVER:]} for person, found in mine.items()}
    cells = [
        (f"{one.session_id} {principle}", principle, person, value)
        for one in recordings
        for person, ratings in one.ratings.items()
        for principle, value in ratings.items()
        if value is not None and one.session_id in window.get(person, ())
    ]
    overall = _effects([(unit, person, value) for unit, _, person, value in cells])
    principles = sorted({principle for _, principle, _, _ in cells})
    each = {p: _effects([(unit, who, value) for unit, q, who, value in cells if q == p]) for p in principles}
    told = [person for person in sorted(mine) if wanted is None or person in wanted]
    return {person: _peer(person, mine[person], overall, each) for person in told}


def drift_of(person_id: str, code: str, gold: Against, peers: Against, names: Mapping[str, str]) -> Drift:
    """Both put together, with a sentence that offers something and blames nobody.

    ``names`` are those of the principles by id, which the sentence tells them by.
    """
    return Drift(person_id, code, gold, peers, _sentence(gold if gold.alert or peers.bias is None else peers, names))


def no_peers() -> Against:
    """An evaluator who has rated nothing beside somebody else."""
    return _against(PEERS, 0, None, {}, [], (), True)


def _peer(
    person: str,
    found: Sequence[RatedTogether],
    overall: Mapping[str, tuple[float, int]],
    each: Mapping[str, Mapping[str, tuple[float, int]]],
) -> Against:
    apart = []
    for one in found:
        others = [ratings for who, ratings in one.ratings.items() if who != person]
        pairs = [pair for ratings in others for pair in _differences(one.ratings[person], ratings)]
        if pairs:
            apart.append((one.locked_at[person], pairs))
    last = [difference for _, pairs in apart[-DRIFT_OVER:] for _, difference in pairs]
    bias, linked = overall.get(person, (None, 0))
    by_principle = {p: effects[person][0] for p, effects in each.items() if person in effects}
    recordings = min(len(apart), DRIFT_OVER)
    return _against(PEERS, recordings, bias, by_principle, last, _points(apart), linked > 2)


def _effects(cells: Sequence[tuple[str, str, int]]) -> dict[str, tuple[float, int]]:
    """How much higher each evaluator rates than the middle of those they are linked with, and how many these are.

    Of two it is how much higher than the other.

    Least squares of value = unit + evaluator, the units swept out by taking their means away.
    """
    by_unit: dict[str, list[tuple[str, int]]] = defaultdict(list)
    for unit, person, value in cells:
        by_unit[unit].append((person, value))
    shared = [rows for rows in by_unit.values() if len(rows) > 1]
    people = sorted({person for rows in shared for person, _ in rows})
    column = {person: n for n, person in enumerate(people)}
    design, values = [], []
    for rows in shared:
        mean = np.zeros(len(people))
        for person, _ in rows:
            mean[column[person]] += 1 / len(rows)
        for person, value in rows:
            row = -mean
            row[column[person]] += 1
            design.append(row)
            values.append(value - fmean(v for _, v in rows))
    if not design:
        return {}
    # Only differences mean something, and only within those who are linked by common recordings.
    found = np.linalg.lstsq(np.array(design), np.array(values), rcond=None)[0]
    level = {person: float(found[column[person]]) for person in people}
    groups = _linked(people, shared)
    return {
        person: (level[person] - median(level[one] for one in group if len(group) > 2 or one != person), len(group))
        for person, group in groups.items()
    }


def _linked(people: Sequence[str], shared: Iterable[Sequence[tuple[str, int]]]) -> dict[str, set[str]]:
    """For each person who is linked with them by common recordings, themselves included."""
    group = {person: {person} for person in people}
    for rows in shared:
        joined = set().union(*(group[person] for person, _ in rows))
        for person in joined:
            group[person] = joined
    return group


def _against(
    reference: str,
    recordings: int,
    bias: float | None,
    by_principle: Mapping[str, float],
    apart: Sequence[float],
    points: tuple[DriftPoint, ...],
    tellable: bool,
) -> Against:
    note = ""
    if recordings < DRIFT_OVER:
        note = f"{recordings} of {DRIFT_OVER} recordings: too few to tell."
    elif not tellable:
        note = "With one colleague only, nobody can tell which of the two rates otherwise."
    return Against(
        reference=reference,
        recordings=recordings,
        bias=bias,
        within_one=_mean(abs(one) <= 1 for one in apart),
        exact=_mean(one == 0 for one in apart),
        by_principle=dict(by_principle),
        points=points,
        alert=not note and bias is not None and abs(bias) > MOST_BIAS,
        note=note,
    )


def _differences(own: Ratings, other: Ratings) -> list[tuple[str, float]]:
    pairs = ((p, value, other.get(p)) for p, value in own.items())
    return [(p, float(mine - theirs)) for p, mine, theirs in pairs if mine is not None and theirs is not None]


def _by_principle(pairs: Sequence[tuple[str, float]]) -> dict[str, float]:
    return {p: fmean(d for q, d in pairs if q == p) for p in dict.fromkeys(p for p, _ in pairs)}


def _points(apart: Sequence[tuple[datetime, list[tuple[str, float]]]]) -> tuple[DriftPoint, ...]:
    found = []
    for end in range(1, len(apart) + 1):
        part = apart[max(0, end - DRIFT_OVER) : end]
        bias = fmean(difference for _, pairs in part for _, difference in pairs)
        found.append(DriftPoint(apart[end - 1][0], bias, len(part)))
    return tuple(found)


def _mean(values: Iterable[float]) -> float | None:
    found = list(values)
    return fmean(found) if found else None


def _sentence(one: Against, names: Mapping[str, str]) -> str:
    if one.bias is None:
        return "Nothing to compare yet: that takes recordings a colleague coded too, or the whole gold set locked."
    beside = "the experts' ratings" if one.reference == GOLD else "those of colleagues"
    if not one.alert:
        return one.note or f"Ratings lie where {beside} lie."
    way = "above" if one.bias > 0 else "below"
    most = sorted(one.by_principle, key=lambda p: abs(one.by_principle[p]), reverse=True)[:2]
    return (
        f"Over the last {one.recordings} recordings ratings lay {abs(one.bias):.1f} steps {way} {beside}, most on "
        f"{' and '.join(names.get(p, p) for p in most)}. A good moment to recalibrate: code one recording blind with a "
        "colleague and compare what each of you heard against the anchors."
    )
