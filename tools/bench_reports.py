"""How long a team report takes: building it and its PDF from 10,000 sessions, and one profile among them."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import date, timedelta
from random import Random
from statistics import median

from codebook.load import load_builtin
from coder.analysis.profiles import build_profile, rating_counts
from coder.analysis.teams import build_report
from coder.domain.people import Person, Role, Team
from coder.domain.profiles import CodedSession
from coder.exports.pdf import profile_pdf, team_report_pdf
from tools.figure import Figure

SESSIONS, WORKERS = 10_000, 400
REPORT_BUDGET_S = 1.0
FIRST, LAST = date(2025, 1, 1), date(2026, 12, 31)
_CODES = ("OQ", "CQ", "SR", "CR", "AF", "GI", "CON")


def made_up_sessions(count: int = SESSIONS, workers: int = WORKERS) -> list[CodedSession]:
    """Two years of one team of ``workers`` people, ratings at the published level; the same at every call."""
    chance = Random(20260917)
    book = load_builtin("msw")
    days = (LAST - FIRST).days
    made = []
    for number in range(count):
        ratings = {one.id: min(5, max(1, round(chance.gauss(2.8, 0.8)))) for one in book.principles}
        made.append(
            CodedSession(
                session_id=f"s{number}",
                session_code=f"S-{number:05d}",
                worker_id=f"w{number % workers}",
                team_id="team",
                held_on=FIRST + timedelta(days=chance.randrange(days)),
                kind="visit",
                context="",
                codebook_id=book.id,
                codebook_version=book.version,
                ratings=dict(ratings),
                evidence_counts=dict.fromkeys(ratings, 2),
                code_counts={code: chance.randrange(30) for code in _CODES},
                double_coded=chance.random() < 0.2,
            )
        )
    return made


def _cpu_s(work: Callable[[str], object], rounds: int = 5) -> float:
    """Median; every round gets a name of its own, so that the typesetter cannot hand out what it kept."""
    taken = []
    for number in range(rounds):
        before = time.process_time()
        work(f"Team {number}")
        taken.append(time.process_time() - before)
    return median(taken)


def figures() -> list[Figure]:
    """Measured now, on this machine: CPU seconds, medians of five."""
    book, sessions = load_builtin("msw"), made_up_sessions()
    worker = Person("w7", "W-07", "Made up", frozenset({Role.WORKER}), "team")
    own = [one for one in sessions if one.worker_id == worker.id]
    ratings = rating_counts(sessions, book)
    middle = date(2026, 1, 1)
    earlier = [one for one in sessions if one.held_on < middle]

    def report(name: str) -> bytes:
        return team_report_pdf(build_report(Team("team", name), sessions, earlier, book, middle, LAST), book)

    def profile(name: str) -> bytes:
        return profile_pdf(build_profile(worker, name, own, ratings, book, ()), book, masked=True)

    return [
        Figure("team report PDF/UA over 10,000 sessions", _cpu_s(report), "s", REPORT_BUDGET_S),
        Figure("profile PDF/UA among 10,000 sessions", _cpu_s(profile), "s", REPORT_BUDGET_S),
    ]


if __name__ == "__main__":
    for figure in figures():
        print(f"{figure.name}  {figure.value:.3f} {figure.unit}  {figure.budget}")
