"""Variants, attribute words, recent codes and the way from place to place: pure functions over codes."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codebook.load import load_builtin
from coder.domain.coding import CodingState, Entry, EntryKind, Origin
from ui.coding.attributes import attribute_words, marked_words, own_attributes, variants
from ui.coding.code_places import neighbour, places_of
from ui.coding.edits import Place
from ui.coding.mark_edits import MarkAttribute, ToggleVariant
from ui.coding.recent import PLACES, RecentCodes

BOOK = load_builtin("msw")
HERE = Place(1.0, 2.0, "u1")


def entry(label: str, start_s: float, attributes=None, note: str = "") -> Entry:
    id_ = f"e{start_s:05.1f}"
    return Entry(
        id_, "c", id_, EntryKind.CODE, label, True, Origin.BLIND, "a", datetime(2026, 9, 1, tzinfo=UTC), id_, "",
        start_s=start_s, end_s=start_s + 1, attributes=attributes or {}, note=note,
    )  # fmt: skip


def test_shift_gives_the_first_own_attribute_where_no_sister_code_has_the_key():
    found = {one.code: (one.key, dict(one.attributes)) for one in variants(BOOK)}
    assert found == {"CON": ("Shift+W", {"specific": "yes"}), "PLN": ("Shift+P", {"made": "shared"})}


@pytest.mark.parametrize("book", ["msw", "supervision"])
def test_no_variant_takes_the_key_of_a_code(book):
    codebook = load_builtin(book)
    keys = [code.key.lower() for code in (*codebook.codes, *codebook.talk_codes)]
    keys += [one.key.lower() for one in variants(codebook)]
    assert len(keys) == len(set(keys))


def test_what_every_code_may_carry_is_nobodys_own():
    assert [one.id for one in own_attributes(BOOK.code("OQ"), BOOK)] == ["evokes", "leading"]
    assert own_attributes(BOOK.code("AF"), BOOK) == ()


def test_attributes_read_as_words():
    marked = {"to": "child", "evokes": "reasons", "leading": ""}
    assert marked_words(BOOK.code("OQ"), marked) == "evokes: reasons, leading, spoken to: child"
    assert attribute_words(BOOK.code("PLN").attributes[0], "imposed") == "imposed"


def test_a_mark_the_codebook_does_not_know_is_shown_and_not_left_out():
    assert marked_words(BOOK.code("AF"), {"strange": "x"}) == "strange: x"


def test_a_variant_gives_changes_and_takes_away():
    variant = ToggleVariant(HERE, "CON", {"specific": "yes"})
    once = variant.predict(CodingState())
    assert [(one.label, one.attributes) for one in once.codes] == [("CON", {"specific": "yes"})]
    assert variant.predict(once).codes == ()
    plain = ToggleVariant(HERE, "CON").predict(CodingState())
    assert [one.attributes for one in variant.predict(plain).codes] == [{"specific": "yes"}]
    assert ToggleVariant(HERE, "CON").predict(once).codes == (), "the letter alone takes the code away, marked or not"


def test_an_attribute_is_marked_changed_and_unmarked_and_waits_for_its_own_code():
    coded = ToggleVariant(HERE, "OQ").predict(CodingState())
    marked = MarkAttribute(HERE, "OQ", "evokes", "future").predict(coded)
    assert marked.codes[0].attributes == {"evokes": "future"}
    other = MarkAttribute(HERE, "OQ", "evokes", "scale").predict(marked)
    assert other.codes[0].attributes == {"evokes": "scale"}
    assert MarkAttribute(HERE, "OQ", "evokes", "scale").predict(other).codes[0].attributes == {}
    assert MarkAttribute(HERE, "CQ", "leading").predict(other) is other, "another code stands there by now"


@given(st.lists(st.sampled_from(["OQ", "CQ", "SR", "CR", "AF", "SU", "COL"]), max_size=40))
def test_a_recent_code_keeps_its_number_while_it_is_among_the_last(used):
    recent = RecentCodes()
    for code in used:
        before = {one: place for place, one in enumerate(recent.codes)}
        recent.use(code)
        after = {one: place for place, one in enumerate(recent.codes)}
        assert all(after[one] == before[one] for one in before if one in after)
    last = list(dict.fromkeys(reversed(used)))[:PLACES]
    assert set(recent.codes) == set(last)
    assert list(recent.in_order) == last[::-1]


def test_next_and_last_place_end_at_the_ends():
    state = CodingState(codes=(entry("OQ", 1.0), entry("SR", 3.0), entry("OQ", 5.0)))
    assert neighbour(state, "OQ", 1.0, 1).start_s == 5.0
    assert neighbour(state, "OQ", 5.0, 1) is None
    assert neighbour(state, "OQ", 5.0, -1).start_s == 1.0
    assert neighbour(state, "OQ", 1.0, -1) is None


def test_places_say_time_words_attributes_and_memo():
    state = CodingState(codes=(entry("OQ", 61.0, {"leading": ""}, "why?"), entry("SR", 70.0)))
    (one,) = places_of(state, BOOK, "OQ", lambda _: "How was it?")
    assert one.text == "1:01  How was it? · leading · why?"
    assert one.entry == replace(state.codes[0])
