"""Figures as files: export profile, export report, export service."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from coder.bootstrap import Services
from coder.cli.common import HomeOption, JsonOption, RealOption, opened, tell_written
from coder.cli.reports import FromOption, OnlyOption, ToOption, cut_named, day_of, team_named
from coder.domain.practice import Practice
from coder.domain.reports import WHOLE_SERVICE
from coder.exports.formats import FileFormat

if TYPE_CHECKING:
    from coder.services.exports import Written

app = typer.Typer(no_args_is_help=True, help="Write a profile, a report or the service picture as a file.")

FormatOption = Annotated[
    FileFormat,
    typer.Option(
        "--format", help="A document (pdf, docx), a workbook (xlsx), or tables in an archive (csv, spss, redcap)."
    ),
]
OutOption = Annotated[
    Path, typer.Option("--out", help="The file: .pdf, .docx, .xlsx, or .zip for an archive of tables.")
]


@app.command("profile")
def profile(
    worker: Annotated[str, typer.Argument(help="Code of the worker, for example W-17.")],
    kind: FormatOption,
    out: OutOption,
    practice: Annotated[
        Practice | None, typer.Option("--practice", help="Of which kind of practice; by default of visits.")
    ] = None,
    real: RealOption = False,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Write a worker's private profile, for the worker and their coach, with what the worker says of it."""
    with opened(home) as services:
        tell_written(services.exports.profile(services.actor, worker, kind, out, real=real, practice=practice), as_json)


@app.command("report")
def report(
    team: Annotated[str, typer.Argument(help="Name of the team.")],
    kind: FormatOption,
    out: OutOption,
    start: FromOption = None,
    end: ToOption = None,
    only: OnlyOption = "",
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Write a team's anonymous reflection report. What the page hides is hidden in every format."""
    with opened(home) as services:
        tell_written(_report(services, team_named(team), kind, out, (start, end), only), as_json)


@app.command("service")
def service(
    kind: FormatOption,
    out: OutOption,
    start: FromOption = None,
    end: ToOption = None,
    only: OnlyOption = "",
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Write the picture of all teams together. No team's figures stand beside another's."""
    with opened(home) as services:
        tell_written(_report(services, WHOLE_SERVICE, kind, out, (start, end), only), as_json)


def _report(
    services: Services,
    team: str,
    kind: FileFormat,
    out: Path,
    period: tuple[datetime | None, datetime | None],
    only: str,
) -> Written:
    first, last = map(day_of, period)
    cut = cut_named(services, team, only)
    return services.exports.report(services.actor, team, kind, out, first, last, cut)
