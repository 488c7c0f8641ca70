"""Who coded the demo's recordings a second or third time, and the evaluator who drifts.

One evaluator comes to rate higher in the course of the year, so that the pages about agreement and drift have something
to show. They drift in second codings only: the means that profiles and reports show stay at the published level.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from random import Random
from typing import Final

from coder.demo.evidence import DemoMoment, DemoRating
from coder.demo.ratings import Values, rate_again
from coder.demo.roster import EVALUATORS
from coder.demo.talk import DemoCode

DRIFTING: Final = "E-04"
# Of the double-coded recordings of the year, in their order: from here on the drifting evaluator rates higher.
DRIFTS_FROM: Final = 14
_HIGHER: Final = 0.95
_THIRD_EVERY: Final = 4
# How often a second evaluator hears a code as the first does, and how often they give none.
_SAME_CODE: Final = 0.78
_NO_CODE: Final = 0.08
_SAME_MOMENT: Final = 0.7
_NEARBY: Final = {
    "OQ": "CQ",
    "CQ": "OQ",
    "SR": "CR",
    "CR": "SR",
    "GI": "FAC",
    "FAC": "GI",
    "ADU": "DIR",
    "DIR": "ADU",
    "CON": "BLX",
    "STR": "AF",
}


@dataclass(frozen=True)
class DemoBeside:
    """A second or third coding of a recording."""

    evaluator: str
    ratings: tuple[DemoRating, ...]
    codes: tuple[DemoCode, ...]
    bright: tuple[DemoMoment, ...] = ()


def coders(place: int, first: str) -> tuple[str, ...]:
    """Who codes the recording with this place among the double-coded ones, the first evaluator first.

    The drifting one is never first here, is the second in every other one and in all late ones; every fourth has a
    third.
    """
    steady = [person.code for person in EVALUATORS if person.code != DRIFTING]
    first = first if first != DRIFTING else steady[place % len(steady)]
    rest = [code for code in steady if code != first]
    drifting = place % 2 == 0 or place >= DRIFTS_FROM
    found = (first, DRIFTING if drifting else rest[place % len(rest)])
    third = [code for code in rest if code not in found]
    return (*found, third[0]) if place % _THIRD_EVERY == 0 else found


def rated_beside(values: Values, place: int, evaluator: str, chance: Random) -> Values:
    """What a second or third evaluator gave: mostly the same; of the one who drifts, late in the year, higher."""
    again = rate_again(values, chance)
    if evaluator != DRIFTING or place < DRIFTS_FROM:
        return again
    return {p: min(5, value + (chance.random() < _HIGHER)) for p, value in again.items()}


def coded_beside(codes: Sequence[DemoCode], chance: Random) -> tuple[DemoCode, ...]:
    """The codes as another evaluator heard them: mostly the same, now and then a neighbour or none."""
    found = []
    for one in codes:
        drawn = chance.random()
        if drawn < _NO_CODE:
            continue
        code = one.code if drawn < _NO_CODE + _SAME_CODE else _NEARBY.get(one.code, one.code)
        start = round(one.start_s + chance.uniform(0, 0.4), 1)
        found.append(DemoCode(start, round(max(start + 0.5, one.end_s - chance.uniform(0, 0.4)), 1), code, one.number))
    return tuple(found)


def bright_beside(bright: Sequence[DemoMoment], chance: Random) -> tuple[DemoMoment, ...]:
    """The bright moments another evaluator marked: most of the first one's, with ends of their own."""
    return tuple(
        replace(one, start_s=round(one.start_s + chance.uniform(0, 2.5), 1), end_s=round(one.end_s + 1.0, 1))
        for one in bright
        if chance.random() < _SAME_MOMENT
    )
