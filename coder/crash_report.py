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
    """The places an error went through as ``file:line in function``, the innermost last; at most the last forty."""
    walked = [
        f"{place(frame.f_code.co_filename)}:{line} in {frame.f_code.co_name}"
        for frame, line in traceback.walk_tb(trace)
    ]
    return walked[-FRAMES_MAX:]


def crash_report(error: BaseException, *surroundings: str) -> str:
    """The whole report as plain text, causes first; ``surroundings`` are versions of what else is running."""
    runs_on = [f"Python {platform.python_version()}", *surroundings, f"{platform.system()} {platform.machine()}"]
    lines = [
        f"Practice Coder {program_version()}",
        ", ".join(runs_on),
        f"Frozen: {'yes' if getattr(sys, 'frozen', False) else 'no'}",
        "",
    ]
    for number, one in enumerate(_chain(error)):
        lines.append("then" if number else "What went wrong")
        kind = type(one)
        lines.append(f"  {kind.__module__}.{kind.__qualname__}")
        lines.extend(f"  {step}" for step in frames(one.__traceback__))
    return "\n".join(lines) + "\n"


def _chain(error: BaseException) -> list[BaseException]:
    found: list[BaseException] = []
    one: BaseException | None = error
    while one is not None and one not in found:
        found.append(one)
        one = one.__cause__ or (None if one.__suppress_context__ else one.__context__)
    return found[::-1]
