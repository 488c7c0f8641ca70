"""``make bench-profile``: how often the likely ranges of a profile hold the truth, and what profiles and reports cost.

    python -m tools.measure_profile [--services 1500]

Services are made up whose workers' true levels are known; ratings are whole numbers from 1 to 5. After the first, third
and sixth recording of one worker it is counted how often the 80 % likely range holds the true level of that day: under
the model that coder.analysis.pooling states (but for the whole numbers), and under two it does not state: visits that
differ three times as much between some workers as between others, with two evaluators half a step apart; and workers of
two kinds, with levels that jump after coaching instead of drifting. One line a figure, and the same in
bench-profile.json; a figure outside its budget does not fail the run. What pages cost from a store of 10,000 sessions
is in tools/bench_service.py.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from codebook.load import load_builtin
from coder.analysis.pooling import (
    DEFAULT_BETWEEN_SD,
    DEFAULT_WITHIN_SD,
    DRIFT_SD_PER_YEAR,
    change_since_first,
    running_estimates,
    service_spread,
)
from coder.analysis.profiles import build_profile, rating_counts
from coder.analysis.teams import build_report
from coder.domain.people import Person, Role, Team
from coder.exports.pdf import team_report_pdf
from tools import bench_service
from tools.bench import as_rows, line
from tools.bench_reports import FIRST, LAST, made_up_sessions
from tools.figure import Figure, cpu_ms
from tools.held import Held

SERVICES, WORKERS, RECORDINGS = 1_500, 20, 6
AFTER = (1, 3, 6)
# Four in five is meant; chance alone moves a share of 1,500 by a hundredth.
_LOW, _HIGH = 77.0, 90.0
_MIDDLE, _SEED = 3.0, 20261122
Vector = NDArray[np.float64]
Random = np.random.Generator


@dataclass(frozen=True)
class Made:
    """One principle in one service: true levels and ratings (workers × recordings), and years since the first one."""

    levels: Vector
    rated: Vector
    years: Vector


def _years(random: Random) -> Vector:
    years = np.sort(random.uniform(0, 1, (WORKERS, RECORDINGS)), axis=1)
    return years - years[:, :1]


def _as_rated(found: Vector) -> Vector:
    return np.clip(np.rint(found), 1, 5)


def stated(random: Random) -> Made:
    """As coder.analysis.pooling says, but for the whole numbers."""
    years = _years(random)
    steps = np.sqrt(np.diff(years, axis=1, prepend=0.0)) * DRIFT_SD_PER_YEAR
    start = random.normal(2.8, DEFAULT_BETWEEN_SD, (WORKERS, 1))
    levels = start + np.cumsum(random.normal(size=years.shape) * steps, axis=1)
    return Made(levels, _as_rated(levels + random.normal(0, DEFAULT_WITHIN_SD, levels.shape)), years)


def uneven(random: Random) -> Made:
    """Some workers' visits differ three times as much as others', and of two evaluators one is half a step stricter."""
    years = _years(random)
    levels = np.repeat(random.normal(2.5, DEFAULT_BETWEEN_SD, (WORKERS, 1)), RECORDINGS, axis=1)
    noise = random.normal(size=levels.shape) * random.choice((0.3, 0.9), (WORKERS, 1))
    strict = random.choice((-0.25, 0.25), levels.shape)
    return Made(levels, _as_rated(levels + noise + strict), years)


def jumping(random: Random) -> Made:
    """Workers of two kinds, more than a step apart, half of whom rise by 0.6 at once, as after coaching."""
    years = _years(random)
    start = random.choice((2.1, 3.3), (WORKERS, 1)) + random.normal(0, 0.15, (WORKERS, 1))
    risen = (years > random.uniform(0, 1, (WORKERS, 1))) & (random.random((WORKERS, 1)) < 0.5)
    levels = start + 0.6 * risen
    return Made(levels, _as_rated(levels + random.normal(0, DEFAULT_WITHIN_SD, levels.shape)), years)


POPULATIONS: dict[str, Callable[[Random], Made]] = {
    "as stated": stated,
    "uneven visits, two evaluators": uneven,
    "two kinds of workers, jumps": jumping,
}


def coverage(services: int) -> Iterator[Held | Figure]:
    """For each population: ranges of the level after 1, 3 and 6 recordings, of the change, and changes told of none."""
    for name, make in POPULATIONS.items():
        random = np.random.default_rng(_SEED)
        held: dict[int | str, list[tuple[bool, float]]] = {key: [] for key in (*AFTER, "change")}
        for _ in range(services):
            made = make(random)
            _add(held, made)
        for key, found in held.items():
            inside, widths = zip(*found, strict=True)
            what = "change since the first" if key == "change" else f"level after {key}"
            yield Held(f"{name}: {what}", 100 * float(np.mean(inside)), _LOW, _HIGH, float(np.mean(widths)))
    yield _told_of_none(services)


def _add(held: dict[int | str, list[tuple[bool, float]]], made: Made) -> None:
    values, years, levels = (list(map(float, one[0])) for one in (made.rated, made.years, made.levels))
    spread = service_spread([list(map(float, row)) for row in made.rated[1:]], _MIDDLE)
    ranges = running_estimates(values, years, spread)
    for count in AFTER:
        # A profile draws its ranges on the scale, so a level beyond the scale counts as its end.
        low, high = (min(5.0, max(1.0, end)) for end in (ranges[count - 1].low, ranges[count - 1].high))
        held[count].append((low <= min(5.0, max(1.0, levels[count - 1])) <= high, high - low))
    change = change_since_first(values, years, spread)
    if change is not None:
        held["change"].append((change.low <= levels[-1] - levels[0] <= change.high, change.high - change.low))


def _told_of_none(services: int) -> Figure:
    """How often a change is told of a worker whose level never moved: at most one in five by the range's own word."""
    random = np.random.default_rng(_SEED)
    told = 0
    for _ in range(services):
        level = random.normal(2.8, DEFAULT_BETWEEN_SD, (WORKERS, 1))
        rated = _as_rated(level + random.normal(0, DEFAULT_WITHIN_SD, (WORKERS, RECORDINGS)))
        spread = service_spread([list(map(float, row)) for row in rated[1:]], _MIDDLE)
        change = change_since_first(list(map(float, rated[0])), list(map(float, _years(random)[0])), spread)
        told += change is not None and change.excludes_zero
    return Figure("a change told of a worker who did not change", 100 * told / services, "%", 20.0)


def cost() -> Iterator[Figure]:
    """CPU of one profile and one team report among 10,000 sessions, without and with its PDF; medians of five."""
    book, sessions = load_builtin("msw"), made_up_sessions()
    worker = Person("w7", "W-07", "Made up", frozenset({Role.WORKER}), "team")
    own = [one for one in sessions if one.worker_id == worker.id]
    ratings = rating_counts(sessions, book)
    middle = FIRST.replace(year=FIRST.year + 1)
    earlier = [one for one in sessions if one.held_on < middle]
    team = Team("team", "Team")

    def median(act: Callable[[int], object]) -> float:
        return float(np.median(cpu_ms(act, 5)))

    yield Figure(
        "profile among 10,000 sessions",
        median(lambda _: build_profile(worker, "T", own, ratings, book, ())),
        "ms",
        100.0,
    )
    # A name of its own each time, so that the typesetter cannot hand out what it kept.
    yield Figure(
        "team report over 10,000 sessions, with its PDF",
        median(
            lambda number: team_report_pdf(
                build_report(Team(team.id, f"Team {number}"), sessions, earlier, book, middle, LAST), book
            )
        ),
        "ms",
        1000.0,
    )


def main() -> int:
    """Measure, print as it comes, and write."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--services", type=int, default=SERVICES, help="how many services are made up for each line")
    rows: list[dict[str, Any]] = []
    for figure in chain(cost(), bench_service.figures()):
        rows += as_rows([figure])
        print(line(figure), flush=True)
    for found in coverage(asked.parse_args().services):
        rows += [found.row()] if isinstance(found, Held) else as_rows([found])
        print(found.line() if isinstance(found, Held) else line(found), flush=True)
    text = json.dumps(rows, indent=1, ensure_ascii=False)
    Path("bench-profile.json").write_text(text + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
