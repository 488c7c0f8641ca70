"""Commands about the decision log: list and export, add a question, decide it."""

from __future__ import annotations

from typing import Annotated

import typer

from coder.cli.common import HomeOption, JsonOption, answer, opened
from coder.domain.decisions import DecisionState, LoggedDecision
from coder.domain.errors import UserError
from coder.domain.times import clock_text
from coder.exports.delimited import csv_text
from coder.services.decision_log import Arose

app = typer.Typer(no_args_is_help=True, help="Put questions on the decision log, and decide them.")

_COLUMNS = ("thread", "codebook", "version", "label", "name", "state", "question", "decision", "author", "at")


def register(app_: typer.Typer) -> None:
    """Add these commands to the command line."""
    app_.command("decisions")(decisions)
    app_.add_typer(app, name="decision")


def decisions(
    search: Annotated[str, typer.Option("--search", help="Only those that hold all these words.")] = "",
    code: Annotated[str, typer.Option("--code", help="Only those about this code or principle, for example CR.")] = "",
    as_csv: Annotated[bool, typer.Option("--csv", help="Answer as a table of comma-separated values.")] = False,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """List what was asked and decided about the codebook, open questions first."""
    with opened(home) as services:
        found = services.decisions.list(services.actor, search, label=code)
        # A table is made to be handed on; the list is what the window shows.
        handed_on = services.masks.masked_log(services.actor, found) if as_csv else ()
    text = _table(handed_on) if as_csv else "\n\n".join(_told(one) for one in found) or "No question fits."
    answer({"decisions": found}, as_json, text)


@app.command("add")
def add(
    question: Annotated[str, typer.Argument(help="The question. It names no worker, no family and no recording.")],
    code: Annotated[str, typer.Option("--code", help="The code or principle it is about, for example CR.")] = "",
    session: Annotated[str, typer.Option("--session", help="Session where it arose.")] = "",
    at: Annotated[float | None, typer.Option("--at", min=0, help="Seconds into that session.")] = None,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Put a question on the log for the calibration meeting."""
    if bool(session) != (at is not None):
        raise UserError("A place needs both --session and --at. Nothing was kept.", "Give both or neither.")
    arose = Arose(session, at, at) if at is not None else None
    with opened(home) as services:
        thread = services.decisions.ask(services.actor, question, label=code, arose=arose).created
    answer({"thread": thread}, as_json, f"On the log as {thread[-8:]}.")


@app.command("decide")
def decide(
    thread: Annotated[str, typer.Argument(help="The question, by its id or the end of it as the list shows it.")],
    decision: Annotated[str, typer.Argument(help="What was decided.")],
    question: Annotated[str, typer.Option("--question", help="The question in better words.")] = "",
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Write down what was decided; what stood before stays readable."""
    with opened(home) as services:
        services.decisions.decide(services.actor, thread, decision, question)
        history = services.decisions.history(services.actor, thread)
    answer({"history": history}, as_json, _told(history[-1]))


def _told(one: LoggedDecision) -> str:
    about = f"{one.label} {one.label_name}".strip() or "the frame"
    place = f", at {clock_text(one.start_s)}" if one.start_s is not None else ""
    head = f"{one.thread_id[-8:]}  {about} ({one.codebook_id} {one.codebook_version}{place})"
    answered = one.decision if one.state is DecisionState.DECIDED else "not decided yet"
    return f"{head}\n  Question: {one.question}\n  Decision: {answered}\n  {one.author_code}, {one.at:%d %b %Y}"


def _table(found: tuple[LoggedDecision, ...]) -> str:
    return csv_text(_COLUMNS, map(_cells, found))


def _cells(one: LoggedDecision) -> tuple[str, ...]:
    about = (one.thread_id, one.codebook_id, one.codebook_version, one.label, one.label_name, one.state.value)
    return (*about, one.question, one.decision, one.author_code, one.at.isoformat())
