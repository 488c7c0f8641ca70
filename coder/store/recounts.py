"""Triggers that let go of a worker's counted ratings in the very act that changes what they were counted from.

So what stands in ``rating_counts`` is true, whichever process wrote, and figures of what was erased go with it. Whoever
finds a worker missing there counts anew (coder.services.rating_counts). Like the triggers of coder.store.guards these
are put in place anew after every migration, and since a script may have changed anything all is then counted anew.
"""

from __future__ import annotations

from sqlalchemy import Connection, text

_BY_CODING = (
    "(SELECT s.worker_id FROM codings c JOIN sessions s ON s.id = c.session_id"
    " WHERE c.id = {row}.coding_id AND c.is_primary AND c.locked_at IS NOT NULL)"
)
_BY_SESSION = "(SELECT worker_id FROM sessions WHERE id = {row}.session_id)"

# Table → whose row of it counts, and whose ratings it counts among.
_COUNTED = {
    "coding_entries": ("{row}.kind = 'rating'", _BY_CODING),
    "codings": ("{row}.is_primary AND {row}.locked_at IS NOT NULL", _BY_SESSION),
    "sessions": ("1 = 1", "{row}.worker_id"),
}
# Entries are never updated; codings and sessions have none when they are added and none left when they are removed.
_WHEN = (
    ("coding_entries", "INSERT", "NEW"),
    ("coding_entries", "DELETE", "OLD"),
    ("codings", "UPDATE OF session_id, codebook_id, codebook_version, is_primary, locked_at", "OLD"),
    ("codings", "UPDATE OF session_id, codebook_id, codebook_version, is_primary, locked_at", "NEW"),
    ("sessions", "UPDATE OF kind, worker_id", "OLD"),
    ("sessions", "UPDATE OF kind, worker_id", "NEW"),
)
TRIGGERS = {f"recount_{table}_{event.split()[0]}_{row}".lower(): (table, event, row) for table, event, row in _WHEN}


def install(connection: Connection) -> None:
    """Put all triggers in place, replacing older ones, and have everything counted anew, within the caller's
    transaction."""
    statements = _sqlite if connection.dialect.name == "sqlite" else _postgres
    for name, (table, event, row) in TRIGGERS.items():
        counts, worker = (part.format(row=row) for part in _COUNTED[table])
        forget = f"DELETE FROM rating_counts WHERE worker_id = {worker}"
        when = f"AFTER {event} ON {table} FOR EACH ROW WHEN ({counts})"
        for statement in statements(name, when, forget):
            connection.execute(text(statement))
    connection.execute(text("DELETE FROM rating_counts"))


def _sqlite(name: str, when: str, forget: str) -> list[str]:
    return [f"DROP TRIGGER IF EXISTS {name}", f"CREATE TRIGGER {name} {when} BEGIN {forget}; END"]


def _postgres(name: str, when: str, forget: str) -> list[str]:
    body = f"BEGIN {forget}; RETURN NULL; END"
    return [
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ {body} $$",
        f"CREATE OR REPLACE TRIGGER {name} {when} EXECUTE FUNCTION {name}()",
    ]
