"""What the first page shows and does, without widgets."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from coder.domain.changes import Changes, Kind
from coder.domain.errors import UserError
from coder.domain.jobs import Job
from coder.domain.overview import Overview, TodoKind
from coder.domain.people import Actor, Role
from coder.domain.permissions import Action, may
from ui.context import Context
from ui.home.words import Line, Step, greeting, steps, subtitle, todo_line
from ui.tracking import track

if TYPE_CHECKING:
    from datetime import date

    from coder.bootstrap import Services

_CONCERNED = frozenset(Kind) - {Kind.CODEBOOK}


@dataclass(frozen=True)
class HomeState:
    """What was read, and the words for it."""

    overview: Overview
    name: str
    greeting: str
    subtitle: str
    todos: tuple[Line, ...]
    steps: tuple[Step, ...]
    jobs: tuple[Job, ...]


class HomeViewModel(QObject):
    """``loaded(HomeState)`` after each reading; ``jobs_changed(jobs)``; ``demo_busy(bool)`` while demo data come or go.

    A change elsewhere is read at once while the page is looked at, and otherwise at the next look (``refresh``).
    """

    loaded = Signal(object)
    jobs_changed = Signal(object)
    demo_busy = Signal(bool)

    def __init__(self, context: Context, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._stale = True
        self.shown = False
        self.state: HomeState | None = None
        track(self, context.changed, self._changed)
        track(self, context.jobs_changed, self.jobs_changed.emit)

    @property
    def may_add(self) -> bool:
        """Whether the actor may add recordings."""
        return self._context.is_open and may(self._context.actor, Action.IMPORT_RECORDING)

    def refresh(self) -> None:
        """Read again what may have changed; does nothing before the store is open or when all is fresh."""
        # A profile that is read changes nothing for anybody else, so nobody is told of it.
        unread = self.state is not None and any(one.kind is TodoKind.READ for one in self.state.overview.todos)
        if not self._context.is_open or not (self._stale or unread):
            return
        self._stale = False
        services, actor = self._context.services, self._context.actor
        hour = self._context.clock().astimezone().hour
        self._context.operations.read(partial(_read, services, actor, hour), self._take, owner=self, key="home")

    def open(self, page: str, argument: str) -> None:
        """Go where a line or step leads."""
        self._context.go_to(page, argument or None)

    def try_demo(self) -> None:
        """Add the demo authority and the demo visit, and have it transcribed."""
        today = self._context.clock().astimezone().date()
        self._with_demo(partial(add_demo, self._context.services, self._context.actor, today))

    def remove_demo(self) -> None:
        """Remove everything that is marked as demo."""
        self._with_demo(partial(self._context.services.demo.remove, self._context.actor))

    def cancel(self, job_id: str) -> None:
        """Ask a job to stop; what it finished is kept."""
        self._context.operations.write(partial(self._context.services.jobs.cancel, self._context.actor, job_id))

    def retry(self, job_id: str) -> None:
        """Queue a job again."""
        self._context.operations.write(partial(self._context.services.jobs.retry, self._context.actor, job_id))

    def rest(self, job_id: str, rests: bool) -> None:
        """Pause a job, or let it go on; all of them for an empty id."""
        jobs = self._context.services.jobs
        self._context.operations.write(partial(jobs.pause if rests else jobs.go_on, self._context.actor, job_id))

    def _with_demo(self, work: partial[Changes]) -> None:
        self.demo_busy.emit(True)
        self._context.operations.write(work, lambda _: self.demo_busy.emit(False), owner=self, failed=self._refused)

    def _refused(self, error: UserError) -> None:
        self.demo_busy.emit(False)
        self._context.messages.user_error(error)

    def _changed(self, what: Changes, _initiator: object) -> None:
        if what.kinds & _CONCERNED:
            self._stale = True
            if self.shown:
                self.refresh()

    def _take(self, state: HomeState) -> None:
        self.state = state
        self.loaded.emit(state)


def _read(services: Services, actor: Actor, hour: int) -> HomeState:
    overview = services.overview.get(actor)
    name = services.people.me(actor).name
    return HomeState(
        overview=overview,
        name=name,
        greeting=greeting(hour, name),
        subtitle=subtitle(overview),
        todos=tuple(todo_line(todo) for todo in overview.todos),
        steps=steps(overview.learning, Role.COACH in actor.roles),
        jobs=services.jobs.list(actor) if may(actor, Action.READ_SESSION) else (),
    )


def add_demo(services: Services, actor: Actor, today: date) -> Changes:
    """Add what of the demo this actor may add: the authority, the visit with its sound, its transcription."""
    made = services.demo.install(actor, today)
    if not may(actor, Action.IMPORT_RECORDING):
        return made
    visit = services.demo.add_visit(actor, today)
    made |= visit
    if may(actor, Action.TRANSCRIBE) and services.transcripts.get(actor, visit.created) is None:
        made |= services.transcripts.request(actor, visit.created)
    return made
