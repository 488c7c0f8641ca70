"""Every slot opens the store, nothing else does, and a computer without a key store is no error."""

from __future__ import annotations

import random
from pathlib import Path

import pyrage
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coder.domain.errors import UserError
from coder.security import crypto
from coder.security.keychain import SystemKeychain
from coder.security.keys import Keyring, Slot, VaultKey

PASSPHRASE = "four words do well"


class MemoryKeychain:
    """A key store that forgets when the test ends."""

    def __init__(self) -> None:
        self.secrets: dict[str, str] = {}

    def put(self, account: str, secret: str) -> bool:
        self.secrets[account] = secret
        return True

    def get(self, account: str) -> str | None:
        return self.secrets.get(account)

    def drop(self, account: str) -> None:
        self.secrets.pop(account, None)


class Made:
    """Slots made once for all tests of this file, because a passphrase slot takes a second."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.key, self.recovery = Keyring(folder).create(PASSPHRASE)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """A folder of slots that tests only read."""
    return Made(tmp_path_factory.mktemp("made") / "keys")


@pytest.fixture
def recovery_only(tmp_path: Path) -> tuple[Keyring, VaultKey, MemoryKeychain]:
    """Slots that can be changed, without the slow one."""
    keychain = MemoryKeychain()
    ring = Keyring(tmp_path, keychain)
    key = VaultKey(bytes(32))
    ring.new_recovery_key(key)
    return ring, key, keychain


def test_passphrase_and_recovery_key_open_the_same_vault(made: Made) -> None:
    ring = Keyring(made.folder)
    assert ring.unlock(PASSPHRASE) == made.key
    assert ring.unlock(recovery_key=made.recovery) == made.key
    assert ring.slots() == {Slot.PASSPHRASE, Slot.RECOVERY}


def test_a_wrong_passphrase_is_told(made: Made) -> None:
    with pytest.raises(UserError, match="passphrase does not open the store"):
        Keyring(made.folder).unlock("four words do bad")


def test_a_computer_that_is_too_busy_is_not_told_as_a_wrong_passphrase(
    made: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(*_: object) -> bytes:
        raise pyrage.DecryptError("Excessive work parameter for passphrase.")

    monkeypatch.setattr(pyrage.passphrase, "decrypt", busy)
    with pytest.raises(UserError, match="too busy"):
        Keyring(made.folder).unlock(PASSPHRASE)


def test_the_recovery_key_may_be_typed_in_small_letters_and_groups(made: Made) -> None:
    typed = "\n".join(made.recovery.lower()[start : start + 8] for start in range(0, len(made.recovery), 8))
    assert Keyring(made.folder).unlock(recovery_key=f" {typed} ") == made.key


def test_a_typing_error_in_the_recovery_key_is_told_from_a_wrong_key(made: Made) -> None:
    draw = random.Random(4)
    alphabet = "QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L"
    for _ in range(200):
        place = draw.randrange(len("AGE-SECRET-KEY-1"), len(made.recovery))
        wrong = draw.choice(alphabet.replace(made.recovery[place], ""))
        typed = made.recovery[:place] + wrong + made.recovery[place + 1 :]
        with pytest.raises(UserError, match="typing error"):
            Keyring(made.folder).unlock(recovery_key=typed)
    with pytest.raises(UserError, match="belongs to another store"):
        Keyring(made.folder).unlock(recovery_key=crypto.new_identity())


def test_slots_hold_no_key_in_the_clear(made: Made) -> None:
    for slot in made.folder.iterdir():
        data = slot.read_bytes()
        assert made.key.secret not in data
        assert made.key.database not in data
        assert made.recovery.encode() not in data


def test_a_passphrase_typed_on_another_system_is_the_same(tmp_path: Path) -> None:
    ring = Keyring(tmp_path)
    key = VaultKey(bytes(32))
    ring.set_passphrase(key, "caf\u00e9 au lait")
    assert ring.unlock("cafe\u0301 au lait") == key


def test_a_short_passphrase_is_refused_and_nothing_written(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="at least 8 characters"):
        Keyring(tmp_path / "keys").create("seven77")
    assert not (tmp_path / "keys").exists()


def test_slots_are_not_made_over_others(made: Made) -> None:
    before = {path.name: path.read_bytes() for path in made.folder.iterdir()}
    with pytest.raises(UserError, match="holds keys already"):
        Keyring(made.folder).create(PASSPHRASE)
    assert {path.name: path.read_bytes() for path in made.folder.iterdir()} == before


def test_without_a_key_store_the_passphrase_is_asked_for(made: Made) -> None:
    ring = Keyring(made.folder, SystemKeychain())
    assert not ring.remember(made.key)
    assert ring.slots() == {Slot.PASSPHRASE, Slot.RECOVERY}
    with pytest.raises(UserError, match="locked"):
        ring.unlock()


def test_a_remembered_store_opens_by_itself_until_it_is_forgotten(
    recovery_only: tuple[Keyring, VaultKey, MemoryKeychain],
) -> None:
    ring, key, keychain = recovery_only
    assert ring.remember(key)
    assert ring.unlock() == key
    assert ring.remember(key)
    assert len(keychain.secrets) == 1
    ring.forget()
    assert not keychain.secrets
    with pytest.raises(UserError, match="locked"):
        ring.unlock()
    ring.forget()


def test_slots_copied_to_another_computer_ask_for_the_passphrase(
    recovery_only: tuple[Keyring, VaultKey, MemoryKeychain], tmp_path: Path
) -> None:
    ring, key, keychain = recovery_only
    ring.remember(key)
    with pytest.raises(UserError, match="locked"):
        Keyring(tmp_path, MemoryKeychain()).unlock()
    account = next(iter(keychain.secrets))
    keychain.secrets[account] = crypto.new_identity()
    with pytest.raises(UserError, match="locked"):
        ring.unlock()


def test_a_new_recovery_key_replaces_the_old_one(recovery_only: tuple[Keyring, VaultKey, MemoryKeychain]) -> None:
    ring, key, _ = recovery_only
    old = ring.new_recovery_key(key)
    new = ring.new_recovery_key(key)
    assert ring.unlock(recovery_key=new) == key
    with pytest.raises(UserError, match="was replaced"):
        ring.unlock(recovery_key=old)


def test_a_way_that_a_store_does_not_have_is_named(tmp_path: Path) -> None:
    ring = Keyring(tmp_path)
    key = VaultKey(bytes(32))
    assert ring.unlock(recovery_key=ring.new_recovery_key(key)) == key
    with pytest.raises(UserError, match="no passphrase slot"):
        ring.unlock(PASSPHRASE)


def test_the_keys_for_different_purposes_differ() -> None:
    key = VaultKey(bytes(32))
    assert len({key.secret, key.database, key.audit, key.recordings, key.backups}) == 5
    assert key.database.hex() == VaultKey(bytes(32)).database.hex()


def test_keys_do_not_show_in_texts() -> None:
    key = VaultKey(b"k" * 32)
    assert "k" * 8 not in repr(key)


@settings(max_examples=50, deadline=None)
@given(secret=st.binary(max_size=100), bound=st.text(max_size=40), flip=st.integers(min_value=0))
def test_sealed_secrets_open_only_unchanged_and_where_they_belong(secret: bytes, bound: str, flip: int) -> None:
    sealed = crypto.seal(bytes(32), secret, bound)
    assert crypto.unseal(bytes(32), sealed, bound) == secret
    spoilt = bytearray(sealed)
    spoilt[flip % len(sealed)] ^= 1
    for wrong in ((bytes(32), bytes(spoilt), bound), (b"x" * 32, sealed, bound), (bytes(32), sealed, bound + "x")):
        with pytest.raises(crypto.CryptoError):
            crypto.unseal(*wrong)
