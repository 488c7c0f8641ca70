"""The audit trail: each line carries a keyed hash of itself and of the line before, so that a change is found.

The chain alone finds a line that was edited, removed, swapped or put in. Lines cut off the end are found only with an
anchor: the head as it was noted outside the database.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from coder.domain.audit import AuditEvent, AuditVerdict
from coder.security.files import write_whole
from coder.store.tables import AuditRow

_BEFORE_THE_FIRST = "0" * 64
_LONGEST_DETAIL = 128

# What reading a line raises that this program never wrote, such as one with a date that is none.
_UNREADABLE = (TypeError, ValueError, AttributeError)


def append(
    session: Session,
    *,
    actor_id: str,
    action: str,
    object_kind: str,
    object_id: str = "",
    detail: Mapping[str, object] | None = None,
    mac_key: bytes,
    now: datetime,
) -> AuditEvent:
    """Add a line in the caller's transaction, so that act and line are there together or not at all.

    ``detail`` holds ids and numbers only; a text in it of more than 128 characters raises ValueError. Must run inside
    Store.write(), where writers take turns, or two lines could claim one place.
    """
    last = session.execute(select(AuditRow.seq, AuditRow.mac).order_by(AuditRow.seq.desc()).limit(1)).first()
    row = AuditRow(
        seq=last.seq + 1 if last else 1,
        at=now.astimezone(UTC),
        actor_id=actor_id,
        action=action,
        object_kind=object_kind,
        object_id=object_id,
        detail=_plain(detail or {}),
        prev=last.mac if last else _BEFORE_THE_FIRST,
    )
    row.mac = _mac(row, mac_key)
    session.add(row)
    session.flush()
    return _event(row)


def verify(session: Session, mac_key: bytes, anchor: str = "") -> AuditVerdict:
    """Read the whole trail and check every link, and that the line noted in ``anchor`` is still what it was."""
    try:
        return _walk(session, mac_key, anchor, rows_at_once=1000)
    except _UNREADABLE:
        # One line spoils all that are fetched with it; one by one the first bad line is found.
        return _walk(session, mac_key, anchor, rows_at_once=1)


def _walk(session: Session, mac_key: bytes, anchor: str, rows_at_once: int) -> AuditVerdict:
    anchor_seq, anchor_mac = _parse(anchor)
    anchored = anchor_seq == 0
    count, prev = 0, _BEFORE_THE_FIRST
    query = select(*AuditRow.__table__.columns).order_by(AuditRow.seq).execution_options(yield_per=rows_at_once)
    with closing(session.execute(query)) as rows:
        try:
            for row in rows:
                sound = row.seq == count + 1 and row.prev == prev and hmac.compare_digest(row.mac, _mac(row, mac_key))
                if not sound or (row.seq == anchor_seq and row.mac != anchor_mac):
                    return AuditVerdict(count, False, count + 1, f"{count}:{prev}")
                anchored = anchored or row.seq == anchor_seq
                count, prev = row.seq, row.mac
        except _UNREADABLE:
            if rows_at_once > 1:
                raise
            return AuditVerdict(count, False, count + 1, f"{count}:{prev}")
    return AuditVerdict(count, anchored, None if anchored else count + 1, f"{count}:{prev}")


def head(session: Session) -> str:
    """The newest line as ``seq:mac``, to be noted elsewhere as anchor; ``0:000…`` before the first line."""
    last = session.execute(select(AuditRow.seq, AuditRow.mac).order_by(AuditRow.seq.desc()).limit(1)).first()
    return f"{last.seq}:{last.mac}" if last else f"0:{_BEFORE_THE_FIRST}"


def events(session: Session, limit: int = 100) -> tuple[AuditEvent, ...]:
    """The newest lines, the newest first."""
    rows = session.scalars(select(AuditRow).order_by(AuditRow.seq.desc()).limit(limit))
    return tuple(_event(row) for row in rows)


def write_anchor(path: Path, newest: str) -> None:
    """Note a head in a file outside the database."""
    write_whole(path, newest.encode())


def read_anchor(path: Path) -> str:
    """The head noted last, or "" when none was."""
    return path.read_text(encoding="utf-8") if path.exists() else ""


def _parse(anchor: str) -> tuple[int, str]:
    seq, _, mac = anchor.partition(":")
    if not anchor:
        return 0, ""
    # A line that can never be there: a damaged anchor must not count as no anchor.
    return (int(seq), mac) if seq.isdecimal() else (-1, "")


def _plain(detail: Mapping[str, object]) -> dict[str, object]:
    """The detail as it will be read back, so that its hash will be the same then."""
    plain: dict[str, object] = json.loads(json.dumps(dict(detail), allow_nan=False))
    if any(isinstance(value, str) and len(value) > _LONGEST_DETAIL for value in plain.values()):
        raise ValueError("audit details hold ids and numbers, not texts")
    return plain


def _mac(row: AuditRow | Row[Any], key: bytes) -> str:
    fields = {
        "seq": row.seq,
        "at": row.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "actor": row.actor_id,
        "action": row.action,
        "kind": row.object_kind,
        "object": row.object_id,
        "detail": row.detail,
        "prev": row.prev,
    }
    canonical = json.dumps(fields, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return hmac.new(key, canonical.encode(), hashlib.sha256).hexdigest()


def _event(row: AuditRow) -> AuditEvent:
    return AuditEvent(row.seq, row.at, row.actor_id, row.action, row.object_kind, row.object_id, dict(row.detail))
