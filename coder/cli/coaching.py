"""Commands of a worker and their coach: answer an evaluation, hold a coaching conversation, print its pack."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from coder.analysis.wording import comment_text, day_text
from coder.bootstrap import Services
from coder.cli.common import HomeOption, JsonOption, RealOption, SessionArgument, answer, opened
from coder.domain.coaching import Begun, Conversation, Part, Side
from coder.domain.errors import UserError
from coder.domain.profiles import Clip, Stance
from coder.domain.times import clock_text
from coder.exports.coach_pack import ASKED, NO_SCORE_FIRST, signature_text

app = typer.Typer(no_args_is_help=True, help="Answer an evaluation, and hold the coaching conversation about it.")

WorkerArgument = Annotated[str, typer.Argument(help="Code of the worker, for example W-17.")]
_PARTS = {
    "pleased": Part.PLEASED,
    "again": Part.AGAIN,
    "wanted": Part.WANTED,
    "tried": Part.TRIED,
    "intention": Part.INTENTION,
    "reflection": Part.REFLECTION,
}


@app.command("comment")
def comment(
    session: SessionArgument,
    text: Annotated[str, typer.Argument(help="How the worker sees the evaluation, in their own words.")] = "",
    otherwise: Annotated[bool, typer.Option("--otherwise/--agree", help="Sees it otherwise, or agrees.")] = False,
    take_back: Annotated[bool, typer.Option("--take-back", help="Take the comment that stands back.")] = False,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Say how the worker sees an evaluation; it stands beside the score from then on."""
    with opened(home) as services:
        if take_back:
            services.replies.take_back(services.actor, session)
        else:
            stance = Stance.OTHERWISE if otherwise else Stance.AGREE
            services.replies.comment(services.actor, session, stance, text)
    answer({"comment": not take_back}, as_json, "Taken back." if take_back else "Kept beside the score.")


@app.command("second-listen")
def second_listen(session: SessionArgument, home: HomeOption = None, as_json: JsonOption = False) -> None:
    """Ask for somebody else to hear and code a recording of the worker; who, is drawn by lot."""
    with opened(home) as services:
        services.replies.ask_second_listen(services.actor, session)
    answer({"asked": True}, as_json, "Asked for. The profile says when it is done.")


@app.command("together")
def together(worker: WorkerArgument, home: HomeOption = None, as_json: JsonOption = False) -> None:
    """Note that the worker sits beside the coach and looks first, which opens new evaluations to both."""
    with opened(home) as services:
        services.replies.open_with_worker(services.actor, worker)
    answer({"opened": True}, as_json, "Opened together, and noted.")


@app.command("looks")
def looks(worker: WorkerArgument, home: HomeOption = None, as_json: JsonOption = False) -> None:
    """Show who looked at a worker's profile and recordings, the newest first."""
    with opened(home) as services:
        found = services.replies.looks(services.actor, worker)
    lines = [f"{day_text(one.at.date())}  {one.code} {one.said}" for one in found]
    answer({"looks": found}, as_json, "\n".join(lines))


@app.command("begin")
def begin(worker: WorkerArgument, home: HomeOption = None, as_json: JsonOption = False) -> None:
    """Prepare a conversation: two bright moments, a fork and questions from the latest recordings."""
    with opened(home) as services:
        made = services.coaching.begin(services.actor, worker).created
        _tell(services, made, as_json)


@app.command("show")
def show(
    worker: WorkerArgument, real: RealOption = False, home: HomeOption = None, as_json: JsonOption = False
) -> None:
    """Show the latest conversation with a worker."""
    with opened(home) as services:
        _tell(services, _latest(services, worker).id, as_json, real=real)


@app.command("write")
def write(
    worker: WorkerArgument,
    part: Annotated[str, typer.Argument(help=f"One of {', '.join(_PARTS)}.")],
    text: Annotated[str, typer.Argument(help="What was said, in the worker's words.")],
    by: Annotated[datetime | None, typer.Option("--by", formats=["%Y-%m-%d"], help="Day of the intention.")] = None,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Write one part of the open conversation."""
    if part not in _PARTS:
        raise UserError(f"There is no part “{part}”.", f"Choose one of {', '.join(_PARTS)}. Nothing was changed.")
    with opened(home) as services:
        found = _latest(services, worker)
        services.coaching.write(services.actor, found.id, _PARTS[part], text, None if by is None else by.date())
        _tell(services, found.id, as_json)


@app.command("heard")
def heard(worker: WorkerArgument, home: HomeOption = None, as_json: JsonOption = False) -> None:
    """Note that a bright moment was heard together; the ratings may be seen from then on."""
    with opened(home) as services:
        found = _latest(services, worker)
        services.coaching.hear(services.actor, found.id)
        _tell(services, found.id, as_json)


@app.command("fork")
def fork(
    worker: WorkerArgument,
    number: Annotated[int, typer.Argument(help="Number of the fork in the list that show prints.", min=1)],
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Take another fork, as the worker wants it."""
    with opened(home) as services:
        found = services.coaching.get(services.actor, _latest(services, worker).id)
        if number > len(found.choices):
            raise UserError(f"There are {len(found.choices)} forks to choose from.", "Nothing was changed.")
        services.coaching.choose_fork(services.actor, found.id, found.choices[number - 1])
        _tell(services, found.id, as_json)


@app.command("sign")
def sign(
    worker: WorkerArgument,
    side: Annotated[Side, typer.Argument(help="Who signs: worker or coach.")],
    name: Annotated[str, typer.Option("--name", help="Own name or code, of the one who signs at this screen.")] = "",
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Sign the conversation; once both have, the intention is the agreed next step and nothing changes any more."""
    with opened(home) as services:
        found = _latest(services, worker)
        services.coaching.sign(services.actor, found.id, side, name)
        _tell(services, found.id, as_json)


@app.command("undo")
def undo(worker: WorkerArgument, home: HomeOption = None, as_json: JsonOption = False) -> None:
    """Take back what was done last in the open conversation."""
    with opened(home) as services:
        found = _latest(services, worker)
        services.coaching.undo(services.actor, found.id)
        _tell(services, found.id, as_json)


@app.command("pack")
def pack(
    worker: WorkerArgument,
    out: Annotated[Path, typer.Option("--out", help="The file: a tagged .pdf, or a .docx to write on in.")],
    real: RealOption = False,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Write the latest conversation to take along, without sound and without names of the family."""
    with opened(home) as services:
        found = _latest(services, worker)
        services.coaching.pack(services.actor, found.id, out, real=real)
    answer({"conversation": found.id, "file": out.name}, as_json, f"Written to {out.name}.")


def _latest(services: Services, worker: str) -> Begun:
    found = services.coaching.list(services.actor, worker)
    if not found:
        raise UserError(f"There is no conversation with {worker} yet.", "Prepare one with coaching begin.")
    return found[0]


def _tell(services: Services, conversation: str, as_json: bool, *, real: bool = False) -> None:
    get = services.coaching.real if real else services.coaching.masked
    found = get(services.actor, conversation)
    lines = [f"{found.worker_code} · {day_text(found.begun_at.date())} · recording {found.session_code}"]
    if found.last_intention is not None:
        lines.append(f"Last time: {found.last_intention.text}")
    lines += [f"Bright moment: {_place(clip)}" for clip in found.bright]
    lines += [f"Fork: {_place(found.fork)}" if found.fork is not None else "No fork is marked."]
    lines += ["The worker may choose another one (coaching fork):"] if found.choices else []
    lines += [f"  {number}. {_place(clip)}" for number, clip in enumerate(found.choices, start=1)]
    lines += [f"  ? {question}" for question in found.questions]
    lines += [f"{ASKED[part]} {text}" for part, text in found.words.items() if text]
    if found.due_on is not None:
        lines.append(f"By {day_text(found.due_on)}.")
    lines += [_ratings(services, found) if found.heard else NO_SCORE_FIRST]
    lines += [comment_text(found.comment)] if found.comment is not None else []
    lines += [signature_text(found, side) for side in Side]
    answer(found, as_json, "\n".join(lines))


def _ratings(services: Services, found: Conversation) -> str:
    book = services.codebooks.get(found.codebook_id, found.codebook_version)
    given = [
        f"{book.principle(one.principle_id).name} {'n/e' if one.value is None else one.value}" for one in found.ratings
    ]
    return f"Ratings of {found.session_code}: {', '.join(given)}"


def _place(clip: Clip) -> str:
    return f"{clip.session_code} at {clock_text(clip.start_s)} {clip.note or clip.text}".strip()
