"""The evidence rule, and that entries add up to the right state however they come."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codebook.load import load_builtin
from coder.domain.coding import Act, Entry, EntryKind, Origin, fold, undo_stacks, what_is_missing
from coder.domain.errors import UserError
from coder.domain.sessions import SessionState, check_step
from coder.domain.times import clock_text, to_samples, to_seconds

NOW = datetime(2026, 3, 2, 10, tzinfo=UTC)
DURATION_S = 900.0


def entry(number: int, kind: EntryKind = EntryKind.CODE, **more: object) -> Entry:
    """An entry whose id sorts by its number."""
    fields: dict[str, object] = {
        "id": f"{number:08d}",
        "coding_id": "coding",
        "thread_id": f"thread-{number}",
        "kind": kind,
        "label": "OQ",
        "active": True,
        "origin": Origin.BLIND,
        "author_id": "me",
        "at": NOW,
        "step_id": f"step-{number}",
        "step_text": "",
    }
    return Entry(**(fields | more))  # type: ignore[arg-type]


def rated(value: int, *starts: float, note: str = "") -> tuple[Entry, ...]:
    """All seven principles at 3, empathy at ``value`` with evidence at ``starts``."""
    book = load_builtin("msw")
    entries = [
        entry(n, EntryKind.RATING, label=p.id, value=value if p.id == "EMP" else 3, note=note)
        for n, p in enumerate(book.principles)
    ]
    evidence = [entry(100 + n, EntryKind.EVIDENCE, label="EMP", start_s=s, end_s=s + 5) for n, s in enumerate(starts)]
    return (*entries, *evidence)


def missing(*entries: Entry) -> list[str]:
    """The principles for which the evidence rule asks for something."""
    return [one.principle_id for one in what_is_missing(fold(entries), load_builtin("msw"), DURATION_S)]


def test_every_principle_needs_a_rating() -> None:
    assert missing() == [principle.id for principle in load_builtin("msw").principles]


def test_a_three_needs_no_evidence() -> None:
    assert missing(*rated(3)) == []


@pytest.mark.parametrize("value", [2, 4])
def test_off_the_middle_needs_two_moments(value: int) -> None:
    assert missing(*rated(value, 10.0)) == ["EMP"]
    assert missing(*rated(value, 10.0, 20.0)) == []


@pytest.mark.parametrize("value", [1, 5])
def test_the_ends_need_three_moments_from_different_thirds(value: int) -> None:
    assert missing(*rated(value, 10.0, 20.0)) == ["EMP"]
    assert missing(*rated(value, 10.0, 20.0, 30.0)) == ["EMP"]
    assert missing(*rated(value, 10.0, 400.0, 800.0)) == []


def test_a_written_reason_stands_in_for_evidence() -> None:
    reason = entry(200, EntryKind.OVERRIDE, label="EMP", note="She was silent throughout.")
    assert missing(*rated(5), reason) == []
    assert missing(*rated(5), replace(reason, note="  ")) == ["EMP"]


def test_not_evaluable_needs_a_reason() -> None:
    without = [replace(e, value=None, not_evaluable=True) if e.label == "EMP" else e for e in rated(3)]
    assert missing(*without) == ["EMP"]
    with_reason = [replace(e, note="A five-minute drop-off.") for e in without]
    assert missing(*with_reason) == []


def test_the_newest_entry_of_a_thread_stands() -> None:
    first = entry(1)
    second = replace(entry(2), thread_id=first.thread_id, label="CQ", supersedes=first.id)
    gone = replace(entry(3), thread_id=first.thread_id, active=False, supersedes=second.id)
    assert [e.label for e in fold([first, second]).codes] == ["CQ"]
    assert fold([first, second, gone]).codes == ()


@given(st.permutations(range(6)))
def test_the_order_in_which_entries_arrive_does_not_matter(order: list[int]) -> None:
    entries = [replace(entry(n), thread_id=f"thread-{n % 3}", start_s=float(n)) for n in range(6)]
    assert fold([entries[n] for n in order]) == fold(entries)


@given(st.lists(st.sampled_from(["do", "undo", "redo"]), max_size=40))
def test_undo_and_redo_rebuild_from_entries_as_two_stacks_would(acts: list[str]) -> None:
    undo: list[str] = []
    redo: list[str] = []
    entries: list[Entry] = []
    for number, act in enumerate(acts):
        if act == "do":
            entries.append(entry(number))
            undo.append(f"step-{number}")
            redo.clear()
        elif act == "undo" and undo:
            entries.append(entry(number, act=Act.UNDO, act_of=undo[-1]))
            redo.append(undo.pop())
        elif act == "redo" and redo:
            entries.append(entry(number, act=Act.REDO, act_of=redo[-1]))
            undo.append(redo.pop())
    stacks = undo_stacks(entries)
    assert (list(stacks.undo), list(stacks.redo)) == (undo, redo)


def test_a_session_goes_its_way_and_no_other() -> None:
    check_step(SessionState.CODING, SessionState.LOCKED)
    check_step(SessionState.FINISHED, SessionState.WITHDRAWN)
    with pytest.raises(UserError, match="cannot become"):
        check_step(SessionState.TO_CODE, SessionState.FINISHED)


@given(st.integers(min_value=0, max_value=6 * 3600 * 16_000))
def test_samples_survive_seconds(samples: int) -> None:
    assert to_samples(to_seconds(samples)) == samples


@pytest.mark.parametrize(("seconds", "text"), [(0, "0:00"), (59.9, "0:59"), (61, "1:01"), (3725, "1:02:05")])
def test_positions_read_like_a_clock(seconds: float, text: str) -> None:
    assert clock_text(seconds) == text
