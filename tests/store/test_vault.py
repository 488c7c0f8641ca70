"""Recordings at rest: only their own identity opens them, any change is found, and nothing half-written counts."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest

from coder.domain.errors import UserError
from coder.domain.ids import new_id
from coder.security import files
from coder.store.vault import StoredFile, Vault

KEY = b"v" * 32
SOUND = b"fLaC" + os.urandom(50_000)


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    """An empty vault."""
    (tmp_path / "vault").mkdir()
    return Vault(tmp_path / "vault", KEY)


@pytest.fixture
def recording(vault: Vault) -> tuple[str, StoredFile]:
    """One recording in it."""
    recording_id = new_id()
    return recording_id, vault.add(recording_id, SOUND)


def names(vault: Vault) -> set[str]:
    """Files in the vault."""
    return {path.name for path in vault.path(new_id()).parent.iterdir()}


def test_a_recording_comes_back_as_it_was(vault: Vault, recording: tuple[str, StoredFile]) -> None:
    recording_id, stored = recording
    assert vault.open(recording_id, stored.identity) == SOUND
    data = vault.path(recording_id).read_bytes()
    assert (hashlib.sha256(data).hexdigest(), len(data)) == (stored.sha256, stored.size)
    assert names(vault) == {f"{recording_id}.age"}


def test_the_age_tool_can_open_it_with_the_identity(vault: Vault, recording: tuple[str, StoredFile]) -> None:
    from coder.security import crypto

    recording_id, stored = recording
    data = vault.path(recording_id).read_bytes()
    assert data.startswith(b"age-encryption.org/v1\n-> X25519 ")
    identity = crypto.unseal(KEY, stored.identity, recording_id).decode()
    assert identity.startswith("AGE-SECRET-KEY-1")
    assert crypto.decrypt_with(identity, data) == SOUND


@pytest.mark.parametrize("change", ["flip", "cut", "append", "empty", "missing"])
def test_any_change_of_the_file_is_found(vault: Vault, recording: tuple[str, StoredFile], change: str) -> None:
    recording_id, stored = recording
    path = vault.path(recording_id)
    data = path.read_bytes()
    middle = len(data) // 2
    changed = {
        "flip": data[:middle] + bytes([data[middle] ^ 1]) + data[middle + 1 :],
        "cut": data[:-1],
        "append": data + b"x",
        "empty": b"",
    }
    if change == "missing":
        path.unlink()
    else:
        path.write_bytes(changed[change])
    with pytest.raises(UserError, match=r"missing or damaged.*Everything else is safe"):
        vault.open(recording_id, stored.identity)


def test_swapped_files_and_identities_do_not_open(vault: Vault, recording: tuple[str, StoredFile]) -> None:
    recording_id, stored = recording
    other_id = new_id()
    other = vault.add(other_id, b"other")
    for wrong_id, identity in ((recording_id, other.identity), (other_id, stored.identity)):
        with pytest.raises(UserError):
            vault.open(wrong_id, identity)
    one, two = vault.path(recording_id), vault.path(other_id)
    first, second = one.read_bytes(), two.read_bytes()
    one.write_bytes(second)
    two.write_bytes(first)
    with pytest.raises(UserError):
        vault.open(recording_id, stored.identity)


def test_another_vault_key_does_not_open(vault: Vault, recording: tuple[str, StoredFile]) -> None:
    recording_id, stored = recording
    with pytest.raises(UserError):
        Vault(vault.path(recording_id).parent, b"w" * 32).open(recording_id, stored.identity)


def test_the_same_sound_twice_gives_different_files(vault: Vault) -> None:
    one, two = vault.add(new_id(), SOUND), vault.add(new_id(), SOUND)
    assert one.sha256 != two.sha256
    assert one.identity != two.identity


@pytest.mark.parametrize("name", ["../../etc/passwd", "", "a" * 36, "x.age"])
def test_no_name_leads_out_of_the_vault(vault: Vault, name: str) -> None:
    with pytest.raises(ValueError, match="UUID"):
        vault.add(name, SOUND)


def test_the_sweep_keeps_what_counts_and_nothing_else(vault: Vault, recording: tuple[str, StoredFile]) -> None:
    recording_id, stored = recording
    orphan = new_id()
    vault.add(orphan, SOUND)
    half = vault.path(new_id())
    half.with_name(half.name + files.PART).write_bytes(b"half")
    (half.parent / "note.txt").write_text("not ours")
    gone = vault.sweep([recording_id])
    assert set(gone) == {f"{orphan}.age", half.name + files.PART}
    assert names(vault) == {f"{recording_id}.age", "note.txt"}
    assert vault.open(recording_id, stored.identity) == SOUND
    assert vault.sweep([recording_id]) == ()


def test_removing_twice_is_harmless(vault: Vault, recording: tuple[str, StoredFile]) -> None:
    vault.remove(recording[0])
    vault.remove(recording[0])
    assert names(vault) == set()


@pytest.mark.skipif(os.name == "nt", reason="limits of file sizes are a matter of POSIX")
def test_a_disk_that_fills_up_leaves_nothing_behind(vault: Vault) -> None:
    import resource
    import signal

    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, hard))
    try:
        with pytest.raises(UserError, match=r"could not be written.*Nothing was stored"):
            vault.add(new_id(), SOUND)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, before)
    assert names(vault) == set()
