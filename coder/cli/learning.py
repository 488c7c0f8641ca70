"""Commands about learning from use: what can be learnt from, learn, list models, choose one, leave a session out."""

from __future__ import annotations

from typing import Annotated

import typer

from coder.analysis.wording import counted
from coder.cli.common import HomeOption, JsonOption, SessionArgument, answer, opened, run_job
from coder.domain.learning import DoubleCoding, LearntModel, TrainingSet
from coder.services.learning import STARTER

ModelArgument = Annotated[str, typer.Argument(help=f"Number of a model as the list shows it, or {STARTER}.")]


def register(group: typer.Typer) -> None:
    """Add these commands to the group about suggestions."""
    group.command("train")(train)
    group.command("models")(models)
    group.command("adopt")(adopt)
    group.command("leave-out")(leave_out)
    group.command("next")(next_to_code)


def train(
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only count what would be learnt from.")] = False,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Learn from this service's blind, locked codes; the new model takes over if it is better on held-back sessions."""
    with opened(home) as services:
        known = services.learning.ready(services.actor)
        if dry_run:
            answer({"learnt_from": known, "missing": known.missing}, as_json, what_there_is(known))
            return
        run_job(services, services.learning.request(services.actor).created, "Learning")
        made = services.learning.models(services.actor)[0]
    answer({"model": made}, as_json, told(made))


def models(home: HomeOption = None, as_json: JsonOption = False) -> None:
    """List what was learnt here, the newest first, with which model suggestions come from now."""
    with opened(home) as services:
        found = services.learning.models(services.actor)
    answer({"models": found}, as_json, "\n".join(told(one) for one in found))


def adopt(model: ModelArgument, home: HomeOption = None, as_json: JsonOption = False) -> None:
    """Let suggestions come from another model from now on; sessions that have suggestions keep them."""
    with opened(home) as services:
        services.learning.use(services.actor, model)
        chosen = next(one for one in services.learning.models(services.actor) if one.in_use)
    answer({"model": chosen}, as_json, f"Suggestions come from “{chosen.name}” from now on.")


def leave_out(
    session: SessionArgument,
    again: Annotated[bool, typer.Option("--not", help="Take it back: it may be learnt from.")] = False,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Note that a session may not be learnt from, because somebody heard in it asked for that."""
    with opened(home) as services:
        services.learning.allow(services.actor, session, allowed=again)
        found = services.sessions.get(services.actor, session)
    text = "may be learnt from" if again else "is left out when the program learns next"
    answer({"session": found.id, "allowed": again}, as_json, f"{found.code} {text}.")


def next_to_code(home: HomeOption = None, as_json: JsonOption = False) -> None:
    """List up to five sessions whose second coding would teach most; an offer, not a rule."""
    with opened(home) as services:
        found = services.learning.next_to_double_code(services.actor)
    lines = [f"{one.session_code}  {why(one)}" for one in found]
    answer({"sessions": found}, as_json, "\n".join(lines) or "No session with one coding and suggestions yet.")


def what_there_is(known: TrainingSet) -> str:
    """What could be learnt from, and what is left out, as lines."""
    sessions, utterances = counted(known.sessions, "session"), counted(known.utterances, "coded utterance")
    lines = [f"{sessions} with {utterances} to learn from"]
    if known.missing:
        lines[0] += f"; still needed: {counted(known.missing, 'session')}"
    lines += [f"  {code:<4} {count}" for code, count in known.codes.items()]
    lines += [f"  left out: {count}, {reason.value}" for reason, count in known.left_out.items()]
    if known.after_seeing:
        seen = counted(known.after_seeing, "code")
        lines.append(f"  never learnt from: {seen} given once suggestions could be seen")
    return "\n".join(lines)


def told(one: LearntModel) -> str:
    """A model in a line or two."""
    if one.learnt_from is None or one.comparison is None or one.made_at is None:
        return f"{'*' if one.in_use else ' '} {one.name:<10} came with the program"
    new, old = (figures["all"]["macro_f1"] for figures in (one.comparison.new, one.comparison.old))
    outcome = "adopted" if one.kept else f"not adopted: not better by {one.margin:.2f}"
    lines = [
        f"{'*' if one.in_use else ' '} {one.name:<10} {one.made_at:%d %b %Y}, "
        f"{counted(one.learnt_from.sessions, 'session')}, "
        f"macro-F1 {new:.2f} against {old:.2f} of “{one.compared_with}”; {outcome}"
    ]
    if one.withdrawn:
        gone = counted(one.withdrawn, "recording")
        lines.append(f"    learnt from {gone} withdrawn since; learn again")
    return "\n".join(lines)


def why(one: DoubleCoding) -> str:
    """Why a session is offered for a second coding."""
    return f"unsure {one.doubt:.0%}: silent on {one.silent} of {one.utterances} utterances of the worker" + (
        f", {one.certainty:.0%} sure of the others" if one.silent < one.utterances else ""
    )
