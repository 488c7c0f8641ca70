"""What people wrote down of a recording, beside it under its name: words (.txt), voices (.rttm), word times (.ctm)."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from coder.domain.errors import UserError

SOUNDS = frozenset(["wav", "mp3", "m4a", "aac", "wma", "ogg", "opus", "flac", "amr", "3gp", "mp4", "mov"])

Part = TypeVar("Part")


@dataclass(frozen=True)
class Turn:
    """One voice from ``start_s`` to ``end_s``."""

    start_s: float
    end_s: float
    speaker: str


@dataclass(frozen=True)
class TimedWord:
    """A word and when it is said; seconds, half-open."""

    start_s: float
    end_s: float
    text: str


@dataclass(frozen=True)
class Reference:
    """What is known of a recording; None where nobody wrote it down, empty where it is known that there is nothing.

    ``starts`` has the words with the seconds at which they begin, None where only the word is known.
    """

    text: str | None = None
    turns: tuple[Turn, ...] | None = None
    words: tuple[TimedWord, ...] | None = None
    starts: tuple[tuple[str, float | None], ...] | None = None


@dataclass(frozen=True)
class Recording:
    """A sound file, the name it is told by, and its reference."""

    path: Path
    name: str
    reference: Reference


def find_recordings(folder: Path) -> tuple[Recording, ...]:
    """Every sound file of a folder and the folders in it, in order of name, with the references beside it.

    Hidden files are left out. Raises UserError when there is no such folder, no sound in it, or a reference cannot be
    read; nothing is measured then.
    """
    if not folder.is_dir():
        raise UserError("There is no such folder.", "Name the folder that holds the recordings and their references.")
    found = [path for path in sorted(folder.rglob("*")) if _is_sound(path.relative_to(folder)) and path.is_file()]
    if not found:
        raise UserError(
            "There is no recording in this folder.", f"Put sound files there ({', '.join(sorted(SOUNDS))})."
        )
    return tuple(Recording(path, path.relative_to(folder).as_posix(), read_reference(path)) for path in found)


def read_reference(sound: Path) -> Reference:
    """The reference beside a sound file; any part of it may be missing. Raises UserError naming the line it rejects."""
    text, voices, times = (sound.with_suffix(ending) for ending in (".txt", ".rttm", ".ctm"))
    words = _parts(times, _ctm_word)
    return Reference(
        text="\n".join(_lines(text)) if text.is_file() else None,
        turns=_parts(voices, _rttm_turn),
        words=words,
        starts=None if words is None else tuple((word.text, word.start_s) for word in words),
    )


def _is_sound(path: Path) -> bool:
    return path.suffix.lower().lstrip(".") in SOUNDS and not any(part.startswith(".") for part in path.parts)


def _lines(path: Path) -> list[str]:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise UserError(
            f"{path.name} could not be opened.", "Check that you may read it; nothing was measured."
        ) from error
    try:
        return data.decode("utf-8-sig").splitlines()
    except UnicodeDecodeError as error:
        raise _rejected(path, data[: error.start].count(b"\n") + 1, "it is not UTF-8 text") from error


def _parts(path: Path, read: Callable[[Sequence[str]], Part | None]) -> tuple[Part, ...] | None:
    """What each line of a file says; lines without a say (empty, comments) are left out. None without the file."""
    if not path.is_file():
        return None
    found = []
    of: set[str] = set()
    for number, line in enumerate(_lines(path), start=1):
        fields = line.split()
        if not fields or line.lstrip().startswith((";;", "#")):
            continue
        try:
            part = read(fields)
        except (ValueError, IndexError) as error:
            raise _rejected(path, number, str(error)) from error
        if part is not None:
            found.append(part)
            of.add(fields[1] if path.suffix == ".rttm" else fields[0])
        if len(of) > 1:
            raise _rejected(path, number, "it speaks of a second recording")
    return tuple(found)


def _rejected(path: Path, number: int, why: str) -> UserError:
    return UserError(f"Line {number} of {path.name} cannot be read: {why}.", "Correct it; nothing was measured.")


def _rttm_turn(fields: Sequence[str]) -> Turn | None:
    """A line of type SPEAKER: type, file, channel, start, length, –, –, voice. Other types say nothing of voices."""
    if fields[0] != "SPEAKER":
        if not fields[0].replace("-", "").replace("_", "").isupper():
            raise ValueError("it does not begin with a type such as SPEAKER")
        return None
    if len(fields) < 8:
        raise ValueError("a SPEAKER line has at least eight fields")
    start_s, length_s = _seconds(fields[3]), _seconds(fields[4])
    return Turn(start_s, start_s + length_s, fields[7])


def _ctm_word(fields: Sequence[str]) -> TimedWord:
    """File, channel, start, length, word, and perhaps a confidence."""
    if len(fields) < 5:
        raise ValueError("it needs five fields: file, channel, start, length and word")
    start_s, length_s = _seconds(fields[2]), _seconds(fields[3])
    return TimedWord(start_s, start_s + length_s, fields[4])


def _seconds(text: str) -> float:
    try:
        value = float(text)
    except ValueError as error:
        raise ValueError("a time is not a number") from error
    if not math.isfinite(value) or value < 0:
        raise ValueError("a time is below zero or no number of seconds")
    return value
