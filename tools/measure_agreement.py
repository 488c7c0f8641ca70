"""``make bench-agreement``: how often the intervals of agreement hold the truth, and what ten thousand sessions cost.

    python -m tools.measure_agreement [--tables 400]

Populations are drawn whose figures are known from 400,000 of their units. From each, tables of 20, 50 and 100 are drawn
again and again, and it is counted how often the 95 % interval of a figure holds that of the population. Two raters with
a bias of their own, and three; ratings from 1 to 5, and codes. One line a figure, and the same in
bench-agreement.json; a figure outside its budget does not fail the run.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

from coder.analysis.agreement.codes import CodedRecording, coding_agreement
from coder.analysis.agreement.figures import Level
from coder.analysis.agreement.ratings import rating_agreement
from coder.analysis.agreement.tables import RatingTable
from tools.bench import as_rows, line
from tools.figure import Figure
from tools.held import Held

SIZES = (20, 50, 100)
RATINGS = ("icc_2_1", "icc_2_k", "alpha", "weighted_kappa", "kappa", "ac2", "exact")
CODES = ("kappa", "alpha", "ac1")
_POPULATION, _SESSIONS, _UTTERANCES = 400_000, 10_000, 40
_LOW, _HIGH = 92.0, 97.0
_SCALE = (1, 2, 3, 4, 5)
# Where what is found is cut into ratings from 1 to 5: mostly around 3, mostly 4 and 5, mostly 1 and 2, hardly any end.
_CUTS = {
    "": (-1.3, -0.4, 0.4, 1.3),
    ", mostly high": (-2.2, -1.5, -0.7, 0.4),
    ", mostly low": (-0.2, 0.6, 1.3, 2.0),
    ", hardly an end": (-2.2, -1.0, 1.0, 2.2),
}
_POPULATIONS = ((2, 0.7, ""), (3, 0.7, ""), (2, 0.9, ""), (2, 0.4, ""))
# Of AC2 and exact drawn only after their intervals had been chosen, so that they say whether these hold elsewhere.
_OTHERS = (
    (2, 0.5, ", mostly high"),
    (2, 0.85, ", mostly low"),
    (3, 0.5, ", hardly an end"),
    (5, 0.8, ""),
)
_SEED = 20261122
# As many as some minutes allow; chance alone moves a figure by 1.1.
_TABLES = 400
Random = np.random.Generator


def ratings_of(random: Random, units: int, raters: int, alike: float, where: str = "") -> RatingTable:
    """Ratings that share ``alike`` (0–1) of their variance, cut into five steps, by raters 0.1 lower to 0.1 higher."""
    bias = np.linspace(-0.1, 0.1, raters)
    own = random.normal(size=(units, raters)) * (1 - alike) ** 0.5
    found = random.normal(size=(units, 1)) * alike**0.5 + own + bias
    names = tuple(f"r{place}" for place in range(raters))
    values = np.digitize(found, _CUTS[where]).astype(float) + 1
    return RatingTable(Level.ORDINAL, tuple(map(str, range(units))), names, _SCALE, values)


def codes_of(random: Random, recordings: int) -> list[CodedRecording]:
    """Recordings of 40 utterances in which one code is now more, now less often given; two coders agree on most."""
    often = np.clip(random.normal(0.25, 0.1, size=(recordings, 1)), 0.02, 0.9)
    truth = random.random((recordings, _UTTERANCES)) < often
    careful = random.random((recordings, 1)) * 0.2
    given = [(random.random(truth.shape) < careful) ^ truth for _ in range(2)]
    return [
        CodedRecording(f"{place:06}", {f"e{who}": np.where(given[who][place], "OQ", "GI").tolist() for who in range(2)})
        for place in range(recordings)
    ]


def coverage(
    name: str, figures: Callable[[Random, int], dict[str, Any]], keys: tuple[str, ...], tables: int, population: int
) -> Iterator[Held]:
    """The share of tables, in per cent, whose interval holds the figure of the population, for each size and figure."""
    random = np.random.default_rng(_SEED)
    truth = {key: one.value for key, one in figures(random, population).items()}
    for size in SIZES:
        held: Counter[str] = Counter()
        judged: Counter[str] = Counter()
        for _ in range(tables):
            for key, one in figures(random, size).items():
                if one.low is not None:
                    judged[key] += 1
                    held[key] += one.low <= truth[key] <= one.high
        for key in keys:
            yield Held(f"{name}, n = {size}: {key} of {truth[key]:.2f}", 100 * held[key] / judged[key], _LOW, _HIGH)


def all_coverage(tables: int) -> Iterator[Held]:
    """Coverage over two to four raters, higher and lower agreement, more and less even ratings, and codes."""
    for raters, alike, where in _POPULATIONS + _OTHERS:

        def ratings(random: Random, units: int, of: tuple[int, float, str] = (raters, alike, where)) -> dict[str, Any]:
            found = rating_agreement(ratings_of(random, units, *of))
            return {key: getattr(found, key) for key in RATINGS}

        yield from coverage(f"{raters} raters, {alike:.0%} shared{where}", ratings, RATINGS, tables, _POPULATION)

    def codes(random: Random, recordings: int) -> dict[str, Any]:
        (one,) = coding_agreement(codes_of(random, recordings), ["OQ"]).codes
        return {key: getattr(one, key) for key in CODES}

    yield from coverage("one code, 2 coders", codes, CODES, tables // 2, _POPULATION // 20)


def sessions(random: Random, raters: int) -> list[tuple[str, str, int]]:
    """Ratings of one principle of 10,000 recordings, each by two of the evaluators."""
    talk = random.normal(2.8, 0.9, _SESSIONS)
    who = np.array([random.choice(raters, 2, replace=False) for _ in range(_SESSIONS)])
    given = np.clip(np.round(talk[:, None] + random.normal(0, 0.6, (_SESSIONS, 2))), 1, 5).astype(int)
    return [
        (f"s{place:05}", f"e{who[place, side]:02}", int(given[place, side]))
        for place in range(_SESSIONS)
        for side in (0, 1)
    ]


def cost() -> Iterator[Figure]:
    """CPU seconds for 10,000 double-coded sessions: seven principles with all figures, and two codes."""
    random = np.random.default_rng(_SEED)
    for raters in (2, 12):
        principles = [sessions(random, raters) for _ in range(7)]
        before = time.process_time()
        for rows in principles:
            rating_agreement(RatingTable.of(rows, Level.ORDINAL, _SCALE))
        yield Figure(f"10,000 sessions, 7 principles, {raters} evaluators", time.process_time() - before, "s CPU", 2.0)
    coded = codes_of(random, _SESSIONS)
    before = time.process_time()
    coding_agreement(coded, ["OQ", "GI"])
    yield Figure("10,000 sessions of 40 utterances, 2 codes", time.process_time() - before, "s CPU", 2.0)


def main() -> int:
    """Measure, print as it comes, and write."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--tables", type=int, default=_TABLES, help="tables drawn for each size; half as many of codes")
    options = asked.parse_args()
    rows = []
    for figure in cost():
        rows += as_rows([figure])
        print(line(figure), flush=True)
    for held in all_coverage(options.tables):
        rows.append(held.row())
        print(held.line(), flush=True)
    text = json.dumps(rows, indent=1, ensure_ascii=False)
    Path("bench-agreement.json").write_text(text + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
