"""Ratings blurred by lot, so that not even colleagues who know all other ratings can work out a person's.

Whoever knows everybody's ratings but one worker's can subtract them from any true count, however many people it is made
of; no threshold helps. So before ratings are added up for a team, one in five is taken out by lot and a number drawn
from a fixed spread over the scale is put in its place (post-randomisation: Gouweleeuw, Kooiman, Willenborg & de Wolf,
J. Official Statistics 14 (1998) 463–478). A number in a report may always be one of these, so nothing follows from it
with certainty. The lot of a recording is drawn once, by a key that only the store has: asking again, another period, a
cut or another file show the same draw, and nothing averages out.

What it costs: shares of a team's report move by three points on average, half of what chance in which visits are
recorded does anyway; what it gains is measured by tools/attack_reports.py (docs/team-reports.md). A profile is never
blurred.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from hashlib import blake2b

from codebook.schema import Codebook, Rules
from coder.domain.profiles import CodedSession

# One in five leaves somebody who knows all but one worker's ratings hardly better informed; one in ten does not.
REPLACED_SHARE = 0.2
_DRAW_BYTES = 6
_WHOLE = 1 << 8 * _DRAW_BYTES


def blurred(sessions: Iterable[CodedSession], codebook: Codebook, key: bytes) -> list[CodedSession]:
    """The sessions with one rating in five replaced by lot; "not evaluable" stays. For sums over a team only.

    ``key`` (up to 64 bytes) is the store's own: whoever has it can tell which ratings were replaced.
    """
    spread = _spread(codebook.rules)
    return [
        replace(
            session,
            ratings={
                principle_id: value if value is None else _drawn(value, session.session_id, principle_id, key, spread)
                for principle_id, value in session.ratings.items()
            },
        )
        for session in sessions
    ]


def _spread(rules: Rules) -> tuple[int, ...]:
    """Every value of the scale, the middle most often: 1, 2, 2, 3, 3, 3, 4, 4, 5 for a scale from 1 to 5."""
    return tuple(
        value for value in rules.values for _ in range(min(value - rules.scale_min, rules.scale_max - value) + 1)
    )


def _drawn(value: int, session_id: str, principle_id: str, key: bytes, spread: tuple[int, ...]) -> int:
    # The value is not part of what is drawn from: a rating corrected later meets the same lot.
    draw = blake2b(f"{session_id} {principle_id}".encode(), key=key, digest_size=2 * _DRAW_BYTES).digest()
    if int.from_bytes(draw[:_DRAW_BYTES]) >= REPLACED_SHARE * _WHOLE:
        return value
    return spread[int.from_bytes(draw[_DRAW_BYTES:]) * len(spread) // _WHOLE]
