"""The command for the conversation that follows: profile."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from codebook.schema import Codebook
from coder.analysis.wording import counted
from coder.cli.common import HomeOption, JsonOption, RealOption, answer, opened, tell_written
from coder.domain.practice import Practice
from coder.domain.profiles import Profile
from coder.exports.formats import FileFormat

OutOption = Annotated[
    Path | None, typer.Option("--out", help="Write a tagged PDF (PDF/UA-1) instead; for other files see export.")
]


def register(app: typer.Typer) -> None:
    """Add this command to the command line."""
    app.command("profile")(profile)


def profile(
    worker: Annotated[str, typer.Argument(help="Code of the worker, for example W-17.")],
    out: OutOption = None,
    practice: Annotated[
        Practice | None, typer.Option("--practice", help="Of which kind of practice; by default of visits.")
    ] = None,
    real: RealOption = False,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show a worker's private profile: own past only, with likely ranges. For the worker and their coach."""
    with opened(home) as services:
        if out is not None:
            tell_written(
                services.exports.profile(services.actor, worker, FileFormat.PDF, out, real=real, practice=practice),
                as_json,
            )
            return
        found = (services.profiles.real if real else services.profiles.masked)(services.actor, worker, practice)
        book = services.codebooks.get(found.codebook_id, found.codebook_version)
    answer(found, as_json, "\n".join(_lines(found, book)))


def _lines(found: Profile, book: Codebook) -> list[str]:
    lines = [f"{found.worker_code} · {found.practice} · {counted(found.sessions_count, 'recording')}"]
    names = [book.principle(track.principle_id).name for track in found.tracks]
    width = max(map(len, names), default=0)
    for name, track in zip(names, found.tracks, strict=True):
        last = track.estimates[-1] if track.estimates else None
        range_text = f"likely {last.low:.1f}–{last.high:.1f}" if last else "not rated yet"
        change = "" if last is None else ("steady" if track.change is None else f"change {track.change:+.1f}")
        lines.append(f"  {name:<{width}} {range_text:<16} {change}".rstrip())
    return lines
