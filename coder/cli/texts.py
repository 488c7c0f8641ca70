"""Commands that change the text of a session, and the way back: transcript-edit, history, undo, redo."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from coder.cli.common import HomeOption, JsonOption, SessionArgument, answer, opened
from coder.domain.coding import Act, History
from coder.domain.errors import UserError
from coder.services.text_edits_file import read_edits


def register(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    app.command("transcript-edit")(transcript_edit)
    app.command("history")(history)
    app.command("undo")(undo)
    app.command("redo")(redo)


def transcript_edit(
    session: SessionArgument,
    file: Annotated[Path, typer.Option("--file", help="Edits as JSON; see docs/transcript-edits.md.")],
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Change the transcript of a session by edits from a file: all of them or, if one is wrong, none."""
    text, edits = read_edits(file)
    with opened(home) as services:
        made = services.transcripts.edit(services.actor, session, edits, text)
        found = services.transcripts.get(services.actor, session)
    assert found is not None
    data = {"step": made.created, "edits": len(edits), "utterances": len(found.utterances)}
    answer(data, as_json, f"{len(edits)} edits as one step; {len(found.utterances)} utterances now.")


def history(session: SessionArgument, home: HomeOption = None, as_json: JsonOption = False) -> None:
    """Show what was done to the transcript of a session, and what undo and redo would do next."""
    with opened(home) as services:
        notes = services.transcripts.history(services.actor, session)
        next_ones = services.history.get(services.actor, session)
    lines = [f"{note.at:%Y-%m-%d %H:%M}  {note.author_code:<8} {note.text}" for note in notes]
    lines += [f"Undo: {next_ones.undo_text or '—'}", f"Redo: {next_ones.redo_text or '—'}"]
    answer({"edits": notes, "undo": next_ones.undo_text, "redo": next_ones.redo_text}, as_json, "\n".join(lines))


def undo(session: SessionArgument, home: HomeOption = None, as_json: JsonOption = False) -> None:
    """Undo your last step in a session, of codes or of text, also one of an earlier day."""
    _take(session, home, as_json, Act.UNDO)


def redo(session: SessionArgument, home: HomeOption = None, as_json: JsonOption = False) -> None:
    """Do the last undone step again."""
    _take(session, home, as_json, Act.REDO)


def _take(session: str, home: Path | None, as_json: bool, act: Act) -> None:
    with opened(home) as services:
        steps, actor = services.history, services.actor
        step = _next(steps.get(actor, session), act)
        # Also with no step left, since a session that is finished says so in its own words.
        (steps.undo if act is Act.UNDO else steps.redo)(actor, session)
        if not step:
            raise UserError(f"There is nothing to {act.value} in this session.", "Only your own steps are reached.")
        after = steps.get(actor, session)
    words = "Undone" if act is Act.UNDO else "Done again"
    answer({"step": step, "undo": after.undo_text, "redo": after.redo_text}, as_json, f"{words}: {step}")


def _next(steps: History, act: Act) -> str:
    return steps.undo_text if act is Act.UNDO else steps.redo_text
