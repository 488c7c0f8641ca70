"""What the first bytes of a file tell that no decoder does."""

from __future__ import annotations

import struct
from typing import BinaryIO

from coder.audio.problems import AudioRefused, DecodeProblem

_SNIFF_BYTES = 64 * 1024
_DS2_MAGIC = b"\x03ds2"
_STREAMED_RIFF_SIZES = (0, 0xFFFFFFFF)
# Without one of these marks an MP3 has no true length in its header: FFmpeg guesses it from the first frame.
_MP3_LENGTH_MARKS = (b"Xing", b"Info", b"VBRI")
_GUESSED_LENGTH_FORMATS = frozenset({"mp3", "aac", "amr", "amrnb", "amrwb"})


def head_of(file: BinaryIO) -> bytes:
    """The first 64 KiB of an open file, which is left at its start."""
    file.seek(0)
    head = file.read(_SNIFF_BYTES)
    file.seek(0)
    return head


def refuse_known_foreign(head: bytes) -> None:
    """Raise AudioRefused for formats that no decoder of ours reads but whose owner can be told what to do."""
    if head.startswith(_DS2_MAGIC):
        raise AudioRefused(DecodeProblem.DS2)


def riff_is_cut_off(head: bytes, file_bytes: int) -> bool:
    """Whether a WAV says it is longer than the file; recorders that stream write 0 or 2³²−1, which says nothing."""
    if len(head) < 12 or not head.startswith(b"RIFF") or head[8:12] != b"WAVE":
        return False
    (claimed,) = struct.unpack("<I", head[4:8])
    return claimed not in _STREAMED_RIFF_SIZES and claimed + 8 > file_bytes + 1


def riff_data_is_short(file: BinaryIO, file_bytes: int) -> bool:
    """Whether a WAV has sound behind the length its header gives, as after a recorder that lost power.

    Behind the sound only other chunks may follow, and those begin with four letters. The file is left at its start.
    """
    head = head_of(file)
    if len(head) < 12 or not head.startswith(b"RIFF") or head[8:12] != b"WAVE":
        return False
    at = 12
    while at + 8 <= file_bytes:
        file.seek(at)
        name, size = struct.unpack("<4sI", file.read(8))
        at += 8 + size + size % 2
        if name == b"data":
            file.seek(min(at, file_bytes))
            behind = file.read(4)
            file.seek(0)
            named = all(32 <= byte < 127 for byte in behind)
            return size not in _STREAMED_RIFF_SIZES and len(behind) == 4 and not named
    file.seek(0)
    return False


def length_is_known(format_name: str, head: bytes) -> bool:
    """Whether the length in the header was written by the recorder and not guessed from the first frames."""
    names = set(format_name.split(","))
    if "mp3" in names:
        return any(mark in head for mark in _MP3_LENGTH_MARKS)
    return not names & _GUESSED_LENGTH_FORMATS


def looks_unfinished(head: bytes) -> bool:
    """Whether a file that no decoder opens starts like a recording that was never closed (MP4 without its index)."""
    return head[4:8] == b"ftyp"
