"""The service's rules: kept in the database, changed by the lead or steward, each change audited."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator
from sqlalchemy import select
from sqlalchemy.orm import Session

from coder.domain.changes import Changes, Kind, changes
from coder.domain.errors import UserError
from coder.domain.people import Actor
from coder.domain.permissions import Action
from coder.security.signatures import is_public_key
from coder.services.base import Service
from coder.store.tables.policy import PolicyRow

SAFEGUARDING_TEXT = """\
Stop listening and follow the safeguarding procedure of your authority.

Somebody is in danger now: ring 999.
A child may be at risk: ring the children's duty team today, and tell your manager.
An adult may be at risk: ring the adults' duty team today, and tell your manager.
You are not sure: ring your manager or the named safeguarding lead today, and say what you heard.

Write your concern where your procedure says, not here: this program is no case record."""
"""Our own neutral words. The service lead replaces them by the authority's procedure and its telephone numbers."""


class Policy(BaseModel):
    """Rules of one service.

    ``assisted_mode``: suggestions may be seen while coding; every code made so is marked. ``withheld_share``: the part
    of recordings that never show suggestions, so that anchoring can be measured. ``target_days``: working days from
    tape to feedback. ``model``: name or folder of the transcription model. ``recordings_a_year``: per worker.
    ``safeguarding_text``: what is shown at a safeguarding pause. ``pack_keys``: public keys, with blanks between them,
    of those whose model packs are taken.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    assisted_mode: bool = False
    withheld_share: float = Field(default=0.2, ge=0, le=1)
    target_days: int = Field(default=10, ge=1, le=60)
    recordings_a_year: int = Field(default=6, ge=1, le=24)
    model: str = "base"
    safeguarding_text: str = Field(default=SAFEGUARDING_TEXT, min_length=1, max_length=4000)
    pack_keys: str = Field(default="", max_length=2000)

    @field_validator("pack_keys")
    @classmethod
    def _check_keys(cls, value: str) -> str:
        if not all(is_public_key(key) for key in value.split()):
            raise ValueError("not public keys")
        return " ".join(value.split())

    @property
    def signing_keys(self) -> tuple[str, ...]:
        """The public keys one by one."""
        return tuple(self.pack_keys.split())


def read_policy(session: Session) -> Policy:
    """The policy in force; defaults where nothing was set."""
    rows = session.scalars(select(PolicyRow))
    return Policy.model_validate({row.key: row.value for row in rows if row.key in Policy.model_fields})


class PolicyService(Service):
    """Read and change the service's rules."""

    def get(self, actor: Actor) -> Policy:
        """The policy in force."""
        with self._reading(actor, Action.READ_TEAM_REPORT) as session:
            return read_policy(session)

    def change(self, actor: Actor, **values: Any) -> Changes:
        """Set one or more rules. Raises UserError for an unknown rule or a value out of its range; nothing is set."""
        with self._acting(actor, Action.MANAGE_POLICY) as unit:
            try:
                policy = Policy.model_validate({**read_policy(unit.session).model_dump(), **values})
            except ValidationError as error:
                field = ".".join(str(part) for part in error.errors()[0]["loc"])
                if error.errors()[0]["type"] == "extra_forbidden":
                    raise UserError(f"There is no rule “{field}”.", "Nothing was changed.") from error
                if field == "pack_keys":
                    raise UserError(
                        "One of these is no public key, or not the whole of one. Nothing was changed.",
                        "Ask whoever signs your packs for the key as text, and paste it as it is, one a line.",
                    ) from error
                raise UserError(f"“{field}” cannot have that value.", "Nothing was changed.") from error
            for key in values:
                unit.session.merge(PolicyRow(key=key, value=getattr(policy, key), changed_at=unit.now))
                unit.audit("policy changed", "policy", key)
            return changes(Kind.POLICY, ids=set(values))
