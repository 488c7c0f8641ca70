"""How often each worker was given each rating, kept in the store: all that a profile takes of everybody else.

Reading the ratings of ten thousand sessions takes seconds. They are counted once, a worker at a time, and stand until
something changes that they are made of; a trigger removes them then (coder.store.recounts), and only that worker is
counted anew.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import Row, Select, select
from sqlalchemy.orm import Session

from codebook.schema import Codebook
from coder.domain.coding import EntryKind
from coder.domain.practice import Practice, kinds_of
from coder.domain.profiles import RatingCounts
from coder.services.coded_rows import STANDING, joined
from coder.store.engine import Store
from coder.store.tables.coding import CodingEntryRow, CodingRow
from coder.store.tables.people import PersonRow
from coder.store.tables.profiles import RatingCountRow
from coder.store.tables.sessions import SessionRow

_Counts = dict[str, Any]
# Others who want to write wait for no more than these, also where a whole service is counted for the first time.
_AT_ONCE = 20
_COLUMNS = (
    SessionRow.worker_id,
    SessionRow.kind,
    CodingRow.codebook_id,
    CodingRow.codebook_version,
    CodingEntryRow.coding_id,
    CodingEntryRow.thread_id,
    CodingEntryRow.label,
    CodingEntryRow.active,
    CodingEntryRow.value,
)


def uncounted(session: Session) -> list[str]:
    """The people whose ratings are to be counted anew, in the order of their ids."""
    kept = select(RatingCountRow.worker_id)
    return list(session.scalars(select(PersonRow.id).where(PersonRow.id.not_in(kept)).order_by(PersonRow.id)))


def keep_counts(store: Store, worker_ids: Sequence[str]) -> None:
    """Count the ratings of these people and keep the counts, a few people a transaction.

    Those whom somebody else has counted or removed meanwhile are left as they are.
    """
    for start in range(0, len(worker_ids), _AT_ONCE):
        with store.write() as session:
            still = set(uncounted(session)).intersection(worker_ids[start : start + _AT_ONCE])
            for worker_id, counts in _count(session, still).items():
                session.add(RatingCountRow(worker_id=worker_id, counts=counts))


def service_ratings(session: Session, practice: Practice, codebook: Codebook) -> RatingCounts:
    """The ratings of everybody in one practice that were made with this major version of a codebook.

    The same as coder.analysis.profiles.rating_counts of all coded sessions of the practice.
    """
    rows = session.execute(select(RatingCountRow.worker_id, RatingCountRow.counts))
    every: dict[str, _Counts] = {worker_id: counts for worker_id, counts in rows}
    # Somebody may have locked a coding since what was missing was counted.
    every |= _count(session, uncounted(session))
    kinds = sorted(kinds_of(practice))
    found = {worker: _merged(counts, kinds, codebook) for worker, counts in every.items()}
    return {worker: counts for worker, counts in found.items() if counts}


def _merged(counts: _Counts, kinds: Sequence[str], codebook: Codebook) -> dict[str, Counter[int]]:
    total: dict[str, Counter[int]] = defaultdict(Counter)
    for kind in kinds:
        for principle_id, values in counts.get(kind, {}).get(codebook.id, {}).get(str(codebook.major), {}).items():
            of = total[principle_id]
            for value, count in values.items():
                of[int(value)] += count
    return total


def _count(session: Session, worker_ids: Collection[str]) -> dict[str, _Counts]:
    """For each of these people what their row is to hold."""
    if not worker_ids:
        return {}
    newest = {row.thread_id: row for row in session.execute(ratings_of(worker_ids))}
    standing = {(row.coding_id, row.label): row for row in newest.values() if row.active and row.value is not None}
    found = Counter(_place(row) for row in standing.values())
    every: dict[str, _Counts] = {worker_id: {} for worker_id in worker_ids}
    for (worker_id, *steps, value), count in found.items():
        counts = every[worker_id]
        for step in steps:
            counts = counts.setdefault(step, {})
        counts[value] = count
    return every


def ratings_of(worker_ids: Collection[str]) -> Select[*tuple[Any, ...]]:
    """Every rating ever entered in the codings that count, the oldest first."""
    query = joined(select(*_COLUMNS), [*STANDING, SessionRow.worker_id.in_(worker_ids)])
    return query.where(CodingEntryRow.kind == EntryKind.RATING).order_by(CodingEntryRow.id)


def _place(row: Row[Any]) -> tuple[str, ...]:
    major = row.codebook_version.split(".")[0]
    return row.worker_id, row.kind.value, row.codebook_id, major, row.label, str(row.value)
