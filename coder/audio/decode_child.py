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

from coder.audio.demux import Damage, Source, SourceInfo
from coder.audio.mixdown import choose_channel, to_mono_int16
from coder.audio.peaks import PeakBuilder
from coder.audio.pipe_sink import PipeSink
from coder.audio.problems import AudioRefused, DecodeProblem
from coder.audio.protocol import HEAD, PEAKS, PROBLEM, PROGRESS, RESULT, WORKING_RATE, DecodeLimits, write_frame

_PROGRESS_EVERY_S = 0.1
_BLOCK_SAMPLES = 10 * WORKING_RATE
# A stray sound shows up in random bytes now and then; a recording reads well for the most part.
_MOST_BAD = 0.5


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
    channel = choose_channel(source.blocks(Damage(), report(0))) if source.info.channels > 1 else None
    damage, peaks = Damage(), PeakBuilder(WORKING_RATE)
    sink = PipeSink(out)
    loudest = count = 0
    mono = (to_mono_int16(block, channel) for block in source.blocks(damage, report(-1)))
    with soundfile.SoundFile(sink, "w", WORKING_RATE, 1, "PCM_16", format="FLAC") as flac:
        for block in _gathered(mono):
            flac.write(block)
            peaks.add(block)
            loudest = max(loudest, int(np.abs(block.astype(np.int32)).max()))
            count += len(block)
    _check_sound(damage, count, loudest, limits)
    write_frame(out, HEAD, sink.head())
    write_frame(out, PEAKS, peaks.finish().to_bytes())
    result = {**asdict(source.info), "sample_count": count, "warnings": _warnings(source.info, damage, count)}
    write_frame(out, RESULT, json.dumps(result).encode())


def _check_sound(damage: Damage, count: int, loudest: int, limits: DecodeLimits) -> None:
    if damage.bad > _MOST_BAD * (damage.good + damage.bad):
        raise AudioRefused(DecodeProblem.NOT_AUDIO)
    if count == 0:
        raise AudioRefused(DecodeProblem.CUT_OFF if damage.broke_off else DecodeProblem.NO_SAMPLES)
    if loudest < 32768 * 10 ** (limits.silence_dbfs / 20):
        raise AudioRefused(DecodeProblem.SILENT)


def _warnings(info: SourceInfo, damage: Damage, count: int) -> list[str]:
    decoded_s = count / WORKING_RATE
    missing = (info.claimed_s or 0.0) - decoded_s
    short = info.claim_is_known and missing > max(2.0, 0.02 * decoded_s)
    warnings = []
    if short or info.cut_off or damage.broke_off:
        claim = f" of {_clock(info.claimed_s)}" if short and info.claimed_s else ""
        warnings.append(f"The file was cut off: {_clock(decoded_s)}{claim} could be read and was kept.")
    if damage.bad:
        warnings.append("Some damaged pieces were left out, so times after them may be a little early.")
    return warnings


def _clock(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest:02d} s" if minutes else f"{rest} s"


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
