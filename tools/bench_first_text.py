"""Seconds from the start of a transcription job to its first text, for a tape of three hours, as a window would see it.

The clock runs from the start of the worker process to the moment at which the first finished piece can be read from
the store: starting Python, opening the store, loading networks and model, and hearing what comes first are all in it.
Told as seconds on the wall, which a user waits and which a busy computer stretches, and as processor seconds, which
are what a quiet one would take. The worker's memory up to there is told where the system tells it.
"""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import psutil

from tools.figure import Figure
from tools.kill_transcription import Waiting, waiting_store
from tools.process_cost import cpu_s, peak_mib

_LONG_S = 3 * 3600.0
_MODEL = "base"


@dataclass(frozen=True)
class FirstText:
    """Seconds on the wall, processor seconds, and peak memory in 2²⁰ bytes (None where the system does not tell)."""

    wall_s: float
    cpu_s: float
    peak_mib: float | None


def figures() -> list[Figure]:
    """The wait, its processor time, and the memory it took."""
    with TemporaryDirectory() as folder:
        found = first_text(waiting_store(Path(folder), _LONG_S, _MODEL))
    name = "first text of three hours"
    known = [
        Figure(f"{name}, after the job starts", found.wall_s, "s", 15.0),
        Figure(f"{name}, processor time", found.cpu_s, "s", 15.0),
    ]
    if found.peak_mib is not None:
        known.append(Figure(f"{name}, memory up to there", found.peak_mib, "MiB", 1536.0))
    return known


def first_text(store: Waiting) -> FirstText:
    """Start a worker on a waiting store, wait for its first text, read it as the window does, end the worker."""
    with store.opened() as services:
        session = services.jobs.get(services.actor, store.job_id).session_id
        began = time.monotonic()
        process = store.start()
        worker = psutil.Process(process.pid)
        reached: FirstText | None = None
        try:
            assert process.stdout is not None
            for line in process.stdout:
                found = services.jobs.written_so_far(services.actor, session) if _reached(line) else None
                if found is not None and found.lines:
                    reached = FirstText(time.monotonic() - began, cpu_s(worker), peak_mib(worker))
                    break
        finally:
            process.kill()
            process.communicate()
    if reached is None:
        raise RuntimeError("the worker ended without any text")
    return reached


def _reached(line: str) -> bool:
    return bool(json.loads(line).get("reached_s"))


if __name__ == "__main__":
    from tools.bench import line as told

    for figure in figures():
        print(told(figure))
