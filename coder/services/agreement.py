"""How far evaluators agree: figures of the service for those who may see them, and everybody's own pairs."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from codebook.schema import Codebook
from coder.analysis.agreement_reader import Reader
from coder.analysis.agreement_report import (
    AgreementReport,
    code_agreement,
    free_marks,
    pair_counts,
    principle_agreement,
)
from coder.domain.blind_pairs import CodedTogether
from coder.domain.errors import UserError
from coder.domain.people import Actor, Role
from coder.domain.permissions import Action
from coder.domain.practice import Practice
from coder.exports.agreement_files import ExportKind, agreement_file
from coder.exports.files import save_whole
from coder.services.base import Backing, Service
from coder.services.blind_pairs import Wanted, coded_together, has_demo_only
from coder.services.codebooks import CodebookService
from coder.services.people import find_team
from coder.services.practices import of_practice
from coder.store.tables.coding import CodingRow
from coder.store.tables.people import PersonRow
from coder.store.tables.sessions import SessionRow

# Whose ratings lie how far from whose is for the two themselves and the lead (codebook, reliability protocol).
_SEE_EVERY_PAIR = frozenset({Role.LEAD})
# Pairs of ratings, without names, of recordings that others coded.
_SEE_EVERY_RECORDING = frozenset({Role.LEAD, Role.STEWARD})


@dataclass(frozen=True)
class Frame:
    """A codebook at one major version: what may be added up."""

    codebook_id: str
    major: int
    title: str


@dataclass(frozen=True)
class Asked:
    """Which recordings are asked about: of a team (id or name), held between two days (both included), of a frame.

    Empty means all; without a frame the codebook in use is meant. Days stand for their whole months: two figures whose
    periods differ by a day could be taken from each other, and would leave the ratings of one recording.
    """

    team: str = ""
    start: date | None = None
    end: date | None = None
    frame: Frame | None = None

    def in_whole_months(self) -> Asked:
        """The same from the first day of its first month to the last day of its last. Raises UserError for a period
        that ends before it begins."""
        if self.start is not None and self.end is not None and self.end < self.start:
            raise UserError("The period ends before it begins.", "Swap the two dates.")
        end = self.end and self.end.replace(day=monthrange(self.end.year, self.end.month)[1])
        return replace(self, start=self.start and self.start.replace(day=1), end=end)


@dataclass(frozen=True)
class _Found:
    book: Codebook
    recordings: tuple[CodedTogether, ...]
    team_name: str
    demo: bool


class AgreementService(Service):
    """Figures over recordings that two or more coded blind. Consensus values and assisted codes are never in them."""

    def __init__(self, backing: Backing, codebooks: CodebookService) -> None:
        super().__init__(backing)
        self._codebooks = codebooks

    def frames(self, actor: Actor) -> tuple[Frame, ...]:
        """The codebook in use, and every other with which something was coded, each major version apart.

        Role-play in recruitment is nobody's practice here, and in no figure.
        """
        with self._reading(actor, Action.READ_AGREEMENT) as session:
            query = select(CodingRow.codebook_id, CodingRow.codebook_version).distinct()
            sessions = query.join(SessionRow, SessionRow.id == CodingRow.session_id)
            used = session.execute(sessions.where(~of_practice(Practice.RECRUITMENT))).all()
            newest = {_frame_key(row): row.codebook_version for row in sorted(used, key=_in_order)}
            books = [self._codebooks.version(session, id_, version) for (id_, _), version in newest.items()]
            in_use = self._codebooks.in_use(session)
        frames = {(book.id, book.major): Frame(book.id, book.major, book.title) for book in (in_use, *books)}
        return tuple(frames.values())

    def report(self, actor: Actor, asked: Asked | None = None) -> AgreementReport:
        """All figures. An evaluator sees those of the service, and of pairs of people only their own.

        Where fewer than three evaluators or ten recordings stand behind a figure, theirs is over their own recordings;
        pairs of ratings they see of these alone. Others only count.
        Raises UserError for a team that is not there or a period that ends before it begins.
        """
        asked = (asked or Asked()).in_whole_months()
        with self._reading(actor, Action.READ_AGREEMENT) as session:
            found = self._find(session, asked)
            reader = _reader(session, actor)
        return AgreementReport(
            codebook_id=found.book.id,
            codebook_title=found.book.title,
            major=found.book.major,
            recordings=len(found.recordings),
            evaluators=len({coding.evaluator_id for one in found.recordings for coding in one.codings}),
            principles=principle_agreement(found.recordings, found.book, reader),
            codes=code_agreement(found.recordings, found.book, reader),
            code_names={code.id: code.name for code in found.book.codes},
            free_marks=free_marks(found.recordings, found.book, reader),
            evaluator_pairs=pair_counts(found.recordings, reader),
            own_only=not actor.roles & _SEE_EVERY_PAIR,
            demo=found.demo,
            team_name=found.team_name,
            start=asked.start,
            end=asked.end,
        )

    def export(self, actor: Actor, kind: ExportKind, path: Path, asked: Asked | None = None) -> None:
        """Write the figures and what they were made of to a file, replacing one of that name; audited with its hash.

        Both or neither: a file that could not be written is not noted as having left. Raises UserError then.

        It holds the codings of the recordings the actor coded, or, for a lead, all of them. Only recordings
        one coded have their code: others have a number, so that nobody's ratings can be looked up.
        """
        asked = (asked or Asked()).in_whole_months()
        report = self.report(actor, asked)
        with self._reading(actor, Action.READ_AGREEMENT) as session:
            found = self._find(session, asked)
        everything = bool(actor.roles & _SEE_EVERY_PAIR)
        told = [one for one in found.recordings if everything or one.by(actor.id)]
        document = agreement_file(kind, report, _unnamed(told, actor), found.book, self._backing.clock())
        with self._acting(actor, Action.READ_AGREEMENT) as unit:
            digest = sha256(document).hexdigest()
            unit.audit("agreement exported", "codebook", found.book.id, kind=kind.value, n=len(told), sha256=digest)
            save_whole(path, document)

    def _find(self, session: Session, asked: Asked) -> _Found:
        team = find_team(session, asked.team) if asked.team else None
        book = self._book(session, asked.frame)
        demo = has_demo_only(session, book.id)
        team_id = "" if team is None else team.id
        wanted = Wanted(book.id, book.major, demo, team_id, asked.start, asked.end)
        return _Found(book, coded_together(session, wanted), "" if team is None else team.name, demo)

    def _book(self, session: Session, frame: Frame | None) -> Codebook:
        """The newest version of the frame anything was coded with: its names and codes are shown."""
        if frame is None:
            return self._codebooks.in_use(session)
        query = select(CodingRow.codebook_id, CodingRow.codebook_version).where(
            CodingRow.codebook_id == frame.codebook_id
        )
        used = [row for row in session.execute(query.distinct()) if _frame_key(row)[1] == frame.major]
        if not used:
            return self._codebooks.in_use(session)
        return self._codebooks.version(session, frame.codebook_id, max(used, key=_in_order).codebook_version)


def _reader(session: Session, actor: Actor) -> Reader:
    own = session.scalars(select(PersonRow.code).where(PersonRow.id == actor.id)).one()
    return Reader(own, bool(actor.roles & _SEE_EVERY_RECORDING), bool(actor.roles & _SEE_EVERY_PAIR))


def _unnamed(told: list[CodedTogether], actor: Actor) -> tuple[CodedTogether, ...]:
    """With a number in place of the code of each recording the actor did not code, in an order that tells nothing."""
    others = sorted(
        (one.session_id for one in told if not one.by(actor.id)), key=lambda id_: sha256(id_.encode()).digest()
    )
    number = {id_: f"R-{place:04d}" for place, id_ in enumerate(others, start=1)}
    return tuple(replace(one, session_code=number.get(one.session_id, one.session_code)) for one in told)


def _frame_key(row: Any) -> tuple[str, int]:
    return row.codebook_id, int(row.codebook_version.partition(".")[0])


def _in_order(row: Any) -> tuple[str, list[int]]:
    return row.codebook_id, [int(part) for part in row.codebook_version.split(".") if part.isdigit()]
