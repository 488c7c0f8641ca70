"""kill -9 while coding, importing and upgrading: what was acknowledged is there, and nothing is half there."""

from __future__ import annotations

import os
import random
import shutil
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import func, select, text

from coder.store import audit, guards, migrate, recounts
from coder.store.engine import Store, open_engine, open_store
from coder.store.erasure import finish_erasures
from coder.store.home import Home, new_home
from coder.store.tables import AuditRow, CodingEntryRow, RecordingKeyRow, RecordingRow
from tests.reliability import workloads
from tests.reliability.killable import Runs, runs
from tests.reliability.workloads import ENTRIES_A_STEP, KEY, sound_of
from tests.store.test_migrations import scripts_with_next

RUNS = 50

pytestmark = [
    pytest.mark.reliability,
    pytest.mark.skipif(os.name == "nt", reason="runs are forked, which Windows cannot"),
]


@pytest.fixture(scope="module")
def child() -> Iterator[Runs]:
    """One child process for all tests of this file."""
    with runs() as started:
        yield started


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """A home with an empty store."""
    with new_home(tmp_path / "home") as made:
        made.write_marker(KEY)
        open_store(made.address(KEY), create=True).close()
    return Home(tmp_path / "home")


def sound(store: Store) -> None:
    """Every page authenticates, every row points somewhere, the trail is unbroken."""
    assert store.check() == ()
    with store.read() as session:
        assert audit.verify(session, KEY.audit).intact


def test_no_acknowledged_code_is_lost(child: Runs, home: Home) -> None:
    store = open_store(home.address(KEY))
    coding = workloads.fill(store, 1, 0)[0]
    store.close()
    draw, acknowledged, killed = random.Random(11), set[str](), 0
    for number in range(RUNS):
        outcome = child.run(
            "code",
            str(home.folder),
            coding.id,
            coding.evaluator_id,
            seconds=draw.uniform(0.02, 0.3),
            processes=1 + number % 2,
        )
        killed += outcome.killed
        acknowledged |= {step for _, step in outcome.lines}
        store = open_store(home.address(KEY))
        sound(store)
        with store.read() as session:
            entries = Counter(session.scalars(select(CodingEntryRow.step_id)))
            lines = Counter(session.scalars(select(AuditRow.object_id).where(AuditRow.action == "coded")))
        store.close()
        assert acknowledged <= entries.keys()
        assert set(entries.values()) <= {ENTRIES_A_STEP}
        assert lines == Counter(dict.fromkeys(entries, 1))
    print(f"{RUNS} runs, {killed} processes killed, {len(acknowledged)} steps acknowledged")
    assert killed == RUNS + RUNS // 2
    assert len(acknowledged) >= RUNS // 5


def test_no_acknowledged_recording_is_lost_and_nothing_is_half_stored(child: Runs, home: Home) -> None:
    draw, acknowledged, swept = random.Random(12), set[str](), 0
    vault = home.vault(KEY)
    for _ in range(RUNS):
        outcome = child.run("import_recordings", str(home.folder), seconds=draw.uniform(0.05, 0.4))
        acknowledged |= {recording for _, recording in outcome.lines}
        assert outcome.killed == 1
        store = open_store(home.address(KEY))
        swept += len(finish_erasures(store, vault))
        sound(store)
        with store.read() as session:
            keys = {row.recording_id: row.identity for row in session.scalars(select(RecordingKeyRow))}
            rows = set(session.scalars(select(RecordingRow.id)))
            lines = Counter(session.scalars(select(AuditRow.object_id)))
        store.close()
        assert acknowledged <= keys.keys()
        assert rows == keys.keys()
        assert lines == Counter(dict.fromkeys(keys, 1))
        assert {path.name for path in home.recordings.iterdir()} == {f"{key}.age" for key in keys}
    assert all(vault.open(recording, keys[recording]) == sound_of(recording) for recording in keys)
    print(f"{RUNS} runs, {len(acknowledged)} recordings acknowledged, {swept} half-stored files swept")
    assert len(acknowledged) >= RUNS // 5
    # The kills met imports between file and row, or this test shows nothing.
    assert swept > 0


def test_an_upgrade_is_done_or_not_begun(child: Runs, home: Home, tmp_path: Path) -> None:
    scripts = scripts_with_next(tmp_path)
    store = open_store(home.address(KEY))
    entries = 4 * 1000
    workloads.fill(store, 4, 1000)
    store.checkpoint()
    store.close()
    original = home.database.read_bytes()
    draw, before, after = random.Random(13), 0, 0
    for _ in range(RUNS):
        for path in home.folder.glob("store.db*"):
            path.unlink()
        home.database.write_bytes(original)
        outcome = child.run("upgrade", str(home.folder), str(scripts), seconds=draw.uniform(0.01, 0.4))
        engine = open_engine(home.address(KEY))
        with engine.connect() as connection:
            version = migrate.present_version(connection)
            count = connection.scalar(select(func.count()).select_from(CodingEntryRow))
            triggers = connection.scalar(text("SELECT count(*) FROM sqlite_master WHERE type = 'trigger'"))
        assert version == "9000" or not outcome.lines
        assert version in {"9000", migrate.known_versions()[-1]}
        assert (count, triggers) == (entries, 2 * len(guards.KEPT) + len(recounts.TRIGGERS))
        sound(Store(engine))
        before, after = before + (version != "9000"), after + (version == "9000")
        migrate.upgrade(engine, home.address(KEY), scripts)
        assert Store(engine).check() == ()
        engine.dispose()
        assert not list(home.folder.glob("*.part*"))
    print(f"{RUNS} runs, {before} killed before the end of the upgrade, {after} after it")
    assert before >= 5, "no kill came before the end of the upgrade, so this shows nothing"
    shutil.rmtree(scripts)
