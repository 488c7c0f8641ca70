"""Logging that cannot leak: ids, numbers and places only, in a small rotating file inside the home folder.

Messages are constants with ``%s`` places; arguments that are not ids, numbers, enum members or kinds of errors are
replaced before anything is written. Tracebacks keep the kind of an error and where it arose, but not its words. What
libraries say is withheld whole, since they may have put a value into any part of it.
"""

from __future__ import annotations

import logging
import re
from enum import Enum
from logging.handlers import RotatingFileHandler
from pathlib import Path

from coder.crash_report import frames, place

_ID = re.compile(r"[0-9a-fA-F-]{8,64}")
_OWN = {"coder", "models", "codebook", "ui"}


def _safe(argument: object) -> object:
    if isinstance(argument, (bool, int, float)) or argument is None:
        return argument
    if isinstance(argument, Enum):
        return argument.value
    if isinstance(argument, type):
        return argument.__name__
    if isinstance(argument, str) and _ID.fullmatch(argument):
        return argument
    return f"<{type(argument).__name__}>"


class PrivacyFilter(logging.Filter):
    """Lets a record through with its arguments reduced to ids, numbers, enum members and the names of classes."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Reduce the record in place; let it pass unless it is a library's and no warning."""
        own = record.name.split(".")[0] in _OWN
        if not own and record.levelno < logging.WARNING:
            return False
        # Our own calls pass constants (a test reads them all); anything else may have values formatted into it.
        if not own or not isinstance(record.msg, str):
            record.msg, record.args = f"<message withheld> at {place(record.pathname)}:{record.lineno}", None
        elif isinstance(record.args, dict):
            record.args = {key: _safe(value) for key, value in record.args.items()}
        elif record.args:
            record.args = tuple(_safe(value) for value in record.args)
        if record.exc_info and record.exc_info[0] is not None:
            kind, _, trace = record.exc_info
            record.msg = f"{record.msg} ({' at '.join([kind.__name__, *frames(trace)[-1:]])})"
        record.exc_info = record.exc_text = record.stack_info = None
        return True


def start_logging(folder: Path, *, level: int = logging.INFO) -> None:
    """Log to ``folder/practice-coder.log`` (three files of 256 KiB at most). Replaces any earlier handlers."""
    folder.mkdir(parents=True, exist_ok=True)
    # A mistake in a log call would otherwise print its arguments on standard error.
    logging.raiseExceptions = False
    handler = RotatingFileHandler(
        folder / "practice-coder.log", maxBytes=256 * 1024, backupCount=2, encoding="utf-8", delay=True
    )
    handler.addFilter(PrivacyFilter())
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    root = logging.getLogger()
    for old in list(root.handlers):
        root.removeHandler(old)
        old.close()
    root.addHandler(handler)
    root.setLevel(level)
