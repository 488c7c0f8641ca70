"""The command line as a whole: its groups, and what an error looks like."""

from __future__ import annotations

import json
import os
import sys
from typing import Any

import typer
from typer.core import TyperGroup

from coder import __version__
from coder.cli import care, codebooks, coding, demo, sessions, talk
from coder.domain.errors import Cancelled, UserError

# Weights are files on this computer; nothing may ever look for them elsewhere.
os.environ.setdefault("HF_HUB_OFFLINE", "1")


class SentenceGroup(TyperGroup):
    """Turns an error the user can do something about into one sentence and exit code 1."""

    def invoke(self, ctx: Any) -> Any:
        """Run the command; a UserError becomes a sentence, Cancelled nothing."""
        try:
            return super().invoke(ctx)
        except UserError as error:
            if "--json" in sys.argv:
                sys.stdout.write(json.dumps({"error": error.sentence, "hint": error.hint}, ensure_ascii=False) + "\n")
            sys.stderr.write(f"{error}\n")
            ctx.exit(1)
        except Cancelled:
            ctx.exit(1)


app = typer.Typer(
    cls=SentenceGroup,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
    help="Code practice conversations against a codebook, offline, for reflection and never for ranking.",
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


for part in (care, sessions, coding, talk, demo):
    part.register(app)
app.add_typer(codebooks.app, name="codebook")
app.add_typer(care.audit_app, name="audit")


def main() -> None:
    """Entry point of ``practice-coder``."""
    app()
