"""Words for figures: plain, the same everywhere, and never a place in an order."""

from __future__ import annotations

import re
from datetime import date

import pytest

from coder.analysis import wording
from coder.analysis.profiles import build_profile
from coder.analysis.teams import build_report
from tests.cases.coded_sessions import (
    END,
    START,
    TEAM,
    codebook,
    person,
    picture_worker,
    session,
    team_ratings,
    team_sessions,
)

ORDER = re.compile(
    r"\b(rank\w*|top|best|worst|percentile|score out of|league|weak\w*|poor\w*|fail\w*)\b", re.IGNORECASE
)


@pytest.mark.parametrize(
    ("start", "end", "text"),
    [
        (date(2026, 7, 1), date(2026, 9, 30), "July–September 2026"),
        (date(2026, 2, 1), date(2026, 2, 28), "February 2026"),
        (date(2026, 7, 2), date(2026, 9, 30), "2 July 2026 to 30 September 2026"),
        (date(2025, 12, 1), date(2026, 1, 31), "December 2025 to January 2026"),
    ],
)
def test_periods_are_told_in_months_where_they_are_months(start, end, text):
    assert wording.period_text(start, end) == text


@pytest.mark.parametrize(("value", "text"), [(0.44, "+0.4"), (-0.31, "−0.3"), (0.04, "±0.0"), (-0.04, "±0.0")])
def test_differences_have_a_sign(value, text):
    assert wording.signed(value) == text


@pytest.mark.parametrize(
    ("value", "unit", "text"), [(None, "%", "—"), (None, "", "—"), (37.6, "%", "38%"), (2.31, "", "2.3 : 1")]
)
def test_undefined_measures_print_a_dash(value, unit, text):
    assert wording.measure_text(value, unit) == text


def test_a_track_says_ratings_estimate_range_and_change():
    profile = build_profile(person(), TEAM.name, picture_worker(), team_ratings(), codebook(), [])
    text = wording.track_sentences(profile.tracks[0], codebook().principle("EVO"))
    assert text.startswith("Evocation: rated 2, 2, 3, 3, 3 and 4 in order of time. Estimate 3.")
    assert "likely range" in text


def test_a_track_without_ratings_says_so():
    only_gap = [session(1, ratings={"EVO": None})]
    track = build_profile(person(), TEAM.name, only_gap, {}, codebook(), []).tracks[0]
    assert wording.track_sentences(track, codebook().principle("EVO")) == "Evocation: not evaluable so far."


def test_one_rating_alone_is_not_called_steady():
    first, second = session(1, ratings={"EVO": 3}), session(2, ratings={"EVO": 3})
    one, two = (
        build_profile(person(), TEAM.name, own, team_ratings(), codebook(), []).tracks[0]
        for own in ([first], [first, second])
    )
    assert (wording.change_text(one), wording.change_text(two)) == ("—", "steady")
    assert "nothing can be said about change" in wording.track_sentences(one, codebook().principle("EVO"))
    assert "steady since the first recording" in wording.track_sentences(two, codebook().principle("EVO"))


def test_a_hidden_bar_says_why():
    report = build_report(TEAM, team_sessions(workers=4), [], codebook(), START, END)
    assert wording.shares_sentence(report.principles[0], codebook().principles[0]) == (
        "Evocation: not shown, fewer than 5 workers."
    )


def test_no_sentence_puts_anybody_in_an_order():
    book = codebook()
    profile = build_profile(person(), TEAM.name, picture_worker(), team_ratings(), book, [])
    before = team_sessions(2, start=date(2026, 4, 1), shift=-0.4, first_number=500)
    report = build_report(TEAM, team_sessions(), before, book, START, END)
    texts = [wording.profile_summary(profile, book), wording.explore_sentence(profile), *profile.questions]
    texts += [wording.report_summary(report, book), *(f"{p.title} {p.sentence} {p.question}" for p in report.prompts)]
    texts += [f"{figure.title} {figure.note}" for figure in report.figures]
    for text in texts:
        assert not ORDER.search(text), text
