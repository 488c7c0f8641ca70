"""Every way to the newest schema ends in the same schema, with all rows and all triggers."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, inspect, text

from coder.domain.errors import UserError
from coder.store import guards, migrate, recounts
from coder.store.engine import DatabaseAddress, Store, open_engine, open_store
from coder.store.tables import Base, TeamRow
from tests.store.builders import add_scene
from tests.store.conftest import file_address

NEXT = '''
"""Add a column and tighten a rule."""

import sqlalchemy as sa
from alembic import op

revision = "9000"
down_revision = "{head}"


def upgrade() -> None:
    with op.batch_alter_table("coding_entries") as batch:
        batch.add_column(sa.Column("extra", sa.String(), nullable=False, server_default=""))
        batch.drop_constraint(op.f("ck_coding_entries_interval"), type_="check")
        batch.create_check_constraint(op.f("ck_coding_entries_interval"), "end_sample >= start_sample")
    {then}
'''


@pytest.fixture
def postgres_store(own_postgres_store: Store) -> Store:
    """These tests change the schema."""
    return own_postgres_store


def scripts_with_next(folder: Path, then: str = "pass") -> Path:
    """A copy of the scripts with one more, which rebuilds a kept table."""
    scripts = folder / "migrations"
    shutil.copytree(migrate.SCRIPTS, scripts)
    script = NEXT.format(head=migrate.known_versions()[-1], then=then)
    (scripts / "versions" / "9000_next.py").write_text(script, encoding="utf-8")
    return scripts


def version_of(engine: Engine) -> str | None:
    """The version at hand."""
    with engine.connect() as connection:
        return migrate.present_version(connection)


def address_of(store: Store, tmp_path: Path) -> DatabaseAddress:
    """Where a store of the fixtures lies."""
    if store.on_file:
        return file_address(tmp_path / "store.db")
    return DatabaseAddress(url=store.engine.url.render_as_string(hide_password=False))


def checks(engine: Engine) -> set[tuple[str, str, str]]:
    """All check constraints."""
    looked = inspect(engine)
    return {
        (table, str(check["name"]), " ".join(str(check["sqltext"]).split()))
        for table in looked.get_table_names()
        for check in looked.get_check_constraints(table)
    }


def triggers(store: Store) -> set[str]:
    """The names of all triggers."""
    query = (
        "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        if store.on_file
        else "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"
    )
    with store.read() as session:
        return set(session.scalars(text(query)))


def test_scripts_and_rows_describe_the_same_schema(store: Store) -> None:
    with store.engine.connect() as connection:
        options = {"compare_type": True, "compare_server_default": True}
        assert compare_metadata(MigrationContext.configure(connection, opts=options), Base.metadata) == []


def test_scripts_and_rows_agree_on_every_check_of_a_file(file_store: Store, tmp_path: Path) -> None:
    engine = open_engine(file_address(tmp_path / "by-rows.db"), create=True)
    Base.metadata.create_all(engine)
    made = checks(engine)
    engine.dispose()
    assert len(made) >= 30
    assert checks(file_store.engine) == made


def test_scripts_and_rows_agree_on_every_check_of_a_server(
    postgres_store: Store, empty_database: DatabaseAddress
) -> None:
    engine = open_engine(empty_database)
    Base.metadata.create_all(engine)
    made = checks(engine)
    engine.dispose()
    assert len(made) >= 30
    assert checks(postgres_store.engine) == made


def test_there_is_one_line_of_scripts_and_their_names_tell_it() -> None:
    scripts = ScriptDirectory(str(migrate.SCRIPTS))
    assert [script.revision for script in reversed(list(scripts.walk_revisions()))] == migrate.known_versions()
    assert scripts.get_heads() == [migrate.known_versions()[-1]]


def test_every_kept_table_has_its_triggers(store: Store) -> None:
    found = triggers(store)
    assert all(any(name.startswith(f"keep_{table}_") for name in found) for table in guards.KEPT)
    assert len(found) == 2 * len(guards.KEPT) + len(recounts.TRIGGERS)


def test_rebuilding_a_table_keeps_rows_and_triggers(store: Store, tmp_path: Path) -> None:
    with store.write() as session:
        add_scene(session)
    before = triggers(store)
    migrate.upgrade(store.engine, address_of(store, tmp_path), scripts_with_next(tmp_path))
    assert version_of(store.engine) == "9000"
    assert triggers(store) == before
    with store.read() as session:
        assert session.scalars(text("SELECT extra FROM coding_entries")).all() == [""]
        assert session.scalars(text("SELECT count(*) FROM job_chunks")).one() == 1
    assert store.check() == ()


def test_foreign_keys_are_watched_again_after_an_upgrade(file_store: Store, tmp_path: Path) -> None:
    migrate.upgrade(file_store.engine, address_of(file_store, tmp_path), scripts_with_next(tmp_path))
    with file_store.read() as session:
        assert session.scalar(text("PRAGMA foreign_keys")) == 1


@pytest.mark.parametrize("step", range(len(migrate.known_versions())))
def test_every_older_schema_reaches_the_newest(tmp_path: Path, step: int) -> None:
    address = file_address(tmp_path / "store.db")
    old = migrate.known_versions()[step]
    upgrade_to(open_engine(address, create=True), old)
    with_store = open_store(address)
    assert version_of(with_store.engine) == migrate.known_versions()[-1]
    assert with_store.check() == ()
    with_store.close()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["store.db"]


def upgrade_to(engine: Engine, version: str) -> None:
    """Run the scripts only as far as one version, with the triggers a store of that version has, and close."""
    config = Config()
    config.set_main_option("script_location", str(migrate.SCRIPTS))
    config.set_main_option("path_separator", "os")
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, version)
        there = set(inspect(connection).get_table_names())
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(guards, "KEPT", {table: owner for table, owner in guards.KEPT.items() if table in there})
            guards.install(connection)
    engine.dispose()


def test_a_failing_script_leaves_the_old_schema_and_a_copy(store: Store, tmp_path: Path) -> None:
    with store.write() as session:
        session.add(TeamRow(id="t", name="Team"))
    scripts = scripts_with_next(tmp_path, then="raise ZeroDivisionError")
    with pytest.raises(ZeroDivisionError):
        migrate.upgrade(store.engine, address_of(store, tmp_path), scripts)
    head = migrate.known_versions()[-1]
    assert version_of(store.engine) == head
    assert "extra" not in {column["name"] for column in inspect(store.engine).get_columns("coding_entries")}
    assert len(triggers(store)) == 2 * len(guards.KEPT) + len(recounts.TRIGGERS)
    if store.on_file:
        copy = open_store(file_address(tmp_path / f"store.db.before-{head}"))
        with copy.read() as session:
            assert session.get_one(TeamRow, "t").name == "Team"
        copy.close()


def test_a_newer_schema_is_refused_and_not_touched(store: Store, tmp_path: Path) -> None:
    address = address_of(store, tmp_path)
    migrate.upgrade(store.engine, address, scripts_with_next(tmp_path))
    store.close()
    before = digest(tmp_path / "store.db") if store.on_file else ""
    with pytest.raises(UserError, match=r"newer version.*Nothing was changed"):
        open_store(address)
    if store.on_file:
        assert digest(tmp_path / "store.db") == before
    assert version_of(store.engine) == "9000"


def digest(path: Path) -> str:
    """Hash of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def test_a_database_of_another_program_is_refused(empty_database: DatabaseAddress) -> None:
    engine = open_engine(empty_database)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE theirs (id INTEGER)"))
    with pytest.raises(UserError, match="another program"):
        open_store(empty_database)
    assert inspect(engine).get_table_names() == ["theirs"]
    engine.dispose()


def test_an_up_to_date_store_opens_without_alembic(file_store: Store, tmp_path: Path) -> None:
    file_store.close()
    probe = (
        "import sys; from pathlib import Path; from coder.store.engine import *; "
        f"s = open_store(DatabaseAddress(path=Path({str(tmp_path / 'store.db')!r}), key=bytes(range(32)))); s.close(); "
        "print(sorted(m for m in ('alembic', 'keyring', 'psycopg') if m in sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.strip() == "[]"
