"""A backup opens with any slot on any computer, is checked when it is made, and any change of it is found."""

from __future__ import annotations

import io
import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import text

from coder.domain.errors import UserError
from coder.security import crypto
from coder.security.keys import VaultKey
from coder.store import audit, backup, migrate
from coder.store.backup import make_backup, restore
from coder.store.engine import Store, open_store
from coder.store.home import Home, new_home
from coder.store.tables import PersonRow, RecordingKeyRow, RecordingRow
from tests.store.builders import NOW, Scene, add_scene

PASSPHRASE = "four words do well"
SOUND = b"fLaC" + bytes(range(256)) * 300


class Kept:
    """A home with both slots, two recordings and an audit line."""

    def __init__(self, folder: Path) -> None:
        with new_home(folder) as made:
            self.key, self.recovery = made.keyring().create(PASSPHRASE)
            made.write_marker(self.key)
        self.home = Home(folder)
        store = open_store(self.home.address(self.key), create=True)
        self.scenes = [self._add(store) for _ in range(2)]
        store.close()

    def _add(self, store: Store) -> Scene:
        with store.write() as session:
            scene = add_scene(session)
            stored = self.home.vault(self.key).add(scene.recording, SOUND)
            row = session.get_one(RecordingRow, scene.recording)
            row.cipher_sha256, row.cipher_size = stored.sha256, stored.size
            session.get_one(RecordingKeyRow, scene.recording).identity = stored.identity
            audit.append(session, actor_id="a", action="x", object_kind="y", mac_key=self.key.audit, now=NOW)
        return scene

    def back_up(self, file: Path) -> backup.Backup:
        """Make a backup while the store is open."""
        store = open_store(self.home.address(self.key))
        try:
            return make_backup(self.home, store, self.key, file, NOW)
        finally:
            store.close()


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Kept, Path]:
    """A home and its backup, which tests only read."""
    folder = tmp_path_factory.mktemp("made")
    kept = Kept(folder / "home")
    result = kept.back_up(folder / "backup.tar")
    assert (result.recordings, result.left_out) == (2, ())
    assert result.size == (folder / "backup.tar").stat().st_size
    return kept, folder / "backup.tar"


@pytest.mark.parametrize("slot", ["passphrase", "recovery"])
def test_a_lost_laptop_comes_back_from_backup_and_one_secret(
    made: tuple[Kept, Path], tmp_path: Path, slot: str
) -> None:
    kept, file = made
    secret = {"passphrase": PASSPHRASE} if slot == "passphrase" else {"recovery_key": kept.recovery}
    home = restore(file, tmp_path / "new", **secret)
    key = home.keyring().unlock(recovery_key=kept.recovery)
    store = open_store(home.address(key))
    with store.read() as session:
        for scene in kept.scenes:
            assert session.get_one(PersonRow, scene.worker).name == "Robin Example"
            identity = session.get_one(RecordingKeyRow, scene.recording).identity
            assert home.vault(key).open(scene.recording, identity) == SOUND
        assert audit.verify(session, key.audit).events == 2
    assert store.check() == ()
    store.close()
    assert {path.name for path in home.folder.iterdir()} == {"home.json", "store.db", "vault", "keys"}


def test_a_restored_home_is_a_full_home(made: tuple[Kept, Path], tmp_path: Path) -> None:
    kept, file = made
    home = restore(file, tmp_path / "new", recovery_key=kept.recovery)
    with home.lock():
        store = open_store(home.address(kept.key))
        result = make_backup(home, store, kept.key, tmp_path / "again.tar", NOW)
        store.close()
    assert result.recordings == 2


@pytest.mark.parametrize("secret", [{"passphrase": "some other words"}, {"recovery_key": crypto.new_identity()}])
def test_the_wrong_secret_restores_nothing(made: tuple[Kept, Path], tmp_path: Path, secret: dict[str, str]) -> None:
    with pytest.raises(UserError, match=r"does not open|belongs to another"):
        restore(made[1], tmp_path / "new", **secret)
    assert list(tmp_path.iterdir()) == []


def test_nothing_is_overwritten(made: tuple[Kept, Path], tmp_path: Path) -> None:
    kept, file = made
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(UserError, match="not empty"):
        restore(file, tmp_path, recovery_key=kept.recovery)
    with pytest.raises(UserError, match="exists already and was kept"):
        kept.back_up(tmp_path / "mine.txt")
    assert (tmp_path / "mine.txt").read_text() == "mine"


def members(file: Path) -> dict[str, bytes]:
    """Names and contents."""
    with tarfile.open(file, "r:") as tar:
        return {member.name: tar.extractfile(member).read() for member in tar}  # type: ignore[union-attr]


def write(file: Path, contents: dict[str, bytes]) -> Path:
    """A tar of the given members."""
    with tarfile.open(file, "w") as tar:
        for name, data in contents.items():
            member = tarfile.TarInfo(name)
            member.size = len(data)
            tar.addfile(member, io.BytesIO(data))
    return file


Change = Callable[[dict[str, bytes], str], None]


def _flip(contents: dict[str, bytes], name: str) -> None:
    data = bytearray(contents[name])
    data[len(data) // 2] ^= 1
    contents[name] = bytes(data)


def _drop(contents: dict[str, bytes], name: str) -> None:
    del contents[name]


@pytest.mark.parametrize("change", [_flip, _drop])
@pytest.mark.parametrize(
    "prefix", ["home.json", "store.db", "keys/recovery", "keys/passphrase", "vault/", "backup.json"]
)
def test_any_change_of_a_backup_is_found(made: tuple[Kept, Path], tmp_path: Path, change: Change, prefix: str) -> None:
    kept, file = made
    contents = members(file)
    change(contents, next(name for name in contents if name.startswith(prefix)))
    spoilt = write(tmp_path / "spoilt.tar", contents)
    with pytest.raises(UserError):
        restore(spoilt, tmp_path / "new", recovery_key=kept.recovery)
    assert [path.name for path in tmp_path.iterdir()] == ["spoilt.tar"]


def test_swapped_recordings_are_found(made: tuple[Kept, Path], tmp_path: Path) -> None:
    kept, file = made
    contents = members(file)
    one, two = (name for name in contents if name.startswith("vault/"))
    contents[one], contents[two] = contents[two], contents[one]
    with pytest.raises(UserError, match="was changed"):
        restore(write(tmp_path / "x.tar", contents), tmp_path / "new", recovery_key=kept.recovery)


@pytest.mark.parametrize(
    "name", ["../evil", "/evil", "vault/../../evil", "C:\\evil", "vault/evil.age", "keys/evil", "x"]
)
def test_strange_names_are_refused_and_lead_nowhere(made: tuple[Kept, Path], tmp_path: Path, name: str) -> None:
    kept, file = made
    bad = write(tmp_path / "bad.tar", {name: b"evil", **members(file)})
    with pytest.raises(UserError, match="cannot be read"):
        restore(bad, tmp_path / "deep" / "new", recovery_key=kept.recovery)
    assert not [path for path in tmp_path.rglob("*") if "evil" in path.name]


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.DIRTYPE, tarfile.FIFOTYPE, tarfile.CHRTYPE])
def test_only_plain_files_are_taken(made: tuple[Kept, Path], tmp_path: Path, kind: bytes) -> None:
    kept, _ = made
    with tarfile.open(tmp_path / "bad.tar", "w") as tar:
        member = tarfile.TarInfo("store.db")
        member.type, member.linkname = kind, "/etc/passwd"
        tar.addfile(member)
    with pytest.raises(UserError, match="cannot be read"):
        restore(tmp_path / "bad.tar", tmp_path / "new", recovery_key=kept.recovery)
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize("cut", [0, 100, 5_000, -1_500])
def test_a_cut_backup_is_refused(made: tuple[Kept, Path], tmp_path: Path, cut: int) -> None:
    kept, file = made
    data = file.read_bytes()
    # A tar ends with padding; what counts is the last member, the signed list.
    end = data.rstrip(b"\0")
    (tmp_path / "cut.tar").write_bytes(end[:cut])
    with pytest.raises(UserError, match=r"cannot be read|no recovery slot"):
        restore(tmp_path / "cut.tar", tmp_path / "new", recovery_key=kept.recovery)
    assert [path.name for path in tmp_path.iterdir()] == ["cut.tar"]


def test_a_file_that_is_missing_or_no_backup_is_told(tmp_path: Path) -> None:
    (tmp_path / "photo.jpg").write_bytes(b"\xff\xd8" * 1000)
    for name in ("photo.jpg", "nothing.tar"):
        with pytest.raises(UserError, match="cannot be read"):
            restore(tmp_path / name, tmp_path / "new", recovery_key=crypto.new_identity())


def test_a_list_signed_with_another_key_is_refused(made: tuple[Kept, Path], tmp_path: Path) -> None:
    kept, file = made
    contents = members(file)
    forged = VaultKey(b"f" * 32)
    hashes = {name: "0" * 64 for name in contents if name != "backup.json"}
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as tar:
        backup.backup_list.add_list(tar, hashes, forged.backups, NOW)
    buffer.seek(0)
    with tarfile.open(fileobj=buffer, mode="r:") as tar:
        contents["backup.json"] = tar.extractfile("backup.json").read()  # type: ignore[union-attr]
    with pytest.raises(UserError, match="cannot be read"):
        restore(write(tmp_path / "x.tar", contents), tmp_path / "new", recovery_key=kept.recovery)


def test_a_damaged_recording_is_left_out_and_named(tmp_path: Path) -> None:
    kept = Kept(tmp_path / "home")
    spoilt, whole = kept.scenes
    path = kept.home.vault(kept.key).path(spoilt.recording)
    path.write_bytes(path.read_bytes()[:-1])
    result = kept.back_up(tmp_path / "backup.tar")
    assert (result.recordings, result.left_out) == (1, (spoilt.recording,))
    home = restore(tmp_path / "backup.tar", tmp_path / "new", recovery_key=kept.recovery)
    assert [path.stem for path in home.recordings.iterdir()] == [whole.recording]


def test_a_damaged_database_is_not_backed_up(tmp_path: Path) -> None:
    kept = Kept(tmp_path / "home")
    store = open_store(kept.home.address(kept.key))
    with store.write() as session:
        session.execute(text("DROP TRIGGER keep_audit_update"))
        session.execute(text("UPDATE audit SET actor_id = 'somebody' WHERE seq = 1"))
    with pytest.raises(UserError, match="tampered with"):
        make_backup(kept.home, store, kept.key, tmp_path / "backup.tar", NOW)
    store.close()
    assert [path.name for path in tmp_path.iterdir()] == ["home"]
    assert not list(kept.home.folder.glob("scratch-*"))


def test_a_backup_that_cannot_be_written_leaves_nothing(made: tuple[Kept, Path], tmp_path: Path) -> None:
    kept, _ = made
    with pytest.raises(UserError, match="could not be written"):
        kept.back_up(tmp_path / "no such folder" / "backup.tar")
    assert not list(kept.home.folder.glob("scratch-*"))


def test_a_backup_read_back_wrong_is_not_kept(
    made: tuple[Kept, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept, _ = made
    written = backup._write

    def write_and_spoil(part: Path, *rest: object) -> None:
        written(part, *rest)  # type: ignore[arg-type]
        data = bytearray(part.read_bytes())
        data[len(data) // 2] ^= 1
        part.write_bytes(data)

    monkeypatch.setattr(backup, "_write", write_and_spoil)
    with pytest.raises(UserError, match="cannot be read"):
        kept.back_up(tmp_path / "backup.tar")
    assert list(tmp_path.iterdir()) == []


def test_a_server_is_backed_up_by_its_administrator(
    postgres_store: Store, made: tuple[Kept, Path], tmp_path: Path
) -> None:
    with pytest.raises(UserError, match="administrator"):
        make_backup(made[0].home, postgres_store, made[0].key, tmp_path / "backup.tar", NOW)


def test_a_backup_from_a_newer_program_restores_nothing(
    made: tuple[Kept, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept, file = made
    monkeypatch.setattr(migrate, "known_versions", lambda scripts=None: ["0000"])
    with pytest.raises(UserError, match="newer version"):
        restore(file, tmp_path / "new", recovery_key=kept.recovery)
    assert list(tmp_path.iterdir()) == []
