"""Passages worth hearing: found by the job that suggests codes, hidden until the lock, and put aside by who knows."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session as Database

from codebook.schema import Codebook
from codebook.schema import Kind as CodebookKind
from coder.domain.changes import Changes, Kind, changes
from coder.domain.errors import UserError
from coder.domain.ids import new_id
from coder.domain.jobs import JobKind
from coder.domain.masks import MaskKind
from coder.domain.passages import FinderTask, FoundPassage, Passage, PassageSet
from coder.domain.people import Actor
from coder.domain.permissions import Action
from coder.domain.times import to_samples, to_seconds
from coder.services.base import Backing, Service
from coder.services.codebooks import CodebookService
from coder.services.coding_rules import check_unfinished
from coder.services.history import own_coding
from coder.services.jobs import enqueue
from coder.services.mask_rows import standing
from coder.services.passage_lines import lines_of_use, standing_answers
from coder.services.rows import session_row, transcript_row
from coder.services.suggestion_differences import worker_text
from coder.services.suggestions import SuggestedCodes, SuggestionService, stamp_seen
from coder.store.tables.coding import CodingRow
from coder.store.tables.passages import PassageAnswerRow, PassageRow, PassageSetRow
from coder.store.tables.sessions import SessionRow

PASSAGES_ONLY = "passages_only"
"""The parameter of a job that looks for passages where codes were suggested before."""


class PassageService(Service):
    """Passages are shown by the rules of suggestions: after the lock, and never of a withheld recording."""

    def __init__(self, backing: Backing, suggestions: SuggestionService, codebooks: CodebookService) -> None:
        super().__init__(backing)
        self._suggestions = suggestions
        self._codebooks = codebooks

    def request(self, actor: Actor, session_id: str) -> Changes:
        """Queue the job that looks for passages; ``created`` is its id. Raises UserError as ``get`` does."""
        self._suggestions.prepare(actor, session_id)
        with self._acting(actor, Action.SEE_SUGGESTIONS) as unit:
            row = session_row(unit.session, session_id)
            self._check_open(unit.session, actor, row)
            if transcript_row(unit.session, row.id) is None:
                raise UserError("Without a transcript no passages can be found.", "Transcribe it first.")
            job = enqueue(unit, JobKind.SUGGEST, row.id, **{PASSAGES_ONLY: True})
            return changes(Kind.JOB, ids={row.id, job.id}, created=job.id)

    def get(self, actor: Actor, session_id: str) -> PassageSet | None:
        """The passages of a session that can be heard now, None when nobody has looked for any yet.

        Raises UserError where suggestions are hidden (before the lock, unless the service works in assisted mode; a
        recording drawn to show none), and for role-play in recruitment. The first call stamps when they were seen.
        """
        self._suggestions.prepare(actor, session_id)
        with self._acting(actor, Action.SEE_SUGGESTIONS) as unit:
            row = session_row(unit.session, session_id)
            self._check_open(unit.session, actor, row)
            found = _newest_set(unit.session, row.id)
            if found is None:
                return None
            stamp_seen(unit, actor, row.id)
            coding = own_coding(unit.session, row.id, actor.id)
            return PassageSet(row.id, found.model_id, _passages(unit.session, found, coding))

    def set_relevant(self, actor: Actor, session_id: str, passage_id: str, *, relevant: bool) -> Changes:
        """Put a passage aside as not relevant, or take that back. Kept with its author; the newest answer counts.

        Raises UserError for a passage of another session, before the lock and once the coding is finished.
        """
        self._suggestions.prepare(actor, session_id)
        with self._acting(actor, Action.SEE_SUGGESTIONS) as unit:
            row = session_row(unit.session, session_id)
            self._check_open(unit.session, actor, row)
            coding = own_coding(unit.session, row.id, actor.id)
            passage = unit.session.get(PassageRow, passage_id)
            if coding is None or passage is None or passage.session_id != row.id:
                raise UserError("There is no such passage in this session.", "Open the list again.")
            check_unfinished(coding)
            unit.session.add(
                PassageAnswerRow(
                    id=new_id(),
                    passage_id=passage.id,
                    coding_id=coding.id,
                    author_id=actor.id,
                    at=unit.now,
                    relevant=relevant,
                )
            )
            unit.audit("passage taken up again" if relevant else "passage put aside", "passage", passage.id)
            return changes(Kind.SUGGESTION, ids={row.id, passage.id})

    def for_job(self, session_id: str) -> tuple[Codebook, FinderTask] | None:
        """The codebook to look by and what the finder needs; None in recruitment, where nothing is looked for."""
        with self._backing.store.read() as database:
            row = session_row(database, session_id)
            book = self._codebook(database, row)
            if book.kind is CodebookKind.RECRUITMENT:
                return None
            kept, aside = lines_of_use(database, row.id, book)
            return book, FinderTask(_child_names(database, row.id), kept, aside)

    def keep_in(
        self,
        database: Database,
        session_id: str,
        model_id: str,
        found: Sequence[FoundPassage] | None,
        codes: SuggestedCodes | None = None,
    ) -> None:
        """Store what a job found, in its own transaction; passages of one list come in their order.

        ``found`` is None where nothing was looked for; ``codes`` are those suggested in the same run.
        """
        if codes is not None:
            self._suggestions.keep_in(database, session_id, model_id, codes)
        if found is not None:
            self._add_set(database, session_row(database, session_id), model_id, found)

    def _add_set(self, database: Database, row: SessionRow, model_id: str, found: Sequence[FoundPassage]) -> None:
        made = PassageSetRow(id=new_id(), session_id=row.id, model_id=model_id, made_at=self._backing.clock())
        database.add(made)
        database.flush()
        counted: dict[tuple[str, str], int] = {}
        for one in found:
            position = counted.setdefault((one.principle_id, one.direction), 0)
            counted[one.principle_id, one.direction] += 1
            database.add(
                PassageRow(
                    id=new_id(),
                    set_id=made.id,
                    session_id=row.id,
                    utterance_id=one.utterance_id,
                    principle_id=one.principle_id,
                    direction=one.direction,
                    position=position,
                    start_sample=to_samples(one.start_s),
                    end_sample=to_samples(one.end_s),
                    words=list(one.words),
                    because=list(one.because),
                )
            )

    def _check_open(self, database: Database, actor: Actor, row: SessionRow) -> None:
        if self._codebook(database, row).kind is CodebookKind.RECRUITMENT:
            raise UserError("In recruitment nothing is suggested and no passages are found.", "Listen to all of it.")
        self._suggestions.check_open(database, actor, row)

    def _codebook(self, database: Database, row: SessionRow) -> Codebook:
        query = select(CodingRow).where(CodingRow.session_id == row.id)
        coding = database.scalars(query.order_by(CodingRow.primary.desc(), CodingRow.id).limit(1)).first()
        if coding is None:
            return self._codebooks.for_session(database, row.kind)
        return self._codebooks.version(database, coding.codebook_id, coding.codebook_version)


def _newest_set(database: Database, session_id: str) -> PassageSetRow | None:
    query = select(PassageSetRow).where(PassageSetRow.session_id == session_id)
    return database.scalars(query.order_by(PassageSetRow.id.desc()).limit(1)).first()


def _passages(database: Database, found: PassageSetRow, coding: CodingRow | None) -> tuple[Passage, ...]:
    """Those whose words are there and the worker's; a passage that only another evaluator put aside is still shown."""
    text = worker_text(database, found.session_id)
    aside = (
        set() if coding is None else {id_ for id_, said in standing_answers(database, coding.id).items() if not said}
    )
    rows = database.scalars(select(PassageRow).where(PassageRow.set_id == found.id).order_by(PassageRow.id))
    return tuple(
        Passage(
            id=row.id,
            principle_id=row.principle_id,
            direction=row.direction,
            utterance_id=said.id,
            start_s=to_seconds(row.start_sample),
            end_s=to_seconds(row.end_sample),
            said_start_s=said.start_s,
            said_end_s=said.end_s,
            text=said.text,
            words=tuple(row.words),
            because=tuple(row.because),
            relevant=row.id not in aside,
        )
        for row in rows
        if (said := text(row.utterance_id)) is not None
    )


def _child_names(database: Database, session_id: str) -> tuple[str, ...]:
    """Every word of the names of children that were typed for this case, in lower case."""
    children = [one for one in standing(database, session_id).names if one.kind is MaskKind.CHILD]
    return tuple(dict.fromkeys(word for one in children for said in one.said for word in said.lower().split()))
