"""What pages over a large service cost from the real encrypted file: 10,000 locked sessions of 250 workers in 40 teams.

Each session has seven ratings with two moments of evidence and forty codes; one in five was coded twice. The rows are
written straight into the store's tables, since coding them through the services would take a day.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from statistics import median
from typing import Any

from sqlalchemy import insert

from codebook.load import load_builtin
from coder.bootstrap import Services, create_home, open_home
from coder.domain.coding import Act, Direction, EntryKind, Mode, Origin
from coder.domain.ids import new_id
from coder.domain.people import Role
from coder.domain.profiles import CodedSession
from coder.domain.reports import WHOLE_SERVICE
from coder.domain.sessions import SessionKind, SessionState
from coder.store.tables.coding import CodingEntryRow, CodingRow
from coder.store.tables.people import PersonRow, TeamRow
from coder.store.tables.sessions import SessionRow
from tools.bench_reports import LAST, REPORT_BUDGET_S, made_up_sessions
from tools.figure import Figure, cpu_ms

SESSIONS, WORKERS, TEAMS, CODES = 10_000, 250, 40, 40
PROFILE_BUDGET_MS, PAGE_BUDGET_MS = 100.0, 1000.0
_AT_ONCE = 500
_PASSPHRASE = "only for measuring"
_TODAY = datetime(LAST.year, LAST.month, LAST.day, 12, tzinfo=UTC)
_STAGES = ("first", "second", "ongoing", "closing")
_HOUR_SAMPLES = 3600 * 16_000


def figures() -> Iterator[Figure]:
    """CPU of each page through its service: the first profile and report since the store was opened, then medians.

    The first profile of all counts the ratings of everybody, which the store keeps; it is opened once more after that.
    """
    folder = Path(tempfile.mkdtemp(prefix="practice-coder-bench-"))
    try:
        create_home(folder / "store", passphrase=_PASSPHRASE, person_name="", roles=list(Role), clock=lambda: _TODAY)
        with closing(_opened(folder)) as services:
            fill(services)
            yield _page("very first profile", lambda _: services.profiles.get(services.actor, _code(0)), None, 1)
        with closing(_opened(folder)) as services:
            yield from measured(services)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def measured(services: Services) -> Iterator[Figure]:
    """The pages over a store that ``fill`` filled; everybody in it is coached by its owner."""
    actor, reports = services.actor, services.reports
    teams = [team.id for team in reports.teams(actor)]
    quarters = reports.periods(actor, WHOLE_SERVICE)

    report_ms = 1000 * REPORT_BUDGET_S
    yield _page("first profile", lambda _: services.profiles.get(actor, _code(0)), None, 1)
    yield _page("first report of a team", lambda _: reports.get(actor, teams[0]), report_ms, 1)
    yield _page("report of a team", lambda number: reports.get(actor, teams[1 + number]), report_ms)
    yield _page("profile", lambda number: services.profiles.get(actor, _code(1 + number)), PROFILE_BUDGET_MS, 5)
    yield _page("first picture of the service", lambda _: reports.get(actor, WHOLE_SERVICE, *quarters[0][:2]), None, 1)
    # The year first, then quarters, as they are offered.
    yield _page(
        "picture of the service", lambda number: reports.get(actor, WHOLE_SERVICE, *quarters[number][:2]), report_ms
    )
    yield _page("report of a team after these", lambda number: reports.get(actor, teams[4 + number]), report_ms)
    yield _page("Home", lambda _: services.overview.get(actor), PAGE_BUDGET_MS)
    yield _page("programme on Home", lambda _: services.programme.get(actor), PAGE_BUDGET_MS)
    yield _page("list of sessions", lambda _: services.sessions.list(actor), PAGE_BUDGET_MS)


def _opened(folder: Path) -> Services:
    return open_home(folder / "store", passphrase=_PASSPHRASE, clock=lambda: _TODAY)


def _page(name: str, act: Callable[[int], object], budget_ms: float | None, rounds: int = 3) -> Figure:
    return Figure(f"{name}, from a store of {SESSIONS:,} sessions", median(cpu_ms(act, rounds)), "ms", budget_ms)


def _code(number: int) -> str:
    return f"W-{number:03d}"


def fill(services: Services, sessions: int = SESSIONS, workers: int = WORKERS, teams: int = TEAMS) -> None:
    """Add teams, workers and locked codings to a new store; the same ones at every call."""
    owner = services.actor.id
    team_ids = [new_id() for _ in range(teams)]
    worker_ids = [new_id() for _ in range(workers)]
    with services.backing.store.write() as session:
        session.execute(insert(TeamRow), [{"id": id_, "name": f"Team {n:02d}"} for n, id_ in enumerate(team_ids)])
        people = [
            {
                "id": id_,
                "code": _code(number),
                "name": "",
                "roles": [Role.WORKER.value],
                "team_id": team_ids[number % teams],
                "coach_id": owner,
            }
            for number, id_ in enumerate(worker_ids)
        ]
        second = {"id": new_id(), "code": "E-02", "name": "", "roles": [Role.EVALUATOR.value]}
        session.execute(insert(PersonRow), people)
        session.execute(insert(PersonRow), [second])
    made = made_up_sessions(sessions, workers)
    whose = {f"w{number}": (id_, team_ids[number % teams]) for number, id_ in enumerate(worker_ids)}
    chance = Random(20261122)
    for start in range(0, sessions, _AT_ONCE):
        _add(services, made[start : start + _AT_ONCE], whose, (owner, str(second["id"])), chance)


def _add(
    services: Services,
    made: list[CodedSession],
    whose: dict[str, tuple[str, str]],
    evaluators: tuple[str, str],
    chance: Random,
) -> None:
    meetings: list[dict[str, Any]] = []
    codings: list[dict[str, Any]] = []
    entries: list[dict[str, Any]] = []
    for one in made:
        worker, team = whose[one.worker_id]
        meetings.append(_meeting(one, worker, team, evaluators[0], chance))
        coders = evaluators if one.double_coded else evaluators[:1]
        for evaluator in coders:
            codings.append(_coding(one, meetings[-1]["id"], evaluator, primary=evaluator == evaluators[0]))
            entries += _entries(one, codings[-1], chance)
    with services.backing.store.write() as session:
        session.execute(insert(SessionRow), meetings)
        session.execute(insert(CodingRow), codings)
        session.execute(insert(CodingEntryRow), entries)


def _meeting(one: CodedSession, worker: str, team: str, evaluator: str, chance: Random) -> dict[str, Any]:
    held = datetime(one.held_on.year, one.held_on.month, one.held_on.day, 15, tzinfo=UTC)
    return {
        "id": new_id(),
        "code": one.session_code,
        "kind": SessionKind.VISIT,
        "held_on": one.held_on,
        "worker_id": worker,
        "team_id": team,
        "state": SessionState.FINISHED,
        "evaluator_id": evaluator,
        "context": {"stage": chance.choice(_STAGES)},
        "imported_at": held,
    }


def _coding(one: CodedSession, session_id: str, evaluator: str, *, primary: bool) -> dict[str, Any]:
    book = load_builtin("msw")
    started = datetime(one.held_on.year, one.held_on.month, one.held_on.day, 16, tzinfo=UTC)
    return {
        "id": new_id(),
        "session_id": session_id,
        "evaluator_id": evaluator,
        "codebook_id": book.id,
        "codebook_version": book.version,
        "codebook_hash": book.hash,
        "mode": Mode.BLIND,
        "primary": primary,
        "started_at": started,
        "locked_at": started + timedelta(days=3),
        "lock_id": new_id(),
        "finished_at": started + timedelta(days=3),
    }


def _entries(one: CodedSession, coding: dict[str, Any], chance: Random) -> Iterator[dict[str, Any]]:
    codes = chance.choices(list(one.code_counts), weights=list(one.code_counts.values()), k=CODES)
    places = sorted(chance.randrange(_HOUR_SAMPLES) for _ in codes)
    for principle, value in one.ratings.items():
        yield _entry(coding, EntryKind.RATING, principle, 0, value)
        for place in chance.sample(places, 2):
            yield _entry(coding, EntryKind.EVIDENCE, principle, place)
    for code, place in zip(codes, places, strict=True):
        yield _entry(coding, EntryKind.CODE, code, place)


def _entry(coding: dict[str, Any], kind: EntryKind, label: str, place: int, value: int | None = None) -> dict[str, Any]:
    entry_id = new_id()
    return {
        "id": entry_id,
        "coding_id": coding["id"],
        "thread_id": entry_id,
        "kind": kind,
        "label": label,
        "active": True,
        "origin": Origin.BLIND,
        "author_id": coding["evaluator_id"],
        "at": coding["started_at"],
        "step_id": entry_id,
        "step_text": "",
        "act": Act.DO,
        "act_of": "",
        "supersedes": "",
        "utterance_id": "",
        "start_sample": place,
        "end_sample": place + 16_000,
        "value": value,
        "not_evaluable": False,
        "direction": Direction.FOR,
        "note": "",
        "shareable": False,
        "attributes": {},
    }
