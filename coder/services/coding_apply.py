"""Applying a coding made elsewhere: one step, so that one undo takes it back; what is there already is not doubled."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from coder.domain.coding import CodingState, Entry, EntryKind, fold, placed
from coder.domain.errors import UserError
from coder.domain.ids import new_id
from coder.domain.people import SpeakerRole
from coder.domain.transcripts import Transcript
from coder.services.base import Unit
from coder.services.coding_file import CodingDocument, RatingIn, resolve
from coder.services.coding_rules import CodingFacts, check_times, code_name, fresh, plain, principle_name
from coder.services.entries import add_entry, entries_of
from coder.services.focus_apply import focus_entries

_STEP_TEXT = "Coding from a file"


def roles_for(document: CodingDocument, transcript: Transcript) -> dict[str, SpeakerRole]:
    """Who every voice is: what the file says by id or label, else what the machine guessed.

    Raises UserError when the file names a voice that the transcript does not have.
    """
    known = {speaker.id for speaker in transcript.speakers} | {speaker.label for speaker in transcript.speakers}
    for named in document.speakers:
        if named not in known:
            raise UserError(f"The transcript has no voice “{named}”.", "Nothing was applied.")
    said = document.speakers
    return {s.id: said.get(s.id, said.get(s.label, s.role)) for s in transcript.speakers}


def apply_document(unit: Unit, facts: CodingFacts, transcript: Transcript | None, document: CodingDocument) -> int:
    """Append everything the file says to a coding; the number of new entries.

    Raises UserError for an unknown code, principle, moment, focus tag or utterance, two codes or focus tags on one
    place, a value off the scale, or a place outside the recording; the caller's transaction then leaves nothing behind.
    """
    state = placed(fold(entries_of(unit.session, facts.row.id)), transcript.row_of if transcript else lambda _: "")
    step_id = new_id()
    count = 0
    for entry in _entries(unit, facts, transcript, document, state):
        if not _known(entry, state):
            add_entry(unit.session, replace(entry, step_id=step_id, step_text=_STEP_TEXT))
            count += 1
    return count


def _entries(
    unit: Unit, facts: CodingFacts, transcript: Transcript | None, document: CodingDocument, state: CodingState
) -> Iterator[Entry]:
    coded: set[str] = set()
    for code in document.codes:
        code_name(facts.codebook, code.code, code.attributes)
        utterance_id, start_s, end_s = resolve(code, transcript)
        check_times(facts, start_s, end_s)
        if utterance_id and utterance_id in coded:
            raise UserError(
                f"The coding file gives utterance {code.utterance} two codes.",
                "Give it one, or use start_s and end_s for a part of it. Nothing was applied.",
            )
        coded.add(utterance_id)
        entry = fresh(unit, facts.row, EntryKind.CODE, code.code, "", state.main_code(utterance_id))
        yield replace(
            entry,
            utterance_id=utterance_id,
            start_s=start_s,
            end_s=end_s,
            note=plain(code.memo),
            attributes=code.attributes,
        )
    kinds = {moment.id for moment in facts.codebook.moments}
    for moment in document.moments:
        if moment.kind not in kinds:
            raise UserError(f"The codebook has no moment “{moment.kind}”.", "Nothing was applied.")
        utterance_id, start_s, end_s = resolve(moment, transcript)
        check_times(facts, start_s, end_s)
        entry = fresh(unit, facts.row, EntryKind.MOMENT, moment.kind, "", None)
        entry = replace(entry, utterance_id=utterance_id, start_s=start_s, end_s=end_s)
        yield replace(entry, note=plain(moment.note), shareable=moment.shareable)
    yield from focus_entries(unit, facts, transcript, document.focus, state)
    for rating in document.ratings:
        yield from _rating_entries(unit, facts, transcript, rating, state)


def _rating_entries(
    unit: Unit, facts: CodingFacts, transcript: Transcript | None, rating: RatingIn, state: CodingState
) -> Iterator[Entry]:
    name = principle_name(facts.codebook, rating.principle)
    rules = facts.codebook.rules
    value = None if rating.value == "NE" else rating.value
    if value is not None and not rules.scale_min <= value <= rules.scale_max:
        raise UserError(f"{name}: {value} is not on the scale {rules.scale_min}–{rules.scale_max}.")
    old = state.ratings.get(rating.principle)
    entry = fresh(unit, facts.row, EntryKind.RATING, rating.principle, "", old)
    yield replace(entry, value=value, not_evaluable=value is None, note=plain(rating.reason))
    for evidence in rating.evidence:
        utterance_id, start_s, end_s = resolve(evidence, transcript)
        check_times(facts, start_s, end_s)
        entry = fresh(unit, facts.row, EntryKind.EVIDENCE, rating.principle, "", None)
        entry = replace(entry, utterance_id=utterance_id, start_s=start_s, end_s=end_s)
        yield replace(entry, direction=evidence.direction, note=plain(evidence.note))
    if rating.reason_without_evidence.strip():
        known = state.overrides.get(rating.principle)
        entry = fresh(unit, facts.row, EntryKind.OVERRIDE, rating.principle, "", known)
        yield replace(entry, note=plain(rating.reason_without_evidence))


def _content(entry: Entry) -> tuple[object, ...]:
    return (
        entry.kind,
        entry.label,
        round(entry.start_s, 3),
        round(entry.end_s, 3),
        entry.utterance_id,
        entry.value,
        entry.not_evaluable,
        entry.direction,
        entry.note,
        entry.shareable,
        tuple(sorted(entry.attributes.items())),
    )


def _known(entry: Entry, state: CodingState) -> bool:
    single = (*state.ratings.values(), *state.overrides.values())
    standing = (*state.codes, *single, *state.evidence, *state.moments, *state.focus)
    return any(_content(entry) == _content(other) for other in standing)
