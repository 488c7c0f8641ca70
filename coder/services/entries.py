"""Entries of a coding to and from their rows, and the few queries about them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from coder.domain.coding import Act, Entry, EntryKind
from coder.domain.ids import new_id
from coder.domain.times import to_samples, to_seconds
from coder.services.base import Unit
from coder.store.tables.coding import CodingEntryRow

_kept: WeakKeyDictionary[object, dict[str, dict[str, Entry]]] = WeakKeyDictionary()
"""For each open database, the entries of the coding that was read last, by their ids."""
_erased: set[str] = set()
"""Ids of codings that were erased: a view that is older than that still shows them, and nothing of it is kept."""


def entry_from(row: CodingEntryRow | Row[Any]) -> Entry:
    """The entry a row, or its columns, hold."""
    return Entry(
        id=row.id,
        coding_id=row.coding_id,
        thread_id=row.thread_id,
        kind=row.kind,
        label=row.label,
        active=row.active,
        origin=row.origin,
        author_id=row.author_id,
        at=row.at,
        step_id=row.step_id,
        step_text=row.step_text,
        act=row.act,
        act_of=row.act_of,
        supersedes=row.supersedes,
        utterance_id=row.utterance_id,
        start_s=to_seconds(row.start_sample),
        end_s=to_seconds(row.end_sample),
        value=row.value,
        not_evaluable=row.not_evaluable,
        direction=row.direction,
        note=row.note,
        shareable=row.shareable,
        attributes=dict(row.attributes),
    )


def add_entry(session: Session, entry: Entry) -> None:
    """Append an entry; rows are never updated."""
    session.add(
        CodingEntryRow(
            id=entry.id,
            coding_id=entry.coding_id,
            thread_id=entry.thread_id,
            kind=entry.kind,
            label=entry.label,
            active=entry.active,
            origin=entry.origin,
            author_id=entry.author_id,
            at=entry.at,
            step_id=entry.step_id,
            step_text=entry.step_text,
            act=entry.act,
            act_of=entry.act_of,
            supersedes=entry.supersedes,
            utterance_id=entry.utterance_id,
            start_sample=to_samples(entry.start_s),
            end_sample=to_samples(entry.end_s),
            value=entry.value,
            not_evaluable=entry.not_evaluable,
            direction=entry.direction,
            note=entry.note,
            shareable=entry.shareable,
            attributes=entry.attributes,
        )
    )


def entries_of(session: Session, coding_id: str) -> list[Entry]:
    """All entries of a coding in the order they were made.

    A row never changes and its id is never given again, so what was read once is not read a second time: in a coding
    of thousands of marks that is nearly all the work of a key.
    """
    mine = CodingEntryRow.coding_id == coding_id
    ids = session.scalars(select(CodingEntryRow.id).where(mine).order_by(CodingEntryRow.id)).all()
    kept = _kept.setdefault(session.get_bind(), {})
    known = kept.get(coding_id, {})
    new = [id_ for id_ in ids if id_ not in known]
    if new:
        rows = session.scalars(select(CodingEntryRow).where(mine, CodingEntryRow.id >= new[0]))
        known = {**known, **{row.id: entry_from(row) for row in rows}}
    # Only what is still there, of the coding read last: what was erased does not live on here.
    kept.clear()
    if coding_id not in _erased:
        kept[coding_id] = known if len(known) == len(ids) else {id_: known[id_] for id_ in ids}
    return [known[id_] for id_ in ids]


def forget_entries(coding_ids: Iterable[str]) -> None:
    """Let go of all entries at hand, and keep none of these codings from now on: they were erased."""
    _erased.update(coding_ids)
    _kept.clear()


def newest(session: Session, coding_id: str, **where: str | EntryKind) -> Entry | None:
    """The newest entry of a coding whose columns equal ``where`` (thread_id, kind, label or utterance_id)."""
    query = select(CodingEntryRow).where(CodingEntryRow.coding_id == coding_id).filter_by(**where)
    row = session.scalars(query.order_by(CodingEntryRow.id.desc()).limit(1)).first()
    return None if row is None else entry_from(row)


def entries_on(session: Session, coding_id: str, kind: EntryKind, utterance_ids: Sequence[str]) -> list[Entry]:
    """All entries of one kind that were made on some utterances."""
    query = select(CodingEntryRow).where(CodingEntryRow.coding_id == coding_id, CodingEntryRow.kind == kind)
    rows = session.scalars(query.where(CodingEntryRow.utterance_id.in_(utterance_ids)).order_by(CodingEntryRow.id))
    return [entry_from(row) for row in rows]


def undo_step(unit: Unit, entries: list[Entry], step_id: str) -> list[Entry]:
    """New entries that put back what stood before a step (which must be the last one not undone)."""
    by_id = {entry.id: entry for entry in entries}
    step = new_id()
    restored = []
    for entry in (e for e in entries if e.step_id == step_id):
        before = by_id.get(entry.supersedes)
        source = replace(entry, active=False) if before is None else before
        restored.append(_again(unit, source, entry, entry.id, Act.UNDO, step))
    return restored


def redo_step(unit: Unit, entries: list[Entry], step_id: str) -> list[Entry]:
    """New entries that do an undone step again."""
    step = new_id()
    newest_of = {entry.thread_id: entry.id for entry in entries}
    return [
        _again(unit, entry, entry, newest_of[entry.thread_id], Act.REDO, step)
        for entry in entries
        if entry.step_id == step_id
    ]


def _again(unit: Unit, content: Entry, of: Entry, supersedes: str, act: Act, step_id: str) -> Entry:
    return replace(
        content,
        id=new_id(),
        thread_id=of.thread_id,
        supersedes=supersedes,
        step_text=of.step_text,
        act=act,
        act_of=of.step_id,
        step_id=step_id,
        at=unit.now,
        author_id=unit.actor.id,
    )
