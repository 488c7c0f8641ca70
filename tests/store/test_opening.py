"""A database is opened right or not at all: each way to be wrong has its own sentence and changes nothing."""

from __future__ import annotations

import hashlib
import os
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import text

from coder.domain.errors import UserError
from coder.security.crypto import key_check
from coder.store import database, places
from coder.store.engine import DatabaseAddress, Store, open_store
from coder.store.tables import TeamRow
from tests.store.conftest import KEY, file_address

PAGE = 4096


@pytest.fixture
def path(file_store: Store, tmp_path: Path) -> Path:
    """A closed file with enough rows to fill many pages."""
    with file_store.write() as session:
        session.add_all(TeamRow(id=f"team-{number}", name=f"Team {number} " + "x" * 200) for number in range(500))
    file_store.close()
    return tmp_path / "store.db"


def everything(folder: Path) -> dict[str, str]:
    """Names and hashes of all files of a folder."""
    return {
        str(found.relative_to(folder)): hashlib.sha256(found.read_bytes()).hexdigest()
        for found in folder.rglob("*")
        if found.is_file()
    }


def refused(address: DatabaseAddress, sentence: str) -> UserError:
    """Open, expect the sentence, and find nothing changed."""
    assert address.path is not None
    before = everything(address.path.parent)
    with pytest.raises(UserError, match=sentence) as caught:
        open_store(address)
    assert everything(address.path.parent) == before
    return caught.value


def spoil(path: Path, offset: int, data: bytes) -> None:
    """Overwrite some bytes."""
    with path.open("r+b") as file:
        file.seek(offset)
        file.write(data)


def test_the_right_key_opens(path: Path) -> None:
    store = open_store(file_address(path))
    assert store.check() == ()
    store.close()


def test_a_wrong_key_is_told_from_damage(path: Path) -> None:
    refused(DatabaseAddress(path=path, key=b"w" * 32, key_check=key_check(KEY)), "key does not open this store")


def test_a_wrong_key_without_a_check_is_refused_all_the_same(path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    refused(DatabaseAddress(path=path, key=b"w" * 32), "damaged")
    assert capfd.readouterr() == ("", "")


def test_a_missing_file_is_not_made(tmp_path: Path) -> None:
    refused(file_address(tmp_path / "store.db"), "no store in this folder")


@pytest.mark.parametrize("header", [b"", b"short", os.urandom(8192)], ids=["empty", "short", "noise"])
def test_a_file_that_is_no_database_is_refused(path: Path, header: bytes) -> None:
    path.write_bytes(header)
    refused(file_address(path), "damaged and was not changed")


def test_an_unencrypted_file_is_refused(tmp_path: Path) -> None:
    plain = sqlite3.connect(tmp_path / "store.db")
    plain.execute("CREATE TABLE teams (id TEXT)")
    plain.commit()
    plain.close()
    refused(file_address(tmp_path / "store.db"), "not encrypted and was not opened")


def test_a_damaged_first_page_is_refused(path: Path) -> None:
    spoil(path, 100, b"spoilt")
    refused(file_address(path), "damaged and was not changed")


def damage(path: Path) -> tuple[str, ...]:
    """What opening or checking says."""
    try:
        store = open_store(file_address(path))
    except UserError as error:
        return (error.sentence,)
    try:
        return store.check()
    finally:
        store.close()


@pytest.mark.parametrize("pages", [1, 2, 20, -1])
def test_a_cut_file_is_found(path: Path, pages: int) -> None:
    assert damage(path) == ()
    with path.open("r+b") as file:
        file.truncate(PAGE * pages if pages > 0 else path.stat().st_size - PAGE)
    assert damage(path) != ()


def test_one_flipped_bit_anywhere_is_found(path: Path) -> None:
    pages = path.stat().st_size // PAGE
    assert pages > 40
    original = path.read_bytes()
    for page in range(1, pages, 7):
        byte = original[page * PAGE + 1000]
        spoil(path, page * PAGE + 1000, bytes([byte ^ 1]))
        problems = damage(path)
        assert any(str(page + 1) in problem or "is damaged" in problem for problem in problems), problems
        path.write_bytes(original)
    assert damage(path) == ()


def test_meeting_a_damaged_page_is_told_in_a_sentence(path: Path) -> None:
    for page in range(path.stat().st_size // PAGE - 5, path.stat().st_size // PAGE):
        spoil(path, page * PAGE + 1000, b"spoilt")
    store = open_store(file_address(path))
    try:
        with pytest.raises(UserError, match=r"damaged.*Restore the newest backup"), store.read() as session:
            session.execute(text("SELECT sum(length(name)) FROM teams")).one()
    finally:
        store.close()


def test_a_library_that_does_not_encrypt_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database.dbapi2, "connect", sqlite3.connect)
    with pytest.raises(UserError, match="cannot encrypt"):
        open_store(file_address(tmp_path / "store.db"), create=True)
    assert all(found.stat().st_size == 0 for found in tmp_path.iterdir())


@pytest.mark.parametrize(
    "name", ["OneDrive", "OneDrive - Exampleshire Council", "Dropbox", "Google Drive", "Nextcloud"]
)
def test_a_synchronised_folder_is_refused(path: Path, tmp_path: Path, name: str) -> None:
    folder = tmp_path / name / "Documents"
    folder.mkdir(parents=True)
    shutil.copy(path, folder / "store.db")
    refused(file_address(folder / "store.db"), "OneDrive or a similar program")


def test_a_link_does_not_hide_a_synchronised_folder(path: Path, tmp_path: Path) -> None:
    (tmp_path / "OneDrive").mkdir()
    shutil.copy(path, tmp_path / "OneDrive" / "store.db")
    (tmp_path / "innocent").symlink_to(tmp_path / "OneDrive")
    refused(file_address(tmp_path / "innocent" / "store.db"), "OneDrive or a similar program")


def test_the_folder_that_onedrive_says_is_its_own_is_refused(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OneDriveCommercial", str(tmp_path))
    refused(file_address(path), "OneDrive or a similar program")


def test_a_folder_that_only_sounds_like_one_is_fine(tmp_path: Path) -> None:
    assert not places.is_synced(tmp_path / "onedriveway" / "dropboxes")


def test_a_network_drive_is_refused(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(places, "_mounts", lambda: [("/", "ext4"), (str(tmp_path.resolve()), "cifs")])
    refused(file_address(path), "network drive")


@pytest.mark.parametrize("share", ["\\\\server\\share", "//server/share"])
def test_a_windows_share_is_a_network_drive(share: str) -> None:
    class Share(type(Path())):  # type: ignore[misc]
        def __str__(self) -> str:
            return share

    assert places.is_network(Share("x"))


LINUX = (
    "/dev/sda1 / ext4 rw 0 0\n//server/share /mnt/two\\040words cifs rw 0 0\n"
    "host:/x /mnt/two\\040words/in nfs4 rw 0 0\n"
)
DARWIN = (
    "/dev/disk3s1 on / (apfs, sealed, local)\n"
    "//robin@server/share on /Volumes/two words (smbfs, nodev)\nhost:/x on /Volumes/n (nfs)\n"
)


@pytest.mark.parametrize(
    ("parse", "table", "expected"),
    [
        (
            places.parse_linux_mounts,
            LINUX,
            {"/home": "ext4", "/mnt/two words/a": "cifs", "/mnt/two words/in/b": "nfs4"},
        ),
        (places.parse_darwin_mounts, DARWIN, {"/Users": "apfs", "/Volumes/two words/a": "smbfs", "/Volumes/n": "nfs"}),
    ],
)
def test_tables_of_mounts_are_understood(
    parse: Callable[[str], list[tuple[str, str]]], table: str, expected: dict[str, str]
) -> None:
    mounts = parse(table)
    assert {path: places.file_system(Path(path), mounts) for path in expected} == expected


def test_connections_are_set_to_lose_nothing(file_store: Store) -> None:
    wanted = {"journal_mode": "wal", "synchronous": 2, "secure_delete": 1, "foreign_keys": 1, "recursive_triggers": 1}
    with file_store.read() as session:
        found = {name: session.scalar(text(f"PRAGMA {name}")) for name in wanted}
        assert session.scalar(text("PRAGMA temp_store")) == 2
    assert found == wanted
