"""Commands for talk within a team and a service: report and service, never about a person."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer

from codebook.schema import Codebook
from coder.analysis.prompts import DAILY_QUESTIONS
from coder.analysis.wording import joined, release_text, shares_sentence
from coder.bootstrap import Services
from coder.cli.common import HomeOption, JsonOption, answer, opened
from coder.domain.errors import UserError
from coder.domain.quotes import IN_OUR_OWN_WORDS
from coder.domain.reports import WHOLE_SERVICE, Cut, TeamReport
from coder.exports.formats import FileFormat

OutOption = Annotated[Path | None, typer.Option("--out", help="Write a tagged PDF (PDF/UA-1); other files: export.")]
FromOption = Annotated[datetime | None, typer.Option("--from", formats=["%Y-%m-%d"], help="First day.")]
ToOption = Annotated[datetime | None, typer.Option("--to", formats=["%Y-%m-%d"], help="Last day.")]
OnlyOption = Annotated[str, typer.Option("--only", help="Recordings of one context, for example “stage: first”.")]


def register(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    app.command("report")(report)
    app.command("service")(service)


def report(
    team: Annotated[str, typer.Argument(help="Name of the team.")],
    start: FromOption = None,
    end: ToOption = None,
    only: OnlyOption = "",
    out: OutOption = None,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show a team's anonymous reflection report. Figures by which somebody could be picked out are left out."""
    with opened(home) as services:
        _show(services, team_named(team), (start, end), only, out, as_json)


def service(
    start: FromOption = None,
    end: ToOption = None,
    only: OnlyOption = "",
    out: OutOption = None,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show all teams of the service together; no team is set beside another."""
    with opened(home) as services:
        _show(services, WHOLE_SERVICE, (start, end), only, out, as_json)


def _show(
    services: Services,
    team: str,
    period: tuple[datetime | None, datetime | None],
    only: str,
    out: Path | None,
    as_json: bool,
) -> None:
    first, last = map(day_of, period)
    cut = cut_named(services, team, only)
    found = services.reports.get(services.actor, team, first, last, cut)
    if out is not None:
        services.exports.write_report(services.actor, found, FileFormat.PDF, out)
    book = services.codebooks.get(found.codebook_id, found.codebook_version)
    answer(found, as_json, "\n".join(line for line in _lines(found, book) if line))


def team_named(team: str) -> str:
    """The team as given. Raises UserError for an empty one, which would mean the whole service."""
    if not team.strip():
        raise UserError("No team was named.", "Name one; “service” shows all teams together.")
    return team


def cut_named(services: Services, team: str, only: str) -> Cut | None:
    """The context that ``--only`` names, None for an empty one. Raises UserError where there is no such recording."""
    if not only:
        return None
    there = services.reports.cuts(services.actor, team)
    for cut in there:
        if cut.text == only:
            return cut
    raise UserError(
        f"There is no recording of “{only}”.",
        f"There are: {joined([cut.text for cut in there])}." if there else "There is no recording of any context yet.",
    )


def _lines(found: TeamReport, book: Codebook) -> Iterator[str]:
    yield f"{found.team_name}, {found.start} to {found.end}"
    yield f"Teams: {joined(list(found.teams))}." if found.teams else ""
    yield f"Only {found.cut.text}." if found.cut else ""
    yield f"Not shown: {found.suppressed_because}." if found.suppressed_because else ""
    if not found.suppressed_because:
        yield from (f"  {shares_sentence(row, book.principle(row.principle_id))}" for row in found.principles)
    yield from (f"{one.title}: {one.question}" for one in found.prompts)
    yield from (f"{IN_OUR_OWN_WORDS}: “{words}”" for words in found.quotes)
    yield f"Every day: {' '.join(DAILY_QUESTIONS)}"
    yield release_text(found)


def day_of(moment: datetime | None) -> date | None:
    """The day an option names, None where it was not given."""
    return None if moment is None else moment.date()
