"""Triggers that keep append-only rows, on SQLite and PostgreSQL alike.

An UPDATE of such a row fails. So does a DELETE, unless the row's session stands in ``open_erasures``, which only
coder.store.erasure writes, and only for the length of its own transaction. Rows of the audit trail have no such door.
The triggers are put in place anew after every migration, because rebuilding a table drops them.
"""

from __future__ import annotations

from sqlalchemy import Connection, text

_OF_TRANSCRIPT = "(SELECT session_id FROM transcripts WHERE id = OLD.transcript_id)"

# Table → the session a row belongs to; None for rows that nobody may ever change.
KEPT: dict[str, str | None] = {
    "audit": None,
    "permissions": "OLD.session_id",
    "transcripts": "OLD.session_id",
    "speakers": _OF_TRANSCRIPT,
    "utterances": _OF_TRANSCRIPT,
    "transcript_edits": "OLD.session_id",
    "speaker_roles": (
        "(SELECT t.session_id FROM speakers s JOIN transcripts t ON t.id = s.transcript_id WHERE s.id = OLD.speaker_id)"
    ),
    "coding_entries": "(SELECT session_id FROM codings WHERE id = OLD.coding_id)",
    "suggestions": "OLD.session_id",
    "suggestion_decisions": "(SELECT session_id FROM suggestions WHERE id = OLD.suggestion_id)",
    "passages": "OLD.session_id",
    "passage_answers": "(SELECT session_id FROM passages WHERE id = OLD.passage_id)",
    "decisions": "OLD.session_id",
    "mask_decisions": "OLD.session_id",
    "model_choices": None,
    "learning_answers": "OLD.session_id",
    "second_codings": "OLD.session_id",
    "consensus": "OLD.session_id",
    "reference_codings": "OLD.session_id",
    "training_marks": "OLD.session_id",
    "package_partners": None,
    "sealed_codings": "OLD.session_id",
    "clip_permissions": "OLD.session_id",
    "quotes": "OLD.session_id",
    "quote_choices": "OLD.session_id",
    "family_feedback": "OLD.session_id",
    "family_goals": "OLD.session_id",
    "goal_ratings": "OLD.session_id",
    "evaluation_replies": "OLD.session_id",
    "coaching_entries": "OLD.session_id",
    "retention_entries": "OLD.session_id",
    # It hangs on two sessions, and goes with either.
    "thread_links": "(SELECT session_id FROM open_erasures WHERE session_id IN (OLD.session_id, OLD.visit_id) LIMIT 1)",
    # It hangs on a worker, and goes with the sessions of one who was invented.
    "programme_notes": (
        "(SELECT o.session_id FROM open_erasures o JOIN sessions s ON s.id = o.session_id"
        " JOIN people p ON p.id = s.worker_id WHERE p.id = OLD.worker_id AND p.demo LIMIT 1)"
    ),
}


def install(connection: Connection) -> None:
    """Put all triggers in place, replacing older ones, within the caller's transaction."""
    statements = _sqlite if connection.dialect.name == "sqlite" else _postgres
    for table, owner in KEPT.items():
        for statement in statements(table, owner):
            connection.execute(text(statement))


def lift(connection: Connection) -> None:
    """Take all triggers of a file away within the caller's transaction, which must put them in place again: these, and
    those of coder.store.recounts.

    SQLite looks through every trigger when it renames a table, and finds one gone that is being rebuilt.
    """
    if connection.dialect.name != "sqlite":
        return
    names = connection.scalars(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).all()
    for name in names:
        connection.execute(text(f"DROP TRIGGER {name}"))


def _door_is_shut(owner: str | None) -> str:
    return f"NOT EXISTS (SELECT 1 FROM open_erasures WHERE session_id = {owner})" if owner else "1 = 1"


def _sqlite(table: str, owner: str | None) -> list[str]:
    refuse = f"BEGIN SELECT RAISE(ABORT, 'rows of {table} are append-only'); END"
    return [
        f"DROP TRIGGER IF EXISTS keep_{table}_update",
        f"CREATE TRIGGER keep_{table}_update BEFORE UPDATE ON {table} {refuse}",
        f"DROP TRIGGER IF EXISTS keep_{table}_delete",
        f"CREATE TRIGGER keep_{table}_delete BEFORE DELETE ON {table} WHEN {_door_is_shut(owner)} {refuse}",
    ]


def _postgres(table: str, owner: str | None) -> list[str]:
    refuse = f"RAISE EXCEPTION 'rows of {table} are append-only' USING ERRCODE = 'integrity_constraint_violation'"
    return [
        f"CREATE OR REPLACE FUNCTION keep_{table}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF TG_OP <> 'DELETE' THEN {refuse}; END IF; "
        f"IF {_door_is_shut(owner)} THEN {refuse}; END IF; RETURN OLD; END $$",
        f"CREATE OR REPLACE TRIGGER keep_{table}_row BEFORE UPDATE OR DELETE ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION keep_{table}()",
        f"CREATE OR REPLACE TRIGGER keep_{table}_all BEFORE TRUNCATE ON {table} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION keep_{table}()",
    ]
