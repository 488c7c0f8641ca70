"""Many commands of the program, each a process of its own, without the second that each would spend on its imports.

One process has everything imported and forks for each command; the fork runs ``practice-coder`` from its first line to
its exit code, with arguments, environment, output and error output of its own. Where a command is started for real,
nothing is different but the time; tests of single commands start them for real.
"""

from __future__ import annotations

import importlib
import json
import os
import pkgutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path

import pytest

from tests.helpers.command_line import PROGRAM

ROOT = Path(__file__).parent.parent.parent
COMMAND_LINE = "coder.cli"


class Forks:
    """The parent side. Started by the first command, with the environment of that moment."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None

    def run(self, arguments: Sequence[str], environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
        """Run one command to its end."""
        with tempfile.TemporaryDirectory() as folder:
            out, err = Path(folder) / "out", Path(folder) / "err"
            code = self._ask([str(PROGRAM), *arguments], environment, out, err)
            told = [file.read_text(encoding="utf-8") for file in (out, err)]
        return subprocess.CompletedProcess(arguments, code, *told)

    def _ask(self, arguments: list[str], environment: dict[str, str], out: Path, err: Path) -> int:
        if self._process is None:
            command = [sys.executable, "-m", __name__]
            self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT)
        asked, answers = self._process.stdin, self._process.stdout
        assert asked is not None
        assert answers is not None
        asked.write(json.dumps([arguments, environment, str(out), str(err)]).encode() + b"\n")
        asked.flush()
        answer = answers.readline()
        assert answer, "the process that forks ended; see its standard error"
        return int(answer)

    def close(self) -> None:
        """End the process that forks."""
        if self._process is not None:
            self._process.communicate(timeout=60)


@pytest.fixture
def forks() -> Iterator[Forks | None]:
    """Forks of one process for the commands of one test; None where a process cannot fork."""
    if not hasattr(os, "fork"):
        yield None
        return
    with closing(Forks()) as started:
        yield started


def _run_command(arguments: list[str], environment: dict[str, str], out: str, err: str) -> None:
    """Become a command: what follows is what the program's own script does."""
    os.environ.clear()
    os.environ.update(environment)
    sys.argv = arguments
    # Or its usage would be explained in the name of this module.
    sys.modules["__main__"].__package__ = None
    mode = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
    for number, (path, flags) in enumerate(((os.devnull, os.O_RDONLY), (out, mode), (err, mode))):
        os.dup2(os.open(path, flags, 0o600), number)
    sys.exit(importlib.import_module(COMMAND_LINE).main())


def main() -> None:
    """The child side: one line in for each command, its exit code out when it has ended."""
    importlib.import_module(COMMAND_LINE)
    for package in ("coder.services", "coder.exports", "coder.store"):
        for module in pkgutil.iter_modules(importlib.import_module(package).__path__, f"{package}."):
            importlib.import_module(module.name)
    for line in iter(sys.stdin.buffer.readline, b""):
        child = os.fork()
        if not child:
            _run_command(*json.loads(line))
        code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        os.write(1, f"{code}\n".encode())


if __name__ == "__main__":
    main()
