"""The words that were said at the few moments somebody is shown.

A profile reads the codings of the whole service and shows a handful of moments of one worker. The text of an edited
transcript is what all its edits add up to, so it is made only for those moments.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from coder.domain.profiles import Clip, Profile
from coder.services.rows import transcript_from
from coder.store.tables.transcripts import TranscriptEditRow, TranscriptRow, UtteranceRow


def with_words(session: Session, profile: Profile) -> Profile:
    """The profile with the words of its transcripts, as they read now, at each moment that nobody wrote a note on.

    Where a note stands the words would not be shown. Words that were taken out of the transcript are empty.
    """
    spoken = worded(session, (*profile.bright, *profile.to_explore))
    count = len(profile.bright)
    return replace(profile, bright=spoken[:count], to_explore=spoken[count:])


def worded(session: Session, clips: Iterable[Clip]) -> tuple[Clip, ...]:
    """Moments with the words of their transcripts, as they read now, where nobody wrote a note on them."""
    given = tuple(clips)
    texts = _texts(session, given)
    return tuple(replace(clip, text=texts[clip.utterance_id]) if _bare(clip, texts) else clip for clip in given)


def _bare(clip: Clip, texts: dict[str, str]) -> bool:
    return not clip.note and clip.utterance_id in texts


def _texts(session: Session, clips: Iterable[Clip]) -> dict[str, str]:
    wanted = {clip.utterance_id for clip in clips if clip.utterance_id and not clip.note}
    if not wanted:
        return {}
    query = select(UtteranceRow.id, UtteranceRow.text, UtteranceRow.transcript_id)
    rows = session.execute(query.where(UtteranceRow.id.in_(wanted))).all()
    texts = {row.id: row.text for row in rows}
    edited = select(TranscriptEditRow.transcript_id).where(
        TranscriptEditRow.transcript_id.in_({row.transcript_id for row in rows})
    )
    for transcript_row in session.scalars(select(TranscriptRow).where(TranscriptRow.id.in_(edited))):
        transcript = transcript_from(session, transcript_row)
        now = {one.id: one.text for one in transcript.utterances}
        texts |= {row.id: now.get(transcript.row_of(row.id), "") for row in rows if row.transcript_id == transcript.id}
    return texts
