"""Chunks hold all speech, little else, and are never too long."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.speech.chunking import LONGEST_CHUNK_S, Chunk, plan_chunks, quietest_moment
from models.speech.segmentation import Span
from models.speech.sound import ArraySound


@st.composite
def speech(draw: st.DrawFn) -> tuple[list[Span], float]:
    """Spans in order, as the segmentation makes them, and the length of the recording."""
    spans = []
    at_s = draw(st.floats(0, 5))
    for _ in range(draw(st.integers(0, 30))):
        length = draw(st.one_of(st.floats(0.15, 8), st.floats(8, 120)))
        spans.append(Span(at_s, at_s + length))
        at_s += length + draw(st.one_of(st.floats(0.25, 4), st.floats(4, 60)))
    return spans, at_s


def middle(start_s: float, end_s: float) -> float:
    return (start_s + end_s) / 2


@given(speech())
def test_every_moment_of_speech_is_in_exactly_one_chunk(case: tuple[list[Span], float]) -> None:
    spans, duration_s = case
    chunks = plan_chunks(spans, duration_s, middle)
    for span in spans:
        inside = sum(max(0.0, min(span.end_s, c.end_s) - max(span.start_s, c.start_s)) for c in chunks)
        assert inside == pytest.approx(span.duration_s, abs=1e-6)


@given(speech())
def test_chunks_are_in_order_numbered_bounded_and_within_the_recording(case: tuple[list[Span], float]) -> None:
    spans, duration_s = case
    chunks = plan_chunks(spans, duration_s, middle)
    assert [chunk.index for chunk in chunks] == list(range(len(chunks)))
    for chunk in chunks:
        assert 0 < chunk.duration_s <= LONGEST_CHUNK_S + 1e-9
        assert -1e-9 <= chunk.start_s < chunk.end_s <= duration_s + 1e-9
    for before, after in pairwise(chunks):
        assert before.end_s <= after.start_s + 1e-9


@given(speech())
def test_no_silence_of_four_seconds_is_ever_transcribed(case: tuple[list[Span], float]) -> None:
    spans, duration_s = case
    for chunk in plan_chunks(spans, duration_s, middle):
        for before, after in pairwise(spans):
            if after.start_s - before.end_s >= 4.0:
                assert chunk.end_s <= before.end_s + 0.3 or chunk.start_s >= after.start_s - 0.3


@given(speech())
def test_two_neighbours_that_would_fit_together_are_together(case: tuple[list[Span], float]) -> None:
    spans, duration_s = case
    chunks = plan_chunks([s for s in spans if s.duration_s < 20], duration_s, middle)
    for before, after in pairwise(chunks):
        first_speech = min((s.end_s for s in spans if s.start_s >= after.start_s - 0.01), default=after.end_s) + 0.25
        too_long = first_speech - before.start_s > LONGEST_CHUNK_S - 1e-6
        assert too_long or after.start_s - before.end_s >= 2.4


def test_long_speech_is_cut_where_it_is_quietest() -> None:
    noise = np.random.default_rng(0).normal(0, 0.1, 40 * 16_000).astype(np.float32)
    noise[round(21.3 * 16_000) : round(21.5 * 16_000)] = 0.0

    chunks = plan_chunks([Span(0.0, 40.0)], 40.0, quietest_moment(ArraySound(noise)))

    assert chunks[0].end_s == chunks[1].start_s == pytest.approx(21.4, abs=0.1)


def test_speech_in_one_breath_is_one_chunk() -> None:
    spans = [Span(1.0, 3.0), Span(3.5, 9.0), Span(11.5, 20.0)]
    assert plan_chunks(spans, 60.0, middle) == [Chunk(0, 0.75, 20.25)]


def test_nothing_said_nothing_to_do() -> None:
    assert plan_chunks([], 60.0, middle) == []


def test_the_quietest_moment_of_almost_nothing_is_its_middle() -> None:
    assert quietest_moment(ArraySound(np.zeros(10, np.float32)))(0.0, 0.0005) == pytest.approx(0.00025)
