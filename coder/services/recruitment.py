"""Recruitment role-play: two raters are asked by lot, and what they agreed is shown once both have locked."""

from __future__ import annotations

import secrets
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import Session as Database

from codebook.schema import Principle
from coder.domain.assignment import Why, second_coder
from coder.domain.changes import Changes, Kind, changes
from coder.domain.coding import Entry, fold
from coder.domain.consensus import NOT_EVALUABLE, Matter, Pair, Talk
from coder.domain.errors import UserError
from coder.domain.people import Actor, Role
from coder.domain.permissions import Action
from coder.domain.practice import Practice
from coder.domain.recruitment import RATERS, RolePlay, RolePlayRating
from coder.domain.sessions import SessionState
from coder.exports.dataset import Stamp
from coder.exports.files import save_whole
from coder.services.assignment_rows import ask_for_second, candidates, owed_to_blindness
from coder.services.base import Backing, Service
from coder.services.codebooks import CodebookService
from coder.services.consensus_pairs import disagreements, pair_from
from coder.services.entries import entries_of
from coder.services.lock import closed_by_lock
from coder.services.mask_rows import masked_with_names
from coder.services.practices import of_practice
from coder.services.recruitment_raters import is_role_play, raters_of
from coder.services.retention_rows import keeping_of
from coder.services.rows import session_row
from coder.services.sealed_files import partners
from coder.store import audit
from coder.store.tables.coding import CodingRow
from coder.store.tables.people import PersonRow
from coder.store.tables.sessions import SessionRow

if TYPE_CHECKING:
    from coder.exports.formats import FileFormat


class RecruitmentService(Service):
    """Role-plays are in no profile, report, figure of agreement, learning set or package; no model looks at one."""

    def __init__(self, backing: Backing, codebooks: CodebookService) -> None:
        super().__init__(backing)
        self._codebooks = codebooks

    def list(self, actor: Actor) -> tuple[RolePlay, ...]:
        """All role-plays that are kept, the earliest first, by code. A lead sees agreed ratings, a rater their own."""
        with self._reading(actor, Action.READ_RECRUITMENT) as database:
            query = select(SessionRow).where(
                of_practice(Practice.RECRUITMENT), SessionRow.state != SessionState.WITHDRAWN
            )
            rows = database.scalars(query.order_by(SessionRow.held_on, SessionRow.id)).all()
            return tuple(self._role_play(database, actor, row) for row in rows)

    def of(self, actor: Actor, session: str) -> RolePlay | None:
        """One of them, by id or code of its session; None for what is no role-play or is no longer kept."""
        with self._reading(actor, Action.READ_RECRUITMENT) as database:
            row = session_row(database, session)
            kept = is_role_play(row) and row.state is not SessionState.WITHDRAWN
            return self._role_play(database, actor, row) if kept else None

    def ask(self, actor: Actor, session: str) -> Changes:
        """Ask two evaluators, drawn by lot among those with the fewest second codings; neither is told of the other.

        Raises UserError for what is no role-play or was withdrawn, once they are asked, and with too few evaluators.
        """
        with self._acting(actor, Action.ASK_RATERS) as unit:
            meeting = session_row(unit.session, session)
            if not is_role_play(meeting):
                raise UserError("This is no role-play of recruitment.", "Ask for a second coding instead.")
            if meeting.state is SessionState.WITHDRAWN:
                raise UserError("This role-play is erased.", "Nothing was asked for.")
            if sender := _sent_by(unit.session, meeting):
                raise UserError(f"{sender} sent it to be rated.", "Its raters are drawn there. Nothing was changed.")
            asked = len(raters_of(unit.session, meeting.id))
            if asked >= RATERS:
                raise UserError("Two raters are asked already.", "Nothing was changed.")
            if len(candidates(unit.session, meeting)) < RATERS - asked:
                raise UserError("It takes two evaluators to rate a role-play.", "Add evaluators in Settings first.")
            seed = secrets.token_hex(16)
            for _ in range(RATERS - asked):
                chosen = second_coder(seed, meeting.id, candidates(unit.session, meeting))
                ask_for_second(unit, meeting.id, chosen, Why.BY_HAND)
            unit.audit("raters drawn", "session", meeting.id, seed=seed)
            return changes(Kind.SESSION, ids={meeting.id})

    def save(self, actor: Actor, session: str, kind: FileFormat, path: Path) -> str:
        """Write both ratings of a role-play and what was agreed as tables, names hidden in reasons; its SHA-256.

        Audited with that hash, and only if the file was written. Raises UserError for a format that is a document, a
        file that cannot be written, and as long as the actor may not see the ratings.
        """
        from coder.exports.formats import data_file
        from coder.exports.role_play_data import role_play_dataset

        kind.require_ending(path)
        if kind.is_document:
            raise UserError("These ratings are written as tables. Nothing was written.", "Choose xlsx or csv.")
        found = self.of(actor, session)
        if found is None or not found.ratings:
            raise UserError(
                "There are no two ratings of it that are open to you. Nothing was written.",
                "Both raters lock first; then they and the service lead see them.",
            )
        book_id, _, version = found.codebook.rpartition(" ")
        with self._backing.store.read() as database:
            stamp = Stamp(self._backing.clock(), audit.head(database))
            told = replace(found, ratings=tuple(_masked(database, found.session_id, one) for one in found.ratings))
        document = data_file(kind, role_play_dataset(told, self._codebooks.get(book_id, version), stamp))
        digest = sha256(document).hexdigest()
        with self._acting(actor, Action.READ_RECRUITMENT) as unit:
            unit.audit("ratings exported", "session", found.session_id, format=kind.value, sha256=digest)
            save_whole(path, document)
        return digest

    def _role_play(self, database: Database, actor: Actor, row: SessionRow) -> RolePlay:
        raters = raters_of(database, row.id)
        query = select(CodingRow).where(CodingRow.session_id == row.id, CodingRow.locked_at.is_not(None))
        locked = database.scalars(query.order_by(CodingRow.id)).all()
        leads = Role.LEAD in actor.roles
        sees = leads or actor.id in raters
        # A rater is not told who the other one is, not even by being the lead.
        told = leads and row.id not in owed_to_blindness(database, actor.id)
        pair = pair_from(database, row, locked[0], locked[1]) if sees and len(locked) >= RATERS else None
        return RolePlay(
            session_id=row.id,
            session_code=row.code,
            applicant_code=database.get_one(PersonRow, row.worker_id).code,
            held_on=row.held_on,
            asked=len(raters),
            locked=len(locked),
            keeping=keeping_of(database, self._backing.purpose, row),
            ratings=() if pair is None else self._ratings(database, pair, locked[0], locked[1]),
            raters=tuple(sorted(database.get_one(PersonRow, one).code for one in raters)) if told else (),
            sent_by=_sent_by(database, row),
            rated_by=() if pair is None else pair.evaluator_codes,
            codebook="" if pair is None else pair.codebook,
        )

    def _ratings(
        self, database: Database, pair: Pair, first: CodingRow, second: CodingRow
    ) -> tuple[RolePlayRating, ...]:
        book = self._codebooks.version(database, first.codebook_id, first.codebook_version)
        found = disagreements(database, pair, book)
        talks = {one.label: one.talk for one in found if one.matter is Matter.RATING}
        one, other = (_values(database, coding) for coding in (first, second))
        return tuple(
            _rating(each, one.get(each.id, ""), other.get(each.id, ""), talks.get(each.id)) for each in book.principles
        )


def _rating(principle: Principle, first: str, second: str, talk: Talk | None) -> RolePlayRating:
    agreed = first if first == second else "" if talk is None else talk.agreed
    return RolePlayRating(principle.id, principle.name, first, second, agreed, talk)


def _masked(database: Database, session_id: str, one: RolePlayRating) -> RolePlayRating:
    if one.talk is None:
        return one
    return replace(one, talk=replace(one.talk, reason=masked_with_names(database, [session_id], one.talk.reason)))


def _sent_by(database: Database, row: SessionRow) -> str:
    """The code of the colleague a session came from in a package; empty where it was added here."""
    cards = {one.person_id for one in partners(database)}
    return database.get_one(PersonRow, row.evaluator_id).code if row.evaluator_id in cards else ""


def _values(database: Database, row: CodingRow) -> dict[str, str]:
    """As they stood at the lock: what is changed later was not blind."""
    blind = fold(entry for entry in entries_of(database, row.id) if closed_by_lock(row, entry.id))
    return {label: _value(entry) for label, entry in blind.ratings.items()}


def _value(entry: Entry) -> str:
    return NOT_EVALUABLE if entry.not_evaluable else str(entry.value)
