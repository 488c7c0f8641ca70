"""What every page is given: the services, who is working, and the ways to act, to tell and to go elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from coder.domain.changes import Changes
from coder.domain.jobs import Job
from coder.domain.people import Actor
from coder.domain.purpose import Purpose
from coder.domain.times import utc_now
from ui.action_table import When
from ui.actions import Actions
from ui.messages import Messages
from ui.operations import Operations
from ui.preferences import Preferences

if TYPE_CHECKING:
    from coder.bootstrap import Services


class Context(QObject):
    """The one object handed to pages and view-models.

    Signals: ``changed(changes, initiator)`` after each stored change (reload if concerned, skip your own);
    ``saved(when)`` with it; ``opened()`` once services and actor are there; ``page_wanted(page_id, argument)`` asks the
    window to go; ``jobs_changed(jobs)`` after each report of the worker (``jobs`` holds the last); ``closing()`` before
    the store is closed: let go of what runs. ``session_at_work`` is the id of the session on the Code page.
    """

    changed = Signal(object, object)
    saved = Signal(object)
    opened = Signal()
    page_wanted = Signal(str, object)
    jobs_changed = Signal(object)
    closing = Signal()

    def __init__(
        self,
        operations: Operations,
        messages: Messages,
        actions: Actions,
        clock: Callable[[], datetime] = utc_now,
        preferences: Preferences | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.operations = operations
        self.messages = messages
        self.actions = actions
        self.clock = clock
        self.jobs: tuple[Job, ...] = ()
        self.session_at_work = ""
        self._preferences = preferences
        self._services: Services | None = None
        self._actor: Actor | None = None
        operations.written.connect(self._written)

    @property
    def is_open(self) -> bool:
        """Whether the store is unlocked and someone is working."""
        return self._services is not None and self._actor is not None

    @property
    def purpose(self) -> Purpose:
        """What the open store is for; practice before one is open."""
        return Purpose.PRACTICE if self._actor is None else self._actor.purpose

    @property
    def services(self) -> Services:
        """The use cases. Raises RuntimeError before :meth:`open`."""
        if self._services is None:
            raise RuntimeError("no store is open")
        return self._services

    @property
    def preferences(self) -> Preferences:
        """Look, keys and window of this machine. Raises RuntimeError in a context made without."""
        if self._preferences is None:
            raise RuntimeError("this context has no preferences")
        return self._preferences

    @property
    def actor(self) -> Actor:
        """Who is working. Raises RuntimeError before :meth:`open`."""
        if self._actor is None:
            raise RuntimeError("nobody is working yet")
        return self._actor

    def open(self, services: Services, actor: Actor) -> None:
        """Give pages their services, once the store is unlocked."""
        self._services = services
        self._actor = actor
        self.actions.serve(self.purpose)
        self.actions.set_condition(When.STORE_OPEN, True)
        self.actions.set_condition(When.PRACTICE_OPEN, self.purpose is Purpose.PRACTICE)
        self.opened.emit()

    def go_to(self, page_id: str, argument: object = None) -> None:
        """Show a page; ``argument`` (for example a session id) is given to it."""
        self.page_wanted.emit(page_id, argument)

    def show_jobs(self, jobs: tuple[Job, ...]) -> None:
        """Tell all pages how far the work in the background is."""
        self.jobs = jobs
        self.jobs_changed.emit(jobs)

    def announce(self, changes: Changes, initiator: QObject | None = None) -> None:
        """Tell all pages of a change that did not come through ``operations.write``, for example from a job."""
        self.changed.emit(changes, initiator)

    def _written(self, changes: object, initiator: QObject | None) -> None:
        if isinstance(changes, Changes):
            self.saved.emit(self.clock())
            self.changed.emit(changes, initiator)
