"""Evidence for invented ratings: moments in time that obey the evidence rule."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import Final

from coder.demo.phrases import AGAINST, BRIGHT, REASONS
from coder.demo.ratings import HIGHEST, LOWEST
from coder.domain.coding import Direction

_MIDDLE: Final = 3
_EDGE_S: Final = 60.0
_CLIP_S: Final = (8.0, 28.0)


@dataclass(frozen=True)
class DemoMoment:
    """A stretch of an invented recording in seconds, with what the evaluator wrote about it."""

    start_s: float
    end_s: float
    direction: Direction
    note: str


@dataclass(frozen=True)
class DemoRating:
    """A rating 1–5, or None for not evaluable, with its reason and as much evidence as the rule asks for."""

    principle: str
    value: int | None
    reason: str
    evidence: tuple[DemoMoment, ...] = ()


def with_evidence(principle: str, value: int, duration_s: float, chance: Random) -> DemoRating:
    """A rating with its evidence: two to four moments off the middle, in all three thirds for a 1 or a 5.

    Follows the rule for evidence in the codebook (A5). ``duration_s`` is the recording's length, 180 s or more.
    """
    extreme = value in (LOWEST, HIGHEST)
    count = (
        chance.choice((3, 3, 4))
        if extreme
        else chance.choice((2, 2, 3))
        if value != _MIDDLE
        else chance.choice((0, 1, 2))
    )
    first_third = chance.randrange(3)
    directions = sorted((_direction(value, number) for number in range(count)), key=lambda _: chance.random())
    notes = {
        Direction.FOR: chance.sample(BRIGHT[principle], 4),
        Direction.AGAINST: chance.sample(AGAINST[principle], 4),
    }
    moments = [
        _moment(duration_s, (first_third + number) % 3, direction, notes[direction][number], chance)
        for number, direction in enumerate(directions)
    ]
    reason = REASONS[principle][0 if value < _MIDDLE else 1 if value == _MIDDLE else 2]
    return DemoRating(principle, value, reason, tuple(sorted(moments, key=lambda moment: moment.start_s)))


def _direction(value: int, number: int) -> Direction:
    """What the number-th moment says: with the rating first, and the third of a 2, 3 or 4 the other way."""
    leans_for = value > _MIDDLE or (value == _MIDDLE and number % 2 == 0)
    other_way = number == 2 and LOWEST < value < HIGHEST
    return Direction.FOR if leans_for != other_way else Direction.AGAINST


def _moment(duration_s: float, third: int, direction: Direction, note: str, chance: Random) -> DemoMoment:
    length = chance.uniform(*_CLIP_S)
    earliest = max(min(_EDGE_S, duration_s / 12), duration_s * third / 3)
    latest = duration_s * (third + 1) / 3 - length
    start = round(chance.uniform(earliest, latest), 1)
    return DemoMoment(start, round(start + length, 1), direction, note)
