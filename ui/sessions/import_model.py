"""Adding a recording, without widgets: what is known, what is still missing, and the work itself."""

from __future__ import annotations

import threading
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QObject, Signal

from coder.domain.changes import Changes
from coder.domain.errors import Cancelled, UserError
from coder.domain.people import Actor, Person, Role, Team, alike, invented
from coder.domain.permissions import Action, may
from coder.domain.purpose import Purpose
from coder.domain.sessions import Answer, SessionKind
from coder.domain.sessions import Context as ContextSheet
from ui.context import Context

if TYPE_CHECKING:
    from coder.bootstrap import Services
    from coder.services.sessions import PermissionDraft


def _tr(text: str) -> str:
    return QCoreApplication.translate("import", text)


@dataclass(frozen=True)
class ImportDraft:
    """Everything the dialog asks. ``files`` are those of one meeting, in order; ``worker`` is a code, known or new;
    ``team`` a name, known or new."""

    files: tuple[Path, ...]
    worker: str
    team: str
    held_on: date
    kind: SessionKind
    permissions: tuple[PermissionDraft, ...]
    sheet: ContextSheet
    transcribe: bool = False


@dataclass(frozen=True)
class People:
    """Who can be chosen. ``invented`` holds the demo's people, who are never recorded for real, and ``invented_teams``
    its teams; ``only_own`` says that nobody but ``own_code`` may be chosen."""

    workers: tuple[Person, ...]
    teams: tuple[Team, ...]
    own_code: str
    invented: frozenset[str] = frozenset()
    invented_teams: frozenset[str] = frozenset()
    only_own: bool = False

    def known(self, code: str) -> Person | None:
        """The worker with this code, in large letters or small; None for a new one."""
        return next((one for one in self.workers if alike(one.code, code)), None)

    def team_of(self, code: str) -> str:
        """The team of a known worker; empty for a new code or a worker without one."""
        person = self.known(code)
        return "" if person is None else next((team.name for team in self.teams if team.id == person.team_id), "")


def worker_note(code: str, people: People, kind: SessionKind = SessionKind.VISIT) -> str:
    """What adding a recording of this code will mean; what stands in the way is told by ``missing``."""
    if not code:
        return _tr("A code, never a name: it stands for the person on every page.")
    if person := people.known(code):
        team = people.team_of(code)
        known = _tr("{0} is known here, in the team {1}.")
        if kind is SessionKind.RECRUITMENT:
            known = _tr("{0} is known here, in the round {1}.")
        return known.format(person.code, team) if team else ""
    return _not_possible(code, "", people) or _tr("{0} is new here and will be added.").format(code)


def _not_possible(worker: str, team: str, people: People) -> str:
    """Why this worker or team cannot be chosen, by the rules that hold for the command line as well; else empty."""
    if taken := _spelt(worker, people.invented):
        return str(invented(taken))
    if people.only_own and not alike(worker, people.own_code):
        return _tr("You may add your own recordings only. Your code is {0}.").format(people.own_code)
    taken = _spelt(team, people.invented_teams)
    return str(invented(taken)) if taken else ""


def _spelt(typed: str, known: frozenset[str]) -> str:
    """Which of these was typed, in large letters or small; empty for none."""
    return next((one for one in known if alike(one, typed)), "")


def missing(draft: ImportDraft, today: date, people: People) -> str:
    """What must still be filled in or stands in the way, in a sentence; empty when the recording may be added."""
    role_play = draft.kind is SessionKind.RECRUITMENT
    if not draft.files:
        return _tr("Choose the sound file.")
    if not draft.worker:
        if role_play:
            return _tr("Say whose role-play it is, by a code such as A-07.")
        return _tr("Say whose conversation it is, by a code such as W-41.")
    if refused := _not_possible(draft.worker, draft.team, people):
        return refused
    if not draft.team:
        return _tr("Say which round it belongs to.") if role_play else _tr("Say which team the worker is in.")
    if draft.held_on > today:
        return _tr("The date lies in the future.")
    if not draft.permissions or not all(one.who for one in draft.permissions):
        return _tr("Say who was asked for permission, and what they answered.")
    if any(one.asked_on is not None and one.asked_on > today for one in draft.permissions):
        return _tr("The day on which somebody was asked lies in the future.")
    if any(one.answer is not Answer.GIVEN for one in draft.permissions):
        return _tr("Somebody refused, so this recording may not be kept here. Delete the file from the recorder.")
    return ""


class ImportModel(QObject):
    """``people_known(People)`` · ``progressed(share 0–1)`` · ``failed(UserError)`` · ``stopped()`` · ``done(id)``."""

    people_known = Signal(object)
    progressed = Signal(float)
    failed = Signal(object)
    stopped = Signal()
    done = Signal(str)

    def __init__(self, context: Context, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._cancelled = threading.Event()
        self.running = False

    @property
    def today(self) -> date:
        """The present day where the user is."""
        return self._context.clock().astimezone().date()

    @property
    def purpose(self) -> Purpose:
        """What the store is for, which decides on the kinds of recording it takes."""
        return self._context.purpose

    @property
    def may_transcribe(self) -> bool:
        """Whether the actor may ask for a transcript."""
        return may(self._context.actor, Action.TRANSCRIBE)

    def load(self) -> None:
        """Read who can be chosen."""
        services, actor = self._context.services, self._context.actor
        self._context.operations.read(partial(_people, services, actor), self.people_known.emit, owner=self)

    def start(self, draft: ImportDraft) -> None:
        """Decode, encrypt and store; nothing is stored when it fails or is stopped."""
        self._cancelled.clear()
        self.running = True
        self._context.operations.write(
            partial(self._work, self._context.services, self._context.actor, draft),
            self._finished,
            owner=self,
            failed=self._refused,
        )

    def cancel(self) -> None:
        """Stop at the next piece of sound."""
        self._cancelled.set()

    def _work(self, services: Services, actor: Actor, draft: ImportDraft) -> Changes | None:
        try:
            made = services.sessions.import_recording(
                actor,
                *draft.files,
                worker_id=draft.worker,
                team_name=draft.team,
                held_on=draft.held_on,
                kind=draft.kind,
                permissions=draft.permissions,
                context=draft.sheet,
                # Emitted on the writing thread; the dialog hears it on its own.
                progress=self.progressed.emit,
                cancelled=self._cancelled.is_set,
            )
        except Cancelled:
            return None
        if draft.transcribe:
            made = replace(made | services.transcripts.request(actor, made.created), created=made.created)
        return made

    def _finished(self, made: Changes | None) -> None:
        self.running = False
        if made is None:
            self.stopped.emit()
        else:
            self.done.emit(made.created)

    def _refused(self, error: UserError) -> None:
        self.running = False
        self.failed.emit(error)


def _people(services: Services, actor: Actor) -> People:
    everybody, teams = services.people.workers(actor), services.people.teams(actor)
    workers = tuple(person for person in everybody if not person.demo)
    own, only_own = services.people.me(actor).code, actor.roles <= {Role.WORKER}
    if only_own:
        workers = tuple(person for person in workers if person.id == actor.id)
    return People(
        workers,
        tuple(team for team in teams if not team.demo),
        own if Role.WORKER in actor.roles else "",
        frozenset(person.code for person in everybody if person.demo),
        frozenset(team.name for team in teams if team.demo),
        only_own,
    )
