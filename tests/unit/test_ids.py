"""The order of ids is the order in which things were done, whatever the clock says."""

from __future__ import annotations

from uuid import UUID

import pytest
import uuid_utils
from hypothesis import given
from hypothesis import strategies as st

from coder.domain import ids
from coder.domain.ids import go_on_after, new_id

DAY_MS = 86_400_000


@pytest.fixture(autouse=True)
def just_started(monkeypatch: pytest.MonkeyPatch) -> None:
    """A process that has made no id yet."""
    monkeypatch.setattr(ids, "_latest", "")


def at_ms(time_ms: int, tail: int = 0) -> str:
    return str(UUID(int=time_ms << 80 | 7 << 76 | 0b10 << 62 | tail))


def test_ids_are_uuids_of_version_7_and_go_up() -> None:
    made = [new_id() for _ in range(2000)]
    assert made == sorted(set(made))
    assert {UUID(one).version for one in made} == {7}
    assert {UUID(one).variant for one in made} == {"specified in RFC 4122"}


def test_a_clock_that_stands_still_or_is_set_back_does_not_turn_the_order(monkeypatch: pytest.MonkeyPatch) -> None:
    now_ms = 1_790_000_000_000
    clock = iter([now_ms, now_ms, now_ms - DAY_MS, now_ms - 1, now_ms + 1])
    monkeypatch.setattr(uuid_utils, "uuid7", lambda: at_ms(next(clock)))
    made = [new_id() for _ in range(5)]
    assert made == sorted(set(made))
    assert made[-1] == at_ms(now_ms + 1)
    assert {UUID(one).version for one in made} == {7}


def test_ids_go_on_after_one_that_is_ahead_of_the_clock() -> None:
    ahead = at_ms((UUID(new_id()).int >> 80) + DAY_MS)
    go_on_after(ahead)
    assert ahead < new_id() < new_id()
    go_on_after(at_ms(1))
    assert new_id() > ahead


@given(st.integers(0, 2**48 - 2), st.integers(0, 2**12 - 1), st.integers(0, 2**62 - 1))
def test_the_next_id_is_greater_also_where_its_parts_run_over(time_ms: int, upper: int, tail: int) -> None:
    known = str(UUID(int=time_ms << 80 | 7 << 76 | upper << 64 | 0b10 << 62 | tail))
    following = ids._next_after(known)
    assert following > known
    assert (UUID(following).version, UUID(following).variant) == (7, "specified in RFC 4122")


@pytest.mark.parametrize(
    "known", ["", "zzz", "z" * 36, "ffffffff-ffff-4fff-bfff-ffffffffffff", "F" * 36, at_ms(0xFEDCBA987654).upper()]
)
def test_what_is_no_id_of_ours_says_nothing_about_the_order(known: str) -> None:
    before = new_id()
    go_on_after(known)
    assert before < new_id() < at_ms((UUID(before).int >> 80) + DAY_MS)
