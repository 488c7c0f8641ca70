"""The process that decodes one sound file and may be killed at any moment.

It reads the file from standard input (so that no file name stands in the process list), writes framed messages to
standard output and never opens a file for writing. Started as ``python -m coder.audio.decode_child LIMITS``.
"""

from __future__ import annotations

import io
import json
import os
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict
from typing import IO

import numpy as np
import soundfile
from numpy.typing import NDArray

from coder.audio.demux import Damage, Source
from coder.audio.findings import findings
from coder.audio.mixdown import meter_channels, to_mono_int16
from coder.audio.pauses import ZeroRuns
from coder.audio.peaks import PeakBuilder
from coder.audio.pipe_sink import PipeSink
from coder.audio.problems import AudioRefused, DecodeProblem
from coder.audio.protocol import HEAD, PEAKS, PROBLEM, PROGRESS, RESULT, WORKING_RATE, DecodeLimits, write_frame
from coder.audio.quality import QualityMeter
from coder.domain.unrecorded import Unrecorded

_PROGRESS_EVERY_S = 0.1
_BLOCK_SAMPLES = 10 * WORKING_RATE
# A stray sound shows up in random bytes now and then; a recording reads well for the most part.
_MOST_BAD = 0.5
# Half a per cent of full scale: no microphone's own.
_OFFSET = 164


def run(file: io.BufferedReader, out: IO[bytes], limits: DecodeLimits) -> None:
    """Decode ``file`` to messages on ``out``; a refusal is a message too."""
    try:
        _decode(file, out, limits)
    except AudioRefused as refusal:
        write_frame(out, PROBLEM, refusal.problem.encode())
    except (MemoryError, ImportError):
        # Everything is imported before memory is bounded, but PyAV loads some of its parts only when they are used.
        write_frame(out, PROBLEM, DecodeProblem.NO_MEMORY.encode())


def _decode(file: io.BufferedReader, out: IO[bytes], limits: DecodeLimits) -> None:
    file_bytes = os.fstat(file.fileno()).st_size
    source = Source(file, file_bytes, limits)
    report = _progress_to(out, passes=2 if source.info.channels > 1 else 1)
    channels = meter_channels(source.blocks(Damage(), report(0))) if source.info.channels > 1 else None
    weights = None if channels is None else channels.weights()
    damage, copy = Damage(), _Copy()
    sink = PipeSink(out)
    mono = (to_mono_int16(block, weights) for block in source.blocks(damage, report(-1)))
    with soundfile.SoundFile(sink, "w", WORKING_RATE, 1, "PCM_16", format="FLAC") as flac:
        for block in _gathered(mono):
            flac.write(copy.add(block))
    _check_sound(damage, copy.count, copy.loudest, limits)
    write_frame(out, HEAD, sink.head())
    write_frame(out, PEAKS, copy.peaks.finish().to_bytes())
    unrecorded = copy.unrecorded(damage)
    said = findings(source.info, damage, copy.count, unrecorded, copy.quality.finish(), channels)
    marks = [one.to_data() for one in unrecorded]
    result = {**asdict(source.info), "sample_count": copy.count, "warnings": said, "unrecorded": marks}
    write_frame(out, RESULT, json.dumps(result).encode())


class _Copy:
    """What is known about the working copy while it is written."""

    def __init__(self) -> None:
        self.count = self.loudest = 0
        self.peaks, self.quality, self._zeros = PeakBuilder(WORKING_RATE), QualityMeter(), ZeroRuns()
        self._offset: int | None = None

    def add(self, block: NDArray[np.int16]) -> NDArray[np.int16]:
        """The block as it is to be written."""
        self._zeros.add(block)
        if self._offset is None:
            # A constant offset comes from the recorder's electronics and never changes, so the first block tells.
            offset = round(float(block.mean(dtype=np.float64)))
            self._offset = offset if abs(offset) > _OFFSET else 0
        if self._offset:
            block = np.clip(block.astype(np.int32) - self._offset, -32768, 32767).astype(np.int16)
        self.count += len(block)
        self.loudest = max(self.loudest, int(np.abs(block.astype(np.int32)).max()))
        self.peaks.add(block)
        self.quality.add(block)
        return block

    def unrecorded(self, damage: Damage) -> list[Unrecorded]:
        """Stretches in which nothing was recorded, in order of time; those a breath apart are one."""
        holes = damage.unrecorded
        pauses = self._zeros.pauses(len(holes))
        apart = [one for one in pauses if not any(one.start < hole.stop and hole.start < one.stop for hole in holes)]
        joined: list[Unrecorded] = []
        for one in sorted([*holes, *apart]):
            if joined and one.reason is joined[-1].reason and one.start - joined[-1].stop < WORKING_RATE // 2:
                joined[-1] = Unrecorded(joined[-1].start, one.stop, one.reason)
            else:
                joined.append(one)
        return joined


def _check_sound(damage: Damage, count: int, loudest: int, limits: DecodeLimits) -> None:
    if damage.bad > _MOST_BAD * (damage.good + damage.bad):
        raise AudioRefused(DecodeProblem.NOT_AUDIO)
    if count == 0:
        raise AudioRefused(DecodeProblem.CUT_OFF if damage.broke_off else DecodeProblem.NO_SAMPLES)
    if loudest < 32768 * 10 ** (limits.silence_dbfs / 20):
        raise AudioRefused(DecodeProblem.SILENT)


def _gathered(blocks: Iterator[NDArray[np.int16]]) -> Iterator[NDArray[np.int16]]:
    """Join the decoder's tiny frames, so that the encoder is called a few times a minute and not fifty a second."""
    waiting: list[NDArray[np.int16]] = []
    size = 0
    for block in blocks:
        waiting.append(block)
        size += len(block)
        if size >= _BLOCK_SAMPLES:
            yield np.concatenate(waiting)
            waiting, size = [], 0
    if size:
        yield np.concatenate(waiting)


def _progress_to(out: IO[bytes], passes: int) -> Callable[[int], Callable[[float], None]]:
    """Reporters for the first (0) or last (−1) of ``passes`` readings of the file; they speak ten times a second."""

    def reporter(which: int) -> Callable[[float], None]:
        offset = which % passes
        last = time.monotonic()

        def report(share: float) -> None:
            nonlocal last
            if time.monotonic() - last >= _PROGRESS_EVERY_S:
                last = time.monotonic()
                write_frame(out, PROGRESS, str((offset + share) / passes).encode())

        return report

    return reporter


def limit_self(limits: DecodeLimits, cpu_s: float) -> None:
    """Give up what a decoder never needs: writing files, dumping memory, endless memory and time.

    Windows has no such limits; there the parent's deadline and the caps in the decoder hold alone.
    """
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (int(cpu_s) + 5, int(cpu_s) + 10))
    if sys.platform == "linux":
        resource.setrlimit(resource.RLIMIT_AS, (limits.memory_bytes, limits.memory_bytes))


def main() -> None:
    """Entry point of the process; takes limits and deadline as arguments."""
    limits, deadline_s = DecodeLimits.from_json(sys.argv[1]), float(sys.argv[2])
    limit_self(limits, deadline_s)
    with open(sys.stdin.fileno(), "rb", closefd=False) as file:
        run(file, sys.stdout.buffer, limits)


if __name__ == "__main__":
    main()
