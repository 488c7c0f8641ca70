"""What a document says about the names in it."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files

REAL = "This copy holds real names. Keep it where the recording may be kept, and share it with nobody else."


@cache
def masked_note() -> str:
    """The line of every masked copy, with what was found in our test (figures kept by tools.measure_masks)."""
    data = files("coder.domain.deidentify") / "data" / "measured.json"
    figures = json.loads(data.read_text(encoding="utf-8"))
    return (
        "Names were masked by machine; check before sharing. In our test on invented talk it masked "
        f"{figures['masked']} of {figures['marked']} names, places and numbers that lead to somebody with the family's "
        f"names typed in, and {figures['masked_without_names']} without; on real talk it may find fewer."
    )


def mask_note(*, masked: bool) -> str:
    """What a copy says about the names in it, masked or real."""
    return masked_note() if masked else REAL
