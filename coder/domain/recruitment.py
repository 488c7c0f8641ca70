"""Role-play in values-based recruitment: rated by two who are blind to each other, kept apart from all practice."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from coder.domain.consensus import Talk
from coder.domain.errors import UserError
from coder.domain.keeping import Keeping
from coder.domain.practice import Practice, practice_of
from coder.domain.purpose import Purpose
from coder.domain.sessions import Context, SessionKind

RATERS = 2

DOES_NOT_APPLY = "does not apply"


@dataclass(frozen=True)
class RolePlayRating:
    """What two raters gave for one principle: a value of the scale or NE. ``agreed`` is empty until they talked.

    ``talk`` is the newest talk about it, None where both gave the same or have not talked yet. What it came to is kept
    beside both and is neither rater's.
    """

    principle_id: str
    name: str
    first: str
    second: str
    agreed: str
    talk: Talk | None = None

    @property
    def settled(self) -> bool:
        """Whether nothing is left to do: both gave the same, agreed, or left it to the decision log."""
        return bool(self.agreed) or self.talk is not None


@dataclass(frozen=True)
class RolePlay:
    """One role-play. ``ratings`` are empty until both raters have locked, and for who may not see them.

    ``asked`` and ``locked`` count raters; ``raters`` are their codes, for a lead who is none of them or has locked.
    ``rated_by`` are the codes of the two whose ratings are shown, in the order of ``first`` and ``second``;
    ``codebook`` is the one they rated with, id and version.
    ``sent_by`` is the code of the colleague it came from to be rated here, or empty. ``keeping`` says until when it is
    kept, and what happens then.
    """

    session_id: str
    session_code: str
    applicant_code: str
    held_on: date
    asked: int
    locked: int
    keeping: Keeping
    ratings: tuple[RolePlayRating, ...] = ()
    raters: tuple[str, ...] = ()
    sent_by: str = ""
    rated_by: tuple[str, ...] = ()
    codebook: str = ""


def check_store_takes(purpose: Purpose, kind: SessionKind) -> None:
    """Raise UserError for a role-play in a practice store, and for anything else in a recruitment store."""
    role_play = practice_of(kind) is Practice.RECRUITMENT
    if role_play and purpose is Purpose.PRACTICE:
        raise UserError(
            "A role-play of recruitment is kept in a store of its own, apart from all practice. Nothing was stored.",
            "Open the recruitment store (Settings, Recruitment) and add it there.",
        )
    if not role_play and purpose is Purpose.RECRUITMENT:
        raise UserError(
            "This is the recruitment store; it takes role-plays of applicants only. Nothing was stored.",
            "Open the practice store and add it there.",
        )


def sheet_for(kind: SessionKind, context: Context) -> Context:
    """The context sheet of a new session; where no family is spoken to, it has neither a stage nor a legal status."""
    if practice_of(kind) is Practice.VISIT:
        return context
    return replace(context, stage=context.stage or DOES_NOT_APPLY, legal_status=context.legal_status or DOES_NOT_APPLY)
