"""``make attack-reports``: what somebody could work out about one person from all team reports of a service.

    python -m tools.attack_reports [--services 520] [--steps 20]

Services are made up with a few teams each, some of them small, with workers who join, leave and change teams,
recordings that are coded late, ratings that are corrected and recordings that are withdrawn. Each half year somebody
asks for everything there is to ask for: years, quarters and odd periods of each team and of the whole service, cuts by
context, and all of it again later. Then it is attacked, without using the program's own reasoning:

* *Subtracting.* Reports are added to and subtracted from each other wherever that leaves fewer recordings; what is left
  is held against the rules (5 workers, 10 recordings, nobody above 40 %).
* *Taking away one's own.* A worker takes their own ratings away from each report of theirs; what is left must be of
  several colleagues, and not all of one value.
* *Putting together.* Two workers of a team tell each other their ratings and take both away. Nothing keeps people from
  talking; how often all that is left is one value is told, and no more is promised.

One line a figure, and the same in attack-reports.json.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from itertools import combinations
from pathlib import Path
from random import Random

import numpy as np
from numpy.typing import NDArray

from codebook.load import load_builtin
from codebook.schema import Codebook
from coder.analysis import differencing
from coder.analysis.disclosure import NOT_EVALUABLE, too_small
from coder.analysis.releases import Released, Wanted, release
from coder.analysis.teams import within
from coder.domain.people import Team
from coder.domain.profiles import CodedSession
from coder.domain.reports import (
    MAX_SHARE_OF_ONE_WORKER,
    MIN_RECORDINGS,
    MIN_WORKERS,
    WHOLE_SERVICE,
    Cut,
    CutBy,
)
from tools.bench import as_rows, line, verdict
from tools.figure import Figure

SERVICES = 520
# Fewer than in the program, which saves time: more reports are held back, and the same rules hold for the others.
STEPS = 20
QUARTERS = (2, 4, 6, 8)
# Two principles stand for seven, which are handled alike; the first is often not evaluable.
PRINCIPLES = ("EVO", "EMP")
_BOOK = load_builtin("msw")
BOOK: Codebook = replace(_BOOK, principles=tuple(_BOOK.principle(one) for one in PRINCIPLES))
_WITHOUT_CODES = replace(BOOK, measures=())
# Sums of codes cost most of the time, and are attacked in one service of so many.
_CODES_IN_ONE_OF = 5
_TOLD_EVERY = 20
_FIRST = date(2025, 1, 1)
_STAGES, _KINDS = ("first", "second", "ongoing", "closing"), ("visit", "visit", "visit", "telephone", "direct work")
_YEAR = 365
_CODES = ("OQ", "CQ", "SR", "CR")
_LEVELS = {"EVO": 2.1, "EMP": 2.7}
_NOT_COUNTED = -1.0
Matrix = NDArray[np.float64]


@dataclass
class Service:
    """A made-up service: its recordings, in the order in which they are coded, and all that it released."""

    teams: tuple[Team, ...]
    sessions: list[CodedSession]
    coded_on: dict[str, date]
    stage: dict[str, str]
    book: Codebook
    released: list[Released] = field(default_factory=list)
    # For each released report, what had been rated by then.
    truth: list[dict[str, CodedSession]] = field(default_factory=list)
    years_asked: int = 0
    years_shown: int = 0

    def known(self, today: date) -> list[CodedSession]:
        """What is coded by then."""
        return [one for one in self.sessions if self.coded_on[one.session_id] <= today]


def made_up(seed: int) -> Service:
    """Three to five teams of 3 to 9 workers over two years; the same for the same seed."""
    chance = Random(seed)
    teams = tuple(Team(f"t{number}", f"Team {number}") for number in range(chance.randint(3, 5)))
    book = _WITHOUT_CODES if seed % _CODES_IN_ONE_OF else BOOK
    service = Service(teams, [], {}, {}, book)
    for team in teams:
        for number in range(chance.randint(3, 9)):
            _add_worker(service, chance, f"{team.id}w{number}", team.id)
    return service


def _add_worker(service: Service, chance: Random, worker_id: str, team_id: str) -> None:
    came = chance.choice((0, 0, 0, chance.randrange(600)))
    left = chance.choice((730, 730, 730, chance.randrange(100, 730)))
    moves = chance.randrange(730) if chance.random() < 0.1 else 10_000
    levels = {one: level + chance.gauss(0, 0.5) for one, level in _LEVELS.items()}
    # Some have far more recordings than their colleagues.
    each = chance.choice((5, 6, 6, 14))
    for day in sorted(chance.randrange(730) for _ in range(2 * each)):
        if came <= day < left:
            elsewhere = chance.choice(service.teams).id if day >= moves else team_id
            _add_session(service, chance, worker_id, elsewhere, _FIRST + timedelta(days=day), levels)


def _add_session(
    service: Service, chance: Random, worker_id: str, team_id: str, day: date, levels: dict[str, float]
) -> None:
    session_id = f"s{len(service.sessions)}"
    ratings: dict[str, int | None] = {
        one: min(5, max(1, round(level + chance.gauss(0, 0.6)))) for one, level in levels.items()
    }
    if chance.random() < 0.07:
        ratings["EVO"] = None
    service.sessions.append(
        CodedSession(
            session_id=session_id,
            session_code=session_id,
            worker_id=worker_id,
            team_id=team_id,
            held_on=day,
            kind=chance.choice(_KINDS),
            context="",
            codebook_id=BOOK.id,
            codebook_version=BOOK.version,
            ratings=ratings,
            evidence_counts={},
            code_counts={code: chance.randrange(30) for code in _CODES},
            double_coded=chance.random() < 0.2,
        )
    )
    late = chance.randrange(200) if chance.random() < 0.1 else chance.randrange(20)
    service.coded_on[session_id] = day + timedelta(days=late)
    service.stage[session_id] = chance.choice(_STAGES)


def publish(service: Service, chance: Random, quarters: Sequence[int] = QUARTERS) -> None:
    """Somebody asks for everything at the end of each of these quarters; and things are changed in between."""
    for quarter in quarters:
        today = _FIRST + timedelta(days=round(quarter * 91.25) + chance.randrange(10))
        known = service.known(today)
        for wanted in _questions(service, chance, today):
            _ask(service, wanted, today, known)
        _change_something(service, chance, today)


def _ask(service: Service, wanted: Wanted, today: date, known: Sequence[CodedSession]) -> None:
    """Have the report made as the service would show it, and keep it where it is a new one."""
    of_cut = [one for one in known if _in_cut(service, one, wanted.cut)]
    report, numbers = release(wanted, of_cut, service.book, service.released, today)
    if numbers is not None:
        service.released.append(Released(report, numbers))
        service.truth.append({one.session_id: one for one in known})
    if wanted.cut is None and (wanted.end - wanted.start).days == _YEAR - 1:
        of_team = within(known, wanted.team.id, wanted.start, wanted.end)
        if not too_small(Counter(one.worker_id for one in of_team), len(of_team)):
            service.years_asked += 1
            service.years_shown += not report.suppressed_because


def _in_cut(service: Service, session: CodedSession, cut: Cut | None) -> bool:
    if cut is None:
        return True
    return cut.value == (session.kind if cut.by is CutBy.KIND else service.stage[session.session_id])


def _questions(service: Service, chance: Random, today: date) -> list[Wanted]:
    periods = [
        (today - timedelta(days=_YEAR - 1), today),
        (today - timedelta(days=90), today),
        (today - timedelta(days=chance.randrange(30, 400)), today - timedelta(days=chance.randrange(29))),
    ]
    whole = Team(WHOLE_SERVICE, "The whole service")
    asked = [Wanted(team, *period, None, service.teams) for team in (*service.teams, whole) for period in periods]
    cuts = [Cut(CutBy.STAGE, value) for value in _STAGES] + [Cut(CutBy.KIND, value) for value in sorted({*_KINDS})]
    asked += [Wanted(chance.choice((*service.teams, whole)), *periods[0], cut, service.teams) for cut in cuts]
    chance.shuffle(asked)
    return asked


def _change_something(service: Service, chance: Random, today: date) -> None:
    known = service.known(today)
    if not known:
        return
    corrected, withdrawn = chance.choice(known), chance.choice(known)
    place = service.sessions.index(corrected)
    service.sessions[place] = replace(corrected, ratings={**corrected.ratings, "EMP": chance.randint(1, 5)})
    service.sessions = [one for one in service.sessions if one.session_id != withdrawn.session_id]


Part = tuple[str, str]


def sets_shown(service: Service, figure_id: str) -> list[dict[Part, str]]:
    """For each figure shown, its recordings with what they added, and whose they are."""
    shown: dict[frozenset[Part], dict[Part, str]] = {}
    for one in service.released:
        for figure in one.numbers.shown:
            if figure.figure_id == figure_id:
                members = {(part.session_id, part.value): part.worker_id for part in figure.contributions}
                shown[frozenset(members)] = members
    return list(shown.values())


def exposed_by_subtracting(service: Service, figure_id: str) -> int:
    """How many sums and differences of reports an attacker finds that tell of too few people."""
    shown = sets_shown(service, figure_id)
    if len(shown) < 2:
        return 0
    members = sorted({member for one in shown for member in one})
    matrix = np.array([[float(member in one) for member in members] for one in shown])
    whose = {member: worker for one in shown for member, worker in one.items()}
    workers = sorted(set(whose.values()))
    of_worker = np.array([[float(whose[member] == worker) for worker in workers] for member in members])
    added = np.array([_added(value) for _, value in members])
    return sum(_too_few(one, added, of_worker) for start in matrix for one in _dwindling(start, matrix))


def _added(value: str) -> float:
    """How much of a figure a recording is: one, or its number of codes."""
    if value == NOT_EVALUABLE:
        return _NOT_COUNTED
    return float(value.partition(":")[2] or 1)


def _dwindling(vector: Matrix, matrix: Matrix) -> Iterator[Matrix]:
    """Add or subtract whichever report leaves the fewest recordings, as long as that leaves fewer."""
    yield vector
    while True:
        tried = np.concatenate([vector + matrix, vector - matrix])
        left = (tried != 0).sum(axis=1).astype(float)
        left[left == 0] = np.inf
        best = int(left.argmin())
        if left[best] >= (vector != 0).sum():
            return
        vector = tried[best]
        yield vector


def _too_few(vector: Matrix, added: Matrix, of_worker: Matrix) -> bool:
    weights = np.abs(vector * np.maximum(added, 0)) @ of_worker
    recordings = int(((vector != 0) & (added != _NOT_COUNTED)).sum())
    if not recordings:
        return True
    return bool(
        (weights > 0).sum() < MIN_WORKERS
        or recordings < MIN_RECORDINGS
        or weights.max() > MAX_SHARE_OF_ONE_WORKER * weights.sum() + 1e-9
    )


@dataclass(frozen=True)
class Left:
    """What of one bar is left to somebody: colleagues whose ratings it holds, and how many different values."""

    colleagues: int
    values: int


def left_to_insiders(service: Service, together: int) -> Iterator[Left]:
    """What is left of every bar that was shown to so many of its workers who put their own ratings together."""
    for one in service.released:
        for figure in one.numbers.shown:
            rated = [part for part in figure.contributions if part.value != NOT_EVALUABLE]
            if figure.figure_id not in PRINCIPLES:
                continue
            for who in combinations(sorted({part.worker_id for part in rated}), together):
                others = [part for part in rated if part.worker_id not in who]
                yield Left(len({part.worker_id for part in others}), len({part.value for part in others}))


@dataclass
class Tally:
    """What came of attacking one made-up service after another."""

    services: int = 0
    teams: int = 0
    reports: int = 0
    of_context: int = 0
    of_service: int = 0
    years_asked: int = 0
    years_shown: int = 0
    exposed: int = 0
    alone: Counter[Left] = field(default_factory=Counter)
    two: Counter[Left] = field(default_factory=Counter)

    def add(self, service: Service) -> None:
        """Attack one service, all of whose reports are out."""
        self.services += 1
        self.teams += len(service.teams)
        self.reports += len(service.released)
        self.of_context += sum(one.report.cut is not None for one in service.released)
        self.of_service += sum(one.report.team_id == WHOLE_SERVICE for one in service.released)
        self.years_asked += service.years_asked
        self.years_shown += service.years_shown
        ids = {figure.figure_id for one in service.released for figure in one.numbers.shown}
        self.exposed += sum(exposed_by_subtracting(service, one) for one in sorted(ids))
        self.alone.update(left_to_insiders(service, 1))
        self.two.update(left_to_insiders(service, 2))

    def figures(self) -> list[Figure]:
        """All of it, as it is printed. Needs one report that was shown."""
        fewest = min(one.colleagues for one in self.alone)
        shown = 100 * self.years_shown / self.years_asked
        return [
            Figure("teams made up", self.teams, "", None),
            Figure("reports released", self.reports, "", None),
            Figure("  of these of one context only", self.of_context, "", None),
            Figure("  of these of the whole service", self.of_service, "", None),
            Figure("reports of a year shown, where the year is large enough", shown, "%", None),
            Figure("sums and differences that tell of too few people", self.exposed, "", 0),
            Figure("bars less one worker's own ratings", self.alone.total(), "", None),
            Figure("  fewest colleagues left in one", fewest, "", 4, at_least=True),
            Figure("  of these with one value left", _of_one_value(self.alone), "", 0),
            Figure("bars less the ratings of two workers together", self.two.total(), "", None),
            Figure("  of these with one value left", 100 * _of_one_value(self.two) / self.two.total(), "%", None),
        ]


def _of_one_value(left: Counter[Left]) -> int:
    return sum(count for one, count in left.items() if one.values < 2)


def attacked(services: int, quarters: Sequence[int] = QUARTERS, seed: int = 20261122) -> Iterator[Tally]:
    """The tally so far, after each of so many made-up services."""
    tally = Tally()
    for number in range(services):
        service = made_up(seed + number)
        publish(service, Random(seed - number - 1), quarters)
        tally.add(service)
        yield tally


def attack(services: int, quarters: Sequence[int] = QUARTERS) -> list[Figure]:
    """All figures over so many made-up services."""
    *_, tally = attacked(services, quarters)
    return tally.figures()


def main() -> int:
    """Attack, print and write; fails when anything tells of too few people."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--services", type=int, default=SERVICES, help="how many services are made up")
    asked.add_argument("--steps", type=int, default=STEPS, help="steps before a report is held back unseen")
    options = asked.parse_args()
    differencing.MOST_STEPS = options.steps
    for tally in attacked(options.services):
        if tally.services % _TOLD_EVERY == 0:
            print(f"{tally.services} of {options.services} services, {tally.exposed} told", file=sys.stderr, flush=True)
    figures = tally.figures()
    for figure in figures:
        print(line(figure), flush=True)
    text = json.dumps(as_rows(figures), indent=1, ensure_ascii=False)
    Path("attack-reports.json").write_text(text + "\n", encoding="utf-8")
    return int("over" in map(verdict, figures))


if __name__ == "__main__":
    sys.exit(main())
