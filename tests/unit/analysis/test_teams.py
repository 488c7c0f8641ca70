"""The team report: shares and prompts from data, and nothing by which a person could be picked out."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import asdict, replace
from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coder.analysis.differencing import refused
from coder.analysis.disclosure import BAR_HIDDEN, TOO_CONCENTRATED, TOO_FEW_RECORDINGS, TOO_FEW_WORKERS
from coder.analysis.teams import build_report, report_numbers, without
from coder.domain.profiles import CodedSession
from coder.domain.reports import TeamFigure, TeamReport
from tests.cases.coded_sessions import END, START, TEAM, codebook, session, team_sessions

BEFORE = date(2026, 4, 1)


def _report(now: list[CodedSession], before: list[CodedSession] = (), **extra) -> TeamReport:
    return build_report(TEAM, now, before, codebook(), START, END, **extra)


def _row(report: TeamReport, principle_id: str):
    return next(row for row in report.principles if row.principle_id == principle_id)


def test_shares_are_the_counts_of_the_period():
    now = team_sessions()
    report = _report(now)
    assert (report.workers, report.recordings) == (8, 32)
    for row in report.principles:
        rated = [s.ratings[row.principle_id] for s in now if s.ratings[row.principle_id] is not None]
        assert row.counts == tuple(rated.count(value) for value in range(1, 6))
        assert sum(row.shares) == pytest.approx(1)
        assert row.not_evaluable == 32 - len(rated)


def test_both_dates_of_the_period_are_included_and_nothing_else():
    inside = [session(i, worker=i % 5, held_on=day, ratings=2 + i % 2) for i, day in enumerate([START, END] * 5)]
    outside = [session(100, held_on=date(2026, 6, 30)), session(101, held_on=date(2026, 10, 1))]
    assert _report([*inside, *outside]).recordings == 10


def test_other_teams_and_other_major_versions_are_left_out():
    other_team = team_sessions(5, team_id="team-2", first_number=300)
    other_major = [replace(s, session_id=f"v{s.session_id}", codebook_version="2.0.0") for s in team_sessions()]
    assert _report([*team_sessions(), *other_team, *other_major]) == _report(team_sessions())


@pytest.mark.parametrize(
    ("workers", "each", "reason"), [(4, 5, TOO_FEW_WORKERS), (5, 1, TOO_FEW_RECORDINGS), (0, 0, TOO_FEW_WORKERS)]
)
def test_a_small_team_sees_why_and_nothing_else(workers, each, reason):
    report = _report(team_sessions(workers=workers, each=each))
    assert report.suppressed_because == reason
    assert (report.workers, report.recordings, report.prompts, report.figures) == (None, None, (), ())
    assert all(row.counts is None and row.suppressed_because for row in report.principles)


def test_one_worker_with_most_recordings_hides_the_report():
    now = [*team_sessions(each=2), *(session(500 + i, worker=3, ratings=1 + i % 4) for i in range(20))]
    assert _report(now).suppressed_because == TOO_CONCENTRATED


def test_a_principle_with_many_not_evaluable_is_hidden_whole():
    now = [replace(s, ratings={**s.ratings, "EVO": None if i % 4 else 2}) for i, s in enumerate(team_sessions())]
    row = _row(_report(now, team_sessions(2, start=BEFORE, first_number=500)), "EVO")
    assert (row.counts, row.not_evaluable, row.recordings, row.workers, row.change) == (None, None, 0, 0, None)
    assert row.suppressed_because


def test_a_bar_of_one_value_is_hidden_because_it_tells_what_each_got():
    now = [replace(s, ratings={**s.ratings, "CHF": 2}) for s in team_sessions()]
    assert _row(_report(now), "CHF").suppressed_because == BAR_HIDDEN


def test_why_a_bar_is_hidden_does_not_tell_that_all_ratings_were_alike():
    """Who knows that nobody has too many recordings would know their colleagues' ratings from the reason alone."""
    now = [
        replace(s, ratings={**s.ratings, "CHF": 2, "EVO": 3 if place < 9 else None})
        for place, s in enumerate(team_sessions())
    ]
    report = _report(now)
    assert _row(report, "CHF").suppressed_because == _row(report, "EVO").suppressed_because == BAR_HIDDEN


def test_change_needs_both_periods_to_be_showable():
    now = team_sessions()
    with_before = _report(now, team_sessions(2, start=BEFORE, first_number=500))
    assert all(row.change is not None for row in with_before.principles)
    small_before = _report(now, team_sessions(2, start=BEFORE, workers=4, first_number=500))
    assert all(row.change is None for row in small_before.principles)


def test_a_rise_of_the_whole_team_becomes_a_prompt_with_its_range():
    now = team_sessions(9, workers=10, each=6, shift=0.6)
    before = team_sessions(9, workers=10, each=6, start=BEFORE, first_number=500)
    prompt = next(p for p in _report(now, before).prompts if p.kind == "we changed")
    assert "since the period before (likely +" in prompt.sentence
    assert prompt.question.endswith("?")


def test_without_change_there_is_no_prompt_about_one():
    same = team_sessions()
    before = [replace(s, session_id=f"b{s.session_id}", held_on=BEFORE) for s in same]
    assert "we changed" not in {p.kind for p in _report(same, before).prompts}


def test_prompts_are_facts_and_questions_about_two_different_principles():
    prompts = _report(team_sessions()).prompts
    assert [p.kind for p in prompts[:2]] == ["going well", "could be better"]
    assert prompts[0].principle_id != prompts[1].principle_id
    assert all(p.question.endswith("?") for p in prompts)


def test_headline_ratios_add_up_the_codes_of_the_team():
    now = team_sessions()
    figures = {figure.id: figure for figure in _report(now).figures}
    totals = Counter()
    for item in now:
        totals.update(item.code_counts)
    ratio = (totals["SR"] + totals["CR"]) / (totals["OQ"] + totals["CQ"])
    assert figures["reflections_per_question"].value == f"{ratio:.1f} : 1"
    assert "change_talk" not in figures


def test_a_ratio_that_one_worker_dominates_is_hidden_with_what_would_give_it_back():
    now = [
        replace(s, code_counts={"OQ": 5, "CQ": 5, "SR": 90 if s.worker_id == "worker-1" else 1, "CR": 3})
        for s in team_sessions()
    ]
    figures = {figure.id: figure for figure in _report(now).figures}
    assert figures["reflections_per_question"].suppressed_because
    assert figures["complex_reflections"].suppressed_because
    assert figures["open_questions"].suppressed_because == ""
    assert figures["reflections_per_question"].value == figures["reflections_per_question"].note == ""


def test_figures_made_elsewhere_lead_the_headlines_and_fall_with_the_report():
    feedback = TeamFigure("feedback", "Families", "79 %", "said the visit helped (24 of 31 replied)")
    assert _report(team_sessions(), feedback=feedback).figures[0] == feedback
    every = {principle.id: "overlap" for principle in codebook().principles}
    held = without(_report(team_sessions(), feedback=feedback), every, codebook())
    assert (held.figures, held.prompts, held.recordings, held.suppressed_because) == ((), (), None, "overlap")


def test_no_worker_is_in_the_report():
    document = json.dumps(asdict(_report(team_sessions())), default=str)
    assert "worker-" not in document
    assert "W-" not in document
    assert "Made-up" not in document


_people = st.lists(
    st.tuples(st.integers(0, 7), st.lists(st.sampled_from([None, 1, 2, 3, 4, 5]), min_size=7, max_size=7)),
    max_size=45,
)


@settings(max_examples=80, deadline=None)
@given(_people)
def test_no_hidden_cell_follows_from_the_shown_ones(rows):
    ids = [principle.id for principle in codebook().principles]
    now = [
        session(i, worker=worker, ratings=dict(zip(ids, values, strict=True)))
        for i, (worker, values) in enumerate(rows)
    ]
    report = _report(now)
    for position, row in enumerate(report.principles):
        rated = [worker for worker, values in rows if values[position] is not None]
        if row.counts is not None:
            assert len(rated) >= 10
            assert len(set(rated)) >= 5
            assert max(Counter(rated).values()) <= 0.4 * len(rated)
        else:
            assert (row.not_evaluable, row.recordings, row.workers, row.shares) == (None, 0, 0, None)
    assert not _derivable(report)


def _derivable(report: TeamReport) -> bool:
    """Whether any hidden cell (five values and "not evaluable" a principle) is fixed by shown cells and the total."""
    equations, cells = [], 6 * len(report.principles)
    hidden = []
    for position, row in enumerate(report.principles):
        block = range(6 * position, 6 * position + 6)
        if row.counts is None:
            hidden += block
        else:
            equations += [np.eye(cells)[cell] for cell in block]
        if report.recordings is not None:
            equations.append(np.isin(np.arange(cells), block).astype(float))
    if not hidden or not equations:
        return False
    rank = np.linalg.matrix_rank(np.array(equations))
    return any(np.linalg.matrix_rank(np.vstack([equations, np.eye(cells)[cell]])) == rank for cell in hidden)


def test_a_late_recording_is_not_shown_by_the_difference_of_two_reports():
    first, late = team_sessions(), [*team_sessions(), session(900, worker=2, ratings=1, codes={"OQ": 1, "CQ": 3})]
    book = codebook()
    released = report_numbers(_report(first), first, (), book)
    assert refused(released, [released]) == {}
    late_numbers = report_numbers(_report(late), late, (), book)
    assert set(refused(late_numbers, [released])) == {figure.figure_id for figure in late_numbers.shown}


def test_a_hidden_report_gives_nothing_away_to_later_ones():
    small = team_sessions(workers=4)
    assert report_numbers(_report(small), small, (), codebook()).shown == ()


def test_the_period_before_is_part_of_what_a_change_gives_away():
    now, before = team_sessions(), team_sessions(2, start=BEFORE, first_number=500)
    numbers = report_numbers(_report(now, before), now, before, codebook())
    assert sum(figure.figure_id == "EMP" for figure in numbers.shown) == 2
