"""Passages worth hearing of the open session: read once somebody wants to see them, put aside, asked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import QObject, Signal

from coder.domain.changes import Changes, Kind
from coder.domain.coding import Direction
from coder.domain.errors import UserError
from coder.domain.jobs import Job, JobKind, JobState
from coder.domain.passages import Passage
from ui.context import Context
from ui.tracking import track


@dataclass(frozen=True)
class Listed:
    """What there is to show. ``read`` once the store was asked and ``looked`` once somebody looked for passages.

    ``coming`` while a job is at it; ``refusal`` is why there are none at all, ``failure`` how it ended without any.
    """

    passages: tuple[Passage, ...] = ()
    read: bool = False
    looked: bool = False
    coming: bool = False
    refusal: str = ""
    failure: str = ""

    def of(self, principle_id: str, direction: Direction) -> tuple[Passage, ...]:
        """One list: those put aside come last, the rest in the order in which they were found."""
        mine = [one for one in self.passages if (one.principle_id, one.direction) == (principle_id, direction)]
        return tuple(sorted(mine, key=lambda one: not one.relevant))


class Passages(QObject):
    """``changed()`` when there is something else to show. Nothing is read before ``open``, since looking is noted."""

    changed = Signal()

    def __init__(self, context: Context, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._session_id = ""
        self.listed = Listed()
        track(self, context.changed, self._changed_elsewhere)

    def open(self, session_id: str) -> None:
        """Read the passages of a session; once more for the same one changes nothing."""
        if session_id != self._session_id:
            self._session_id, self.listed = session_id, Listed()
            self._read()

    def close(self) -> None:
        """Forget the session."""
        self._session_id, self.listed = "", Listed()
        self.changed.emit()

    def ask(self) -> None:
        """Have passages looked for."""
        services, actor, session_id = self._context.services, self._context.actor, self._session_id
        self._context.operations.write(
            lambda: services.passages.request(actor, session_id), lambda _: self._read(), owner=self, initiator=self
        )

    def set_relevant(self, passage: Passage, relevant: bool) -> None:
        """Put a passage aside, or take that back; shown at once."""
        services, actor, session_id = self._context.services, self._context.actor, self._session_id
        changed = [replace(one, relevant=relevant) if one.id == passage.id else one for one in self.listed.passages]
        self._show(replace(self.listed, passages=tuple(changed)))
        self._context.operations.write(
            lambda: services.passages.set_relevant(actor, session_id, passage.id, relevant=relevant),
            owner=self,
            initiator=self,
            failed=self._refused,
        )

    def _refused(self, error: UserError) -> None:
        self._context.messages.user_error(error)
        self._read()

    def _read(self) -> None:
        services, actor, session_id = self._context.services, self._context.actor, self._session_id

        def look() -> Listed:
            try:
                found = services.passages.get(actor, session_id)
            except UserError as error:
                return Listed(read=True, refusal=f"{error.sentence} {error.hint}".strip())
            if found is None:
                return _not_yet(services.jobs.list(actor), session_id)
            return Listed(found.passages, read=True, looked=True)

        def got(listed: Listed) -> None:
            if session_id == self._session_id:
                self._show(listed)

        self._context.operations.read(look, got, owner=self, key="passages")

    def _show(self, listed: Listed) -> None:
        self.listed = listed
        self.changed.emit()

    def _changed_elsewhere(self, changed: Changes, initiator: QObject | None) -> None:
        concerned = changed.kinds & {Kind.SUGGESTION, Kind.TRANSCRIPT} and self._session_id in changed.ids
        if initiator is not self and self._session_id and concerned:
            self._read()


def _not_yet(jobs: Sequence[Job], session_id: str) -> Listed:
    """Whether passages are on their way, or how the newest job that might have found some ended."""
    newest = next((job for job in jobs if job.session_id == session_id and job.kind is JobKind.SUGGEST), None)
    if newest is None or newest.state is JobState.SUCCEEDED:
        return Listed(read=True)
    if not newest.state.over:
        return Listed(read=True, coming=True)
    return Listed(read=True, failure=newest.failure or newest.state.value)
