"""Commands about role-plays of recruitment: list them, have raters drawn, and how long each is kept."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from coder.bootstrap import HOME_VARIABLE, Services, recruitment_home
from coder.cli.common import HomeOption, JsonOption, SessionArgument, answer, opened
from coder.cli.export import FormatOption, OutOption
from coder.cli.sessions import CertificateOption, certify
from coder.domain.recruitment import RATERS, RolePlay, RolePlayRating

app = typer.Typer(
    no_args_is_help=True,
    help="The recruitment store: what its clock erases. Without --home it is this user's own recruitment store.",
)


def register(root: typer.Typer) -> None:
    """Add these commands to the command line."""
    root.command("role-plays")(role_plays)
    root.command("raters")(raters)
    root.add_typer(app, name="recruitment")


def role_plays(home: HomeOption = None, as_json: JsonOption = False) -> None:
    """List the role-plays of recruitment with what two blind raters agreed, and until when each is kept."""
    with opened(home) as services:
        found = services.recruitment.list(services.actor)
    data = [{**vars(one), "keep_until": one.keeping.last_day} for one in found]
    answer({"role_plays": data}, as_json, "\n".join(_told(one) for one in found) or "No role-plays are kept.")


def raters(session: SessionArgument, home: HomeOption = None, as_json: JsonOption = False) -> None:
    """Have two raters of a role-play drawn by lot (service lead, data steward)."""
    with opened(home) as services:
        services.recruitment.ask(services.actor, session)
        found = services.sessions.get(services.actor, session)
    answer({"session": found.id, "raters": RATERS}, as_json, f"{found.code}: two raters are asked.")


@app.command("erase-due")
def erase_due(home: HomeOption = None, as_json: JsonOption = False) -> None:
    """Erase the role-plays whose time is over, as the window does at every start and once a day; for a task that runs
    by itself. Held ones stay."""
    with _opened(home) as services:
        # Opening did it; once more for what fell due at this very moment.
        services.retention.erase_due()
        found = services.retention.get(services.actor)
    lines = [f"{one.session_code}  erased {one.at.astimezone():%d %b %Y}" for one in found.lately]
    lines += [f"{code}  will be erased {keeping.erased_on:%d %b %Y}" for _, code, keeping in found.soon]
    lines += [f"{code}  held until {keeping.last_day:%d %b %Y}" for _, code, keeping in found.held]
    told = "\n".join(lines) or "Nothing was erased in the last two weeks, and nothing will be in the next two."
    answer(found, as_json, told)


@app.command("keep")
def keep(
    session: SessionArgument,
    until: Annotated[datetime, typer.Option("--until", formats=["%Y-%m-%d"], help="The last day it is kept.")],
    reason: Annotated[str, typer.Option("--reason", help="Why, for example: the appointment is challenged.")],
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Keep a role-play longer than the rule says (service lead). It is noted, and shown to everybody who sees it."""
    with _opened(home) as services:
        services.retention.keep_longer(services.actor, session, until.date(), reason)
        _answer_keeping(services, session, as_json)


@app.command("end-hold")
def end_hold(session: SessionArgument, home: HomeOption = None, as_json: JsonOption = False) -> None:
    """Take a hold back (service lead): the rule counts again, with a warning of two weeks where its day is over."""
    with _opened(home) as services:
        services.retention.end_hold(services.actor, session)
        _answer_keeping(services, session, as_json)


@app.command("certificate")
def certificate(
    session: SessionArgument, out: CertificateOption = None, home: HomeOption = None, as_json: JsonOption = False
) -> None:
    """Show that a session's recording is erased: when, why, by whom, and that nothing is left, looked up now."""
    with _opened(home) as services:
        certify(services, session, out, as_json)


@app.command("ratings")
def ratings(
    session: SessionArgument,
    kind: FormatOption,
    out: OutOption,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Write both ratings of a role-play and what was agreed as tables, beside each other and none added up."""
    with _opened(home) as services:
        digest = services.recruitment.save(services.actor, session, kind, out)
    answer({"path": out, "format": kind, "sha256": digest}, as_json, f"Written to {out.name} ({kind.value}).")


@contextmanager
def _opened(home: Path | None) -> Iterator[Services]:
    """The store a command names, or the environment; else this user's own recruitment store."""
    with opened(home or (None if os.environ.get(HOME_VARIABLE) else recruitment_home())) as services:
        yield services


def _answer_keeping(services: Services, session: str, as_json: bool) -> None:
    found = services.recruitment.of(services.actor, session)
    assert found is not None
    answer({"session": found.session_id, "keeping": found.keeping}, as_json, f"{found.session_code}  {_kept(found)}")


def _told(one: RolePlay) -> str:
    head = f"{one.session_code}  {one.applicant_code}  {one.held_on:%d %b %Y}  {_kept(one)}"
    if one.sent_by and not one.ratings:
        return f"{head}  sent by {one.sent_by} to be rated"
    if not one.ratings:
        asked = f" ({', '.join(one.raters)})" if one.raters else ""
        return f"{head}  {one.locked} of {RATERS} raters{asked} have locked"
    return f"{head}  {' and '.join(one.rated_by)}: {', '.join(map(_rated, one.ratings))}"


def _rated(one: RolePlayRating) -> str:
    if one.first == one.second:
        return f"{one.principle_id} {one.first}"
    stand = "to talk over" if not one.settled else f"agreed {one.agreed}" if one.agreed else "left open"
    return f"{one.principle_id} {one.first}/{one.second} {stand}"


def _kept(one: RolePlay) -> str:
    longer = one.keeping.longer
    return f"kept until {one.keeping.last_day:%d %b %Y}" + ("" if longer is None else f" (held: {longer.reason})")
