"""Signs of life, names of workers, and time that was slept through."""

from __future__ import annotations

import subprocess
import sys
import threading

import pytest

from coder.domain.errors import UserError
from coder.domain.jobs import ClaimLost
from coder.jobs.alive import BEAT_S, AwakeClock, certainly_gone, pulse, worker_name


class Hands:
    """A clock set by hand."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        """What it shows."""
        return self.now


def test_time_slept_through_is_no_time_of_work() -> None:
    hands = Hands()
    clock = AwakeClock(hands)
    began = clock()
    for _ in range(12):
        hands.now += BEAT_S
        clock()
    assert clock() - began == 60.0
    hands.now += 8 * 3600
    assert clock() - began == 60.0 + BEAT_S
    hands.now += BEAT_S
    assert clock() - began == 60.0 + 2 * BEAT_S


def test_a_slow_moment_is_work() -> None:
    hands = Hands()
    clock = AwakeClock(hands)
    began = clock()
    hands.now += 2.5 * BEAT_S
    assert clock() - began == 2.5 * BEAT_S


def test_this_process_is_not_gone_and_one_that_ended_is() -> None:
    assert not certainly_gone(worker_name())
    code = "from coder.jobs.alive import worker_name; print(worker_name())"
    dead = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip()
    assert certainly_gone(dead)


@pytest.mark.parametrize("name", ["", "a worker", "0123456789ab/17/x", "x/y/z"])
def test_of_a_worker_elsewhere_nothing_is_certain(name: str) -> None:
    assert not certainly_gone(name)


def test_the_pulse_beats_while_the_work_is_busy_and_outlasts_a_store_that_is() -> None:
    beats, enough = [], threading.Event()

    def beat() -> None:
        beats.append(1)
        if len(beats) == 1:
            raise UserError("The store is busy.")
        if len(beats) == 3:
            enough.set()

    with pulse(beat, AwakeClock(), every_s=0.01):
        assert enough.wait(10)


def test_the_pulse_ends_with_the_claim() -> None:
    beats, lost = [], threading.Event()

    def beat() -> None:
        beats.append(1)
        lost.set()
        raise ClaimLost

    with pulse(beat, AwakeClock(), every_s=0.01):
        assert lost.wait(10)
        threading.Event().wait(0.05)
    assert len(beats) == 1
