"""What may not be worked out from several reports beside each other."""

from __future__ import annotations

import json
from collections import Counter
from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from coder.analysis.differencing import refused
from coder.analysis.disclosure import Contribution, ReportNumbers, ShownFigure, too_small


def _members(numbers: range, workers: int = 6, value: str = "") -> frozenset[Contribution]:
    return frozenset(Contribution(f"s{n}", f"w{n % workers}", value or str(1 + n % 4)) for n in numbers)


def _numbers(*shown: frozenset[Contribution], team: str = "team-1") -> ReportNumbers:
    return ReportNumbers(team, tuple(ShownFigure("EVO", members) for members in shown))


def _codes(counts: dict[str, int], first: int = 0) -> ReportNumbers:
    """Three recordings a worker, each with so many of the codes."""
    parts = [
        Contribution.of_codes(f"s{first + 3 * place + number}", who, count)
        for place, (who, count) in enumerate(counts.items())
        for number in range(3)
    ]
    return ReportNumbers("team-1", (ShownFigure("codes:CR", frozenset(parts)),))


def _both(one: ReportNumbers, other: ReportNumbers) -> ReportNumbers:
    return ReportNumbers(
        "team-1", (ShownFigure("codes:CR", one.shown[0].contributions | other.shown[0].contributions),)
    )


def test_the_same_report_may_be_released_again():
    numbers = _numbers(_members(range(30)))
    assert refused(numbers, [numbers]) == {}


def test_two_quarters_that_do_not_overlap_may_both_be_released():
    assert refused(_numbers(_members(range(30, 60))), [_numbers(_members(range(30)))]) == {}


def test_one_late_recording_does_not_make_a_new_report():
    reasons = refused(_numbers(_members(range(31))), [_numbers(_members(range(30)))])
    assert "a report shown earlier" in reasons["EVO"]


def test_enough_new_recordings_make_a_new_report():
    assert refused(_numbers(_members(range(42))), [_numbers(_members(range(30)))]) == {}


def test_one_changed_rating_does_not_make_a_new_report():
    before = _members(range(30))
    first = min(before)
    after = (before - {first}) | {Contribution(first.session_id, first.worker_id, "5")}
    assert refused(_numbers(after), [_numbers(before)]) != {}


def test_a_year_minus_its_other_quarters_may_not_show_a_small_quarter():
    quarters = [_numbers(_members(range(start, start + 30))) for start in (0, 30, 60)]
    year = _numbers(_members(range(94)))
    assert refused(year, quarters[:1]) == {}
    assert refused(year, quarters) != {}


def test_new_recordings_that_were_all_rated_alike_do_not_make_a_new_report():
    before = _members(range(30))
    assert refused(_numbers(before | _members(range(30, 42), value="2")), [_numbers(before)]) != {}


def test_reports_of_another_team_do_not_matter():
    assert refused(_numbers(_members(range(31))), [_numbers(_members(range(100, 130)), team="team-2")]) == {}


def test_the_service_less_all_its_teams_but_one_is_that_one():
    service = _numbers(_members(range(94)), team="")
    teams = [_numbers(_members(range(start, start + 30)), team=f"team-{start}") for start in (0, 30, 60)]
    assert refused(service, teams[:1]) == {}
    assert refused(service, teams) != {}
    assert refused(teams[2], [service, *teams[:2]]) != {}


def test_a_narrower_report_is_released_where_nothing_can_be_subtracted_although_few_are_in_both():
    """A year, its first visits, and the year a quarter later: each difference still holds enough people."""
    year, first_visits, later = (_members(some, 7) for some in (range(60), range(0, 60, 2), range(15, 75)))
    assert refused(_numbers(first_visits), [_numbers(year)]) == {}
    assert refused(_numbers(later), [_numbers(year), _numbers(first_visits)]) == {}


def test_what_two_cuts_leave_over_is_counted_too():
    """Of two cuts, each of half of the recordings, the sum less the whole would show the four that are in both."""
    whole, one, other = _members(range(60)), _members(range(32)), _members(range(28, 60))
    assert refused(_numbers(one), [_numbers(whole)]) == {}
    assert refused(_numbers(other), [_numbers(whole)]) == {}
    assert refused(_numbers(other), [_numbers(whole), _numbers(one)]) != {}


def test_a_difference_that_one_worker_dominates_is_refused_although_each_report_is_balanced():
    alike = {f"w{n}": 5 for n in range(6)}
    first, dominated = _codes(alike), _codes(alike | {"w0": 20}, first=100)
    assert refused(_both(first, dominated), [first]) != {}
    assert refused(_both(first, _codes(alike | {"w0": 9}, first=100)), [first]) == {}


def test_a_recording_that_was_not_evaluable_does_not_make_a_new_report():
    before = _members(range(30))
    assert refused(_numbers(before | {Contribution("s99", "w1", "n/e")}), [_numbers(before)]) != {}


def test_the_period_before_counts_as_shown_where_a_change_is_shown():
    now, before = _members(range(30, 60)), _members(range(30))
    late = _members(range(31 + 1)) - _members(range(30, 31))
    assert refused(_numbers(now, before), [_numbers(before)]) == {}
    assert refused(_numbers(now, late), [_numbers(before)]) != {}


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
        if not alone and refused(numbers, released) == {}:
            released.append(numbers)
    sets = [numbers.shown[0].contributions for numbers in released]
    everybody = sorted(frozenset().union(*sets))
    for coefficients in product((-1, 0, 1), repeat=len(sets)):
        weight = {m: sum(c for c, shown in zip(coefficients, sets, strict=True) if m in shown) for m in everybody}
        group = [m for m, w in weight.items() if w]
        if group:
            parts = Counter()
            for member in group:
                parts[member.worker_id] += abs(weight[member])
            assert not too_small(parts, len(group))
