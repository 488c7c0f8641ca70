"""Erased material goes from memory as it goes from the store: at once, from everything that services keep at hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session as Database

from coder.services.entries import forget_entries
from coder.services.rows import forget_transcripts
from coder.services.tallies import forget_tallies
from coder.store.tables.coding import CodingRow
from coder.store.tables.transcripts import TranscriptRow


@dataclass(frozen=True)
class Material:
    """What is about to be erased: ids of codings and of transcripts."""

    codings: tuple[str, ...]
    transcripts: tuple[str, ...]


def material_of(database: Database, session_ids: Sequence[str]) -> Material:
    """The codings and transcripts of some sessions, to be looked up while they are still there."""
    return Material(
        tuple(database.scalars(select(CodingRow.id).where(CodingRow.session_id.in_(session_ids)))),
        tuple(database.scalars(select(TranscriptRow.id).where(TranscriptRow.session_id.in_(session_ids)))),
    )


def forget(material: Material) -> None:
    """Let go of all that is kept of erased material; what somebody reads of it from an older view is not kept again.

    Call it once the erasure is durable. What an open page shows goes when it reloads.
    """
    forget_entries(material.codings)
    forget_tallies(material.codings)
    forget_transcripts(material.transcripts)
