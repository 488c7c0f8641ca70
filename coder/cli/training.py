"""Commands about the training of evaluators: one's own way, what is trained on, how ratings drift."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from coder.analysis.wording import counted
from coder.cli.common import HomeOption, JsonOption, SessionArgument, answer, opened
from coder.domain.anchoring import Anchoring, AnchoringMeter
from coder.domain.training import GOLD, PRACTICE, Drift, Progress, Use
from coder.services.coding_file import read_document

app = typer.Typer(invoke_without_command=True, help="Training, certificate and drift of evaluators.")


@app.callback()
def show(
    context: typer.Context,
    everybody: Annotated[bool, typer.Option("--everybody", help="All evaluators, by code (service lead).")] = False,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show how far you are: reading, practice recordings, gold set, certificate."""
    if context.invoked_subcommand is not None:
        return
    with opened(home) as services:
        training = services.training
        found = training.everybody(services.actor) if everybody else (training.progress(services.actor),)
    answer({"training": found}, as_json, "\n\n".join(_told(one) for one in found))


@app.command("read")
def read(home: HomeOption = None, as_json: JsonOption = False) -> None:
    """Note that you have read the codebook in use."""
    with opened(home) as services:
        services.training.mark_read(services.actor)
        found = services.training.progress(services.actor)
    answer(found, as_json, _told(found))


@app.command("discussed")
def discussed(session: SessionArgument, home: HomeOption = None, as_json: JsonOption = False) -> None:
    """Note that you have talked a practice recording through, after coding and locking it."""
    with opened(home) as services:
        services.training.mark_discussed(services.actor, session)
        found = services.training.progress(services.actor)
    answer(found, as_json, _told(found))


@app.command("import")
def import_reference(
    session: SessionArgument,
    file: Annotated[Path, typer.Option("--file", help="The experts' coding as JSON; see docs/coding-file.md.")],
    use: Annotated[Use, typer.Option("--use", help="practice, or gold.")] = Use.GOLD,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Keep the experts' coding of a recording and train on it (service lead or data steward)."""
    document = read_document(file)
    with opened(home) as services:
        made = services.training.import_reference(services.actor, session, document, use)
    answer({"session": next(iter(made.ids)), "use": use}, as_json, f"{session} is for training now ({use.value}).")


@app.command("stop")
def stop(session: SessionArgument, home: HomeOption = None, as_json: JsonOption = False) -> None:
    """Train on a recording no longer (service lead or data steward)."""
    with opened(home) as services:
        services.training.stop_using(services.actor, session)
    answer({"session": session}, as_json, "Nobody trains on it any more.")


@app.command("expert")
def expert(session: SessionArgument, home: HomeOption = None, as_json: JsonOption = False) -> None:
    """Show the experts' ratings of a recording, once you may see them."""
    with opened(home) as services:
        found = services.training.expert(services.actor, session)
    lines = [f"{one.principle} {one.value}  {one.reason}".rstrip() for one in found.ratings]
    answer(found.model_dump(mode="json"), as_json, "\n".join(lines))


@app.command("drift")
def drift(
    everybody: Annotated[bool, typer.Option("--everybody", help="All evaluators, by code (service lead).")] = False,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show how your ratings lie beside gold recordings and colleagues, over the last eight of each."""
    with opened(home) as services:
        one = services.drift
        found = one.everybody(services.actor) if everybody else (one.own(services.actor),)
    answer({"drift": found}, as_json, "\n".join(_drifted(each) for each in found) or "Nothing to compare yet.")


@app.command("anchoring")
def anchoring(home: HomeOption = None, as_json: JsonOption = False) -> None:
    """Count what became of codes once suggestions were seen: yours, and the service's."""
    with opened(home) as services:
        found = services.anchoring.meter(services.actor)
    answer(found, as_json, meter_text(found))


def meter_text(found: AnchoringMeter) -> str:
    """The counts as lines; that of the service only where it may be told."""
    counted_all = found.service.recordings or found.service.assisted_recordings
    service = [("The service", found.service)] if counted_all else []
    lines = [_anchored(name, one) for name, one in (*service, *found.by_evaluator)]
    return "\n".join(lines) or "Nothing to count yet: no coding was finished with suggestions seen."


def _anchored(name: str, one: Anchoring) -> str:
    changed = one.toward + one.elsewhere
    return (
        f"{name}: {counted(one.recordings, 'recording')}, {counted(one.differences, 'place')} that differed, "
        f"{changed} changed, "
        f"{one.toward} of them to the suggested code; a consensus talk settled {one.judged_toward} of these and "
        f"{one.proved_toward} proved right."
    )


def _told(one: Progress) -> str:
    lines = [
        f"{one.person_code}: {one.stage.value}",
        f"  Codebook {one.codebook}: {'not read yet' if one.read_at is None else f'read {one.read_at:%d %b %Y}'}",
        f"  Practice: {one.practised} of {PRACTICE} coded and talked through ({len(one.practice)} here)",
        f"  Gold set: {one.gold_done} of {GOLD} locked ({len(one.gold)} here)",
    ]
    for rule in one.certificate.rules if one.certificate is not None else ():
        lines.append(f"  {rule.name}: {rule.found}, {'met' if rule.met else 'not met yet'}")
    return "\n".join(lines)


def _drifted(one: Drift) -> str:
    told = [
        f"  {each.reference}: –"
        if each.bias is None
        else f"  {each.reference}: {each.bias:+.2f} over {counted(each.recordings, 'recording')}"
        for each in (one.gold, one.peers)
    ]
    return "\n".join([f"{one.person_code}: {one.sentence}", *told])
