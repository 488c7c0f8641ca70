"""The figures of "What is and is not validated": measured and told in docs/, published, or worked out here."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from coder.analysis import pooling
from coder.analysis.range_widths import half_widths
from coder.exports.mask_note import masked_note

_RECORDINGS = (1, 3, 6)


@dataclass(frozen=True)
class Measured:
    """A figure of ours: ``says`` is the stretch of ``doc`` (a file of docs/) that it stands in."""

    value: str
    doc: str
    says: str


@cache
def measured() -> dict[str, Measured]:
    """The figures we measured, by their names in the sentences."""
    return {name: Measured(**found) for name, found in _data()["measured"].items()}


@cache
def published() -> dict[str, str]:
    """The figures others published, and their sources, as ``instrument_source``."""
    return {
        (f"{work}_source" if name == "source" else name): value
        for work, found in _data()["published"].items()
        for name, value in found.items()
    }


@cache
def figures() -> dict[str, str]:
    """Every figure a sentence may name, as text."""
    widths = zip(_RECORDINGS, half_widths(_RECORDINGS), strict=True)
    return {
        # The documents keep a gap before the sign; on screen there is none anywhere.
        **{name: one.value.replace(" %", "%") for name, one in measured().items()},
        **published(),
        **{f"range_{count}": f"{width:.2f}" for count, width in widths},
        "within": f"{pooling.DEFAULT_WITHIN_SD:.1f}",
        "between": f"{pooling.DEFAULT_BETWEEN_SD:.1f}",
        "drift": f"{pooling.DRIFT_SD_PER_YEAR:.1f}",
        "masked": masked_note(),
    }


@cache
def _data() -> dict[str, dict[str, dict[str, str]]]:
    return tomllib.loads(files("ui.library").joinpath("measured.toml").read_text(encoding="utf-8"))
