"""The power is cut at any moment: every acknowledged code is there, and the file is whole.

kill -9 cannot show this, because the system still writes what a killed process left behind. Here a run is recorded
operation by operation, and the states a disk may be left in are made from the record.
"""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import select

from coder.domain.errors import UserError
from coder.store import audit
from coder.store.engine import open_store
from coder.store.home import Home, new_home
from coder.store.tables import CodingEntryRow
from tests.reliability import workloads
from tests.reliability.killable import ROOT
from tests.reliability.powercut import replay
from tests.reliability.workloads import ENTRIES_A_STEP, KEY

POINTS = 200
STEPS = 30
COMPILER = shutil.which("cc")

pytestmark = [
    pytest.mark.reliability,
    pytest.mark.skipif(sys.platform != "linux", reason="the recorder is preloaded, which is a matter of Linux"),
    pytest.mark.skipif(COMPILER is None, reason="no C compiler for the recorder"),
]


@dataclass(frozen=True)
class Recorded:
    """A run: the files as they were before it, and what was done to them."""

    home: Home
    before: dict[str, bytes]
    records: list[replay.Record]


def record(folder: Path, synchronous: str) -> Recorded:
    """Record one run with SQLite's setting ``synchronous``."""
    recorder = folder / "record.so"
    source = Path(__file__).parent / "powercut" / "record.c"
    subprocess.run([str(COMPILER), "-shared", "-fPIC", "-O1", "-w", "-o", recorder, source, "-ldl"], check=True)
    with new_home(folder / "home") as made:
        made.write_marker(KEY)
        store = open_store(made.address(KEY), create=True)
        coding = workloads.fill(store, 1, 50)[0]
        store.close()
        (made.folder / "ids").write_text(f"{coding.id} {coding.evaluator_id}")
    home = Home(folder / "home")
    before = {str(home.database): home.database.read_bytes()}
    environment = {
        **os.environ,
        "LD_PRELOAD": str(recorder),
        "POWERCUT_FOLDER": str(home.folder),
        "POWERCUT_LOG": str(folder / "log"),
    }
    command = [sys.executable, "-m", "tests.reliability.powercut.workload", str(home.folder), synchronous, str(STEPS)]
    subprocess.run(command, cwd=ROOT, env=environment, check=True, timeout=120)
    return Recorded(home, before, replay.read(folder / "log"))


def lost_at(run: Recorded, at: int, draw: random.Random) -> str:
    """What is wrong after a power cut at one point; "" when nothing."""
    synced = [replay.Record("W", path, 0, data) for path, data in run.before.items()]
    synced += [replay.Record("S", path, 0, b"") for path in run.before]
    files = replay.crash(synced + run.records, len(synced) + at, draw)
    steps = [r.data.decode().split() for r in run.records[:at] if r.path.endswith("acknowledged")]
    acknowledged = {step for line in steps for step in line}
    for path in run.home.folder.glob("store.db*"):
        path.unlink()
    for path in (run.home.database, run.home.database.with_name("store.db-wal")):
        if str(path) in files:
            path.write_bytes(files[str(path)])
    try:
        store = open_store(run.home.address(KEY))
    except UserError as error:
        return error.sentence
    try:
        problems = store.check()
        with store.read() as session:
            intact = audit.verify(session, KEY.audit).intact
            entries = Counter(session.scalars(select(CodingEntryRow.step_id).where(CodingEntryRow.note != "")))
    except UserError as error:
        return error.sentence
    finally:
        store.close()
    missing = acknowledged - entries.keys()
    torn = [step for step, count in entries.items() if count != ENTRIES_A_STEP]
    return f"{problems} {missing} {torn} {intact}" if problems or missing or torn or not intact else ""


def losses(run: Recorded, points: int) -> list[str]:
    """What went wrong at each of some random points."""
    draw = random.Random(17)
    found = (lost_at(run, draw.randrange(len(run.records) + 1), draw) for _ in range(points))
    return [loss for loss in found if loss]


def test_nothing_acknowledged_is_lost_when_the_power_is_cut(tmp_path: Path) -> None:
    run = record(tmp_path, "FULL")
    assert sum(r.path.endswith("acknowledged") for r in run.records) == STEPS
    assert lost_at(run, len(run.records), random.Random(1)) == ""
    assert losses(run, POINTS) == []


@pytest.mark.parametrize("weaker", ["NORMAL", "OFF"])
def test_this_test_would_see_a_loss(tmp_path: Path, weaker: str) -> None:
    assert losses(record(tmp_path, weaker), POINTS // 5) != []
