"""How long a role-play is kept, worked out from the rule, the warning before and the hold that stands."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session as Database

from coder.domain.errors import UserError
from coder.domain.keeping import USUAL_MONTHS, KeepAct, Keeping, KeptLonger, last_day
from coder.domain.purpose import Purpose
from coder.services.policy import SHORTENED, read_policy
from coder.services.recruitment_raters import is_role_play
from coder.store.tables.people import PersonRow
from coder.store.tables.policy import PolicyRow
from coder.store.tables.retention import RetentionRow
from coder.store.tables.sessions import SessionRow


def newest_note(database: Database, session_id: str) -> RetentionRow | None:
    """What was noted last about how long a recording is kept."""
    query = select(RetentionRow).where(RetentionRow.session_id == session_id)
    return database.scalars(query.order_by(RetentionRow.id.desc()).limit(1)).first()


def keeping_of(database: Database, purpose: Purpose, row: SessionRow) -> Keeping:
    """How long a role-play is kept. In a practice store, where it lies from before, a person erases it."""
    if purpose is Purpose.PRACTICE:
        return Keeping(last_day(row.held_on, USUAL_MONTHS, (), None), by_itself=False)
    warned_from = [] if row.imported_at is None else [row.imported_at.date()]
    shortened = database.get(PolicyRow, SHORTENED)
    if shortened is not None:
        warned_from.append(date.fromisoformat(str(shortened.value)))
    note, longer = newest_note(database, row.id), None
    if note is not None and note.act is KeepAct.ENDED:
        warned_from.append(note.at.date())
    elif note is not None and note.act is KeepAct.KEPT and note.until is not None:
        by = database.get_one(PersonRow, note.author_id)
        longer = KeptLonger(note.until, note.reason, by.code)
    months = read_policy(database).role_play_months
    days = last_day(row.held_on, months, warned_from, None if longer is None else longer.until)
    return Keeping(days, by_itself=True, longer=longer)


def check_no_hold(database: Database, purpose: Purpose, row: SessionRow, today: date) -> None:
    """Raise UserError while a hold keeps a role-play: what an appointment is argued with may not vanish meanwhile."""
    if purpose is Purpose.PRACTICE or not is_role_play(row):
        return
    longer = keeping_of(database, purpose, row).longer
    if longer is not None and longer.until >= today:
        raise UserError(
            f"This role-play is kept until {longer.until:%d %B %Y}, because somebody noted a reason. "
            "Nothing was erased.",
            "Have the service lead end the hold first, then erase it.",
        )
