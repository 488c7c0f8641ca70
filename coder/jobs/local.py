"""Starting this computer's worker. The key goes in by standard input, never by argument or environment."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

# A terminal sends Ctrl+C to the whole group; the worker is ended by whoever started it.
APART: dict[str, Any] = (
    {"creationflags": getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0)}
    if sys.platform == "win32"
    else {"process_group": 0}
)

# Weights are files on this computer; what the speech library brings along must not even try to look elsewhere.
_NO_HUB = {"HF_HUB_OFFLINE": "1", "TRANSFORMERS_OFFLINE": "1", "HF_HUB_DISABLE_TELEMETRY": "1"}


def worker_command(home: Path, *, job_id: str = "") -> list[str]:
    """Program and arguments of a worker for a home; it reads the key as one hexadecimal line on standard input."""
    start = [sys.executable] if getattr(sys, "frozen", False) else [sys.executable, "-P", "-m", "coder"]
    return [*start, "worker", "--home", str(home), "--key-on-stdin", *(["--job", job_id] if job_id else [])]


def worker_environment() -> dict[str, str]:
    """The environment of a worker: one thread less than cores for the number crunching, and no way to a model hub."""
    threads = str(max(1, (os.cpu_count() or 2) - 1))
    return {**os.environ, "OMP_NUM_THREADS": threads, "OPENBLAS_NUM_THREADS": threads, **_NO_HUB}


@contextmanager
def running_worker(home: Path, key: bytes, *, job_id: str = "") -> Iterator[subprocess.Popen[str]]:
    """A worker process for the length of the block; killed when the block is left early, also by Ctrl+C."""
    process = subprocess.Popen(
        worker_command(home, job_id=job_id),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=worker_environment(),
        **APART,
    )
    try:
        assert process.stdin is not None
        process.stdin.write(key.hex() + "\n")
        process.stdin.close()
        yield process
    finally:
        if process.poll() is None:
            process.kill()
        process.wait()
        if process.stdout is not None:
            process.stdout.close()


def follow(process: subprocess.Popen[str], told: Callable[[dict[str, Any]], None]) -> int:
    """Hand every message of a worker to ``told`` until it ends; its exit code."""
    assert process.stdout is not None
    for line in process.stdout:
        told(json.loads(line))
    return process.wait()
