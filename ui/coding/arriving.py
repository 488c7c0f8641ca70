"""What is seen of a session while its words are still being read: what it is, and its sound at a glance."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget
from typing_extensions import override

from coder.audio.peaks import Peaks
from coder.domain.errors import UserError
from coder.domain.people import Actor
from coder.domain.sessions import Session
from coder.domain.times import clock_text
from ui.coding.rows import wave_scene
from ui.coding.unrecorded import unrecorded_of
from ui.sessions.words import kind_words, whose_words
from ui.theme import current
from ui.widgets.card import Card
from ui.widgets.skeleton import Skeleton
from ui.widgets.waveform_overview import Overview

if TYPE_CHECKING:
    from coder.bootstrap import Services
    from ui.context import Context
    from ui.widgets.header import HeaderBar

_LINES = 8


@dataclass(frozen=True)
class Glance:
    """What is read of a session in a hundredth of the time that its words take."""

    session: Session
    peaks: Peaks | None


def glance(services: Services, actor: Actor, session_id: str) -> Glance:
    """Read it. Raises UserError when the session is not there or not open to the actor."""
    session = services.sessions.get(actor, session_id)
    envelope = services.sessions.peaks(actor, session_id)
    return Glance(session, Peaks.from_bytes(envelope) if envelope else None)


class Arriving(QWidget):
    """Grey lines under the whole recording, as soon as that is known. Nothing of it takes keys or the mouse."""

    def __init__(self, context: Context, header: HeaderBar, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context, self._header = context, header
        self._session_id = ""
        self.overview = Overview()
        self.overview.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.overview.setVisible(False)
        card = Card()
        card.body.addWidget(self.overview)
        card.body.addWidget(Skeleton(_LINES))
        card.body.addStretch(1)
        column = QVBoxLayout(self)
        margin = current().px(10)
        column.setContentsMargins(margin, margin, margin, margin)
        column.addWidget(card)

    def expect(self, session_id: str) -> None:
        """Wait for a session: show what is known of it as soon as it is."""
        self._session_id = session_id
        self.overview.setVisible(False)
        services, actor = self._context.services, self._context.actor
        self._context.operations.read(
            partial(glance, services, actor, session_id),
            partial(self._show, session_id),
            owner=self,
            key="glance",
            failed=self._unreadable,
        )

    @override
    def hideEvent(self, event: QHideEvent) -> None:
        """Let go of the envelope, which the page itself holds as well."""
        super().hideEvent(event)
        self.overview.set_scene(None)

    def _show(self, session_id: str, found: Glance) -> None:
        # Once the session itself is on the page, this is old.
        if session_id != self._session_id or not self.isVisible():
            return
        session = found.session
        parts = [kind_words(session.kind)]
        if session.recording is not None:
            parts.append(clock_text(session.recording.duration_s))
        parts.append(f"{whose_words(session.kind)} {session.worker_code}")
        self._header.set_texts(self.tr("Session {0}").format(session.code), " · ".join(parts))
        if found.peaks is not None:
            self.overview.set_scene(wave_scene(found.peaks, None, self.tr, unrecorded_of(session)))
            self.overview.setVisible(True)

    def _unreadable(self, _error: UserError) -> None:
        """The session itself is read as well, and says why it cannot be."""
