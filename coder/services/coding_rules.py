"""The rules every change of a coding goes through, and the entries that changes are made of."""

from __future__ import annotations

from dataclasses import dataclass, replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from codebook.schema import Codebook
from coder.domain.changes import Changes, Kind, changes
from coder.domain.coding import Entry, EntryKind, Mode, Origin, codes_moved_with, fold, main_on, placed
from coder.domain.errors import UserError
from coder.domain.ids import new_id
from coder.domain.sessions import check_not_erased
from coder.domain.times import clock_text, to_seconds
from coder.services.base import Unit
from coder.services.entries import add_entry, entries_of, entries_on, newest
from coder.services.lock import closed_by_lock
from coder.services.rows import confirmed, context_of, placement, transcript_row
from coder.store.tables.coding import CodingRow
from coder.store.tables.sessions import SessionRow
from coder.store.tables.transcripts import TranscriptRow, UtteranceRow


@dataclass(frozen=True)
class CodingFacts:
    """What a rule about a coding needs to know beside its entries."""

    row: CodingRow
    codebook: Codebook
    duration_s: float


@dataclass(frozen=True)
class Place:
    """Where a code stands: an utterance ("" for a free interval) and seconds, half-open."""

    utterance_id: str
    start_s: float
    end_s: float


def standing_code(session: Session, coding_id: str, utterance_id: str) -> Entry | None:
    """The main code of an utterance (CodingState.main_code) as it was given; None when it has none.

    A free interval never has.
    """
    return standing_mark(session, coding_id, utterance_id, EntryKind.CODE)


def standing_mark(session: Session, coding_id: str, utterance_id: str, kind: EntryKind) -> Entry | None:
    """The code or focus tag of an utterance that counts, as it was given; None when it has none."""
    if not utterance_id:
        return None
    coding = session.get_one(CodingRow, coding_id)
    now = placement(session, coding.session_id)
    row_id = now.row_of(utterance_id)
    held = now.held_by(row_id or utterance_id)
    given = fold(entries_on(session, coding_id, kind, held))
    there = placed(given, now.row_of)
    main = main_on((*there.codes, *there.focus), utterance_id, row_id)
    return None if main is None else next(entry for entry in (*given.codes, *given.focus) if entry.id == main.id)


def check_utterance(session: Session, session_id: str, utterance_id: str) -> None:
    """Raise UserError unless the utterance ("" is fine) belongs to a transcript of the session."""
    if not utterance_id:
        return
    query = select(UtteranceRow.id).join(TranscriptRow, TranscriptRow.id == UtteranceRow.transcript_id)
    found = query.where(UtteranceRow.id == utterance_id[:36], TranscriptRow.session_id == session_id)
    if session.scalars(found).first() is None:
        raise UserError("The transcript of this session has no such utterance.", "Open the session again.")


def utterance_after_move(session: Session, mark: Entry, start_s: float, end_s: float) -> str:
    """The utterance a mark is on once it stands on [start_s, end_s): none for evidence that has left its own.

    Its words are shown with the evidence, and must be those that are heard there.
    """
    row = session.get(UtteranceRow, mark.utterance_id) if mark.kind is EntryKind.EVIDENCE else None
    if row is None:
        return mark.utterance_id
    stays = to_seconds(row.start_sample) < end_s and start_s < to_seconds(row.end_sample)
    return mark.utterance_id if stays else ""


def check_unfinished(row: CodingRow) -> None:
    """Raise UserError when a coding is finished."""
    if row.finished_at is not None:
        raise UserError("This coding is finished and cannot be changed.", "Ask for a second listen.")


def check_ready(session: Session, meeting: SessionRow) -> None:
    """Raise UserError unless an evaluator may begin: nothing was erased, context sheet filled in, voices confirmed."""
    check_not_erased(meeting.state, "It can no longer be coded.")
    if not context_of(meeting).complete:
        raise UserError("The context sheet of this session is not filled in.", "Fill it in before you listen.")
    if transcript_row(session, meeting.id) is not None and not confirmed(session, meeting.id):
        raise UserError("Nobody has confirmed yet who spoke.", "Confirm the voices, then code.")


def origin(row: CodingRow) -> Origin:
    """What the evaluator may have seen by now, as every entry keeps it.

    From the lock on suggestions and earlier ratings are open, so a later change never counts as blind.
    """
    if row.mode is Mode.ASSISTED:
        return Origin.ASSISTED
    return Origin.BLIND if row.locked_at is None else Origin.AFTER_SEEING


def fresh(unit: Unit, row: CodingRow, kind: EntryKind, label: str, text: str, old: Entry | None) -> Entry:
    """A new entry of its own step; it goes on with the thread of ``old`` if there is one, with none of its content."""
    entry_id = new_id()
    return Entry(
        id=entry_id,
        coding_id=row.id,
        thread_id=old.thread_id if old else entry_id,
        supersedes=old.id if old else "",
        kind=kind,
        label=label,
        active=True,
        origin=origin(row),
        author_id=unit.actor.id,
        at=unit.now,
        step_id=new_id(),
        step_text=text,
    )


def follow(unit: Unit, row: CodingRow, old: Entry, text: str) -> Entry:
    """A new entry of its own step with the content of ``old``, which it supersedes."""
    entry = fresh(unit, row, old.kind, old.label, text, old)
    return replace(
        old,
        id=entry.id,
        supersedes=entry.supersedes,
        origin=entry.origin,
        author_id=entry.author_id,
        at=entry.at,
        step_id=entry.step_id,
        step_text=text,
        act=entry.act,
        act_of="",
    )


def thread(session: Session, coding_id: str, thread_id: str) -> Entry:
    """The standing mark of a thread. Raises UserError when it was taken back or never was."""
    entry = newest(session, coding_id, thread_id=thread_id)
    if entry is None or not entry.active:
        raise UserError("This mark is no longer there.", "Nothing was changed.")
    return entry


def append(unit: Unit, entry: Entry, action: str) -> Changes:
    """Write one entry and its audit event."""
    add_entry(unit.session, entry)
    unit.audit(action, "coding", entry.coding_id, entry=entry.id, kind=entry.kind.value, origin=entry.origin.value)
    return changes(Kind.CODING, ids={entry.coding_id, entry.thread_id}, created=entry.thread_id)


def append_moved(unit: Unit, row: CodingRow, before: Entry, moved: Entry) -> Changes:
    """Write a mark on its new place, and in the same step the codes that lie on it if it is a moment."""
    state = fold(entries_of(unit.session, row.id)) if before.kind is EntryKind.MOMENT else None
    done = append(unit, moved, "moved")
    for code in codes_moved_with(state, before) if state is not None else ():
        along = replace(follow(unit, row, code, moved.step_text), step_id=moved.step_id)
        append(unit, replace(along, start_s=moved.start_s, end_s=moved.end_s), "moved")
    return done


def append_all(unit: Unit, row: CodingRow, entries: list[Entry], action: str) -> Changes:
    """Write the entries of an undone or redone step and one audit event; nothing when there are none."""
    for entry in entries:
        add_entry(unit.session, replace(entry, origin=origin(row)))
    if entries:
        unit.audit(action, "coding", row.id, step=entries[0].act_of)
    return changes(Kind.CODING, ids={row.id})


def check_times(facts: CodingFacts, start_s: float, end_s: float) -> None:
    """Raise UserError unless [start_s, end_s) is a stretch of the recording (half a second over is let pass)."""
    if not 0 <= start_s < end_s or (facts.duration_s and end_s > facts.duration_s + 0.5):
        raise UserError(
            f"A mark from {clock_text(max(0.0, start_s))} to {clock_text(max(0.0, end_s))} lies outside the recording."
        )


def code_name(codebook: Codebook, code: str, attributes: dict[str, str]) -> str:
    """The name of a code. Raises UserError when the codebook lacks the code, an attribute or its value."""
    try:
        known = codebook.code(code)
    except KeyError:
        raise UserError(f"The codebook has no code “{code}”.", "See the Library for its codes.") from None
    allowed = {attribute.id: attribute.values for attribute in known.attributes}
    for name, value in attributes.items():
        if name not in allowed or (allowed[name] and value not in allowed[name]):
            raise UserError(f"{known.name} has no attribute “{name}: {value}”.")
    return known.name


def principle_name(codebook: Codebook, principle_id: str) -> str:
    """The name of a principle. Raises UserError when the codebook lacks it."""
    try:
        return codebook.principle(principle_id).name
    except KeyError:
        raise UserError(f"The codebook has no principle “{principle_id}”.", "See the Library.") from None


def plain(text: str) -> str:
    """Text without what a database would refuse, and without blank ends."""
    # PostgreSQL refuses NUL and neither database keeps half a surrogate pair.
    return text.replace("\x00", "").encode("utf-8", "ignore").decode("utf-8").strip()


def rating_reason(old: Entry | None, reason: str | None, *, not_evaluable: bool) -> str:
    """The reason of a rating: the one given, else the old one if it was given for the same kind of answer."""
    if reason is not None:
        return plain(reason)
    return old.note if old is not None and old.not_evaluable == not_evaluable else ""


def check_change_has_reason(row: CodingRow, old: Entry | None, reason: str | None) -> None:
    """Raise UserError for a rating after the lock without a reason given now or since the lock (codebook §A11)."""
    if row.locked_at is None or (reason or "").strip():
        return
    if old is None or closed_by_lock(row, old.id) or not old.note:
        raise UserError("A rating changed after the lock needs a reason.", "Write why, then rate again.")
