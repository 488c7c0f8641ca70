"""The trail finds every kind of tampering, and lines are never lost or doubled when several people act at once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from coder.domain.audit import AuditVerdict
from coder.store import audit
from coder.store.engine import Store
from tests.store.builders import NOW

MAC_KEY = b"m" * 32
LINES = 12


def act(store: Store, number: int = 0, at: datetime = NOW, **detail: object) -> None:
    """One audited act."""
    with store.write() as session:
        audit.append(
            session,
            actor_id="actor",
            action="listened",
            object_kind="session",
            object_id=f"s-{number}",
            detail=detail or {"number": number},
            mac_key=MAC_KEY,
            now=at,
        )


def verdict(store: Store, anchor: str = "", key: bytes = MAC_KEY) -> AuditVerdict:
    """What verification says."""
    with store.read() as session:
        return audit.verify(session, key, anchor)


def anchor_of(store: Store) -> str:
    """The newest line."""
    with store.read() as session:
        return audit.head(session)


@pytest.fixture
def trail(store: Store) -> Store:
    """A trail of twelve lines."""
    for number in range(1, LINES + 1):
        act(store, number)
    return store


def tamper(store: Store, *statements: str) -> None:
    """What an intruder with the database's key does: the triggers are put out of action first."""
    with store.write() as session:
        if store.on_file:
            session.execute(text("DROP TRIGGER IF EXISTS keep_audit_update"))
            session.execute(text("DROP TRIGGER IF EXISTS keep_audit_delete"))
        else:
            session.execute(text("SET LOCAL session_replication_role = replica"))
        for statement in statements:
            session.execute(text(statement))


def test_an_empty_trail_is_intact(store: Store) -> None:
    assert verdict(store) == AuditVerdict(0, True, None, f"0:{'0' * 64}")


def test_an_untouched_trail_is_intact(trail: Store) -> None:
    assert verdict(trail) == AuditVerdict(LINES, True, None, anchor_of(trail))
    assert verdict(trail, anchor_of(trail)).intact


@pytest.mark.parametrize(
    ("statement", "broken_at"),
    [
        ("UPDATE audit SET actor_id = 'somebody' WHERE seq = 5", 5),
        ("UPDATE audit SET action = 'looked' WHERE seq = 1", 1),
        ("UPDATE audit SET object_id = 's-6' WHERE seq = 12", 12),
        ("UPDATE audit SET object_kind = 'person' WHERE seq = 3", 3),
        ("UPDATE audit SET detail = '{\"number\": 9}' WHERE seq = 4", 4),
        ("UPDATE audit SET at = '2026-03-09 14:01:00' WHERE seq = 7", 7),
        ("UPDATE audit SET prev = mac WHERE seq = 8", 8),
        ("UPDATE audit SET mac = prev WHERE seq = 9", 9),
        ("DELETE FROM audit WHERE seq = 6", 6),
        ("DELETE FROM audit WHERE seq = 1", 1),
    ],
)
def test_an_edited_or_removed_line_is_located(trail: Store, statement: str, broken_at: int) -> None:
    tamper(trail, statement)
    found = verdict(trail)
    assert (found.intact, found.broken_at) == (False, broken_at)


def test_removing_a_line_and_renumbering_is_found(trail: Store) -> None:
    tamper(
        trail,
        "DELETE FROM audit WHERE seq = 6",
        *(f"UPDATE audit SET seq = {n - 1} WHERE seq = {n}" for n in range(7, 13)),
    )
    assert verdict(trail).broken_at == 6


def test_swapping_two_lines_is_found(trail: Store) -> None:
    tamper(trail, *(f"UPDATE audit SET seq = {new} WHERE seq = {old}" for old, new in ((3, 99), (4, 3), (99, 4))))
    assert verdict(trail).broken_at == 3


def test_a_forged_line_at_the_end_is_found(trail: Store) -> None:
    columns = "at, actor_id, action, object_kind, object_id, detail"
    tamper(
        trail,
        f"INSERT INTO audit (seq, {columns}, prev, mac) SELECT 13, {columns}, mac, prev FROM audit WHERE seq = 12",
    )
    assert verdict(trail).broken_at == 13


def test_a_date_that_is_none_is_found(file_store: Store) -> None:
    act(file_store)
    act(file_store)
    tamper(file_store, "UPDATE audit SET at = 'yesterday' WHERE seq = 2")
    assert verdict(file_store).broken_at == 2


def test_another_key_finds_nothing_intact(trail: Store) -> None:
    assert verdict(trail, key=b"x" * 32).broken_at == 1


@pytest.mark.parametrize("left", [0, 1, 11])
def test_a_cut_tail_is_found_only_with_an_anchor(trail: Store, left: int) -> None:
    anchor = anchor_of(trail)
    tamper(trail, f"DELETE FROM audit WHERE seq > {left}")
    assert verdict(trail).intact
    found = verdict(trail, anchor)
    assert (found.intact, found.broken_at, found.events) == (False, left + 1, left)


def test_an_old_anchor_still_holds_after_more_lines(trail: Store) -> None:
    anchor = anchor_of(trail)
    act(trail, 13)
    assert verdict(trail, anchor).intact


def test_a_tail_rewritten_by_somebody_with_the_key_is_found_with_an_anchor(trail: Store) -> None:
    anchor = anchor_of(trail)
    tamper(trail, "DELETE FROM audit WHERE seq > 10")
    act(trail, 77)
    act(trail, 78)
    assert verdict(trail).intact
    assert verdict(trail, anchor).broken_at == LINES


@pytest.mark.parametrize("anchor", ["nonsense", "-3:abc", ":", "12"])
def test_a_damaged_anchor_does_not_pass_for_none(trail: Store, anchor: str) -> None:
    assert not verdict(trail, anchor).intact


def test_the_anchor_file_keeps_the_newest_head(store: Store, tmp_path: Path) -> None:
    assert audit.read_anchor(tmp_path / "anchor") == ""
    act(store)
    audit.write_anchor(tmp_path / "anchor", anchor_of(store))
    assert verdict(store, audit.read_anchor(tmp_path / "anchor")).intact


def test_an_act_that_fails_leaves_no_line(store: Store) -> None:
    def fail() -> None:
        with store.write() as session:
            audit.append(session, actor_id="a", action="x", object_kind="y", mac_key=MAC_KEY, now=NOW)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert verdict(store).events == 0


def test_people_acting_at_once_make_one_unbroken_trail(store: Store) -> None:
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda number: act(store, number), range(40)))
    assert verdict(store) == AuditVerdict(40, True, None, anchor_of(store))


def test_texts_do_not_belong_into_the_trail(store: Store) -> None:
    with pytest.raises(ValueError, match="ids and numbers"):
        act(store, said="word " * 30)
    assert verdict(store).events == 0


def test_moments_with_any_offset_verify(store: Store) -> None:
    act(store, at=datetime(2026, 3, 29, 1, 30, 0, 1, tzinfo=timezone(timedelta(hours=1))))
    act(store, at=datetime(2026, 3, 29, 1, 30, tzinfo=timezone(timedelta(hours=-7, minutes=-30))))
    assert verdict(store).intact


numbers = st.integers(-(2**60), 2**60) | st.floats(allow_nan=False, allow_infinity=False)
short = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    detail=st.dictionaries(
        short, numbers | short | st.booleans() | st.none() | st.lists(numbers, max_size=3), max_size=4
    )
)
def test_details_of_any_shape_verify(store: Store, detail: dict[str, object]) -> None:
    with store.write() as session:
        audit.append(session, actor_id="a", action="x", object_kind="y", detail=detail, mac_key=MAC_KEY, now=NOW)
    assert verdict(store).intact


def test_events_come_newest_first(store: Store) -> None:
    for number in range(3):
        act(store, number)
    with store.read() as session:
        assert [event.object_id for event in audit.events(session, limit=2)] == ["s-2", "s-1"]
