"""Runs that are killed in the middle: one child process has everything imported and forks for each run.

Importing then costs once and not once a run. The parent writes one JSON line a run (workload, arguments, number of
processes, seconds until they are killed); the child answers with what the runs acknowledged, then ``done``.
"""

from __future__ import annotations

import importlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

ROOT = Path(__file__).parent.parent.parent


def acknowledge(*what: object) -> None:
    """Say that something is done for good; one write, so that the line is there whole or not at all."""
    os.write(1, (" ".join(str(part) for part in what) + "\n").encode())


@dataclass(frozen=True)
class Outcome:
    """What the processes of one run acknowledged, and how many of them the kill met alive."""

    lines: list[list[str]]
    killed: int


class Runs:
    """The parent side."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        assert process.stdin is not None
        assert process.stdout is not None
        self._commands, self._answers = process.stdin, process.stdout

    def run(self, workload: str, *arguments: object, seconds: float, processes: int = 1) -> Outcome:
        """Let one run go on for some seconds, then kill it with SIGKILL, and wait until it is gone."""
        self._commands.write(json.dumps([workload, arguments, processes, seconds]).encode() + b"\n")
        self._commands.flush()
        lines: list[list[str]] = []
        while True:
            line = self._answers.readline().decode().split()
            assert line, "the child process failed; see its standard error"
            if line[0] == "done":
                assert line[2] == "0", "a run ended with an error; see standard error"
                return Outcome(lines, int(line[1]))
            lines.append(line)


@contextmanager
def runs(module: str = "tests.reliability.workloads") -> Iterator[Runs]:
    """A child process for the length of the block; ``module`` has its workloads and what they need imported."""
    command = [sys.executable, "-m", "tests.reliability.killable", module]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT) as process:
        try:
            yield Runs(process)
        finally:
            process.kill()


def _fork(workloads: ModuleType, workload: str, arguments: list[object], number: int) -> int:
    pid = os.fork()
    if pid:
        return pid
    status = 1
    try:
        getattr(workloads, workload)(*arguments, number)
        status = 0
    finally:
        # Without the parent's exit handlers, and so that a run never falls back into the parent's loop.
        sys.stderr.flush()
        if status:
            import traceback

            traceback.print_exc()
        os._exit(status)


def _wait(children: set[int], deadline: float) -> tuple[set[int], int]:
    """Children still alive at the deadline, and how many ended with an error before it."""
    failed = 0
    while children and time.monotonic() < deadline:
        signal.sigtimedwait({signal.SIGCHLD}, max(0.0, deadline - time.monotonic()))
        for child in list(children):
            pid, status = os.waitpid(child, os.WNOHANG)
            if pid:
                children.discard(child)
                failed += status != 0
    return children, failed


def main() -> None:
    """The child side."""
    workloads = importlib.import_module(sys.argv[1])
    workloads.warm_up()
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGCHLD})
    for line in sys.stdin:
        workload, arguments, processes, seconds = json.loads(line)
        deadline = time.monotonic() + seconds
        children = {_fork(workloads, workload, arguments, number) for number in range(processes)}
        alive, failed = _wait(children, deadline)
        for child in alive:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
        acknowledge("done", len(alive), failed)


if __name__ == "__main__":
    main()
