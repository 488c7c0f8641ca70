"""What every service stands on: one transaction an act, with its right checked and its audit event inside."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, String, type_coerce
from sqlalchemy.orm import InstrumentedAttribute, Session

from coder.domain.people import Actor
from coder.domain.permissions import Action, check_serves, require
from coder.domain.purpose import Purpose
from coder.domain.times import Clock
from coder.store import audit
from coder.store.engine import Store
from coder.store.vault import Vault


def named(row_id: InstrumentedAttribute[str], name: InstrumentedAttribute[str], given: str) -> ColumnElement[bool]:
    """The condition that finds a row by its id or else by the short name that people use for it."""
    # Plain text, because the columns' own type refuses what is longer than could ever be stored.
    return (type_coerce(row_id, String) == given) | (type_coerce(name, String) == given)


@dataclass(frozen=True)
class Backing:
    """Where services keep things: database, vault of recordings, key of the audit chain, and the time; and what the
    store is for."""

    store: Store
    vault: Vault
    audit_key: bytes
    clock: Clock
    purpose: Purpose = Purpose.PRACTICE


@dataclass(frozen=True)
class Unit:
    """One act under way: its database session, its actor and its moment."""

    session: Session
    actor: Actor
    now: datetime
    audit_key: bytes

    def audit(self, action: str, object_kind: str, object_id: str, **detail: object) -> None:
        """Write the audit event of this act; ``detail`` may hold ids and numbers only."""
        audit.append(
            self.session,
            actor_id=self.actor.id,
            action=action,
            object_kind=object_kind,
            object_id=object_id,
            detail=detail,
            mac_key=self.audit_key,
            now=self.now,
        )


class Service:
    """Base of the services."""

    def __init__(self, backing: Backing) -> None:
        self._backing = backing

    @contextmanager
    def _acting(self, actor: Actor, action: Action) -> Iterator[Unit]:
        """One write transaction; raises NotAllowed before anything is opened."""
        self._require(actor, action)
        with self._backing.store.write() as session:
            yield Unit(session, actor, self._backing.clock(), self._backing.audit_key)

    @contextmanager
    def _reading(self, actor: Actor, action: Action) -> Iterator[Session]:
        """One read transaction; raises NotAllowed before anything is opened."""
        self._require(actor, action)
        with self._backing.store.read() as session:
            yield session

    def _require(self, actor: Actor, action: Action) -> None:
        require(actor, action)
        # What a store is for is the store's to say, whatever the actor was told.
        check_serves(self._backing.purpose, action)
