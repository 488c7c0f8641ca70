"""How invented workers talk: counts of utterance codes that go with their ratings.

Many closed questions, few reflections: that is what studies of this field find (a reflection to about four questions).
"""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import Final

from coder.demo.ratings import Values

UTTERANCES_A_MINUTE: Final = 4.0
TALK_SHARE: Final = (0.42, 0.66)

# Share of each code where every rating is 3, in thousandths, and what one step up on a principle adds to it.
_SHARES: Final = {
    "OQ": (100, "EVO", 18),
    "CQ": (215, "EMP", -22),
    "SR": (48, "EMP", 9),
    "CR": (32, "EMP", 14),
    "AF": (20, "EMP", 5),
    "SU": (20, "EMP", 4),
    "COL": (34, "COL", 11),
    "AUT": (14, "AUT", 7),
    "STR": (62, "PUR", 10),
    "GI": (155, "COL", -14),
    "CON": (38, "CLA", 9),
    "BLX": (9, "CLA", 3),
    "ADP": (20, "AUT", 5),
    "ADU": (52, "COL", -12),
    "DIR": (28, "AUT", -7),
    "WRN": (9, "AUT", -4),
    "CFT": (9, "EMP", -4),
    "PLN": (40, "PUR", 8),
    "FAC": (75, "EMP", 6),
    "OTH": (60, "PUR", -6),
}
_MIDDLE: Final = 3


def code_counts(ratings: Values, minutes: float, chance: Random) -> dict[str, int]:
    """How often each worker code was given in the coded part of a recording (minutes > 0); codes with 0 left out."""
    weights = [max(1.0, base + step * (ratings[p] - _MIDDLE)) for base, p, step in _SHARES.values()]
    total = max(12, round(minutes * chance.gauss(UTTERANCES_A_MINUTE, 0.5)))
    drawn = chance.choices(tuple(_SHARES), weights, k=total)
    return {code: drawn.count(code) for code in _SHARES if code in drawn}


@dataclass(frozen=True)
class DemoCode:
    """One code on a stretch of an invented recording, in seconds; ``number`` counts the coded stretches from 0."""

    start_s: float
    end_s: float
    code: str
    number: int


def spread(counts: dict[str, int], start_s: float, minutes: float, chance: Random) -> tuple[DemoCode, ...]:
    """Give the counted codes places in time, in a drawn order and without overlap, from ``start_s`` on."""
    codes = [code for code, count in counts.items() for _ in range(count)]
    chance.shuffle(codes)
    room = minutes * 60 / len(codes)
    found = []
    for number, code in enumerate(codes):
        start = round(start_s + room * (number + chance.uniform(0, 0.3)), 1)
        found.append(DemoCode(start, round(start + room * chance.uniform(0.2, 0.6), 1), code, number))
    return tuple(found)
