"""Commands around a transcript: import, sessions, confirm, withdraw … Making one is in transcribing.py."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from coder.audio.joining import in_order
from coder.bootstrap import Services
from coder.cli.common import HomeOption, JsonOption, SessionArgument, answer, opened, progress_bar
from coder.domain.errors import UserError
from coder.domain.people import SpeakerRole
from coder.domain.sessions import Answer, HowAsked, SessionKind
from coder.domain.times import clock_text
from coder.domain.transcripts import Transcript
from coder.exports.erasure_certificate import certificate_text
from coder.exports.files import save_whole
from coder.services.sessions import PermissionDraft


def register(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    app.command("import")(import_recording)
    app.command("transcript")(transcript)
    app.command("sessions")(list_sessions)
    app.command("confirm")(confirm)
    app.command("withdraw")(withdraw)
    app.command("erasure-certificate")(erasure_certificate)


def parse_permission(text: str) -> PermissionDraft:
    """``who[:adult|child][:how asked][:answer][:asked by]``, for example ``mother:adult:spoken:given``.

    Parts may be left out from the right: an adult asked in speech who agreed. Raises UserError for anything else.
    """
    parts = [part.strip() for part in text.split(":")]
    who, age, how, said, by = [*parts, "", "", "", ""][:5]
    try:
        if not who or age not in ("", "adult", "child") or len(parts) > 5:
            raise ValueError(text)
        return PermissionDraft(who, age != "child", HowAsked(how or "spoken"), by, Answer(said or "given"))
    except ValueError as error:
        raise UserError(
            "A permission reads who:adult|child:spoken|written:given|refused, for example mother:adult:spoken:given.",
            "Nothing was stored.",
        ) from error


def import_recording(
    files: Annotated[
        list[Path],
        typer.Argument(
            metavar="FILE...",
            help="Sound file: wav, mp3, m4a, wma, ogg, opus, flac, amr, 3gp, mp4 … Several are joined to one meeting.",
        ),
    ],
    worker: Annotated[
        str,
        typer.Option("--worker", help="Code of the worker, known or new, for example W-41; not one of the demo's."),
    ],
    team: Annotated[str, typer.Option("--team", help="Name of the worker's team.")],
    held_on: Annotated[datetime, typer.Option("--date", formats=["%Y-%m-%d"], help="Day of the meeting.")],
    kind: Annotated[SessionKind, typer.Option("--kind", help="Kind of meeting.")] = SessionKind.VISIT,
    permission: Annotated[
        list[str] | None, typer.Option("--permission", help="who:adult|child:how asked:answer; may be repeated.")
    ] = None,
    keep_order: Annotated[
        bool, typer.Option("--keep-order", help="Join several files as they are given, not by their names or times.")
    ] = False,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Add a recording: decode it, keep it encrypted, and make a session of it."""
    drafts = [parse_permission(text) for text in permission or ()]
    with opened(home) as services, progress_bar("Decoding") as bar:
        made = services.sessions.import_recording(
            services.actor,
            *(files if keep_order else in_order(files)),
            worker_id=worker,
            team_name=team,
            held_on=held_on.date(),
            kind=kind,
            permissions=drafts,
            progress=lambda share: bar(share, ""),
        )
        session = services.sessions.get(services.actor, made.created)
    assert session.recording is not None
    warnings, gaps = session.recording.warnings, session.recording.unrecorded
    text = "\n".join([f"Added as session {session.code}.", *warnings])
    data = {"session": session.id, "code": session.code, "warnings": warnings}
    unrecorded = [{"start_s": gap.start_s, "end_s": gap.end_s, "reason": gap.reason} for gap in gaps]
    answer(data | {"unrecorded": unrecorded}, as_json, text)


def transcript(
    session: SessionArgument,
    out: Annotated[Path | None, typer.Option("--out", help="Write a tagged PDF instead.")] = None,
    original: Annotated[
        bool, typer.Option("--original", help="As the machine wrote it, without anybody's edits.")
    ] = False,
    real: Annotated[
        bool | None,
        typer.Option("--real/--masked", help="With real names, or masked. A PDF is masked unless --real is given."),
    ] = None,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show the transcript of a session."""
    if original and out is not None:
        raise UserError("A PDF holds the transcript as it reads now.", "Leave out --out or --original.")
    if original and real is False:
        raise UserError("The machine's version is not masked.", "Leave out --original or --masked.")
    with opened(home) as services:
        texts = services.transcripts
        read = services.masks.transcript if real is False else texts.original if original else texts.get
        found = read(services.actor, session)
        if found is None:
            raise UserError("This session has no transcript yet.", "Run transcribe first.")
        if out is not None:
            meeting = services.sessions.get(services.actor, session)
            save_whole(out, services.transcripts.pdf(services.actor, meeting, real=bool(real)))
    answer(transcript_data(found), as_json, transcript_text(found) if out is None else f"Written to {out.name}.")


def transcript_data(found: Transcript) -> dict[str, Any]:
    """A transcript as the command line gives it: every utterance with its voice, role, words and flags."""
    labels = {speaker.id: speaker.label for speaker in found.speakers}
    return {
        "duration_s": found.duration_s,
        "version": found.version,
        "language": found.language,
        "model": found.model,
        "coverage": found.coverage,
        "incomplete": found.incomplete,
        "edited": found.edited,
        "speakers": found.speakers,
        "alike": [[labels[one] for one in pair] for pair in found.alike if set(pair) <= labels.keys()],
        "gaps": found.gaps,
        "heard": found.heard,
        "utterances": [
            {
                "id": one.id,
                "index": one.index,
                "start_s": one.start_s,
                "end_s": one.end_s,
                "speaker": labels[one.speaker_id],
                "role": found.role_of(one.speaker_id),
                "text": one.text,
                "words": one.words,
                "flags": one.flags,
                "reasons": one.reasons,
                "edited": one.edited,
                "checked": one.checked,
            }
            for one in found.utterances
        ],
    }


def transcript_text(found: Transcript) -> str:
    """A transcript as people read it on a terminal."""
    lines = []
    for one in found.utterances:
        marks = f"  [{', '.join(flag.value for flag in one.flags)}]" if one.flags else ""
        lines.append(f"{clock_text(one.start_s):>8}  {found.role_of(one.speaker_id).value:<11} {one.text}{marks}")
    return "\n".join(lines)


def list_sessions(home: HomeOption = None, as_json: JsonOption = False) -> None:
    """List all sessions, the latest meeting first."""
    with opened(home) as services:
        found = services.sessions.list(services.actor)
    lines = [f"{one.code}  {one.held_on}  {one.worker_code:<8} {one.team_name:<16} {one.state.value}" for one in found]
    answer({"sessions": found}, as_json, "\n".join(lines) or "No sessions yet.")


def confirm(
    session: SessionArgument,
    role: Annotated[
        list[str] | None, typer.Option("--role", help="Voice and who it is, for example S1=worker; may be repeated.")
    ] = None,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Confirm who spoke. Voices not named keep the role the machine guessed."""
    said = dict(_role(text) for text in role or ())
    with opened(home) as services:
        found = services.transcripts.get(services.actor, session)
        if found is None:
            raise UserError("This session has no transcript yet.", "Run transcribe first.")
        unknown = set(said) - {speaker.label for speaker in found.speakers}
        if unknown:
            raise UserError(f"There is no voice {', '.join(sorted(unknown))}.", "See the transcript for the voices.")
        roles = {speaker.id: said.get(speaker.label, speaker.role) for speaker in found.speakers}
        services.transcripts.confirm_roles(services.actor, session, roles)
        found = services.transcripts.get(services.actor, session)
        assert found is not None
    answer({"speakers": found.speakers}, as_json, "\n".join(f"{s.label}: {s.role.value}" for s in found.speakers))


def _role(text: str) -> tuple[str, SpeakerRole]:
    label, _, role = text.partition("=")
    try:
        return label.strip(), SpeakerRole(role.strip())
    except ValueError as error:
        roles = ", ".join(one.value for one in SpeakerRole)
        raise UserError(f"A role reads S1=worker; roles are {roles}.") from error


def withdraw(
    session: SessionArgument,
    who: Annotated[str, typer.Option("--who", help="Who withdrew, by role: mother, worker …")],
    reason: Annotated[str, typer.Option("--reason", help="What they said, if they wish.")] = "",
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Erase sound, text and codes of a session because somebody withdrew permission. Cannot be undone."""
    with opened(home) as services:
        services.sessions.withdraw(services.actor, session, who, reason)
        found = services.sessions.get(services.actor, session)
        models = services.learning.taught(services.actor, session)
    text = f"{found.code}: sound, transcript and codes erased."
    if models:
        text += f"\nLearnt from it before: {', '.join(models)}. Learn again (suggestions train) to be without it."
    answer({"session": found.id, "state": found.state, "models": models}, as_json, text)


CertificateOption = Annotated[Path | None, typer.Option("--out", help="Write it as a text file instead.")]


def erasure_certificate(
    session: SessionArgument, out: CertificateOption = None, home: HomeOption = None, as_json: JsonOption = False
) -> None:
    """Show that a recording is erased: when, why, by whom, which models learnt from it, and that nothing is left."""
    with opened(home) as services:
        certify(services, session, out, as_json)


def certify(services: Services, session: str, out: Path | None, as_json: bool) -> None:
    """Print the certificate of an erasure, or write it whole to ``out``. Raises UserError where nothing is erased."""
    found = services.retention.certificate(services.actor, session)
    text = certificate_text(found)
    if out is not None:
        save_whole(out, text.encode())
    answer({**vars(found), "complete": found.complete}, as_json, text if out is None else f"Written to {out.name}.")
