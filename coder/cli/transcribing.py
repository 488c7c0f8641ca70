"""The command that writes down what was said: of one recording, of several, or of all that wait."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any

import typer

from coder.bootstrap import Services
from coder.cli.common import HomeOption, JsonOption, answer, opened, run_job
from coder.domain.errors import UserError
from coder.domain.languages import ENGLISH
from coder.domain.queueing import Queued, by_hindrance
from coder.domain.sessions import Session, SessionState
from coder.domain.transcripts import Transcript
from coder.domain.voice_count import VoiceCount, read_count

_WAITING = (SessionState.IMPORTED, SessionState.TRANSCRIBING)


def register(app: typer.Typer) -> None:
    """Add this command to the command line."""
    app.command("transcribe")(transcribe)


def transcribe(
    session: Annotated[
        list[str] | None,
        typer.Argument(metavar="SESSION...", help="Session ids or codes, for example S-0412 S-0413."),
    ] = None,
    all_waiting: Annotated[
        bool, typer.Option("--all-waiting", help="All recordings that have no transcript and are not being coded.")
    ] = False,
    model: Annotated[str, typer.Option("--model", help="Name or folder of the speech model.")] = "",
    speakers: Annotated[
        str, typer.Option("--speakers", help="Number of voices, if known: 3, or 2-4 for fewest and most.")
    ] = "",
    language: Annotated[
        str, typer.Option("--language", help="Two-letter code of what is spoken, as cy for Welsh, or auto.")
    ] = ENGLISH,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Write down what was said and tell the voices apart. Can be stopped and run again to go on."""
    given = list(session or ())
    if bool(given) is all_waiting:
        raise typer.BadParameter("Name the sessions, or give --all-waiting.", param_hint="SESSION")
    count = _voice_count(speakers)
    with opened(home) as services:
        if all_waiting:
            given = _all_waiting(services)
        if len(given) == 1 and not all_waiting:
            found = services.sessions.get(services.actor, given[0])
            job = services.transcripts.request(services.actor, found.id, model=model, speakers=count, language=language)
            made = _made(services, found, job.created)
            answer(_data(found, made), as_json, _text(made))
            return
        asked = services.transcripts.request_many(services.actor, given, model=model, speakers=count, language=language)
        _make_all(services, asked, as_json)


def _all_waiting(services: Services) -> list[str]:
    # The queue takes its jobs in the order in which they were asked for: the earliest meeting first.
    found = [one.id for one in reversed(services.sessions.list(services.actor)) if one.state in _WAITING]
    if not found:
        raise UserError("No recording waits for its transcript.", "Nothing was changed.")
    return found


def _make_all(services: Services, asked: Queued, as_json: bool) -> None:
    """Do every job in turn; one that fails leaves the others to go on. Raises UserError at the end if any failed."""
    made: list[dict[str, Any]] = []
    failed: list[tuple[Session, UserError]] = []
    lines = [f"{why}: {', '.join(codes)}." for why, codes in _reasons(asked)]
    for meeting, job_id in (*asked.under_way, *asked.queued):
        try:
            transcript = _made(services, meeting, job_id)
        except UserError as error:
            failed.append((meeting, error))
            lines.append(f"{meeting.code}: {error.sentence}")
        else:
            made.append(_data(meeting, transcript))
            lines.append(f"{meeting.code}: {_text(transcript)}")
    data = {
        "transcripts": made,
        "not_queued": [{"session": one.id, "code": one.code, "reason": why} for one, why in asked.refused],
        "failed": [{"session": one.id, "code": one.code, "reason": error.sentence} for one, error in failed],
    }
    answer(data, as_json, "\n".join(lines))
    if failed:
        raise typer.Exit(1)


def _reasons(asked: Queued) -> Sequence[tuple[str, list[str]]]:
    return [(f"Not transcribed, since {why.value}", codes) for why, codes in by_hindrance(asked.refused).items()]


def _made(services: Services, meeting: Session, job_id: str) -> Transcript:
    run_job(services, job_id, f"Transcribing {meeting.code}")
    made = services.transcripts.get(services.actor, meeting.id)
    assert made is not None
    return made


def _text(made: Transcript) -> str:
    words = sum(len(one.words) for one in made.utterances)
    text = f"{len(made.utterances)} utterances, {words} words, {len(made.speakers)} voices."
    if not made.incomplete:
        return text
    left_out = f"{100 * (1 - made.coverage):.0f}% of the speech has no text; its gaps are in the transcript."
    return f"{text} Incomplete: {left_out}"


def _data(meeting: Session, made: Transcript) -> dict[str, Any]:
    return {
        "session": meeting.id,
        "utterances": len(made.utterances),
        "words": sum(len(one.words) for one in made.utterances),
        "coverage": made.coverage,
        "incomplete": made.incomplete,
        "language": made.language,
        "gaps": made.gaps,
        "speakers": made.speakers,
    }


def _voice_count(typed: str) -> VoiceCount | None:
    try:
        return read_count(typed) if typed else None
    except UserError as error:
        raise typer.BadParameter(f"{error.sentence} {error.hint}", param_hint="--speakers") from error
