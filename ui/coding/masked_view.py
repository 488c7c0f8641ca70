"""The transcript with masks in place of names while it is heard and coded, for whoever codes where others can see."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from coder.domain.changes import Changes, Kind
from coder.domain.transcripts import Transcript
from ui.theme import current
from ui.tracking import track
from ui.widgets.buttons import icon_button

if TYPE_CHECKING:
    from ui.coding.view import CodePage


class MaskedView(QObject):
    """While names are hidden, its button stands beside the filters of one Code page. Every session opens unmasked."""

    def __init__(self, page: CodePage) -> None:
        super().__init__(page)
        self._page, self._on = page, False
        self.button = icon_button("eye-off", self.tr("Names hidden in the transcript"))
        self.button.setCheckable(True)
        self.button.clicked.connect(self.toggle)
        layout = page.space.filters.layout()
        assert layout is not None
        layout.addWidget(self.button)
        page.keys.bind_all(page, {"masks.show": self.toggle})
        page.model.loaded.connect(self._off)
        page.model.closed.connect(self._off)
        page.model.transcript_changed.connect(self._look_again)
        track(self, page.context.changed, self._changed)
        track(self, page.context.actions.changed, self._show)
        track(self, current().changed, self._show)
        self._show()

    def toggle(self) -> None:
        """Hide the names in the transcript, or show them again, and say which."""
        model = self._page.model
        if not model.is_open or model.transcript is None:
            model.said.emit(self.tr("There is no transcript yet."))
            self._show()
            return
        self._page.text.typing.keep()
        self._on = not self._on
        if self._on:
            self._look_again()
        else:
            self._page.presenter.show_instead(None)
            model.said.emit(self.tr("Names are shown."))
        self._show()

    def _off(self) -> None:
        self._on = False
        self._show()

    def _changed(self, what: Changes, _initiator: object) -> None:
        if what.kinds & {Kind.MASK, Kind.TRANSCRIPT}:
            self._look_again()

    def _look_again(self) -> None:
        """Work the masks out anew; until they are there, what was shown stays, so that no name shows in between."""
        if not self._on or not self._page.model.is_open:
            return
        context, session_id = self._page.context, self._page.model.session.id
        masks, actor = context.services.masks, context.actor
        context.operations.read(
            lambda: masks.transcript(actor, session_id), partial(self._take, session_id), owner=self, key="masked"
        )

    def _take(self, session_id: str, masked: Transcript | None) -> None:
        model = self._page.model
        # Looking for names takes a moment; meanwhile somebody may have gone on or switched back.
        if not self._on or not model.is_open or model.session.id != session_id or masked is None:
            return
        first = self._page.presenter.instead is None
        self._page.presenter.show_instead(masked)
        if first:
            model.said.emit(self.tr("Names are hidden in the transcript. Notes and dialogs still show them."))

    def _show(self) -> None:
        space = self._page.space
        # The row has room for what is on; the key and the menu of the transcript switch it on.
        self.button.setVisible(self._on)
        self.button.setFixedHeight(space.filters.search.sizeHint().height())
        self.button.show_key(self._page.context.actions.key_text("masks.show"))
        self.button.show_checked(self._on)
