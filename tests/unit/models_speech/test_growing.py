"""Chunks that are sure before the whole was heard: the same as planned from the whole, whatever is said when."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from models.speech.chunking import Chunk, plan_chunks, quietest_moment
from models.speech.growing import SURE_AFTER_S, growing_plan
from models.speech.segmentation import FRAME_SAMPLES, SpeechActivity, frame_time
from models.speech.sound import SAMPLE_RATE, ArraySound

BATCH_FRAMES = 8 * 148
NOISE = np.random.default_rng(5).normal(0, 0.1, 60 * SAMPLE_RATE).astype(np.float32)

# Short words, long talk without a pause, and silences that join, just do not join, or end a chunk.
STRETCHES = st.lists(
    st.tuples(
        st.one_of(st.floats(0.05, 4.0), st.floats(4.0, 30.0), st.floats(30.0, 200.0)),
        st.one_of(st.floats(0.05, 0.6), st.floats(2.0, 4.0), st.floats(4.0, 100.0)),
    ),
    min_size=1,
    max_size=40,
)


class Endless:
    """A recording of noise, as long as is asked for, of which a minute is in memory."""

    def __init__(self, sample_count: int) -> None:
        self.sample_count = sample_count

    def read(self, start: int, stop: int) -> np.ndarray:
        """Samples [start, stop)."""
        return NOISE[np.arange(start, min(stop, self.sample_count)) % len(NOISE)]


def growing(speech: np.ndarray, length_s: float) -> Iterator[SpeechActivity]:
    """What a segmenter gives: longer and longer beginnings."""
    for sure in [*range(BATCH_FRAMES, len(speech), BATCH_FRAMES), len(speech)]:
        end_s = length_s if sure == len(speech) else frame_time(sure)
        yield SpeechActivity(speech[:sure], speech[:sure], end_s)


def talk(stretches: list[tuple[float, float]]) -> np.ndarray:
    """The frames of talk and silence in turns."""
    parts = []
    for said_s, silent_s in stretches:
        parts.append(np.ones(max(1, int(said_s * SAMPLE_RATE / FRAME_SAMPLES)), np.float32))
        parts.append(np.zeros(max(1, int(silent_s * SAMPLE_RATE / FRAME_SAMPLES)), np.float32))
    return np.concatenate(parts)


@settings(max_examples=150, deadline=None)
@given(STRETCHES)
def test_pieces_of_the_plan_are_the_plan_of_the_whole(stretches: list[tuple[float, float]]) -> None:
    speech = talk(stretches)
    sound = Endless(len(speech) * FRAME_SAMPLES)
    length_s = sound.sample_count / SAMPLE_RATE
    whole = SpeechActivity(speech, speech, length_s)

    pieces = list(growing_plan(sound, growing(speech, length_s)))

    planned = plan_chunks(whole.spans(), length_s, quietest_moment(sound))
    assert [chunk for _, chunks in pieces for chunk in chunks] == planned
    assert pieces[-1][0].duration_s == length_s
    for activity, chunks in pieces[:-1]:
        assert all(chunk.end_s <= activity.duration_s - SURE_AFTER_S for chunk in chunks)


def test_the_first_chunk_of_an_hour_waits_for_no_more_than_two_minutes_of_it() -> None:
    speech = talk([(5.0, 1.0)] * 600)
    sound = Endless(len(speech) * FRAME_SAMPLES)
    taken: list[float] = []

    def watched() -> Iterator[SpeechActivity]:
        for activity in growing(speech, sound.sample_count / SAMPLE_RATE):
            taken.append(activity.duration_s)
            yield activity

    _, first = next(growing_plan(sound, watched()))
    assert first[0].index == 0
    assert taken[-1] < 125


def test_a_recording_without_speech_has_no_chunks_and_is_heard_whole() -> None:
    silence = ArraySound(np.zeros(SAMPLE_RATE, np.float32))
    frames = np.zeros(-(-SAMPLE_RATE // FRAME_SAMPLES), np.float32)
    found = [(one.duration_s, chunks) for one, chunks in growing_plan(silence, growing(frames, 1.0))]
    assert found == [(1.0, ())]


def test_chunks_count_on_over_the_pieces() -> None:
    speech = talk([(20.0, 5.0)] * 60)
    sound = Endless(len(speech) * FRAME_SAMPLES)
    found: list[Chunk] = []
    for _, chunks in growing_plan(sound, growing(speech, sound.sample_count / SAMPLE_RATE)):
        found += chunks
    assert [chunk.index for chunk in found] == list(range(60))
