"""The real worker process of a store, with the network refused to it."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from coder.jobs.local import worker_command, worker_environment
from tests.helpers.real_store import KeyedHome
from tests.plugins.network import guarded_environment

TIMEOUT_S = 240


class Worker:
    """A worker that was started; read what it says line by line, end it or let it end."""

    def __init__(self, home: KeyedHome, key_line: str) -> None:
        environment = {**worker_environment(), "PYTHONPATH": guarded_environment()["PYTHONPATH"]}
        self.process = subprocess.Popen(
            worker_command(home.folder),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=environment,
        )
        assert self.process.stdin is not None
        self.process.stdin.write(key_line + "\n")
        self.process.stdin.close()
        # Read already, or communicate() would flush it again.
        self.process.stdin = None

    def messages(self) -> Iterator[dict[str, Any]]:
        """What it tells, as it tells it; ends when the worker does."""
        assert self.process.stdout is not None
        for line in self.process.stdout:
            yield json.loads(line)

    def end(self) -> tuple[int, list[dict[str, Any]], str]:
        """Wait for its end: exit code, the messages not read yet, and what it wrote on standard error."""
        out, err = self.process.communicate(timeout=TIMEOUT_S)
        return self.process.returncode, [json.loads(line) for line in out.splitlines()], err

    def kill(self) -> None:
        """End it at once, as a power cut would."""
        self.process.kill()
        self.process.communicate(timeout=TIMEOUT_S)


@contextmanager
def worker(home: KeyedHome, key_line: str | None = None) -> Iterator[Worker]:
    """A worker for the length of the block; the key is the store's unless another line is given."""
    started = Worker(home, home.key.hex() if key_line is None else key_line)
    try:
        yield started
    finally:
        if started.process.poll() is None:
            started.kill()
        for stream in (started.process.stdout, started.process.stderr):
            if stream is not None:
                stream.close()
