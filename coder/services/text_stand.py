"""A cheap look at how far the words of a session are: a few counts, a hundredth of the time of reading the words."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session as Database

from coder.domain.text_stand import TextStand
from coder.services.rows import transcript_row
from coder.store.tables.people import PersonRow
from coder.store.tables.sessions import SessionRow
from coder.store.tables.transcripts import SpeakerRoleRow, SpeakerRow, TranscriptEditRow


def text_stand(database: Database, meeting: SessionRow) -> TextStand:
    """How far the words of a session are now."""
    row = transcript_row(database, meeting.id)
    if row is None:
        return TextStand(meeting.state)
    counted = (
        select(TranscriptEditRow.author_id, PersonRow.code, func.count())
        .join(PersonRow, PersonRow.id == TranscriptEditRow.author_id)
        .where(TranscriptEditRow.transcript_id == row.id)
        .group_by(TranscriptEditRow.author_id, PersonRow.code)
    )
    found = database.execute(counted).all()
    said = select(func.count(SpeakerRoleRow.id)).join(SpeakerRow, SpeakerRow.id == SpeakerRoleRow.speaker_id)
    return TextStand(
        meeting.state,
        row.id,
        {author: count for author, _, count in found},
        database.scalar(said.where(SpeakerRow.transcript_id == row.id)) or 0,
        {author: code for author, code, _ in found},
    )
