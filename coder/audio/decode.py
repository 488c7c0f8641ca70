"""Any sound file to a 16 kHz mono FLAC in memory, decoded by a process that can be killed.

Decoders are the part of this program that a hostile or broken file reaches first, so none runs in the program itself.
Nothing decoded touches the disk: the child answers through a pipe and may not write files at all.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import queue
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from coder.audio.peaks import Peaks
from coder.audio.problems import AudioRefused, DecodeProblem
from coder.audio.protocol import (
    BODY,
    FLAC_HEAD_BYTES,
    HEAD,
    PEAKS,
    PROBLEM,
    PROGRESS,
    RESULT,
    WORKING_RATE,
    DecodeLimits,
    read_frame,
)
from coder.audio.sniff import head_of, refuse_known_foreign
from coder.domain.errors import Cancelled, CoderError
from coder.domain.unrecorded import Unrecorded

_POLL_S = 0.1
_STDERR_KEPT = 4000


@dataclass(frozen=True)
class Decoded:
    """A decoded recording, all of it in memory.

    ``flac`` is the 16 kHz mono 16-bit working copy of ``sample_count`` samples; ``sha256`` is of the original file;
    ``source_*`` describe that file; ``warnings`` are sentences for the user about what is missing or not good;
    ``unrecorded`` are silences that stand for what was not recorded, in order of time.
    """

    flac: bytes = field(repr=False)
    sample_count: int
    peaks: Peaks = field(repr=False)
    sha256: str
    source_format: str
    source_codec: str
    source_sample_rate: int
    source_channels: int
    source_bytes: int
    warnings: tuple[str, ...] = ()
    unrecorded: tuple[Unrecorded, ...] = ()

    @property
    def duration_s(self) -> float:
        """Length in seconds."""
        return self.sample_count / WORKING_RATE


def decode_file(
    path: Path,
    *,
    deadline_s: float | None = None,
    limits: DecodeLimits | None = None,
    progress: Callable[[float], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Decoded:
    """Decode a sound file (wav, mp3, m4a, aac, wma, ogg, opus, flac, amr, 3gp, sound of mp4 and mov).

    ``deadline_s`` is wall time, by default derived from the file's size. ``progress`` is told 0…1 and ``cancelled`` is
    asked ten times a second, both in the calling thread. Raises AudioRefused with a sentence for the user, Cancelled
    when ``cancelled`` says so, CoderError when the decoder fails in a way that is our bug. Writes nothing.
    """
    limits = limits or DecodeLimits()
    with _open_checked(path, limits) as file:
        file_bytes = os.fstat(file.fileno()).st_size
        refuse_known_foreign(head_of(file))
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        file.seek(0)
        deadline = deadline_s if deadline_s is not None else limits.deadline_for(file_bytes)
        with _Child(file, limits, deadline) as child:
            child.follow(progress or (lambda _share: None), cancelled or (lambda: False))
        return child.decoded(sha256, file_bytes)


def hash_of(path: Path, limits: DecodeLimits | None = None) -> str:
    """The sha256 that ``decode_file`` would give, without decoding. Raises AudioRefused for what cannot be a sound."""
    with _open_checked(path, limits or DecodeLimits()) as file:
        refuse_known_foreign(head_of(file))
        return hashlib.file_digest(file, "sha256").hexdigest()


def _open_checked(path: Path, limits: DecodeLimits) -> io.BufferedReader:
    try:
        info = path.stat()
        if not stat.S_ISREG(info.st_mode):
            raise AudioRefused(DecodeProblem.NOT_AUDIO)
        if info.st_size == 0:
            raise AudioRefused(DecodeProblem.EMPTY)
        if info.st_size > limits.max_file_bytes:
            raise AudioRefused(DecodeProblem.TOO_BIG)
        return path.open("rb")
    except FileNotFoundError as error:
        raise AudioRefused(DecodeProblem.MISSING) from error
    except OSError as error:
        raise AudioRefused(DecodeProblem.UNREADABLE) from error


class _Child:
    """The decoding process and what has come from it so far."""

    def __init__(self, file: io.BufferedReader, limits: DecodeLimits, deadline_s: float) -> None:
        self._deadline_s = deadline_s
        self._flac = io.BytesIO()
        self._flac.seek(FLAC_HEAD_BYTES)
        self._peaks: Peaks | None = None
        self._result: dict[str, object] | None = None
        self._problem: DecodeProblem | None = None
        self._stderr = b""
        self._messages: queue.SimpleQueue[tuple[bytes, bytes] | None] = queue.SimpleQueue()
        # -P keeps the folder the program was started in off the path, so that a file lying there is never run.
        command = [sys.executable, "-P", "-m", "coder.audio.decode_child", limits.to_json(), str(deadline_s)]
        environment = {**os.environ, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
        self._process = subprocess.Popen(
            command, stdin=file, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment
        )
        self._readers = [threading.Thread(target=read, daemon=True) for read in (self._read_out, self._read_err)]
        for reader in self._readers:
            reader.start()

    def __enter__(self) -> _Child:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.wait()
        for reader in self._readers:
            reader.join()

    def follow(self, progress: Callable[[float], None], cancelled: Callable[[], bool]) -> None:
        """Take messages until the child has said everything. Raises AudioRefused or Cancelled."""
        end = time.monotonic() + self._deadline_s
        while True:
            if cancelled():
                raise Cancelled
            if time.monotonic() > end:
                raise AudioRefused(DecodeProblem.TOO_SLOW)
            try:
                message = self._messages.get(timeout=_POLL_S)
            except queue.Empty:
                continue
            if message is None:
                break
            self._take(*message, progress)
        try:
            self._process.wait(timeout=max(1.0, end - time.monotonic()))
        except subprocess.TimeoutExpired as error:
            raise AudioRefused(DecodeProblem.TOO_SLOW) from error

    def decoded(self, sha256: str, file_bytes: int) -> Decoded:
        """What the child made of the file. Raises AudioRefused or CoderError when it made nothing."""
        if self._problem is not None:
            raise AudioRefused(self._problem)
        result = self._result
        if result is None or self._peaks is None:
            raise self._failure()
        return Decoded(
            flac=self._flac.getvalue(),
            sample_count=int(str(result["sample_count"])),
            peaks=self._peaks,
            sha256=sha256,
            source_format=str(result["format"]),
            source_codec=str(result["codec"]),
            source_sample_rate=int(str(result["sample_rate"])),
            source_channels=int(str(result["channels"])),
            source_bytes=file_bytes,
            warnings=tuple(str(text) for text in result["warnings"]),  # type: ignore[attr-defined]  # from JSON
            unrecorded=tuple(map(Unrecorded.from_data, result["unrecorded"])),  # type: ignore[call-overload]  # as well
        )

    def _failure(self) -> CoderError:
        # Python's own exit code 1 is an exception of ours; everything else is the system or a decoder giving way.
        if self._process.returncode == 1:
            return CoderError(f"the decoding process failed: {self._stderr.decode(errors='replace')}")
        return AudioRefused(DecodeProblem.CRASHED)

    def _take(self, kind: bytes, payload: bytes, progress: Callable[[float], None]) -> None:
        if kind == BODY:
            self._flac.write(payload)
        elif kind == HEAD:
            self._flac.seek(0)
            self._flac.write(payload)
        elif kind == PEAKS:
            self._peaks = Peaks.from_bytes(payload)
        elif kind == PROGRESS:
            progress(float(payload))
        elif kind == RESULT:
            self._result = json.loads(payload)
        elif kind == PROBLEM:
            self._problem = DecodeProblem(payload.decode())

    def _read_out(self) -> None:
        assert self._process.stdout is not None
        with self._process.stdout as stream:
            while (message := read_frame(stream)) is not None:
                self._messages.put(message)
        self._messages.put(None)

    def _read_err(self) -> None:
        assert self._process.stderr is not None
        with self._process.stderr as stream:
            while data := stream.read(_STDERR_KEPT):
                self._stderr = (self._stderr + data)[-_STDERR_KEPT:]
