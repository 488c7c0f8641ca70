"""What is written is there, what failed is not, readers see one view, writers take turns."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import event, func, select, text
from sqlalchemy.exc import DBAPIError, IntegrityError

from coder.domain.errors import UserError
from coder.domain.ids import new_id
from coder.store import database
from coder.store.engine import DatabaseAddress, Store, open_store
from coder.store.tables import PersonRow, PolicyRow, TeamRow
from tests.store.builders import NOW, add_session
from tests.store.conftest import file_address


def add_team(store: Store, name: str) -> None:
    """One team in a transaction of its own."""
    with store.write() as session:
        session.add(TeamRow(id=new_id(), name=name))


def names(store: Store) -> list[str]:
    """The teams' names in order."""
    with store.read() as session:
        return list(session.scalars(select(TeamRow.name).order_by(TeamRow.name)))


def fail_after_adding(store: Store) -> None:
    """Add a team, then meet a bug."""
    with store.write() as session:
        session.add(TeamRow(id=new_id(), name="half"))
        session.flush()
        raise ZeroDivisionError


def test_a_block_that_raises_leaves_nothing_behind(store: Store) -> None:
    add_team(store, "before")
    with pytest.raises(ZeroDivisionError):
        fail_after_adding(store)
    assert names(store) == ["before"]


def test_a_reader_cannot_write(store: Store) -> None:
    row = TeamRow(id=new_id(), name="by a reader")
    with pytest.raises(DBAPIError), store.read() as session:
        session.add(row)
    assert names(store) == []


def test_a_writer_can_write_on_a_connection_that_read_before(store: Store) -> None:
    for number in range(8):
        assert len(names(store)) == number
        add_team(store, f"team {number}")


def test_a_reader_sees_one_view_and_does_not_hold_up_a_writer(store: Store) -> None:
    add_team(store, "a")
    with store.read() as session:
        assert session.scalar(select(func.count()).select_from(TeamRow)) == 1
        add_team(store, "b")
        assert session.scalar(select(func.count()).select_from(TeamRow)) == 1
    assert names(store) == ["a", "b"]


def test_writers_take_turns_so_that_no_increment_is_lost(store: Store) -> None:
    with store.write() as session:
        session.add(PolicyRow(key="counter", value=0, changed_at=NOW))

    def count_up(times: int) -> None:
        for _ in range(times):
            with store.write() as session:
                row = session.get_one(PolicyRow, "counter")
                row.value = row.value + 1

    with ThreadPoolExecutor(3) as pool:
        list(pool.map(count_up, [15] * 3))
    with store.read() as session:
        assert session.get_one(PolicyRow, "counter").value == 45


def test_a_writer_held_up_for_too_long_is_told_so(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "BUSY_TIMEOUT_S", 0.2)
    hurried = open_store(_address_of(store))
    held, free = threading.Event(), threading.Event()

    def hold() -> None:
        with store.write() as session:
            session.add(TeamRow(id=new_id(), name="slow"))
            session.flush()
            held.set()
            free.wait(20)

    holder = threading.Thread(target=hold)
    holder.start()
    try:
        assert held.wait(20)
        began = time.monotonic()
        with pytest.raises(UserError, match="writing to the store just now"):
            add_team(hurried, "hurried")
        assert time.monotonic() - began < 5
        assert names(hurried) == []
    finally:
        free.set()
        holder.join()
        hurried.close()
    assert names(store) == ["slow"]


def _address_of(store: Store) -> DatabaseAddress:
    if not store.on_file:
        return DatabaseAddress(url=store.engine.url.render_as_string(hide_password=False))
    with store.engine.connect() as connection:
        row = connection.execute(text("PRAGMA database_list")).one()
    return file_address(Path(row[2]))


def test_error_texts_hold_no_values(store: Store) -> None:
    with store.write() as session:
        _, worker, _ = add_session(session)
    with pytest.raises(IntegrityError) as caught, store.write() as session:
        session.add(PersonRow(id=worker, code="Zzyzx-17", name="Zzyzx Canary", roles=[]))
    assert "Zzyzx" not in f"{caught.value} {caught.value.orig}"
    assert worker not in f"{caught.value} {caught.value.orig}"


def test_a_full_disk_is_told_and_the_rest_stays_readable(file_store: Store) -> None:
    add_team(file_store, "before")
    with file_store.engine.connect() as connection:
        pages = connection.execute(text("PRAGMA page_count")).scalar_one()

    def no_more_pages(driver: object, *_: object) -> None:
        driver.execute(f"PRAGMA max_page_count = {pages}")  # type: ignore[attr-defined]

    event.listen(file_store.engine, "checkout", no_more_pages)
    with pytest.raises(UserError, match=r"disk is full.*was not saved"), file_store.write() as session:
        session.add(PolicyRow(key="large", value="x" * 1_000_000, changed_at=NOW))
    assert names(file_store) == ["before"]
    assert file_store.check() == ()
    event.remove(file_store.engine, "checkout", no_more_pages)
    with file_store.engine.connect() as connection:
        connection.execute(text("PRAGMA max_page_count = 1073741823"))
    add_team(file_store, "after")
    assert names(file_store) == ["after", "before"]


def test_a_server_that_went_away_is_told(postgres_url: str) -> None:
    with pytest.raises(UserError, match="cannot be reached"):
        open_store(DatabaseAddress(url="postgresql://postgres:@/postgres?host=/nowhere/at/all"))
