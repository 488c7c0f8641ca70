"""The same few sounds are imported in hundreds of tests: each is decoded by the real decoder once, then remembered."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from coder.audio.joining import Joined, decode_files, hashes_of

_known: dict[tuple[str, ...], Joined] = {}


@contextmanager
def decoded_once() -> Iterator[None]:
    """Within the block an import takes what the decoder made of the same file before, if it did. All else is real."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("coder.services.sessions.decode_files", _remembered)
        yield


def _remembered(paths: Sequence[Path], **named: Any) -> Joined:
    key = tuple(hashes_of(paths))
    if key not in _known:
        _known[key] = decode_files(paths, **named)
    return _known[key]
