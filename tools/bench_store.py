"""A code from call to durable and audited, and opening a store, on the real encrypted file."""

from __future__ import annotations

import shutil
import tempfile
import time
from datetime import date
from pathlib import Path

import numpy as np

from coder.bootstrap import Services, create_home, open_home
from coder.domain.people import Role
from coder.domain.sessions import Context
from tools.figure import Figure

CODES = 400
_PASSPHRASE = "only for measuring"


def figures() -> list[Figure]:
    """Wall time of a code (it waits for the disk) and its CPU time; CPU of the first profile and report."""
    folder = Path(tempfile.mkdtemp(prefix="practice-coder-bench-"))
    try:
        create_home(folder / "store", passphrase=_PASSPHRASE, person_name="", roles=list(Role))
        services = open_home(folder / "store", passphrase=_PASSPHRASE)
        try:
            return [*_codes(services), *_pages(services)]
        finally:
            services.close()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _codes(services: Services) -> list[Figure]:
    services.demo.install(services.actor, date(2026, 11, 2))
    session = services.demo.add_visit(services.actor, date(2026, 11, 2)).created
    services.sessions.set_context(
        services.actor, session, Context("To talk about nights", "second", "child in need", ("worker", "father"))
    )
    coding = services.coding.start(services.actor, session).created
    wall, cpu = [], []
    for number in range(CODES):
        at = number * 0.7
        begun, begun_cpu = time.perf_counter(), time.process_time()
        services.coding.add_code(services.actor, coding, "OQ", start_s=at, end_s=at + 0.6)
        wall.append(1000 * (time.perf_counter() - begun))
        cpu.append(1000 * (time.process_time() - begun_cpu))
    return [
        Figure("code durable and audited, wall p50", float(np.percentile(wall, 50)), "ms", 20.0),
        Figure("code durable and audited, wall p99", float(np.percentile(wall, 99)), "ms", 100.0),
        Figure("code durable and audited, CPU", float(np.median(cpu)), "ms", None),
    ]


def _pages(services: Services) -> list[Figure]:
    team = next(team for team in services.reports.teams(services.actor) if team.name == "Canal Street")
    begun = time.process_time()
    services.reports.get(services.actor, team.id)
    report = time.process_time() - begun
    begun = time.process_time()
    services.profiles.get(services.actor, "W-01")
    return [
        Figure("team report from a store of 110 sessions", report, "s", None),
        Figure("profile from a store of 110 sessions", time.process_time() - begun, "s", None),
    ]
