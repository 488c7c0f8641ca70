"""The charts draw the numbers of the tables, in the places the scale says."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from xml.etree import ElementTree

from codebook.load import load_builtin
from coder.analysis.chart_scale import TimeAxis, dot_size, labelled_days, shade, share_spans
from coder.analysis.profiles import build_profile
from coder.analysis.teams import build_report
from coder.domain.reports import PrincipleShares
from coder.exports import charts, colours
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
from ui import tokens

SVG = "{http://www.w3.org/2000/svg}"


def _profile(own=None):
    own = picture_worker() if own is None else own
    return build_profile(person(), TEAM.name, own, team_ratings(), codebook(), [])


def _texts(svg: str) -> list[str]:
    return [element.text or "" for element in ElementTree.fromstring(svg).iter(f"{SVG}text")]


def test_every_recording_is_one_dot_and_double_coded_ones_have_a_ring():
    circles = list(ElementTree.fromstring(charts.trend_rows(_profile(), codebook())).iter(f"{SVG}circle"))
    rings = [circle for circle in circles if circle.get("stroke") != "none"]
    assert len(rings) == 7 * 2
    assert len(circles) - len(rings) == 7 * 6


def test_the_chart_shows_estimate_range_and_change_of_every_track():
    profile = _profile()
    texts = _texts(charts.trend_rows(profile, codebook()))
    for track in profile.tracks:
        latest = track.estimates[-1]
        assert f"{latest.mean:.1f}" in texts
        assert f"{latest.low:.1f}–{latest.high:.1f}" in texts
    assert texts.count("steady") == sum(track.change is None for track in profile.tracks)


def test_a_long_name_goes_on_in_a_second_line():
    book = load_builtin("supervision")
    own = [session(1, ratings={one.id: 3 for one in book.principles}, codebook_id=book.id)]
    texts = _texts(charts.trend_rows(build_profile(person(), TEAM.name, own, team_ratings(), book, []), book))
    assert {"Decision and", "follow-through", "Family's voice and", "fairness", "Purpose"} <= set(texts)
    assert not [words for words in texts if "…" in words]


def test_not_evaluable_is_written_and_not_drawn_as_a_rating():
    svg = charts.trend_rows(_profile([session(1, ratings={"EVO": None, "EMP": 3})]), codebook())
    assert _texts(svg).count("n/e") == 1
    assert len(list(ElementTree.fromstring(svg).iter(f"{SVG}circle"))) == 1


def test_a_profile_without_recordings_draws_its_rows_only():
    svg = charts.trend_rows(_profile([]), codebook())
    assert not list(ElementTree.fromstring(svg).iter(f"{SVG}circle"))
    assert "Evocation" in _texts(svg)


def test_bars_are_as_wide_as_their_shares_and_say_value_and_percentage():
    counts = PrincipleShares("EVO", (1, 2, 4, 2, 1), 0, 10, 5)
    report = replace(
        build_report(TEAM, team_sessions(), [], codebook(), START, END), principles=(counts,), prompts=(), figures=()
    )
    svg = charts.stacked_shares(report, codebook())
    widths = [float(rect.get("width")) for rect in ElementTree.fromstring(svg).iter(f"{SVG}rect") if rect.get("stroke")]
    assert [round(width) for width in widths] == [38, 77, 156, 77, 38]
    texts = _texts(svg)
    assert {"1", "2", "3", "4", "5", "10%", "20%", "40%"} <= set(texts)


def test_a_hidden_bar_is_hatched_and_says_why():
    hidden = PrincipleShares("EVO", None, None, 0, 0, suppressed_because="fewer than 5 workers")
    report = replace(build_report(TEAM, team_sessions(), [], codebook(), START, END), principles=(hidden,))
    svg = charts.stacked_shares(report, codebook())
    assert "Not shown: fewer than 5 workers." in _texts(svg)
    assert len(list(ElementTree.fromstring(svg).iter(f"{SVG}line"))) > 20


def test_days_stand_by_their_date_and_labels_never_crowd():
    axis = TimeAxis(date(2026, 1, 1), date(2026, 12, 31))
    assert axis.at(date(2026, 7, 2)) == 0.5
    assert TimeAxis(date(2026, 1, 1), date(2026, 1, 1)).at(date(2026, 1, 1)) == 0.5
    days = [date(2026, 1, 1), date(2026, 1, 3), date(2026, 12, 28), date(2026, 12, 31)]
    assert labelled_days(days, axis, room=0.1) == (date(2026, 1, 3), date(2026, 12, 31))


def test_dots_grow_with_moments_up_to_a_limit():
    sizes = [dot_size(evidence) for evidence in range(7)]
    assert sizes == sorted(sizes)
    assert sizes[-1] == sizes[4] == 1.0


def test_empty_parts_of_a_bar_are_left_out_and_the_rest_fill_it():
    spans = share_spans(PrincipleShares("EVO", (0, 3, 0, 1, 0), 0, 4, 5))
    assert [(span.value, span.start, span.end, span.percent) for span in spans] == [(2, 0, 0.75, 75), (4, 0.75, 1, 25)]


def test_writing_on_every_part_of_every_bar_is_readable():
    for position, badge in enumerate(colours.PRINCIPLES):
        for step in range(1, 6):
            fill = colours.mix(colours.principle(badge, position), "#FFFFFF", shade(step, 5))
            assert tokens.contrast(colours.text_on(fill), fill) >= 4.5
