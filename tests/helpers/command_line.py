"""``practice-coder`` as a user runs it: a process that answers as JSON and tells the rest on standard error."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.helpers.real_store import PASSPHRASE

if TYPE_CHECKING:
    from tests.helpers.forks import Forks

PROGRAM = Path(sys.executable).with_name("practice-coder.exe" if os.name == "nt" else "practice-coder")
TIMEOUT_S = 280


@dataclass(frozen=True)
class Answer:
    """What one command answered."""

    code: int
    data: Any
    told: str


class CommandLine:
    """Commands on one store; every answer is held to be exactly one JSON document on one line.

    With ``forks`` each command is a fork of a process that has the program imported.
    """

    def __init__(self, home: Path, passphrase: str = PASSPHRASE, forks: Forks | None = None) -> None:
        self.home = home
        self.passphrase = passphrase
        self.forks = forks

    def run(self, *arguments: object, timeout_s: float = TIMEOUT_S) -> Answer:
        """Run one command with ``--home`` and ``--json``; its exit code, its answer and its standard error."""
        command = [PROGRAM, *map(str, arguments), "--home", str(self.home), "--json"]
        done = self._run(command, timeout_s)
        assert done.stdout.count("\n") == 1, f"not one line on standard output: {done.stdout!r} {done.stderr}"
        return Answer(done.returncode, json.loads(done.stdout), done.stderr)

    def start(self, *arguments: object) -> subprocess.Popen[str]:
        """Start one command in a group of its own, as a terminal does, and leave it to the caller."""
        if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
            # What a shell runs in the background ignores Ctrl+C, and so would all that it starts.
            signal.signal(signal.SIGINT, signal.default_int_handler)
        return subprocess.Popen(
            [PROGRAM, *map(str, arguments), "--home", str(self.home), "--json"],
            env=self._environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    def usage(self, *arguments: object) -> Answer:
        """Run a command that is called wrongly: nothing on standard output."""
        done = self._run([PROGRAM, *map(str, arguments)], TIMEOUT_S)
        assert done.stdout == ""
        return Answer(done.returncode, None, done.stderr)

    def does(self, *arguments: object, timeout_s: float = TIMEOUT_S) -> Any:
        """Run a command that must succeed; its answer."""
        answer = self.run(*arguments, timeout_s=timeout_s)
        assert answer.code == 0, answer.told
        return answer.data

    def is_refused(self, *arguments: object) -> str:
        """Run a command that must be refused with one sentence and a hint, the same on both channels; the sentence."""
        answer = self.run(*arguments)
        assert answer.code == 1
        assert set(answer.data) == {"error", "hint"}
        last = answer.told.splitlines()[-1]
        assert last == f"{answer.data['error']} {answer.data['hint']}".strip()
        assert "Traceback" not in answer.told
        return str(answer.data["error"])

    def _run(self, command: list[Any], timeout_s: float) -> subprocess.CompletedProcess[str]:
        if self.forks is not None:
            return self.forks.run(command[1:], self._environment())
        return subprocess.run(
            command,
            env=self._environment(),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=timeout_s,
            check=False,
        )

    def _environment(self) -> dict[str, str]:
        return {**os.environ, "PRACTICE_CODER_PASSPHRASE": self.passphrase}
