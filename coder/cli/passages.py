"""The command that lists passages worth hearing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import typer

from codebook.schema import Codebook
from coder.bootstrap import Services
from coder.cli.common import HomeOption, JsonOption, SessionArgument, answer, opened, run_job
from coder.domain.coding import CodingState, Direction
from coder.domain.errors import UserError
from coder.domain.passages import Passage, PassageSet, kept_as
from coder.domain.times import clock_text

PrincipleOption = Annotated[str, typer.Option("--principle", help="Only this principle, by its id, for example EVO.")]
NO_SCORE = "A finder and no score: where it may be worth listening first. Finding nothing says nothing."


def register(group: typer.Typer) -> None:
    """Add this command to the group about suggestions."""
    group.command("passages")(passages)


def passages(
    session: SessionArgument, principle: PrincipleOption = "", home: HomeOption = None, as_json: JsonOption = False
) -> None:
    """List passages worth hearing for and against each principle. Hidden as suggestions are, until the lock."""
    with opened(home) as services:
        found = _passages_of(services, session)
        coding = services.coding.get(services.actor, found.session_id)
        book = (
            services.codebooks.active()
            if coding is None
            else services.codebooks.get(coding.codebook_id, coding.codebook_version)
        )
    state = CodingState() if coding is None else coding.state
    wanted = _wanted(book, principle)
    rows = [
        {
            "id": one.id,
            "principle": one.principle_id,
            "direction": one.direction,
            "start_s": one.start_s,
            "end_s": one.end_s,
            "text": one.text,
            "because": one.because,
            "words": one.words,
            "kept": kept_as(one, state),
            "relevant": one.relevant,
        }
        for one in found.passages
        if one.principle_id in wanted
    ]
    data = {"session": found.session_id, "model": found.model_id, "note": NO_SCORE, "passages": rows}
    lines = [line for id_ in wanted for line in _lines(book, id_, found, state)]
    answer(data, as_json, "\n".join([*lines, "", NO_SCORE]))


def _passages_of(services: Services, session: str) -> PassageSet:
    """The passages of a session, looked for first where nobody has."""
    actor = services.actor
    found = services.passages.get(actor, session)
    if found is None:
        run_job(services, services.passages.request(actor, session).created, "Finding passages worth hearing")
        found = services.passages.get(actor, session)
        assert found is not None
    return found


def _wanted(book: Codebook, principle: str) -> Sequence[str]:
    known = [one.id for one in book.principles]
    if not principle:
        return known
    if principle.upper() not in known:
        raise UserError(f"The codebook has no principle “{principle}”.", f"It has {', '.join(known)}.")
    return [principle.upper()]


def _lines(book: Codebook, principle_id: str, found: PassageSet, state: CodingState) -> list[str]:
    name, lines = book.principle(principle_id).name, []
    for direction in Direction:
        listed = found.of(principle_id, direction)
        lines.append(f"{name}, {direction}" + ("" if listed else ": nothing found"))
        lines += [line for one in listed for line in _told(one, state)]
    return lines


def _told(one: Passage, state: CodingState) -> list[str]:
    kept = kept_as(one, state)
    said = f", kept as evidence {kept}" if kept else "" if one.relevant else ", not relevant"
    return [f"  {clock_text(one.start_s)}{said}  {one.text}", f"      {'; '.join(one.because)}: {', '.join(one.words)}"]
