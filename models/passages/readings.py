"""Passages that were read one by one against the codebook: what the order of their principles learns beside the marks.

A mark says where a labeller noticed a principle; a reading says of one passage whether it shows it. Readings of
passages that gave a figure come here only when that figure is no longer told (``tools.judged_passages draw``).
"""

from __future__ import annotations

import csv
import hashlib
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path

from models.passages.likeness import Kind
from models.passages.marks import KINDS

READINGS_PATH = Path(__file__).parents[1] / "data" / "passages" / "readings.csv"
HEAD = ("principle", "direction", "conversation", "place", "relevant")
# By kind: the conversation and the place of the worker's utterance, and whether the passage around it is relevant.
Readings = Mapping[Kind, Mapping[tuple[str, int], bool]]


class ReadingsError(ValueError):
    """The file of readings is damaged; the message names the line."""


def load_readings(path: Path = READINGS_PATH) -> Readings:
    """What was read, by kind. Raises ReadingsError where a line is wrong or says what another has said."""
    found: dict[Kind, dict[tuple[str, int], bool]] = defaultdict(dict)
    with path.open(encoding="utf-8", newline="") as stream:
        for number, row in enumerate(csv.DictReader(stream), start=2):
            kind, owner, place = (row["principle"], row["direction"]), row["conversation"], row["place"]
            if kind not in KINDS or not place.isdigit() or row["relevant"] not in ("0", "1"):
                raise ReadingsError(f"{path.name}: line {number} is no reading")
            if (owner, int(place)) in found[kind]:
                raise ReadingsError(f"{path.name}: line {number} reads a passage again")
            found[kind][owner, int(place)] = row["relevant"] == "1"
    return dict(found)


def readings_hash(readings: Readings) -> str:
    """A sha256 over every reading, whatever their order."""
    told = sorted((*kind, *where, said) for kind, some in readings.items() for where, said in some.items())
    return hashlib.sha256(repr(told).encode()).hexdigest()
