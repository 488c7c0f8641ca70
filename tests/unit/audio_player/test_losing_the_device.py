"""A device that goes away: the place stands still, the sound goes on where there is another, and nothing storms."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from coder.audio.outputs import SilentOutput
from coder.audio.patience import GIVE_UP_S, WAITS_S, Patience
from coder.audio.player import Player, Trouble
from tests.unit.audio_player.test_player import Clock, Device, Ramp


class Computer:
    """What is plugged in changes by ``plugged``; ``looks`` are the times at which the player looked."""

    def __init__(self) -> None:
        self.clock = Clock()
        self.plugged: Callable[[], SilentOutput] = lambda: self.device("Headset")
        self.looks: list[float] = []
        self.devices: list[Device] = []
        self.player = Player(Ramp(600.0), self._connect, self.clock, threaded=False)

    def device(self, name: str) -> Device:
        made = Device(self.clock)
        made.name = name
        self.devices.append(made)
        return made

    def nothing(self) -> SilentOutput:
        return SilentOutput(clock=self.clock)

    def _connect(self) -> SilentOutput:
        self.looks.append(self.clock.now)
        return self.plugged()

    def run(self, seconds: float) -> None:
        for _ in range(round(seconds / 0.05)):
            self.player.feed()
            self.clock.now += 0.05
        self.player.feed()

    def play_and_unplug(self, then: Callable[[], SilentOutput]) -> None:
        self.player.play(10.0)
        self.run(20.0)
        self.plugged = then
        self.devices[-1].gone = True
        self.run(0.1)


def test_the_sound_goes_on_at_once_on_another_device_which_is_named() -> None:
    computer = Computer()
    computer.play_and_unplug(lambda: computer.device("Speakers"))
    assert computer.player.playing
    assert computer.player.trouble is Trouble.MOVED
    assert computer.player.output_name == "Speakers"
    assert computer.devices[0].closed
    assert computer.devices[1].frames[0] * 600 == pytest.approx(30.0, abs=0.11)
    computer.run(1.0)
    assert computer.player.position_s() == pytest.approx(31.0, abs=0.2)


def test_without_another_the_place_stands_still_until_one_is_plugged_in() -> None:
    computer = Computer()
    computer.play_and_unplug(computer.nothing)
    computer.run(20.0)
    assert computer.player.trouble is Trouble.WAITING
    place = computer.player.position_s()
    assert place == pytest.approx(30.0, abs=0.11)
    computer.plugged = lambda: computer.device("Headset")
    computer.run(WAITS_S[-1])
    assert computer.player.trouble is Trouble.MOVED
    assert computer.devices[1].frames[0] * 600 == pytest.approx(place, abs=0.01)


def test_it_looks_ever_more_seldom_and_gives_up() -> None:
    computer = Computer()
    computer.play_and_unplug(computer.nothing)
    lost = computer.clock.now
    computer.run(GIVE_UP_S + 10)
    assert not computer.player.playing
    assert computer.player.trouble is Trouble.LOST
    gaps = [later - earlier for earlier, later in zip(computer.looks[1:], computer.looks[2:], strict=False)]
    assert gaps[:5] == pytest.approx(WAITS_S, abs=0.11)
    assert len(computer.looks) < 7 + GIVE_UP_S / WAITS_S[-1]
    assert computer.looks[-1] < lost + GIVE_UP_S + WAITS_S[-1] + 0.1


def test_a_loose_plug_makes_no_storm() -> None:
    computer = Computer()

    def loose() -> Device:
        made = computer.device("Headset")
        made.gone = True
        return made

    computer.play_and_unplug(loose)
    computer.run(60.0)
    assert len(computer.looks) < 20


def test_pausing_while_it_waits_ends_the_waiting() -> None:
    computer = Computer()
    computer.play_and_unplug(computer.nothing)
    computer.player.pause()
    computer.plugged = lambda: computer.device("Headset")
    looks = len(computer.looks)
    computer.run(30.0)
    assert not computer.player.playing
    assert computer.player.trouble is Trouble.NONE
    assert len(computer.looks) == looks


def test_playing_again_after_the_pause_goes_on_without_sound_where_there_is_none() -> None:
    computer = Computer()
    computer.play_and_unplug(computer.nothing)
    computer.player.pause()
    place = computer.player.position_s()
    computer.player.play()
    computer.run(2.0)
    assert computer.player.trouble is Trouble.NO_OUTPUT
    assert computer.player.position_s() == pytest.approx(place + 2.0, abs=0.1)


def test_a_device_that_comes_while_playing_without_sound_is_taken_at_the_place() -> None:
    computer = Computer()
    computer.plugged = computer.nothing
    computer.player.play(10.0)
    computer.run(3.0)
    computer.plugged = lambda: computer.device("Headset")
    computer.run(WAITS_S[-1])
    assert computer.player.trouble is Trouble.MOVED
    assert computer.player.output_name == "Headset"
    assert computer.player.position_s() == pytest.approx(13.0 + WAITS_S[-1], abs=0.3)


def test_a_device_that_takes_nothing_more_counts_as_lost() -> None:
    computer = Computer()
    computer.player.play(10.0)
    computer.run(15.0)
    stuck = computer.devices[0]
    taken = stuck.consumed()
    stuck.consumed = lambda: taken  # type: ignore[method-assign]
    computer.plugged = lambda: computer.device("Speakers")
    computer.run(5.0)
    assert computer.player.output_name == "Speakers"
    assert computer.devices[1].frames[0] * 600 == pytest.approx(25.0, abs=0.2)


def test_after_a_long_pause_the_device_of_that_moment_is_asked_for() -> None:
    computer = Computer()
    computer.player.play(10.0)
    computer.run(1.0)
    computer.player.pause()
    computer.clock.now += 30.0
    computer.plugged = lambda: computer.device("Speakers")
    computer.player.play()
    computer.run(1.0)
    assert computer.player.trouble is Trouble.MOVED
    assert computer.player.output_name == "Speakers"
    assert computer.player.position_s() == pytest.approx(12.0, abs=0.2)


def test_a_short_pause_keeps_the_device() -> None:
    computer = Computer()
    computer.player.play(10.0)
    computer.run(1.0)
    computer.player.pause()
    computer.clock.now += 3.0
    computer.player.play()
    computer.run(1.0)
    assert len(computer.looks) == 1


def test_patience_looks_at_once_when_a_device_that_had_held_goes() -> None:
    clock = Clock()
    patience = Patience(clock)
    patience.looked(found=True)
    clock.now += 60.0
    patience.lost()
    assert patience.due()
    patience.looked(found=True)
    patience.lost()
    assert not patience.due()
