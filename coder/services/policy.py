"""The service's rules: kept in the database, changed by the lead or steward, each change audited."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator
from sqlalchemy import select
from sqlalchemy.orm import Session

from coder.domain.changes import Changes, Kind, changes
from coder.domain.errors import UserError
from coder.domain.keeping import USUAL_MONTHS
from coder.domain.overview import Nation
from coder.domain.people import Actor
from coder.domain.permissions import Action
from coder.domain.purpose import Purpose
from coder.security.signatures import is_public_key
from coder.services.base import Service, Unit
from coder.services.draws import Draw
from coder.services.learning_rows import known_model
from coder.services.model_cards import KnownModel
from coder.services.suggestion_draw import change_share
from coder.store.tables.policy import PolicyRow

DOUBLE_DRAW = Draw("double_draw")
"""Which recordings are coded a second time."""
SHORTENED = "role_play_months_shortened"
"""The key of the day on which ``role_play_months`` was last shortened; no rule, and set by nobody."""

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
    of recordings that never show suggestions, so that anchoring can be measured; ``double_share``: the part that is
    coded a second time, without anybody knowing which. Changed, both hold for recordings that come later.
    ``target_precision``: how often a suggestion that is shown should be right (0.7–0.99). ``agreement_line``: the least
    agreement of people here on a code (kappa, 0–1) for it to be suggested. ``codes_off``: further codes that are never
    suggested, with blanks between them. These three count when suggestions are made.
    ``target_days``: working days from tape to feedback; ``bank_holidays``: whose bank holidays are none of them.
    ``model``: name or folder of the transcription model. ``recordings_a_year``: per worker. ``worker_first_days``:
    working days after the lock for which an evaluation is open to the worker and not to the coach, unless the worker
    has opened it; 0 for none. ``safeguarding_text``: what is shown at a safeguarding pause. ``pack_keys``: public keys,
    with blanks between them, of those whose model packs are taken. ``learning``: the service has told families and
    workers that coded sessions teach the suggestions, and they may. ``learning_margin``: by how much a new model must
    be better on held-back sessions (macro-F1, 0–0.2) to take over. ``role_play_months``: months of 30 days for which a
    recruitment store keeps a role-play; in a practice store nothing is erased by itself.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    assisted_mode: bool = False
    withheld_share: float = Field(default=0.2, ge=0, le=1)
    double_share: float = Field(default=0.2, ge=0, le=1)
    target_precision: float = Field(default=0.9, ge=0.7, le=0.99)
    agreement_line: float = Field(default=0.4, ge=0, le=1)
    codes_off: str = Field(default="", max_length=1000)
    target_days: int = Field(default=10, ge=1, le=60)
    bank_holidays: Nation = Nation.ENGLAND_AND_WALES
    recordings_a_year: int = Field(default=6, ge=1, le=24)
    worker_first_days: int = Field(default=5, ge=0, le=30)
    model: str = "base"
    safeguarding_text: str = Field(default=SAFEGUARDING_TEXT, min_length=1, max_length=4000)
    pack_keys: str = Field(default="", max_length=2000)
    learning: bool = False
    learning_margin: float = Field(default=0.02, ge=0, le=0.2)
    role_play_months: int = Field(default=USUAL_MONTHS, ge=1, le=24)

    @field_validator("pack_keys")
    @classmethod
    def _check_keys(cls, value: str) -> str:
        if not all(is_public_key(key) for key in value.split()):
            raise ValueError("not public keys")
        return " ".join(value.split())

    @field_validator("target_precision")
    @classmethod
    def _to_hundredths(cls, value: float) -> float:
        # Held-out figures are known for whole hundredths.
        return round(value, 2)

    @field_validator("codes_off")
    @classmethod
    def _in_capitals(cls, value: str) -> str:
        return " ".join(dict.fromkeys(value.upper().replace(",", " ").split()))

    @property
    def switched_off(self) -> frozenset[str]:
        """The codes of ``codes_off`` one by one."""
        return frozenset(self.codes_off.split())

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
            known = read_policy(unit.session)
            policy = _changed(known, values)
            _check_suggestions(unit.session, known, policy)
            self._change_keeping(unit, known, policy)
            if policy.withheld_share != known.withheld_share:
                change_share(unit.session, known.withheld_share, policy.withheld_share, unit.now)
            if policy.double_share != known.double_share:
                DOUBLE_DRAW.prepare(unit.session, known.double_share, unit.now)
                DOUBLE_DRAW.change_share(unit.session, policy.double_share, unit.now)
            for key in values:
                unit.session.merge(PolicyRow(key=key, value=getattr(policy, key), changed_at=unit.now))
                unit.audit("policy changed", "policy", key)
            return changes(Kind.POLICY, ids=set(values))

    def _change_keeping(self, unit: Unit, known: Policy, policy: Policy) -> None:
        if policy.role_play_months == known.role_play_months:
            return
        if self._backing.purpose is Purpose.PRACTICE:
            raise UserError(
                "In a practice store nothing is erased by itself. Nothing was changed.",
                "Change this in the recruitment store.",
            )
        if policy.role_play_months < known.role_play_months:
            # What falls due by it is told beforehand like everything else.
            unit.session.merge(PolicyRow(key=SHORTENED, value=unit.now.date().isoformat(), changed_at=unit.now))


def _changed(known: Policy, values: dict[str, Any]) -> Policy:
    try:
        policy = Policy.model_validate({**known.model_dump(), **values})
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
    return policy


def _check_suggestions(session: Session, known: Policy, policy: Policy) -> None:
    """Refuse a target nobody measured for the model in use, or switching off a code that it does not know."""
    added = policy.switched_off - known.switched_off
    if policy.target_precision == known.target_precision and not added:
        return
    model = known_model(session)
    if policy.target_precision not in {known.target_precision, *model.targets}:
        raise _not_measured(model, known, policy)
    codes = {one.code for one in model.card.codes}
    unknown = sorted(added - codes)
    if unknown:
        raise UserError(
            f"{', '.join(unknown)} is no code the suggestion model gives; it gives {', '.join(sorted(codes))}.",
            "Nothing was changed.",
        )


def _not_measured(model: KnownModel, known: Policy, policy: Policy) -> UserError:
    wanted = f"{policy.target_precision:.0%}"
    if model.learnt_here:
        return UserError(
            f"How sure the model {model.card.name} has to be to be right in {wanted} is not known; it was learnt to be "
            f"right in {model.card.target_precision:.0%}. Nothing was changed.",
            "Go back to the model that comes with the program (Library, Learning), change the rule, then learn again.",
        )
    return UserError(
        f"How sure the suggestion model has to be to be right in {wanted} was not measured.",
        f"Leave the target at {known.target_precision:.0%}. Nothing was changed.",
    )
