"""Opening a database so that it is either right or refused."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import QueuePool
from sqlcipher3 import dbapi2

from coder.domain.errors import UserError
from coder.security.crypto import KEY_BYTES, key_matches
from coder.store import failures, places

BUSY_TIMEOUT_S = 5
_PLAIN_HEADER = b"SQLite format 3\0"
_ANY_NUMBER_ALL_WRITERS_SHARE = 0x5072616374696365


@dataclass(frozen=True)
class DatabaseAddress:
    """Where the data lie: a file with its raw 32-byte key, or the URL of a PostgreSQL database.

    ``key_check`` is what crypto.key_check gave for the key when the file was made ("" when not known): it tells a
    wrong key from a damaged file, which SQLCipher cannot.
    """

    path: Path | None = None
    key: bytes = field(default=b"", repr=False)
    key_check: str = ""
    url: str = field(default="", repr=False)


def open_engine(address: DatabaseAddress, *, create: bool = False) -> Engine:
    """An engine on a database that can be read; the version of its schema is not looked at here.

    ``create`` allows a file that does not exist yet. Raises UserError, with nothing changed, for a missing file, a
    wrong key, a damaged or unencrypted file, a network or synchronised folder, and a server that does not answer.
    """
    engine = _server_engine(address.url) if address.url else _checked_file_engine(address, create=create)
    try:
        with failures.told_in_a_sentence(), engine.connect().execution_options(writing=False) as connection:
            connection.execute(text("SELECT count(*) FROM sqlite_master" if address.path else "SELECT 1"))
    except (UserError, DBAPIError):
        engine.dispose()
        raise
    return engine


def _checked_file_engine(address: DatabaseAddress, *, create: bool) -> Engine:
    path, key = address.path, address.key
    if path is None or len(key) != KEY_BYTES:
        raise ValueError(f"a file needs a path and a key of {KEY_BYTES} bytes")
    places.check_local(path.parent)
    _check_file(path, create=create)
    if address.key_check and not key_matches(key, address.key_check):
        raise failures.wrong_key()
    engine = create_engine(
        "sqlite://", module=dbapi2, creator=lambda: connect(path, key), poolclass=QueuePool, hide_parameters=True
    )
    event.listen(engine, "begin", _begin_on_file)
    return engine


def _check_file(path: Path, *, create: bool) -> None:
    if not path.exists():
        if create:
            return
        raise UserError(
            "There is no store in this folder. Nothing was changed.", "Choose another folder or set one up."
        )
    with path.open("rb") as file:
        header = file.read(len(_PLAIN_HEADER))
    if header == _PLAIN_HEADER:
        raise UserError("The store's file is not encrypted and was not opened.", "Restore a backup into a new folder.")
    if len(header) < len(_PLAIN_HEADER) and not create:
        raise failures.damaged()


def connect(path: Path, key: bytes) -> Any:
    """A DB-API connection to an encrypted file, set to lose nothing that was acknowledged.

    Raises UserError when the library at hand does not encrypt, and the driver's errors for everything else.
    """
    connection = dbapi2.connect(str(path), timeout=BUSY_TIMEOUT_S, isolation_level=None, check_same_thread=False)
    try:
        # Before the key, or a wrong one is told on standard error.
        connection.execute("PRAGMA cipher_log_level = NONE")
        connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
        if connection.execute("PRAGMA cipher_version").fetchone() is None:
            raise UserError("This installation cannot encrypt. Nothing was opened.", "Install the program again.")
        for setting in (
            "journal_mode = WAL",
            "synchronous = FULL",
            "fullfsync = ON",
            "checkpoint_fullfsync = ON",
            "secure_delete = ON",
            "foreign_keys = ON",
            # Without it INSERT OR REPLACE would remove rows behind the backs of the triggers that keep them.
            "recursive_triggers = ON",
            "temp_store = MEMORY",
            "trusted_schema = OFF",
            "cell_size_check = ON",
        ):
            connection.execute(f"PRAGMA {setting}")
    except (UserError, dbapi2.Error):
        connection.close()
        raise
    return connection


def _begin_on_file(connection: Connection) -> None:
    writing = connection.get_execution_options().get("writing", True)
    connection.exec_driver_sql(f"PRAGMA query_only = {'OFF' if writing else 'ON'}")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


def _server_engine(url: str) -> Engine:
    engine = create_engine(
        make_url(url).set(drivername="postgresql+psycopg"),
        poolclass=QueuePool,
        pool_pre_ping=True,
        hide_parameters=True,
        connect_args={"options": f"-c lock_timeout={BUSY_TIMEOUT_S * 1000} -c timezone=UTC", "client_encoding": "utf8"},
    )
    event.listen(engine, "begin", _begin_on_server)
    event.listen(engine, "handle_error", failures.keep_values_out)
    return engine


def _begin_on_server(connection: Connection) -> None:
    # One writer at a time and snapshots for readers, as on a file: so that rules hold on both alike.
    if connection.get_execution_options().get("writing", True):
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_ANY_NUMBER_ALL_WRITERS_SHARE})")
    else:
        connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
