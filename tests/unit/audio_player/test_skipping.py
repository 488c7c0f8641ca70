"""Jumping over silence: what is heard, and where the player says it is."""

from __future__ import annotations

import numpy as np
import pytest

from tests.unit.audio_player.test_player import SECOND, Bench, Ramp

SKIPS = ((12.0, 17.0), (30.0, 60.0))


def heard_s(bench: Bench) -> np.ndarray:
    return bench.device.frames * 60


def test_a_silence_is_jumped_over_to_the_sample_and_the_position_stays_true() -> None:
    bench = Bench()
    bench.player.set_skips(SKIPS)
    bench.player.play(10.0)
    bench.run(4.0)
    assert heard_s(bench)[2 * SECOND - 1] == pytest.approx(12.0 - 1 / SECOND, abs=1e-4)
    assert heard_s(bench)[2 * SECOND] == pytest.approx(17.0, abs=1e-5)
    assert bench.player.position_s() == pytest.approx(19.0, abs=0.06)


@pytest.mark.parametrize("speed", [0.5, 0.75, 1.25, 1.5, 2.0])
def test_the_position_stays_true_at_every_speed(speed: float) -> None:
    bench = Bench()
    bench.player.set_skips(SKIPS)
    bench.player.set_speed(speed)
    bench.player.play(10.0)
    bench.run(6.0)
    assert bench.player.position_s() == pytest.approx(15.0 + 6.0 * speed, abs=0.06 * speed + 0.03)
    assert not np.any((heard_s(bench) > 12.3) & (heard_s(bench) < 16.7))


def test_a_click_into_a_silence_plays_from_its_end() -> None:
    bench = Bench()
    bench.player.set_skips(SKIPS)
    bench.player.play(14.0)
    bench.run(0.5)
    assert heard_s(bench)[0] == pytest.approx(17.0, abs=1e-5)
    assert bench.player.position_s() == pytest.approx(17.5, abs=0.06)


def test_a_silence_up_to_the_end_ends_the_recording() -> None:
    bench = Bench()
    bench.player.set_skips(SKIPS)
    bench.player.play(29.0)
    bench.run(2.0)
    assert not bench.player.playing
    assert bench.player.position_s() == 60.0


def test_a_range_and_a_loop_are_played_whole() -> None:
    bench = Bench()
    bench.player.set_skips(SKIPS)
    bench.player.play(11.0, 13.0)
    bench.run(1.5)
    assert bench.player.position_s() == pytest.approx(12.5, abs=0.06)
    bench.player.set_loop((11.5, 13.5))
    bench.run(1.5)
    assert heard_s(bench)[: 2 * SECOND].max() == pytest.approx(13.5, abs=0.01)


def test_switched_on_while_playing_the_place_is_kept() -> None:
    bench = Bench(Ramp())
    bench.player.play(20.0)
    bench.run(1.0)
    bench.player.set_skips(SKIPS)
    bench.run(1.0)
    assert bench.player.position_s() == pytest.approx(22.0, abs=0.11)
