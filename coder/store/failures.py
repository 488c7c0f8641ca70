"""Failures of a database told apart: the environment (a sentence for the user) or a bug (left as it is)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.engine import ExceptionContext
from sqlalchemy.exc import DBAPIError

from coder.domain.errors import UserError

_BACKUP_HINT = "Restore the newest backup into a new folder; keep this folder as it is."

# Primary result codes of SQLite (https://www.sqlite.org/rescode.html); the low byte of the extended code.
_BUSY, _LOCKED, _READONLY, _IOERR, _CORRUPT, _FULL, _CANTOPEN, _NOTADB = 5, 6, 8, 10, 11, 13, 14, 26

_SQLITE = {
    _BUSY: ("Another window is writing to the store just now. Nothing was saved.", "Wait a moment and try again."),
    _READONLY: ("The store's folder is read-only. Nothing was saved.", "Ask for the right to write there."),
    _IOERR: ("The disk reported a fault. Nothing was saved.", "Check the disk, then open the store again."),
    _CORRUPT: ("The store's file is damaged and was not changed.", _BACKUP_HINT),
    _FULL: ("The disk is full. What was saved before is safe; this change was not saved.", "Free space and try again."),
    _CANTOPEN: ("The store's file cannot be opened. Nothing was changed.", "Check the folder and your right to it."),
}
_SQLITE[_LOCKED] = _SQLITE[_BUSY]
_SQLITE[_NOTADB] = _SQLITE[_CORRUPT]

# SQLSTATE codes of PostgreSQL (appendix A of its manual).
_POSTGRES = {
    "55P03": _SQLITE[_BUSY],
    "53100": _SQLITE[_FULL],
    "XX001": _SQLITE[_CORRUPT],
    "XX002": _SQLITE[_CORRUPT],
}
_NO_SERVER = ("The service's database cannot be reached. Nothing was saved.", "Check the connection and try again.")


def wrong_key() -> UserError:
    """The error for a key that does not belong to the file."""
    return UserError(
        "This key does not open this store. Nothing was changed.", "Check that key and folder belong together."
    )


def damaged() -> UserError:
    """The error for a file that the right key does not open."""
    return UserError(*_SQLITE[_CORRUPT])


def as_user_error(error: DBAPIError) -> UserError | None:
    """The sentence for a failure of the environment, or None when the failure is a bug."""
    code = getattr(error.orig, "sqlite_errorcode", None)
    if code is not None:
        told = _SQLITE.get(code & 0xFF)
    else:
        state = getattr(error.orig, "sqlstate", None)
        lost = error.connection_invalidated or (state or "08").startswith(("08", "57P"))
        told = _POSTGRES.get(state or "") or (_NO_SERVER if lost else None)
    return UserError(*told) if told else None


def keep_values_out(context: ExceptionContext) -> None:
    """Engine event: cut PostgreSQL's DETAIL off an error, which repeats the values of the row that was refused."""
    primary = getattr(getattr(context.original_exception, "diag", None), "message_primary", None)
    if primary is not None:
        context.original_exception.args = (primary,)
        if context.sqlalchemy_exception is not None:
            kind = type(context.original_exception)
            context.sqlalchemy_exception.args = (f"({kind.__module__}.{kind.__qualname__}) {primary}",)


@contextmanager
def told_in_a_sentence(*, reading: bool = False) -> Iterator[None]:
    """Turn failures of the environment into UserError; let bugs through, such as writing while ``reading``."""
    try:
        yield
    except DBAPIError as error:
        sentence = as_user_error(error)
        if sentence is None or (reading and getattr(error.orig, "sqlite_errorcode", None) == _READONLY):
            raise
        raise sentence from error
