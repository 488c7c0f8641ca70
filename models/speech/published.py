"""The published speech models we know: names, sizes and hashes of each file, kept as data beside the code."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from types import MappingProxyType


@dataclass(frozen=True)
class PublishedModel:
    """One published conversion. ``sha256`` and ``sizes`` (bytes) are by file name."""

    name: str
    sha256: Mapping[str, str]
    sizes: Mapping[str, int]


@cache
def published_models() -> Mapping[str, PublishedModel]:
    """All of them by name, the smallest first. The hashes are those of the conversions named in the file."""
    text = (resources.files("models") / "data" / "published.json").read_text(encoding="utf-8")
    return MappingProxyType({one["name"]: _model(one["name"], one["files"]) for one in json.loads(text)["models"]})


def _model(name: str, files: Mapping[str, Mapping[str, str | int]]) -> PublishedModel:
    return PublishedModel(
        name=name,
        sha256=MappingProxyType({file: str(facts["sha256"]) for file, facts in files.items()}),
        sizes=MappingProxyType({file: int(facts["bytes"]) for file, facts in files.items()}),
    )
