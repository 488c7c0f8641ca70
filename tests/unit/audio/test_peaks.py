"""The envelope never hides a sound, at any zoom."""

from __future__ import annotations

import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from numpy.typing import NDArray

from coder.audio.peaks import PEAK_RATE, PeakBuilder, Peaks, build_peaks

SOUND = hnp.arrays(np.int16, st.integers(0, 5000), elements=st.integers(-32768, 32767))


@given(SOUND, st.lists(st.integers(1, 700), max_size=12))
def test_pieces_of_any_size_give_the_envelope_of_the_whole(sound: NDArray[np.int16], sizes: list[int]) -> None:
    builder = PeakBuilder(16_000)
    start = 0
    for size in [*sizes, len(sound)]:
        builder.add(sound[start : start + size])
        start += size

    peaks, whole = builder.finish(), build_peaks(sound, 16_000)

    assert peaks.sample_count == whole.sample_count == len(sound)
    np.testing.assert_array_equal(peaks.levels[0], whole.levels[0])


@given(SOUND)
def test_the_finest_level_encloses_every_sample_by_less_than_a_step(sound: NDArray[np.int16]) -> None:
    peaks = build_peaks(sound, 16_000)
    for index, (low, high) in enumerate(peaks.levels[0].astype(int)):
        part = sound[index * 160 : (index + 1) * 160].astype(int)
        assert 0 <= part.min() - low * 256 < 256
        assert high == 127 or 0 <= high * 256 - part.max() < 256


@settings(max_examples=30)
@given(st.integers(1, 400_000), st.integers(0, 1000))
def test_a_click_is_seen_on_every_level(count: int, seed: int) -> None:
    at = int(np.random.default_rng(seed).integers(count))
    sound = np.zeros(count, np.int16)
    sound[at] = 20_000

    peaks = build_peaks(sound, 16_000)

    for k, level in enumerate(peaks.levels):
        loud = np.flatnonzero(level[:, 1] > 70)
        assert loud.tolist() == [at // (160 * 4**k)]


def test_columns_show_the_click_where_it_is_and_nothing_outside() -> None:
    sound = np.zeros(160_000, np.int16)
    sound[80_000] = -30_000
    peaks = build_peaks(sound, 16_000)
    for count in (7, 100, 900, 3000):
        columns = peaks.columns(-16_000, 176_000, count)
        assert columns.shape == (count, 2)
        hit = np.flatnonzero(columns[:, 0] < -0.9)
        assert hit.size
        middle = (hit.mean() + 0.5) / count * 192_000 - 16_000
        assert middle == pytest.approx(80_000, abs=192_000 / count + 640)
    with pytest.raises(ValueError, match="non-empty"):
        peaks.columns(5, 5, 10)


def test_bytes_come_back_equal_and_damage_is_refused() -> None:
    peaks = build_peaks(np.random.default_rng(1).integers(-9000, 9000, 300_000).astype(np.int16), 16_000)
    data = peaks.to_bytes()

    back = Peaks.from_bytes(data)

    assert (back.sample_count, back.samples_per_peak) == (peaks.sample_count, peaks.samples_per_peak)
    for one, other in zip(back.levels, peaks.levels, strict=True):
        np.testing.assert_array_equal(one, other)
    for bad in (b"", data[:100], b"PK" + data[2:50], data.replace(b"arr_1", b"brr_1")):
        with pytest.raises(ValueError, match="envelope"):
            Peaks.from_bytes(bad)


def test_an_hour_takes_no_more_than_a_fifth_of_a_second_of_processor_time() -> None:
    minute = np.random.default_rng(2).integers(-9000, 9000, 16_000 * 60).astype(np.int16)
    builder = PeakBuilder(16_000)
    began = time.process_time()
    for _ in range(60):
        builder.add(minute)
    peaks = builder.finish()
    spent = time.process_time() - began
    assert len(peaks.levels[0]) == 3600 * PEAK_RATE
    assert spent <= 0.2
