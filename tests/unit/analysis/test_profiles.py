"""A profile shows own past, each recording, a likely range, and never an overall number."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import UTC, date, datetime
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coder.analysis.profiles import build_profile, rating_counts
from coder.domain.profiles import CodedSession, NextStep, Profile
from tests.cases.coded_sessions import (
    PICTURE_YEAR,
    TEAM,
    clip,
    codebook,
    next_step,
    person,
    picture_worker,
    session,
    team_ratings,
    team_sessions,
    year_of,
)


def _profile(own: list[CodedSession], service: list[CodedSession] | None = None, **person_fields: object) -> Profile:
    service = [*(service or []), *own]
    return build_profile(person(**person_fields), TEAM.name, own, rating_counts(service, codebook()), codebook(), [])


def test_every_recording_is_a_dot_in_order_of_time_on_seven_tracks():
    own = picture_worker()
    Random(3).shuffle(own)
    profile = _profile(own)
    assert [track.principle_id for track in profile.tracks] == [p.id for p in codebook().principles]
    for track in profile.tracks:
        assert [recording.value for recording in track.recordings] == PICTURE_YEAR[track.principle_id]
        assert len(track.estimates) == 6
        assert [r.double_coded for r in track.recordings] == [False, True, False, False, True, False]
    assert (profile.sessions_count, profile.double_coded_count) == (6, 2)


def test_a_lasting_rise_is_a_change_and_a_wobble_is_steady():
    changes = {track.principle_id: track.change for track in _profile(picture_worker()).tracks}
    assert changes["AUT"] is not None
    assert changes["AUT"] > 0
    for steady in ("PUR", "COL", "CHF", "CLA"):
        assert changes[steady] is None


def test_ranges_stay_on_the_scale_and_hold_the_estimate():
    own = year_of(17, {"EVO": [1, 1, 1, 1], "EMP": [5, 5, 5, 5]})
    for track in _profile(own).tracks:
        for estimate in track.estimates:
            assert 1 <= estimate.low <= estimate.mean <= estimate.high <= 5


def test_not_evaluable_is_counted_apart_and_kept_out_of_the_estimate():
    rated = _profile(year_of(17, {"EVO": [2, 2, 3]})).tracks[0]
    with_gaps = year_of(17, {"EVO": [2, 2, 3]})
    gap = session(999, held_on=date(2026, 2, 1), ratings={"EVO": None})
    track = _profile([*with_gaps, gap]).tracks[0]
    assert track.not_evaluable == 1
    assert len(track.recordings) == 4
    assert track.estimates == rated.estimates


def test_a_worker_without_recordings_has_an_empty_profile():
    profile = _profile([], team_sessions())
    assert profile.sessions_count == 0
    assert all(track.recordings == () and track.change is None for track in profile.tracks)
    assert (profile.to_explore_principle, profile.questions, profile.bright) == ("", (), ())


def test_ratings_of_another_major_version_or_codebook_are_not_pooled():
    own = picture_worker()
    other_major = [replace(item, session_id=f"x{item.session_id}", codebook_version="2.0.0") for item in own]
    other_book = [replace(item, session_id=f"y{item.session_id}", codebook_id="supervision") for item in own]
    minor = [replace(item, codebook_version="1.4.2") for item in own]
    assert _profile([*own, *other_major, *other_book]).tracks == _profile(own).tracks
    assert _profile(minor).tracks == _profile(own).tracks


def test_the_worker_s_own_ratings_do_not_feed_the_pooling():
    own = picture_worker()
    with_own = build_profile(
        person(), TEAM.name, own, rating_counts([*team_sessions(), *own], codebook()), codebook(), []
    )
    without = build_profile(person(), TEAM.name, own, team_ratings(), codebook(), [])
    assert with_own.tracks == without.tracks


def test_one_session_with_two_codings_is_refused():
    with pytest.raises(ValueError, match="more than one coding"):
        _profile([session(1), session(1, ratings=4)])


def test_what_to_explore_is_the_lowest_rating_of_the_latest_recording_that_has_a_moment():
    own = picture_worker()
    profile = _profile(own)
    assert profile.to_explore_principle == "CLA"
    assert [c.note for c in profile.to_explore] == ["“There are just a few things people have mentioned…”"]
    assert profile.questions == codebook().principle("CLA").questions
    silent = replace(own[-1], evidence_counts={"EVO": 2, "CHF": 2, "CLA": 0})
    assert _profile([*own[:-1], silent]).to_explore_principle in {"EVO", "CHF"}
    nothing = replace(own[-1], evidence_counts={})
    assert _profile([*own[:-1], nothing]).to_explore_principle == ""


def test_of_equal_ratings_the_one_with_the_lower_estimate_is_offered():
    own = year_of(17, {"EVO": [4, 4, 2], "EMP": [2, 2, 2], "PUR": [3, 3, 3]})
    assert _profile(own).to_explore_principle == "EMP"


def test_bright_moments_come_newest_first():
    own = picture_worker()
    assert [c.held_on for c in _profile(own).bright] == [own[-1].held_on, own[-2].held_on]


def test_agreed_steps_come_newest_first():
    older = NextStep("step-0", "worker-17", "Older", "coach", datetime(2026, 5, 1, tzinfo=UTC))
    profile = build_profile(person(), TEAM.name, [], {}, codebook(), [older, next_step()])
    assert [step.id for step in profile.next_steps] == ["step-1", "step-0"]


def test_behaviours_add_up_codes_and_leave_undefined_ratios_undefined():
    figures = {figure.measure_id: figure for figure in _profile(picture_worker()).behaviours}
    assert figures["reflections_per_question"].value == pytest.approx(17 / 30)
    assert figures["complex_reflections"].value == pytest.approx(100 * 6 / 17)
    assert "change_talk" not in figures
    only_reflections = _profile([session(1, codes={"SR": 2})]).behaviours
    undefined = {figure.measure_id: figure.value for figure in only_reflections}
    assert undefined["reflections_per_question"] is None
    assert undefined["open_questions"] is None


def test_ratings_only_recordings_have_no_behaviours():
    assert _profile([session(1)]).behaviours == ()


def test_demo_people_are_marked():
    assert _profile([], demo=True).demo


def test_nothing_in_a_profile_is_an_overall_number_or_a_place_among_colleagues():
    names = {field.name for field in fields(Profile)}
    assert not {name for name in names if any(word in name for word in ("overall", "rank", "total", "percentile"))}


@given(st.lists(st.sampled_from([None, 1, 2, 3, 4, 5]), max_size=12), st.randoms(use_true_random=False))
def test_order_of_input_does_not_matter(values: list[int | None], chance: Random):
    own = year_of(17, {"EVO": values}) if values else []
    shuffled = list(own)
    chance.shuffle(shuffled)
    profile = _profile(own)
    assert _profile(shuffled) == profile
    assert profile.tracks[0].not_evaluable == values.count(None)


def test_only_moments_of_the_latest_recording_are_offered_to_explore():
    own = picture_worker()
    old = replace(own[0], evidence=(clip(own[0].session_id, own[0].held_on, 5, "old", "CLA"),))
    assert all(c.session_id == own[-1].session_id for c in _profile([old, *own[1:]]).to_explore)
