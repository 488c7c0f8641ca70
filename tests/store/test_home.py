"""A home is made whole or not at all, and one window holds it at a time."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from coder.domain.errors import UserError
from coder.security.keys import VaultKey
from coder.store.engine import open_store
from coder.store.home import Home, new_home

KEY = VaultKey(bytes(range(32)))


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """A home with an empty store and no slots."""
    with new_home(tmp_path / "home") as made:
        made.write_marker(KEY)
        open_store(made.address(KEY), create=True).close()
    return Home(tmp_path / "home")


def test_a_home_that_was_made_opens(home: Home) -> None:
    assert home.exists
    store = open_store(home.address(KEY))
    store.close()
    assert {path.name for path in home.folder.iterdir()} == {"home.json", "store.db", "vault", "keys"}


@pytest.mark.skipif(os.name == "nt", reason="POSIX permissions")
def test_nobody_else_may_look_into_a_home(home: Home) -> None:
    for folder in (home.folder, home.recordings, home.keys):
        assert folder.stat().st_mode & 0o077 == 0


def fail_while_making(folder: Path) -> None:
    """Stop half-way."""
    with new_home(folder) as made:
        made.write_marker(KEY)
        raise ZeroDivisionError


def test_a_failed_attempt_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError):
        fail_while_making(tmp_path / "home")
    assert list(tmp_path.iterdir()) == []


def test_what_a_killed_attempt_left_does_not_stand_in_the_way(tmp_path: Path) -> None:
    (tmp_path / "home.being-made" / "vault").mkdir(parents=True)
    with new_home(tmp_path / "home") as made:
        made.write_marker(KEY)
    assert [path.name for path in tmp_path.iterdir()] == ["home"]


def test_an_empty_folder_can_become_a_home(tmp_path: Path) -> None:
    with new_home(tmp_path) as made:
        made.write_marker(KEY)
    assert Home(tmp_path).exists


@pytest.mark.parametrize("kind", ["file", "folder"])
def test_what_is_there_is_not_overwritten(tmp_path: Path, kind: str) -> None:
    place = tmp_path / "home"
    if kind == "file":
        place.write_text("mine")
    else:
        place.mkdir()
        (place / "mine.txt").write_text("mine")
    with pytest.raises(UserError, match="not empty"), new_home(place):
        pytest.fail("must not come here")
    assert [path.name for path in tmp_path.iterdir()] == ["home"]


def test_a_home_is_not_made_in_a_synchronised_folder(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="OneDrive"), new_home(tmp_path / "Dropbox" / "coder"):
        pytest.fail("must not come here")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_without_a_store_is_told(tmp_path: Path) -> None:
    assert not Home(tmp_path).exists
    with pytest.raises(UserError, match="no store in this folder"):
        Home(tmp_path).address(KEY)
    with pytest.raises(UserError, match="no store in this folder"), Home(tmp_path / "nowhere").lock():
        pytest.fail("must not come here")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("text", ["", "{", "[]", '{"format": "x"}', '{"format": 1}', "\udcff"])
def test_a_damaged_marker_is_told(home: Home, text: str) -> None:
    home.marker.write_bytes(text.encode("utf-8", "surrogateescape"))
    with pytest.raises(UserError, match="of this store is damaged"):
        home.address(KEY)


def test_a_newer_home_is_told(home: Home) -> None:
    marker = json.loads(home.marker.read_text())
    home.marker.write_text(json.dumps({**marker, "format": 2}))
    with pytest.raises(UserError, match="newer version"):
        home.address(KEY)


def test_another_vault_key_is_told_from_damage(home: Home) -> None:
    with pytest.raises(UserError, match="key does not open this store"):
        open_store(home.address(VaultKey(b"x" * 32)))


def test_the_marker_tells_nothing_about_the_key(home: Home) -> None:
    text = home.marker.read_text()
    assert KEY.database.hex()[:8] not in text
    assert KEY.secret.hex()[:8] not in text


def test_a_second_window_is_refused_until_the_first_closes(home: Home) -> None:
    with home.lock(), pytest.raises(UserError, match="open in another window"), home.lock():
        pytest.fail("must not come here")
    with home.lock():
        pass


def test_a_second_thread_is_refused_too(home: Home) -> None:
    told: list[str] = []

    def try_it() -> None:
        try:
            with home.lock():
                told.append("got in")
        except UserError as error:
            told.append(error.sentence)

    with home.lock():
        thread = threading.Thread(target=try_it)
        thread.start()
        thread.join()
    assert told == ["This store is open in another window or command. Nothing was changed."]


def test_the_lock_of_a_killed_program_does_not_stay(home: Home) -> None:
    holder = (
        "import sys, time; from pathlib import Path; from coder.store.home import Home\n"
        f"with Home(Path({str(home.folder)!r})).lock():\n    print('held', flush=True); sys.stdin.read()\n"
    )
    with subprocess.Popen([sys.executable, "-c", holder], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline().strip() == b"held"
        with pytest.raises(UserError, match="open in another window"), home.lock():
            pytest.fail("must not come here")
        process.kill()
    with home.lock():
        pass


def test_a_worker_opens_the_store_while_a_window_holds_it(home: Home) -> None:
    with home.lock():
        window, worker = open_store(home.address(KEY)), open_store(home.address(KEY))
        window.close()
        worker.close()


def test_leftovers_of_a_killed_backup_go_when_the_home_is_next_held(home: Home) -> None:
    (home.folder / "scratch-abc").mkdir()
    (home.folder / "scratch-abc" / "store.db").write_bytes(b"ciphertext")
    (home.keys / "passphrase.age.part").write_bytes(b"half")
    with home.lock():
        assert {path.name for path in home.folder.iterdir()} == {"home.json", "store.db", "vault", "keys", "lock"}
        assert list(home.keys.iterdir()) == []
