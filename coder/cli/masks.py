"""Commands of the de-identified view: names of the case, and masks."""

from __future__ import annotations

from typing import Annotated

import typer

from coder.cli.common import HomeOption, JsonOption, SessionArgument, answer, opened
from coder.domain.errors import UserError
from coder.domain.masks import Mask, MaskedSession, MaskKind, Verdict
from coder.domain.times import clock_text
from coder.exports.mask_note import masked_note

_VERDICTS = {"right": Verdict.RIGHT, "no-name": Verdict.NO_NAME}


def register(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    app.command("names")(names)
    app.command("masks")(masks)


def names(
    session: SessionArgument,
    add: Annotated[
        list[str] | None,
        typer.Option("--add", help="kind:name, other ways to say it after a slash, as child:Tyrese Okafor/Ty."),
    ] = None,
    drop: Annotated[str, typer.Option("--drop", help="A name to mask no longer, as it stands in the list.")] = "",
    of: Annotated[str, typer.Option("--from", help="Take over the names of this session of the same family.")] = "",
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show the names of a case that are masked, or change them. They are kept encrypted, and erased with the words."""
    given = [_name(text) for text in add or ()]
    with opened(home) as services:
        service, actor = services.masks, services.actor
        if of:
            service.copy_names(actor, session, of)
        if given:
            service.add_names(actor, session, given)
        if drop:
            service.drop_name(actor, session, _id_of(service.review(actor, session), drop))
        found = service.review(actor, session).names
    lines = [f"{one.kind.value:<8} {' / '.join(one.said)}" for one in found]
    answer({"names": found}, as_json, "\n".join(lines) or "No names yet.")


def masks(
    session: SessionArgument,
    decide: Annotated[
        list[str] | None, typer.Option("--decide", help="right:NUMBER or no-name:NUMBER of the list; may be repeated.")
    ] = None,
    here: Annotated[bool, typer.Option("--here", help="Decide for that place only, not wherever it is said.")] = False,
    undo: Annotated[bool, typer.Option("--undo", help="Take your last decision back.")] = False,
    redo: Annotated[bool, typer.Option("--redo", help="Make the decision again that was taken back.")] = False,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show what is masked in a session, numbered, and decide: right, or no name. No transcript is changed by it."""
    with opened(home) as services:
        service, actor = services.masks, services.actor
        listed = service.review(actor, session).masks
        for mask, verdict in [_decision(text, listed) for text in decide or ()]:
            service.decide(actor, session, mask, verdict, here=here)
        if undo:
            service.undo(actor, session)
        if redo:
            service.redo(actor, session)
        found = service.review(actor, session)
    answer({"masks": found.masks, "note": masked_note()}, as_json, "\n".join([*map(_told, enumerate(found.masks, 1))]))


def _name(text: str) -> tuple[MaskKind, str]:
    kind, _, name = text.partition(":")
    try:
        return MaskKind(kind.strip()), name
    except ValueError as error:
        kinds = ", ".join(one.value for one in MaskKind)
        raise UserError(f"A name reads child:Tyrese Okafor/Ty; kinds are {kinds}.", "Nothing was kept.") from error


def _id_of(found: MaskedSession, name: str) -> str:
    for one in found.names:
        if name in (one.id, one.said[0], " / ".join(one.said)):
            return one.id
    raise UserError("This session has no such name.", "See the list of names.")


def _decision(text: str, listed: tuple[Mask, ...]) -> tuple[Mask, Verdict]:
    said, _, number = text.partition(":")
    if said not in _VERDICTS or not number.isdecimal() or not 1 <= int(number) <= len(listed):
        raise UserError(
            f"A decision reads right:3 or no-name:3, with a number from 1 to {len(listed)}.", "Nothing was decided."
        )
    return listed[int(number) - 1], _VERDICTS[said]


def _told(numbered: tuple[int, Mask]) -> str:
    number, one = numbered
    stands = f"[{one.found.value}, {one.review.value}]"
    return f"{number:>4}  {clock_text(one.start_s):>8}  {one.shown:<28} {one.text}  {stands}"
