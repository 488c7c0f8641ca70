"""A conversation as the two see it, made from its rows; and the same with masks for a copy that leaves."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.orm import Session as Database

from codebook.schema import Codebook
from coder.domain.coaching import (
    SIGNATURES,
    WRITTEN,
    Conversation,
    Part,
    RatingGiven,
    Signature,
    Written,
    add_up,
)
from coder.domain.people import Person
from coder.domain.profiles import Clip, NextStep
from coder.services.coaching_rows import coded_recordings, coding_of, entries_of, forks, ratings_given, state_of
from coder.services.codebooks import CodebookService
from coder.services.coded_sessions_words import worded
from coder.services.mask_rows import masked_clips, masked_with_names
from coder.services.people import find_worker
from coder.services.reply_rows import comments_on
from coder.store.tables.coaching import CoachingEntryRow
from coder.store.tables.people import PersonRow
from coder.store.tables.profiles import NextStepRow
from coder.store.tables.sessions import SessionRow


def conversation_from(
    database: Database,
    person: Person,
    rows: Sequence[CoachingEntryRow],
    codebooks: CodebookService,
    hidden: Collection[str],
) -> Conversation:
    """The conversation that rows hold; ``hidden`` are recordings that are still with the worker.

    Each recording is read with the codebook it was coded with, so that what was said stays as it was when another is
    in use.
    """
    first, written = rows[0], add_up(entries_of(database, rows))
    meeting = database.get_one(SessionRow, first.session_id)
    codebook = _book(database, codebooks, meeting.id)
    bright, forked = _moments(written, Part.BRIGHT, Part.SECOND_BRIGHT), _moments(written, Part.FORK)
    intention, heard = written.newest(Part.INTENTION), written.newest(Part.HEARD) is not None
    return Conversation(
        id=first.conversation_id,
        worker_id=person.id,
        worker_code=person.code,
        coach_code="" if person.coach_id is None else find_worker(database, person.coach_id).code,
        codebook_id=codebook.id,
        codebook_version=codebook.version,
        begun_at=first.at,
        session_id=meeting.id,
        session_code=meeting.code,
        held_on=meeting.held_on,
        bright=worded(database, bright),
        fork=next(iter(worded(database, forked)), None),
        choices=_choices(database, person, meeting, written, hidden),
        questions=_questions(database, codebooks, forked, codebook),
        words={part: written.text(part) for part in WRITTEN},
        due_on=None if intention is None else intention.due_on,
        heard=heard,
        ratings=_ratings(database, meeting.id, codebook) if heard and meeting.id not in hidden else (),
        comment=next(iter(comments_on(database, {meeting.id})), None),
        last_intention=_last_intention(database, first),
        signatures=_signatures(database, written),
        undo_text=_undo_text(written),
        demo=person.demo,
    )


def _moments(written: Written, *parts: Part) -> list[Clip]:
    newest = (written.newest(part) for part in parts)
    return [one.clip for one in newest if one is not None and one.clip is not None]


def _questions(
    database: Database, codebooks: CodebookService, forked: Sequence[Clip], codebook: Codebook
) -> tuple[str, ...]:
    """The questions for the principle of the fork, of what its recording was coded with; one of each principle of
    ``codebook`` where it is of none."""
    for fork in forked:
        own = _book(database, codebooks, fork.session_id)
        if fork.principle_id in {one.id for one in own.principles}:
            return own.principle(fork.principle_id).questions
    return tuple(one.questions[0] for one in codebook.principles if one.questions)


def _book(database: Database, codebooks: CodebookService, session_id: str) -> Codebook:
    coding = coding_of(database, session_id)
    if coding is None:
        return codebooks.in_use(database)
    return codebooks.version(database, coding.codebook_id, coding.codebook_version)


def _choices(
    database: Database, person: Person, meeting: SessionRow, written: Written, hidden: Collection[str]
) -> tuple[Clip, ...]:
    if written.signatures:
        return ()
    return worded(database, forks(database, coded_recordings(database, person.id, hidden, meeting)))


def _ratings(database: Database, session_id: str, codebook: Codebook) -> tuple[RatingGiven, ...]:
    coding = coding_of(database, session_id)
    return () if coding is None else ratings_given(state_of(database, coding.id), codebook)


def _last_intention(database: Database, first: CoachingEntryRow) -> NextStep | None:
    query = select(NextStepRow).where(NextStepRow.worker_id == first.worker_id, NextStepRow.id < first.id)
    row = database.scalars(query.order_by(NextStepRow.id.desc()).limit(1)).first()
    return None if row is None else NextStep(row.id, row.worker_id, row.text, row.author_id, row.at, row.due_on)


def _signatures(database: Database, written: Written) -> tuple[Signature, ...]:
    found = []
    for entry in written.signatures:
        worker = database.get_one(PersonRow, entry.worker_id)
        side, at_own = SIGNATURES[entry.part], entry.author_id == entry.worker_id
        author = database.get_one(PersonRow, entry.author_id)
        by_worker = entry.part is Part.SIGNED_WORKER
        coach = author if not at_own or worker.coach_id is None else database.get_one(PersonRow, worker.coach_id)
        code = worker.code if by_worker else coach.code
        found.append(Signature(side, code, entry.at, "" if author.code == code else author.code))
    return tuple(found)


def _undo_text(written: Written) -> str:
    last = written.undone_next
    return "" if last is None else last.part.value


def masked_conversation(database: Database, found: Conversation) -> Conversation:
    """A conversation with masks in its moments and in what was written.

    What was written, now or last time, may speak of any family of the worker's, so the names of all of them are masked.
    """
    fork = () if found.fork is None else (found.fork,)
    clips = masked_clips(database, [*found.bright, *fork, *found.choices])
    count = len(found.bright)
    own = database.scalars(select(SessionRow.id).where(SessionRow.worker_id == found.worker_id).order_by(SessionRow.id))
    heard = list(dict.fromkeys([found.session_id, *own]))

    def hidden(text: str) -> str:
        return masked_with_names(database, heard, text)

    comment, last = found.comment, found.last_intention
    return replace(
        found,
        bright=tuple(clips[:count]),
        fork=clips[count] if fork else None,
        choices=tuple(clips[count + len(fork) :]),
        words={part: hidden(text) for part, text in found.words.items()},
        comment=None if comment is None else replace(comment, text=hidden(comment.text)),
        last_intention=None if last is None else replace(last, text=hidden(last.text)),
    )
