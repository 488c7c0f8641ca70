"""Commands for quotes in a team's report: quote, for the worker whose words they are, and quotes, to choose some."""

from __future__ import annotations

from typing import Annotated

import typer

from coder.bootstrap import Services
from coder.cli.clips import parse_time
from coder.cli.common import HomeOption, JsonOption, answer, opened
from coder.cli.reports import FromOption, ToOption, day_of, team_named
from coder.domain.errors import UserError
from coder.domain.quotes import RECOGNISED, QuoteLook
from coder.domain.reports import TeamReport


def register(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    app.command("quote")(quote)
    app.command("quotes")(quotes)


def quote(
    session: Annotated[str, typer.Argument(help="Session id or code; without one, a worker's offers are listed.")] = "",
    start: Annotated[str, typer.Option("--from", help="Where the moment begins, as 3:14 or in seconds.")] = "",
    end: Annotated[str, typer.Option("--to", help="Where it ends.")] = "",
    offer: Annotated[str, typer.Option("--offer", help="The words to offer, as they are shown with masks.")] = "",
    worker: Annotated[str, typer.Option("--worker", help="List what this worker offered.")] = "",
    take_back: Annotated[str, typer.Option("--take-back", help="The id of an offer that is taken back.")] = "",
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Offer a worker's own words of a moment to their team's report, list such offers, or take one back."""
    with opened(home) as services:
        actor = services.actor
        if take_back:
            services.quotes.take_back(actor, take_back)
            answer({"taken_back": take_back}, as_json, "Taken back. No report shows it from now on.")
        elif worker:
            found = services.quotes.of_worker(actor, worker)
            lines = [f"{one.id}  {one.session_code}  shown in {one.shown}: “{one.text}”" for one in found]
            answer({"quotes": found}, as_json, "\n".join(lines) or "Nothing is offered.")
        elif offer:
            made = services.quotes.offer(actor, session, *_moment(session, start, end), offer)
            answer({"id": made.created}, as_json, f"Offered as {made.created}. {RECOGNISED}")
        else:
            look = services.quotes.look(actor, session, *_moment(session, start, end))
            answer(look, as_json, _looked(look))


def quotes(
    team: Annotated[str, typer.Argument(help="Name of the team.")],
    start: FromOption = None,
    end: ToOption = None,
    show: Annotated[list[str] | None, typer.Option("--show", help="Id of a quote to show; may be repeated.")] = None,
    none: Annotated[bool, typer.Option("--none", help="Show no quotes any more.")] = False,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """List what was offered for a team's report, without saying whose, and choose what it shows."""
    with opened(home) as services:
        report = services.reports.get(services.actor, team_named(team), day_of(start), day_of(end))
        if show or none:
            services.quotes.choose(services.actor, report, [] if none else show or [])
        _list(services, report, as_json)


def _list(services: Services, report: TeamReport, as_json: bool) -> None:
    found = services.quotes.to_choose(services.actor, report)
    lines = [f"{'shown' if one.chosen else '     '}  {one.id}  “{one.text}”" for one in found]
    answer({"quotes": found}, as_json, "\n".join(lines) or "Nothing was offered for this report.")


def _moment(session: str, start: str, end: str) -> tuple[float, float]:
    if not (session and start and end):
        raise UserError("Say which moment is meant.", "For example: quote S-0412 --from 3:14 --to 3:30.")
    return parse_time(start), parse_time(end)


def _looked(look: QuoteLook) -> str:
    against = "\n".join(f"{one.sentence} {one.hint}" for one in look.refusals)
    return against or f"Can be offered, whole or in part: “{look.words}”\n{RECOGNISED}"
