"""Commands for the conversations that follow: profile and report."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer

from coder.cli.common import HomeOption, JsonOption, RealOption, answer, opened
from coder.domain.practice import Practice
from coder.exports.files import save_whole

OutOption = Annotated[Path | None, typer.Option("--out", help="Write a tagged PDF (PDF/UA-1).")]


def register(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    app.command("profile")(profile)
    app.command("report")(report)


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
        found = (services.profiles.real if real else services.profiles.masked)(services.actor, worker, practice)
        names = {
            one.id: one.name for one in services.codebooks.get(found.codebook_id, found.codebook_version).principles
        }
        if out is not None:
            save_whole(out, services.profiles.pdf(services.actor, worker, real=real, practice=practice))
    lines = [f"{found.worker_code} · {found.practice} · {found.sessions_count} recordings"]
    for track in found.tracks:
        last = track.estimates[-1] if track.estimates else None
        range_text = f"likely {last.low:.1f}–{last.high:.1f}" if last else "not rated yet"
        change = "" if last is None else ("steady" if track.change is None else f"change {track.change:+.1f}")
        lines.append(f"  {names[track.principle_id]:<20} {range_text:<16} {change}")
    answer(found, as_json, "\n".join(lines))


def report(
    team: Annotated[str, typer.Argument(help="Name of the team.")],
    start: Annotated[datetime | None, typer.Option("--from", formats=["%Y-%m-%d"], help="First day.")] = None,
    end: Annotated[datetime | None, typer.Option("--to", formats=["%Y-%m-%d"], help="Last day.")] = None,
    out: OutOption = None,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show a team's anonymous reflection report. Figures by which somebody could be picked out are left out."""
    first, last = _day(start), _day(end)
    with opened(home) as services:
        found = services.reports.get(services.actor, team, first, last)
        names = {
            one.id: one.name for one in services.codebooks.get(found.codebook_id, found.codebook_version).principles
        }
        if out is not None:
            save_whole(out, services.reports.pdf(services.actor, team, first, last))
    lines = [f"{found.team_name}, {found.start} to {found.end}", found.suppressed_because]
    for row in found.principles:
        shares = row.shares
        cells = "  ".join(f"{share:4.0%}" for share in shares) if shares else row.suppressed_because
        lines.append(f"  {names[row.principle_id]:<20} {cells}")
    lines += [f"{one.title}: {one.question}" for one in found.prompts]
    answer(found, as_json, "\n".join(line for line in lines if line))


def _day(moment: datetime | None) -> date | None:
    return None if moment is None else moment.date()
