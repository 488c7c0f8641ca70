"""Commands about role-plays of recruitment: list them, have raters drawn."""

from __future__ import annotations

import typer

from coder.cli.common import HomeOption, JsonOption, SessionArgument, answer, opened
from coder.domain.recruitment import RATERS, RolePlay


def register(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    app.command("role-plays")(role_plays)
    app.command("raters")(raters)


def role_plays(home: HomeOption = None, as_json: JsonOption = False) -> None:
    """List the role-plays of recruitment with what two blind raters agreed, and until when each is kept."""
    with opened(home) as services:
        found = services.recruitment.list(services.actor)
    data = [{**vars(one), "keep_until": one.keep_until} for one in found]
    answer({"role_plays": data}, as_json, "\n".join(_told(one) for one in found) or "No role-plays are kept.")


def raters(session: SessionArgument, home: HomeOption = None, as_json: JsonOption = False) -> None:
    """Have two raters of a role-play drawn by lot (service lead, data steward)."""
    with opened(home) as services:
        services.recruitment.ask(services.actor, session)
        found = services.sessions.get(services.actor, session)
    answer({"session": found.id, "raters": RATERS}, as_json, f"{found.code}: two raters are asked.")


def _told(one: RolePlay) -> str:
    head = f"{one.session_code}  {one.applicant_code}  {one.held_on:%d %b %Y}  kept until {one.keep_until:%d %b %Y}"
    if not one.ratings:
        return f"{head}  {one.locked} of {RATERS} raters have locked"
    given = ", ".join(f"{r.principle_id} {r.agreed or f'{r.first}/{r.second} to talk over'}" for r in one.ratings)
    return f"{head}  {given}"
