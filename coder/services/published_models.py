"""The list of published speech models, as data: read from beside the code that uses them, which is not loaded."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from coder.domain.model_packs import FileFacts


@dataclass(frozen=True)
class Published:
    """One published model: its files with hash and size, its size in parameters, its licence and where it is from."""

    name: str
    files: Mapping[str, FileFacts]
    million_parameters: int
    licence: str
    source: str

    @property
    def hashes(self) -> dict[str, str]:
        """Hash by file name."""
        return {name: facts.sha256 for name, facts in self.files.items()}

    @property
    def sizes(self) -> dict[str, int]:
        """Bytes by file name."""
        return {name: facts.bytes for name, facts in self.files.items()}


@cache
def published() -> Mapping[str, Published]:
    """All of them by name, the smallest first."""
    text = files("models").joinpath("data", "published.json").read_text(encoding="utf-8")
    return {
        one["name"]: Published(
            name=one["name"],
            files={name: FileFacts(facts["sha256"], facts["bytes"]) for name, facts in one["files"].items()},
            million_parameters=one["million_parameters"],
            licence=one["licence"],
            source=f"{one['source']} at {one['revision']}",
        )
        for one in json.loads(text)["models"]
    }


def all_hashes() -> dict[str, dict[str, str]]:
    """Hash by file name, for each published model."""
    return {name: model.hashes for name, model in published().items()}
