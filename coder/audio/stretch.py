"""Sound slower or faster at the same pitch, and at the rate of the output device."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from coder.audio.protocol import WORKING_RATE

MIN_SPEED, MAX_SPEED = 0.5, 2.0

Frames = NDArray[np.float32]


class Stretcher:
    """Turns working-copy samples into output frames, block by block, through FFmpeg's ``atempo``.

    ``speed`` is clamped to 0.5–2.0, the range in which one ``atempo`` keeps speech natural; ``rate`` is the output's
    frames a second. At speed 1 and 16 kHz the samples pass unchanged.
    """

    def __init__(self, speed: float = 1.0, rate: int = WORKING_RATE) -> None:
        self.speed = min(MAX_SPEED, max(MIN_SPEED, speed))
        self._fed = 0
        self._plain = self.speed == 1.0 and rate == WORKING_RATE
        if not self._plain:
            self._build(rate)

    @staticmethod
    def load() -> None:
        """Load FFmpeg, which takes 0.15 s the first time: not while somebody waits, nor where it is not needed."""
        import av as av

    def _build(self, rate: int) -> None:
        import av

        self._av = av
        self._graph = av.filter.Graph()
        nodes = [self._graph.add_abuffer(sample_rate=WORKING_RATE, format="flt", layout="mono")]
        nodes += [self._graph.add(name, value) for name, value in self._first_filters()]
        if self.speed != 1.0:
            nodes.append(self._graph.add("atempo", f"{self.speed:.4f}"))
        if rate != WORKING_RATE:
            nodes.append(self._graph.add("aresample", str(rate)))
        nodes.append(self._graph.add("abuffersink"))
        self._graph.link_nodes(*nodes).configure()

    def _first_filters(self) -> tuple[tuple[str, str], ...]:
        """FFmpeg's filters and their values that come before the stretching."""
        return ()

    def feed(self, samples: Frames) -> Frames:
        """The frames that are ready after the next samples; they lag behind by up to about 60 ms."""
        if self._plain or not len(samples):
            return samples
        frame = self._av.AudioFrame.from_ndarray(samples[None, :], format="flt", layout="mono")
        frame.sample_rate = WORKING_RATE
        frame.time_base = Fraction(1, WORKING_RATE)
        frame.pts = self._fed
        self._fed += len(samples)
        self._graph.push(frame)
        return self._pull()

    def finish(self) -> Frames:
        """The frames still inside, after the last samples; nothing may be fed afterwards."""
        if self._plain or not self._fed:
            return np.zeros(0, np.float32)
        self._graph.push(None)
        return self._pull()

    def _pull(self) -> Frames:
        ready: list[Frames] = []
        while True:
            try:
                ready.append(self._graph.pull().to_ndarray()[0])
            except (self._av.error.BlockingIOError, self._av.error.EOFError):
                break
        return np.concatenate(ready) if ready else np.zeros(0, np.float32)
