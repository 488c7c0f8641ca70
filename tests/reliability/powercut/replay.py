"""What a disk may hold after the power was cut at some point of a recorded run.

What was synced is there. Of what was written since, anything may be there: nothing, the first part, any choice of
writes, and of the last one any number of sectors. That is what SQLite's own crash tests assume
(https://www.sqlite.org/testing.html, section 3.3).
"""

from __future__ import annotations

import random
import struct
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

_HEAD = struct.Struct("=cQQQ")
_SECTOR = 512


@dataclass(frozen=True)
class Record:
    """One operation on one file."""

    operation: str
    path: str
    offset: int
    data: bytes


@dataclass
class _File:
    synced: bytearray = field(default_factory=bytearray)
    pending: list[Record] = field(default_factory=list)


def read(log: Path) -> list[Record]:
    """All records of a run."""
    data, place, records = log.read_bytes(), 0, []
    while place + _HEAD.size <= len(data):
        operation, path_length, offset, length = _HEAD.unpack_from(data, place)
        place += _HEAD.size
        path = data[place : place + path_length].decode()
        place += path_length
        records.append(Record(operation.decode(), path, offset, data[place : place + length]))
        place += length
    return records


def _apply(content: bytearray, record: Record, part: int | None = None) -> None:
    data = record.data[:part]
    if record.operation == "T":
        del content[record.offset :]
        content.extend(bytes(record.offset - len(content)))
        return
    if len(content) < record.offset + len(data):
        content.extend(bytes(record.offset + len(data) - len(content)))
    content[record.offset : record.offset + len(data)] = data


def _survivors(pending: list[Record], draw: random.Random) -> list[tuple[Record, int | None]]:
    kind = draw.choice(("nothing", "first part", "any choice", "everything"))
    if kind == "nothing" or not pending:
        return []
    if kind == "everything":
        return [(record, None) for record in pending]
    if kind == "any choice":
        return [(record, None) for record in pending if draw.random() < 0.5]
    whole = draw.randrange(len(pending))
    torn = draw.randrange(len(pending[whole].data) // _SECTOR + 1) * _SECTOR
    return [*((record, None) for record in pending[:whole]), (pending[whole], torn)]


def crash(records: list[Record], at: int, draw: random.Random) -> dict[str, bytes]:
    """One state that the files (by path) may be in when the power is cut after ``at`` operations."""
    files: dict[str, _File] = defaultdict(_File)
    for record in records[:at]:
        if record.operation == "U":
            files.pop(record.path, None)
        elif record.operation == "S":
            for write in files[record.path].pending:
                _apply(files[record.path].synced, write)
            files[record.path].pending.clear()
        else:
            files[record.path].pending.append(record)
    for file in files.values():
        for record, part in _survivors(file.pending, draw):
            _apply(file.synced, record, part)
    return {path: bytes(file.synced) for path, file in files.items()}
