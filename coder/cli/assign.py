"""Commands of the service lead about second codings: list them, ask for one, draw a set."""

from __future__ import annotations

from typing import Annotated

import typer

from coder.cli.common import HomeOption, JsonOption, SessionArgument, answer, opened
from coder.domain.assignment import Assignment, SetDue


def register(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    app.command("assignments")(assignments)
    app.command("assign")(assign)
    app.command("assign-set")(assign_set)
    app.command("unassign")(unassign)


def assignments(home: HomeOption = None, as_json: JsonOption = False) -> None:
    """List the second codings that are wanted (service lead); not of recordings you are coding yourself."""
    with opened(home) as services:
        found = services.assignments.list(services.actor)
        due = services.assignments.set_due(services.actor)
    text = "\n".join([*(_line(one) for one in found), _told(due)])
    answer({"assignments": found, "set": due}, as_json, text)


def assign(
    session: SessionArgument,
    evaluator: Annotated[str, typer.Argument(help="Id or code of the evaluator, for example E-02.")],
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Ask an evaluator for a second coding (service lead). To them it looks like any recording to code."""
    with opened(home) as services:
        made = services.assignments.assign(services.actor, session, evaluator).created
    answer({"assignment": made}, as_json, f"Asked for, as {made[-8:]}.")


def assign_set(home: HomeOption = None, as_json: JsonOption = False) -> None:
    """Draw a triple-coded set: twelve recordings by lot, each for three evaluators (service lead)."""
    with opened(home) as services:
        made = services.assignments.draw_set(services.actor)
    answer({"set": made.created, "sessions": made.ids}, as_json, f"Drawn: {len(made.ids)} recordings.")


def unassign(
    assignment: Annotated[str, typer.Argument(help="The second coding, by its id or the end the list shows.")],
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """No longer want a second coding (service lead); what was coded of it stays."""
    with opened(home) as services:
        services.assignments.withdraw(services.actor, assignment)
        found = services.assignments.list(services.actor)
    answer({"assignments": found}, as_json, "No longer wanted.")


def _line(one: Assignment) -> str:
    who = one.evaluator_code or "nobody yet"
    return f"{one.id[-8:]}  {one.session_code}  {one.held_on:%d %b %Y}  {who}  {one.state.value} ({one.why.value})"


def _told(due: SetDue) -> str:
    last = "There was no triple-coded set yet." if due.last is None else f"Last triple-coded set: {due.last:%d %b %Y}."
    return f"{last} {'One is due.' if due.due else 'The next is not due.'}"
