"""Rows that must never change cannot be changed, and leave only through an erasure."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError

from coder.store import audit, guards
from coder.store.engine import Store
from coder.store.erasure import erase_material, remove_demo_session
from coder.store.tables import (
    AuditRow,
    Base,
    CodingEntryRow,
    JobRow,
    OpenErasureRow,
    PermissionRow,
    RecordingKeyRow,
    RecordingRow,
    SessionRow,
)
from tests.store.builders import NOW, Scene, add_scene

MAC_KEY = b"m" * 32


@pytest.fixture
def scene(store: Store) -> Scene:
    """A session with one row in every table."""
    with store.write() as session:
        audit.append(session, actor_id="a", action="made", object_kind="session", mac_key=MAC_KEY, now=NOW)
        return add_scene(session)


def count(store: Store, table: str) -> int:
    """Number of rows."""
    with store.read() as session:
        return int(session.scalar(select(func.count()).select_from(Base.metadata.tables[table])) or 0)


def run(store: Store, statement: str) -> None:
    """A statement in a transaction of its own."""
    with store.write() as session:
        session.execute(text(statement))


def open_the_door_and(store: Store, session_id: str, statement: str) -> None:
    """A statement while one session is being erased."""
    with store.write() as session:
        session.add(OpenErasureRow(session_id=session_id))
        session.flush()
        session.execute(text(statement))


@pytest.mark.parametrize("table", sorted(guards.KEPT))
def test_kept_rows_cannot_be_changed_or_deleted(store: Store, scene: Scene, table: str) -> None:
    column = next(iter(Base.metadata.tables[table].columns)).name
    before = count(store, table)
    assert before > 0
    for statement in (f"UPDATE {table} SET {column} = {column}", f"DELETE FROM {table}"):
        with pytest.raises(DBAPIError, match="append-only"):
            run(store, statement)
    assert count(store, table) == before


@pytest.mark.parametrize("table", sorted(guards.KEPT))
def test_kept_rows_cannot_be_replaced(file_store: Store, table: str) -> None:
    with file_store.write() as session:
        audit.append(session, actor_id="a", action="made", object_kind="session", mac_key=MAC_KEY, now=NOW)
        add_scene(session)
    with pytest.raises(DBAPIError, match="append-only"):
        run(file_store, f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}")


@pytest.mark.parametrize("table", sorted(guards.KEPT))
def test_kept_tables_cannot_be_truncated(postgres_store: Store, table: str) -> None:
    with pytest.raises(DBAPIError, match="append-only"):
        run(postgres_store, f"TRUNCATE {table} CASCADE")


def test_deleting_what_entries_hang_on_does_not_take_them_along(store: Store, scene: Scene) -> None:
    for statement in ("DELETE FROM codings", "DELETE FROM transcripts", "DELETE FROM sessions"):
        with pytest.raises(DBAPIError):
            run(store, statement)
    assert count(store, "coding_entries") == 1


def test_erasure_takes_the_material_and_leaves_the_ledger(store: Store, scene: Scene) -> None:
    with store.write() as session:
        erase_material(session, scene.session, NOW)
    gone = "recording_keys transcripts speakers speaker_roles utterances codings coding_entries job_chunks suggestions"
    for table in [
        *gone.split(),
        "suggestion_sets",
        "suggestion_decisions",
        "passage_sets",
        "passages",
        "passage_answers",
        "desk_places",
        "decisions",
        "open_erasures",
    ]:
        assert count(store, table) == 0, table
    for table in ("sessions", "permissions", "recordings", "jobs", "audit", "people"):
        assert count(store, table) == 1, table
    with store.read() as session:
        row = session.get_one(RecordingRow, scene.recording)
        assert (row.erased_at, row.peaks) == (NOW, None)


def test_erasing_twice_changes_nothing_more(store: Store, scene: Scene) -> None:
    for later in (NOW, NOW.replace(year=2027)):
        with store.write() as session:
            erase_material(session, scene.session, later)
    with store.read() as session:
        assert session.get_one(RecordingRow, scene.recording).erased_at == NOW


def test_erasure_spares_every_other_session(store: Store, scene: Scene) -> None:
    with store.write() as session:
        other = add_scene(session)
    with store.write() as session:
        erase_material(session, scene.session, NOW)
    with store.read() as session:
        assert session.scalars(select(RecordingKeyRow.recording_id)).all() == [other.recording]
        assert session.scalars(select(CodingEntryRow.coding_id)).all() == [other.coding]
        assert session.get_one(JobRow, other.job).session_id == other.session


def test_the_door_is_shut_when_the_erasure_fails(store: Store, scene: Scene) -> None:
    def erase_and_fail() -> None:
        with store.write() as session:
            erase_material(session, scene.session, NOW)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        erase_and_fail()
    assert count(store, "open_erasures") == 0
    assert count(store, "coding_entries") == 1
    with pytest.raises(DBAPIError, match="append-only"):
        run(store, "DELETE FROM coding_entries")


def test_the_door_of_one_session_does_not_open_another(store: Store, scene: Scene) -> None:
    with store.write() as session:
        other = add_scene(session)
    with pytest.raises(DBAPIError, match="append-only"):
        open_the_door_and(store, other.session, "DELETE FROM coding_entries")
    assert count(store, "coding_entries") == 2


def test_the_audit_trail_has_no_door(store: Store, scene: Scene) -> None:
    with pytest.raises(DBAPIError, match="append-only"):
        open_the_door_and(store, scene.session, "DELETE FROM audit")
    with store.read() as session:
        assert session.scalar(select(func.count()).select_from(AuditRow)) == 1


def test_a_demo_session_goes_without_trace(store: Store) -> None:
    with store.write() as session:
        demo, real = add_scene(session, demo=True), add_scene(session)
    with store.write() as session:
        remove_demo_session(session, demo.session)
    with store.read() as session:
        assert session.scalars(select(SessionRow.id)).all() == [real.session]
        assert session.scalars(select(PermissionRow.session_id)).all() == [real.session]
        assert session.scalars(select(RecordingRow.id)).all() == [real.recording]


def test_a_real_session_cannot_be_removed_as_demo(store: Store, scene: Scene) -> None:
    with pytest.raises(ValueError, match="only demo sessions"), store.write() as session:
        remove_demo_session(session, scene.session)
    assert count(store, "coding_entries") == 1
