"""People and teams of the service."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import String, func, select, type_coerce
from sqlalchemy.orm import Session

from coder.domain.changes import Changes, Kind, changes
from coder.domain.errors import UserError
from coder.domain.ids import new_id
from coder.domain.people import Actor, Person, Role, Team, alike
from coder.domain.permissions import Action
from coder.domain.purpose import Purpose
from coder.services.base import Service, Unit, named
from coder.store.engine import Store
from coder.store.tables.people import PersonRow, TeamRow
from coder.store.tables.policy import PolicyRow

_OWNER = "owner"
_PURPOSE = "purpose"


def person_from(row: PersonRow) -> Person:
    """The person a row holds."""
    return Person(
        id=row.id,
        code=row.code,
        name=row.name,
        roles=frozenset(Role(role) for role in row.roles),
        team_id=row.team_id,
        coach_id=row.coach_id,
        demo=row.demo,
    )


def team_from(row: TeamRow) -> Team:
    """The team a row holds."""
    return Team(id=row.id, name=row.name, demo=row.demo)


def all_teams(session: Session) -> tuple[Team, ...]:
    """All teams by name."""
    return tuple(team_from(row) for row in session.scalars(select(TeamRow).order_by(TeamRow.name)))


def known_person(session: Session, given: str) -> PersonRow | None:
    """Who has this id or code, in large letters or small: W-41 and w-41 are one; whoever is spelt just so is first."""
    given, spelt = given.strip(), type_coerce(PersonRow.code, String)
    meant = named(PersonRow.id, PersonRow.code, given) | (func.lower(spelt) == given.lower())
    return session.scalars(select(PersonRow).where(meant).order_by((spelt == given).desc())).first()


def find_worker(session: Session, given: str) -> PersonRow:
    """The person with this id or code. Raises UserError when there is none."""
    row = known_person(session, given)
    if row is None:
        raise UserError("No person with that code is known here.", "Check the code on the People list in Settings.")
    return row


def known_team(session: Session, given: str) -> TeamRow | None:
    """Which team has this id or name, in large letters or small: North and north are one; spelt just so is first."""
    rows = session.scalars(select(TeamRow).order_by(TeamRow.id))
    meant = [row for row in rows if row.id == given or alike(row.name, given)]
    return max(meant, key=lambda row: given in (row.id, row.name), default=None)


def find_team(session: Session, given: str) -> TeamRow:
    """The team with this id or name. Raises UserError when there is none."""
    row = known_team(session, given)
    if row is None:
        raise UserError("No team with that name is known here.", "Check the name on the Teams page.")
    return row


def found_store(
    store: Store, audit_key: bytes, name: str, roles: frozenset[Role], now: datetime, purpose: Purpose
) -> None:
    """Say what a new store is for, once and for all, and put the first person into it; whoever opens it from now on
    acts as this person."""
    with store.write() as session:
        values = sorted(role.value for role in roles)
        person = PersonRow(id=new_id(), code="ME", name=name.strip(), roles=values, demo=False)
        owner = PolicyRow(key=_OWNER, value=person.id, changed_at=now)
        session.add_all([person, owner, PolicyRow(key=_PURPOSE, value=purpose.value, changed_at=now)])
        session.flush()
        unit = Unit(session, Actor(person.id, roles, purpose), now, audit_key)
        unit.audit("store made", "store", "", purpose=purpose.value)


def purpose_of(store: Store) -> Purpose:
    """What a store is for; one that was made before stores had a purpose is there for practice."""
    with store.read() as session:
        row = session.get(PolicyRow, _PURPOSE)
        return Purpose.PRACTICE if row is None else Purpose(row.value)


class PeopleService(Service):
    """Who works here, in which team, with which coach."""

    def owner(self) -> Actor:
        """The person this store was made for. Raises UserError when the store does not say."""
        with self._backing.store.read() as session:
            row = session.get(PolicyRow, _OWNER)
            if row is None:
                raise UserError("This store does not say whose it is.", "Restore the newest backup into a new folder.")
            person = person_from(find_worker(session, str(row.value)))
        return Actor(person.id, person.roles, self._backing.purpose)

    def me(self, actor: Actor) -> Person:
        """The person who acts."""
        with self._reading(actor, Action.READ_TEAM_REPORT) as session:
            return person_from(find_worker(session, actor.id))

    def teams(self, actor: Actor) -> tuple[Team, ...]:
        """All teams by name."""
        with self._reading(actor, Action.READ_TEAM_REPORT) as session:
            return all_teams(session)

    def everybody(self, actor: Actor) -> tuple[Person, ...]:
        """All people by code; not applicants, who have no role here."""
        with self._reading(actor, Action.READ_SESSION) as session:
            rows = session.scalars(select(PersonRow).order_by(PersonRow.code))
            return tuple(person_from(row) for row in rows if row.roles)

    def workers(self, actor: Actor) -> tuple[Person, ...]:
        """All people who are recorded, by code; never by score."""
        return tuple(person for person in self.everybody(actor) if Role.WORKER in person.roles)

    def add_team(self, actor: Actor, name: str) -> Changes:
        """Add a team; the present one when a team of that name exists. Raises UserError for an empty name."""
        clean = required(name, "A team needs a name.")
        with self._acting(actor, Action.MANAGE_PEOPLE) as unit:
            team_id = add_team_row(unit, clean)
            return changes(Kind.PEOPLE, ids={team_id}, created=team_id)

    def add_person(
        self,
        actor: Actor,
        *,
        code: str,
        name: str,
        roles: Iterable[Role],
        team_id: str | None = None,
        coach_id: str | None = None,
    ) -> Changes:
        """Add a person under a code that is not in use. Raises UserError for a used code or no role."""
        clean = required(code, "A person needs a code, for example W-17.")
        chosen = _some_role(roles)
        with self._acting(actor, Action.MANAGE_PEOPLE) as unit:
            if known_person(unit.session, clean) is not None:
                raise UserError(f"The code {clean} is in use already.", "Choose another one.")
            row = PersonRow(
                id=new_id(), code=clean, name=name.strip(), roles=chosen, team_id=team_id, coach_id=coach_id, demo=False
            )
            unit.session.add(row)
            unit.audit("person added", "person", row.id)
            return changes(Kind.PEOPLE, ids={row.id}, created=row.id)

    def change_person(
        self,
        actor: Actor,
        person: str,
        *,
        name: str,
        roles: Iterable[Role],
        team_id: str | None,
        coach_id: str | None,
    ) -> Changes:
        """Give a person (id or code) another name, other roles, another team or coach; the code stays.

        Recordings stay with the team they were made in. Who is no longer a worker is no longer due to be recorded.
        Raises UserError when nobody has that code, when no role is left, when people would coach themselves, and for
        the own roles, since rights are not for their holder to widen.
        """
        chosen = _some_role(roles)
        with self._acting(actor, Action.MANAGE_PEOPLE) as unit:
            row = find_worker(unit.session, person)
            if row.id == actor.id and chosen != sorted(row.roles):
                raise UserError("Your own roles were chosen when this store was made.", "They stay as they are.")
            if coach_id == row.id:
                raise UserError("Nobody is their own coach.", "Choose another coach, or none.")
            new = {"name": name.strip(), "roles": chosen, "team_id": team_id, "coach_id": coach_id}
            changed = [field for field, value in new.items() if getattr(row, field) != value]
            for field in changed:
                setattr(row, field, new[field])
            if changed:
                unit.audit("person changed", "person", row.id, fields=" ".join(changed), roles=" ".join(chosen))
            return changes(Kind.PEOPLE, ids={row.id})


def _some_role(roles: Iterable[Role]) -> list[str]:
    chosen = sorted(role.value for role in roles)
    if not chosen:
        raise UserError("A person needs at least one role.")
    return chosen


def add_team_row(unit: Unit, name: str) -> str:
    """The id of the team with this name, made when unknown."""
    known = known_team(unit.session, name)
    if known is not None:
        return known.id
    row = TeamRow(id=new_id(), name=name, demo=False)
    unit.session.add(row)
    unit.session.flush()
    unit.audit("team added", "team", row.id)
    return row.id


def required(text: str, sentence: str) -> str:
    """Text with single blanks. Raises UserError with the sentence when it is empty, another above 120 characters."""
    clean = " ".join(text.split())
    if not clean:
        raise UserError(sentence)
    if len(clean) > 120:
        raise UserError("That is longer than 120 characters.", "Choose a shorter one.")
    return clean
