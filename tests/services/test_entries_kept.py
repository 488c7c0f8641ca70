"""Entries that were read once are kept, and yet only what is stored is ever given back."""

from __future__ import annotations

import pytest
from sqlalchemy import delete, text

from coder.domain.ids import new_id
from coder.services.entries import entries_of
from coder.store.tables.coding import CodingEntryRow
from tests.helpers.real_store import import_sound


@pytest.fixture
def coded(services, tone):
    """Services with a coding of three marks; and its id."""
    session_id = import_sound(services, tone)
    coding_id = services.coding.start(services.actor, session_id).created
    for start_s in (0.0, 1.0, 2.0):
        services.coding.add_code(services.actor, coding_id, "OQ", start_s=start_s, end_s=start_s + 1)
    return services, coding_id


def starts(session, coding_id) -> list[float]:
    return [entry.start_s for entry in entries_of(session, coding_id)]


def test_a_new_entry_is_seen_and_the_others_are_the_same_objects(coded):
    services, coding_id = coded
    store = services.coding._backing.store
    with store.read() as session:
        before = entries_of(session, coding_id)
    services.coding.add_code(services.actor, coding_id, "CQ", start_s=3.0, end_s=4.0)
    with store.read() as session:
        after = entries_of(session, coding_id)
    assert [entry.start_s for entry in after] == [0.0, 1.0, 2.0, 3.0]
    assert all(one is other for one, other in zip(before, after, strict=False))


def test_what_was_never_stored_after_all_is_not_given_back(coded):
    services, coding_id = coded
    store = services.coding._backing.store

    def write_and_fail() -> None:
        with store.write() as session:
            row = session.get(CodingEntryRow, entries_of(session, coding_id)[0].id)
            values = {column.name: getattr(row, column.name) for column in CodingEntryRow.__table__.columns}
            session.add(CodingEntryRow(**{**values, "id": new_id(), "start_sample": 0, "end_sample": 9}))
            session.flush()
            assert len(starts(session, coding_id)) == 4
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        write_and_fail()
    with store.read() as session:
        assert starts(session, coding_id) == [0.0, 1.0, 2.0]


def test_what_was_erased_is_not_kept(coded):
    services, coding_id = coded
    store = services.coding._backing.store
    with store.read() as session:
        first = entries_of(session, coding_id)[0].id
    with store.write() as session:
        guard = session.scalar(
            text("SELECT sql FROM sqlite_master WHERE type = 'trigger' AND sql LIKE '%DELETE%coding_entries%'")
        )
        name = session.scalar(text("SELECT name FROM sqlite_master WHERE sql = :sql"), {"sql": guard})
        session.execute(text(f"DROP TRIGGER {name}"))
        session.execute(delete(CodingEntryRow).where(CodingEntryRow.id == first))
    with store.read() as session:
        assert starts(session, coding_id) == [1.0, 2.0]
