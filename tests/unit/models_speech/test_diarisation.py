"""From frames and windows to turns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.speech.clustering import SpeakerBounds
from models.speech.diarisation import SpeakerTurn, told_apart
from models.speech.embedding import VoiceWindows, unit
from models.speech.segmentation import FRAME_SAMPLES, Span, SpeechActivity, frame_time, runs, time_frame
from models.speech.sound import SAMPLE_RATE

FRAME_S = FRAME_SAMPLES / SAMPLE_RATE


def activity(
    duration_s: float, *spans: tuple[float, float], both: Sequence[tuple[float, float]] = ()
) -> SpeechActivity:
    frames = max(1, round(duration_s / FRAME_S))
    speakers = np.zeros(frames, np.float32)
    for start_s, end_s in spans:
        speakers[time_frame(start_s) : time_frame(end_s)] = 1
    for start_s, end_s in both:
        speakers[time_frame(start_s) : time_frame(end_s)] = 2
    return SpeechActivity((speakers > 0).astype(np.float32), speakers, duration_s)


def windows_of(heard: SpeechActivity, *turns: tuple[float, float, int]) -> VoiceWindows:
    """Windows of 1.5 s every 0.75 s, each at the point of the voice (0…5) that speaks in its middle."""
    random = np.random.default_rng(0)
    voices = unit(random.normal(size=(6, 32)).astype(np.float32))
    spans, points = [], []
    for span in heard.spans():
        last = max(span.start_s, span.end_s - 1.5)
        for start_s in [*np.arange(span.start_s, last, 0.75).tolist(), last]:
            end_s = min(start_s + 1.5, span.end_s)
            voice = next(v for a, b, v in turns if a <= (start_s + end_s) / 2 < b)
            spans.append(Span(start_s, end_s))
            points.append(voices[voice] + 0.02 * random.normal(size=32))
    return VoiceWindows(tuple(spans), unit(np.array(points, np.float32).reshape(len(spans), 32)))


def diarise(heard: SpeechActivity, *turns: tuple[float, float, int]) -> tuple[SpeakerTurn, ...]:
    return told_apart(heard, windows_of(heard, *turns), SpeakerBounds()).turns


def test_turns_are_found_named_in_order_of_speech_and_borders_are_near() -> None:
    truth = [(0.0, 10.0, 3), (10.0, 21.0, 1), (21.0, 30.0, 3), (30.0, 42.0, 5)]
    turns = diarise(activity(42.0, (0.0, 42.0)), *truth)
    assert [turn.speaker for turn in turns] == ["S1", "S2", "S1", "S3"]
    for turn, (start_s, end_s, _) in zip(turns, truth, strict=True):
        assert turn.start_s == pytest.approx(start_s, abs=0.5)
        assert turn.end_s == pytest.approx(end_s, abs=0.5)
        assert not turn.overlap


def test_silence_belongs_to_nobody() -> None:
    turns = diarise(activity(30.0, (2.0, 9.0), (15.0, 25.0)), (0.0, 12.0, 0), (12.0, 30.0, 1))
    assert [(round(t.start_s, 1), round(t.end_s, 1)) for t in turns] == [(2.0, 9.0), (15.0, 25.0)]
    assert diarise(activity(30.0), (0.0, 30.0, 0)) == ()


def test_where_two_speak_at_once_the_nearest_other_voice_is_the_second() -> None:
    heard = activity(30.0, (0.0, 30.0), both=[(14.0, 15.0)])
    turns = diarise(heard, (0.0, 15.5, 0), (15.5, 30.0, 1))
    second = [turn for turn in turns if turn.overlap]
    assert [turn.speaker for turn in second] == ["S2"]
    assert second[0].start_s == pytest.approx(14.0, abs=0.05)
    assert second[0].end_s == pytest.approx(15.0, abs=0.05)


def test_an_overlap_far_from_any_other_voice_has_no_second() -> None:
    heard = activity(40.0, (0.0, 40.0), both=[(8.0, 9.0)])
    turns = diarise(heard, (0.0, 20.0, 0), (20.0, 40.0, 1))
    assert not any(turn.overlap for turn in turns)


@given(st.lists(st.tuples(st.integers(0, 3), st.floats(0.02, 3)), max_size=40))
def test_spans_are_in_order_apart_and_not_blips(parts: list[tuple[int, float]]) -> None:
    levels = np.concatenate([np.full(max(1, round(s / FRAME_S)), n, np.float32) for n, s in parts] or [np.zeros(1)])
    heard = SpeechActivity((levels > 0).astype(np.float32), levels.astype(np.float32), len(levels) * FRAME_S)
    spans = heard.spans()
    assert all(span.duration_s >= 0.15 - 1e-9 for span in spans)
    assert all(b.start_s - a.end_s >= 0.25 - 1e-9 for a, b in pairwise(spans))
    assert all(span.start_s >= 0 and span.end_s <= heard.duration_s for span in spans)
    for first, last in runs(levels > 0):
        if (last - first) * FRAME_S > 0.2:
            middle = (frame_time(first) + min(frame_time(last), heard.duration_s)) / 2
            assert any(span.start_s <= middle <= span.end_s for span in spans)


def test_pieces_end_at_pauses_and_where_voices_change() -> None:
    heard = replace(activity(20.0, (1.0, 9.0), (9.05, 12.0), (14.0, 18.0)), changes=np.array([time_frame(5.0)]))
    pieces = [heard.span_of(first, last) for first, last in heard.pieces()]
    assert [(round(one.start_s, 1), round(one.end_s, 1)) for one in pieces] == [(1.0, 5.0), (5.0, 12.0), (14.0, 18.0)]


def test_a_breath_does_not_end_a_turn_and_a_pause_does() -> None:
    heard = activity(20.0, (1.0, 4.0), (4.3, 8.0), (9.0, 12.0))
    turns = diarise(heard, (0.0, 20.0, 0))
    assert [(round(one.start_s, 1), round(one.end_s, 1)) for one in turns] == [(1.0, 8.0), (9.0, 12.0)]


def test_echo_ends_a_turn_and_a_quiet_word_of_its_own_does_not_count_as_echo() -> None:
    heard = activity(20.0, (1.0, 12.0), (12.8, 13.2))
    for start_s, end_s in ((4.0, 5.0), (12.8, 13.2)):
        heard.speakers[time_frame(start_s) : time_frame(end_s)] = 0.55
    turns = diarise(heard, (0.0, 20.0, 0))
    found = [(round(one.start_s, 1), round(one.end_s, 1)) for one in turns]
    assert found == [(1.0, 4.0), (5.0, 12.0), (12.8, 13.2)]


def test_who_goes_on_alone_after_two_spoke_has_not_stopped() -> None:
    heard = activity(20.0, (1.0, 12.0), both=[(4.0, 6.0)])
    turns = [turn for turn in diarise(heard, (0.0, 20.0, 0)) if not turn.overlap]
    assert [(round(one.start_s, 1), round(one.end_s, 1)) for one in turns] == [(1.0, 12.0)]


def test_a_breath_between_two_voices_belongs_to_neither() -> None:
    heard = activity(20.0, (1.0, 8.0), (8.3, 16.0))
    turns = diarise(heard, (0.0, 8.1, 0), (8.1, 20.0, 1))
    assert [(round(one.start_s, 1), round(one.end_s, 1)) for one in turns] == [(1.0, 8.0), (8.3, 16.0)]


@given(st.integers(0, 1_000_000))
def test_frames_and_times_agree(frame: int) -> None:
    assert time_frame(frame_time(frame) + 1e-6) == frame
    assert frame_time(frame + 1) > frame_time(frame)


def test_voices_beyond_the_people_there_are_named_as_perhaps_one() -> None:
    heard, turns = activity(42.0, (0.0, 42.0)), [(0.0, 14.0, 3), (14.0, 28.0, 1), (28.0, 42.0, 3)]
    windows = windows_of(heard, *turns)
    # After the visit to the kitchen the first voice sounds a little different.
    later = np.array([span.start_s >= 28.0 for span in windows.spans])
    windows = replace(windows, points=unit(windows.points + 0.35 * np.outer(later, np.eye(32)[0]).astype(np.float32)))
    assert told_apart(heard, windows, SpeakerBounds()).alike == ()
    found = told_apart(heard, windows, SpeakerBounds(3, 3))
    assert {turn.speaker for turn in found.turns} == {"S1", "S2", "S3"}
    (pair,) = found.alike
    (middle,) = {turn.speaker for turn in found.turns if turn.start_s <= 20.0 < turn.end_s}
    assert middle not in pair
