"""Making the store, step by step, without widgets."""

from __future__ import annotations

from datetime import date
from enum import IntEnum
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from coder.domain.changes import Changes
from coder.domain.errors import UserError
from coder.domain.people import Role
from coder.domain.purpose import Purpose
from ui.context import Context
from ui.machine import preferences_of

if TYPE_CHECKING:
    from coder.bootstrap import Services


class Step(IntEnum):
    """The steps in their order. The store is made between PASSPHRASE and KEY; from there on there is no way back."""

    PERSON = 0
    PLACE = 1
    PASSPHRASE = 2
    KEY = 3
    BEGIN = 4


class FirstRunViewModel(QObject):
    """``step_changed(Step)``; ``refused(sentence)``; ``busy_changed(bool)``.

    ``name``, ``roles``, ``folder``, ``passphrase`` and ``remember`` are filled in by the page. ``recovery_key`` is
    there from the step KEY on, and is forgotten with this object.
    """

    step_changed = Signal(object)
    refused = Signal(str)
    busy_changed = Signal(bool)

    def __init__(
        self,
        context: Context,
        folder: Path,
        purpose: Purpose = Purpose.PRACTICE,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._context, self.purpose = context, purpose
        self.step = Step.PERSON
        self.name = ""
        self.offered_roles = tuple(Role) if purpose is Purpose.PRACTICE else (Role.EVALUATOR, Role.LEAD, Role.STEWARD)
        usual = (Role.EVALUATOR, Role.COACH) if purpose is Purpose.PRACTICE else (Role.EVALUATOR, Role.LEAD)
        self.roles: frozenset[Role] = frozenset(usual)
        self.folder = self.usual_folder = folder
        self.passphrase = ""
        self.remember = False
        self.recovery_key = ""

    @property
    def may_go_back(self) -> bool:
        """Whether there is an earlier step that can still be changed."""
        return Step.PERSON < self.step < Step.KEY

    def back(self) -> None:
        """Go to the step before."""
        if self.may_go_back:
            self._go(Step(self.step - 1))

    def next(self) -> None:
        """Go to the next step; after the passphrase the store is made first."""
        if self.step is Step.PASSPHRASE:
            self._make()
        elif self.step < Step.BEGIN:
            self._go(Step(self.step + 1))

    def begin(self, demo: bool) -> None:
        """Open the new store, with the demo data or empty."""
        self.busy_changed.emit(True)
        work = partial(_open, self.folder, self.passphrase, self.remember)
        self._context.operations.in_turn(work, partial(self._opened, demo), owner=self, failed=self._failed)

    def _make(self) -> None:
        self.busy_changed.emit(True)
        work = partial(_make, self.folder, self.passphrase, self.name, self.roles, self.purpose)
        self._context.operations.in_turn(work, self._made, owner=self, failed=self._failed)

    def _made(self, recovery_key: str) -> None:
        self.recovery_key = recovery_key
        self.busy_changed.emit(False)
        self._remember_place()
        self._go(Step.KEY)

    def _remember_place(self) -> None:
        preferences = preferences_of(self._context)
        if preferences is not None and self.folder != self.usual_folder:
            key = "home" if self.purpose is Purpose.PRACTICE else "recruitment_home"
            preferences.change(**{key: str(self.folder)})

    def _opened(self, demo: bool, services: Services) -> None:
        self.busy_changed.emit(False)
        context = self._context
        today = context.clock().astimezone().date()
        # From here on this page is gone, so nothing below may belong to it.
        context.open(services, services.actor)
        if demo:
            context.operations.write(partial(_add_demo, services, today))

    def _failed(self, error: UserError) -> None:
        self.busy_changed.emit(False)
        self.refused.emit(str(error))

    def _go(self, step: Step) -> None:
        self.step = step
        self.step_changed.emit(step)


def _make(folder: Path, passphrase: str, name: str, roles: frozenset[Role], purpose: Purpose) -> str:
    from coder.bootstrap import create_home

    return create_home(folder, passphrase=passphrase, person_name=name, roles=roles, purpose=purpose)


def _open(folder: Path, passphrase: str, remember: bool) -> Services:
    from coder.bootstrap import open_home

    services = open_home(folder, passphrase=passphrase)
    if remember:
        services.care.remember(services.actor, wanted=True)
    return services


def _add_demo(services: Services, today: date) -> Changes:
    from ui.home.viewmodel import add_demo

    return add_demo(services, services.actor, today)
