"""Where this machine keeps its settings; apart from reading them, so that the window need not wait for the checks."""

from __future__ import annotations

import os
from pathlib import Path

import platformdirs

_APP = "practice-coder"


def settings_file() -> Path:
    """Where this machine keeps its settings; PRACTICE_CODER_CONFIG names another folder."""
    folder = os.environ.get("PRACTICE_CODER_CONFIG") or platformdirs.user_config_dir(_APP, appauthor=False)
    return Path(folder) / "settings.toml"


def fault_file() -> Path:
    """Where the interpreter writes the places of a fault that ends the program at once; read at the next start."""
    folder = os.environ.get("PRACTICE_CODER_CONFIG") or platformdirs.user_state_dir(_APP, appauthor=False)
    return Path(folder) / "fault.txt"
