"""The one code of an utterance that counts: found at once among thousands, and the same as by looking at all."""

from __future__ import annotations

from collections.abc import Iterator

from hypothesis import given
from hypothesis import strategies as st

from coder.domain.coding import CodingState, Entry, main_on
from tests.unit.test_coding_domain import entry

IDS = ("", "u1", "u2", "u3")


def code(number: int, utterance_id: str = "", given_on: str = "", start_s: float = 0.0) -> Entry:
    return entry(
        number,
        id=f"{number:04d}",
        utterance_id=utterance_id,
        given_on=given_on,
        start_s=start_s,
        end_s=start_s + 1.0,
    )


CODES = st.lists(st.tuples(st.sampled_from(IDS), st.sampled_from(IDS), st.integers(0, 3)), max_size=8)


@given(CODES, st.sampled_from(IDS), st.sampled_from(IDS))
def test_it_is_the_one_that_looking_at_all_finds(
    drawn: list[tuple[str, str, int]], utterance_id: str, row_id: str
) -> None:
    codes = tuple(code(number, on, given_on, start_s) for number, (on, given_on, start_s) in enumerate(drawn))
    assert CodingState(codes).main_code(utterance_id, row_id) == main_on(codes, utterance_id, row_id)


def test_asking_for_each_of_many_looks_through_them_once() -> None:
    looks = []

    class Codes(tuple[Entry, ...]):
        def __iter__(self) -> Iterator[Entry]:
            looks.append(self)
            return super().__iter__()

    state = CodingState(Codes(code(number, f"u{number}") for number in range(50)))
    found = [state.main_code(f"u{number}", f"u{number}") for number in range(50)]
    assert [one.id for one in found if one is not None] == [f"{number:04d}" for number in range(50)]
    assert len(looks) == 1
