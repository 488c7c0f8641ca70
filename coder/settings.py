"""What belongs to this machine and this pair of hands: look, keys, last home. Policy lives in the database."""

from __future__ import annotations

import os
import tempfile
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal

import tomli_w
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from coder.domain.errors import UserError
from coder.settings_file import settings_file

VERSION = 1

# Each upgrade lifts a file from the version that is its key to the next one.
UPGRADES: dict[int, Callable[[dict[str, Any]], dict[str, Any]]] = {}


class Settings(BaseModel):
    """Settings of one machine. Unknown keys are refused, so that a typing error is seen."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    version: int = VERSION
    home: str = ""
    recruitment_home: str = ""
    theme: Literal["system", "light", "dark", "contrast"] = "system"
    text_scale: int = Field(default=100, ge=100, le=200)
    reduced_motion: bool = False
    rewind_on_resume_s: float = Field(default=2.0, ge=0, le=10)
    output_device: str = ""
    wait_for_output: bool = False
    hold_to_play: bool = False
    level_loudness: bool = True
    skip_silence: bool = False
    skip_silence_over_s: float = Field(default=2.0, ge=1, le=30)
    break_after_min: int = Field(default=45, ge=0, le=240)
    content_notes: bool = True
    show_codes: bool = True
    keys: dict[str, str] = Field(default_factory=dict)
    pedals: dict[str, str] = Field(default_factory=dict)
    single_keys: bool = True
    usb_pedal: bool = False
    graphics_card: bool = False
    window: str = ""


def load_settings(file: Path | None = None) -> Settings:
    """Read the settings, upgrading an older file in memory; the defaults when there is none.

    Raises UserError when the file is damaged or was written by a newer program; it is left as it is.
    """
    path = file or settings_file()
    if not path.exists():
        return Settings()
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
        found = int(data.get("version", VERSION))
        if found > VERSION:
            raise UserError("The settings were written by a newer version of this program.", "Update the program.")
        for version in range(found, VERSION):
            data = {**UPGRADES[version](data), "version": version + 1}
        return Settings.model_validate(data)
    except (tomllib.TOMLDecodeError, ValidationError, ValueError) as error:
        raise UserError(
            "The settings file of this machine cannot be read; your recordings are safe.",
            "Rename settings.toml and start again; the defaults will be used.",
        ) from error


def save_settings(settings: Settings, file: Path | None = None) -> None:
    """Write the settings whole: a crash leaves either the old or the new file."""
    path = file or settings_file()
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".settings-")
    with os.fdopen(handle, "wb") as temporary:
        tomli_w.dump(settings.model_dump(), temporary)
        temporary.flush()
        os.fsync(temporary.fileno())
    Path(name).replace(path)
