"""Decisions about masks to and from their rows, and the masks of a session that rows and words add up to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session as Database

from coder.domain.coding import Act
from coder.domain.masks import CaseName, Decision, Mask, MaskKind, Standing, Verdict, add_up
from coder.domain.profiles import Clip, Profile
from coder.domain.transcripts import Transcript
from coder.services.rows import transcript_from, transcript_row
from coder.store.tables.masks import MaskDecisionRow
from coder.store.tables.people import PersonRow
from coder.store.tables.sessions import SessionRow


def to_payload(decision: Decision) -> dict[str, Any]:
    """A decision as its column holds it."""
    data: dict[str, Any] = {"verdict": decision.verdict.value}
    if decision.name is not None:
        name = decision.name
        return {**data, "id": name.id, "kind": name.kind.value, "said": list(name.said)}
    if decision.verdict is Verdict.DROP_NAME:
        return {**data, "id": decision.name_id}
    return {**data, "text": decision.text, "at": decision.at}


def from_payload(data: dict[str, Any]) -> Decision:
    """A decision from its column."""
    verdict = Verdict(data["verdict"])
    if verdict is Verdict.ADD_NAME:
        return Decision(verdict, name=CaseName(data["id"], MaskKind(data["kind"]), tuple(data["said"])))
    if verdict is Verdict.DROP_NAME:
        return Decision(verdict, name_id=data["id"])
    return Decision(verdict, text=data["text"], at=data["at"])


def decision_rows(database: Database, session_id: str) -> list[MaskDecisionRow]:
    """Everything ever decided about the masks of a session, in its order."""
    query = select(MaskDecisionRow).where(MaskDecisionRow.session_id == session_id)
    return list(database.scalars(query.order_by(MaskDecisionRow.id)))


def standing_of(rows: Sequence[MaskDecisionRow]) -> Standing:
    """What rows add up to, without the steps that were undone."""
    undone: set[str] = set()
    for row in rows:
        if row.act is Act.UNDO:
            undone.add(row.act_of)
        elif row.act is Act.REDO:
            undone.discard(row.act_of)
    kept = (row for row in rows if row.act is Act.DO and row.step_id not in undone)
    return add_up([from_payload(row.payload) for row in kept])


def standing(database: Database, session_id: str) -> Standing:
    """What was decided about the masks of a session and stands."""
    return standing_of(decision_rows(database, session_id))


def staff_names(database: Database, session_id: str) -> tuple[CaseName, ...]:
    """Whose session it is, their coach and its evaluator by their names, as workers."""
    meeting = database.get_one(SessionRow, session_id)
    worker = database.get_one(PersonRow, meeting.worker_id)
    people = [worker, *(database.get(PersonRow, id_) for id_ in (worker.coach_id, meeting.evaluator_id) if id_)]
    found = {one.id: one.name.strip() for one in people if one is not None}
    return tuple(CaseName(id_, MaskKind.WORKER, (name,)) for id_, name in found.items() if name)


def masks_of(database: Database, session_id: str, transcript: Transcript) -> tuple[Mask, ...]:
    """All masks of a transcript as it reads now."""
    # Word lists and number plans cost time at the start of the program, where nobody exports anything.
    from coder.domain.deidentify.engine import find_masks, lines_of

    stands = standing(database, session_id)
    return find_masks(lines_of(transcript), (*stands.names, *staff_names(database, session_id)), stands)


def masked_with_session(database: Database, session_id: str, texts: Sequence[str]) -> list[str]:
    """Notes and quotes of a session with the placeholders that its transcript has."""
    from coder.domain.deidentify.engine import Line, find_masks, lines_of
    from coder.domain.deidentify.masked import text_with

    stands = standing(database, session_id)
    row = transcript_row(database, session_id)
    lines = [] if row is None else lines_of(transcript_from(database, row))
    extra = [Line(text, f"{place}:") for place, text in enumerate(texts)]
    masks = find_masks([*lines, *extra], (*stands.names, *staff_names(database, session_id)), stands)
    mine: dict[str, list[Mask]] = {line.utterance_id: [] for line in extra}
    for mask in masks:
        if mask.utterance_id in mine:
            mine[mask.utterance_id].append(mask)
    return [text_with(line.text, mine[line.utterance_id]) for line in extra]


def masked_with_names(database: Database, session_ids: Sequence[str], text: str) -> str:
    """A text that is of no one session, with the names of several."""
    from coder.domain.deidentify.masked import masked_text

    if not text:
        return text
    stands = [standing(database, session_id) for session_id in dict.fromkeys(session_ids)]
    names = [name for one in stands for name in one.names]
    staff = staff_names(database, session_ids[0]) if session_ids else ()
    return masked_text(text, (*_distinct(names), *staff), Standing())


def masked_clips(database: Database, clips: Sequence[Clip]) -> list[Clip]:
    """Moments with masks in their words; each keeps its session's placeholders."""
    shown: dict[str, dict[str, str]] = {}
    for session_id in dict.fromkeys(clip.session_id for clip in clips):
        texts = [text for clip in clips if clip.session_id == session_id for text in (clip.note, clip.text) if text]
        shown[session_id] = dict(zip(texts, masked_with_session(database, session_id, texts), strict=True))

    def hidden(clip: Clip) -> Clip:
        known = shown[clip.session_id]
        return replace(clip, note=known.get(clip.note, ""), text=known.get(clip.text, ""))

    return [hidden(clip) for clip in clips]


def masked_profile(database: Database, profile: Profile) -> Profile:
    """A profile with masks in its moments, the worker's comments and agreed steps."""
    clips = masked_clips(database, (*profile.bright, *profile.to_explore))
    count = len(profile.bright)
    heard = [recording.session_id for track in profile.tracks for recording in track.recordings]
    steps = [replace(one, text=masked_with_names(database, heard, one.text)) for one in profile.next_steps]
    said = [replace(one, text=masked_with_names(database, [one.session_id], one.text)) for one in profile.comments]
    return replace(
        profile,
        bright=tuple(clips[:count]),
        to_explore=tuple(clips[count:]),
        next_steps=tuple(steps),
        comments=tuple(said),
    )


def _distinct(names: Sequence[CaseName]) -> list[CaseName]:
    """One name of several sessions of a family once, so that it has one placeholder."""
    found: dict[tuple[MaskKind, tuple[str, ...]], CaseName] = {}
    for name in names:
        found.setdefault((name.kind, tuple(said.casefold() for said in name.said)), name)
    return list(found.values())
