"""What the lock of a coding closed: judged by the order of the store, for times may be equal and clocks go back."""

from __future__ import annotations

from coder.store.tables.coding import CodingRow


def closed_by_lock(row: CodingRow, done_id: str) -> bool:
    """Whether an entry or edit with this id was there when the blind pass was closed; never before the lock."""
    return row.locked_at is not None and done_id <= row.lock_id
