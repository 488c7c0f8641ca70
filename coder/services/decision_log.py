"""The decision log: questions about the frame and what was decided, append-only, naming nobody."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from codebook.schema import Codebook
from coder.domain.changes import Changes, Kind, changes
from coder.domain.decisions import DecisionState, LoggedDecision
from coder.domain.errors import UserError
from coder.domain.ids import new_id
from coder.domain.people import Actor
from coder.domain.permissions import Action
from coder.domain.times import to_samples, to_seconds
from coder.services.assignment_rows import open_to
from coder.services.base import Backing, Service, Unit
from coder.services.codebooks import CodebookService
from coder.services.naming import check_names_nobody
from coder.services.rights import open_session
from coder.services.rows import recording_of
from coder.store.tables.coding import CodingRow
from coder.store.tables.decision_log import DecisionRow
from coder.store.tables.people import PersonRow
from coder.store.tables.sessions import SessionRow

# The end of an id is what tells two of them apart; shorter pieces are met by chance.
_SHORTEST = 4


@dataclass(frozen=True)
class Arose:
    """The place [start_s, end_s) of a session where a question arose."""

    session_id: str
    start_s: float
    end_s: float


class DecisionService(Service):
    """Ask, decide, list."""

    def __init__(self, backing: Backing, codebooks: CodebookService) -> None:
        super().__init__(backing)
        self._codebooks = codebooks

    def ask(self, actor: Actor, question: str, *, label: str = "", arose: Arose | None = None) -> Changes:
        """Put a question about a code or principle (``label``; empty for the frame) on the log.

        It belongs to the codebook of the actor's coding of that session, else to the one in use; ``created`` is its
        thread. Raises UserError for an empty question, one that names somebody, an unknown label or place.
        """
        with self._acting(actor, Action.ASK_DECISION) as unit:
            return self.put_question(unit, question, label=label, arose=arose)

    def put_question(
        self, unit: Unit, question: str, *, label: str, arose: Arose | None, book: Codebook | None = None
    ) -> Changes:
        """``ask`` as a part of a larger act; ``book`` where it is known which codebook the question is about."""
        meeting = None if arose is None else open_session(unit.session, unit.actor, arose.session_id)
        book = book or self._book(unit, meeting)
        row = DecisionRow(
            id=new_id(),
            thread_id=new_id(),
            codebook_id=book.id,
            codebook_version=book.version,
            label=_known_label(book, label),
            question=_text(question, "Write the question first."),
            author_id=unit.actor.id,
            at=unit.now,
        )
        check_names_nobody(unit.session, row.question)
        if arose is not None and meeting is not None:
            _put_place(unit, row, arose, meeting)
        unit.session.add(row)
        unit.audit("question asked", "decision", row.thread_id, codebook=book.id, version=book.version, label=label)
        return changes(Kind.DECISION, ids={row.thread_id}, created=row.thread_id)

    def decide(self, actor: Actor, thread: str, decision: str, question: str = "") -> Changes:
        """Write what was decided; ``question`` replaces its wording. A later decision supersedes, nothing is changed.

        The decision keeps no place: it holds for every recording and outlives the one it was made over. Raises
        UserError when there is no such question, or a text is empty or names somebody; nothing is written then.
        """
        with self._acting(actor, Action.DECIDE) as unit:
            old = _newest_of(unit.session, thread)
            row = DecisionRow(
                id=new_id(),
                thread_id=old.thread_id,
                supersedes=old.id,
                codebook_id=old.codebook_id,
                codebook_version=old.codebook_version,
                label=old.label,
                session_id=_demo_session(unit.session, old),
                question=question.strip() or old.question,
                decision=_text(decision, "Write the decision first."),
                state=DecisionState.DECIDED,
                author_id=actor.id,
                at=unit.now,
            )
            check_names_nobody(unit.session, row.question, row.decision)
            unit.session.add(row)
            unit.audit("question decided", "decision", row.thread_id, codebook=row.codebook_id, label=row.label)
            return changes(Kind.DECISION, ids={row.thread_id})

    def list(
        self, actor: Actor, words: str = "", *, label: str = "", codebook_id: str = ""
    ) -> tuple[LoggedDecision, ...]:
        """What stands on the log, open questions first, then the newest; only what holds all ``words``.

        Where a question arose is told to its author, and to whoever has locked a coding of that session once everybody
        has: to anyone else it would say what a colleague paused at before they have listened for themselves.
        """
        with self._reading(actor, Action.READ_DECISIONS) as session:
            codes = {person.id: person.code for person in session.scalars(select(PersonRow))}
            locked = open_to(session, actor.id)
            rows = [one for one in _standing(session) if label in ("", one.label)]
            found = [
                self._decision(
                    session, row, codes[row.author_id], actor.id == row.author_id or row.session_id in locked
                )
                for row in rows
                if codebook_id in ("", row.codebook_id)
            ]
        return tuple(one for one in found if one.fits(words))

    def history(self, actor: Actor, thread: str) -> tuple[LoggedDecision, ...]:
        """A question and every decision of it, the oldest first. Raises UserError when there is no such question."""
        with self._reading(actor, Action.READ_DECISIONS) as session:
            codes = {person.id: person.code for person in session.scalars(select(PersonRow))}
            newest = _newest_of(session, thread)
            query = select(DecisionRow).where(DecisionRow.thread_id == newest.thread_id).order_by(DecisionRow.id)
            return tuple(
                self._decision(session, row, codes[row.author_id], actor.id == row.author_id)
                for row in session.scalars(query)
            )

    def _book(self, unit: Unit, meeting: SessionRow | None) -> Codebook:
        if meeting is None:
            return self._codebooks.in_use(unit.session)
        own = select(CodingRow).where(CodingRow.session_id == meeting.id, CodingRow.evaluator_id == unit.actor.id)
        coding = unit.session.scalars(own.order_by(CodingRow.id.desc())).first()
        if coding is None:
            return self._codebooks.for_session(unit.session, meeting.kind)
        return self._codebooks.version(unit.session, coding.codebook_id, coding.codebook_version)

    def _decision(self, session: Session, row: DecisionRow, author_code: str, place_open: bool) -> LoggedDecision:
        book = self._codebooks.version(session, row.codebook_id, row.codebook_version)
        has_place = place_open and row.session_id is not None and row.start_sample is not None
        return LoggedDecision(
            id=row.id,
            thread_id=row.thread_id,
            codebook_id=row.codebook_id,
            codebook_version=row.codebook_version,
            label=row.label,
            label_name=_labels(book).get(row.label, ""),
            question=row.question,
            decision=row.decision,
            state=row.state,
            author_id=row.author_id,
            author_code=author_code,
            at=row.at,
            session_id=(row.session_id or "") if has_place else "",
            start_s=to_seconds(row.start_sample or 0) if has_place else None,
            end_s=to_seconds(row.end_sample or 0) if has_place else None,
        )


def _labels(book: Codebook) -> dict[str, str]:
    codes = {one.id: one.name for one in (*book.codes, *book.talk_codes)}
    return codes | {one.id: one.name for one in book.principles}


def _known_label(book: Codebook, label: str) -> str:
    if label and label not in _labels(book):
        raise UserError(
            f"The codebook {book.id} {book.version} has no code or principle “{label}”.", "Nothing was kept."
        )
    return label


def _text(given: str, missing: str) -> str:
    text = given.strip()
    if not text:
        raise UserError(missing, "Nothing was kept.")
    return text


def _put_place(unit: Unit, row: DecisionRow, arose: Arose, meeting: SessionRow) -> None:
    recording = recording_of(unit.session, meeting.id)
    start, end = to_samples(max(0.0, arose.start_s)), to_samples(arose.end_s)
    if recording is None or not 0 <= start <= end <= recording.sample_count:
        raise UserError("This place lies outside the recording.", "Choose a place in it, or ask without one.")
    row.session_id, row.start_sample, row.end_sample = meeting.id, start, end


def _standing(session: Session) -> list[DecisionRow]:
    newest: dict[str, DecisionRow] = {}
    for row in session.scalars(select(DecisionRow).order_by(DecisionRow.id)):
        newest[row.thread_id] = row
    return sorted(newest.values(), key=lambda row: (row.state is DecisionState.OPEN, row.at, row.id), reverse=True)


def _newest_of(session: Session, given: str) -> DecisionRow:
    """The standing row of a thread, by its id or the end of it that lists show."""
    wanted = given.strip()
    found = [row for row in _standing(session) if len(wanted) >= _SHORTEST and row.thread_id.endswith(wanted)]
    if len(found) != 1:
        raise UserError("There is no such question on the decision log.", "Look at the list of decisions.")
    return found[0]


def _demo_session(session: Session, old: DecisionRow) -> str | None:
    """What was decided over the demo goes with the demo."""
    meeting = None if old.session_id is None else session.get(SessionRow, old.session_id)
    return meeting.id if meeting is not None and meeting.demo else None
