"""Suggestions against codes that people gave, judged by a process of its own, which alone knows the models."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import astuple
from pathlib import Path
from typing import Any

from coder.analysis.wording import counted
from coder.domain.errors import UserError
from coder.evaluation.suggestion_file import GROUP, UNCODEABLE, WORKER, WORKERS, CodedFile, read_coded_file
from coder.jobs.local import follow, worker_environment

_NAMED, _LONGEST_NAME = 5, 30


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
    passed_over = _passed_over(judged, file.name)
    learnt = None
    if train is not None:
        learnt = read_coded_file(train, group_column)
        _check_something_is_coded(learnt, train.name)
        passed_over += _passed_over(learnt, train.name)
    answer = _asked({"judged": _talks(judged), "train": None if learnt is None else _talks(learnt), "add": add}, told)
    # One file may be judged and learnt from: what is true of it is told once.
    return {**answer, "notes": [*answer["notes"], *dict.fromkeys(passed_over)]}


def child_command() -> list[str]:
    """Program and arguments of the process that judges."""
    start = [sys.executable] if getattr(sys, "frozen", False) else [sys.executable, "-P", "-m", "coder"]
    return [*start, "evaluate", "child"]


def _check_something_is_coded(found: CodedFile, name: str) -> None:
    said = [line for talk in found.talks for line in talk.lines if line.role == WORKER]
    codes = {line.code for line in said if line.text} - {""}
    if codes - {UNCODEABLE}:
        return
    who = f"The worker's rows have as speaker one of {', '.join(sorted(WORKERS))}; nothing was judged."
    if not said:
        raise UserError(f"No speaker in {name} is the worker; there are {_speakers(found.speakers)}.", who)
    if codes:
        raise UserError(
            f"Every code of the worker in {name} is {UNCODEABLE} (uncodeable).",
            "Give talk with codes that say something; nothing was judged.",
        )
    if any(line.code for line in said):
        raise UserError(
            f"No coded utterance of the worker in {name} holds words.", "Fill the column text; nothing was judged."
        )
    if found.passed_over:
        raise UserError(f"All codes in {name} stand at others than the worker: {_speakers(found.passed_over)}.", who)
    raise UserError(f"No utterance of the worker has a code in {name}.", "Fill the column code; nothing was judged.")


def _speakers(counts: Mapping[str, int]) -> str:
    """Who is meant and how often, the most frequent first, as far as a sentence holds them."""
    ordered = sorted(counts.items(), key=lambda one: (-one[1], one[0]))
    named = [f"{_short(who)} ({count})" for who, count in ordered[:_NAMED]]
    more = len(ordered) - len(named)
    return ", ".join(named) + (f" and {counted(more, 'other')}" if more else "")


def _short(name: str) -> str:
    in_a_line = " ".join(name.split())
    return in_a_line if len(in_a_line) <= _LONGEST_NAME else in_a_line[: _LONGEST_NAME - 1] + "…"


def _talks(found: CodedFile) -> list[Any]:
    return [(talk.group, talk.name, [astuple(line) for line in talk.lines]) for talk in found.talks]


def _passed_over(found: CodedFile, name: str) -> list[str]:
    if not found.passed_over:
        return []
    return [f"Codes of speakers who are not the worker are passed over in {name}: {_speakers(found.passed_over)}."]


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
