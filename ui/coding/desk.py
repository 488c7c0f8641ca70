"""Coming back to exactly where one stopped: the page is looked at every two seconds and kept when it has changed."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from typing_extensions import override

from coder.domain.desk import Desk
from coder.domain.errors import UserError
from ui.coding.desk_drafts import Drafts
from ui.coding.header import CODE, LISTEN, SECOND
from ui.coding.playback import SPEEDS
from ui.tracking import track

if TYPE_CHECKING:
    from PySide6.QtWidgets import QComboBox

    from ui.coding.view import CodePage

# A kill loses what was typed since the last look; the rest of two seconds is for storing it.
LOOK_EVERY_MS = 1_800


class DeskKeeper(QObject):
    """Keeps and restores where the user is in the open session. ``restored()`` once a session stands as it was left."""

    restored = Signal()

    def __init__(self, page: CodePage) -> None:
        super().__init__(page)
        self._page, self._context = page, page.context
        self._drafts = Drafts(page)
        self._session_id = ""
        self._kept: Desk | None = None
        self._read, self._shown, self._told = False, False, False
        self.note_read = False
        self._timer = QTimer(self, interval=LOOK_EVERY_MS)
        self._timer.timeout.connect(self.look)
        page.model.loaded.connect(self._loaded)
        page.model.closed.connect(self._let_go)
        page.installEventFilter(self)
        track(self, self._context.closing, self.leave)

    @property
    def ready(self) -> bool:
        """Whether the open session stands as it was left, so that what is seen now may be kept."""
        return self._timer.isActive()

    def look(self) -> None:
        """Have the page as it is now stored, unless it is stored like this already."""
        if self.ready:
            self._keep(self._seen())

    def leave(self) -> None:
        """Have the page stored as it is left; a row that is typed in is kept as the user's own edit by then."""
        if self.ready:
            seen = self._seen()
            self._keep(replace(seen, drafts=self._drafts.without_rows(seen.drafts)))

    def expect(self, session_id: str) -> None:
        """Store the page before this session takes its place, and read meanwhile where the user stopped in that one.

        Read first, so that it is known by the time the session is shown: whoever presses a key then must not be moved.
        """
        self.leave()
        self._let_go()
        self._session_id = session_id
        services, actor = self._context.services, self._context.actor
        self._context.operations.read(
            partial(services.desk.get, actor, session_id),
            partial(self._found, session_id),
            owner=self,
            key="desk",
            failed=lambda _: self._found(session_id, None),
        )

    def agree_to_note(self) -> None:
        """Remember that the content note of this session was read."""
        self.note_read = True
        self.look()

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Leaving the page is a good moment to store where it stands."""
        if event.type() == QEvent.Type.Hide and watched is self._page:
            self.leave()
        return False

    def _let_go(self) -> None:
        self._timer.stop()
        self._session_id, self._kept, self.note_read = "", None, False
        self._read, self._shown, self._told = False, False, False
        self._drafts.forget()

    def _loaded(self) -> None:
        session_id = self._page.model.session.id
        if session_id != self._session_id:
            self.expect(session_id)
        if not self._shown:
            self._shown = True
            self._begin()

    def _found(self, session_id: str, desk: Desk | None) -> None:
        # A session that cannot be read is told by the page itself, which reads it too.
        if session_id == self._session_id:
            self._read, self._kept = True, desk
            self.note_read = desk is not None and desk.note_read
            self._begin()

    def _begin(self) -> None:
        """Once both are there, the session on the page and what is known of it, put the page as it was left."""
        if not (self._read and self._shown) or self.ready:
            return
        if self._kept is not None:
            self._restore(self._kept)
        self._timer.start()
        self.restored.emit()

    def _keep(self, desk: Desk) -> None:
        if desk == self._kept:
            return
        self._kept = desk
        services, actor = self._context.services, self._context.actor
        self._context.operations.in_turn(
            partial(services.desk.keep, actor, self._session_id, desk), owner=self, failed=self._refused
        )

    def _refused(self, error: UserError) -> None:
        # Told once, but tried again: a store that was busy is free a moment later, and words are being typed.
        self._kept = None
        if not self._told:
            self._told = True
            self._context.messages.user_error(error)

    def _seen(self) -> Desk:
        page, space = self._page, self._page.space
        return Desk(
            position_s=round(page.playback.position_s, 3),
            window_s=_rounded(space.waveform.window_s),
            selection_s=_rounded(space.waveform.selection_s),
            mode=page.header.modes.value,
            row_id=space.list.current_id,
            principle_id=space.principles.chosen_id,
            speed=page.playback.speed,
            search=space.filters.search.text(),
            filters={name: str(box.currentData() or "") for name, box in self._boxes().items()},
            note_read=self.note_read,
            drafts=self._drafts.typed(),
        )

    def _boxes(self) -> dict[str, QComboBox]:
        filters = self._page.space.filters
        return {"speakers": filters.speakers, "codes": filters.codes, "signs": filters.signs}

    def _restore(self, desk: Desk) -> None:
        """From the outside in: the mode makes the rows, the filters choose among them, a row moves the sound."""
        page, space = self._page, self._page.space
        if desk.mode in self._open_modes():
            page.show_mode(desk.mode)
        for name, box in self._boxes().items():
            place = box.findData(desk.filters.get(name, ""))
            if place > 0:
                box.setCurrentIndex(place)
                box.activated.emit(place)
        space.filters.search.setText(desk.search)
        if space.rows.place_of(desk.row_id) >= 0:
            space.list.choose(desk.row_id)
        if any(one.id == desk.principle_id for one in page.model.frame.codebook.principles):
            space.principles.choose(desk.principle_id)
        page.playback.set_speed(min(SPEEDS, key=lambda speed: abs(speed - desk.speed)))
        space.waveform.select(desk.selection_s)
        page.playback.seek(desk.position_s)
        self._show_window(desk.window_s)
        self._drafts.restore(desk.drafts)

    def _open_modes(self) -> set[str]:
        model = self._page.model
        # Once a coding is finished there is nothing left to decide, and one comes back to read.
        return {LISTEN, CODE, SECOND} if model.may_see_suggestions and not model.finished else {LISTEN, CODE}

    def _show_window(self, window_s: tuple[float, float] | None) -> None:
        waveform = self._page.space.waveform
        start_s, end_s = waveform.window_s
        if window_s is not None and window_s[1] > window_s[0] and end_s > start_s:
            waveform.zoom((end_s - start_s) / (window_s[1] - window_s[0]))
            waveform.scroll_to(window_s[0])


def _rounded(stretch_s: tuple[float, float] | None) -> tuple[float, float] | None:
    # Milliseconds: what a drawing routine adds beyond them would look like a change at every look.
    return None if stretch_s is None else (round(stretch_s[0], 3), round(stretch_s[1], 3))
