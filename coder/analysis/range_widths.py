"""How wide the likely ranges of a profile are before any rating is seen: by our assumptions alone."""

from __future__ import annotations

from collections.abc import Sequence

from coder.analysis.pooling import running_estimates, service_spread

# Six recordings a year, as the programme asks.
_YEARS_BETWEEN = 1 / 6


def half_widths(counts: Sequence[int], middle: float = 3.0) -> tuple[float, ...]:
    """Half the width of the likely range (80 %) after each number of recordings (1 or more), in steps of the scale.

    For a service without other ratings, recordings two months apart. The width does not depend on what was rated (see
    coder.analysis.pooling), so any ratings do.
    """
    years = [place * _YEARS_BETWEEN for place in range(max(counts))]
    ranges = running_estimates([middle] * len(years), years, service_spread([], middle))
    return tuple((ranges[count - 1].high - ranges[count - 1].low) / 2 for count in counts)
