"""What evaluators of this service kept as evidence or put aside, as lines the finder compares with.

Only of sessions that may be learnt from and that nobody trains on, and only for the length of a job: a line is never
shown in another session, and with its recording it is gone.
"""

from __future__ import annotations

from collections import defaultdict

from sqlalchemy import select
from sqlalchemy.orm import Session as Database

from codebook.schema import Codebook
from coder.domain.coding import EntryKind, Origin, fold, placed
from coder.domain.sessions import Answer
from coder.services.assignment_rows import references
from coder.services.entries import entry_from
from coder.services.learning_set import objected_to
from coder.services.lock import closed_by_lock
from coder.services.policy import read_policy
from coder.services.rows import transcript_from, transcript_row
from coder.store.tables.coding import CodingEntryRow, CodingRow
from coder.store.tables.passages import PassageAnswerRow, PassageRow
from coder.store.tables.sessions import PermissionRow, SessionRow

# So that the search stays short in a service of many years; the newest say most about how it reads its principles now.
_MOST_CODINGS = 200
LinesOfUse = dict[tuple[str, str], list[str]]


def lines_of_use(database: Database, but: str, book: Codebook) -> tuple[LinesOfUse, LinesOfUse]:
    """Lines given blind as evidence and lines put aside, by principle and direction, of locked codings.

    Only codings with this codebook count. The session ``but`` is left out, so that a search does not find what its own
    evaluator marked. Both are empty while the service has not switched learning on.
    """
    kept: LinesOfUse = defaultdict(list)
    aside: LinesOfUse = defaultdict(list)
    if read_policy(database).learning:
        for coding in _codings(database, but, book):
            _add_lines(database, coding, kept, aside)
    return dict(kept), dict(aside)


def standing_answers(database: Database, coding_id: str) -> dict[str, bool]:
    """What the author of a coding last said of each passage: whether it is relevant, by its id."""
    query = select(PassageAnswerRow.passage_id, PassageAnswerRow.relevant).where(
        PassageAnswerRow.coding_id == coding_id
    )
    return {passage_id: relevant for passage_id, relevant in database.execute(query.order_by(PassageAnswerRow.id))}


def _codings(database: Database, but: str, book: Codebook) -> list[CodingRow]:
    allowed = select(PermissionRow.session_id).where(PermissionRow.answer == Answer.GIVEN)
    query = (
        select(CodingRow)
        .join(SessionRow, SessionRow.id == CodingRow.session_id)
        .where(
            CodingRow.locked_at.is_not(None),
            CodingRow.codebook_id == book.id,
            SessionRow.id != but,
            SessionRow.demo.is_(False),
            SessionRow.id.in_(allowed),
            # What trainees make of a recording says nothing about how the service reads its principles.
            SessionRow.id.not_in(references(database)),
        )
        .order_by(CodingRow.id.desc())
    )
    gone, major = objected_to(database), book.version.partition(".")[0]
    mine = (row for row in database.scalars(query) if row.codebook_version.partition(".")[0] == major)
    return [row for row in mine if row.session_id not in gone][:_MOST_CODINGS]


def _add_lines(database: Database, coding: CodingRow, kept: LinesOfUse, aside: LinesOfUse) -> None:
    text = transcript_row(database, coding.session_id)
    if text is None:
        return
    query = select(CodingEntryRow).where(
        CodingEntryRow.coding_id == coding.id, CodingEntryRow.kind == EntryKind.EVIDENCE
    )
    # What was marked once passages could be seen is left out, or the finder would learn from its own lists.
    at_lock = (entry_from(row) for row in database.scalars(query) if closed_by_lock(coding, row.id))
    entries = [entry for entry in at_lock if entry.origin is Origin.BLIND]
    answers = standing_answers(database, coding.id)
    if not entries and not answers:
        return
    transcript = transcript_from(database, text)
    said = {one.id: one.text for one in transcript.utterances}
    for entry in placed(fold(entries), transcript.row_of).evidence:
        if entry.utterance_id in said:
            kept[entry.label, entry.direction].append(said[entry.utterance_id])
    for passage in database.scalars(select(PassageRow).where(PassageRow.id.in_(answers))):
        where = transcript.row_of(passage.utterance_id)
        if not answers[passage.id] and where in said:
            aside[passage.principle_id, passage.direction].append(said[where])
