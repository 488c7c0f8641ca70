"""Playing a recording: play, pause, seek, loop, speed; the position comes from the frames the device took."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from coder.audio.outputs import Frames, Output, open_output, opening
from coder.audio.patience import Patience
from coder.audio.protocol import WORKING_RATE
from coder.audio.stretch import MAX_SPEED, MIN_SPEED, Stretcher

_CHUNK = WORKING_RATE // 10
_FEED_EVERY_S = 0.05
# A sound server may take two seconds to find its feet after a hole; a device that takes nothing for longer is gone.
_STALLED_S = 4.0
# Streams stay with the device they were opened on; after this long a pause the next play asks for the system's anew.
_STALE_S = 10.0


class Source(Protocol):
    """Random access to a working copy; coder.audio.flac.FlacReader is one."""

    sample_count: int

    def read(self, start: int, stop: int) -> Frames:
        """Samples [start, stop), −1…1."""
        ...


class Trouble(StrEnum):
    """What the user should be told about the sound, once.

    ``WAITING``: the output is gone, and playing goes on by itself as soon as there is one; ``MOVED``: it has gone on,
    through ``Player.output_name``; ``LOST``: it was waited for in vain.
    """

    NONE = ""
    NO_OUTPUT = "no output"
    WAITING = "waiting"
    MOVED = "moved"
    LOST = "lost"
    DAMAGED = "damaged"


@dataclass(frozen=True)
class _Piece:
    """From output frame ``frame`` on, the sound of ``start`` … ``stop`` (source samples) is heard."""

    frame: int
    start: int
    stop: int


class Player:
    """One recording and one output. Safe to call from one user thread; a thread of its own keeps the output fed.

    ``connect`` opens the output on first play, after a long pause, and again after it was lost: then the place stands
    still until there is another, and the sound goes on there. With ``threaded=False`` nothing runs by itself: call
    ``feed()``. Positions are seconds of the recording.
    """

    def __init__(
        self,
        source: Source,
        connect: Callable[[], Output] = open_output,
        clock: Callable[[], float] = time.monotonic,
        threaded: bool = True,
    ) -> None:
        self.duration_s = source.sample_count / WORKING_RATE
        self.trouble = Trouble.NONE
        self._source, self._connect, self._clock = source, connect, clock
        self._output: Output | None = None
        self.output_name = ""
        self._patience = Patience(clock)
        self._paused_when = clock()
        self._looked_at = False
        self._lock = threading.RLock()
        self._wake = threading.Event()
        self._closed = threading.Event()
        self._playing = False
        self._at = 0
        self._stop_at = source.sample_count
        self._loop: tuple[int, int] | None = None
        self._skips: tuple[tuple[int, int], ...] = ()
        self._speed = 1.0
        self._reset()
        self._thread = threading.Thread(target=self._run, name="player", daemon=True) if threaded else None
        if self._thread is not None:
            self._thread.start()

    @property
    def playing(self) -> bool:
        """Whether sound is on its way, or waits for an output."""
        return self._playing

    @property
    def speed(self) -> float:
        """Speed of playing, 1.0 as recorded."""
        return self._speed

    @property
    def loop(self) -> tuple[float, float] | None:
        """The stretch that is repeated, in seconds, or None."""
        return None if self._loop is None else (self._loop[0] / WORKING_RATE, self._loop[1] / WORKING_RATE)

    def play(self, from_s: float | None = None, until_s: float | None = None) -> None:
        """Play from a position (default: where it stands) to another (default: the end), then stop by itself."""
        with self._lock:
            start = self._sample(self.position_s() if from_s is None else from_s)
            if start >= self._source.sample_count:
                start = 0
            self._stop_at = self._source.sample_count if until_s is None else max(start, self._sample(until_s))
            self._leave_loop(start, until_s is not None)
            if not self._playing:
                self._begin()
            self._restart(start)
        self._wake.set()

    def _begin(self) -> None:
        output = self._output
        stale = self._clock() - self._paused_when > _STALE_S
        if output is not None and (output.lost() or not output.audible or stale):
            self._drop_output()
        self._patience.start()
        self._playing = True
        self.trouble = Trouble.NONE

    def pause(self) -> None:
        """Fall silent and stay where the last heard sound was."""
        with self._lock:
            if self._playing:
                self._at = self._sample(self.position_s())
                self._rest()
                self._restart(self._at)
                self.trouble = Trouble.NONE if self.trouble is Trouble.WAITING else self.trouble

    def seek(self, position_s: float) -> None:
        """Go to a position (clamped to the recording), playing on if it was playing."""
        with self._lock:
            self._stop_at = self._source.sample_count
            self._leave_loop(self._sample(position_s), False)
            self._restart(self._sample(position_s))
        self._wake.set()

    def set_speed(self, speed: float) -> None:
        """Change the speed, clamped to 0.5–2.0, at the same pitch, without losing the place."""
        with self._lock:
            at = self._sample(self.position_s())
            self._speed = min(MAX_SPEED, max(MIN_SPEED, speed))
            self._restart(at)
        self._wake.set()

    def set_loop(self, interval: tuple[float, float] | None) -> None:
        """Repeat [start, end) until told otherwise; None ends the repeat. A stretch under 50 ms is refused."""
        with self._lock:
            at = self._sample(self.position_s())
            self._loop = None
            if interval is not None and interval[1] - interval[0] >= 0.05:
                self._loop = (self._sample(interval[0]), self._sample(interval[1]))
                at = at if self._loop[0] <= at < self._loop[1] else self._loop[0]
                self._stop_at = self._source.sample_count
            self._restart(at)
        self._wake.set()

    def set_skips(self, stretches: Sequence[tuple[float, float]]) -> None:
        """Jump over these stretches, in order of time and apart from each other, whenever playing runs into one.

        A range with its own end and a loop are played whole.
        """
        with self._lock:
            skips = tuple((self._sample(start), self._sample(end)) for start, end in stretches)
            if skips != self._skips:
                at = self._sample(self.position_s())
                self._skips = skips
                self._restart(at)
        self._wake.set()

    def position_s(self) -> float:
        """Where the sound heard at this moment stands; moves on between two callbacks of the device."""
        with self._lock:
            if not self._playing or self._output is None or not self._pieces:
                return self._at / WORKING_RATE
            heard = self._heard(self._output)
            piece = next((p for p in reversed(self._pieces) if p.frame <= heard), self._pieces[0])
            ahead = (heard - piece.frame) * self._speed * WORKING_RATE / self._output.rate
            return min(piece.start + max(0.0, ahead), piece.stop) / WORKING_RATE

    def feed(self) -> None:
        """Fill the output as far as it has room; looks for one where there is none, and ends playing at the end."""
        wanting = self._output is None or not self._output.audible
        if self._playing and wanting and self._patience.due():
            self._look_for_output()
        if self._playing and self._output is not None:
            self._get_ready(self._output)
        while self._feed_once():
            pass

    def close(self) -> None:
        """Stop and give the device back; the thread ends by itself.

        Waits for nothing: a system may take seconds to open an output, and one that comes after this is given back.
        """
        with self._lock:
            self._closed.set()
            self._playing = False
            self._drop_output()
        self._wake.set()

    def _sample(self, position_s: float) -> int:
        return min(self._source.sample_count, max(0, round(position_s * WORKING_RATE)))

    def _leave_loop(self, start: int, own_end: bool) -> None:
        if self._loop is not None and (own_end or not self._loop[0] <= start < self._loop[1]):
            self._loop = None

    def _reset(self) -> None:
        self._pieces: list[_Piece] = []
        self._read_at = self._at
        self._written = 0
        self._ended = False
        self._stretcher: Stretcher | None = None
        self._last_taken, self._taken_when, self._last_heard = 0, self._clock(), 0.0

    def _restart(self, at: int) -> None:
        self._at = at
        self._reset()
        if self._output is not None:
            self._output.clear()

    def _get_ready(self, output: Output) -> None:
        # Outside the lock, too: the first samples of a recording wait for a look at its levels all over.
        if self._speed != 1.0 or output.rate != WORKING_RATE:
            Stretcher.load()
        if not self._looked_at:
            self._looked_at = True
            with suppress(ValueError):  # Told when these samples are to be heard.
                self._source.read(self._at, self._at + 1)

    def _look_for_output(self) -> None:
        # Outside the lock: a sound server may take its time, and the window asks for the position meanwhile.
        with opening:
            if self._closed.is_set():
                return
            output = self._connect()
            with self._lock:
                self._patience.looked(output.audible)
                if self._closed.is_set():
                    output.close()
                elif output.audible:
                    self._go_on_with(output)
                elif self._output is None and self.trouble is not Trouble.WAITING:
                    self._output, self.trouble = output, Trouble.NO_OUTPUT
                elif self.trouble is Trouble.WAITING and self._patience.over:
                    self._stop_here(Trouble.LOST)

    def _go_on_with(self, output: Output) -> None:
        at = self._sample(self.position_s())
        other = self.output_name not in ("", output.name)
        moved = self.trouble in (Trouble.WAITING, Trouble.NO_OUTPUT) or other
        self._drop_output()
        self._output, self.output_name = output, output.name
        if self._playing:
            self.trouble = Trouble.MOVED if moved else Trouble.NONE
            self._restart(at)

    def _drop_output(self) -> None:
        if self._output is not None:
            self._output.close()
            self._output = None

    def _heard(self, output: Output) -> float:
        taken, now = output.consumed(), self._clock()
        if taken != self._last_taken:
            self._last_taken, self._taken_when = taken, now
        since = (now - self._taken_when) * output.rate if taken else 0.0
        # The device takes blocks; between two of them the clock carries on, never past what was taken.
        heard = min(float(taken), taken - output.latency_s * output.rate + since)
        self._last_heard = max(self._last_heard, heard)
        return self._last_heard

    def _feed_once(self) -> bool:
        with self._lock:
            output = self._output
            if not self._playing or output is None:
                return False
            if output.lost() or self._stalled(output):
                self._wait_for_another()
                return False
            if self._ended:
                if self._heard(output) >= self._written:
                    self._finish_playing()
                return False
            if output.room() < self._most_frames(output):
                return False
            return self._write_chunk(output)

    def _stalled(self, output: Output) -> bool:
        taken = output.consumed()
        self._heard(output)
        return taken < self._written and self._clock() - self._taken_when > _STALLED_S

    def _wait_for_another(self) -> None:
        self._at = self._sample(self.position_s())
        self.trouble = Trouble.WAITING
        self._patience.lost()
        self._drop_output()
        self._restart(self._at)

    def _most_frames(self, output: Output) -> int:
        # At half speed a chunk grows twofold, and atempo may hand over what it held back as well.
        return int(_CHUNK / MIN_SPEED * 2 * output.rate / WORKING_RATE)

    def _write_chunk(self, output: Output) -> bool:
        if self._stretcher is None:
            self._begin_piece(output)
        assert self._stretcher is not None
        stop = self._pieces[-1].stop
        try:
            samples = self._source.read(self._read_at, min(stop, self._read_at + _CHUNK))
        except ValueError:
            self._stop_here(Trouble.DAMAGED)
            return False
        self._read_at += len(samples)
        self._write(output, self._stretcher.feed(samples))
        if self._read_at >= stop or not len(samples):
            self._end_piece(output)
        return True

    def _begin_piece(self, output: Output) -> None:
        self._stretcher = Stretcher(self._speed, output.rate)
        # A short loop makes many pieces in one buffer; only those already heard may go.
        heard = self._heard(output)
        passed = sum(piece.frame <= heard for piece in self._pieces) - 1
        self._read_at, stop = self._next_stretch(self._read_at)
        self._pieces = [*self._pieces[max(0, passed) :], _Piece(self._written, self._read_at, stop)]

    def _next_stretch(self, start: int) -> tuple[int, int]:
        """From where to where to read without a jump, standing at ``start``."""
        if self._loop is not None:
            return start, self._loop[1]
        if self._stop_at < self._source.sample_count:
            return start, self._stop_at
        start = next((end for begin, end in self._skips if begin <= start < end), start)
        return start, next((begin for begin, _ in self._skips if begin > start), self._stop_at)

    def _end_piece(self, output: Output) -> None:
        assert self._stretcher is not None
        self._write(output, self._stretcher.finish())
        self._stretcher = None
        if self._loop is not None:
            self._read_at = self._loop[0]
        else:
            self._ended = self._read_at >= self._stop_at

    def _write(self, output: Output, frames: Frames) -> None:
        if len(frames):
            output.write(frames)
            self._written += len(frames)

    def _rest(self) -> None:
        self._playing = False
        self._paused_when = self._clock()

    def _finish_playing(self) -> None:
        self._rest()
        self._restart(self._stop_at)

    def _stop_here(self, trouble: Trouble) -> None:
        self._at = self._sample(self.position_s())
        self._rest()
        self.trouble = trouble
        self._restart(self._at)

    def _run(self) -> None:
        while not self._closed.is_set():
            self.feed()
            # A paused player sleeps until it is called; a playing one looks again well before the buffer is empty.
            self._wake.wait(_FEED_EVERY_S if self._playing else None)
            self._wake.clear()
