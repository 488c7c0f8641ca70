"""Rows of one recording or one coding as plain data and back, for packages that go to another store.

Ids stay what they are, so that what comes twice is recognised. People do not travel: whoever is named in a row becomes
the colleague who sent it, and the worker a code without a name.
"""

from __future__ import annotations

import base64
from collections.abc import Sequence
from datetime import date, datetime
from enum import Enum
from functools import cache
from typing import Annotated, Any, TypeVar

from pydantic import AwareDatetime, Base64Bytes, Field, StrictBool, StrictInt, StrictStr, TypeAdapter
from pydantic import ValidationError as Misshapen
from sqlalchemy import Dialect, LargeBinary, inspect, select
from sqlalchemy import Enum as EnumType
from sqlalchemy.dialects.sqlite.pysqlite import dialect
from sqlalchemy.orm import Session as Database
from sqlalchemy.sql.elements import KeyedColumnElement
from sqlalchemy.types import Boolean, Double, TypeDecorator, TypeEngine
from typing_extensions import TypedDict

from coder.domain import unrecorded
from coder.domain.errors import UserError
from coder.domain.text_edits import from_payload
from coder.domain.transcripts import Doubt, Flag
from coder.services.lock import closed_by_lock
from coder.store.tables.base import Base, Json, UtcDateTime, ValueRefused, WholeNumber
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
TEXT: tuple[type[Base], ...] = (TranscriptRow, SpeakerRow, SpeakerRoleRow, UtteranceRow, TranscriptEditRow)
"""The tables of a text, in the order in which foreign keys let their rows be added."""
_DIALECT: Dialect = dialect()


_NUMBER = Annotated[float, Field(strict=True, allow_inf_nan=False)]


class Unfit(ValueError):
    """What came in a package is not what packages hold, or does not fit together."""


class _Why(TypedDict):
    doubt: Doubt
    language: str


SHAPES: dict[str, Any] = {
    "recordings.warnings": list[StrictStr],
    "recordings.unrecorded": list[tuple[StrictInt, StrictInt, unrecorded.Reason]],
    "transcripts.gaps": list[tuple[StrictInt, StrictInt]],
    "transcripts.alike": list[tuple[StrictStr, StrictStr]],
    "utterances.words": list[tuple[StrictInt, StrictInt, StrictStr, float]],
    "utterances.flags": list[Flag | _Why],
    "transcript_edits.payload": Data,
    "coding_entries.attributes": dict[StrictStr, StrictStr],
}
"""What the columns that hold JSON may hold in a package."""


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


def to_data(row: Base) -> Data:
    """A row as JSON can hold it."""
    return {column.key: _plain(getattr(row, _name(row, column))) for column in row.__table__.columns}


def from_data(kind: type[R], data: Data, person_id: str) -> R:
    """A row from its data; whoever it names becomes one person. Raises Unfit for what a row of this kind cannot be."""
    columns = kind.__table__.columns
    if set(data) != {column.key for column in columns}:
        raise Unfit("other columns than are known")
    names = {column.key: _name(kind, column) for column in columns}
    row = kind(**{names[column.key]: _value(column, data[column.key], person_id) for column in columns})
    if isinstance(row, TranscriptEditRow) and row.payload:
        try:
            from_payload(row.payload)
        except UserError as error:
            raise Unfit("an edit of words is none") from error
    return row


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
        if not column.nullable:
            raise Unfit(f"{column} is missing")
        return None
    if any(key.column.table.name == "people" for key in column.foreign_keys):
        return person_id
    try:
        found = _reader(f"{column.table.name}.{column.key}", column.type).validate_python(value)
        if isinstance(column.type, TypeDecorator):
            # As on its way into the store: length, characters, size.
            column.type.process_bind_param(value if isinstance(column.type, Json) else found, _DIALECT)
    except (Misshapen, ValueRefused) as error:
        raise Unfit(f"{column} cannot hold this") from error
    return value if isinstance(column.type, Json) else found


@cache
def _reader(column: str, kind: TypeEngine[Any]) -> TypeAdapter[Any]:
    """What JSON may hold for a column: a value of its own type, and none that could merely be turned into it."""
    if isinstance(kind, EnumType) and kind.enum_class is not None:
        return TypeAdapter(kind.enum_class)
    if isinstance(kind, Json):
        return TypeAdapter(SHAPES[column])
    if isinstance(kind, UtcDateTime):
        return TypeAdapter(AwareDatetime)
    plain = ((WholeNumber, StrictInt), (Boolean, StrictBool), (Double, _NUMBER), (LargeBinary, Base64Bytes))
    return TypeAdapter(next((reader for known, reader in plain if isinstance(kind, known)), StrictStr))
