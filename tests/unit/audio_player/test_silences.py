"""Which stretches are left out when silences are skipped."""

from __future__ import annotations

import numpy as np
import pytest

from coder.audio.peaks import build_peaks
from coder.audio.silences import PADDING_S, silences

RATE = 16_000


def talk(*loud: tuple[float, float, float], length_s: float = 40.0, noise: float = 0.01) -> np.ndarray:
    """Room noise with bursts of a voice: (from, to, level)."""
    sound = noise * np.random.default_rng(3).standard_normal(round(length_s * RATE))
    for start, end, level in loud:
        at = slice(round(start * RATE), round(end * RATE))
        sound[at] += level * np.sin(2 * np.pi * 200 * np.arange(at.stop - at.start) / RATE)
    return (np.clip(sound, -1, 1) * 32767).astype(np.int16)


def found(sound: np.ndarray, speech=(), longer_than_s: float = 2.0):
    return silences(build_peaks(sound, RATE), speech, longer_than_s)


def test_a_long_pause_is_left_out_but_for_its_edges() -> None:
    (one,) = found(talk((0, 10, 0.6), (16, 40, 0.6)))
    assert one == pytest.approx((10 + PADDING_S, 16 - PADDING_S), abs=0.02)


def test_a_pause_shorter_than_asked_for_stays() -> None:
    sound = talk((0, 10, 0.6), (13, 40, 0.6))
    assert len(found(sound, longer_than_s=2.0)) == 1
    assert found(sound, longer_than_s=4.0) == ()


def test_a_quiet_voice_is_no_silence() -> None:
    assert found(talk((0, 10, 0.6), (10, 20, 0.08), (20, 40, 0.6))) == ()


def test_what_is_transcribed_stays_however_quiet_it_is() -> None:
    sound = talk((0, 10, 0.6), (20, 40, 0.6))
    first, second = found(sound, speech=[(14.0, 15.0)])
    assert first == pytest.approx((10.3, 13.7), abs=0.03)
    assert second == pytest.approx((15.3, 19.7), abs=0.03)


def test_a_click_does_not_end_a_silence() -> None:
    sound = talk((0, 10, 0.6), (13.0, 13.02, 0.9), (16, 40, 0.6))
    assert len(found(sound)) == 1


def test_a_recording_without_a_sound_at_all_is_one_silence_and_an_empty_one_has_none() -> None:
    assert len(found(np.zeros(10 * RATE, np.int16))) == 1
    assert found(np.zeros(0, np.int16)) == ()
