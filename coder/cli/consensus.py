"""Commands about where two codings differ: list them, keep what the two agree on, or leave it open."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from coder.analysis.wording import counted
from coder.bootstrap import Services
from coder.cli.common import HomeOption, JsonOption, SessionArgument, answer, opened
from coder.domain.consensus import Disagreement, Matter, Pair, TalkOutcome
from coder.domain.errors import UserError
from coder.domain.times import clock_text

app = typer.Typer(invoke_without_command=True, help="Where two blind codings differ, and what the two agree on.")

_What = Annotated[
    str, typer.Argument(metavar="WHAT", help="A principle, for example EMP, or the end of a place's id as shown.")
]
_Reason = Annotated[str, typer.Option("--reason", help="What the talk came to, in a sentence.")]


@app.callback()
def pairs(context: typer.Context, home: HomeOption = None, as_json: JsonOption = False) -> None:
    """List the pairs of codings that are open to you: your own, and for the service lead those of two who sit at other
    computers."""
    if context.invoked_subcommand is not None:
        return
    with opened(home) as services:
        found = [_whole(services, one) for one in services.consensus.pairs(services.actor)]
    data = [{**_pair_data(one), "places": len(one.disagreements)} for one in found]
    answer({"pairs": data}, as_json, "\n".join(map(_pair_line, found)) or "No two codings are open to you.")


@app.command("show")
def show(session: SessionArgument, home: HomeOption = None, as_json: JsonOption = False) -> None:
    """Show where the codings of a session differ, the largest difference first, and what was agreed."""
    with opened(home) as services:
        found = _of_session(services, session)
    data = [{**_pair_data(one), "differences": [_data(each) for each in one.disagreements]} for one in found]
    lines = [line for one in found for line in (_pair_line(one), *map(_line, one.disagreements))]
    answer({"pairs": data}, as_json, "\n".join(lines))


@app.command("agree")
def agree(
    session: SessionArgument,
    what: _What,
    value: Annotated[str, typer.Argument(help="1 to 5 or NE for a rating; a code, or '' for none, for a place.")],
    reason: _Reason,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Keep what the two agree on, beside both originals; it is neither one's and feeds no figure."""
    with opened(home) as services:
        one = _place(services, session, what)
        services.consensus.agree(services.actor, one.id, value, reason)
        _tell_kept(services, session, one.id, as_json)


@app.command("leave-open")
def leave_open(
    session: SessionArgument,
    what: _What,
    reason: _Reason,
    question: Annotated[str, typer.Option("--question", help="For the decision log. It names nobody.")],
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Leave it unresolved and put a question on the decision log."""
    with opened(home) as services:
        one = _place(services, session, what)
        services.consensus.leave_open(services.actor, one.id, reason, question)
        _tell_kept(services, session, one.id, as_json)


def _tell_kept(services: Services, session: str, place_id: str, as_json: bool) -> None:
    kept = _place(services, session, place_id)
    answer(_data(kept), as_json, _line(kept))


def _whole(services: Services, known: Pair) -> Pair:
    return services.consensus.pair(services.actor, *known.coding_ids)


def _of_session(services: Services, given: str) -> list[Pair]:
    known = services.consensus.pairs(services.actor)
    found = [_whole(services, one) for one in known if given in (one.session_id, one.session_code)]
    if not found:
        raise UserError(
            f"No two codings of {given} are open to you.",
            "Your own must be one of them, or you lead and both came in packages; and all must be locked.",
        )
    return found


def _place(services: Services, session: str, what: str) -> Disagreement:
    places = [each for one in _of_session(services, session) for each in one.disagreements]
    found = [one for one in places if what.upper() == one.label.upper()] or [
        one for one in places if what and one.id.endswith(what)
    ]
    if len(found) != 1:
        why = "More than two coded it, and more than one pair differs there" if found else "The two do not differ there"
        raise UserError(f"{why}. Nothing was kept.", "Give the whole id of the place, as show --json gives it.")
    return found[0]


def _pair_data(one: Pair) -> dict[str, Any]:
    about = {"session": one.session_id, "code": one.session_code, "codings": one.coding_ids}
    return {**about, "evaluators": one.evaluator_codes, "codebook": one.codebook, "demo": one.demo}


def _pair_line(one: Pair) -> str:
    places = counted(len(one.disagreements), "place")
    open_ = sum(each.talk is None and each.asks_for_talk for each in one.disagreements)
    who = " and ".join(one.evaluator_codes)
    return f"{one.session_code}  {who}  {places} where they differ, {open_} to talk about"


def _data(one: Disagreement) -> dict[str, Any]:
    """Without words of the recording and without notes, which a list has no need of."""
    return {
        "id": one.id,
        "matter": one.matter,
        "label": one.label,
        "start_s": one.start_s,
        "end_s": one.end_s,
        "given": {given.evaluator_code: given.value for given in one.given},
        "asks_for_talk": one.asks_for_talk,
        "talk": one.talk,
    }


def _line(one: Disagreement) -> str:
    rating = one.matter is Matter.RATING
    about = f"{one.label} {one.name}" if rating else f"{one.id.rpartition('|')[2][-16:]} at {clock_text(one.start_s)}"
    given = ", ".join(f"{each.evaluator_code} {each.value or 'no code'}" for each in one.given)
    return f"  {about}: {given}{_came_to(one)}"


def _came_to(one: Disagreement) -> str:
    talk = one.talk
    if talk is None:
        return "; to talk about" if one.asks_for_talk else ""
    agreed = talk.agreed or "no code"
    told = f"agreed {agreed}" if talk.outcome is TalkOutcome.AGREED else "left open"
    return f"; {told}: {talk.reason} ({talk.author_code}, {talk.at.astimezone():%d %b %Y})"
