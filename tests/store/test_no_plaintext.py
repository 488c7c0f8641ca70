"""No name, no word and no sound is readable in any file the store writes, wherever that file lies."""

from __future__ import annotations

import gc
import os
import tempfile
from pathlib import Path

import pytest

from coder.security.keys import VaultKey
from coder.store import audit
from coder.store.backup import make_backup, restore
from coder.store.engine import open_store
from coder.store.erasure import erase_material
from coder.store.home import Home, new_home
from coder.store.tables import PersonRow, PolicyRow, RecordingKeyRow, RecordingRow
from tests.store.builders import NOW, add_scene

NAME = "Zzyzx Quennell-Canary"
WORDS = "the heliotrope umbrella stays in the hallway"
SOUND = b"fLaC" + b"PLAINTEXT-SOUND-CANARY" * 4000
KEY = VaultKey(bytes(reversed(range(32))))


def readable(folders: list[Path]) -> dict[str, list[str]]:
    """Which canaries can be read in which file. Empty files (the lock) hold nothing."""
    canaries = {
        "name": NAME.encode(),
        "name in UTF-16": NAME.encode("utf-16-le"),
        "words": WORDS.encode(),
        "sound": b"PLAINTEXT-SOUND-CANARY",
        "SQLite header": b"SQLite format 3\0",
        "table": b"coding_entries",
        "key": KEY.database,
        "key as text": KEY.database.hex().encode(),
        "vault key": KEY.secret,
    }
    found: dict[str, list[str]] = {}
    files = [path for folder in folders for path in folder.rglob("*") if path.is_file()]
    for path in files:
        data = path.read_bytes()
        hits = [name for name, canary in canaries.items() if canary in data or canary.upper() in data]
        if hits:
            found[path.name] = hits
    return found


@pytest.fixture
def scratch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where this process and SQLite would put temporary files."""
    folder = tmp_path / "tmp"
    folder.mkdir()
    for name in ("TMPDIR", "TEMP", "TMP", "SQLITE_TMPDIR"):
        monkeypatch.setenv(name, str(folder))
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


def test_the_scan_finds_what_is_there(tmp_path: Path) -> None:
    (tmp_path / "leak.txt").write_text(f"so {NAME} said {WORDS}")
    assert readable([tmp_path]) == {"leak.txt": ["name", "words"]}


def test_nothing_is_readable_at_any_station(tmp_path: Path, scratch: Path) -> None:
    with new_home(tmp_path / "home") as made:
        recovery = made.keyring().new_recovery_key(KEY)
        made.write_marker(KEY)
        open_store(made.address(KEY), create=True).close()
    home = Home(tmp_path / "home")
    store, vault = open_store(home.address(KEY)), home.vault(KEY)

    def nothing(station: str) -> None:
        assert readable([home.folder, scratch, tmp_path]) == {}, station

    with store.write() as session:
        scene = add_scene(session, text=WORDS)
        session.get_one(PersonRow, scene.worker).name = NAME
        stored = vault.add(scene.recording, SOUND)
        nothing("recording written, row not yet")
        row = session.get_one(RecordingRow, scene.recording)
        row.cipher_sha256, row.cipher_size, row.peaks = stored.sha256, stored.size, SOUND
        session.get_one(RecordingKeyRow, scene.recording).identity = stored.identity
        # Large enough to spill from the page cache into the log before the commit.
        session.add(PolicyRow(key="large", value=[WORDS] * 100_000, changed_at=NOW))
        session.flush()
        nothing("in the middle of a transaction")
        audit.append(session, actor_id="a", action="x", object_kind="y", mac_key=KEY.audit, now=NOW)
    nothing("with the log full")
    assert (home.folder / "store.db-wal").stat().st_size > 4_000_000
    with store.read() as session:
        # A sort of this size is what SQLite would use a temporary file for.
        session.connection().exec_driver_sql(
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000) "
            "SELECT name || i AS x FROM people, n ORDER BY x || 'z' DESC"
        ).fetchmany(5)
        nothing("in the middle of a large sort")
    assert vault.open(scene.recording, stored.identity) == SOUND
    nothing("after listening")
    store.checkpoint()
    nothing("after the checkpoint")
    make_backup(home, store, KEY, tmp_path / "backup.tar", NOW)
    nothing("after the backup")
    restore(tmp_path / "backup.tar", tmp_path / "second", recovery_key=recovery)
    nothing("after the restore")
    with store.write() as session:
        erase_material(session, scene.session, NOW)
    store.close()
    gc.collect()
    nothing("after closing")
    assert os.listdir(scratch) == []
