"""Commands of a coding: code, lock, suggest, finish."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from coder.bootstrap import Services
from coder.cli.common import HomeOption, JsonOption, SessionArgument, answer, opened, run_job
from coder.domain.coding import Coding
from coder.domain.errors import UserError
from coder.domain.suggestions import SuggestionSet
from coder.services.coding_file import read_document


def register(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    app.command("code")(code)
    app.command("lock")(lock)
    app.command("suggest")(suggest)
    app.command("finish")(finish)


def code(
    session: SessionArgument,
    file: Annotated[Path, typer.Option("--file", help="Coding as JSON; see docs/coding-file.md.")],
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Apply codes, moments, focus tags and ratings made elsewhere: all of them or, if one is wrong, none."""
    document = read_document(file)
    with opened(home) as services:
        services.coding.apply_file(services.actor, session, document)
        coding = _own(services, session)
        missing = services.coding.missing(services.actor, coding.id)
    state = coding.state
    data = {
        "coding": coding.id,
        "codes": len(state.codes),
        "ratings": len(state.ratings),
        "evidence": len(state.evidence),
        "moments": len(state.moments),
        "focus": len(state.focus),
        "missing": missing,
    }
    text = f"{len(state.codes)} codes, {len(state.ratings)} ratings, {len(state.evidence)} pieces of evidence."
    answer(data, as_json, "\n".join([text, *(one.sentence for one in missing)]))


def lock(session: SessionArgument, home: HomeOption = None, as_json: JsonOption = False) -> None:
    """Close the blind pass. Refused until the evidence rule is met."""
    with opened(home) as services:
        services.coding.lock(services.actor, _own(services, session).id)
        coding = _own(services, session)
    answer({"coding": coding.id, "locked_at": coding.locked_at}, as_json, "Locked.")


def suggest(session: SessionArgument, home: HomeOption = None, as_json: JsonOption = False) -> None:
    """Show the codes the model would give. Refused before the lock, unless the service works in assisted mode."""
    with opened(home) as services:
        found = suggestions_of(services, session)
    rows = [
        {"utterance": one.utterance_id, "code": one.code, "probability": one.probability, "words": one.words}
        for one in found.suggestions
    ]
    text = f"{len(rows)} suggestions; the model kept silent on {found.abstained} utterances."
    data = {"suggestions": rows, "abstained": found.abstained, "model": found.model_id}
    answer(
        data, as_json, "\n".join([*(f"{r['probability']:.2f}  {r['code']:<4} {r['utterance']}" for r in rows), text])
    )


def suggestions_of(services: Services, session: str) -> SuggestionSet:
    """The suggestions of a session, worked out first where that has not been done."""
    actor = services.actor
    found = services.suggestions.get(actor, session)
    if found is None:
        run_job(services, services.suggestions.request(actor, session).created, "Working out suggestions")
        found = services.suggestions.get(actor, session)
        assert found is not None
    return found


def finish(session: SessionArgument, home: HomeOption = None, as_json: JsonOption = False) -> None:
    """End the second listen; from now on the coding can no longer be changed."""
    with opened(home) as services:
        services.coding.finish(services.actor, _own(services, session).id)
        coding = _own(services, session)
    answer({"coding": coding.id, "finished_at": coding.finished_at}, as_json, "Finished.")


def _own(services: Services, session: str) -> Coding:
    found = services.sessions.get(services.actor, session)
    coding = services.coding.get(services.actor, found.id)
    if coding is None:
        raise UserError(
            f"You have no coding of {found.code} yet.", "Apply one with the command code, or code it by hand."
        )
    return coding
