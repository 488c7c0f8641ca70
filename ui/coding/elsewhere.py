"""Words of the open session that somebody else changed: noticed at the next write or in seconds, shown, and said."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from coder.domain.errors import UserError
from coder.domain.text_stand import TextStand

if TYPE_CHECKING:
    from ui.coding.view import CodePage

# Often enough that two people do not correct the same row twice, seldom enough that nobody notices the looking.
LOOK_EVERY_MS = 5_000


class Elsewhere(QObject):
    """Watches over one Code page. What is chosen, heard and half typed stays as it is when the words are shown anew."""

    def __init__(self, page: CodePage) -> None:
        super().__init__(page)
        self._page, self._context = page, page.context
        self._session_id = ""
        self._known: TextStand | None = None
        self._timer = QTimer(self, interval=LOOK_EVERY_MS)
        self._timer.timeout.connect(self.look)
        page.model.loaded.connect(self._timer.start)
        page.model.closed.connect(self._timer.stop)
        page.model.state_changed.connect(self._compare)

    def look(self) -> None:
        """Have the words shown anew if somebody changed them; what waits to be stored finds out by itself."""
        model = self._page.model
        if not self._page.isVisible() or not model.is_open or model.busy:
            return
        services, actor, session_id = self._context.services, self._context.actor, model.session.id
        self._context.operations.read(
            partial(services.transcripts.stand, actor, session_id),
            partial(self._found, session_id),
            owner=self,
            key="stand",
            failed=self._unreadable,
        )

    def _found(self, session_id: str, stand: TextStand) -> None:
        model = self._page.model
        if model.is_open and model.session.id == session_id and not model.busy and stand != model.stand:
            model.reload()

    def _unreadable(self, _error: UserError) -> None:
        """Nobody asked for this look: a store that is busy is free at the next one, and an act tells what is wrong."""

    def _compare(self) -> None:
        model = self._page.model
        if not model.is_open:
            return
        before, self._known = self._known, model.stand
        same_session, self._session_id = model.session.id == self._session_id, model.session.id
        if same_session and before is not None:
            words = self._words(before, model.stand)
            if words:
                self._context.messages.info(words)

    def _words(self, before: TextStand, now: TextStand) -> str:
        if before.transcript_id and now.transcript_id != before.transcript_id:
            return self.tr("There is a new transcript of this session; it is shown now.")
        people = now.changed_by_others(before, self._context.actor.id)
        return self.tr("Words were changed by {0}; shown now.").format(", ".join(people)) if people else ""
