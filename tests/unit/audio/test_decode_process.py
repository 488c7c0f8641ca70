"""The decoding process: it can be stopped, it leaves nothing behind, and what it may do is little."""

from __future__ import annotations

import errno
import io
import os
import socket
import subprocess
import sys
import time
from pathlib import Path

import av
import psutil
import pytest

from coder.audio.decode import decode_file
from coder.audio.decode_child import run
from coder.audio.problems import AudioRefused, DecodeProblem
from coder.audio.protocol import BODY, PROBLEM, PROGRESS, DecodeLimits, read_frame, write_frame
from coder.domain.errors import Cancelled
from tests.helpers.sounds import encoded, plain_wav


@pytest.fixture(scope="module")
def long_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("long") / "long.wav"
    path.write_bytes(plain_wav(1500.0))
    return path


def children() -> list[psutil.Process]:
    return psutil.Process().children(recursive=True)


def test_cancelling_kills_the_process_at_once(long_file: Path) -> None:
    began = time.monotonic()
    with pytest.raises(Cancelled):
        decode_file(long_file, cancelled=lambda: time.monotonic() - began > 0.2)
    assert children() == []


def test_a_process_past_its_deadline_is_killed(long_file: Path) -> None:
    with pytest.raises(AudioRefused) as caught:
        decode_file(long_file, deadline_s=0.2)
    assert caught.value.problem is DecodeProblem.TOO_SLOW
    assert children() == []


def test_a_process_killed_from_outside_is_a_refusal(long_file: Path) -> None:
    def kill_the_child() -> bool:
        for child in children():
            child.kill()
        return False

    with pytest.raises(AudioRefused) as caught:
        decode_file(long_file, cancelled=kill_the_child)
    assert caught.value.problem is DecodeProblem.CRASHED


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such limits")
def test_the_process_may_not_write_a_single_byte_to_a_file(tmp_path: Path) -> None:
    target = tmp_path / "leak"
    script = (
        "import sys; from coder.audio.decode_child import limit_self; from coder.audio.protocol import DecodeLimits\n"
        "limit_self(DecodeLimits(), 10)\n"
        "import signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "try:\n    open(sys.argv[1], 'wb', buffering=0).write(b'x')\n"
        "except OSError: sys.exit(7)\n"
    )
    assert subprocess.run([sys.executable, "-c", script, str(target)], timeout=30).returncode == 7
    assert target.stat().st_size == 0


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux bounds a process's memory")
@pytest.mark.parametrize("megabytes", [40, 60, 100])
def test_a_process_that_runs_out_of_memory_says_so_or_dies_alone(long_file: Path, megabytes: int) -> None:
    with pytest.raises(AudioRefused) as caught:
        decode_file(long_file, limits=DecodeLimits(memory_bytes=megabytes * 1_000_000))
    assert caught.value.problem in (DecodeProblem.NO_MEMORY, DecodeProblem.CRASHED)


def test_a_decoder_without_memory_says_nothing_about_the_file(long_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_memory(*_args: object, **_kwargs: object) -> None:
        raise av.error.MemoryError(errno.ENOMEM, "Cannot allocate memory", "")

    monkeypatch.setattr(av, "open", no_memory)
    out = io.BytesIO()
    with long_file.open("rb") as file:
        run(file, out, DecodeLimits())
    assert read_frame(io.BytesIO(out.getvalue())) == (PROBLEM, DecodeProblem.NO_MEMORY.encode())


def test_decoding_leaves_no_file_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    for name in ("TMPDIR", "TEMP", "TMP"):
        monkeypatch.setenv(name, str(scratch))
    path = tmp_path / "visit.m4a"
    path.write_bytes(encoded("m4a"))

    decode_file(path)

    assert sorted(os.listdir(tmp_path)) == ["scratch", "visit.m4a"]
    assert os.listdir(scratch) == []


def test_decoding_opens_no_socket(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_args: object, **_kwargs: object) -> socket.socket:
        raise AssertionError("a socket was opened")

    path = tmp_path / "visit.wav"
    path.write_bytes(encoded("wav"))
    monkeypatch.setattr(socket, "socket", refuse)
    assert decode_file(path).sample_count > 0


def test_the_name_of_the_file_stands_in_no_process_list(long_file: Path) -> None:
    seen: list[str] = []

    def look() -> bool:
        seen.extend(" ".join(child.cmdline()) for child in children())
        return len(seen) > 3

    with pytest.raises(Cancelled):
        decode_file(long_file, cancelled=look)
    assert any("decode_child" in line for line in seen)
    assert not any(long_file.name in line for line in seen)


def test_messages_survive_the_pipe_and_a_broken_one_ends_it() -> None:
    out = io.BytesIO()
    write_frame(out, BODY, b"sound")
    write_frame(out, PROGRESS, b"")
    whole = out.getvalue()

    stream = io.BytesIO(whole + whole[:3])
    assert read_frame(stream) == (BODY, b"sound")
    assert read_frame(stream) == (PROGRESS, b"")
    assert read_frame(stream) is None
    assert read_frame(io.BytesIO(b"Zgarbage")) is None


def test_the_deadline_grows_with_the_file_and_is_bounded() -> None:
    limits = DecodeLimits()
    assert limits.deadline_for(0) == 60.0
    assert limits.deadline_for(10_000_000) == pytest.approx(260.0)
    assert limits.deadline_for(2 * 1024**3) == pytest.approx(60.0 + 2160.0)
    assert DecodeLimits.from_json(limits.to_json()) == limits
