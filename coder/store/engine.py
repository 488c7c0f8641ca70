"""The two kinds of transaction, and the care a store needs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager

from sqlalchemy import Engine, text
from sqlalchemy.orm import Session

from coder.store import failures, order
from coder.store.database import DatabaseAddress, open_engine
from coder.store.migrate import upgrade

__all__ = ["DatabaseAddress", "Store", "open_engine", "open_store"]


class Store:
    """An open database with the right schema. Safe to share between threads; a session is not."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._readers = engine.execution_options(writing=False)

    @property
    def on_file(self) -> bool:
        """Whether this is the encrypted file (and not PostgreSQL)."""
        return self.engine.dialect.name == "sqlite"

    @contextmanager
    def write(self) -> Iterator[Session]:
        """One transaction that is durable when the block ends and leaves nothing behind when it raises.

        Writers take turns, and the ids each of them makes sort after all that are stored. Raises UserError when another
        writer holds on for more than 5 s, when the disk is full, and when the file is damaged.
        """
        with failures.told_in_a_sentence(), Session(self.engine, expire_on_commit=False) as session, session.begin():
            order.go_on(session)
            yield session

    @contextmanager
    def read(self) -> Iterator[Session]:
        """One unchanging view of the data, not held up by writers; writing in it fails."""
        with (
            failures.told_in_a_sentence(reading=True),
            Session(self._readers, expire_on_commit=False) as session,
            session.begin(),
        ):
            yield session

    def checkpoint(self) -> bool:
        """Move the write-ahead log into the file and empty it, so that deleted keys are gone from the disk.

        Returns False when a reader held it up; then it must be called again. Nothing to do on PostgreSQL (True).
        """
        if not self.on_file:
            return True
        with failures.told_in_a_sentence(), closing(self.engine.raw_connection()) as connection:
            cursor = connection.cursor()
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            answer = cursor.fetchone()
        return answer is not None and not answer[0]

    def check(self) -> tuple[str, ...]:
        """What is wrong with the file, page by page and row by row; empty when nothing. Reads everything.

        Raises UserError when the file cannot even be read. Nothing to do on PostgreSQL (empty).
        """
        if not self.on_file:
            return ()
        # After a power cut while the log was copied, pages of the file may be torn that the log still holds whole; the
        # check of the pages' codes looks past the log and would call that damage.
        self.checkpoint()
        problems: list[str] = []
        with failures.told_in_a_sentence(), self._readers.connect() as connection:
            problems += [str(row[0]) for row in connection.execute(text("PRAGMA cipher_integrity_check"))]
            if not problems:
                rows = connection.execute(text("PRAGMA integrity_check"))
                problems += [str(row[0]) for row in rows if row[0] != "ok"]
                rows = connection.execute(text("PRAGMA foreign_key_check"))
                problems += [f"row {row[1]} of {row[0]} points nowhere" for row in rows]
        return tuple(problems)

    def close(self) -> None:
        """Let go of all connections. Harmless when done twice."""
        self.engine.dispose()


def open_store(address: DatabaseAddress, *, create: bool = False) -> Store:
    """A store whose schema is the newest one this program knows; an older one is upgraded after a copy was made.

    Raises UserError, with nothing changed, in all cases of open_engine and when the schema is newer.
    """
    with ExitStack() as undo:
        engine = open_engine(address, create=create)
        undo.callback(engine.dispose)
        upgrade(engine, address)
        undo.pop_all()
    return Store(engine)
