"""Several files of one meeting to one working copy, with silence between them that is told to be none of it."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import soundfile

from coder.audio.decode import Decoded, decode_file, hash_of
from coder.audio.flac import FlacReader
from coder.audio.peaks import PeakBuilder
from coder.audio.problems import AudioRefused, DecodeProblem
from coder.audio.protocol import WORKING_RATE, DecodeLimits
from coder.audio.wording import about_holes, in_words
from coder.domain.times import clock_text
from coder.domain.unrecorded import Reason, Unrecorded

BETWEEN_S = 4.0
"""Longer than any pause that transcription hears through (3 s and its edges), so that no text is joined across it."""

_BETWEEN = round(BETWEEN_S * WORKING_RATE)


@dataclass(frozen=True)
class Part:
    """One file, by its hash, and where its sound lies in the working copy, in samples."""

    start: int
    sample_count: int
    sha256: str
    source_format: str


@dataclass(frozen=True)
class Joined:
    """A working copy and the files it was made of, in order; ``decoded`` describes the first of them."""

    decoded: Decoded
    parts: tuple[Part, ...]


def in_order(paths: Iterable[Path]) -> list[Path]:
    """Files in the order in which they were most likely recorded.

    Recorders count in the name (VN0009, VN0010) or write the time into it, so numbers are compared as numbers. Names
    that differ in more than their numbers say nothing, and the time of the last change decides.
    """
    files = list(paths)
    if len({re.sub(r"\d+", "#", path.name.casefold()) for path in files}) == 1:
        return sorted(files, key=_numbers)
    return sorted(files, key=lambda path: (_changed(path), path.name.casefold()))


def hashes_of(paths: Sequence[Path]) -> list[str]:
    """The sha256 of each file. Raises AudioRefused, naming the file's place, for what cannot be a sound."""
    hashes = []
    for number, path in enumerate(paths):
        with _naming(number, len(paths)):
            hashes.append(hash_of(path))
    return hashes


def decode_files(
    paths: Sequence[Path],
    *,
    limits: DecodeLimits | None = None,
    progress: Callable[[float], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Joined:
    """Decode the files of one meeting and join them in the order given, with 4 s of silence between two.

    Raises AudioRefused for the first that is refused, naming its place, and when together they are longer than one
    session may be; Cancelled when ``cancelled`` says so. Writes nothing.
    """
    limits, tell = limits or DecodeLimits(), progress or (lambda _share: None)
    found: list[Decoded] = []
    for number, path in enumerate(paths):
        share = _share_of(number, len(paths), tell)
        with _naming(number, len(paths)):
            found.append(decode_file(path, limits=limits, progress=share, cancelled=cancelled))
    if sum(one.sample_count for one in found) > limits.max_duration_s * WORKING_RATE:
        raise AudioRefused(DecodeProblem.TOO_LONG)
    return joined(found)


@contextmanager
def _naming(number: int, of: int) -> Iterator[None]:
    """Let a refusal say which of several files it is about."""
    try:
        yield
    except AudioRefused as error:
        raise AudioRefused(error.problem, number + 1 if of > 1 else 0) from error


def joined(found: Sequence[Decoded]) -> Joined:
    """One working copy from decoded files, in order. One alone comes back as it is."""
    starts: list[int] = []
    length = 0
    for one in found:
        starts.append(length)
        length += one.sample_count + _BETWEEN
    parts = tuple(
        Part(start, one.sample_count, one.sha256, f"{one.source_format} {one.source_codec}")
        for start, one in zip(starts, found, strict=True)
    )
    if len(found) == 1:
        return Joined(found[0], parts)
    gaps = [Unrecorded(start - _BETWEEN, start, Reason.BETWEEN_FILES) for start in starts[1:]]
    inner = [mark.moved(start) for start, one in zip(starts, found, strict=True) for mark in one.unrecorded]
    flac, peaks = _joined_sound(found)
    whole = replace(
        found[0],
        flac=flac,
        sample_count=length - _BETWEEN,
        peaks=peaks.finish(),
        source_bytes=sum(one.source_bytes for one in found),
        warnings=tuple([*_said(found, gaps), *about_holes(inner)]),
        unrecorded=tuple(sorted([*gaps, *inner])),
    )
    return Joined(whole, parts)


def _joined_sound(found: Sequence[Decoded]) -> tuple[bytes, PeakBuilder]:
    out, peaks = io.BytesIO(), PeakBuilder(WORKING_RATE)
    with soundfile.SoundFile(out, "w", WORKING_RATE, 1, "PCM_16", format="FLAC") as file:
        for number, one in enumerate(found):
            if number:
                silence = np.zeros(_BETWEEN, np.int16)
                file.write(silence)
                peaks.add(silence)
            with FlacReader(one.flac) as reader:
                for block in reader.blocks():
                    exact = np.round(block * 32768.0).astype(np.int16)
                    file.write(exact)
                    peaks.add(exact)
    return out.getvalue(), peaks


def _said(found: Sequence[Decoded], gaps: Sequence[Unrecorded]) -> list[str]:
    places = ", ".join(clock_text(gap.start_s) for gap in gaps)
    said = [
        f"Joined from {len(found)} files. The {in_words(BETWEEN_S)} of silence at {places} stand for what was not "
        "recorded between them."
    ]
    for number, one in enumerate(found, 1):
        # Places within a file mean nothing in the whole, where they are told again.
        here = about_holes(one.unrecorded)
        said += [f"File {number}: {sentence}" for sentence in one.warnings if sentence not in here]
    return said


def _share_of(number: int, of: int, tell: Callable[[float], None]) -> Callable[[float], None]:
    return lambda share: tell((number + share) / of)


def _numbers(path: Path) -> list[int]:
    return [int(number) for number in re.findall(r"\d+", path.name)]


def _changed(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:
        # What is wrong with it is told when it is read.
        return 0.0
