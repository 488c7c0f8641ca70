"""A transcript as a table for its template."""

from __future__ import annotations

from coder.analysis.wording import day_text
from coder.domain.sessions import Session
from coder.domain.times import clock_text
from coder.domain.transcripts import Flag, Gap, Transcript, Utterance
from coder.exports.document import Table, box_note, frame, table
from coder.exports.mask_note import mask_note
from coder.exports.printable import printable

CAUTION = (
    "The recording is the evidence; this text is a help for finding places in it. It was made by a program and is "
    "wrong in places, more so with accents, overlapping talk and noise. Do not quote from it without listening."
)
_CHECK = {
    Flag.LOW_CONFIDENCE: "uncertain",
    Flag.SUSPECT: "may be invented",
    Flag.OVERLAP: "several voices",
    Flag.TIME_UNCERTAIN: "times uncertain",
}


def _marked(utterance: Utterance) -> str:
    reasons = ", ".join(_CHECK[flag] for flag in utterance.flags)
    return f"{utterance.text} [check by ear: {reasons}]" if reasons else utterance.text


def _utterances(transcript: Transcript) -> Table:
    names = {speaker.id: f"{speaker.role.value} ({speaker.label})" for speaker in transcript.speakers}
    body = [[clock_text(u.start_s), names.get(u.speaker_id, "unknown"), _marked(u)] for u in transcript.utterances]
    return table(["Time", "Who", "What was heard"], body)


def _gaps(gaps: tuple[Gap, ...]) -> str:
    if not gaps:
        return ""
    places = ", ".join(f"{clock_text(gap.start_s)}–{clock_text(gap.end_s)}" for gap in gaps)
    return f"Somebody speaks here and no text was found: {places}."


def _lead(session: Session, transcript: Transcript) -> str:
    who = "roles confirmed" if transcript.confirmed else "roles not yet confirmed"
    held = f"{session.kind.value.capitalize()} on {day_text(session.held_on)}"
    return f"{held} · worker {session.worker_code} · {clock_text(transcript.duration_s)} · {who}"


def transcript_document(session: Session, transcript: Transcript, *, masked: bool) -> dict[str, object]:
    """All that ``transcript.typ`` prints. Speakers appear by role and label, the worker by code;
    ``masked`` says whether the words have placeholders for names."""
    version = "as the program wrote it" if transcript.version == 0 else f"version {transcript.version}"
    version += ", corrected by hand" if transcript.edited else ""
    document: dict[str, object] = {
        **frame(
            f"Transcript of recording {session.code}",
            "Transcript",
            f"Transcript {version}, speech model {transcript.model} · not part of a case record",
            demo=session.demo,
        ),
        "heading": printable(f"Recording {session.code}"),
        "lead": printable(_lead(session, transcript)),
        "utterances": _utterances(transcript),
        "gaps": _gaps(transcript.gaps),
    }
    document["caution"] = f"{mask_note(masked=masked)} {CAUTION} {box_note(document)}".strip()
    return document
