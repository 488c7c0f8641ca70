"""Making what is handed round: packs of speech models, and the keys that sign them."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from coder.domain.errors import UserError
from coder.domain.model_packs import TAKEN, FileFacts, Manifest, as_model_name, check_files
from coder.security.signatures import new_signing_key
from coder.services.model_packs import manifest_for, write_pack
from coder.services.published_models import published

# A key that signs for everybody in an authority deserves more than a word.
_SHORTEST_PASSPHRASE = 12


def make_pack(
    folder: Path, out: Path, key: tuple[bytes, str] | None, *, name: str = "", licence: str = "", source: str = ""
) -> tuple[Manifest, str]:
    """Write the model in a folder as a pack; what it holds and the public half it was signed with.

    ``key`` is a private key (PEM) and its passphrase. Raises UserError when the folder holds no whole model, the model
    is neither published nor signed, or nothing can be written.
    """
    files = _facts(folder)
    manifest = manifest_for(files, name or as_model_name(folder.name), licence, source or "not stated")
    if key is None and _is_own(manifest):
        raise UserError(
            "A model that is not published needs a signature. Nothing was written.", "Give a key with --key."
        )
    return manifest, write_pack(manifest, folder, out, key)


def _is_own(manifest: Manifest) -> bool:
    # The hashes of such a model say nothing to others.
    known = published().get(manifest.name)
    return known is None or dict(known.files) != manifest.files


def make_key(out: Path, passphrase: str) -> str:
    """Write a new private key under a passphrase, readable by its owner only; its public half as text.

    Raises UserError for a short passphrase, and for a file that exists or cannot be written.
    """
    if len(passphrase) < _SHORTEST_PASSPHRASE:
        raise UserError("The passphrase is too short. Nothing was written.", "Take at least 12 characters.")
    pem, public = new_signing_key(passphrase)
    try:
        handle = os.open(out, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(pem)
    except FileExistsError as error:
        raise UserError("A file of that name exists. Nothing was written.", "Choose another name.") from error
    except OSError as error:
        raise UserError("The key could not be written.", "Check the folder and the free space.") from error
    return public


def _facts(folder: Path) -> dict[str, FileFacts]:
    names = [name for name in TAKEN if (folder / name).is_file()]
    check_files(names)
    found = {}
    for name in names:
        try:
            with (folder / name).open("rb") as file:
                digest = hashlib.file_digest(file, "sha256").hexdigest()
            found[name] = FileFacts(digest, (folder / name).stat().st_size)
        except OSError as error:
            raise UserError("The model cannot be read. Nothing was written.", "Check the stick or share.") from error
    return found
