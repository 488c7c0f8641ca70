"""Reading and writing the working copy: FLAC, 16 kHz, mono, 16 bit, always in memory."""

from __future__ import annotations

import io
from collections.abc import Iterator
from types import TracebackType
from typing import Self

import numpy as np
import soundfile
from numpy.typing import NDArray

from coder.audio.protocol import WORKING_RATE

Samples = NDArray[np.float32]


class FlacReader:
    """Random access to a working copy without decoding it whole; close it or use it in a with statement.

    Raises ValueError when the bytes are not a 16 kHz mono FLAC.
    """

    def __init__(self, data: bytes) -> None:
        try:
            self._file = soundfile.SoundFile(io.BytesIO(data))
        except soundfile.LibsndfileError as error:
            raise ValueError("the working copy is damaged") from error
        if self._file.format != "FLAC" or self._file.samplerate != WORKING_RATE or self._file.channels != 1:
            self._file.close()
            raise ValueError("the working copy is not a 16 kHz mono FLAC")
        self.sample_count: int = self._file.frames

    @property
    def duration_s(self) -> float:
        """Length in seconds."""
        return self.sample_count / WORKING_RATE

    def read(self, start: int, stop: int) -> Samples:
        """Samples [start, stop) as float32 in −1…1; the interval is cut to the recording, so fewer may come."""
        start, stop = max(0, start), min(self.sample_count, stop)
        if stop <= start:
            return np.zeros(0, np.float32)
        try:
            self._file.seek(start)
            out: Samples = self._file.read(stop - start, dtype="float32")
        except soundfile.LibsndfileError as error:
            raise ValueError("the working copy is damaged") from error
        if len(out) != stop - start:
            raise ValueError("the working copy ends before its header says")
        return out

    def blocks(self, block_s: float = 30.0) -> Iterator[Samples]:
        """The whole recording in consecutive blocks of ``block_s`` seconds, the last one shorter."""
        step = max(1, round(block_s * WORKING_RATE))
        for start in range(0, self.sample_count, step):
            yield self.read(start, start + step)

    def close(self) -> None:
        """Let go of the data."""
        self._file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def read_flac(data: bytes) -> Samples:
    """The whole working copy as float32 in −1…1. Raises ValueError when it is damaged."""
    with FlacReader(data) as reader:
        return reader.read(0, reader.sample_count)


def read_flac_int16(data: bytes) -> NDArray[np.int16]:
    """The whole working copy as 16-bit integers, exactly as stored. Raises ValueError when it is damaged."""
    return np.round(read_flac(data) * 32768).astype(np.int16)


def clip(data: bytes, start_s: float, end_s: float) -> Samples:
    """The sound of [start_s, end_s) as float32, cut to the recording. Raises ValueError when it is damaged."""
    with FlacReader(data) as reader:
        return reader.read(round(start_s * WORKING_RATE), round(end_s * WORKING_RATE))


def encode_flac(samples: NDArray[np.int16]) -> bytes:
    """A working copy of 16 kHz mono samples."""
    out = io.BytesIO()
    soundfile.write(out, samples, WORKING_RATE, format="FLAC", subtype="PCM_16")
    return out.getvalue()
