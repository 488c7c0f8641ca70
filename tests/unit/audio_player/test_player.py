"""The player against a device that takes frames at the pace of a clock the test moves."""

from __future__ import annotations

import threading

import numpy as np
import pytest
from numpy.typing import NDArray

from coder.audio.outputs import SilentOutput
from coder.audio.player import Player, Trouble
from coder.audio.protocol import WORKING_RATE

SECOND = WORKING_RATE


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


class Ramp:
    """Every sample says which second it belongs to, so that what was played can be told from the frames."""

    def __init__(self, seconds: float = 60.0) -> None:
        self.sample_count = round(seconds * SECOND)

    def read(self, start: int, stop: int) -> NDArray[np.float32]:
        stop = min(stop, self.sample_count)
        return (np.arange(start, max(start, stop)) / self.sample_count).astype(np.float32)


class Clicks(Ramp):
    """A short tone at each whole second."""

    def read(self, start: int, stop: int) -> NDArray[np.float32]:
        at = np.arange(start, min(stop, self.sample_count)) % SECOND
        tone = np.sin(2 * np.pi * 440 * at / SECOND) * np.hanning(800)[np.minimum(at, 799)]
        return np.where(at < 800, tone, 0).astype(np.float32)


class Broken(Ramp):
    def read(self, start: int, stop: int) -> NDArray[np.float32]:
        if start >= SECOND:
            raise ValueError("the working copy is damaged")
        return super().read(start, stop)


class Device(SilentOutput):
    """An audible device that remembers what it was given."""

    audible = True

    def __init__(self, clock: Clock, rate: int = SECOND, latency_s: float = 0.0) -> None:
        super().__init__(rate, clock)
        self.latency_s = latency_s
        self.frames = np.zeros(0, np.float32)
        self.gone = self.closed = False
        self.fed = threading.Event()

    def write(self, frames: NDArray[np.float32]) -> None:
        super().write(frames)
        self.frames = np.concatenate([self.frames, frames])
        self.fed.set()

    def clear(self) -> None:
        super().clear()
        self.frames = np.zeros(0, np.float32)

    def lost(self) -> bool:
        return self.gone

    def close(self) -> None:
        self.closed = True


class Bench:
    """A player, its device and the clock of both."""

    def __init__(self, source: Ramp | None = None, rate: int = SECOND, latency_s: float = 0.0) -> None:
        self.clock = Clock()
        self.devices: list[Device] = []
        self._rate, self._latency_s = rate, latency_s
        self.player = Player(source or Ramp(), self._connect, self.clock, threaded=False)

    def _connect(self) -> Device:
        self.devices.append(Device(self.clock, self._rate, self._latency_s))
        return self.devices[-1]

    @property
    def device(self) -> Device:
        return self.devices[-1]

    def run(self, seconds: float) -> None:
        """Let time pass as the feeding thread would see it."""
        for _ in range(round(seconds / 0.05)):
            self.player.feed()
            self.clock.now += 0.05
        self.player.feed()


def test_position_follows_what_the_device_took() -> None:
    bench = Bench()
    bench.player.play(10.0)
    bench.run(2.0)
    assert bench.player.position_s() == pytest.approx(12.0, abs=0.051)
    assert bench.device.frames[0] == pytest.approx(10 / 60, abs=1e-6)


def test_position_waits_for_the_latency_of_the_device() -> None:
    bench = Bench(latency_s=0.2)
    bench.player.play(0.0)
    bench.run(2.0)
    assert bench.player.position_s() == pytest.approx(1.8, abs=0.051)


def test_position_never_goes_back_while_playing() -> None:
    bench = Bench(latency_s=0.2)
    bench.player.play(0.0)
    seen = []
    for _ in range(60):
        bench.run(0.05)
        seen.append(bench.player.position_s())
    assert seen == sorted(seen)


def test_pause_keeps_the_place_and_resume_goes_on_from_it() -> None:
    bench = Bench()
    bench.player.play(5.0)
    bench.run(1.0)
    bench.player.pause()
    place = bench.player.position_s()
    bench.run(3.0)
    assert not bench.player.playing
    assert bench.player.position_s() == place
    assert len(bench.device.frames) == 0
    bench.player.play()
    bench.run(1.0)
    assert bench.player.position_s() == pytest.approx(place + 1.0, abs=0.051)


def test_seek_while_playing_drops_what_waited() -> None:
    bench = Bench()
    bench.player.play(0.0)
    bench.run(1.0)
    bench.player.seek(30.0)
    bench.run(0.5)
    assert bench.device.frames[0] == pytest.approx(0.5, abs=1e-6)
    assert bench.player.position_s() == pytest.approx(30.5, abs=0.051)


def test_seek_is_clamped_to_the_recording() -> None:
    bench = Bench()
    bench.player.seek(-4.0)
    assert bench.player.position_s() == 0.0
    bench.player.seek(4_000.0)
    assert bench.player.position_s() == 60.0


def test_a_range_stops_by_itself_at_its_end() -> None:
    bench = Bench()
    bench.player.play(20.0, 21.5)
    bench.run(3.0)
    assert not bench.player.playing
    assert bench.player.position_s() == 21.5


def test_the_end_of_the_recording_stops_and_play_starts_again_from_the_front() -> None:
    bench = Bench(Ramp(2.0))
    bench.player.play()
    bench.run(3.0)
    assert not bench.player.playing
    assert bench.player.position_s() == 2.0
    bench.player.play()
    bench.run(0.5)
    assert bench.player.position_s() == pytest.approx(0.5, abs=0.051)


def test_loop_repeats_its_stretch() -> None:
    bench = Bench()
    bench.player.play(3.0)
    bench.player.set_loop((4.0, 5.0))
    bench.run(0.5)
    assert bench.player.position_s() == pytest.approx(4.5, abs=0.051)
    bench.run(3.2)
    assert bench.player.position_s() == pytest.approx(4.7, abs=0.06)
    assert bench.device.frames[SECOND] == pytest.approx(4 / 60, abs=1e-6)


def test_a_very_short_loop_keeps_the_position_inside() -> None:
    bench = Bench()
    bench.player.set_loop((4.0, 4.06))
    bench.player.play()
    for _ in range(40):
        bench.run(0.05)
        assert 4.0 <= bench.player.position_s() <= 4.06


def test_playing_another_place_leaves_the_loop() -> None:
    bench = Bench()
    bench.player.set_loop((4.0, 5.0))
    bench.player.play(20.0, 21.0)
    assert bench.player.loop is None
    bench.run(2.0)
    assert bench.player.position_s() == 21.0


@pytest.mark.parametrize("speed", [0.5, 0.75, 1.25, 1.5, 2.0])
@pytest.mark.parametrize("rate", [SECOND, 48_000])
def test_speed_changes_pace_and_keeps_position_in_step_with_the_sound(speed: float, rate: int) -> None:
    bench = Bench(Clicks(120.0), rate=rate)
    bench.player.set_speed(speed)
    bench.player.play(0.0)
    bench.run(20.0)
    assert bench.player.position_s() == pytest.approx(20.0 * speed, abs=0.06 * speed)
    loud = np.flatnonzero(np.abs(bench.device.frames) > 0.3)
    onsets = loud[np.r_[True, np.diff(loud) > rate // 10]] / rate * speed
    assert np.abs(onsets - np.round(onsets)).max() < 0.06
    # No drift: the first and the last tone are off by the same amount.
    assert np.ptp((onsets - np.round(onsets))[1:]) < 0.02


def test_speed_is_clamped_and_keeps_the_place() -> None:
    bench = Bench()
    bench.player.play(10.0)
    bench.run(1.0)
    bench.player.set_speed(9.0)
    assert bench.player.speed == 2.0
    assert bench.player.position_s() == pytest.approx(11.0, abs=0.06)


def test_without_a_device_the_place_still_moves_and_the_player_says_so() -> None:
    clock = Clock()
    player = Player(Ramp(), lambda: SilentOutput(clock=clock), clock, threaded=False)
    player.play(1.0)
    player.feed()
    clock.now += 1.0
    assert player.trouble is Trouble.NO_OUTPUT
    assert player.position_s() == pytest.approx(2.0, abs=0.01)


def test_play_looks_again_for_a_device_when_there_was_none() -> None:
    clock = Clock()
    found: list[SilentOutput] = [SilentOutput(clock=clock), Device(clock)]
    player = Player(Ramp(), lambda: found.pop(0), clock, threaded=False)
    player.play(1.0)
    player.feed()
    player.pause()
    player.play()
    player.feed()
    assert player.trouble is Trouble.NONE
    assert not found


def test_a_damaged_recording_stops_with_trouble() -> None:
    bench = Bench(Broken())
    bench.player.play(0.0)
    bench.run(0.1)
    assert not bench.player.playing
    assert bench.player.trouble is Trouble.DAMAGED


def test_the_feeding_thread_plays_by_itself_and_ends_with_close() -> None:
    clock = Clock()
    device = Device(clock)
    player = Player(Ramp(), lambda: device, clock)
    player.play(1.0)
    assert device.fed.wait(10.0)
    (thread,) = feeding()
    player.close()
    assert device.closed
    thread.join(10.0)
    assert not thread.is_alive()


def feeding() -> list[threading.Thread]:
    """The threads of all players."""
    return [thread for thread in threading.enumerate() if thread.name == "player"]


class SlowSystem:
    """Takes as long to open an output as a test wants."""

    def __init__(self, clock: Clock) -> None:
        self.clock, self.asked, self.ready = clock, threading.Event(), threading.Event()
        self.opened: list[Device] = []

    def connect(self) -> Device:
        self.asked.set()
        assert self.ready.wait(10.0)
        self.opened.append(Device(self.clock))
        return self.opened[-1]


def test_closing_does_not_wait_for_an_output_that_is_being_opened_and_gives_it_back() -> None:
    system = SlowSystem(Clock())
    player = Player(Ramp(), system.connect, system.clock)
    player.play(1.0)
    assert system.asked.wait(10.0)
    (thread,) = feeding()
    player.close()
    assert thread.is_alive()
    system.ready.set()
    thread.join(10.0)
    assert [device.closed for device in system.opened] == [True]
    assert not player.playing


class SlowToBegin(Ramp):
    """A recording whose first samples are asked for and not given until ``ready``."""

    def __init__(self) -> None:
        super().__init__()
        self.asked, self.ready = threading.Event(), threading.Event()

    def read(self, start: int, stop: int) -> NDArray[np.float32]:
        self.asked.set()
        assert self.ready.wait(10.0)
        return super().read(start, stop)


def test_the_place_is_told_while_the_first_samples_are_waited_for() -> None:
    clock, source = Clock(), SlowToBegin()
    device = Device(clock)
    player = Player(source, lambda: device, clock)
    player.play(1.0)
    assert source.asked.wait(10.0)
    places: list[float] = []
    window = threading.Thread(target=lambda: places.append(player.position_s()))
    window.start()
    window.join(5.0)
    told = list(places)
    source.ready.set()
    assert device.fed.wait(10.0)
    window.join(10.0)
    (thread,) = feeding()
    player.close()
    thread.join(10.0)
    assert told == [1.0]


def test_the_next_player_opens_its_output_only_once_that_of_the_last_is_given_back() -> None:
    system = SlowSystem(Clock())
    first = Player(Ramp(), system.connect, system.clock)
    first.play(1.0)
    assert system.asked.wait(10.0)
    first.close()
    given_back: list[bool] = []
    device = Device(system.clock)

    def connect() -> Device:
        given_back.extend(one.closed for one in system.opened)
        return device

    second = Player(Ramp(), connect, system.clock)
    second.play(1.0)
    assert not device.fed.is_set()
    system.ready.set()
    assert device.fed.wait(10.0)
    assert given_back == [True]
    threads = feeding()
    second.close()
    for thread in threads:
        thread.join(10.0)
