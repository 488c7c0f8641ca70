"""Seconds from the start of a transcription job to its first text, for a tape of three hours, as a window would see it.

The clock runs from the start of the worker process to the moment at which the first finished piece can be read from
the store: starting Python, opening the store, loading networks and model, and hearing what comes first are all in it.
Seconds on the wall, since that is what a user waits; on a busy computer they say little.
"""

from __future__ import annotations

import json
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from tools.figure import Figure
from tools.kill_transcription import Waiting, waiting_store

_LONG_S = 3 * 3600.0
_MODEL = "base"


def figures() -> list[Figure]:
    """The one figure."""
    with TemporaryDirectory() as folder:
        store = waiting_store(Path(folder), _LONG_S, _MODEL)
        return [Figure("first text of three hours, after the job starts", seconds_to_first_text(store), "s", 15.0)]


def seconds_to_first_text(store: Waiting) -> float:
    """Start a worker on a waiting store, wait for its first text, read it as the window does, end the worker."""
    with store.opened() as services:
        session = services.jobs.get(services.actor, store.job_id).session_id
        began = time.monotonic()
        process = store.start()
        try:
            assert process.stdout is not None
            for line in process.stdout:
                if json.loads(line).get("reached_s"):
                    found = services.jobs.written_so_far(services.actor, session)
                    if found is not None and found.lines:
                        return time.monotonic() - began
        finally:
            process.kill()
            process.communicate()
    raise RuntimeError("the worker ended without any text")
