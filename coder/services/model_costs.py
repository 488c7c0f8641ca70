"""What speech models cost on this very machine: kept from self-tests, estimated for models that are not here."""

from __future__ import annotations

import hashlib
import os
import platform
from collections.abc import Iterable
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from coder.domain.errors import UserError
from coder.domain.speech_models import Cost, Measured, SpeechModel, estimated_cost, measured_cost
from coder.security.files import write_whole

_Kept = dict[str, dict[str, Measured]]
_BOOK = TypeAdapter(_Kept)


def keep_measured(app_folder: Path, value: str, measured: Measured) -> None:
    """Keep what a model took, in place of what it took before. Raises UserError when it cannot be written."""
    mine = {**_measured(app_folder), value: measured}
    _write(app_folder, mine)


def forget_measured(app_folder: Path, value: str) -> None:
    """Forget what a model took that is no longer here."""
    mine = _measured(app_folder)
    if mine.pop(value, None) is not None:
        _write(app_folder, mine)


def costs(app_folder: Path, models: Iterable[SpeechModel]) -> dict[str, Cost]:
    """The cost of each model by its value; none for one of which nothing can be said.

    A published model that was not measured is estimated from a measured one, by preference the nearest in size.
    """
    all_of = tuple(models)
    mine = _measured(app_folder)
    known = [one for one in all_of if one.value in mine and one.million_parameters]
    found = {one.value: measured_cost(mine[one.value]) for one in all_of if one.value in mine}
    for one in all_of:
        if one.value not in found and one.million_parameters and known:
            near = min(known, key=lambda other: abs(other.million_parameters - one.million_parameters))
            found[one.value] = estimated_cost(mine[near.value], near.million_parameters, one.million_parameters)
    return found


def _measured(app_folder: Path) -> dict[str, Measured]:
    try:
        kept = _BOOK.validate_json(_file(app_folder).read_bytes())
    except (OSError, ValidationError):
        # It is worked out again in a minute.
        return {}
    return kept.get(_machine(), {})


def _write(app_folder: Path, mine: dict[str, Measured]) -> None:
    file = _file(app_folder)
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        write_whole(file, _BOOK.dump_json({_machine(): mine}, indent=1))
    except OSError as error:
        raise UserError("What was measured could not be kept.", "Check the free space, then measure again.") from error


def _file(app_folder: Path) -> Path:
    return app_folder / "models" / "measured.json"


def _machine() -> str:
    """Tells machines apart without naming them: a folder that was copied to another one says nothing about it."""
    facts = platform.uname()
    words = f"{facts.node} {facts.machine} {facts.processor} {os.cpu_count()}"
    return hashlib.sha256(words.encode()).hexdigest()[:16]
