"""The command line as a whole: its groups, and what an error looks like."""

from __future__ import annotations

import json
import os
import sys
import threading
from types import TracebackType
from typing import Any

import typer
from typer.core import TyperGroup

from coder import __version__
from coder.cli import (
    agreement,
    agreement_data,
    assign,
    care,
    clips,
    coaching,
    codebooks,
    coding,
    consensus,
    decisions,
    demo,
    evaluate,
    export,
    feedback,
    learning,
    masks,
    models,
    package,
    passages,
    policy,
    quotes,
    recruitment,
    reports,
    schedule,
    sessions,
    suggestions,
    talk,
    texts,
    training,
    transcribing,
)
from coder.crash_report import crash_report
from coder.domain.errors import Cancelled, UserError

# sysexits.h: an internal software error, told apart from 1 (a sentence for the user) and 2 (usage).
EXIT_BUG = 70

# Weights are files on this computer; nothing may ever look for them elsewhere.
os.environ.setdefault("HF_HUB_OFFLINE", "1")


class SentenceGroup(TyperGroup):
    """Turns an error the user can do something about into one sentence and exit code 1."""

    def invoke(self, ctx: Any) -> Any:
        """Run the command; a UserError becomes a sentence, Cancelled nothing."""
        try:
            return super().invoke(ctx)
        except UserError as error:
            _tell(error.sentence, error.hint)
            ctx.exit(1)
        except Cancelled:
            ctx.exit(1)


app = typer.Typer(
    cls=SentenceGroup,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
    epilog=(
        "Exit codes: 0 done · 1 refused, with a sentence that says why · 2 called wrongly · "
        f"{EXIT_BUG} a fault of the program, with a report that holds no names."
    ),
)


def _show_version(wanted: bool) -> None:
    if wanted:
        sys.stdout.write(f"practice-coder {__version__}\n")
        raise typer.Exit


@app.callback()
def _root(
    version: bool = typer.Option(False, "--version", callback=_show_version, is_eager=True, help="Print the version."),
) -> None:
    """Code practice conversations against a codebook, offline, for reflection and never for ranking."""


for part in (care, sessions, assign, transcribing, coding, texts, decisions, talk, reports, demo, masks, agreement):
    part.register(app)
agreement_data.register(app)
schedule.register(app)
clips.register(app)
quotes.register(app)
recruitment.register(app)
app.add_typer(coaching.app, name="coaching")
app.add_typer(codebooks.app, name="codebook")
app.add_typer(care.audit_app, name="audit")
app.add_typer(policy.app, name="policy")
app.add_typer(models.app, name="models")
app.add_typer(evaluate.app, name="evaluate")
app.add_typer(feedback.app, name="feedback")
app.add_typer(training.app, name="training")
app.add_typer(package.app, name="package")
app.add_typer(consensus.app, name="consensus")
app.add_typer(export.app, name="export")
learning.register(suggestions.app)
passages.register(suggestions.app)
app.add_typer(suggestions.app, name="suggestions")


def _tell(sentence: str, hint: str) -> None:
    if "--json" in sys.argv:
        sys.stdout.write(json.dumps({"error": sentence, "hint": hint}, ensure_ascii=False) + "\n")
    sys.stderr.write(f"{sentence} {hint}".strip() + "\n")


class _BugsTold:
    """Turns a bug into a report without personal data and exit code 70; Python's own traceback quotes values."""

    def __enter__(self) -> None:
        threading.excepthook = self._in_thread

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if isinstance(error, Exception):
            _tell(
                "The program met a fault of its own. What was done before is safe; the last step may not be.",
                "Try again; if it happens twice, send the report to your support. It holds no names.",
            )
            sys.stderr.write("\n" + crash_report(error))
            raise SystemExit(EXIT_BUG) from None

    @staticmethod
    def _in_thread(caught: threading.ExceptHookArgs) -> None:
        if caught.exc_value is not None:
            sys.stderr.write(crash_report(caught.exc_value))


def main() -> None:
    """Entry point of ``practice-coder``: exit code 0, 1 (a sentence), 2 (usage) or 70 (a bug, with a report)."""
    with _BugsTold():
        app()
