"""Commands of family feedback: take a form down, show what was said, set and rate goals, take back."""

from __future__ import annotations

from typing import Annotated

import typer

from codebook.schema import Codebook
from coder.analysis.wording import counted, day_text
from coder.bootstrap import Services
from coder.cli.common import HomeOption, JsonOption, RealOption, SessionArgument, answer, opened
from coder.domain.errors import UserError
from coder.domain.family_voice import TeamVoiceLine
from coder.domain.feedback import Answers, Audience, FamilyFeedback, Goal, SessionFeedback, Side, Way, questions

app = typer.Typer(no_args_is_help=True, help="What families say: forms, goals, and what they add up to.")

AudienceOption = Annotated[Audience, typer.Option("--audience", help="adult, or child (from about eight years).")]
GoalArgument = Annotated[str, typer.Argument(help="Number of the goal as listed, or its id.")]


@app.command("form")
def form(audience: AudienceOption = Audience.ADULT, home: HomeOption = None, as_json: JsonOption = False) -> None:
    """Print the questions with their ids and the values they take; any of them may be skipped."""
    with opened(home) as services:
        asked = questions(services.feedback.questionnaire(), audience)
    lines = []
    for one in asked:
        values = f"{one.scale.values[0]} to {one.scale.values[-1]}" if one.scale.values else one.scale.name.lower()
        lines.append(f"{one.id:<14} {one.text} [{values}]")
    answer({"audience": audience, "questions": asked}, as_json, "\n".join(lines))


@app.command("add")
def add(
    session: SessionArgument,
    audience: AudienceOption = Audience.ADULT,
    given: Annotated[list[str] | None, typer.Option("--answer", help="QUESTION=VALUE, as adult_1=4.")] = None,
    words: Annotated[list[str] | None, typer.Option("--words", help="QUESTION=own words, as adult_keep=…")] = None,
    goal: Annotated[list[str] | None, typer.Option("--goal", help="GOAL=LEVEL, as 1=+1, by the family.")] = None,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Take down what a family answered; whoever does must not work with that family. Skipped questions are left out."""
    answers = Answers({id_: _number(value) for id_, value in map(_pair, given or ())}, dict(map(_pair, words or ())))
    with opened(home) as services:
        levels = {_goal_id(services, session, number): _number(value) for number, value in map(_pair, goal or ())}
        made = services.feedback.add(services.actor, session, audience, Way.COLLECTOR, answers, levels)
    data = {"session": next(iter(made.ids)), "form": made.created, "answered": answers.count}
    answer(data, as_json, f"Kept: {counted(answers.count, 'answer')} about {session}.")


@app.command("show")
def show(
    session: SessionArgument, real: RealOption = False, home: HomeOption = None, as_json: JsonOption = False
) -> None:
    """Show what a family said about a session, with masks unless --real. Each look is noted."""
    with opened(home) as services:
        service, actor = services.feedback, services.actor
        found = service.real(actor, session) if real else service.masked(actor, session)
        books = {one.id: services.codebooks.get(one.codebook_id, one.codebook_version) for one in found.forms}
        scores = service.parts(found)
    data = {
        "session": found.session_code,
        "forms": found.forms,
        "scores": scores,
        "goals": found.goals,
        "t_score": {side: found.t_score(side) for side in (Side.FAMILY, Side.WORKER)},
        "note": "Answers and goals stand beside ratings and are never merged with them.",
    }
    answer(data, as_json, _told(found, books))


@app.command("goal")
def goal(
    session: SessionArgument,
    words: Annotated[str, typer.Argument(help="The goal in the family's own words.")],
    set_by: Annotated[Side, typer.Option("--set-by", help="family, worker or together.")] = Side.FAMILY,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Keep a goal in the family's own words, up to three a session."""
    with opened(home) as services:
        made = services.feedback.add_goal(services.actor, session, words, set_by)
    answer({"goal": made.created}, as_json, "The goal is kept.")


@app.command("rate")
def rate(
    session: SessionArgument,
    goal: GoalArgument,
    level: Annotated[str, typer.Option("--level", help="-2 to +2; 0 is what was hoped for.")],
    rater: Annotated[Side, typer.Option("--rater", help="family or worker; each rates apart.")] = Side.FAMILY,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Say where a goal stands. Earlier ratings stay readable, the newest of each side counts."""
    with opened(home) as services:
        goal_id = _goal_id(services, session, goal)
        services.feedback.rate_goal(services.actor, session, goal_id, rater, _number(level))
    answer({"goal": goal_id, "rater": rater}, as_json, "The rating is kept.")


@app.command("worker")
def worker(
    code: Annotated[str, typer.Argument(help="Code or id of the worker, for example W-17.")],
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show what families said about a worker's visits, as it stands beside the profile (worker and coach), masked."""
    with opened(home) as services:
        found = services.voices.masked(services.actor, code)
    lines = [f"{counted(found.forms, 'form')}, {counted(len(found.goals), 'goal')}"]
    lines += [f"  {one.text} {', '.join(each.label for each in one.answers)}" for one in found.lines]
    answer(found, as_json, "\n".join(lines))


@app.command("team")
def team(
    name: Annotated[str, typer.Argument(help="Name or id of the team.")],
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show what families said about a team's visits of the last year, under the rules of reports."""
    with opened(home) as services:
        beside = services.reports.get(services.actor, name)
        found = services.voices.of_team(services.actor, beside)
    answer(found, as_json, "\n".join(_team_line(one) for one in found.lines))


@app.command("take-back")
def take_back(
    session: SessionArgument,
    form: Annotated[str, typer.Option("--form", help="Id of the form to erase.")] = "",
    goal: Annotated[str, typer.Option("--goal", help="Number or id of the goal to erase.")] = "",
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Erase a form or a goal because the family took it back."""
    if bool(form) == bool(goal):
        raise UserError("Name one thing to erase: --form or --goal.", "See feedback show for what there is.")
    with opened(home) as services:
        if form:
            services.feedback.take_back(services.actor, session, form)
        else:
            services.feedback.drop_goal(services.actor, session, _goal_id(services, session, goal))
    answer({"erased": form or goal}, as_json, "Erased.")


def _pair(text: str) -> tuple[str, str]:
    name, sign, value = text.partition("=")
    if not sign or not name.strip():
        raise UserError("An answer reads QUESTION=VALUE, as adult_1=4.", "Nothing was kept.")
    return name.strip(), value.strip()


def _number(text: str) -> int:
    try:
        return int(text)
    except ValueError as error:
        raise UserError("An answer is a whole number.", "See feedback form for the values.") from error


def _goal_id(services: Services, session: str, given: str) -> str:
    goals = services.feedback.goal_ids(services.actor, session)
    if given.isdecimal() and 1 <= int(given) <= len(goals):
        return goals[int(given) - 1]
    return given


def _told(found: SessionFeedback, books: dict[str, Codebook]) -> str:
    lines = [line for form in found.forms for line in _form_lines(form, books[form.id])]
    for number, one in enumerate(found.goals, start=1):
        lines.append(_goal_line(number, one))
    for side in (Side.FAMILY, Side.WORKER):
        score = found.t_score(side)
        if score is not None:
            lines.append(f"T-score of the goals, {side.value}: {score:.1f} (50: all stand where it was hoped)")
    return "\n".join(lines) or "Nothing was said about this session yet."


def _form_lines(form: FamilyFeedback, book: Codebook) -> list[str]:
    lines = [f"{form.audience.value}, {day_text(form.at.date())}, {form.way.value} ({form.id})"]
    for one in questions(book, form.audience):
        if one.id in form.answers.values:
            value = form.answers.values[one.id]
            lines.append(f"  {one.text} {one.scale.labels[one.scale.values.index(value)]}")
        elif one.id in form.answers.words:
            lines.append(f"  {one.text} “{form.answers.words[one.id]}”")
    return lines


def _team_line(one: TeamVoiceLine) -> str:
    if one.share is None:
        return f"{one.text} not shown: {one.suppressed_because}"
    of = counted(one.families, "family", "families")
    return f"{one.text} {one.share:.0%} of {of} said {' or '.join(one.counted).lower()}"


def _goal_line(number: int, one: Goal) -> str:
    said = [
        f"{side.value} {'not rated yet' if level is None else f'{level:+d}' if level else '0'}"
        for side, level in ((side, one.level(side)) for side in (Side.FAMILY, Side.WORKER))
    ]
    hidden = " (the family's rating is shown once you have given yours)" if one.family_hidden else ""
    return f"Goal {number}: “{one.words}” {', '.join(said)}{hidden}"
