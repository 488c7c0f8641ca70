"""What was erased is nowhere on the disk, and a kill in the middle is caught up with at the next start."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from sqlalchemy import select

from coder.domain.errors import UserError
from coder.domain.ids import new_id
from coder.security.keys import VaultKey
from coder.store import database
from coder.store.engine import Store, open_store
from coder.store.erasure import erase_material, finish_erasures
from coder.store.home import Home, new_home
from coder.store.tables import RecordingKeyRow
from coder.store.vault import StoredFile, Vault
from tests.store.builders import NOW, Scene, add_scene
from tests.store.pages import plain_file, plain_log

KEY = VaultKey(b"e" * 32)
SOUND = b"fLaC" + os.urandom(20_000)
WORDS = "We talked about the blue bicycle"
MANY = 40


class Kept:
    """A home with many sessions, each with a recording."""

    def __init__(self, home: Home) -> None:
        self.home = home
        self.store = open_store(home.address(KEY), create=True)
        self.vault = home.vault(KEY)
        self.scenes: list[Scene] = []
        self.files: dict[str, StoredFile] = {}
        for number in range(MANY):
            self._add(number)

    def _add(self, number: int) -> None:
        with self.store.write() as session:
            scene = add_scene(session, text=f"{WORDS} {number:04d}.")
            stored = self.vault.add(scene.recording, SOUND)
            session.get_one(RecordingKeyRow, scene.recording).identity = stored.identity
        self.scenes.append(scene)
        self.files[scene.recording] = stored

    def on_disk(self) -> bytes:
        """Everything the pager would find, in the file and in the log."""
        return plain_file(self.home.database, KEY.database) + plain_log(self.home.database, KEY.database)


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Kept:
    """Forty sessions."""
    monkeypatch.setattr(database, "BUSY_TIMEOUT_S", 0.3)
    with new_home(tmp_path / "home") as made:
        made.write_marker(KEY)
    return Kept(Home(tmp_path / "home"))


def erase(store: Store, scene: Scene) -> None:
    """The transaction alone, as a kill right after it would leave things."""
    with store.write() as session:
        erase_material(session, scene.session, NOW)


def test_erased_keys_and_words_are_not_on_the_disk(kept: Kept) -> None:
    erased, spared = kept.scenes[::2], kept.scenes[1::2]
    identities = {scene.recording: kept.files[scene.recording].identity for scene in kept.scenes}
    before = kept.on_disk()
    assert all(identity in before for identity in identities.values())
    assert all(f"{WORDS} {number:04d}.".encode() in before for number in range(MANY))
    for scene in erased:
        erase(kept.store, scene)
        kept.vault.remove(scene.recording)
    assert kept.store.checkpoint()
    after = kept.on_disk()
    assert [scene for scene in erased if identities[scene.recording] in after] == []
    assert [number for number in range(0, MANY, 2) if f"{WORDS} {number:04d}.".encode() in after] == []
    assert all(identities[scene.recording] in after for scene in spared)
    assert not [scene for scene in erased if kept.vault.path(scene.recording).exists()]
    assert kept.store.check() == ()
    kept.store.close()


def test_the_spared_recordings_still_play(kept: Kept) -> None:
    erase(kept.store, kept.scenes[0])
    finish_erasures(kept.store, kept.vault)
    with kept.store.read() as session:
        keys = {row.recording_id: row.identity for row in session.scalars(select(RecordingKeyRow))}
    assert len(keys) == MANY - 1
    for recording_id, identity in keys.items():
        assert kept.vault.open(recording_id, identity) == SOUND
    kept.store.close()


def test_a_kill_after_the_transaction_is_caught_up_with(kept: Kept) -> None:
    scene = kept.scenes[3]
    erase(kept.store, scene)
    assert kept.vault.path(scene.recording).exists()
    # Even before that the sound cannot be opened any more: nobody has the identity.
    with kept.store.read() as session:
        assert session.get(RecordingKeyRow, scene.recording) is None
    assert finish_erasures(kept.store, kept.vault) == (f"{scene.recording}.age",)
    assert finish_erasures(kept.store, kept.vault) == ()
    assert kept.files[scene.recording].identity not in kept.on_disk()
    kept.store.close()


def test_a_reader_holds_up_the_last_step_but_not_the_erasure(kept: Kept) -> None:
    with kept.store.read() as session:
        session.scalars(select(RecordingKeyRow.recording_id)).all()
        erase(kept.store, kept.scenes[0])
        assert not kept.store.checkpoint()
    assert kept.store.checkpoint()
    assert kept.files[kept.scenes[0].recording].identity not in kept.on_disk()
    kept.store.close()


def test_a_file_put_back_by_hand_stays_closed(kept: Kept) -> None:
    scene = kept.scenes[5]
    path = kept.vault.path(scene.recording)
    data = path.read_bytes()
    erase(kept.store, scene)
    finish_erasures(kept.store, kept.vault)
    path.write_bytes(data)
    other = kept.files[kept.scenes[6].recording].identity
    with pytest.raises(UserError):
        kept.vault.open(scene.recording, other)
    kept.store.close()


def test_a_sweep_of_a_strange_vault_is_limited_to_our_files(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    (tmp_path / "photo.jpg").write_bytes(b"mine")
    Vault(tmp_path, KEY.recordings).add(new_id(), SOUND)
    Vault(tmp_path, KEY.recordings).sweep([])
    assert {path.name for path in tmp_path.iterdir()} == {"notes.txt", "photo.jpg"}
