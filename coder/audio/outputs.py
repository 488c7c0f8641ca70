"""Where sound goes: a device fed by a C callback, by a Python callback, or, without a device, a silent clock."""

from __future__ import annotations

import atexit
import logging
import threading
import time
from collections.abc import Callable
from functools import cache
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from coder.audio.protocol import WORKING_RATE

log = logging.getLogger(__name__)

Frames = NDArray[np.float32]

MIXER_LATENCY_S = 0.2
CALLBACK_LATENCY_S = 0.3
"""A Python callback under load needs more than PortAudio's own "high" latency to play without a hole."""

opening = threading.Lock()
"""Held by whoever opens an output until it is in use or given back: looking for devices ends all other streams."""

_LONGEST_OPENING_S = 5.0
_BUFFER_S = 2.0
# Each seek queues two actions and a slow device takes them ten times a second; holding a key down must not fill it.
_MOST_ACTIONS = 256


class Output(Protocol):
    """A stream of mono frames, −1…1. ``audible`` is false for the clock that stands in for a missing device.

    ``name`` is what the system calls the device, empty where that says nothing to a person.
    """

    name: str
    rate: int
    latency_s: float
    audible: bool

    def room(self) -> int:
        """How many frames can be written now."""
        ...

    def write(self, frames: Frames) -> None:
        """Queue frames, never more than ``room()``; sound starts with the first ones."""
        ...

    def consumed(self) -> int:
        """Frames handed to the device since the last ``clear()``; they are heard ``latency_s`` later."""
        ...

    def clear(self) -> None:
        """Fall silent, drop what waits, and count from 0 again."""
        ...

    def lost(self) -> bool:
        """Whether the device went away; such an output is closed and never used again."""
        ...

    def close(self) -> None:
        """Give the device back."""
        ...


# What sound servers call the way to whatever device they use at the moment.
_NO_NAMES = {"default", "sysdefault", "pulse", "pipewire"}


def _name_of(stream: Any) -> str:
    import sounddevice

    name = str(sounddevice.query_devices(stream.device)["name"])
    return "" if name in _NO_NAMES else name


class _DeviceOutput:
    """What both PortAudio outputs share: a stream that is aborted on ``clear`` and started by the next frames.

    Aborting drops what the device still holds: 0–20 ms to silence, where cancelling took 200 ms (measured with a
    PulseAudio null sink at 0.2 s latency).
    """

    audible = True

    def __init__(self, stream: Any, rate: int, refusal: type[Exception]) -> None:
        self._stream = stream
        self._refusal = refusal
        self._gone = False
        self._stopping = True
        self._written = 0
        self.name = _name_of(stream)
        self.rate = rate
        self.latency_s = float(stream.latency)

    def finished(self) -> None:
        """PortAudio's end-of-stream callback; unasked for, it is the only sign of a lost device."""
        self._gone = self._gone or not self._stopping

    def _start(self) -> None:
        if self._stream.active or self._gone:
            return
        self._stopping = False
        try:
            self._stream.start()
        except self._refusal as error:
            log.info("the audio output did not start: %s", type(error))
            self._gone = True

    def _halt(self) -> None:
        self._stopping = True
        if self._stream.active:
            self._stream.abort()

    def lost(self) -> bool:
        """Whether the stream ended, or would not start, by itself."""
        return self._gone

    def close(self) -> None:
        """Stop at once."""
        self._stopping = True
        self._stream.close()


class MixerOutput(_DeviceOutput):
    """PortAudio through rtmixer: the callback is C, so a busy interpreter leaves no holes.

    Raises sounddevice.PortAudioError when the device cannot be opened, ImportError or OSError without PortAudio.
    """

    def __init__(self, rate: int) -> None:
        import rtmixer
        import sounddevice

        mixer = rtmixer.Mixer(
            channels=1, samplerate=rate, latency=MIXER_LATENCY_S, finished_callback=self.finished, qsize=_MOST_ACTIONS
        )
        self._ring = rtmixer.RingBuffer(4, 1 << int(np.ceil(np.log2(rate * _BUFFER_S))))
        self._action: object = None
        super().__init__(mixer, rate, sounddevice.PortAudioError)

    def room(self) -> int:
        """Free frames of the ring buffer."""
        return int(self._ring.write_available)

    def write(self, frames: Frames) -> None:
        """Queue frames; an action that found the ring empty has ended, so a new one takes over."""
        self._written += int(self._ring.write(np.ascontiguousarray(frames, np.float32)))
        if self._action is None or self._action not in self._stream.actions:
            self._action = self._stream.play_ringbuffer(self._ring)
        self._start()

    def consumed(self) -> int:
        """Frames the callback took from the ring."""
        return self._written - int(self._ring.read_available)

    def clear(self) -> None:
        """Silence; the ring may be flushed since nothing reads it any more."""
        self._halt()
        self._ring.flush()
        self._written = 0


class CallbackOutput(_DeviceOutput):
    """PortAudio with a Python callback, for platforms without rtmixer. Raises as MixerOutput does."""

    def __init__(self, rate: int) -> None:
        import sounddevice

        self._ring = np.zeros(int(rate * _BUFFER_S), np.float32)
        self._taken = 0
        stream = sounddevice.OutputStream(
            channels=1,
            samplerate=rate,
            dtype="float32",
            latency=CALLBACK_LATENCY_S,
            callback=self._fill,
            finished_callback=self.finished,
        )
        super().__init__(stream, rate, sounddevice.PortAudioError)

    def _fill(self, out: Frames, frames: int, _time: object, _status: object) -> None:
        count = min(frames, self._written - self._taken)
        out[:count, 0] = self._ring[(self._taken + np.arange(count)) % len(self._ring)]
        out[count:, 0] = 0
        self._taken += count

    def room(self) -> int:
        """Free frames of the ring."""
        return len(self._ring) - (self._written - self._taken)

    def write(self, frames: Frames) -> None:
        """Queue frames."""
        self._ring[(self._written + np.arange(len(frames))) % len(self._ring)] = frames
        self._written += len(frames)
        self._start()

    def consumed(self) -> int:
        """Frames the callback took."""
        return self._taken

    def clear(self) -> None:
        """Silence."""
        self._halt()
        self._written = self._taken = 0


class SilentOutput:
    """No device: takes frames at the pace of a clock, so that cursor, words and loops work without sound."""

    audible = False
    name = ""
    latency_s = 0.0

    def __init__(self, rate: int = WORKING_RATE, clock: Callable[[], float] = time.monotonic) -> None:
        self.rate = rate
        self._clock = clock
        self._began: float | None = None
        self._base = self._written = 0

    def room(self) -> int:
        """As much as a real buffer would hold."""
        return int(self.rate * _BUFFER_S) - (self._written - self.consumed())

    def write(self, frames: Frames) -> None:
        """Count the frames; a clock that ran dry starts again from here, as a device would."""
        if self._began is None or self._due() > self._written:
            self._base, self._began = self._written, self._clock()
        self._written += len(frames)

    def _due(self) -> int:
        return self._base if self._began is None else self._base + int((self._clock() - self._began) * self.rate)

    def consumed(self) -> int:
        """Frames that a device would have played by now."""
        return min(self._written, self._due())

    def clear(self) -> None:
        """Forget everything."""
        self._began = None
        self._base = self._written = 0

    def lost(self) -> bool:
        """A clock is never lost."""
        return False

    def close(self) -> None:
        """Nothing to give back."""


@cache
def _end_in_order() -> None:
    """Have the end of the process wait for an output that is being opened, and let none be opened after that.

    To be called when sounddevice is imported: it stops PortAudio at the end, and what is registered last runs first.
    """
    atexit.register(opening.acquire, timeout=_LONGEST_OPENING_S)


def _rescan() -> None:
    """PortAudio lists devices once; only starting it afresh finds headphones plugged in since."""
    import sounddevice

    sounddevice._terminate()
    sounddevice._initialize()


def output_names() -> tuple[str, ...]:
    """The names of the audio outputs of this computer, by name; none where there is no PortAudio."""
    try:
        import sounddevice
    except (ImportError, OSError) as error:
        log.info("no PortAudio: %s", type(error))
        return ()
    try:
        found = sounddevice.query_devices()
    except sounddevice.PortAudioError as error:
        log.info("no outputs to list: %s", type(error))
        return ()
    return tuple(sorted({str(one["name"]) for one in found if one["max_output_channels"] > 0}))


def _choose(device: str) -> bool:
    """Make a device the one that new streams go to; the system's own, and False, where it is not plugged in."""
    import sounddevice

    found = (n for n, one in enumerate(sounddevice.query_devices()) if one["name"] == device)
    chosen = next(found, None)
    sounddevice.default.device = (None, chosen)
    return chosen is not None or not device


def _rates(wanted: int) -> tuple[int, ...]:
    import sounddevice

    default = int(sounddevice.query_devices(kind="output")["default_samplerate"])
    return (wanted,) if default == wanted else (wanted, default)


def open_output(rate: int = WORKING_RATE, device: str = "", only: bool = False) -> Output:
    """The best output there is: rtmixer, else a Python callback, else a silent clock; never raises for want of one.

    ``device`` is one of ``output_names()``, or empty for the system's own. Where it is not plugged in the system's own
    takes its place, but with ``only`` nothing does.

    A device that refuses ``rate`` is opened at its own rate, which the caller reads from the result. Looks for
    devices afresh, which ends any other stream of this process: open one output at a time.
    """
    try:
        import sounddevice
    except (ImportError, OSError) as error:
        log.info("no PortAudio: %s", type(error))
        return SilentOutput()
    _end_in_order()
    try:
        _rescan()
        there = _choose(device)
        rates = _rates(rate)
    except (sounddevice.PortAudioError, ValueError) as error:
        log.info("no audio output: %s", type(error))
        return SilentOutput()
    if only and not there:
        return SilentOutput()
    for kind in (MixerOutput, CallbackOutput):
        for each in rates:
            try:
                return kind(each)
            except (ImportError, OSError, sounddevice.PortAudioError) as error:
                log.info("%s at %d Hz refused: %s", kind, each, type(error))
    return SilentOutput()
