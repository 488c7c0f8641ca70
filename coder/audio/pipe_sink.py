"""A file-like end for the FLAC encoder that lets the body go at once and keeps the header back."""

from __future__ import annotations

import io
from typing import IO

from coder.audio.protocol import BODY, FLAC_HEAD_BYTES, write_frame


class PipeSink(io.RawIOBase):
    """Forwards everything beyond the first 8 KiB as body messages; the encoder may rewrite only those first bytes."""

    def __init__(self, out: IO[bytes]) -> None:
        self._out = out
        self._head = bytearray()
        self._position = 0
        self._end = 0

    def head(self) -> bytes:
        """The first bytes, complete once the encoder has been closed."""
        return bytes(self._head)

    def writable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def readable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._position

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._position, io.SEEK_END: self._end}[whence]
        self._position = base + offset
        return self._position

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]  # narrower: soundfile passes no other
        part = self._head[self._position : self._position + len(buffer)]
        buffer[: len(part)] = part
        self._position += len(part)
        return len(part)

    def write(self, data: bytes | memoryview) -> int:  # type: ignore[override]  # narrower: soundfile passes no other
        """Raises UnsupportedOperation when bytes that are already on their way would have to change."""
        view = bytes(data)
        kept = view[: max(0, FLAC_HEAD_BYTES - self._position)]
        if kept:
            self._head[self._position : self._position + len(kept)] = kept
        sent = view[len(kept) :]
        if sent:
            if self._position + len(kept) != max(self._end, FLAC_HEAD_BYTES):
                raise io.UnsupportedOperation("the body of the stream cannot be written twice")
            write_frame(self._out, BODY, sent)
        self._position += len(view)
        self._end = max(self._end, self._position)
        return len(view)
