"""What other pages may ask of the Sessions page, beside a session id."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class AddRecording:
    """Ask for a recording to be added; ``files`` when they are known already."""

    files: tuple[Path, ...] = ()
