"""Erasing a recording with all that was made of it: the one way, whoever asks for it, a person or the clock."""

from __future__ import annotations

from dataclasses import dataclass

from coder.domain.changes import Changes, Kind, changes
from coder.domain.sessions import SessionState
from coder.services.base import Backing, Unit
from coder.services.forgetting import Material, forget, material_of
from coder.services.jobs import stop_jobs
from coder.services.learning_rows import note_erased
from coder.services.rows import recording_of
from coder.store import erasure
from coder.store.tables.sessions import SessionRow


@dataclass(frozen=True)
class Erased:
    """What an erasure took within its transaction, and what is still to be let go of once that is durable."""

    session_id: str
    material: Material
    recording_id: str
    models: int


def erase_within(unit: Unit, row: SessionRow) -> Erased:
    """Erase the material of a session in the caller's transaction, which must audit it; then call finish_erasing."""
    recording = recording_of(unit.session, row.id)
    material = material_of(unit.session, [row.id])
    stop_jobs(unit, row.id)
    erasure.erase_material(unit.session, row.id, unit.now)
    row.state = SessionState.WITHDRAWN
    models = note_erased(unit, row.id)
    return Erased(row.id, material, recording.id if recording is not None else "", models)


def finish_erasing(backing: Backing, gone: Erased) -> Changes:
    """Let go of what memory, vault and log still hold. A kill before or within it is caught up with at the next start
    (coder.store.erasure.finish_erasures): the key went with the transaction."""
    forget(gone.material)
    if gone.recording_id:
        backing.vault.remove(gone.recording_id)
    backing.store.checkpoint()
    gone_with_it = (Kind.TRANSCRIPT, Kind.CODING, Kind.PROFILE, Kind.REPORT, Kind.SUGGESTION)
    return changes(Kind.SESSION, *gone_with_it, ids={gone.session_id})
