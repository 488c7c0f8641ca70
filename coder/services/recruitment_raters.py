"""Who rates a role-play of recruitment, and what is never done with one."""

from __future__ import annotations

from sqlalchemy.orm import Session as Database

from coder.domain.errors import NotAllowed, UserError
from coder.domain.people import Actor
from coder.domain.practice import Practice, practice_of
from coder.services.assignment_rows import standing
from coder.store.tables.sessions import SessionRow


def is_role_play(meeting: SessionRow) -> bool:
    """Whether a session is a role-play of recruitment."""
    return practice_of(meeting.kind) is Practice.RECRUITMENT


def raters_of(database: Database, session_id: str) -> set[str]:
    """The evaluators who were asked to rate a role-play."""
    rows = standing(database)
    return {row.evaluator_id for row in rows if row.session_id == session_id and row.evaluator_id is not None}


def check_rater(database: Database, meeting: SessionRow, actor: Actor) -> None:
    """Raise NotAllowed where somebody would rate a role-play who was not drawn for it."""
    if is_role_play(meeting) and actor.id not in raters_of(database, meeting.id):
        raise NotAllowed(
            "A role-play is rated by the two evaluators who were drawn for it.",
            "Have raters drawn on the Sessions page.",
        )


def check_no_role_play(meeting: SessionRow) -> None:
    """Raise UserError for a role-play: it serves no training, set or exchange of the practice of people here."""
    if is_role_play(meeting):
        raise UserError(
            "A role-play of recruitment is kept apart from the practice of people here.",
            "It has two raters of its own. Nothing was done.",
        )
