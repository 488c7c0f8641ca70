"""Texts that everybody may read must name nobody; what can be found by looking is refused."""

from __future__ import annotations

import re

from sqlalchemy import select
from sqlalchemy.orm import Session

from coder.domain.errors import UserError
from coder.store.tables.people import PersonRow
from coder.store.tables.sessions import SessionRow

_WORD = re.compile(r"[\w-]+")


def check_names_nobody(session: Session, *texts: str) -> None:
    """Raise UserError, without repeating it, when a text holds the full name or code of a person or a session's code.

    Families are not known to this program by name, so their names cannot be found by it; the sentence reminds of them.
    """
    given = " ".join(" ".join(texts).split())
    # Codes as they are written: the one of a store's first person is ME, and me is a word.
    words = set(_WORD.findall(given))
    codes = {*session.scalars(select(PersonRow.code)), *session.scalars(select(SessionRow.code))}
    names = {" ".join(name.split()) for name in session.scalars(select(PersonRow.name)) if name.strip()}
    if any(_holds(given, name) for name in names) or words & codes:
        raise UserError(
            "This text names a person or a session, and many people read it. Nothing was kept.",
            "Write it so that it names no worker, no family and no recording.",
        )


def _holds(text: str, name: str) -> bool:
    # A name of one word may be an everyday word too (Will, Grace), so only that one must be written as a name is.
    how = re.IGNORECASE if " " in name else re.NOFLAG
    return re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text, how) is not None
