"""What the killed processes do: code, import recordings, bring a schema up to date. Each says what it finished."""

from __future__ import annotations

import hashlib
import random
from pathlib import Path

from sqlalchemy.orm import Session

from coder.domain.ids import new_id
from coder.security.keys import VaultKey
from coder.store import audit, migrate
from coder.store.engine import Store, open_engine, open_store
from coder.store.home import Home
from coder.store.tables import CodingRow
from tests.reliability.killable import acknowledge
from tests.store.builders import NOW, add_session, entry, recording

KEY = VaultKey(b"k" * 32)
ENTRIES_A_STEP = 3


def warm_up() -> None:
    """Import what a run would import on its way."""
    import alembic.command
    import alembic.config

    assert alembic.command
    assert alembic.config


def note_act(session: Session, action: str, object_id: str) -> None:
    """An audit line in the same transaction."""
    audit.append(
        session,
        actor_id="evaluator",
        action=action,
        object_kind="test",
        object_id=object_id,
        mac_key=KEY.audit,
        now=NOW,
    )


def code(folder: str, coding_id: str, author_id: str, number: int) -> None:
    """Write steps of three entries and an audit line each, until killed."""
    home = Home(Path(folder))
    store = open_store(home.address(KEY))
    while True:
        step = new_id()
        with store.write() as session:
            for _ in range(ENTRIES_A_STEP):
                session.add(entry(coding_id, author_id, step_id=step, note=f"by {number}"))
                session.flush()
            note_act(session, "coded", step)
        acknowledge("coded", step)


def sound_of(recording_id: str) -> bytes:
    """The sound that belongs to a recording, between 0.2 and 2 MB."""
    draw = random.Random(recording_id)
    return hashlib.sha256(recording_id.encode()).digest() * draw.randrange(6_000, 60_000)


def import_recordings(folder: str, number: int) -> None:
    """Add recordings as the import does, until killed: file first, then rows, key and audit line."""
    home = Home(Path(folder))
    store, vault = open_store(home.address(KEY)), home.vault(KEY)
    while True:
        recording_id = new_id()
        stored = vault.add(recording_id, sound_of(recording_id))
        with store.write() as session:
            _, _, meeting = add_session(session)
            for row in recording(
                meeting, recording_id, stored.identity, cipher_sha256=stored.sha256, cipher_size=stored.size
            ):
                session.add(row)
                session.flush()
            note_act(session, "imported", recording_id)
        acknowledge("imported", recording_id)


def upgrade(database: str, scripts: str, number: int) -> None:
    """Bring a database to the newest schema once."""
    home = Home(Path(database))
    address = home.address(KEY)
    engine = open_engine(address)
    migrate.upgrade(engine, address, Path(scripts))
    acknowledge("upgraded")
    engine.dispose()


def fill(store: Store, codings: int, entries: int) -> list[CodingRow]:
    """Codings with entries, quickly."""
    made = []
    with store.write() as session:
        for _ in range(codings):
            _, worker, meeting = add_session(session)
            row = CodingRow(
                id=new_id(),
                session_id=meeting,
                evaluator_id=worker,
                codebook_id="msw",
                codebook_version="1.0",
                codebook_hash="b" * 64,
                mode="blind",
                started_at=NOW,
            )
            session.add(row)
            session.flush()
            session.add_all(entry(row.id, worker) for _ in range(entries))
            session.flush()
            made.append(row)
    return made
