"""Bringing a schema to the newest version: all of it or nothing, after a copy was made."""

from __future__ import annotations

import os
from contextlib import closing
from pathlib import Path

from sqlalchemy import Connection, Engine, inspect, text

from coder.domain.errors import UserError
from coder.security.files import sync_folder
from coder.store import failures, guards, recounts
from coder.store.database import DatabaseAddress

SCRIPTS = Path(__file__).parent / "migrations"


def known_versions(scripts: Path = SCRIPTS) -> list[str]:
    """The schema versions this program knows, the oldest first: the first four digits of each script's name."""
    return sorted(script.name[:4] for script in (scripts / "versions").glob("[0-9][0-9][0-9][0-9]_*.py"))


def present_version(connection: Connection) -> str | None:
    """The version of the schema at hand, or None for an empty database. Raises UserError for a strange one."""
    tables = inspect(connection).get_table_names()
    if "alembic_version" not in tables:
        if tables:
            raise UserError("This database belongs to another program and was not changed.", "Choose another one.")
        return None
    version: str | None = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return version


def upgrade(engine: Engine, address: DatabaseAddress, scripts: Path = SCRIPTS) -> None:
    """Bring the schema to the newest known version in one transaction; does nothing when it is there already.

    A file with data is copied first, encrypted with the same key, beside itself; the copy goes once the upgraded file
    has passed its check, and stays when it did not. On PostgreSQL copies are the administrator's. Raises UserError,
    with nothing changed, for a schema that is newer than this program.
    """
    versions = known_versions(scripts)
    with failures.told_in_a_sentence(), engine.connect().execution_options(writing=False) as connection:
        present = present_version(connection)
    if present == versions[-1]:
        return
    if present is not None and present not in versions:
        raise UserError(
            "This store was written by a newer version of the program. Nothing was changed.",
            "Install the newest version.",
        )
    copy = _copy(engine, address.path, present) if address.path and present else None
    with failures.told_in_a_sentence():
        _run(engine, scripts)
    if copy is not None:
        copy.unlink()
        sync_folder(copy.parent)


def _copy(engine: Engine, path: Path, version: str) -> Path:
    copy = path.with_name(f"{path.name}.before-{version}")
    part = copy.with_name(copy.name + ".part")
    part.unlink(missing_ok=True)
    vacuum_into(engine, part)
    os.replace(part, copy)
    sync_folder(path.parent)
    return copy


def vacuum_into(engine: Engine, target: Path) -> None:
    """Write a consistent copy of an encrypted file, with the same key, to a path that does not exist yet."""
    try:
        with failures.told_in_a_sentence(), closing(engine.raw_connection()) as connection:
            connection.cursor().execute("PRAGMA query_only = OFF")
            connection.cursor().execute("VACUUM INTO ?", (str(target),))
        with target.open("rb+") as file:
            os.fsync(file.fileno())
    except (UserError, OSError):
        target.unlink(missing_ok=True)
        raise


def _run(engine: Engine, scripts: Path) -> None:
    # Alembic takes a while to import and is hardly ever needed.
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(scripts).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    with engine.connect() as connection:
        on_file = engine.dialect.name == "sqlite"
        if on_file:
            # Rebuilding a table deletes its old rows, which must not cascade. The setting holds for this connection
            # only and cannot be changed inside a transaction.
            _raw(connection, "PRAGMA foreign_keys = OFF")
        try:
            with connection.begin():
                config.attributes["connection"] = connection
                guards.lift(connection)
                command.upgrade(config, "head")
                guards.install(connection)
                recounts.install(connection)
                if on_file:
                    _refuse_damage(connection)
        finally:
            if on_file:
                _raw(connection, "PRAGMA foreign_keys = ON")


def _refuse_damage(connection: Connection) -> None:
    whole = connection.execute(text("PRAGMA integrity_check")).scalar() == "ok"
    if not whole or connection.execute(text("PRAGMA foreign_key_check")).first():
        raise failures.damaged()


def _raw(connection: Connection, statement: str) -> None:
    driver = connection.connection.dbapi_connection
    if driver is not None:
        driver.cursor().execute(statement)
