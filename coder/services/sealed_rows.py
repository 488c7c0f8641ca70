"""Rows of one recording or one coding as plain data and back, for packages that go to another store.

Ids stay what they are, so that what comes twice is recognised. People do not travel: whoever is named in a row becomes
the colleague who sent it, and the worker a code without a name.
"""

from __future__ import annotations

import base64
from collections.abc import Sequence
from datetime import date, datetime
from enum import Enum
from typing import Any, TypeVar

from sqlalchemy import Date, LargeBinary, inspect, select
from sqlalchemy import Enum as EnumType
from sqlalchemy.orm import Session as Database
from sqlalchemy.sql.elements import KeyedColumnElement

from coder.services.lock import closed_by_lock
from coder.store.tables.base import Base, UtcDateTime
from coder.store.tables.coding import CodingEntryRow, CodingRow
from coder.store.tables.sessions import PermissionRow, RecordingFileRow, RecordingRow, SessionRow
from coder.store.tables.transcripts import (
    SpeakerRoleRow,
    SpeakerRow,
    TranscriptEditRow,
    TranscriptRow,
    UtteranceRow,
)

R = TypeVar("R", bound=Base)
Data = dict[str, Any]
# Neither the worker nor the team, and not the code by which people here speak of it.
_OF_SESSION = frozenset({"id", "kind", "held_on", "context"})
# In the order in which foreign keys let them be added.
_TEXT: tuple[type[Base], ...] = (TranscriptRow, SpeakerRow, SpeakerRoleRow, UtteranceRow, TranscriptEditRow)


def recording_data(database: Database, meeting: SessionRow, recording: RecordingRow) -> Data:
    """Everything a second coder needs of a session but its sound: facts, sheet, permissions and text, and no coding."""
    transcripts = select(TranscriptRow.id).where(TranscriptRow.session_id == meeting.id)
    speakers = select(SpeakerRow.id).where(SpeakerRow.transcript_id.in_(transcripts))
    text: dict[str, list[Data]] = {
        TranscriptRow.__tablename__: _all(database, TranscriptRow, TranscriptRow.session_id == meeting.id),
        SpeakerRow.__tablename__: _all(database, SpeakerRow, SpeakerRow.transcript_id.in_(transcripts)),
        SpeakerRoleRow.__tablename__: _all(database, SpeakerRoleRow, SpeakerRoleRow.speaker_id.in_(speakers)),
        UtteranceRow.__tablename__: _all(database, UtteranceRow, UtteranceRow.transcript_id.in_(transcripts)),
        TranscriptEditRow.__tablename__: _all(database, TranscriptEditRow, TranscriptEditRow.session_id == meeting.id),
    }
    return {
        "session": {key: value for key, value in to_data(meeting).items() if key in _OF_SESSION},
        "recording": to_data(recording),
        "files": _all(database, RecordingFileRow, RecordingFileRow.recording_id == recording.id),
        "permissions": _all(database, PermissionRow, PermissionRow.session_id == meeting.id),
        "text": text,
    }


def coding_data(database: Database, coding: CodingRow) -> Data:
    """A locked coding as it stood at its lock, with every entry that led there."""
    query = select(CodingEntryRow).where(CodingEntryRow.coding_id == coding.id).order_by(CodingEntryRow.id)
    entries = [to_data(row) for row in database.scalars(query) if closed_by_lock(coding, row.id)]
    return {"coding": to_data(coding), "entries": entries}


def text_rows(data: Data, session_id: str, person_id: str) -> list[Base]:
    """The rows of a transcript, checked to belong to this session. Raises ValueError where they do not."""
    rows = [from_data(kind, one, person_id) for kind in _TEXT for one in data[kind.__tablename__]]
    transcripts = {row.id for row in rows if isinstance(row, TranscriptRow)}
    speakers = {row.id for row in rows if isinstance(row, SpeakerRow)}
    for row in rows:
        values = to_data(row)
        fits = values.get("session_id", session_id) == session_id
        fits = fits and values.get("transcript_id", next(iter(transcripts), "")) in (transcripts or {""})
        if not fits or (isinstance(row, (SpeakerRoleRow, UtteranceRow)) and row.speaker_id not in speakers):
            raise ValueError("a row belongs elsewhere")
    return rows


def to_data(row: Base) -> Data:
    """A row as JSON can hold it."""
    return {column.key: _plain(getattr(row, _name(row, column))) for column in row.__table__.columns}


def from_data(kind: type[R], data: Data, person_id: str) -> R:
    """A row from its data; whoever it names becomes one person. Raises ValueError, KeyError or TypeError for others."""
    columns = kind.__table__.columns
    if set(data) != {column.key for column in columns}:
        raise ValueError("other columns than are known")
    names = {column.key: _name(kind, column) for column in columns}
    return kind(**{names[column.key]: _value(column, data[column.key], person_id) for column in columns})


def _name(of: Base | type[Base], column: KeyedColumnElement[Any]) -> str:
    mapper = inspect(of if isinstance(of, type) else type(of))
    return str(mapper.get_property_by_column(column).key)


def _all(database: Database, kind: type[Base], condition: Any) -> list[Data]:
    key: Any = kind.__table__.columns["id"]
    rows: Sequence[Base] = database.scalars(select(kind).where(condition).order_by(key)).all()
    return [to_data(row) for row in rows]


def _plain(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    return value


def _value(column: KeyedColumnElement[Any], value: Any, person_id: str) -> Any:
    if value is None:
        return None
    if any(key.column.table.name == "people" for key in column.foreign_keys):
        return person_id
    if isinstance(column.type, EnumType) and column.type.enum_class is not None:
        return column.type.enum_class(value)
    if isinstance(column.type, UtcDateTime):
        return datetime.fromisoformat(value)
    if isinstance(column.type, Date):
        return date.fromisoformat(value)
    if isinstance(column.type, LargeBinary):
        return base64.b64decode(value, validate=True)
    return value
