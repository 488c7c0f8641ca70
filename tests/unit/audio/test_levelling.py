"""Quiet voices are raised for listening, loud ones hardly lowered, and no sample changes its place."""

from __future__ import annotations

from importlib.resources import as_file, files

import numpy as np
import pytest

from coder.audio.decode import decode_file
from coder.audio.flac import FlacReader, encode_flac, read_flac
from coder.audio.levelling import TARGET_DBFS, LevelledSound
from coder.audio.protocol import WORKING_RATE as RATE
from tests.helpers.sounds import Floats


@pytest.fixture(scope="module")
def visit() -> Floats:
    """Forty seconds of talk of the bundled visit."""
    with as_file(files("coder.demo") / "data" / "visit.opus") as path:
        return read_flac(decode_file(path).flac)[: 40 * RATE]


def reader(samples: Floats) -> FlacReader:
    return FlacReader(encode_flac(np.round(samples * 32767).astype(np.int16)))


def loud_db(samples: Floats) -> float:
    power = samples[: len(samples) // 800 * 800].reshape(-1, 800).astype(np.float64).var(axis=1)
    return float(10 * np.log10(np.percentile(power, 90)))


def test_a_far_voice_is_as_loud_as_a_near_one(visit: Floats) -> None:
    half = len(visit) // 2
    uneven = np.r_[visit[:half], 0.05 * visit[half:]].astype(np.float32)

    heard = LevelledSound(reader(uneven)).read(0, len(uneven))

    near, far = loud_db(heard[: half - 5 * RATE]), loud_db(heard[half + 5 * RATE :])
    assert loud_db(uneven[: half - 5 * RATE]) - loud_db(uneven[half + 5 * RATE :]) > 20
    assert near == pytest.approx(TARGET_DBFS, abs=4.0)
    assert far == pytest.approx(near, abs=4.0)


def test_no_sample_moves_and_each_jump_hears_the_same(visit: Floats) -> None:
    quiet = 0.02 * visit
    whole = LevelledSound(reader(quiet))
    heard = whole.read(0, len(quiet))
    assert len(heard) == whole.sample_count == len(quiet)
    np.testing.assert_array_equal(np.sign(heard), np.sign(reader(quiet).read(0, len(quiet))))
    jumped = LevelledSound(reader(quiet))
    for start in (30 * RATE + 77, 5, 12 * RATE):
        np.testing.assert_allclose(jumped.read(start, start + 1600), heard[start : start + 1600], atol=1e-6)


def test_a_door_beside_a_whisper_stays_within_full_scale(visit: Floats) -> None:
    quiet = 0.01 * visit
    quiet[20 * RATE : 20 * RATE + 200] = 0.9
    heard = LevelledSound(reader(quiet)).read(0, len(quiet))
    assert np.abs(heard).max() <= 1.0


def test_silence_and_room_are_not_raised_above_the_voices(visit: Floats) -> None:
    room = np.random.default_rng(1).normal(0, 0.0002, 30 * RATE).astype(np.float32)
    heard = LevelledSound(reader(np.r_[visit, room])).read(len(visit) + 8 * RATE, len(visit) + 28 * RATE)
    assert loud_db(heard) < loud_db(room) + 6


def test_it_can_be_heard_as_recorded(visit: Floats) -> None:
    sound = reader(0.1 * visit)
    np.testing.assert_array_equal(LevelledSound(sound, lambda: False).read(0, 3200), sound.read(0, 3200))
