"""Of which practice a profile is, and with which codebook it is read: one profile never mixes two of either."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from codebook.schema import Codebook
from coder.analysis.profiles import poolable
from coder.domain.errors import UserError
from coder.domain.practice import Practice, codebook_kind, practice_of
from coder.domain.profiles import CodedSession, RatingCounts
from coder.services.codebooks import CodebookService
from coder.services.coded_sessions import coded_sessions
from coder.services.rating_counts import service_ratings
from coder.store.tables.coding import CodingRow
from coder.store.tables.sessions import SessionRow

# In the order in which they are offered. Role-play in recruitment is in nobody's profile.
_PROFILED = (Practice.VISIT, Practice.SUPERVISION, Practice.SKILLS)


@dataclass(frozen=True)
class Frame:
    """What one profile is made of: coded sessions of one practice, and the codebook they are read with.

    ``own`` are the person's, ``ratings`` everybody's. ``practices`` are those the person has coded recordings of.
    """

    practice: Practice
    practices: tuple[Practice, ...]
    codebook: Codebook
    own: tuple[CodedSession, ...]
    ratings: RatingCounts


def frame_for(session: Session, codebooks: CodebookService, person_id: str, wanted: Practice | None) -> Frame:
    """The frame of a person's profile: of the practice ``wanted``, else of visits, or of what else there is.

    Where nothing of theirs was coded with the codebook in use (it has a new major version, or is another one since),
    their newest recording says which one: a profile does not become empty over a choice of codebook.
    Raises UserError for a practice nobody has a profile of.
    """
    if wanted is not None and wanted not in _PROFILED:
        raise UserError("Role-play in recruitment is in nobody's profile.", "See the agreed ratings instead.")
    practices = _coded(session, person_id)
    practice = wanted or next(iter(practices), Practice.VISIT)
    own = coded_sessions(session, worker_id=person_id, practice=practice)
    codebook = book_for(session, codebooks, practice, own)
    return Frame(practice, practices, codebook, tuple(own), service_ratings(session, practice, codebook))


def _coded(session: Session, person_id: str) -> tuple[Practice, ...]:
    query = select(SessionRow.kind).join(CodingRow, CodingRow.session_id == SessionRow.id).distinct()
    locked = query.where(CodingRow.locked_at.is_not(None), CodingRow.primary.is_(True))
    found = {practice_of(kind) for kind in session.scalars(locked.where(SessionRow.worker_id == person_id))}
    return tuple(practice for practice in _PROFILED if practice in found)


def book_for(session: Session, codebooks: CodebookService, practice: Practice, own: list[CodedSession]) -> Codebook:
    """The codebook in use for a practice, or, where none of these sessions was coded with it, that of the newest."""
    in_use = codebooks.in_use(session, codebook_kind(practice))
    if not own or poolable(own, in_use):
        return in_use
    newest = own[-1]
    return codebooks.version(session, newest.codebook_id, newest.codebook_version)
