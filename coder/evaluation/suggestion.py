"""Suggestions against codes that people gave, judged by a process of its own, which alone knows the models."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import astuple
from pathlib import Path
from typing import Any

from coder.domain.errors import UserError
from coder.evaluation.suggestion_file import GROUP, UNCODEABLE, WORKER, WORKERS, CodedFile, read_coded_file
from coder.jobs.local import follow, worker_environment


def evaluate_suggestions(
    file: Path,
    *,
    train: Path | None = None,
    group_column: str = GROUP,
    add: bool = False,
    told: Callable[[float], None] = lambda _: None,
) -> dict[str, Any]:
    """Every figure of how well codes are suggested for a file, as plain data (see docs/evaluation.md).

    Without ``train`` the shipped model is judged as it is; else a model learnt from that file, and from the
    conversations that come with the program too with ``add``. ``told`` hears the share done. Nothing is kept. Raises
    UserError when a file is refused or there is too little in it.
    """
    if add and train is None:
        raise UserError("There is nothing to add to.", "Name the file to learn from with --train; nothing was judged.")
    judged = read_coded_file(file, group_column)
    _check_something_is_coded(judged, file.name)
    learnt = None if train is None else read_coded_file(train, group_column)
    answer = _asked({"judged": _talks(judged), "train": None if learnt is None else _talks(learnt), "add": add}, told)
    return {**answer, "notes": [*answer["notes"], *_passed_over(judged)]}


def child_command() -> list[str]:
    """Program and arguments of the process that judges."""
    start = [sys.executable] if getattr(sys, "frozen", False) else [sys.executable, "-P", "-m", "coder"]
    return [*start, "evaluate", "child"]


def _check_something_is_coded(found: CodedFile, name: str) -> None:
    lines = (line for talk in found.talks for line in talk.lines)
    if not any(line.role == WORKER and line.text and line.code not in ("", UNCODEABLE) for line in lines):
        raise UserError(
            f"No utterance of the worker has a code in {name}.",
            f"The worker's rows have as speaker one of {', '.join(sorted(WORKERS))}; nothing was judged.",
        )


def _talks(found: CodedFile) -> list[Any]:
    return [(talk.group, talk.name, [astuple(line) for line in talk.lines]) for talk in found.talks]


def _passed_over(found: CodedFile) -> list[str]:
    if not found.n_passed_over:
        return []
    return [f"{found.n_passed_over} codes stand at speakers who are not the worker and are not judged."]


def _asked(request: dict[str, Any], told: Callable[[float], None]) -> dict[str, Any]:
    """The answer of the process; what is asked goes in on standard input, so that no word touches a disk."""
    said: dict[str, Any] = {}

    def heard(message: dict[str, Any]) -> None:
        said.update(message)
        if "progress" in message:
            told(message["progress"])

    with subprocess.Popen(
        child_command(), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=worker_environment()
    ) as process:
        try:
            assert process.stdin is not None
            # A process that broke before it listened is told below, by its exit code.
            with suppress(BrokenPipeError), process.stdin:
                json.dump(request, process.stdin)
            code = follow(process, heard)
        finally:
            if process.poll() is None:
                process.kill()
    if "refused" in said:
        raise UserError(said["refused"], "Give more conversations, and codes of one kind; nothing was kept.")
    if code != 0 or "answer" not in said:
        raise UserError(
            f"Judging stopped before its end (exit code {code}).",
            "Try again with fewer conversations or more free memory; nothing was kept.",
        )
    answer: dict[str, Any] = said["answer"]
    return answer
