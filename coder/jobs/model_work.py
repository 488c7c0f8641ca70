"""Asking a process of its own about a speech model, so that nothing it does can harm the one that asks."""

from __future__ import annotations

import json
import logging
import os
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from coder.domain.errors import Cancelled, UserError
from coder.domain.speech_models import Measured
from coder.jobs.local import APART, worker_environment

log = logging.getLogger(__name__)

_POLL_S = 0.1
_ANSWERS = {"known", "measured", "works", "refused"}
_CHECK_S = 600.0
_MEASURE_S = 1800.0
# A card that was asleep needs some seconds to wake.
_CARD_S = 60.0

Command = Callable[[str, str, Path], list[str]]


def child_command(act: str, model: str, app_folder: Path) -> list[str]:
    """Program and arguments of the process that looks at a model."""
    start = [sys.executable] if getattr(sys, "frozen", False) else [sys.executable, "-P", "-m", "coder"]
    return [*start, "models", "child", act, model, str(app_folder)]


def check(model: str, app_folder: Path, *, command: Command = child_command) -> bool:
    """Work out every hash of a model anew; whether it is a published one.

    Raises UserError with what to do when it is missing or damaged.
    """
    return bool(_asked(command("check", model, app_folder), _CHECK_S)["known"])


def check_voices(app_folder: Path, *, command: Command = child_command) -> None:
    """The same for the two networks that tell voices apart, which come with the program."""
    _asked(command("voices", "voices", app_folder), _CHECK_S)


def measure(
    model: str,
    app_folder: Path,
    progress: Callable[[float], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
    *,
    command: Command = child_command,
) -> Measured:
    """What a model takes here for a minute of the demo visit, every stage included.

    Takes ten seconds to some minutes. Raises UserError when the model cannot be used here, and Cancelled.
    """
    answer = _asked(command("measure", model, app_folder), _MEASURE_S, progress, cancelled)
    try:
        return TypeAdapter(Measured).validate_python(answer["measured"])
    except (KeyError, ValidationError) as error:
        raise _failed() from error


def card_works(model: str, app_folder: Path, *, command: Command = child_command) -> bool:
    """Whether a graphics card can run a speech model here. Whatever goes wrong in finding out, the answer is no."""
    if not _driver_is_here():
        return False
    try:
        return _asked(command("card", model, app_folder), _CARD_S).get("works") is True
    except UserError:
        log.info("the graphics card did not pass its trial; the processor is used")
        return False


def _driver_is_here() -> bool:
    """Whether there are traces of a driver, so that most computers need no trial at all."""
    if sys.platform == "win32":
        return (Path(os.environ.get("SYSTEMROOT", r"C:\Windows")) / "System32" / "nvcuda.dll").exists()
    return Path("/proc/driver/nvidia/version").exists()


def _asked(
    command: list[str],
    longest_s: float,
    progress: Callable[[float], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> dict[str, Any]:
    """The answer of a child. It is killed when it takes too long or nobody wants its answer any more."""
    answer: dict[str, Any] = {}
    with subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=worker_environment(),
        **APART,
    ) as process:
        try:
            for message in _messages(process, time.monotonic() + longest_s, cancelled or (lambda: False)):
                if progress is not None and "progress" in message:
                    progress(float(message["progress"]))
                if message.keys() & _ANSWERS:
                    answer = message
        finally:
            if process.poll() is None:
                process.kill()
    if "refused" in answer:
        raise UserError(str(answer["refused"]), "Coding by ear works without it.")
    if process.returncode != 0 or not answer:
        raise _failed()
    return answer


def _messages(
    process: subprocess.Popen[bytes], until: float, cancelled: Callable[[], bool]
) -> Iterator[dict[str, Any]]:
    lines: queue.SimpleQueue[bytes] = queue.SimpleQueue()
    reader = threading.Thread(target=_read, args=(process, lines), daemon=True)
    reader.start()
    while True:
        if cancelled():
            process.kill()
            reader.join()
            raise Cancelled
        try:
            line = lines.get(timeout=_POLL_S)
        except queue.Empty:
            if time.monotonic() > until:
                process.kill()
                reader.join()
                raise _failed() from None
            continue
        if not line:
            process.wait()
            return
        yield _message(line)


def _read(process: subprocess.Popen[bytes], lines: queue.SimpleQueue[bytes]) -> None:
    assert process.stdout is not None
    for line in process.stdout:
        lines.put(line)
    lines.put(b"")


def _message(line: bytes) -> dict[str, Any]:
    """One message; what a library prints in between is none."""
    try:
        found = json.loads(line)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _failed() -> UserError:
    return UserError(
        "This speech model could not be run on this computer; nothing was changed.",
        "Choose another model. Coding by ear works without one.",
    )
