"""A report of a bug that can be sent to anyone: versions, kinds of errors and places in the program, nothing else.

The words of an error, the values of variables and the folders of this computer may hold names, so none is in it.
"""

from __future__ import annotations

import platform
import sys
import traceback
from importlib.metadata import PackageNotFoundError, version
from pathlib import PurePath
from types import TracebackType

from PySide6.QtCore import qVersion

FRAMES_MAX = 40
_OWN = ("ui", "coder", "models", "codebook")


def program_version() -> str:
    """The version of the installed program, or "unknown" when it runs without being installed."""
    try:
        return version("practice-coder")
    except PackageNotFoundError:
        return "unknown"


def place(filename: str) -> str:
    """A source file without the folders before it: ``ui/app.py``, ``sqlalchemy/orm/session.py``, else its bare name."""
    parts = PurePath(filename.replace("\\", "/")).parts
    if "site-packages" in parts:
        return "/".join(parts[parts.index("site-packages") + 1 :])
    for start in range(len(parts) - 1, -1, -1):
        if parts[start] in _OWN:
            return "/".join(parts[start:])
    return parts[-1] if parts else "unknown"


def frames(trace: TracebackType | None) -> list[str]:
    """The places an error went through, the innermost last; at most the last forty."""
    walked = [
        f"  {place(frame.f_code.co_filename)}:{line} in {frame.f_code.co_name}"
        for frame, line in traceback.walk_tb(trace)
    ]
    return walked[-FRAMES_MAX:]


def crash_report(error: BaseException) -> str:
    """The whole report as plain text, causes first."""
    lines = [
        f"Practice Coder {program_version()}",
        f"Python {platform.python_version()}, Qt {qVersion()}, {platform.system()} {platform.machine()}",
        f"Frozen: {'yes' if getattr(sys, 'frozen', False) else 'no'}",
        "",
    ]
    for number, one in enumerate(_chain(error)):
        lines.append("then" if number else "What went wrong")
        kind = type(one)
        lines.append(f"  {kind.__module__}.{kind.__qualname__}")
        lines.extend(frames(one.__traceback__))
    return "\n".join(lines) + "\n"


def _chain(error: BaseException) -> list[BaseException]:
    found: list[BaseException] = []
    one: BaseException | None = error
    while one is not None and one not in found:
        found.append(one)
        one = one.__cause__ or (None if one.__suppress_context__ else one.__context__)
    return found[::-1]
