"""Model packs: one zip file with a speech model, the list of its files, and a signature under that list.

Trust is decided on the list alone, before a byte of the model is read; what is read must then match the list.
"""

from __future__ import annotations

import base64
import json
import os
import stat
import struct
import zipfile
import zlib
from collections.abc import Collection
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Self

from coder.domain.errors import UserError
from coder.domain.model_packs import (
    ASK_AGAIN,
    FORMAT,
    MAX_MANIFEST_BYTES,
    NOTHING_TAKEN,
    TAKEN,
    FileFacts,
    Manifest,
    check_files,
    is_model_name,
    parse_manifest,
    published_name,
)
from coder.domain.speech_models import Trust
from coder.security.crypto import CryptoError
from coder.security.signatures import fingerprint, sign, verify
from coder.services.published_models import all_hashes, published

MANIFEST = "manifest.json"
SIGNATURE = "manifest.sig"
PURPOSE = "model pack 1"
# Two files of text more than a model has; a zip with a million entries is not even listed.
_MAX_ENTRIES = len(TAKEN) + 2
_MAX_SIGNATURE_BYTES = 400
_SIGNATURE_BYTES = 64
# Below this a zip needs no second table of contents with larger numbers, which would be one more thing to distrust.
_MAX_BYTES = 4 * 2**30 - 1
# What ends a zip without a comment: signature, two disks, two counts, size and place of the table, no comment.
_END = struct.Struct("<4s4H2LH")
_END_MARK, _LARGE_MARK = b"PK\x05\x06", b"PK\x06\x07"
_LARGE_BYTES = 20
_MAX_TABLE_BYTES = 64 * 2**10
_READABLE = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
READ_ERRORS = (zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError, ValueError, zlib.error)
"""What the standard library raises, beside OSError, while it reads a damaged zip."""
_WRITTEN_AT = (1980, 1, 1, 0, 0, 0)


@dataclass
class PackFile:
    """A pack opened and trusted; use it in a with statement. ``signed_by`` is the fingerprint of the key, or empty."""

    manifest: Manifest
    trust: Trust
    signed_by: str
    _zip: zipfile.ZipFile
    _undo: ExitStack

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._undo.close()

    def open(self, name: str) -> IO[bytes]:
        """One file of the model. Raises OSError or zipfile.BadZipFile while it is read when the pack is damaged."""
        return self._zip.open(name)


def open_pack(file: Path, keys: Collection[str]) -> PackFile:
    """Open a pack that is published or signed by one of ``keys`` (public halves as text).

    Raises UserError for anything else; nothing has been written then.
    """
    with ExitStack() as undo:
        pack = undo.enter_context(_opened(file))
        manifest_bytes = _small(pack, MANIFEST, MAX_MANIFEST_BYTES)
        manifest = parse_manifest(manifest_bytes)
        _check_table(pack, manifest)
        trust, signed_by = _trust(pack, manifest, manifest_bytes, keys)
        return PackFile(manifest, trust, signed_by, pack, undo.pop_all())


def write_pack(manifest: Manifest, folder: Path, out: Path, key: tuple[bytes, str] | None = None) -> str:
    """Write the model in ``folder`` as a pack, signed with ``key`` (PEM and passphrase); the public half used.

    Raises UserError when the key does not open or the file cannot be written; a half-written file is removed.
    """
    listed = json.dumps(asdict(manifest), indent=1, sort_keys=True).encode()
    public, signature = _signed(listed, key) if key else ("", b"")
    part = out.with_name(out.name + ".part")
    try:
        with zipfile.ZipFile(part, "w", zipfile.ZIP_STORED) as pack:
            # Fixed times, so that the same model makes the same pack.
            pack.writestr(zipfile.ZipInfo(MANIFEST, _WRITTEN_AT), listed)
            if signature:
                text = json.dumps({"key": public, "signature": base64.b64encode(signature).decode()})
                pack.writestr(zipfile.ZipInfo(SIGNATURE, _WRITTEN_AT), text)
            for name in sorted(manifest.files):
                info = zipfile.ZipInfo(name, _WRITTEN_AT)
                with (folder / name).open("rb") as read, pack.open(info, "w", force_zip64=True) as write:
                    while block := read.read(4 * 2**20):
                        write.write(block)
        part.replace(out)
    except OSError as error:
        raise UserError(
            "The pack could not be written; there is no half of it.", "Check the folder and the free space."
        ) from error
    finally:
        part.unlink(missing_ok=True)
    return public


def manifest_for(files: dict[str, FileFacts], name: str, licence: str, source: str) -> Manifest:
    """The manifest of a model; a published one has its own name, licence and source.

    Raises UserError for a name that is no model's, or one of a published model that these files are not.
    """
    check_files(files)
    known = published_name({file: facts.sha256 for file, facts in files.items()}, all_hashes())
    if known is not None:
        model = published()[known]
        return Manifest(FORMAT, known, model.licence, model.source, files)
    check_own_name(name)
    if not licence:
        raise UserError("A model of your own needs its licence in the pack.", "Give it with --licence.")
    return Manifest(FORMAT, name, licence, source, files)


def check_own_name(name: str) -> None:
    """Raise UserError unless a model that is not published may bear this name."""
    if name in published():
        raise UserError(
            f"This model calls itself “{name}” and is another one. {NOTHING_TAKEN}", "Give it a name of its own."
        )
    if not is_model_name(name):
        raise UserError(
            f"A model cannot have this name. {NOTHING_TAKEN}",
            "Use small letters, digits, dots, dashes and underscores.",
        )


def _signed(listed: bytes, key: tuple[bytes, str]) -> tuple[str, bytes]:
    try:
        return sign(key[0], key[1], PURPOSE, listed)
    except CryptoError as error:
        raise UserError(
            "The key for signing does not open. Nothing was written.", "Check the file and its passphrase."
        ) from error


def _opened(file: Path) -> zipfile.ZipFile:
    try:
        size = file.stat().st_size
        if size > _MAX_BYTES:
            raise UserError(f"This file is too large for a model pack. {NOTHING_TAKEN}")
        with file.open("rb") as read:
            head = read.read(4)
            if head != b"PK\x03\x04":
                raise UserError(f"This file is no model pack. {NOTHING_TAKEN}", "Choose a file that ends in .zip.")
            # A pack cut off in copying still begins like one, and deserves another sentence than a photograph.
            if not _has_small_table(read):
                raise damaged_pack()
        return zipfile.ZipFile(file)
    except OSError as error:
        raise UserError(
            f"The model pack cannot be read. {NOTHING_TAKEN}", "Check the stick or share, then try again."
        ) from error
    except READ_ERRORS as error:
        raise damaged_pack() from error


def _has_small_table(file: IO[bytes]) -> bool:
    """Whether the file ends as a zip does whose table of contents is small enough to be read into memory."""
    size = file.seek(0, os.SEEK_END)
    if size < _END.size + _LARGE_BYTES:
        return False
    file.seek(size - _END.size - _LARGE_BYTES)
    large = file.read(_LARGE_BYTES)
    mark, *_, table_bytes, _place, comment = _END.unpack(file.read(_END.size))
    return mark == _END_MARK and comment == 0 and table_bytes <= _MAX_TABLE_BYTES and not large.startswith(_LARGE_MARK)


def _check_table(pack: zipfile.ZipFile, manifest: Manifest) -> None:
    entries = pack.infolist()
    names = [one.filename for one in entries]
    wanted = {MANIFEST, *manifest.files} | ({SIGNATURE} if SIGNATURE in names else set())
    if len(entries) > _MAX_ENTRIES or len(set(names)) != len(names) or set(names) != wanted:
        raise UserError(f"This pack does not hold exactly what its list says. {NOTHING_TAKEN}", ASK_AGAIN)
    check_files(manifest.files)
    for one in entries:
        linked = stat.S_ISLNK(one.external_attr >> 16)
        if linked or one.flag_bits & 1 or one.compress_type not in _READABLE:
            raise UserError(f"This pack holds links or locked files. {NOTHING_TAKEN}", ASK_AGAIN)
        facts = manifest.files.get(one.filename)
        if facts is not None and one.file_size != facts.bytes:
            raise UserError(f"A file in this pack has not the size its list says. {NOTHING_TAKEN}", ASK_AGAIN)


def _small(pack: zipfile.ZipFile, name: str, most: int) -> bytes:
    try:
        info = pack.getinfo(name)
        if info.file_size > most or info.flag_bits & 1:
            raise UserError(f"The list of files in this model pack is not valid. {NOTHING_TAKEN}", ASK_AGAIN)
        with pack.open(info) as read:
            # The size in the table is the pack's own word.
            data = read.read(most + 1)
    except KeyError as error:
        raise UserError(f"This file is no model pack: it has no list of files. {NOTHING_TAKEN}") from error
    except (OSError, *READ_ERRORS) as error:
        raise damaged_pack() from error
    if len(data) > most:
        raise damaged_pack()
    return data


def _trust(pack: zipfile.ZipFile, manifest: Manifest, listed: bytes, keys: Collection[str]) -> tuple[Trust, str]:
    hashes = {name: facts.sha256 for name, facts in manifest.files.items()}
    known = published_name(hashes, all_hashes())
    if known is not None:
        # What else lies in the pack has no published hash, so it needs somebody who vouches for it.
        if hashes == published()[known].hashes:
            if manifest.name != known:
                raise UserError(f"This pack holds “{known}” under another name. {NOTHING_TAKEN}", ASK_AGAIN)
            return Trust.PUBLISHED, ""
    else:
        check_own_name(manifest.name)
    public = _vouched(pack, listed, keys)
    return Trust.SIGNED, fingerprint(public)


def _vouched(pack: zipfile.ZipFile, listed: bytes, keys: Collection[str]) -> str:
    if SIGNATURE not in pack.namelist():
        raise UserError(
            f"Nobody has signed this model pack, and the model is not a published one. {NOTHING_TAKEN}",
            "Ask whoever made the pack for a signed one.",
        )
    try:
        found = json.loads(_small(pack, SIGNATURE, _MAX_SIGNATURE_BYTES).decode("ascii"))
        public, signature = str(found["key"]), base64.b64decode(found["signature"], validate=True)
    except (ValueError, KeyError, TypeError) as error:
        raise UserError(f"The signature of this model pack is not valid. {NOTHING_TAKEN}", ASK_AGAIN) from error
    if public not in keys:
        raise UserError(
            f"This model pack is signed by somebody whom this service does not trust. {NOTHING_TAKEN}",
            "The service lead or data steward can add the public key of whoever signs your packs (Settings, Speech "
            "model).",
        )
    if len(signature) != _SIGNATURE_BYTES or not verify(public, PURPOSE, listed, signature):
        raise UserError(f"This model pack was changed after it was signed. {NOTHING_TAKEN}", ASK_AGAIN)
    return public


def damaged_pack() -> UserError:
    """What to say of a pack that cannot be read to its end."""
    return UserError(
        f"The model pack is damaged, or was not copied whole. {NOTHING_TAKEN}", "Copy the file again and try once more."
    )
