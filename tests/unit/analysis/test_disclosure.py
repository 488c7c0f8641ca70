"""What may be shown of a team within one report."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coder.analysis.disclosure import (
    TOO_CONCENTRATED,
    TOO_FEW_RECORDINGS,
    TOO_FEW_WORKERS,
    Contribution,
    figure_too_small,
    hide_derivable,
    in_span,
    too_small,
)


@pytest.mark.parametrize(
    ("weights", "recordings", "reason"),
    [
        ({"a": 5, "b": 5, "c": 5, "d": 5}, 20, TOO_FEW_WORKERS),
        ({"a": 1, "b": 1, "c": 1, "d": 1, "e": 5}, 9, TOO_FEW_RECORDINGS),
        ({"a": 9, "b": 3, "c": 3, "d": 3, "e": 3}, 21, TOO_CONCENTRATED),
        ({"a": 8, "b": 3, "c": 3, "d": 3, "e": 3}, 20, ""),
        ({"a": 2, "b": 2, "c": 2, "d": 2, "e": 2}, 10, ""),
        ({"a": 2, "b": 2, "c": 2, "d": 2, "e": 2, "f": 0}, 10, ""),
        ({}, 0, TOO_FEW_WORKERS),
    ],
)
def test_a_figure_needs_five_workers_ten_recordings_and_no_one_above_forty_per_cent(weights, recordings, reason):
    assert too_small(weights, recordings) == reason


def _row(*values: float) -> np.ndarray:
    return np.array(values, dtype=float)


def test_a_complement_gives_a_hidden_share_away_and_is_hidden_too():
    open_share = (_row(1, 0), _row(1, 1))
    closed_share = (_row(0, 1), _row(1, 1))
    assert hide_derivable([open_share, closed_share], [(_row(1, 0),), ()]) == {0, 1}


def test_a_figure_that_gives_nothing_away_stays():
    reflections = (_row(0, 0, 1, 1), _row(1, 1, 0, 0))
    complex_share = (_row(0, 0, 0, 1), _row(0, 0, 1, 1))
    assert hide_derivable([reflections, complex_share], [(), (_row(0, 0, 0, 1),)]) == {1}


_figures = st.lists(
    st.tuples(*[st.lists(st.integers(0, 1), min_size=4, max_size=4)] * 2, st.booleans()), min_size=1, max_size=6
)


@settings(deadline=None)
@given(_figures)
def test_no_hidden_sum_is_a_combination_of_the_shown_ones(figures):
    sums = [(_row(*top), _row(*bottom)) for top, bottom, _ in figures]
    unsafe = [(own[0],) if bad and own[0].any() else () for own, (_, _, bad) in zip(sums, figures, strict=True)]
    hidden = hide_derivable(sums, unsafe)
    shown = [row for index, own in enumerate(sums) if index not in hidden for row in own if row.any()]
    for own in unsafe:
        for target in own:
            if shown:
                solution = np.linalg.lstsq(np.array(shown).T, target, rcond=None)[0]
                assert not np.allclose(np.array(shown).T @ solution, target)
    assert hidden >= {index for index, own in enumerate(unsafe) if own}


def test_the_empty_sum_is_known_to_everybody():
    assert in_span(_row(0, 0), [])
    assert not in_span(_row(1, 0), [])


def _bar(**ratings: str) -> list[Contribution]:
    return [Contribution(f"{who}{n}", who, value) for who, own in ratings.items() for n, value in enumerate(own)]


@pytest.mark.parametrize(
    ("ratings", "reason"),
    [
        ({"a": "33", "b": "33", "c": "33", "d": "33", "e": "33"}, TOO_CONCENTRATED),
        # Worker a would know that all the others got 3.
        ({"a": "25", "b": "33", "c": "33", "d": "33", "e": "33"}, TOO_CONCENTRATED),
        ({"a": "33", "b": "33", "c": "33", "d": "33", "e": "34"}, TOO_CONCENTRATED),
        ({"a": "34", "b": "33", "c": "33", "d": "33", "e": "34"}, ""),
        ({"a": "23", "b": "33", "c": "33", "d": "33", "e": "34"}, ""),
    ],
)
def test_a_bar_tells_no_worker_what_each_of_the_others_got(ratings, reason):
    assert figure_too_small(_bar(**ratings)) == reason
