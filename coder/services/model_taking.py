"""Taking a speech model in: every file copied, hashed and durable under a temporary name, then all of it renamed."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Any

from filelock import FileLock, Timeout

from coder.domain.errors import Cancelled, UserError
from coder.domain.model_packs import NOTHING_TAKEN, FileFacts, Manifest
from coder.domain.speech_models import Trust
from coder.security.files import sync_folder

PACK_LIST = "pack.json"
_ARRIVING = ".arriving"
_BLOCK = 4 * 1024 * 1024
# What must stay free beside the model, so that the store can go on writing.
_SPARE_BYTES = 200 * 2**20


@dataclass(frozen=True)
class Watch:
    """``progress`` is told the share done, 0–1; ``cancelled`` is asked several times a second."""

    progress: Callable[[float], None] = lambda _share: None
    cancelled: Callable[[], bool] = lambda: False


def brought_folder(app_folder: Path) -> Path:
    """Where models lie that were brought in."""
    return app_folder / "models" / "brought"


@contextmanager
def arriving(app_folder: Path) -> Iterator[Path]:
    """An empty folder beside those of the models, for one import at a time; gone when the block ends.

    Raises UserError when another import is under way or the disk cannot be written.
    """
    folder = brought_folder(app_folder)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = FileLock(folder.parent / "brought.lock", timeout=0)
        with lock:
            part = folder / _ARRIVING
            # What an import that was cut short left behind has never been a model.
            shutil.rmtree(part, ignore_errors=True)
            part.mkdir()
            try:
                yield part
            finally:
                shutil.rmtree(part, ignore_errors=True)
    except Timeout as error:
        raise UserError(f"Another model is being brought in. {NOTHING_TAKEN}", "Wait until it is done.") from error
    except OSError as error:
        raise UserError(
            "The model could not be copied; nothing was changed.", "Check the stick and the free space, then try again."
        ) from error


def copy_in(
    opened: Callable[[str], IO[bytes]], sizes: Mapping[str, int], part: Path, watch: Watch
) -> dict[str, FileFacts]:
    """Copy files into ``part``, each no longer than its size says; what arrived, by name.

    Raises UserError when the disk is too full or a file is longer or shorter, Cancelled, and whatever reading raises.
    """
    whole = sum(sizes.values())
    if shutil.disk_usage(part).free < whole + _SPARE_BYTES:
        needed = round((whole + _SPARE_BYTES) / 1e6)
        raise UserError(f"There is no room for this model. {NOTHING_TAKEN}", f"Free {needed} MB, then try again.")
    done, arrived = 0, {}
    for name, size in sizes.items():
        digest, count = hashlib.sha256(), 0
        with opened(name) as read, (part / name).open("wb") as write:
            while block := read.read(min(_BLOCK, size + 1 - count)):
                if watch.cancelled():
                    raise Cancelled
                count += len(block)
                if count > size:
                    break
                digest.update(block)
                write.write(block)
                watch.progress((done + count) / whole)
            write.flush()
            os.fsync(write.fileno())
        if count != size:
            raise UserError(
                f"The file {name} changed its length while it was copied. {NOTHING_TAKEN}", "Copy the model again."
            )
        done += size
        arrived[name] = FileFacts(digest.hexdigest(), size)
    return arrived


def settle(part: Path, target: Path, manifest: Manifest, trust: Trust, signed_by: str) -> None:
    """Give what arrived its list of files and its name. Raises UserError when another model of that name is here."""
    if target.exists():
        check_same(target, manifest)
        return
    listed = {**asdict(manifest), "trust": trust.value, "signed_by": signed_by}
    with (part / PACK_LIST).open("w", encoding="utf-8") as file:
        json.dump(listed, file, indent=1)
        file.flush()
        os.fsync(file.fileno())
    sync_folder(part)
    part.rename(target)
    sync_folder(target.parent)


def check_same(target: Path, manifest: Manifest) -> None:
    """Raise UserError unless the model in ``target`` is whole and has exactly these files."""
    listed = listing(target)
    if listed is None or not sizes_fit(target, listed):
        raise UserError(
            f"The model “{target.name}” is here already and is damaged. {NOTHING_TAKEN}",
            "Remove it first, then bring this one in.",
        )
    if listed["files"] != {name: asdict(facts) for name, facts in manifest.files.items()}:
        raise UserError(
            f"Another model that has this name is here already. {NOTHING_TAKEN}",
            "Remove that one first, or give this one another name.",
        )


def listing(folder: Path) -> dict[str, Any] | None:
    """The list of files beside a model that was brought in; None when it is missing or damaged."""
    try:
        found = json.loads((folder / PACK_LIST).read_text(encoding="utf-8"))
        whole = all(isinstance(facts["bytes"], int) for facts in found["files"].values())
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None
    return found if whole else None


def sizes_fit(folder: Path, listed: Mapping[str, Any]) -> bool:
    """Whether every listed file is there with its size: what can be told at a glance."""
    return all(has_size(folder / name, facts["bytes"]) for name, facts in listed["files"].items())


def has_size(path: Path, size: int) -> bool:
    """Whether a file is there and has this many bytes."""
    return path.is_file() and path.stat().st_size == size
