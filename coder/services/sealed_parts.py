"""What a package holds, read and checked whole before anything is written: every row, and that they fit together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, fields
from datetime import date
from typing import Annotated, Any
from uuid import UUID

from pydantic import AfterValidator, BaseModel, ConfigDict, StringConstraints, TypeAdapter, ValidationError
from sqlalchemy import select
from sqlalchemy.orm import Session as Database

from coder.domain.coding import Mode, Origin
from coder.domain.sessions import Context, SessionKind
from coder.services.rows import context_data
from coder.services.sealed_files import Opened
from coder.services.sealed_rows import TEXT, Data, Unfit, from_data
from coder.store.rehearsal import breaks_a_rule
from coder.store.tables.base import Base
from coder.store.tables.coding import CodingEntryRow, CodingRow
from coder.store.tables.sessions import PermissionRow, RecordingFileRow, RecordingRow

_ELSEWHERE = frozenset({"sessions", "people"})
# SQLite takes at least so many values in one question.
_AT_ONCE = 500


@dataclass(frozen=True)
class SentRecording:
    """A recording on its way, all rows of one session; ``context`` as its column holds it, ``sound`` encrypted here
    only once it is kept."""

    session_id: str
    kind: SessionKind
    held_on: date
    context: dict[str, Any]
    codebook: tuple[str, str]
    recording: RecordingRow
    files: Sequence[RecordingFileRow]
    permissions: Sequence[PermissionRow]
    text: Sequence[Base]
    sound: bytes = field(repr=False)

    @property
    def rows(self) -> list[Base]:
        """All rows, each after those it points to."""
        return [self.recording, *self.files, *self.permissions, *self.text]


@dataclass(frozen=True)
class SentCoding:
    """A blind locked coding on its way, with its entries."""

    coding: CodingRow
    entries: Sequence[CodingEntryRow]


def _id(text: str) -> str:
    if str(UUID(text)) != text:
        raise ValueError("no id")
    return text


_CLOSED = ConfigDict(extra="forbid")
_SHEET = TypeAdapter(Context)
_SHEET_FIELDS = frozenset(one.name for one in fields(Context))


class _Session(BaseModel):
    model_config = _CLOSED
    id: Annotated[str, AfterValidator(_id)]
    kind: SessionKind
    held_on: date
    context: Data


class _Recording(BaseModel):
    model_config = _CLOSED
    session: _Session
    recording: Data
    files: list[Data]
    permissions: list[Data]
    text: dict[str, list[Data]]
    codebook: Annotated[str, StringConstraints(pattern=r"^\S+ \d+(\.\d+)*$")]


class _Coding(BaseModel):
    model_config = _CLOSED
    coding: Data
    entries: list[Data]


def read_recording(opened: Opened) -> SentRecording:
    """The recording a package holds. Raises Unfit unless it is whole and every row belongs to its session."""
    sender = opened.partner.person_id
    try:
        told = _Recording.model_validate(opened.data)
        context = context_data(_SHEET.validate_python(told.session.context))
    except ValidationError as error:
        raise Unfit("no recording") from error
    if not set(told.session.context) <= _SHEET_FIELDS or set(told.text) != {kind.__tablename__ for kind in TEXT}:
        raise Unfit("other parts than a sheet and a text have")
    book_id, _, version = told.codebook.partition(" ")
    sent = SentRecording(
        session_id=told.session.id,
        kind=told.session.kind,
        held_on=told.session.held_on,
        context=context,
        codebook=(book_id, version),
        recording=from_data(RecordingRow, told.recording, sender),
        files=[from_data(RecordingFileRow, one, sender) for one in told.files],
        permissions=[from_data(PermissionRow, one, sender) for one in told.permissions],
        text=[from_data(kind, one, sender) for kind in TEXT for one in told.text[kind.__tablename__]],
        sound=opened.sound,
    )
    _check_recording(sent)
    return sent


def read_coding(opened: Opened, person_id: str) -> SentCoding:
    """The coding a package holds, as rows of one person. Raises Unfit for anything but a whole blind locked one."""
    try:
        told = _Coding.model_validate(opened.data)
    except ValidationError as error:
        raise Unfit("no coding") from error
    coding = from_data(CodingRow, told.coding, person_id)
    entries = [from_data(CodingEntryRow, one, person_id) for one in told.entries]
    blind = coding.mode is Mode.BLIND and coding.locked_at is not None
    if not blind or any(one.origin is not Origin.BLIND for one in entries):
        raise Unfit("no blind locked coding")
    coding.primary, coding.finished_at, coding.seen_suggestions_at = False, None, None
    if breaks_a_rule([coding, *entries], _ELSEWHERE):
        raise Unfit("rows that break a rule")
    return SentCoding(coding, entries)


def check_free(database: Database, rows: Sequence[Base]) -> None:
    """Raise Unfit where a row has the id of one that is here already."""
    for kind in dict.fromkeys(type(row) for row in rows):
        key: Any = kind.__table__.columns["id"]
        ids = [row.id for row in rows if isinstance(row, kind)]  # type: ignore[attr-defined]
        for at in range(0, len(ids), _AT_ONCE):
            if database.execute(select(key).where(key.in_(ids[at : at + _AT_ONCE])).limit(1)).first() is not None:
                raise Unfit("an id that is taken")


def _check_recording(sent: SentRecording) -> None:
    try:
        _id(sent.recording.id)
    except ValueError as error:
        # It names the file of the sound.
        raise Unfit("no id of a recording") from error
    of_session = {getattr(row, "session_id", sent.session_id) for row in sent.rows}
    if of_session != {sent.session_id} or sent.recording.erased_at is not None or not sent.sound:
        raise Unfit("a row belongs elsewhere")
    if breaks_a_rule(sent.rows, _ELSEWHERE):
        raise Unfit("rows that break a rule")
