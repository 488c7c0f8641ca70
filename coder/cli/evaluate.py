"""Commands that measure the program itself against what people wrote down: evaluate speech, evaluate suggestions."""

from __future__ import annotations

import runpy
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated

import typer

from coder.bootstrap import app_folder
from coder.cli.common import HomeOption, JsonOption, answer, progress_bar
from coder.domain.errors import UserError

_LIBRARIES = ("jiwer", "pyannote.metrics", "whisper_normalizer", "faster_whisper")

app = typer.Typer(
    no_args_is_help=True, help="How well recordings are heard and codes suggested, against what people did."
)


@app.callback()
def _group() -> None:
    """How well recordings are heard and codes suggested, against what people did."""


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


@app.command("suggestions")
def suggestions(
    file: Annotated[
        Path, typer.Argument(help="CSV file: group, conversation, index, speaker, text, code; one utterance a row.")
    ],
    train: Annotated[
        Path | None, typer.Option("--train", help="Learn from this file instead of judging the shipped model.")
    ] = None,
    group: Annotated[
        str, typer.Option("--group", help="Column that says what belongs together and is never split.")
    ] = "group",
    add: Annotated[
        bool, typer.Option("--add", help="With --train: learn from the conversations of the program as well.")
    ] = False,
    home: HomeOption = None,  # noqa: ARG001 - every command takes it; judging needs no store
    as_json: JsonOption = False,
) -> None:
    """Judge suggested codes against codes that people gave. Opens no store and keeps nothing."""
    if not _is_there("sklearn"):
        raise UserError(
            "What learns and judges codes is not installed.",
            "Install the program with its extra “speech”: pip install 'practice-coder[speech]'.",
        )
    from coder.evaluation.suggestion import evaluate_suggestions
    from coder.evaluation.suggestion_report import as_table

    with progress_bar("Judging") as bar:
        figures = evaluate_suggestions(
            file, train=train, group_column=group, add=add, told=lambda share: bar(share, "")
        )
    answer(figures, as_json, as_table(figures))


@app.command("child", hidden=True)
def child() -> None:
    """Judge what stands on standard input, as a process of its own."""
    # By its name: the command line may not import what only worker processes load.
    runpy.run_module("models.suggestions.judging", run_name="__main__")


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
