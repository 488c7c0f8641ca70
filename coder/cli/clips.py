"""Commands for clips that leave: clip, and clip-permission for who said what to it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from coder.cli.common import HomeOption, JsonOption, SessionArgument, answer, opened
from coder.domain.clips import Asked, ClipDraft
from coder.domain.errors import UserError
from coder.domain.sessions import Answer, HowAsked

_FORM = "who:worker|adult|child:spoken|written:given|refused|withdrawn"


def register(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    app.command("clip")(clip)
    app.command("clip-permission")(clip_permission)


def clip(
    session: SessionArgument,
    start: Annotated[str, typer.Option("--from", help="Where it begins, as 3:14 or in seconds.")],
    end: Annotated[str, typer.Option("--to", help="Where it ends, as 3:30 or in seconds; a minute later at most.")],
    out: Annotated[Path, typer.Option("--out", help="The FLAC file to write.")],
    disguise: Annotated[
        bool, typer.Option("--disguise", help="Lower all voices. People who know somebody may still know them.")
    ] = False,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Save a moment as a sound file with names covered by a tone, if worker and family agreed. It is noted."""
    with opened(home) as services:
        made = services.clips.export(
            services.actor, session, parse_time(start), parse_time(end), out, disguise=disguise
        )
    names = f"{len(made.bleeps)} covered by a tone" if made.bleeps else "no names found"
    text = f"Written to {out.name}: {made.duration_s:.1f} s, {names}. Hear it whole before you share it."
    answer({**vars(made), "path": out.name}, as_json, text)


def clip_permission(
    session: SessionArgument,
    add: Annotated[list[str] | None, typer.Option("--add", help=f"{_FORM}; may be repeated.")] = None,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show who agreed that clips of a session may leave, or note answers. A refusal erases nothing."""
    drafts = [parse_answer(text) for text in add or ()]
    with opened(home) as services:
        if drafts:
            services.clips.note(services.actor, session, *drafts)
        found = services.clips.answers(services.actor, session)
    lines = [f"{one.at:%Y-%m-%d}  {one.asked.value:<7} {one.who}: {one.answer.value}" for one in found]
    answer({"answers": found}, as_json, "\n".join(lines) or "Nobody was asked yet.")


def parse_answer(text: str) -> ClipDraft:
    """``who:worker|adult|child[:how asked[:answer[:asked by]]]``; for a child, ``who`` is whoever answers for it."""
    parts = [part.strip() for part in text.split(":")]
    who, asked, how, said, by = [*parts, "", "", "", ""][:5]
    try:
        if not who or len(parts) > 5:
            raise ValueError(text)
        return ClipDraft(who, Asked(asked), Answer(said or "given"), HowAsked(how or "spoken"), by)
    except ValueError as error:
        raise UserError(f"An answer reads {_FORM}, for example mother:adult:written.", "Nothing was kept.") from error


def parse_time(text: str) -> float:
    """Seconds of ``3:14``, ``1:03:14.5`` or ``194``. Raises UserError for anything else."""
    parts = text.strip().split(":")
    try:
        if len(parts) > 3 or not all(part.isdecimal() for part in parts[:-1]) or not parts[-1][:1].isdecimal():
            raise ValueError(text)
        whole = [int(part) for part in parts[:-1]]
        seconds = float(parts[-1])
    except ValueError as error:
        raise UserError("A time reads 3:14 or 194 (seconds).", "Nothing was written.") from error
    for place, part in enumerate(reversed(whole), 1):
        seconds += part * 60**place
    return seconds
