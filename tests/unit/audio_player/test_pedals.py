"""USB pedals: what recorded reports mean, and a pedal that is unplugged and plugged in again."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest

from coder.audio.pedals import Device, Pedal, PedalReader, PedalState, decode

# Two bytes a report, as the pedal of 05f3:00ff sends them.
RECORDED = {
    bytes.fromhex("0000"): Pedal.NONE,
    bytes.fromhex("0100"): Pedal.LEFT,
    bytes.fromhex("0200"): Pedal.MIDDLE,
    bytes.fromhex("0300"): Pedal.LEFT | Pedal.MIDDLE,
    bytes.fromhex("0400"): Pedal.RIGHT,
    bytes.fromhex("0500"): Pedal.LEFT | Pedal.RIGHT,
    bytes.fromhex("0600"): Pedal.MIDDLE | Pedal.RIGHT,
    bytes.fromhex("0700"): Pedal.LEFT | Pedal.MIDDLE | Pedal.RIGHT,
}


class Foot:
    """A pedal that sends reports one after another; None pulls its plug."""

    def __init__(self, *reports: bytes | None) -> None:
        self._reports = list(reports)
        self.closed = False

    def read(self, max_length: int, timeout_ms: int) -> list[int]:
        if not self._reports:
            threading.Event().wait(0.001)
            return []
        report = self._reports.pop(0)
        if report is None:
            raise OSError("read error")
        return list(report[:max_length])

    def close(self) -> None:
        self.closed = True


class Desk:
    """What the reader says, and what is plugged in at each look: a pedal, or an error."""

    def __init__(self, *plugged: Foot | OSError) -> None:
        self._plugged = list(plugged)
        self.moves: list[Pedal] = []
        self.states: list[PedalState] = []
        self._news = threading.Condition()
        self.reader = PedalReader(self._moved, self._found, self._connect, look_every_s=0.001)

    def _connect(self) -> Device:
        now = self._plugged.pop(0) if len(self._plugged) > 1 else self._plugged[0]
        if isinstance(now, OSError):
            raise now
        return now

    def _moved(self, down: Pedal) -> None:
        with self._news:
            self.moves.append(down)
            self._news.notify()

    def _found(self, state: PedalState) -> None:
        with self._news:
            self.states.append(state)
            self._news.notify()

    def until(self, so: Callable[[], bool]) -> None:
        with self._news:
            assert self._news.wait_for(so, 10.0), (self.moves, self.states)


@pytest.mark.parametrize(("report", "down"), RECORDED.items())
def test_recorded_reports(report: bytes, down: Pedal) -> None:
    assert decode(report) is down


def test_bits_beyond_the_three_pedals_say_nothing() -> None:
    assert decode(bytes([0xFA, 0xFF])) == Pedal.MIDDLE
    with pytest.raises(ValueError):
        decode(b"")


def test_each_change_is_told_once_and_repeated_reports_are_not() -> None:
    desk = Desk(Foot(b"\x02\x00", b"\x02\x00", b"\x03\x00", b"\x00\x00"))
    desk.until(lambda: len(desk.moves) == 3)
    desk.reader.close()
    assert desk.moves == [Pedal.MIDDLE, Pedal.MIDDLE | Pedal.LEFT, Pedal.NONE]
    assert desk.states == [PedalState.READY]


def test_a_pedal_pulled_out_while_down_is_let_go_and_works_again_when_it_is_back() -> None:
    first, second = Foot(b"\x02\x00", None), Foot(b"\x04\x00")
    gone = OSError("no pedal is plugged in")
    desk = Desk(first, gone, gone, gone, second)
    desk.until(lambda: Pedal.RIGHT in desk.moves)
    desk.reader.close()
    assert desk.moves == [Pedal.MIDDLE, Pedal.NONE, Pedal.RIGHT, Pedal.NONE]
    assert desk.states == [PedalState.READY, PedalState.ABSENT, PedalState.READY]
    assert first.closed
    assert second.closed


def test_a_pedal_the_system_keeps_for_itself_is_told_apart_from_none() -> None:
    desk = Desk(PermissionError("the pedal cannot be opened"))
    desk.until(lambda: desk.states == [PedalState.REFUSED])
    desk.reader.close()
    assert desk.moves == []


def test_closing_ends_the_thread() -> None:
    desk = Desk(Foot())
    desk.until(lambda: desk.states == [PedalState.READY])
    desk.reader.close()
    assert "pedal" not in {thread.name for thread in threading.enumerate()}
