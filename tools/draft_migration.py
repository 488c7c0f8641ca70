"""Drafts the next migration from the difference between the rows and the newest schema.

Usage: ``python -m tools.draft_migration add reason to codings``. Read what it wrote: it cannot see renamed columns or
changed check constraints, and rows that are there already need a ``server_default``.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path
from typing import Any

from alembic.autogenerate import produce_migrations, render_python_code
from alembic.migration import MigrationContext
from sqlalchemy import Enum

from coder.store.engine import DatabaseAddress, open_store
from coder.store.migrate import SCRIPTS, known_versions
from coder.store.tables import Base
from coder.store.tables.base import CleanText, Json, UtcDateTime, WholeNumber

HEAD = '''"""{title}."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "{revision}"
down_revision = "{down}"


def upgrade() -> None:
'''


def plain_type(kind: str, found: Any, _context: Any) -> str | bool:
    """How a type is written in a script: as SQLAlchemy's own, so that old scripts do not change with our types."""
    if kind != "type":
        return False
    if isinstance(found, CleanText):
        length = getattr(found.impl_instance, "length", None)
        return f"sa.String({length or ''})"
    if isinstance(found, Enum):
        values = ", ".join(repr(value) for value in found.enums)
        return f"sa.Enum({values}, name={found.name!r}, native_enum=False, create_constraint=True, length=32)"
    plain = {WholeNumber: "sa.BigInteger()", UtcDateTime: "sa.DateTime(timezone=True)", Json: "sa.JSON()"}
    return plain.get(type(found), False)


def draft(title: str, folder: Path) -> str:
    """The text of the next script; ``folder`` is for a throw-away database with the newest schema."""
    store = open_store(DatabaseAddress(path=folder / "draft.db", key=os.urandom(32)), create=True)
    try:
        with store.engine.connect() as connection:
            options = {"target_metadata": Base.metadata, "render_as_batch": True, "compare_type": True}
            context = MigrationContext.configure(connection, opts=options)
            operations = produce_migrations(context, Base.metadata).upgrade_ops
    finally:
        store.close()
    assert operations is not None
    down = known_versions()[-1]
    head = HEAD.format(title=title.capitalize(), revision=f"{int(down) + 1:04d}", down=down)
    code = "    " + render_python_code(operations, render_as_batch=True, render_item=plain_type)
    return head + "\n".join(line for line in code.splitlines() if not line.strip().startswith("#")).rstrip() + "\n"


def main() -> None:
    """Write the draft among the scripts and print its path."""
    title = " ".join(sys.argv[1:])
    if not title:
        raise SystemExit("Say in a few words what changes.")
    with tempfile.TemporaryDirectory() as folder:
        text = draft(title, Path(folder))
    path = SCRIPTS / "versions" / f"{int(known_versions()[-1]) + 1:04d}_{'_'.join(title.lower().split())}.py"
    path.write_text(text, encoding="utf-8")
    print(path)


if __name__ == "__main__":
    main()
