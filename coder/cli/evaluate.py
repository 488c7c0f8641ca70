"""Commands that measure the program itself against what people wrote down: evaluate speech."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import Annotated

import typer

from coder.bootstrap import app_folder
from coder.cli.common import HomeOption, JsonOption, answer, progress_bar
from coder.domain.errors import UserError

_LIBRARIES = ("jiwer", "pyannote.metrics", "whisper_normalizer", "faster_whisper")

app = typer.Typer(no_args_is_help=True, help="How well recordings are heard, against what people wrote down.")


@app.callback()
def _group() -> None:
    """How well recordings are heard, against what people wrote down."""


@app.command("speech")
def speech(
    folder: Annotated[
        Path, typer.Argument(help="Folder with recordings; beside each, under its name: .txt, .rttm, .ctm, or none.")
    ],
    model: Annotated[str, typer.Option("--model", help="Name or folder of the speech model.")] = "base",
    bare: Annotated[
        bool, typer.Option("--bare/--no-bare", help="Measure the bare speech library beside it, which takes longer.")
    ] = True,
    home: HomeOption = None,  # noqa: ARG001 - every command takes it; measuring needs no store
    as_json: JsonOption = False,
) -> None:
    """Measure words, voices, times, cost and memory on your own recordings. Opens no store and keeps nothing."""
    _check_libraries()
    from rich.markup import escape

    from coder.evaluation.references import find_recordings
    from coder.evaluation.report import as_table, report
    from coder.evaluation.speech import evaluate

    recordings = find_recordings(folder)
    with progress_bar("Measuring") as bar:

        def told(share: float, name: str) -> None:
            bar(share, escape(name))

        outcomes = evaluate(recordings, model=model, app_folder=app_folder(), with_bare=bare, told=told)
    answer(report(outcomes), as_json, as_table(outcomes))
    if any(outcome.problem for outcome in outcomes):
        raise typer.Exit(1)


def _check_libraries() -> None:
    if not all(_is_there(name) for name in _LIBRARIES):
        raise UserError(
            "What measures words and voices is not installed.",
            "Install the program with its extra “evaluation”: pip install 'practice-coder[evaluation]'.",
        )


def _is_there(name: str) -> bool:
    try:
        return find_spec(name) is not None
    except ModuleNotFoundError:
        # The package around it is missing already.
        return False
