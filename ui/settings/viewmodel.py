"""What the Settings page shows of the store and does to it, without widgets."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from coder.analysis.wording import counted
from coder.domain.changes import Changes, Kind
from coder.domain.people import Actor, Person, Role, Team
from coder.domain.permissions import Action, may
from coder.security.keys import Slot
from ui.context import Context
from ui.tracking import track

if TYPE_CHECKING:
    from coder.bootstrap import Services
    from coder.services.policy import Policy

_CONCERNED = frozenset({Kind.PEOPLE, Kind.POLICY, Kind.SESSION})


@dataclass(frozen=True)
class StoreFacts:
    """What the store says about itself. ``people`` is empty for those who may not read the list."""

    folder: Path
    ways_in: frozenset[Slot]
    policy: Policy
    people: tuple[Person, ...]
    teams: tuple[Team, ...]
    demo_here: bool

    def team_name(self, team_id: str | None) -> str:
        """The name of a team; empty for none."""
        return next((team.name for team in self.teams if team.id == team_id), "")

    def code_of(self, person_id: str | None) -> str:
        """The code of a person; empty for none."""
        return next((person.code for person in self.people if person.id == person_id), "")


class SettingsViewModel(QObject):
    """``loaded(StoreFacts)`` after each reading; ``told(sentence)`` when something was done.

    ``recovery_key_made(key)`` hands over a key that is shown once and kept nowhere.
    """

    loaded = Signal(object)
    told = Signal(str)
    recovery_key_made = Signal(str)

    def __init__(self, context: Context, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._stale = True
        self.facts: StoreFacts | None = None
        track(self, context.changed, self._changed)

    def may(self, action: Action) -> bool:
        """Whether the actor may do something."""
        return self._context.is_open and may(self._context.actor, action)

    def refresh(self) -> None:
        """Read again what may have changed; does nothing before the store is open or when all is fresh."""
        if not self._context.is_open or not self._stale:
            return
        self._stale = False
        work = partial(_facts, self._services, self._actor)
        self._context.operations.read(work, self._take, owner=self, key="facts")

    def change_policy(self, **values: Any) -> None:
        """Set rules of the service."""
        self._write(partial(self._services.policy.change, self._actor, **values))

    def usual_procedure(self) -> str:
        """The neutral words at a safeguarding pause, for a service that has none of its own."""
        from coder.services.policy import SAFEGUARDING_TEXT

        return SAFEGUARDING_TEXT

    def add_team(self, name: str) -> None:
        """Add a team."""
        self._write(partial(self._services.people.add_team, self._actor, name))

    def add_person(
        self, *, code: str, name: str, roles: Iterable[Role], team_id: str | None, coach_id: str | None
    ) -> None:
        """Add a person."""
        add = self._services.people.add_person
        self._write(partial(add, self._actor, code=code, name=name, roles=roles, team_id=team_id, coach_id=coach_id))

    def change_person(
        self, person_id: str, *, name: str, roles: Iterable[Role], team_id: str | None, coach_id: str | None
    ) -> None:
        """Change a person."""
        change = partial(self._services.people.change_person, self._actor, person_id)
        self._write(partial(change, name=name, roles=roles, team_id=team_id, coach_id=coach_id))

    def change_passphrase(self, old: str, new: str) -> None:
        """Replace the passphrase."""
        work = partial(self._services.care.change_passphrase, self._actor, old, new)
        self._act(work, lambda _: self.told.emit(self.tr("The passphrase was changed.")))

    def make_recovery_key(self) -> None:
        """Replace the recovery key; ``recovery_key_made`` hands it over."""
        self._act(partial(self._services.care.new_recovery_key, self._actor), self.recovery_key_made.emit)

    def remember(self, wanted: bool) -> None:
        """Let this computer's keychain open the store, or no longer."""
        self._act(partial(self._services.care.remember, self._actor, wanted), partial(self._remembered, wanted))

    def back_up(self, file: Path) -> None:
        """Write one encrypted backup file and check it."""
        work = partial(self._services.care.back_up, self._actor, file)
        words = self.tr("Backup written and checked: {0}.")
        self._act(work, lambda made: self.told.emit(words.format(counted(made.recordings, "recording"))))

    def verify(self) -> None:
        """Check every page of the database and every link of the audit trail."""
        self._act(partial(_verify, self._services, self._actor), lambda found: self.told.emit(self._verdict(*found)))

    def install_demo(self) -> None:
        """Add the demo authority and the demo visit."""
        from ui.home.viewmodel import add_demo

        today = self._context.clock().astimezone().date()
        self._write(partial(add_demo, self._services, self._actor, today))

    def remove_demo(self) -> None:
        """Remove everything that is marked as demo."""
        self._write(partial(self._services.demo.remove, self._actor))

    @property
    def _services(self) -> Services:
        return self._context.services

    @property
    def _actor(self) -> Actor:
        return self._context.actor

    def _write(self, work: Callable[[], Changes]) -> None:
        self._context.operations.write(work, owner=self)

    def _act(self, work: Callable[[], Any], done: Callable[[Any], object]) -> None:
        """Do something about the store itself, after all earlier writes, and read the facts again."""

        def answered(result: Any) -> None:
            self._stale = True
            self.refresh()
            done(result)

        self._context.operations.in_turn(work, answered, owner=self)

    def _remembered(self, wanted: bool, kept: bool) -> None:
        if wanted and not kept:
            self.told.emit(self.tr("This computer has no keychain that could remember the key."))
        else:
            self.told.emit(
                self.tr("This computer opens the store by itself now.")
                if kept
                else self.tr("The passphrase is asked for from now on.")
            )

    def _verdict(self, problems: int, events: int, broken_at: int | None) -> str:
        chain = (
            self.tr("Audit trail: {0} events, the chain is intact.").format(events)
            if broken_at is None
            else self.tr("The audit trail is broken at line {0}. Restore the newest backup.").format(broken_at)
        )
        pages = (
            self.tr("Every page of the store is in order.")
            if not problems
            else self.tr("{0} pages of the store are damaged. Restore the newest backup.").format(problems)
        )
        return f"{pages} {chain}"

    def _changed(self, what: Changes, _initiator: object) -> None:
        if what.kinds & _CONCERNED:
            self._stale = True
            self.refresh()

    def _take(self, facts: StoreFacts) -> None:
        self.facts = facts
        self.loaded.emit(facts)


def _verify(services: Services, actor: Actor) -> tuple[int, int, int | None]:
    verdict = services.audit.verify(actor)
    return len(services.care.check(actor)), verdict.events, verdict.broken_at


def _facts(services: Services, actor: Actor) -> StoreFacts:
    policy = services.policy.get(actor)
    return StoreFacts(
        folder=services.home.folder,
        ways_in=services.care.ways_in(actor),
        policy=policy,
        people=services.people.everybody(actor) if may(actor, Action.READ_SESSION) else (),
        teams=services.people.teams(actor),
        demo_here=services.demo.installed(actor),
    )
