"""What may be shown of a team, and what may not be worked out from several reports."""

from __future__ import annotations

import json
from collections import Counter
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coder.analysis.disclosure import (
    TOO_CONCENTRATED,
    TOO_FEW_RECORDINGS,
    TOO_FEW_WORKERS,
    Contribution,
    ReportNumbers,
    ShownFigure,
    hide_derivable,
    in_span,
    may_release,
    too_small,
)


def _members(numbers: range, workers: int = 6, value: str = "") -> frozenset[Contribution]:
    return frozenset(Contribution(f"s{n}", f"w{n % workers}", value or str(1 + n % 4)) for n in numbers)


def _numbers(*shown: frozenset[Contribution], team: str = "team-1") -> ReportNumbers:
    return ReportNumbers(team, tuple(ShownFigure("EVO", members) for members in shown))


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


def test_the_same_report_may_be_released_again():
    numbers = _numbers(_members(range(30)))
    assert may_release(numbers, [numbers]) is None


def test_two_quarters_that_do_not_overlap_may_both_be_released():
    assert may_release(_numbers(_members(range(30, 60))), [_numbers(_members(range(30)))]) is None


def test_one_late_recording_does_not_make_a_new_report():
    reason = may_release(_numbers(_members(range(31))), [_numbers(_members(range(30)))])
    assert reason is not None
    assert "a report shown earlier" in reason


def test_enough_new_recordings_make_a_new_report():
    assert may_release(_numbers(_members(range(42))), [_numbers(_members(range(30)))]) is None


def test_one_changed_rating_does_not_make_a_new_report():
    before = _members(range(30))
    first = min(before)
    after = (before - {first}) | {Contribution(first.session_id, first.worker_id, "5")}
    assert may_release(_numbers(after), [_numbers(before)]) is not None


def test_a_year_minus_its_other_quarters_may_not_show_a_small_quarter():
    quarters = [_numbers(_members(range(start, start + 30))) for start in (0, 30, 60)]
    year = _numbers(_members(range(94)))
    assert may_release(year, quarters[:1]) is None
    assert may_release(year, quarters) is not None


def test_new_recordings_that_were_all_rated_alike_do_not_make_a_new_report():
    before = _members(range(30))
    assert may_release(_numbers(before | _members(range(30, 42), value="2")), [_numbers(before)]) is not None


def test_reports_of_another_team_do_not_matter():
    assert may_release(_numbers(_members(range(31))), [_numbers(_members(range(30)), team="team-2")]) is None


def test_the_period_before_counts_as_shown_where_a_change_is_shown():
    now, before = _members(range(30, 60)), _members(range(30))
    late = _members(range(31 + 1)) - _members(range(30, 31))
    assert may_release(_numbers(now, before), [_numbers(before)]) is None
    assert may_release(_numbers(now, late), [_numbers(before)]) is not None


def test_numbers_survive_being_kept_as_json():
    numbers = _numbers(_members(range(12)), _members(range(20, 40)))
    assert ReportNumbers.from_document(json.loads(json.dumps(numbers.as_document()))) == numbers


_spans = st.lists(st.tuples(st.integers(0, 60), st.integers(1, 60)), min_size=2, max_size=5)


@settings(max_examples=60, deadline=None)
@given(_spans, st.integers(3, 9))
def test_no_sum_or_difference_of_released_reports_singles_out_a_small_group(spans, workers):
    """Brute force and not the program's own argument: every combination with coefficients −1, 0 and 1."""
    released: list[ReportNumbers] = []
    for start, length in spans:
        numbers = _numbers(_members(range(start, start + length), workers))
        members = numbers.shown[0].contributions
        alone = too_small(Counter(m.worker_id for m in members), len(members))
        if not alone and may_release(numbers, released) is None:
            released.append(numbers)
    sets = [numbers.shown[0].contributions for numbers in released]
    everybody = sorted(frozenset().union(*sets))
    for coefficients in product((-1, 0, 1), repeat=len(sets)):
        weight = {m: sum(c for c, shown in zip(coefficients, sets, strict=True) if m in shown) for m in everybody}
        if any(weight.values()) and set(weight.values()) <= {0, 1}:
            group = [m for m, w in weight.items() if w]
            assert not too_small(Counter(m.worker_id for m in group), len(group))


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
