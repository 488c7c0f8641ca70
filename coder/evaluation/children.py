"""The two processes that are measured, one file at a time: the product, and the bare library with the same weights."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from coder.domain.errors import UserError
from coder.evaluation.references import TimedWord, Turn
from coder.jobs.local import worker_environment

_MIB_OF_MAXRSS = 1 / (1024 * 1024) if sys.platform == "darwin" else 1 / 1024


@dataclass(frozen=True)
class Setting:
    """A way to call the bare library."""

    beam_size: int
    vad: bool

    @property
    def label(self) -> str:
        """How it is told."""
        return f"beam {self.beam_size}, VAD {'on' if self.vad else 'off'}"


# The product searches with a beam of five and leaves the library's voice detector off.
SAME_AS_OURS = Setting(beam_size=5, vad=False)
SETTINGS = (Setting(1, vad=False), Setting(1, vad=True), SAME_AS_OURS, Setting(5, vad=True))


@dataclass(frozen=True)
class Heard:
    """What a process made of a recording, and what that cost it from its start to its end.

    ``words`` stand in the order in which they read. ``stages`` are processor seconds by stage of the product.
    ``cpu_s`` and ``peak_mb`` (2²⁰ bytes) include the processes it started; None on Windows, which does not tell.
    """

    words: tuple[TimedWord, ...]
    turns: tuple[Turn, ...] = ()
    coverage: float | None = None
    duration_s: float | None = None
    cpu_s: float | None = None
    peak_mb: float | None = None
    stages: Mapping[str, float] = field(default_factory=dict)


class Unreadable(Exception):
    """This recording was not heard; the message says why, in a sentence. The others can be."""


def hear_with_product(sound: Path, model: str, app_folder: Path) -> Heard:
    """Import and transcription of one file. Raises Unreadable for the file, UserError when the weights are at fault."""
    answer, cpu_s, peak_mb = _run("coder.jobs.hear_child", _request(sound, model, app_folder))
    if "unreadable" in answer:
        raise Unreadable(f"{answer['unreadable']} {answer['hint']}".strip())
    return Heard(
        words=_words(answer["words"]),
        turns=tuple(Turn(*turn) for turn in answer["turns"]),
        coverage=answer["coverage"],
        duration_s=answer["duration_s"],
        cpu_s=cpu_s,
        peak_mb=peak_mb,
        stages=answer["stages"],
    )


def hear_with_bare(sound: Path, model: str, app_folder: Path, setting: Setting) -> Heard:
    """The library alone on one file. Raises Unreadable for the file, UserError when the weights are at fault."""
    request = _request(sound, model, app_folder) | {"beam_size": setting.beam_size, "vad": setting.vad}
    answer, cpu_s, peak_mb = _run("models.speech.bare", request)
    return Heard(words=_words(answer["words"]), cpu_s=cpu_s, peak_mb=peak_mb)


def coverage_of(sound: Path, words: Sequence[TimedWord]) -> float:
    """The share of speech (0…1) that these words cover, as the product reckons it. Raises Unreadable."""
    given = [(word.start_s, word.end_s, word.text) for word in words]
    answer, _, _ = _run("models.speech.bare", {"file": str(sound), "words": given})
    return float(answer["coverage"])


def _request(sound: Path, model: str, app_folder: Path) -> dict[str, Any]:
    return {"file": str(sound), "model": model, "app_folder": str(app_folder)}


def _words(raw: Sequence[Sequence[Any]]) -> tuple[TimedWord, ...]:
    return tuple(TimedWord(*word) for word in raw)


def _run(module: str, request: dict[str, Any]) -> tuple[dict[str, Any], float | None, float | None]:
    """The answer of a process, its processor seconds and its peak memory in 2²⁰ bytes, its children included.

    What is asked goes in on standard input, so that no file name stands in the process list.
    """
    process = subprocess.Popen(
        [sys.executable, "-P", "-m", "coder.evaluation.measured_child", module],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=worker_environment(),
    )
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        with process.stdout:
            # A process that broke before it listened is told below, by its exit code.
            with suppress(BrokenPipeError), process.stdin:
                process.stdin.write(json.dumps(request))
            said = process.stdout.read()
        cpu_s, peak_mb = _wait(process)
    finally:
        if process.returncode is None:
            process.kill()
            process.wait()
    if process.returncode != 0 or not said:
        raise Unreadable(f"The process that heard it stopped before its end (exit code {process.returncode}).")
    answer, memory = (json.loads(line) for line in said.splitlines()[-2:])
    if memory["peak_bytes"] is not None:
        peak_mb = memory["peak_bytes"] / 2**20
    if "refused" in answer:
        raise UserError(answer["refused"], answer["hint"])
    return answer, cpu_s, peak_mb


def _wait(process: subprocess.Popen[str]) -> tuple[float | None, float | None]:
    if sys.platform == "win32":
        process.wait()
        return None, None
    # Popen's own wait throws away what the system tells of the process and of those it waited for.
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return used.ru_utime + used.ru_stime, used.ru_maxrss * _MIB_OF_MAXRSS
