"""Words stay where somebody speaks, in order; times that cannot be right are marked."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from models.speech.segmentation import Span
from models.speech.suspicion import Doubt, Flag
from models.speech.word_times import doubtful_times, plausible, settle
from models.speech.words import Word

SPEECH = (Span(1.0, 2.0), Span(4.0, 6.0))


def word(start_s: float, end_s: float, text: str = "word") -> Word:
    return Word(start_s, end_s, text, 0.9)


def test_a_word_that_begins_in_the_pause_before_it_begins_with_the_speech() -> None:
    (settled,) = settle([word(2.6, 4.5)], SPEECH)
    assert (settled.start_s, settled.end_s) == (3.95, 4.5)


def test_a_word_that_reaches_into_the_pause_after_it_ends_with_the_speech() -> None:
    (settled,) = settle([word(1.7, 2.9)], SPEECH)
    assert (settled.start_s, settled.end_s) == (1.7, 2.05)


def test_a_word_over_a_whole_pause_goes_to_the_side_it_shares_most_with() -> None:
    (settled,) = settle([word(1.9, 4.6)], SPEECH)
    assert (settled.start_s, settled.end_s) == (3.95, 4.6)


def test_a_word_where_nobody_speaks_keeps_its_time() -> None:
    assert settle([word(2.5, 3.0)], SPEECH) == (word(2.5, 3.0),)


@given(st.lists(st.floats(0, 8), min_size=2, max_size=30))
def test_words_keep_their_order_and_never_end_before_they_begin(times: list[float]) -> None:
    edges = sorted(times)
    words = [word(start_s, end_s) for start_s, end_s in pairwise(edges)]
    settled = settle(words, SPEECH)
    assert len(settled) == len(words)
    assert all(one.start_s <= one.end_s for one in settled)
    assert all(before.start_s <= after.start_s for before, after in pairwise(settled))


@given(st.lists(st.tuples(st.floats(0, 8), st.floats(0, 3)), max_size=20))
def test_words_that_lie_over_each_other_come_in_order_of_time(times: list[tuple[float, float]]) -> None:
    settled = settle([word(start_s, start_s + length_s) for start_s, length_s in times], SPEECH)
    assert len(settled) == len(times)
    assert all(before.start_s <= after.start_s for before, after in pairwise(settled))


def test_a_word_that_lasts_too_long_hides_no_speech() -> None:
    (cut,) = plausible([word(0.0, 6.0, "so")])
    assert (cut.start_s, cut.end_s) == (4.8, 6.0)
    assert plausible([word(0.0, 0.5)]) == (word(0.0, 0.5),)


def test_a_word_nobody_draws_out_so_long_has_an_uncertain_time() -> None:
    (flag,) = doubtful_times([word(0.0, 0.4), word(0.4, 2.4, "so")])
    assert (flag.start_s, flag.flag, flag.reason) == (0.4, Flag.TIME_UNCERTAIN, Doubt.WORD_TIMES)


def test_words_squeezed_into_no_time_have_uncertain_times_and_one_alone_has_not() -> None:
    assert doubtful_times([word(0.0, 0.4), word(0.4, 0.4), word(0.4, 0.8)]) == ()
    assert len(doubtful_times([word(0.0, 0.4), *[word(0.4, 0.4)] * 3, word(0.4, 0.8)])) == 3
