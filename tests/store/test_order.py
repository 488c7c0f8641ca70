"""What is written later sorts later, also after a restart on a computer whose clock was set back."""

from __future__ import annotations

import time
from uuid import UUID

import pytest
import uuid_utils
from sqlalchemy import event, func, select

from coder.domain import ids
from coder.domain.ids import new_id
from coder.store import order
from coder.store.engine import Store
from tests.store.builders import add_scene

YEAR_MS = 365 * 86_400_000


def set_the_clock_back(monkeypatch: pytest.MonkeyPatch) -> None:
    past_ms = time.time_ns() // 1_000_000 - YEAR_MS
    monkeypatch.setattr(uuid_utils, "uuid7", lambda: UUID(int=past_ms << 80 | 7 << 76 | 0b10 << 62))


def restart(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ids, "_latest", "")


def test_an_id_made_while_writing_sorts_after_all_that_are_stored(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    with store.write() as session:
        add_scene(session)
        session.flush()
        stored = [session.scalar(select(func.max(column))) for column in order.ORDERED]
    known = [one for one in stored if one]
    assert len(known) >= 7
    set_the_clock_back(monkeypatch)
    restart(monkeypatch)
    assert new_id() < min(known)
    restart(monkeypatch)
    with store.write():
        assert max(known) < new_id() < new_id()


def test_the_order_is_that_of_what_only_we_give_ids_to() -> None:
    names = {column.table.name for column in order.ORDERED}
    marks = {"coding_entries", "transcript_edits", "speaker_roles", "suggestion_decisions", "suggestion_sets"}
    marks |= {"passage_sets", "passage_answers"}
    assert marks | {"codings", "decisions", "permissions"} <= names
    # A file of edits may bring any id for these, one that lies far ahead as well.
    assert names.isdisjoint({"utterances", "speakers"})


def test_asking_for_the_order_is_one_statement_that_reads_no_great_table_through(store: Store) -> None:
    asked: list[str] = []
    event.listen(store.engine, "before_cursor_execute", lambda *args: asked.append(args[2]))
    with store.write():
        pass
    (query,) = [one for one in asked if "max(" in one]
    if store.on_file:
        with store.read() as session:
            plan = [row[3] for row in session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {query}")]
        assert len([one for one in plan if "USING COVERING INDEX" in one]) == len(order.ORDERED)
        # A row a coding and no more; the place of a lock has no index.
        assert [one for one in plan if "codings" in one and "INDEX" not in one] == ["SEARCH codings"]
