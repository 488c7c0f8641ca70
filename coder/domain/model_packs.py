"""What a pack of a speech model must say about itself, and whom it may be taken from."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar, Final, Literal

from pydantic import ConfigDict, Field, TypeAdapter, ValidationError

from coder.domain.errors import UserError

FORMAT: Final = 1
WEIGHTS = "model.bin"
NEEDED = (WEIGHTS, "config.json", "tokenizer.json")
VOCABULARIES = ("vocabulary.txt", "vocabulary.json")
TAKEN = (*NEEDED, *VOCABULARIES, "preprocessor_config.json", "LICENSE.txt")
"""The only names a model may have; anything else is never written to disk."""
MAX_FILE_BYTES = 4 * 2**30
MAX_MANIFEST_BYTES = 64 * 2**10
# Names of devices that Windows would open instead of a file.
_DEVICES = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?")
_NAME = re.compile(r"[a-z0-9]([a-z0-9._-]{0,62}[a-z0-9])?")
NOTHING_TAKEN = "Nothing was copied."
ASK_AGAIN = "Ask whoever made the pack for a new copy."


@dataclass(frozen=True)
class FileFacts:
    """Hash and size of one file of a model."""

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid", strict=True)

    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    bytes: Annotated[int, Field(gt=0, le=MAX_FILE_BYTES)]


@dataclass(frozen=True)
class Manifest:
    """What a model is: its name, its licence, where it comes from in words, and its files."""

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid", strict=True)

    format: Literal[1]
    name: str
    licence: Annotated[str, Field(max_length=200)]
    source: Annotated[str, Field(max_length=500)]
    files: dict[str, FileFacts]

    @property
    def total_bytes(self) -> int:
        """Size of all files together."""
        return sum(one.bytes for one in self.files.values())


def is_model_name(name: str) -> bool:
    """Whether a name can be a folder on every system: small letters, digits, dot, dash, underscore; no device."""
    return _NAME.fullmatch(name) is not None and _DEVICES.fullmatch(name) is None


def as_model_name(text: str) -> str:
    """The nearest name a model may have, for a folder that was called otherwise."""
    name = re.sub(r"[^a-z0-9._-]+", "-", text.lower()).strip("-._")[:64].rstrip("-._")
    return name if is_model_name(name) else f"model-{name}".rstrip("-")


def parse_manifest(data: bytes) -> Manifest:
    """A manifest as it stands in a pack. Raises UserError for anything that is not exactly one."""
    try:
        json.loads(data.decode("utf-8"), object_pairs_hook=_no_twice)
        manifest = TypeAdapter(Manifest).validate_json(data)
    except (ValueError, ValidationError, RecursionError) as error:
        raise UserError(f"The list of files in this model pack is not valid. {NOTHING_TAKEN}", ASK_AGAIN) from error
    if not is_model_name(manifest.name):
        raise UserError(f"The name of the model in this pack cannot be a folder's. {NOTHING_TAKEN}", ASK_AGAIN)
    check_files(manifest.files)
    return manifest


def check_files(names: Iterable[str]) -> None:
    """Raise UserError unless these are the files of one whole speech model and nothing else."""
    found = set(names)
    strange = found - set(TAKEN)
    if strange:
        raise UserError(f"This pack holds files that no speech model has. {NOTHING_TAKEN}", ASK_AGAIN)
    missing = [name for name in NEEDED if name not in found]
    if not missing and not found & set(VOCABULARIES):
        missing = [VOCABULARIES[0]]
    if missing:
        raise UserError(
            f"This holds no whole speech model: {', '.join(missing)} is not in it. {NOTHING_TAKEN}",
            "Choose the folder or pack that holds model.bin, config.json, tokenizer.json and a vocabulary.",
        )


def published_name(files: Mapping[str, str], published: Mapping[str, Mapping[str, str]]) -> str | None:
    """The published model these files are (hash by file name), or None when the weights are nobody's we know.

    Raises UserError when the weights are published and another of its files was changed.
    """
    for name, expected in published.items():
        if files.get(WEIGHTS) == expected[WEIGHTS]:
            wrong = [file for file, sha256 in expected.items() if files.get(file) != sha256]
            if wrong:
                raise UserError(
                    f"The weights are those of “{name}”, but {', '.join(wrong)} is missing or was changed. "
                    f"{NOTHING_TAKEN}",
                    "Copy the model again from where it was published.",
                )
            return name
    return None


def _no_twice(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key stands twice")
    return found
