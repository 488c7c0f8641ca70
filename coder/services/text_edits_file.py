"""Edits of a transcript as a JSON file: a step in words and its edits, see docs/transcript-edits.md."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from coder.domain.errors import UserError
from coder.domain.text_edits import TextEdit, from_payload
from coder.services.json_file import read_json

_SAFE = "Nothing was changed."


def read_edits(path: Path) -> tuple[str, tuple[TextEdit, ...]]:
    """The words of the step and its edits. Raises UserError naming the first thing wrong; reads at most 4 MiB."""
    return check_edits(read_json(path, "file of edits", _SAFE))


def check_edits(data: Any) -> tuple[str, tuple[TextEdit, ...]]:
    """Check the form of a file of edits. Raises UserError naming the first edit that is wrong, counted from 1."""
    if not isinstance(data, dict) or data.keys() != {"text", "edits"} or not isinstance(data["edits"], list):
        raise UserError("A file of edits has “text”, which names the step, and a list of “edits”.", _SAFE)
    if not isinstance(data["text"], str):
        raise UserError("The “text” of a file of edits is a text.", _SAFE)
    edits = []
    for number, payload in enumerate(data["edits"], 1):
        try:
            edits.append(from_payload(payload))
        except UserError as error:
            raise UserError(f"Edit {number}: {error.sentence}", error.hint) from error
    return data["text"], tuple(edits)
