"""Logging that cannot leak: ids and numbers only, in a small rotating file inside the home folder.

Messages are constants with ``%s`` places; arguments that are not ids, numbers or words of the program itself are
replaced before anything is written, and tracebacks keep the type of an error but not its text.
"""

from __future__ import annotations

import logging
import re
from enum import Enum
from logging.handlers import RotatingFileHandler
from pathlib import Path

_SAFE_TEXT = re.compile(r"[0-9a-fA-F-]{8,64}|[a-z][a-z_.\-]{0,40}")


def _safe(argument: object) -> object:
    if isinstance(argument, (bool, int, float)) or argument is None:
        return argument
    if isinstance(argument, Enum):
        return argument.value
    if isinstance(argument, str) and _SAFE_TEXT.fullmatch(argument):
        return argument
    return f"<{type(argument).__name__}>"


class PrivacyFilter(logging.Filter):
    """Lets a record through with its arguments reduced to ids, numbers and lower-case program words."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Reduce the record in place; always lets it pass."""
        if isinstance(record.args, dict):
            record.args = {key: _safe(value) for key, value in record.args.items()}
        elif record.args:
            record.args = tuple(_safe(value) for value in record.args)
        elif "%" not in str(record.msg):
            record.msg = str(record.msg) if _is_constant(record) else "<message withheld>"
        if record.exc_info and record.exc_info[0] is not None:
            record.msg = f"{record.msg} ({record.exc_info[0].__name__})"
            record.exc_info = None
            record.exc_text = None
        record.stack_info = None
        return True


def _is_constant(record: logging.LogRecord) -> bool:
    # Only our own modules are known to pass constant messages; others may have formatted text into them.
    return record.name.split(".")[0] in {"coder", "models", "codebook", "ui"}


def start_logging(folder: Path, *, level: int = logging.INFO) -> None:
    """Log to ``folder/practice-coder.log`` (three files of 256 KiB at most). Replaces any earlier handlers."""
    folder.mkdir(parents=True, exist_ok=True)
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
